"""The editions of a programme as the secretariat knows them: what each stands on, and what is said of it afterwards."""

from functools import wraps

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from organisation.rights import NotAllowed
from organisation.views.confirming import confirmed
from organisation.views.reading import reads
from organisation.views.secretariat import secretariat
from programmes.views.finding import crumbs_to, of_programme

from .. import editions as doors
from ..forms import WithdrawForm
from ..models import Edition

FORM = require_http_methods(["GET", "HEAD", "POST"])
PEOPLE = ("frozen_by", "prepared_by", "withdrawal__by", "confirmation__by")


def of_edition(view):
    """For the secretariat; the view gets the edition instead of its number."""

    @of_programme
    @wraps(view)
    def inner(request, programme, number, *args, **kwargs):
        rows = editions_of(request.user, programme).select_related("programme", "decision__body", "body", *PEOPLE)
        found = rows.filter(number=number).first()
        if found is None:
            raise Http404
        return view(request, found, *args, **kwargs)

    return inner


def editions_of(user, programme):
    return Edition.objects.visible_to(user).light().filter(programme=programme).order_by("-number")


@reads
@of_programme
def editions(request, programme):
    """Every edition, the newest first."""
    rows = editions_of(request.user, programme).select_related("programme", "body", "withdrawal", "confirmation")
    context = {"programme": programme, "editions": rows, "crumbs": crumbs(programme)[:-1]}
    return render(request, "publishing/editions.html", context)


@reads
@of_edition
def edition_record(request, edition):
    """What one edition stands on: the vedtak, who made it ready and adopted it, and what was accepted as it was."""
    context = {
        "edition": edition,
        "programme": edition.programme,
        "may_confirm": edition.needs_confirming and not doors.obstacles_to_confirming(edition, request.user),
        "crumbs": crumbs(edition.programme),
    }
    return render(request, "publishing/edition_record.html", context)


@of_edition
@require_POST
def confirm_edition(request, edition):
    """A colleague has looked at it."""
    try:
        doors.confirm(edition, by=request.user)
    except NotAllowed as refusal:
        for reason in refusal.reasons:
            messages.warning(request, reason)
    else:
        messages.success(request, f"Du har bekreftet {edition}.")
    return redirect("edition_record", edition.programme.slug, edition.number)


@secretariat
@confirmed
@of_edition
@FORM
def withdraw_edition(request, edition):
    """It does not hold any more; asked once, and said why."""
    form = WithdrawForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            doors.withdraw(edition, form.cleaned_data["why"], by=request.user)
        except NotAllowed as refusal:
            form.add_error(None, refusal.reasons)
        else:
            messages.success(request, f"{edition} er trukket tilbake, og kan fortsatt leses under en merknad.")
            return redirect("edition_record", edition.programme.slug, edition.number)
    here = reverse("edition_record", args=[edition.programme.slug, edition.number])
    context = {
        "form": form,
        "title": f"Trekke tilbake {edition}?",
        "lead": "Utgaven gjelder ikke lenger, men blir stående på adressen sin, med det du skriver her øverst. "
        "Er det en tidligere utgave som ikke er trukket tilbake, er det den som gjelder. Dette kan ikke angres.",
        "button": "Trekk tilbake utgaven",
        "crumbs": [*crumbs(edition.programme), (f"Utgave {edition.number}", here)],
    }
    return render(request, "parts/form.html", context)


def crumbs(programme) -> list:
    return [*crumbs_to(programme), ("Utgaver", reverse("editions", args=[programme.slug]))]
