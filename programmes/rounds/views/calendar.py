"""A body's calendar, for programs that cannot log in."""

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.cache import never_cache

from organisation.models import Body
from organisation.models.calendar_address import person_of
from organisation.views.reading import reads

from ..calendar import body_calendar


@never_cache
@reads
def calendar(request, token, key):
    """For whoever has the address, as the person it was made for sees it today."""
    if (person := person_of(token)) is None:
        raise Http404
    body = get_object_or_404(Body.objects.visible_to(person), key=key)
    response = HttpResponse(body_calendar(body, person), content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = f'inline; filename="{body.key}.ics"'
    return response
