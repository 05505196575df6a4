"""Next year's programme: chosen on one page, made, looked over, and undone as long as nobody has written in it."""

from django.contrib import messages
from django.db.models import Count
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from organisation.views.reading import reads

from .. import beginning
from ..building import build
from ..forms.next_year import EVERY, groups, read_plan
from ..models import Beginning, Lineage, Measure
from ..next_year import Fate, Plan, faults, following_slug, following_year
from ..wording import LABELS
from ..years import moved, years_left
from .finding import crumbs_to, of_programme


@of_programme
@require_http_methods(["GET", "HEAD", "POST"])
def next_year(request, work):
    """What becomes of each measure; everything is chosen in one form, and the programme is made from it."""
    document = build(work)
    offered = beginning.foundations(work, request.user)
    if request.method == "POST":
        plan = read_plan(request.POST, document, [each.slug for each in offered])
    else:
        plan = Plan.usual(document, beginning.usual_foundation(work, offered))
    wrong = faults(document, plan.chosen) if "lag" in request.POST else {}
    if "lag" in request.POST and not wrong:
        return _make(request, work, plan)
    context = {
        "work": work,
        "title": moved(work.title, work.first_year, work.last_year),
        "year": following_year(work),
        "groups": groups(document, plan.chosen, wrong),
        "faults": wrong,
        "fates": Fate.choices,
        "every": [(fate.value, fate.label) for fate in EVERY],
        "order": " ".join(str(measure.id) for measure in document.every_measure()),
        "offered": offered,
        "guidelines": plan.guidelines,
        "obstacle": beginning.obstacle(work, request.user),
        "there": following_slug(work),
        "crumbs": crumbs_to(work),
    }
    return render(request, "programmes/next_year.html", context)


def _make(request, work, plan):
    try:
        begun = beginning.begin(work, plan, by=request.user)
    except beginning.CannotBegin as obstacle:
        messages.warning(request, str(obstacle))
        return redirect("next_year", work.slug)
    messages.success(request, f"{begun.programme} er laget. Bare sekretariatet ser det ennå.")
    for sentence in begun.left_out:
        messages.warning(request, sentence)
    return redirect("begun", begun.programme.slug)


@reads
@of_programme
def begun(request, work):
    """What came from last year, the years that still stand in the texts, and the way back."""
    origin = get_object_or_404(Beginning.objects.select_related("source", "by"), programme=work)
    year = origin.source.last_year
    found = years_left(build(work), year)
    lineage = Lineage.objects.filter(measure__section__programme=work)
    kinds = lineage.order_by("kind").values_list("kind").annotate(Count("measure", distinct=True))
    left = Measure.objects.filter(section__programme=origin.source, is_taken_out=False)
    context = {
        "work": work,
        "origin": origin,
        "years": [(_address(work, each), LABELS.get(each.field, each.field), each) for each in found],
        "year": year,
        "came": dict(kinds),
        "left": left.exclude(uuid__in=lineage.values("origin")).order_by("section__order", "order"),
        "written": beginning.written(work),
        "crumbs": crumbs_to(work),
    }
    return render(request, "programmes/begun.html", context)


@of_programme
@require_POST
def undo(request, work):
    """Away with the new programme and the budget made with it."""
    get_object_or_404(Beginning, programme=work)
    try:
        source = beginning.undo(work, by=request.user)
    except beginning.CannotUndo as obstacle:
        messages.warning(request, f"{work} er ikke slettet, for noen har begynt å arbeide i det.")
        for reason in obstacle.reasons:
            messages.info(request, reason)
        return redirect("begun", work.slug)
    messages.success(request, f"{work} er slettet igjen. {source} er som før.")
    return redirect("workplace", source.slug)


def _address(work, left) -> str:
    """Where a year that stands in a text can be written over."""
    if left.field == "table":
        return f"{reverse('budget', args=[left.section.table.year])}#tabell-{left.section.table.id}"
    if left.section is None:
        return reverse("edit_work" if left.field != "steps" else "edit_plan", args=[work.slug])
    word, thing = ("tiltak", left.measure) if left.measure else ("avsnitt", left.section)
    return f"{reverse('edit_object', args=[work.slug, word, thing.id])}#id_title"
