"""What belongs together in a plan: the papers and the work before a treatment, and the rounds of one.

Nothing of this is stored: a plan that is rewritten pairs anew.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from uuid import UUID

from organisation.models import Body

from ..models import ProcessStep, Round

Kind = ProcessStep.Kind
BODIES = {
    Kind.GROUPS: Body.Kind.GROUP, Kind.COORDINATION: Body.Kind.COORDINATION, Kind.RECOMMENDATION: Body.Kind.BOARD,
    Kind.ADOPTION: Body.Kind.ASSEMBLY,
}  # fmt: skip
NAMES = {
    Kind.GROUPS: "faggruppene", Kind.COORDINATION: "koordineringsgruppen", Kind.RECOMMENDATION: "styret",
    Kind.ADOPTION: "de som vedtar",
}  # fmt: skip


def following(steps: list[ProcessStep], step: ProcessStep, kinds: Iterable[str]) -> ProcessStep | None:
    """The first of some kinds after a step, as the plan is written."""
    return next((each for each in steps[steps.index(step) + 1 :] if each.kind in kinds), None)


def before(steps: list[ProcessStep], step: ProcessStep, kind: str) -> ProcessStep | None:
    """The last of a kind between the treatment before a step and the step itself."""
    for each in reversed(steps[: steps.index(step)]):
        if each.kind == kind:
            return each
        if each.is_treated:
            return None
    return None


def who(step: ProcessStep) -> str:
    """Who treats it, as it stands in a sentence."""
    return step.body.in_a_sentence if step.body else NAMES[step.kind]


def only_body(step: ProcessStep, bodies: Iterable[Body]) -> Body | None:
    """The body a step is about when it names none and there is one of the kind."""
    there = [body for body in bodies if body.kind == BODIES.get(step.kind) and body.ended_on is None]
    return step.body or (there[0] if len(there) == 1 else None)


def rounds_by_step(steps: Iterable[ProcessStep], rounds: Iterable[Round]) -> Mapping[UUID, list[Round]]:
    """The rounds of each step where the groups say what they think: the step nearest in time to the deadline.

    A round that is not for the body a step names is not that step's.
    """
    steps = [step for step in steps if step.kind == Kind.GROUPS]
    found: dict[UUID, list[Round]] = {}
    for round in rounds:
        asked = {body.pk for body in round.bodies.all()}
        own = [step for step in steps if step.body_id is None or step.body_id in asked]
        if own:
            nearest = min(own, key=lambda step: _apart(step.last_day, round.deadline))
            found.setdefault(nearest.uuid, []).append(round)
    return found


def _apart(day: date | None, deadline: date) -> int:
    return abs((deadline - day).days) if day else date.max.toordinal()
