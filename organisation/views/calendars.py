"""One's own calendars: an address for each body, to put in a calendar program."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from ..calendars import address_of, replace
from ..models import Body
from ..roles import body_ids


@login_required
@never_cache
@require_safe
def calendars(request):
    """The bodies one sits in first, then the others one may know of."""
    token, mine = address_of(request.user).token, body_ids(request.user)
    bodies = Body.objects.visible_to(request.user).filter(ended_on=None).by_kind()
    feeds = [(body, settings.SITE_URL + reverse("calendar", args=[token, body.key])) for body in bodies]
    context = {
        "mine": [feed for feed in feeds if feed[0].pk in mine],
        "others": [feed for feed in feeds if feed[0].pk not in mine],
    }
    return render(request, "organisation/calendars.html", context)


@login_required
@require_POST
def new_address(request):
    """Another address for all of them; the old one is dead."""
    replace(request.user, by=request.user)
    messages.success(request, "Kalenderne har fått ny adresse. Den gamle virker ikke lenger.")
    return redirect("calendars")
