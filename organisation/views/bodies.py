"""The organisation: its bodies, and who sits in them."""

from django.db.models import Q
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from ..forms.bodies import BodyForm
from ..models import Body, Invitation, Meeting, Seat
from ..roles import body_ids, is_secretariat
from .reading import reads
from .saving import ask, save
from .secretariat import secretariat


@reads
def organisation(request):
    """Every body the reader may know of: the political ones, the administrative ones, and those that have ended."""
    bodies = list(Body.objects.visible_to(request.user).by_kind())
    active = [body for body in bodies if not body.has_ended]
    context = {
        "groups": [
            ("Politiske organer", [body for body in active if body.is_political]),
            ("Administrativ organisering", [body for body in active if not body.is_political]),
            ("Nedlagte organer", [body for body in bodies if body.has_ended]),
        ],
        "is_secretariat": is_secretariat(request.user),
    }
    return render(request, "organisation/organisation.html", context)


@reads
def body(request, key):
    """One body: what it does, who sits in it today, and when it meets."""
    found = get_object_or_404(Body.objects.visible_to(request.user), key=key)
    seats = Seat.objects.visible_to(request.user).filter(body=found)
    meetings = Meeting.objects.visible_to(request.user).filter(body=found).select_related("body")
    context = {
        "body": found,
        "seats": seats.current().by_role().select_related("person", "on_behalf_of"),
        "names_are_shown": found.people_are_public or bool(body_ids(request.user)),
        "coming": meetings.coming(),
        "past": meetings.past(),
    }
    if is_secretariat(request.user):
        context |= for_the_secretariat(request.user, found, seats)
    return render(request, "organisation/body.html", context)


def for_the_secretariat(user, body, seats) -> dict:
    """What only the secretariat sees on a body's page: other times' seats, and who is invited."""
    today = timezone.localdate()
    others = seats.filter(Q(from_date__gt=today) | Q(to_date__lt=today)).select_related("person", "on_behalf_of")
    others = list(others.order_by("-from_date", "person__name"))
    return {
        "is_secretariat": True,
        "coming_seats": [seat for seat in reversed(others) if seat.from_date > today],
        "past_seats": [seat for seat in others if seat.from_date <= today],
        "invitations": Invitation.objects.visible_to(user).open().filter(body=body).select_related("on_behalf_of"),
    }


@secretariat
def new_body(request):
    """Add a body."""
    form = BodyForm(request.POST or None)
    if form.is_valid():
        return save(request, form, f"{form.instance.name} er lagt til.", form.instance)
    return ask(request, form, title="Nytt organ", crumbs=[], button="Legg til organet")


@secretariat
def edit_body(request, key):
    """Change a body; its address stays."""
    found = get_object_or_404(Body.objects.visible_to(request.user).select_for_update(), key=key)
    form, crumb = BodyForm(request.POST or None, instance=found), (found.name, found.get_absolute_url())
    if form.is_valid():
        return save(request, form, f"{form.instance.name} er endret.", found)
    return ask(request, form, title=f"Endre {crumb[0]}", crumbs=[crumb])
