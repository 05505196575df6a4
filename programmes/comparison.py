"""What a comparison of two documents says: plain, frozen data, drawn as page, PDF and Word and written as JSON."""

from collections import Counter
from dataclasses import dataclass
from functools import cached_property

from budget.figures import cell as written_cell

from . import document as doc
from .difference import Part, excerpt

STATES = ("new", "taken_out", "merged", "split", "moved", "changed", "unchanged")
GOES_ON = ("moved", "changed", "unchanged")


@dataclass(frozen=True)
class Change:
    """A field that differs, and how: in words, or where no words differ in a remark."""

    name: str
    label: str
    parts: tuple[Part, ...] = ()
    remark: str = ""

    @property
    def text(self) -> str:
        """Of something new or taken out, which has no other text to be held against."""
        return "".join(part.text for part in self.parts)

    @property
    def excerpt(self) -> tuple[Part, ...]:
        """The lines that differ."""
        return excerpt(self.parts)


@dataclass(frozen=True)
class Became:
    """What became of measures or sections. Of what is new or taken out, `fields` hold everything it says."""

    state: str
    before: tuple
    after: tuple
    fields: tuple[Change, ...] = ()
    was_in: str = ""  # titles of the sections around it, when it has moved
    is_in: str = ""

    @property
    def part(self) -> doc.Measure | doc.Section:
        """The one to name it by."""
        return (self.after or self.before)[0]

    @property
    def is_alone(self) -> bool:
        """Whether it is in one of the documents only."""
        return self.state in ("new", "taken_out")

    @property
    def title(self) -> tuple[Part, ...]:
        """What one is called and was called; of several see `before` and `after`."""
        found = next((field.parts for field in self.fields if field.name == "title"), ())
        return found or (Part("same", self.part.title),)

    @property
    def shown_fields(self) -> tuple[Change, ...]:
        """What stands under the title. The register's names follow from the printed ones."""
        names = {field.name for field in self.fields}
        hidden = {"title"} | ({"named_partners"} if "partners" in names else set())
        hidden |= {"kind", "area", "number"} if self.is_alone else set()
        return tuple(field for field in self.fields if field.name not in hidden)


class MeasureChange(Became):
    before: tuple[doc.Measure, ...]
    after: tuple[doc.Measure, ...]


class SectionChange(Became):
    """Without what stands in the section."""

    before: tuple[doc.Section, ...]
    after: tuple[doc.Section, ...]


@dataclass(frozen=True)
class ColumnChange:
    """A column of a budget table; `changed` when it is called something else."""

    state: str
    before: doc.Column | None
    after: doc.Column | None

    @property
    def label(self) -> str:
        return (self.after or self.before).label


@dataclass(frozen=True)
class CellChange:
    """A figure that differs, in a column that both tables have."""

    column: str
    before: object
    after: object

    @property
    def written(self) -> tuple[str, str]:
        return written_cell(self.before), written_cell(self.after)

    @property
    def difference(self):
        """How much more; nothing when one of the two is no figure."""
        if self.before in (None, "-") or self.after in (None, "-"):
            return None
        return self.after - self.before


@dataclass(frozen=True)
class LineChange:
    """A budget line: what it is called, and the figures that differ."""

    state: str
    before: doc.TableLine | None
    after: doc.TableLine | None
    label: tuple[Part, ...]
    cells: tuple[CellChange, ...] = ()


@dataclass(frozen=True)
class TableChange:
    """A budget table by columns and lines; a new one or one that is taken out is not taken apart."""

    state: str
    title: str
    unit: str
    fields: tuple[Change, ...] = ()
    columns: tuple[ColumnChange, ...] = ()
    lines: tuple[LineChange, ...] = ()

    @property
    def changed_columns(self) -> tuple[ColumnChange, ...]:
        return tuple(each for each in self.columns if each.state != "unchanged")

    @property
    def changed_lines(self) -> tuple[LineChange, ...]:
        return tuple(each for each in self.lines if each.state != "unchanged")


@dataclass(frozen=True)
class Chapter:
    """A section with what became of the measures and the table in it."""

    section: SectionChange
    depth: int
    measures: tuple[MeasureChange, ...] = ()
    tables: tuple[TableChange, ...] = ()

    @property
    def changed(self) -> tuple[MeasureChange, ...]:
        return tuple(each for each in self.measures if each.state != "unchanged")

    @property
    def unchanged(self) -> tuple[MeasureChange, ...]:
        return tuple(each for each in self.measures if each.state == "unchanged")

    @property
    def changed_tables(self) -> tuple[TableChange, ...]:
        return tuple(each for each in self.tables if each.state != "unchanged")

    @property
    def differs(self) -> bool:
        return self.section.state != "unchanged" or bool(self.changed or self.changed_tables)


@dataclass(frozen=True)
class Comparison:
    """Everything that differs. `about` is what the whole says of itself: title, areas, process plan, decision."""

    about: tuple[Change, ...]
    chapters: tuple[Chapter, ...]

    @cached_property
    def measures(self) -> tuple[MeasureChange, ...]:
        return tuple(each for chapter in self.chapters for each in chapter.measures)

    @cached_property
    def counts(self) -> dict[str, int]:
        """How many rows of `measures` there are in each state."""
        found = Counter(each.state for each in self.measures)
        return {state: found[state] for state in STATES}

    @property
    def differs(self) -> bool:
        return bool(self.about) or any(chapter.differs for chapter in self.chapters)

    @property
    def tables(self) -> tuple[TableChange, ...]:
        return tuple(table for chapter in self.chapters for table in chapter.tables)

    @property
    def sentence(self) -> str:
        """The counts: `27 tiltak går igjen (26 endret, 1 uendret), 8 er slått sammen til 3 og 1 er tatt ut.`"""
        if not self.measures:
            return ""
        counts = self.counts
        on = sum(counts[state] for state in GOES_ON)
        words = {"moved": "flyttet", "changed": "endret", "unchanged": "uendret"}
        how = ", ".join(f"{counts[state]} {word}" for state, word in words.items() if counts[state])
        if on > 1 and "," not in how:
            how = how.replace(str(on), "alle")
        told = [f"{on} tiltak går igjen ({how})" if on else "Ingen tiltak går igjen"]
        told += [f"{a} er slått sammen til {b}" for a, b in [self._gathered("merged")] if a]
        told += [f"{a} er delt i {b}" for a, b in [self._gathered("split")] if a]
        told += [f"{counts['taken_out']} er tatt ut"] if counts["taken_out"] else []
        told += [f"{counts['new']} er {'nytt' if counts['new'] == 1 else 'nye'}"] if counts["new"] else []
        return listed(told) + "."

    def _gathered(self, state: str) -> tuple[int, int]:
        """How many measures became how many."""
        rows = [each for each in self.measures if each.state == state]
        return sum(len(each.before) for each in rows), sum(len(each.after) for each in rows)


def listed(words: list[str]) -> str:
    """`a, b og c`."""
    return " og ".join(filter(None, (", ".join(words[:-1]), words[-1])))


# ── JSON ─────────────────────────────────────────────────────────────────────────────────────────


def as_data(comparison: Comparison) -> dict:
    """What `compare_programmes --json` prints: counts, measures, sections, budget, and what else differs."""
    return {
        "counts": comparison.counts,
        "measures": [_told(each) for each in comparison.measures],
        "sections": [_told(chapter.section) for chapter in comparison.chapters],
        "budget": [_table(each) for each in comparison.tables],
        "about": [change.name for change in comparison.about],
    }


def _told(change: Became) -> dict:
    return {
        "state": change.state,
        "from": [each.title for each in change.before],
        "to": [each.title for each in change.after],
        "fields": [] if change.is_alone else [field.name for field in change.fields],
    }


def _table(table: TableChange) -> dict:
    return {
        "table": table.title,
        "state": table.state,
        "fields": [field.name for field in table.fields],
        "columns": [_labels(column) for column in table.columns],
        "lines": [
            _labels(line)
            | {"cells": [{"column": c.column, "from": _figure(c.before), "to": _figure(c.after)} for c in line.cells]}
            for line in table.lines
        ],
    }


def _labels(change) -> dict:
    return {
        "state": change.state,
        "from": change.before and change.before.label,
        "to": change.after and change.after.label,
    }


def _figure(value) -> str | None:
    return doc.as_plain(value)
