"""Where a programme's measures probably come from: proposals to a person, who decides.

A measure is proposed to come from what it is most like, and every earlier measure to have become what it is most like:
so two that were merged are both proposed for the one, and one that was split for both of the others. From `LIKELY` on a
proposal is preselected. On the council's own draft and programme of 2025 that finds 32 of the 35 true origins and no
false one, and all 35 are among those shown (tests/test_lineage_proposals.py, docs/decisions/0026).
"""

from collections import defaultdict
from collections.abc import Collection, Iterable
from typing import NamedTuple
from uuid import UUID

from . import document as doc
from .likeness import Weighed, bags_of, pairs, said, shared_words

LIKELY = 0.2
SHOWN = 0.1
MOST = 3  # candidates for a measure that nothing is likely for

Edge = tuple[UUID, UUID]  # a measure, and one that it comes from


class Candidate(NamedTuple):
    """An earlier measure that one may come from, how alike they are, the words they share, and how it is related."""

    measure: UUID
    origin: UUID
    alike: float
    is_likely: bool
    kind: str
    words: tuple[str, ...]

    @property
    def pair(self) -> str:
        """Both ids, as a form names them."""
        return f"{self.measure}.{self.origin}"


def candidates(
    before: doc.Document, after: doc.Document, rejected: Collection[Edge] = ()
) -> dict[UUID, list[Candidate]]:  # fmt: skip
    """By measure of `after`, the likeliest first. Nothing for what has the same id in both, or is decided already."""
    old, new = ({each.id: each for each in document.every_measure()} for document in (before, after))
    known = {(each.id, origin.measure) for each in new.values() for origin in each.origins if origin.measure in old}
    same = old.keys() & new.keys()
    bags = [bags_of(each for each in side.values() if each.id not in same) for side in (old, new)]
    alike = pairs(bags[1], bags[0], SHOWN)
    alike = {edge: how for edge, how in alike.items() if edge not in set(rejected)}
    best = _best(alike)
    likely = {edge for edge in best if alike[edge] >= LIKELY} - known
    shown = (best | _further(alike, likely | known)) - known
    kinds = _Kinds(before, after, likely | known)
    weighed = Weighed([*bags[0].values(), *bags[1].values()])
    found = defaultdict(list)
    for edge in sorted(shown, key=lambda edge: -alike[edge]):
        words = shared_words(said(new[edge[0]]), said(old[edge[1]]), weighed)
        kind = kinds.of(*edge)
        found[edge[0]].append(Candidate(*edge, alike[edge], edge in likely, kind, tuple(words)))
    return dict(found)


def _best(alike: dict[Edge, float]) -> set[Edge]:
    """For each measure what it is most like, in both directions."""
    best: dict[tuple, float] = defaultdict(float)
    for edge, how in alike.items():
        for side in (0, 1):
            best[side, edge[side]] = max(best[side, edge[side]], how)
    return {edge for edge, how in alike.items() if how in (best[0, edge[0]], best[1, edge[1]])}


def _further(alike: dict[Edge, float], settled: set[Edge]) -> set[Edge]:
    """More to choose from for a measure that nothing is likely or decided for."""
    rest, done = defaultdict(list), {measure for measure, _origin in settled}
    for edge in sorted(alike, key=lambda edge: -alike[edge]):
        if edge[0] not in done:
            rest[edge[0]].append(edge)
    return {edge for edges in rest.values() for edge in edges[:MOST]}


class _Kinds:
    """How two measures are related, given which are."""

    def __init__(self, before: doc.Document, after: doc.Document, edges: Iterable[Edge]) -> None:
        self.old, self.new = ({each.id: each for each in side.every_measure()} for side in (before, after))
        self.areas = _areas(before) | _areas(after)
        self.origins, self.heirs = defaultdict(set), defaultdict(set)
        for measure, origin in edges:
            self.origins[measure].add(origin)
            self.heirs[origin].add(measure)

    def of(self, measure: UUID, origin: UUID) -> str:
        if len(self.origins[measure] | {origin}) > 1 and origin in self.origins[measure]:
            return "merged"
        if len(self.heirs[origin] | {measure}) > 1 and measure in self.heirs[origin]:
            return "split"
        if _text(self.new[measure]) != _text(self.old[origin]):
            return "reworded"
        was, now = self.areas.get(origin), self.areas.get(measure)
        return "moved" if was and now and was != now else "continued"


def _text(measure: doc.Measure) -> tuple:
    """What must be the same for a measure to be the same: not who takes part."""
    return measure.title, measure.content, tuple(result.text for result in measure.results)


def _areas(document: doc.Document) -> dict[UUID, str]:
    """By measure, the name of the area that it stands under."""
    names, found = {area.key: area.name for area in document.areas}, {}
    above: list[str | None] = []
    for section, depth in document.every_section():
        del above[depth - 1 :]
        above.append(names.get(section.area) or (above[-1] if above else None))
        found |= {measure.id: above[-1] for measure in section.measures if above[-1]}
    return found
