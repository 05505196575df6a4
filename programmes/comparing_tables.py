"""Two documents' budget tables: which columns, lines and figures differ."""

import re
from collections.abc import Iterator
from itertools import zip_longest
from uuid import UUID

from budget.sheet import own_column

from . import document as doc
from .comparison import CellChange, Change, ColumnChange, LineChange, TableChange
from .difference import word_parts
from .kinship import Edge, alike, families

PARTS = {"title": "Tittelen", "heading": "Overskriften", "unit": "Enheten"}
Pair = tuple  # a part of the first table and the same of the second; nothing for one of them when it has none


def compare_tables(before: doc.Document, after: doc.Document) -> Iterator[tuple[UUID, TableChange]]:
    """What became of every table, each with the id of the section that shows it."""
    olds, news = _tables(before), _tables(after)
    old, new = [table for _section, table in olds], [table for _section, table in news]
    edges = {(table.id, table.id) for table in old} & {(table.id, table.id) for table in new}
    edges |= alike({a.id: a.id for a in old}, {b.id: _continued(b, old) for b in new}, edges)
    edges |= alike({a.id: _continued(a, new) for a in old}, {b.id: b.id for b in new}, edges)
    edges |= alike({a.id: _bare(a.title) for a in old}, {b.id: _bare(b.title) for b in new}, edges)
    for a, b in _pairs(olds, news, edges, key=lambda row: row[1].id):
        yield (b or a)[0], _table(a and a[1], b and b[1])


def _tables(document: doc.Document) -> list[tuple[UUID, doc.Table]]:
    return [(section.id, section.table) for section, _depth in document.every_section() if section.table]


def _pairs(before, after, edges: set[Edge], key=lambda part: part.id) -> Iterator[Pair]:
    """Which one became which, in the order of the second, and then what is gone."""
    for family in families(before, after, edges, key):
        yield from zip_longest(*family)


def _bare(label: str) -> str:
    """A title or a label without its year and its day."""
    return " ".join(re.sub(r"\d+(\.\d+)*", "", label).casefold().split())


def _continued(table: doc.Table, others: list[doc.Table]) -> UUID | None:
    """The first of the tables that a line of this one continues."""
    lines = {line.continues for line in table.lines} - {None}
    return next((other.id for other in others if lines & {line.id for line in other.lines}), None)


def _table(before: doc.Table | None, after: doc.Table | None) -> TableChange:
    title, unit = (after or before).title, (after or before).unit
    if not before or not after:
        return TableChange(_state(before, after), title, unit)
    fields = tuple(
        Change(name, label, tuple(word_parts(getattr(before, name) or "", getattr(after, name) or "")))
        for name, label in PARTS.items()
        if getattr(before, name) != getattr(after, name)
    )
    places = list(_columns(before, after))
    columns = tuple(_column(_at(before.columns, here), _at(after.columns, there)) for here, there in places)
    lines = tuple(_line(*pair, before, after, places) for pair in _lines(before, after))
    same = not fields and all(each.state == "unchanged" for each in (*columns, *lines))
    return TableChange("unchanged" if same else "changed", title, unit, fields, columns, lines)


def _state(before, after, differs: bool = False) -> str:
    if not before or not after:
        return "new" if after else "taken_out"
    return "changed" if differs else "unchanged"


# ── Columns ──────────────────────────────────────────────────────────────────────────────────────


def _columns(before: doc.Table, after: doc.Table) -> Iterator[Pair]:
    """Places of the columns that are the same.

    In a table of another year that is what has the same role in it: its budget is held against our budget.
    """
    edges: set[Edge] = set()
    if before.year == after.year:
        edges |= alike(_by_label(before), _by_label(after), edges)
        told = [lambda column: (column.kind, column.year, column.as_of)]
    else:
        own = own_column(before.columns), own_column(after.columns)
        edges |= {own} if None not in own else set()
        told = []
    for key in (*told, lambda column: _bare(column.label), lambda column: column.kind):
        sides = ({place: key(column) for place, column in enumerate(table.columns)} for table in (before, after))
        edges |= alike(*sides, edges)
    return _pairs(range(len(before.columns)), range(len(after.columns)), edges, key=lambda place: place)


def _by_label(table: doc.Table) -> dict[int, tuple[str, int]]:
    """What each column is called; of two that are called the same, which one it is."""
    labels = [column.label for column in table.columns]
    return {place: (label, labels[:place].count(label)) for place, label in enumerate(labels)}


def _at(columns: tuple, place: int | None) -> doc.Column | None:
    return None if place is None else columns[place]


def _column(a: doc.Column | None, b: doc.Column | None) -> ColumnChange:
    differs = bool(a and b) and (a.kind, a.label, a.as_of, a.decision) != (b.kind, b.label, b.as_of, b.decision)
    return ColumnChange(_state(a, b, differs), a, b)


# ── Lines ────────────────────────────────────────────────────────────────────────────────────────


def _lines(before: doc.Table, after: doc.Table) -> Iterator[Pair]:
    """The lines that are the same: by id, by what they continue, by what they are called and where."""
    edges = {(line.id, line.id) for line in before.lines} & {(line.id, line.id) for line in after.lines}
    old, new = {line.id for line in before.lines}, {line.id for line in after.lines}
    free = old - new, new - old
    edges |= {(b.continues, b.id) for b in after.lines if b.continues in free[0] and b.id in free[1]}
    edges |= {(a.id, a.continues) for a in before.lines if a.continues in free[1] and a.id in free[0]}
    names = [{line.id: line.label for line in table.lines} for table in (before, after)]
    for told in (
        lambda line, names: (line.kind, names.get(line.under), line.label),
        lambda line, names: line.label,
    ):
        keys = [{line.id: told(line, n) for line in table.lines} for table, n in zip((before, after), names)]
        edges |= alike(*keys, edges)
    return _pairs(before.lines, after.lines, edges)


def _figures(table: doc.Table, a: doc.TableLine | None, b: doc.TableLine | None) -> Iterator[CellChange]:
    """The figures of a line that only one of the tables has."""
    for column, value in zip(table.columns, (a or b).cells):
        if value is not None:
            yield CellChange(column.label, value if a else None, value if b else None)


def _line(a: doc.TableLine | None, b: doc.TableLine | None, before, after, columns) -> LineChange:
    label = tuple(word_parts(a.label if a else "", b.label if b else ""))
    if not a or not b:
        return LineChange(_state(a, b), a, b, label, tuple(_figures(before if a else after, a, b)))
    cells = tuple(
        CellChange(after.columns[there].label, a.cells[here], b.cells[there])
        for here, there in columns
        if here is not None and there is not None and a.cells[here] != b.cells[there]
    )
    return LineChange(_state(a, b, bool(cells) or (a.label, a.kind) != (b.label, b.kind)), a, b, label, cells)
