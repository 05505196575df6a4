"""The phases of a programme, and the one door from one to another.

`forberedelse → på høring hos faggrupper → hos administrativ koordineringsgruppe → innstilt av styret → vedtatt`. Which
of them a programme goes through follows from its fremdriftsplan, or from who adopts it when the plan does not say. Back
is always possible, with a reason; the last step is adoption's own (`publishing.adoption`).
"""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction
from django.utils.timezone import localtime

from organisation.models import Body, User
from organisation.record import Verb, note
from organisation.rights import require
from organisation.visibility import Visibility

from . import decisions
from .decisions import Treatment
from .milestones import keep_milestone
from .models import Decision, PhaseChange, ProcessStep, Programme
from .rounds import answering, mails

Phase, EditionKind, StepKind = Programme.Phase, Programme.EditionKind, ProcessStep.Kind
ORDER = Phase.values
# The kind of step in the fremdriftsplan that brings a programme into a phase.
STEP_OF = {
    Phase.GROUPS: StepKind.GROUPS,
    Phase.COORDINATION: StepKind.COORDINATION,
    Phase.RECOMMENDED: StepKind.RECOMMENDATION,
    Phase.ADOPTED: StepKind.ADOPTION,
}
# What is stored when a programme comes into a phase. `publishing.comparing` knows the innstilling by its name.
MILESTONE = {
    Phase.PREPARATION: "Tatt opp igjen {day}",
    Phase.GROUPS: "Utkast til faggruppene",
    Phase.COORDINATION: "Utkast til koordineringsgruppen",
    Phase.RECOMMENDED: "Innstilling",
}


def route(programme: Programme) -> tuple[str, ...]:
    """The phases that this programme goes through, in order; the one it is in is always among them."""
    kinds = set(programme.steps.values_list("kind", flat=True)) - {""}
    if programme.edition_kind == EditionKind.CORRECTION:
        chosen = set()
    elif kinds & set(STEP_OF.values()):
        chosen = {phase for phase, kind in STEP_OF.items() if kind in kinds}
    else:
        board = programme.adopting_body is not None and programme.adopting_body.kind == Body.Kind.BOARD
        chosen = set(ORDER) - ({Phase.RECOMMENDED} if board else set())
    chosen |= {Phase.PREPARATION, Phase.ADOPTED, programme.phase}
    return tuple(phase for phase in ORDER if phase in chosen)


@dataclass(frozen=True)
class Way:
    """A phase that the programme can go to, and what stands in the way now."""

    phase: Phase
    is_back: bool
    needs_reason: bool
    obstacles: tuple[str, ...]

    @property
    def allowed(self) -> bool:
        return not self.obstacles


def ways(programme: Programme) -> list[Way]:
    """Where the programme can go from here by this door, in order. Buttons are drawn from this."""
    return [_way(programme, Phase(phase)) for phase in route(programme) if phase != programme.phase]


def _way(programme: Programme, to: Phase) -> Way:
    path = route(programme)
    here, there = ORDER.index(programme.phase), ORDER.index(to)
    skips = there > here and any(here < ORDER.index(phase) < there for phase in path)
    return Way(to, there < here, there < here or skips, tuple(obstacles(programme, to)))


def obstacles(programme: Programme, to: str, *, recommended: bool = False) -> list[str]:
    """Everything that stands in the way of going to a phase. `recommended`: the innstilling is being written down."""
    reasons = [
        f"Innspillsrunden «{round}» er åpen. Avslutt den først."
        for round in programme.rounds.open()
        if to != Phase.GROUPS
    ]
    if to == Phase.ADOPTED:
        reasons.append("Programmet vedtas på siden «Vedta», når vedtaket er ført.")
    if programme.phase == Phase.ADOPTED:
        reasons.append("Programmet er vedtatt. Ta det opp igjen som rettelse eller revisjon.")
    if to == Phase.RECOMMENDED and not recommended:
        reasons.append("Før innstillingen fra styret; da går programmet videre av seg selv.")
    if to == programme.phase:
        reasons.append("Programmet er i denne fasen allerede.")
    return reasons


def doubts(programme: Programme) -> list[str]:
    """What should be looked at before the programme goes on, and stops nobody."""
    found = []
    for round in programme.rounds.filter(closed_at__isnull=False):
        if left := round.comments.unanswered().count():
            found.append(f"I «{round}» er {'ett innspill' if left == 1 else f'{left} innspill'} ikke besvart.")
        if missing := len(answering.taken_without_change(round)):
            words = "ett innspill tatt til følge" if missing == 1 else f"{missing} innspill tatt til følge"
            found.append(f"I «{round}» er {words} uten at svaret er knyttet til en endring.")
    return found


def bodies_of(programme: Programme, to: str) -> list[Body]:
    """Who gets to read what is stored when the programme comes into a phase: the bodies the plan names, or their kind.

    Faggruppene get theirs with the round they are asked in. What is recommended goes to those who adopt.
    """
    if to == Phase.COORDINATION:
        named = Body.objects.filter(pk__in=programme.steps.filter(kind=StepKind.COORDINATION).values("body"))
        return list(named or Body.objects.filter(kind=Body.Kind.COORDINATION, ended_on=None))
    if to == Phase.RECOMMENDED:
        kinds = [Body.Kind.BOARD, Body.Kind.ASSEMBLY]
        adopting = Body.objects.filter(pk=programme.adopting_body_id)
        return list((adopting | Body.objects.filter(kind__in=kinds, ended_on=None)).distinct())
    return []


@transaction.atomic
def move(
    programme: Programme, to: str, *, by: User | None, why: str = "", bodies: Iterable[Body] | None = None
) -> PhaseChange:  # fmt: skip
    """Take the programme to another phase, forward or back: stored as a milestone for `bodies`, and told by mail.

    Raises `NotAllowed` with every obstacle.
    """
    programme = held(programme)
    way = _way(programme, Phase(to))
    missing = ["Skriv hvorfor programmet går tilbake, eller hopper over noe."] if way.needs_reason else []
    require([*way.obstacles, *(missing if not why.strip() else [])])
    return _go(programme, to, by=by, why=why.strip(), bodies=bodies)


@transaction.atomic
def write_down(
    programme: Programme, said: Treatment, *, by: User | None, corrects: Decision | None = None
) -> tuple[Decision, PhaseChange | None]:  # fmt: skip
    """Write down what a body decided, and let the programme go where that takes it. Raises `NotAllowed`."""
    programme = held(programme)
    to = None if corrects else leads_to(programme, said.outcome)
    reasons = obstacles(programme, to, recommended=True) if to else []
    require([*decisions.obstacles(programme, said, corrects), *reasons])
    decision = decisions.write_down(programme, said, by=by, corrects=corrects)
    return decision, _go(programme, to, by=by, why=said.wording, decision=decision) if to else None


def leads_to(programme: Programme, outcome: str) -> str | None:
    """The phase that a decision takes the programme to; nothing when it stays."""
    path = route(programme)
    at = path.index(programme.phase)
    if outcome in Decision.RECOMMENDED and ORDER.index(programme.phase) < ORDER.index(Phase.RECOMMENDED):
        return Phase.RECOMMENDED
    if outcome == Decision.Outcome.SENT_BACK and at and programme.phase != Phase.ADOPTED:
        return path[at - 1]
    return None


def held(programme: Programme) -> Programme:
    """The row itself, locked until the transaction ends: two who press at once do it once."""
    return Programme.objects.select_for_update(of=("self",)).select_related("adopting_body").get(pk=programme.pk)


def _go(programme, to, *, by, why="", bodies=None, decision=None) -> PhaseChange:
    bodies = bodies_of(programme, to) if bodies is None else bodies
    milestone = keep_milestone(programme, MILESTONE[to].format(day=f"{localtime():%d.%m.%Y}"), by=by, bodies=bodies)
    was, programme.phase = programme.phase, to
    programme.save(update_fields=["phase"])
    change = PhaseChange.objects.create(
        programme=programme, was=was, became=to, why=why, by=by, milestone=milestone, decision=decision
    )
    mails.phase_changed(programme, note(by, Verb.MOVED_ON, f"{programme}: {change}", thing=programme), by=by)
    return change


# ── Adopted, and taken up again ──────────────────────────────────────────────────────────────────


@transaction.atomic
def take_up(programme: Programme, kind: str, why: str, *, by: User | None) -> PhaseChange:
    """Open an adopted programme for writing, as a rettelse or a revisjon that will be its next edition.

    What is adopted stays what everybody reads. Raises `NotAllowed`.
    """
    programme = held(programme)
    reasons = [] if programme.phase == Phase.ADOPTED else ["Programmet er ikke vedtatt, og kan skrives i som det er."]
    if kind not in (EditionKind.REVISION, EditionKind.CORRECTION):
        reasons.append("Velg om det er en rettelse eller en revisjon.")
    if not why.strip():
        reasons.append("Skriv hvorfor det vedtatte skal endres.")
    require(reasons)
    programme.edition_kind, programme.phase, programme.visibility = kind, Phase.PREPARATION, Visibility.INTERNAL
    programme.save(update_fields=["edition_kind", "phase", "visibility"])
    programme.circulated_to.clear()
    change = PhaseChange.objects.create(
        programme=programme, was=Phase.ADOPTED, became=Phase.PREPARATION, why=why.strip(), by=by
    )
    note(by, Verb.MOVED_ON, f"{programme}: tatt opp igjen som {EditionKind(kind).label}", thing=programme)
    return change


def adopt(programme: Programme, decision: Decision, *, by: User | None) -> PhaseChange:
    """The last step, in the transaction that makes the edition and with the programme held."""
    was, programme.phase, programme.visibility = programme.phase, Phase.ADOPTED, Visibility.PUBLIC
    programme.save(update_fields=["phase", "visibility"])
    change = PhaseChange.objects.create(programme=programme, was=was, became=Phase.ADOPTED, by=by, decision=decision)
    entry = note(by, Verb.MOVED_ON, f"{programme}: {change}", thing=programme)
    if by:  # nobody is told of what was adopted before we had it
        mails.phase_changed(programme, entry, by=by)
    return change
