"""Which parts of one document became which parts of another: by id, then by lineage, then by what they are about.

Everything here is symmetrical: what goes from A to B the one way comes from B to A the other way.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Collection, Hashable, Iterable, Sequence
from typing import NamedTuple
from uuid import UUID

from . import document as doc

Kin = Iterable[tuple[UUID, UUID]]  # a measure, and one that it comes from
Edge = tuple[Hashable, Hashable]  # one in the first document, one in the second


class Family(NamedTuple):
    """Parts of the first document and what they became in the second: none, one or several of each."""

    before: tuple
    after: tuple

    @property
    def state(self) -> str:
        """`continued` when one became one."""
        if not self.before or not self.after:
            return "taken_out" if self.before else "new"
        if len(self.before) == len(self.after) == 1:
            return "continued"
        return "merged" if len(self.before) >= len(self.after) else "split"


def families(before: Sequence, after: Sequence, edges: Iterable[Edge], key: Callable = lambda part: part.id) -> list:
    """The parts of both documents, those that any chain of edges joins together."""
    joined = defaultdict(set)
    for one, other in edges:
        joined[0, one].add((1, other))
        joined[1, other].add((0, one))
    parts = {(0, key(part)): part for part in before} | {(1, key(part)): part for part in after}
    place = {node: at for at, node in enumerate(parts)}
    found, seen = [], set()
    for node in [(1, key(part)) for part in after] + [(0, key(part)) for part in before]:
        if node in seen:
            continue
        here, waiting = set(), [node]
        while waiting:
            each = waiting.pop()
            if each not in here:
                here.add(each)
                waiting += joined[each]
        seen |= here
        ordered = sorted(here, key=place.__getitem__)
        found.append(Family(*(tuple(parts[each] for each in ordered if each[0] == side) for side in (0, 1))))
    return found


# ── Measures ─────────────────────────────────────────────────────────────────────────────────────


def measure_families(before: doc.Document, after: doc.Document, kin: Kin = ()) -> list[Family]:
    """Measures by id, then by lineage. What is said twice counts once."""
    old, new = list(before.every_measure()), list(after.every_measure())
    same = {each.id for each in old} & {each.id for each in new}
    return families(old, new, {(each, each) for each in same} | lineage(before, after, kin))


def lineage(before: doc.Document, after: doc.Document, kin: Kin = ()) -> set[tuple[UUID, UUID]]:
    """Which measure became which other, by what the documents say themselves and by `kin` that is known besides."""
    ids, others = ({each.id for each in document.every_measure()} for document in (before, after))
    origins = defaultdict(set)
    for measure in (*before.every_measure(), *after.every_measure()):
        origins[measure.id] |= {origin.measure for origin in measure.origins}
    for measure, origin in kin:
        origins[measure].add(origin)
    edges = {(ancestor, each) for each in others for ancestor in ancestors(each, ids, origins)}
    edges |= {(each, ancestor) for each in ids for ancestor in ancestors(each, others, origins)}
    # Two that both go on under their own ids are two, whatever one has taken from the other.
    return {(a, b) for a, b in edges if not {a, b} <= ids & others}


def ancestors(start: UUID, wanted: Collection[UUID], origins: dict) -> set[UUID]:
    """The nearest of those `wanted` that a measure comes from, through any number of years and drafts."""
    found, seen, waiting = set(), {start}, list(origins[start])
    while waiting:
        each = waiting.pop()
        if each in wanted:
            found.add(each)
        elif each not in seen:
            seen.add(each)
            waiting += origins.get(each, ())
    return found


# ── Sections ─────────────────────────────────────────────────────────────────────────────────────


def section_families(before: doc.Document, after: doc.Document) -> list[Family]:
    """Sections by id; then what is about the same area; then what is called the same but for the year."""
    old, new = _placed(before), _placed(after)
    edges = {(section.id, section.id) for section, _parent in old} & {(section.id, section.id) for section, _ in new}

    def add(told: Callable, absorbs: bool = False) -> None:
        keys = ({section.id: told(section, parent) for section, parent in rows} for rows in (old, new))
        edges.update(alike(*keys, edges, absorbs=absorbs))

    add(lambda section, _parent: section.area and (section.area, section.kind), absorbs=True)
    add(lambda section, parent: (_bare(parent.title if parent else ""), _bare(section.title), section.kind))
    add(lambda section, _parent: (_bare(section.title), section.kind))
    return families([section for section, _parent in old], [section for section, _parent in new], edges)


def _placed(document: doc.Document) -> list[tuple[doc.Section, doc.Section | None]]:
    """Every section with the one it stands in, in reading order."""
    parents = {child.id: section for section, _depth in document.every_section() for child in section.sections}
    return [(section, parents.get(section.id)) for section, _depth in document.every_section()]


def _bare(title: str) -> str:
    """A title without years and capitals."""
    return " ".join(re.sub(r"\b\d{4}\b", "", title).casefold().split())


def alike(old: dict, new: dict, edges: Collection[Edge], *, absorbs: bool = False) -> set[Edge]:
    """More edges: between those that have none yet and are the only ones with a key, of id → key in each document.

    `absorbs`: also to one that has an edge, since a chapter may take up another that is about the same.
    """
    joined = {a for a, _b in edges}, {b for _a, b in edges}
    by_key = defaultdict(list), defaultdict(list)
    for side, ids in enumerate((old, new)):
        for each, key in ids.items():
            if key and (absorbs or each not in joined[side]):
                by_key[side][key].append(each)
    found = set()
    for key in by_key[0].keys() & by_key[1].keys():
        ones, others = by_key[0][key], by_key[1][key]
        if absorbs and len(others) == 1:
            found |= {(each, others[0]) for each in ones if each not in joined[0]}
        if absorbs and len(ones) == 1:
            found |= {(ones[0], each) for each in others if each not in joined[1]}
        if len(ones) == len(others) == 1:
            found.add((ones[0], others[0]))
    return found - set(edges)
