"""Behandling: the phase a programme is in, what the bodies have decided, and the way on or back."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from organisation.rights import NotAllowed
from organisation.views.reading import reads

from .. import phases
from ..decisions import adopting_decision
from ..forms.treatment import DecisionForm, MoveForm, TakeUpForm
from ..models import Decision, Programme
from .finding import crumbs_to, of_programme

FORM = require_http_methods(["GET", "HEAD", "POST"])
NO_UNDO = (
    "Det du fører, kan ikke endres etterpå. Er noe feil, fører du en rettelse, og begge blir stående i historikken."
)


@reads
@of_programme
def treatment(request, programme):
    """Where the programme is, where it can go, and what has happened."""
    ways = phases.ways(programme)
    context = {
        "programme": programme,
        "route": [(Programme.Phase(phase), phase == programme.phase) for phase in phases.route(programme)],
        "decided": adopting_decision(programme),
        "on": [way for way in ways if not way.is_back],
        "back": [way for way in ways if way.is_back],
        "events": _events(programme, request.user),
        "crumbs": crumbs_to(programme),
    }
    return render(request, "programmes/treatment.html", context)


def _events(programme, user) -> list[tuple[str, object]]:
    """Treatments and steps, newest first, each with what it is."""
    decisions = Decision.objects.visible_to(user).filter(programme=programme)
    decided = decisions.select_related("body", "milestone", "registered_by", "corrects", "corrected_by")
    changes = programme.phase_changes.select_related("by", "milestone")
    rows = [("decision", each.registered_at, each) for each in decided.defer("milestone__content")]
    rows += [("change", each.at, each) for each in changes.defer("milestone__content")]
    return [(kind, each) for kind, _at, each in sorted(rows, key=lambda row: row[1], reverse=True)]


@of_programme
@FORM
def move_phase(request, programme, to):
    """Go to another phase: the page says what will happen, and what is in the way."""
    if request.method == "POST" and to == programme.phase:
        messages.info(request, f"{programme} er i fasen «{programme.get_phase_display()}» allerede.")
        return redirect("treatment", programme.slug)
    way = next((way for way in phases.ways(programme) if way.phase == to), None)
    if way is None:
        raise Http404
    initial = {"bodies": phases.bodies_of(programme, to)}
    form = MoveForm(request.POST or None, needs_reason=way.needs_reason, by=request.user, initial=initial)
    if form.is_valid():
        said = form.cleaned_data
        try:
            phases.move(programme, to, by=request.user, why=said["why"], bodies=said["bodies"])
        except NotAllowed as refusal:
            form.add_error(None, refusal.reasons)
        else:
            messages.success(request, f"{programme} er nå i fasen «{way.phase.label}».")
            return redirect("treatment", programme.slug)
    context = {
        "programme": programme,
        "way": way,
        "form": form,
        "doubts": phases.doubts(programme),
        "crumbs": crumbs_to_treatment(programme),
    }
    return render(request, "programmes/move_phase.html", context)


@of_programme
@FORM
def write_decision(request, programme):
    """Write down what a body decided; the address may say which, when, and of which milestone."""
    asked = {"body": "organ", "decided_on": "dato", "milestone": "utkast"}
    initial = {name: request.GET.get(word) for name, word in asked.items()}
    form = DecisionForm(request.POST or None, programme=programme, by=request.user, initial=initial)
    return _decided(request, programme, form, "Før en behandling")


@of_programme
@FORM
def correct_decision(request, programme, pk):
    """Write down anew what was written down wrong."""
    rows = Decision.objects.visible_to(request.user).filter(programme=programme).select_related("corrected_by")
    wrong = get_object_or_404(rows, pk=pk)
    if hasattr(wrong, "corrected_by"):
        messages.info(request, "Behandlingen er rettet allerede.")
        return redirect("treatment", programme.slug)
    names = ("body", "outcome", "decided_on", "case_number", "wording", "votes", "minutes", "milestone")
    initial = {name: getattr(wrong, name) for name in names}
    form = DecisionForm(
        request.POST or None, programme=programme, by=request.user, corrects=wrong, initial=initial
    )  # fmt: skip
    return _decided(request, programme, form, "Rett behandlingen", "Før rettelsen", corrects=wrong)


def _decided(request, programme, form, title, button="Før behandlingen", corrects=None):
    if form.is_valid():
        try:
            decision, change = phases.write_down(programme, form.said, by=request.user, corrects=corrects)
        except NotAllowed as refusal:
            form.add_error(None, refusal.reasons)
        else:
            messages.success(request, f"Ført: {decision}.")
            if change:
                messages.info(request, f"Programmet er nå i fasen «{change.get_became_display()}».")
            return redirect("treatment", programme.slug)
    context = {
        "programme": programme,
        "form": form,
        "title": title,
        "lead": NO_UNDO,
        "button": button,
        "crumbs": crumbs_to_treatment(programme),
    }
    return render(request, "parts/form.html", context)


@of_programme
@FORM
def take_up(request, programme):
    """Open what is adopted for writing, as a rettelse or a revisjon."""
    if request.method == "POST" and programme.phase != Programme.Phase.ADOPTED:
        messages.info(request, f"{programme} er ikke vedtatt, og kan skrives i som det er.")
        return redirect("treatment", programme.slug)
    form = TakeUpForm(request.POST or None)
    if form.is_valid():
        try:
            phases.take_up(programme, form.cleaned_data["kind"], form.cleaned_data["why"], by=request.user)
        except NotAllowed as refusal:
            form.add_error(None, refusal.reasons)
        else:
            messages.success(request, f"{programme} kan skrives i igjen. Den vedtatte utgaven er det alle andre ser.")
            return redirect("treatment", programme.slug)
    context = {
        "form": form,
        "title": f"Ta opp igjen {programme}",
        "lead": "Det som er vedtatt, blir stående for alle til en ny utgave er vedtatt, og får aldri andre ord.",
        "button": "Ta opp igjen",
        "crumbs": crumbs_to_treatment(programme),
    }
    return render(request, "parts/form.html", context)


def crumbs_to_treatment(programme: Programme) -> list:
    return [*crumbs_to(programme), ("Behandling", reverse("treatment", args=[programme.slug]))]
