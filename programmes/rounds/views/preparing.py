"""Rounds and milestones of a programme: the list of them, a new one, and what can be changed before it is opened."""

from django.contrib import messages
from django.db.models import Count, Q
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from organisation.models import Body
from organisation.rights import NotAllowed
from organisation.views.reading import reads
from organisation.views.secretariat import secretariat

from ...milestones import keep_milestone as keep
from ...models import Milestone, Round
from ...views.finding import crumbs_to, of_programme
from .. import opening
from ..forms.rounds import MilestoneForm, RoundForm
from .secretariat import crumbs_to_round, crumbs_to_rounds, of_round, rounds_of

FORM = require_http_methods(["GET", "HEAD", "POST"])
ANSWERABLE = Q(comments__withdrawn_at=None) & (Q(comments__is_late=False) | Q(comments__admitted_at__isnull=False))


@reads
@of_programme
def programme_rounds(request, programme):
    """Every round and every milestone of a programme, newest first."""
    return _list(request, programme, MilestoneForm())


def _list(request, programme, form):
    context = {
        "programme": programme,
        "rounds": counted(rounds_of(request.user).filter(programme=programme)),
        "milestones": Milestone.objects.visible_to(request.user)
        .filter(programme=programme).select_related("made_by").defer("content").order_by("-made_at"),
        "form": form,
        "crumbs": crumbs_to(programme),
    }  # fmt: skip
    return render(request, "rounds/programme.html", context)


def counted(rounds):
    """With how many comments are to be answered, and how many are not yet."""
    left = ANSWERABLE & Q(comments__response=None)
    return rounds.annotate(answerable=Count("comments", filter=ANSWERABLE), left=Count("comments", filter=left))


@of_programme
@require_POST
def keep_milestone(request, programme):
    """Store the programme as it stands, under a name."""
    form = MilestoneForm(request.POST)
    if not form.is_valid():
        return _list(request, programme, form)
    milestone = keep(programme, form.cleaned_data["navn"], by=request.user)
    messages.success(request, f"Milepælen «{milestone.name}» er laget. Bare sekretariatet ser den.")
    return redirect("programme_rounds", programme.slug)


@secretariat
@FORM
def new_round(request):
    """Prepare a round; `?program=` names the programme, and `navn`, `frist` and `til` are filled in."""
    return _new(request, slug=request.GET.get("program", ""))


@of_programme
def _new(request, programme):
    asked = Body.objects.visible_to(request.user).filter(key__in=request.GET.getlist("til"))
    shown = {"during": Round.Sight.OWN, "after": Round.Sight.GROUPS, "bodies": asked}
    shown |= {"name": request.GET.get("navn", ""), "deadline": request.GET.get("frist", "")}
    form = RoundForm(request.POST or None, programme=programme, by=request.user, initial=shown)
    if form.is_valid():
        form.keep(by=request.user)
        messages.success(request, f"«{form.instance}» er klargjort. Ingen andre enn dere ser den før den åpnes.")
        return redirect("run_round", form.instance.uuid)
    context = {
        "form": form,
        "title": "Ny innspillsrunde",
        "crumbs": crumbs_to_rounds(programme),
        "button": "Klargjør runden",
    }
    return render(request, "parts/form.html", context)


@of_round
@FORM
def change_round(request, round):
    """Change a round that is not opened."""
    if reasons := opening.obstacles_to_changing(round):
        return refused(request, round, reasons)
    form = RoundForm(request.POST or None, instance=round, programme=round.programme, by=request.user)
    if form.is_valid():
        try:
            kept = form.keep(by=request.user)
        except NotAllowed as refusal:
            return refused(request, round, refusal.reasons)
        messages.success(request, "Lagret." if kept else "Ingenting var endret, så ingenting er lagret.")
        return redirect("run_round", round.uuid)
    context = {"form": form, "title": "Endre innspillsrunden", "crumbs": crumbs_to_round(round), "button": "Lagre"}
    return render(request, "parts/form.html", context)


@of_round
@FORM
def delete_round(request, round):
    """Throw away a round that nobody has seen; asked once."""
    if reasons := opening.obstacles_to_changing(round):
        return refused(request, round, reasons)
    if request.method != "POST":
        return render(request, "rounds/delete.html", {"round": round, "crumbs": crumbs_to_round(round)})
    programme = round.programme
    opening.delete(round, by=request.user)
    messages.success(request, f"«{round}» er slettet.")
    return redirect("programme_rounds", programme.slug)


def refused(request, round, reasons):
    """Back to the round, with every obstacle."""
    for reason in reasons:
        messages.warning(request, reason)
    return redirect(reverse("run_round", args=[round.uuid]))
