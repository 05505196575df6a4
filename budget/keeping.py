"""Sheets → database: the one door through which a table changes.

Only what differs is written, in a number of queries that does not follow the size of the table, together with the
version that makes the change reversible and the line in the log.
"""

from django.db import transaction
from django.db.models import F

from organisation.models import User
from organisation.record import Cause, Verb, keep, note

from .building import read_sheets
from .models import Amount, Budget, BudgetColumn, BudgetLine, BudgetTable
from .sheet import Cell, Column, Line, Sheet

AWAY = 100_000  # out of the way: each place in a table is taken by one
LINKS = ("parent", "compared_from", "compared_to", "opens_from")  # written last, when what they point to is there


def locked(table: BudgetTable) -> tuple[BudgetTable, Sheet]:
    """The table as it is now, held until the transaction ends so that nobody changes it meanwhile."""
    held = BudgetTable.objects.select_for_update(of=("self",)).select_related("budget").get(pk=table.pk)
    (sheet,) = read_sheets(BudgetTable.objects.filter(pk=table.pk))
    return held, sheet


def state(sheet: Sheet) -> dict:
    """What a version of the table holds."""
    return sheet.model_dump(mode="json")


def add_table(budget: Budget, sheet: Sheet, *, order: int) -> BudgetTable:
    """A new table, without a line in the log: whoever makes a budget or loads a document writes that."""
    table = BudgetTable.objects.create(
        uuid=sheet.id, budget=budget, order=order, title=sheet.title, heading=sheet.heading, unit=sheet.unit
    )
    _write(table, sheet.model_copy(update={"columns": (), "lines": ()}), sheet)
    return table


@transaction.atomic
def change(
    table: BudgetTable,
    before: Sheet,
    after: Sheet,
    *,
    by: User | None,
    cause=Cause.EDITED,
    what: str = "",
    log: bool = True,
) -> bool:
    """Write `after` over `before`, which is what the locked `table` holds. `False` when nothing differs.

    `log` is for those who write a line in the log for something larger that this is a part of.
    """
    if not keep(table, state(before), state(after), by=by, cause=cause, what=what):
        return False
    _write(table, before, after)
    if log:
        note(by, Verb.CHANGED, f"{table.title} i budsjettet for {table.budget.year}: {what}".removesuffix(": "))
    return True


def _write(table: BudgetTable, before: Sheet, after: Sheet) -> None:
    columns = _write_columns(table, before, after)
    lines = _write_lines(table, before, after)
    _write_amounts(before, after, columns, lines)
    table.title, table.heading, table.unit = after.title, after.heading, after.unit
    table.details = BudgetLine.objects.filter(uuid=after.details, table__budget=table.budget_id).first()
    table.save(update_fields=["title", "heading", "unit", "details"])


def _write_columns(table: BudgetTable, before: Sheet, after: Sheet) -> dict:
    """Returns the primary key of every column by its id."""

    def row(place, column) -> BudgetColumn:
        return BudgetColumn(
            uuid=column.id, table=table, order=place, kind=column.kind, label=column.label, year=column.year,
            as_of=column.as_of, decision=column.decision, is_printed=column.printed, is_locked=column.locked,
        )  # fmt: skip

    keys = _write_parts(table.columns, before.columns, after.columns, row)
    BudgetColumn.objects.bulk_update(
        [
            BudgetColumn(
                pk=keys[column.id],
                compared_from_id=keys.get(column.compared_from),
                compared_to_id=keys.get(column.compared_to),
                opens_from_id=keys.get(column.opens_from),
            )
            for column in _different(before.columns, after.columns).values()
        ],
        ["compared_from", "compared_to", "opens_from"],
    )
    return keys


def _write_lines(table: BudgetTable, before: Sheet, after: Sheet) -> dict:
    """Returns the primary key of every line by its id."""

    def row(place, line) -> BudgetLine:
        return BudgetLine(
            uuid=line.id, table=table, order=place, kind=line.kind, label=line.label, continues=line.continues,
            source=line.source,
        )  # fmt: skip

    was, now = (tuple(line.model_copy(update={"cells": ()}) for line in sheet.lines) for sheet in (before, after))
    keys = _write_parts(table.lines, was, now, row)
    parents = [BudgetLine(pk=keys[line.id], parent_id=keys.get(line.under)) for line in _different(was, now).values()]
    BudgetLine.objects.bulk_update(parents, ["parent"])
    return keys


def _write_parts(stored, before: tuple, after: tuple, row) -> dict:
    """Delete, add and change columns or lines; `row` makes one of them without what points at others."""
    wanted = {part.id for part in after}
    if gone := [part.id for part in before if part.id not in wanted]:
        stored.filter(uuid__in=gone).delete()
    keys = dict(stored.values_list("uuid", "pk"))
    rows = [row(place, part) for place, part in _different(before, after).items()]
    for each in rows:
        each.pk = keys.get(each.uuid)
    old, new = [each for each in rows if each.pk], [each for each in rows if not each.pk]
    if rows:
        stored.filter(pk__in=[each.pk for each in old]).update(order=F("order") + AWAY)
        fields = {field.name for field in stored.model._meta.concrete_fields} - {"id", "uuid", "table", *LINKS}
        stored.model.objects.bulk_update(old, sorted(fields))
        stored.model.objects.bulk_create(new)
    return keys | {each.uuid: each.pk for each in new}


def _different(before: tuple, after: tuple) -> dict[int, Column | Line]:
    """Those that are new, changed or in another place, by their place."""
    was = {part.id: (place, part) for place, part in enumerate(before)}
    return {place: part for place, part in enumerate(after) if was.get(part.id) != (place, part)}


def _write_amounts(before: Sheet, after: Sheet, columns: dict, lines: dict) -> None:
    was, wanted = cells(before), cells(after)
    changed = {key: value for key, value in wanted.items() if key not in was or was[key] != value}
    gone = [key for key in (*was, *changed) if key not in wanted or key in changed]
    pairs = {(lines[line], columns[column]) for line, column in gone if line in lines and column in columns}
    if pairs:
        touched = Amount.objects.filter(line__in={line for line, _column in pairs})
        old = [pk for pk, *pair in touched.values_list("pk", "line", "column") if tuple(pair) in pairs]
        Amount.objects.filter(pk__in=old).delete()
    Amount.objects.bulk_create(
        Amount(line_id=lines[line], column_id=columns[column], value=None if value == "-" else value)
        for (line, column), value in changed.items()
    )


def cells(sheet: Sheet) -> dict[tuple, Cell]:
    """What is in the cells that hold something, by the ids of the line and the column."""
    return {
        (line.id, column.id): value
        for line in sheet.lines
        for column, value in zip(sheet.columns, line.cells, strict=True)
        if value is not None
    }
