"""Opphav decided by a person: confirmed, taken away, or turned down. What is confirmed is a version as any other."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple
from uuid import UUID

from django.db import transaction

from organisation.models import User
from organisation.record import Verb, note

from .editing import MEASURE
from .models import Lineage, Measure, Programme, RejectedOrigin
from .rewriting import NotWritten, rewrite
from .states import State


class Decided(NamedTuple):
    """That a measure comes from another, which stands somewhere: `2024`, `2025@utkast-til-faggruppene`."""

    measure: UUID
    origin: UUID
    kind: str
    title: str
    place: str

    @property
    def words(self) -> str:
        return f"{Lineage.Kind(self.kind).label} fra «{self.title}»"


@dataclass
class Outcome:
    """How many were confirmed, and a sentence for each measure that could not be written in."""

    made: int = 0
    left: list[str] = field(default_factory=list)


@transaction.atomic
def confirm(programme: Programme, decided: Sequence[Decided], *, by: User) -> Outcome:
    """Write down where measures come from, each measure once. What it has already is left as it is."""
    outcome = Outcome()
    by_measure: dict[UUID, list[Decided]] = {}
    for each in decided:
        by_measure.setdefault(each.measure, []).append(each)
    for measure, rows in sorted(by_measure.items()):  # held in one order, so that two who confirm never wait in a ring
        try:
            outcome.made += _write(programme, measure, rows, by=by)
        except NotWritten as why:
            outcome.left.append(str(why))
    return outcome


def _write(programme: Programme, measure: UUID, rows: Sequence[Decided], *, by: User) -> int:
    added: list[Decided] = []

    def change(state: State) -> State:
        have = state.get("origins", [])
        known = {origin["measure"] for origin in have}
        added.extend(each for each in rows if str(each.origin) not in known)
        new = [
            {"kind": each.kind, "measure": str(each.origin), "title": each.title, "place": each.place} for each in added
        ]
        return state | ({"origins": [*have, *new]} if new else {})

    told = "; ".join(each.words for each in rows)
    written = rewrite(MEASURE, programme, measure, change, by=by, what=f"opphav: {told}")
    RejectedOrigin.objects.filter(measure__uuid=measure, origin__in=[each.origin for each in added]).delete()
    return len(added) if written else 0


@transaction.atomic
def take_away(programme: Programme, measure: UUID, origin: UUID, *, by: User) -> Measure | None:
    """A measure does not come from there after all. Raises `NotWritten`."""

    def change(state: State) -> State:
        kept = [each for each in state.get("origins", []) if each["measure"] != str(origin)]
        rest = {name: value for name, value in state.items() if name != "origins"}
        return rest | ({"origins": kept} if kept else {})

    return rewrite(MEASURE, programme, measure, change, by=by, what="et opphav er tatt bort")


@transaction.atomic
def reject(programme: Programme, edges: Iterable[tuple[UUID, UUID]], *, by: User) -> int:
    """Never ask about these again: pairs of a measure and one that it does not come from. How many are new."""
    measures = {each.uuid: each for each in Measure.objects.filter(section__programme=programme)}
    known = rejected(programme)
    new = dict.fromkeys((measure, origin) for measure, origin in edges if measure in measures)
    new = [edge for edge in new if edge not in known]
    RejectedOrigin.objects.bulk_create(
        (RejectedOrigin(measure=measures[measure], origin=origin) for measure, origin in new), ignore_conflicts=True
    )
    if new:
        note(by, Verb.CHANGED, f"{programme}: {len(new)} forslag til opphav er avvist", thing=programme)
    return len(new)


@transaction.atomic
def ask_again(programme: Programme, measure: UUID, origin: UUID, *, by: User) -> None:
    """Perhaps it comes from there after all."""
    rows = RejectedOrigin.objects.filter(measure__section__programme=programme, measure__uuid=measure, origin=origin)
    gone, _ = rows.delete()
    if gone:
        note(by, Verb.CHANGED, f"{programme}: et avvist forslag til opphav blir foreslått igjen", thing=programme)


def rejected(programme: Programme) -> set[tuple[UUID, UUID]]:
    rows = RejectedOrigin.objects.filter(measure__section__programme=programme)
    return set(rows.values_list("measure__uuid", "origin"))
