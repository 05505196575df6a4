"""Two documents in, what differs between them out. No model, no query and no page is known here.

What belongs together is found by `kinship`, what it says is read out by `voice`, how two texts differ is for `wording`,
and budget tables are compared by `comparing_tables`.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from uuid import UUID

from . import document as doc
from .comparing_tables import compare_tables
from .comparison import Change, Chapter, Comparison, MeasureChange, SectionChange
from .difference import word_parts
from .kinship import Family, Kin, measure_families, section_families
from .voice import Voice, unsaid

ORDER = Change("order", "Rekkefølgen", remark="Det er det samme i en annen rekkefølge.")


def compare(before: doc.Document, after: doc.Document, kin: Kin = ()) -> Comparison:
    """What became of everything in `before`, and what is new in `after`.

    `kin` is lineage that the documents do not tell themselves: pairs of a measure and one that it comes from.
    """
    return _Comparing(before, after, kin).told()


class _Comparing:
    """Both documents read out, and the number of the family that each section and each measure belongs to."""

    def __init__(self, before: doc.Document, after: doc.Document, kin: Kin) -> None:
        self.before, self.after = before, after
        self.old, self.new = Voice(before), Voice(after)
        self.sections = section_families(before, after)
        self.measures = measure_families(before, after, kin)
        self.number, self.number_of_measure = _numbered(self.sections), _numbered(self.measures)

    def told(self) -> Comparison:
        measures, tables = defaultdict(list), defaultdict(list)
        for family in self.measures:
            home, change = self.measure(family)
            measures[home].append(change)
        for section, change in compare_tables(self.before, self.after):
            tables[self.number[section]].append(change)
        chapters = tuple(
            Chapter(self.section(self.sections[home]), depth, tuple(measures[home]), tuple(tables[home]))
            for home, depth in self.in_order()
        )
        about = self.changes([self.old.about()], [self.new.about()])
        return Comparison((*about, *_reordered(self.before.sections, self.after.sections, self.number)), chapters)

    def in_order(self) -> Iterator[tuple[int, int]]:
        """Each family of sections once, with its depth: where `after` has it, or after what it followed in `before`."""
        gone, last = defaultdict(dict), None
        for section, depth in self.before.every_section():
            home = self.number[section.id]
            if self.sections[home].after:
                last = home
            else:
                gone[last].setdefault(home, depth)
        yield from gone[None].items()
        shown = set()
        for section, depth in self.after.every_section():
            home = self.number[section.id]
            if home not in shown:
                shown.add(home)
                yield home, depth
                yield from gone[home].items()

    def measure(self, family: Family) -> tuple[int, MeasureChange]:
        """The family of the section that shows it, and what became of the measures."""
        was = [self.old.section_of[each.id] for each in family.before]
        now = [self.new.section_of[each.id] for each in family.after]
        said = map(self.old.measure, family.before), map(self.new.measure, family.after)
        fields = self.changes(*said, of_measure=True)
        home, state, places = self.number[(now or was)[0].id], family.state, {}
        if state == "continued":
            fields += self.unsaid(*family.before, *family.after, fields)
            state = "changed" if fields else "unchanged"
            if self.number[was[0].id] != home:
                state, places = "moved", {"was_in": was[0].title, "is_in": now[0].title}
        return home, MeasureChange(state, *family, fields, **places)

    def section(self, family: Family) -> SectionChange:
        fields = self.changes(map(self.old.section, family.before), map(self.new.section, family.after))
        state, places = family.state, {}
        if state == "continued":
            (one,), (other,) = family
            fields += self.unsaid(one, other, fields)
            moved_about = _reordered(one.measures, other.measures, self.number_of_measure)
            fields += moved_about or _reordered(one.sections, other.sections, self.number)
            state = "changed" if fields else "unchanged"
            was, now = self.old.parent_of.get(one.id), self.new.parent_of.get(other.id)
            if (was and self.number[was.id]) != (now and self.number[now.id]):
                state, places = "moved", {"was_in": was.title if was else "", "is_in": now.title if now else ""}
        return SectionChange(state, *family, fields, **places)

    def changes(self, before: Iterable[dict], after: Iterable[dict], *, of_measure=False) -> tuple[Change, ...]:
        """The fields that differ. Of several measures, what they say together counts, and the same only once."""
        old, new = _together(before), _together(after)
        return tuple(
            Change(
                name,
                self.new.label(name, of_measure=of_measure),
                tuple(word_parts(old.get(name, ""), new.get(name, ""))),
            )
            for name in dict.fromkeys((*new, *old))
            if old.get(name) != new.get(name)
        )

    def unsaid(self, one, other, fields: tuple[Change, ...]) -> tuple[Change, ...]:
        """What differs without a word of it: marks and links, and which strategies of the guidelines are answered."""
        told, old, new = {field.name for field in fields}, unsaid(one), unsaid(other)
        return tuple(
            Change(name, self.new.label(name, of_measure=isinstance(other, doc.Measure)), remark=remark)
            for name, (value, remark) in new.items()
            if name not in told and old[name][0] != value
        )


def _numbered(families: list[Family]) -> dict[UUID, int]:
    return {each.id: number for number, family in enumerate(families) for side in family for each in side}


def _reordered(ones: tuple, others: tuple, number: dict[UUID, int]) -> tuple[Change, ...]:
    """Whether what is in both comes in another order."""
    old, new = ([*dict.fromkeys(number[each.id] for each in side)] for side in (ones, others))
    common = set(old) & set(new)
    return (ORDER,) if [n for n in old if n in common] != [n for n in new if n in common] else ()


def _together(parts: Iterable[dict]) -> dict[str, str]:
    """What several parts say, field by field; what they say alike is said once."""
    found = defaultdict(dict)
    for part in parts:
        for name, text in part.items():
            found[name][text] = None
    return {name: "\n".join(texts) for name, texts in found.items()}
