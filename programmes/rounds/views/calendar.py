"""Calendars of bodies and of process plans, for programs that cannot log in."""

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.cache import never_cache

from organisation.models import Body
from organisation.models.calendar_address import person_of
from organisation.views.reading import reads

from ...models import Programme
from ..calendar import body_calendar, plan_calendar


@never_cache
@reads
def calendar(request, token, key):
    """For whoever has the address, as the person it was made for sees it today."""
    person = _whose(token)
    body = get_object_or_404(Body.objects.visible_to(person), key=key)
    return _sent(body_calendar(body, person), body.key)


@never_cache
@reads
def plan(request, token, slug):
    """The same for the process plan of a programme."""
    person = _whose(token)
    programme = get_object_or_404(Programme.objects.visible_to(person), slug=slug)
    return _sent(plan_calendar(programme, person), f"fremdriftsplan-{slug}")


def _whose(token):
    if (person := person_of(token)) is None:
        raise Http404
    return person


def _sent(content, name):
    response = HttpResponse(content, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = f'inline; filename="{name}.ics"'
    return response
