"""The secretariat's pages about people with an account."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Prefetch, Q
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from .. import closing, people
from ..forms.people import PersonForm
from ..log_ins import last_log_ins
from ..models import Invitation, Seat, User
from ..record import Verb
from ..rights import NotAllowed
from .confirming import confirmed
from .reading import reads
from .secretariat import secretariat


@reads
@secretariat
def every_person(request):
    """Everybody with an account, or those who have every word in their name or address."""
    asked = request.GET.get("sok", "").strip()[:200]
    found = User.objects.visible_to(request.user)
    for word in asked.split()[:10]:
        found = found.filter(_stands_in_name_or_address(word))
    today = Seat.objects.current().select_related("body").order_by("body__order", "body__name")
    pages = Paginator(found.prefetch_related(Prefetch("seats", today, "seats_today")), 50)
    context = {"pages": pages.get_page(request.GET.get("side")), "asked": asked}
    return render(request, "organisation/people.html", context)


def _stands_in_name_or_address(word: str) -> Q:
    """Also with another size of letters; SQLite knows that of a–z only, so æ, ø and å are tried in both."""
    found = Q(email__icontains=word)
    for spelling in {word, word.lower(), word.upper(), word.capitalize()}:
        found |= Q(name__icontains=spelling)
    return found


@reads
@secretariat
def person(request, pk):
    """Seats, last log-ins, and what can be done with the account."""
    found = get_object_or_404(User.objects.visible_to(request.user), pk=pk)
    can = {
        change.value: not closing.obstacles(found, change, by=request.user)
        for change in (Verb.DEACTIVATED, Verb.REACTIVATED, Verb.PSEUDONYMISED)
    }
    context = {
        "person": found,
        "seats": found.seats.select_related("body", "on_behalf_of").order_by("-from_date", "body"),
        "log_ins": last_log_ins(found),
        "invitations": Invitation.objects.open().filter(email=found.email).select_related("body"),
        "can": can,
    }
    return render(request, "organisation/person.html", context)


@secretariat
@confirmed
@require_http_methods(["GET", "HEAD", "POST"])
def correct(request, pk):
    """Change name and address. Whoever has the address gets in, so it is asked whether it is really you."""
    found = get_object_or_404(User.objects.visible_to(request.user).filter(pseudonymised_at=None), pk=pk)
    form = PersonForm(request.POST or None, instance=found)
    if form.is_valid():
        if changed := people.correct(found, by=request.user, **form.cleaned_data):
            messages.success(request, f"Endret {' og '.join(changed)}.")
        return redirect("person", pk)
    return render(request, "organisation/person_form.html", {"form": form, "pk": pk})


def change_account(request, pk, door, done):
    """Go through `door` with the person; say what was done, or every reason why not."""
    found = get_object_or_404(User.objects.visible_to(request.user), pk=pk)
    try:
        door(found, by=request.user)
    except NotAllowed as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, done)
    return redirect("person", pk)


@secretariat
@require_POST
def deactivate(request, pk):
    return change_account(request, pk, closing.deactivate, "Kontoen er stengt, og personen er logget ut overalt.")


@secretariat
@require_POST
def reactivate(request, pk):
    return change_account(request, pk, closing.reactivate, "Kontoen er åpen igjen.")


@secretariat
@confirmed
@require_http_methods(["GET", "HEAD", "POST"])
def pseudonymise(request, pk):
    """Ask first, and whether it is really you: this cannot be undone."""
    found = get_object_or_404(User.objects.visible_to(request.user), pk=pk)
    if request.method != "POST" and not closing.obstacles(found, Verb.PSEUDONYMISED, by=request.user):
        return render(request, "organisation/pseudonymise.html", {"person": found})
    return change_account(request, pk, closing.pseudonymise, "Personopplysningene er fjernet.")
