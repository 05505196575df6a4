"""Opphav: an earlier text to hold the programme against, what is proposed, and what somebody decides."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from organisation.views.reading import reads
from programmes import editing, origins
from programmes.models import Lineage, Programme
from programmes.rewriting import NotWritten
from programmes.views.finding import crumbs_to, of_programme, writes

from ..finding import NoState, State, every_state, find_state, seen_by
from ..lineage import may_be_held_against, sheet

BOTH = "Du har krysset av både for og imot «{title}». Bare ett av dem kan stemme, så det er ikke avgjort."
NOTHING = "Du krysset ikke av for noe, så ingenting er endret."


@reads
@of_programme
def lineage(request, work):
    """The texts it can be held against, and for the one that is chosen what is proposed."""
    choices = may_be_held_against(work, every_state(seen_by(request.user)))
    chosen = next((each for each in choices if each.name == request.GET.get("mot")), None)
    context = {
        "work": work,
        "choices": choices,
        "chosen": chosen,
        "sheet": sheet(work, find_state(chosen.name, seen_by(request.user))) if chosen else None,
        "kinds": Lineage.Kind.choices,
        "picked": request.GET.get("tiltak", ""),
        "may_edit": editing.may_edit(request.user, work),
        "crumbs": crumbs_to(work),
    }
    return render(request, "publishing/lineage.html", context)


@writes
@require_POST
def decide(request, work):
    """Confirm what is ticked, and remember what it is not; both of many at once."""
    against = _against(request, work)
    yes, no = (dict.fromkeys(map(_edge, request.POST.getlist(name))) for name in ("ja", "nei"))
    both = [edge for edge in yes if edge in no]
    decided = [
        _decided(request, against, edge, f"slag-{edge[0]}.{edge[1]}") for edge in yes if edge not in both
    ]  # fmt: skip
    outcome = origins.confirm(work, decided, by=request.user)
    turned_down = origins.reject(work, [edge for edge in no if edge not in both], by=request.user)
    for _measure, origin in both:
        messages.warning(request, BOTH.format(title=_title(against, origin)))
    for why in outcome.left:
        messages.warning(request, why)
    if outcome.made:
        messages.success(request, f"{outcome.made} opphav er bekreftet.")
    if turned_down:
        messages.success(request, f"{turned_down} forslag er avvist. Vi spør ikke om dem igjen.")
    if not (outcome.made or turned_down or outcome.left or both):
        messages.info(request, NOTHING)
    return _back(work, against)


@writes
@require_POST
def choose(request, work):
    """Say that a measure comes from one that nobody proposed."""
    against = _against(request, work)
    if not (request.POST.get("tiltak") and request.POST.get("fra")):
        messages.warning(request, "Velg både tiltaket og det som er opphavet.")
        return _back(work, against)
    edge = _edge(f"{request.POST['tiltak']}.{request.POST['fra']}")
    outcome = origins.confirm(work, [_decided(request, against, edge, "slag")], by=request.user)
    for why in outcome.left:
        messages.warning(request, why)
    if outcome.made:
        messages.success(request, "Opphavet er lagt til.")
    elif not outcome.left:
        messages.info(request, "Det er opphavet fra før, så ingenting er endret.")
    return _back(work, against)


@writes
@require_POST
def take_away(request, work):
    """It does not come from there after all."""
    against, edge = _against(request, work), _edge(request.POST.get("par", ""))
    try:
        gone = origins.take_away(work, *edge, by=request.user)
    except NotWritten as why:
        messages.warning(request, str(why))
    else:
        done = "Opphavet er tatt bort." if gone else "Det er ikke opphavet lenger, så ingenting er endret."
        messages.success(request, done)
    return _back(work, against)


@writes
@require_POST
def ask_again(request, work):
    """Propose it once more."""
    against, edge = _against(request, work), _edge(request.POST.get("par", ""))
    origins.ask_again(work, *edge, by=request.user)
    messages.success(request, f"Vi foreslår «{_title(against, edge[1])}» igjen.")
    return _back(work, against)


def _against(request, work) -> State:
    """The text it is held against, which must be one that may be chosen."""
    if not isinstance(work, Programme):
        raise Http404
    names = {each.name for each in may_be_held_against(work, every_state(seen_by(request.user)))}
    if (name := request.POST.get("mot")) not in names:
        raise Http404
    try:
        return find_state(name, seen_by(request.user))
    except NoState:
        raise Http404 from None


def _edge(text: str) -> tuple[UUID, UUID]:
    """`<tiltak>.<opphav>`."""
    try:
        measure, origin = map(UUID, text.split("."))
    except ValueError:
        raise Http404 from None
    return measure, origin


def _decided(request, against: State, edge, field: str) -> origins.Decided:
    kind = request.POST.get(field)
    if kind not in Lineage.Kind.values:
        raise Http404
    return origins.Decided(*edge, kind, _title(against, edge[1]), against.named.name)


def _title(against: State, origin: UUID) -> str:
    for measure in against.document.every_measure():
        if measure.id == origin:
            return measure.title
    raise Http404


def _back(work, against: State):
    return redirect(reverse("lineage", args=[work.slug], query={"mot": against.named.name}))
