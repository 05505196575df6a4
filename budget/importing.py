"""A workbook → what it would change in a year's budget, line by line; and then all of it or nothing.

Only what people write is read: not what follows in columns written here, and never an adopted column. A line that is
not in the file stays. What somebody else has changed since the file was taken out stays too, where the file still has
the old figure. What cannot be understood is a fault with a sentence, and one fault stops the whole file.
"""

from collections.abc import Mapping
from decimal import Decimal
from hashlib import sha256
from uuid import UUID

from django.db import transaction

from organisation.models import User, Version
from organisation.record import Cause, Verb, note
from organisation.sheets import Unreadable
from organisation.workbooks import Page, read_pages

from .arithmetic import Arithmetic
from .building import read_book
from .editing import is_adopted
from .keeping import change, locked
from .models import BudgetTable
from .preview import Difference, Preview, Row, TableChange, listed
from .recognising import Found, recognised
from .resource import LineResource
from .sheet import Book, Cell, Line, Sheet
from .workbook import sheet_titles

SPARE_SHEETS = 10  # of notes and the like, beside the tables
NO_TABLE = "Ingen av arkene i fila er en tabell i budsjettet for {year}. Arkene må hete {titles}."
NO_TABLES_HERE = "Budsjettet for {year} har ingen tabeller å importere til."
ADOPTED = "Kolonnen «{column}» er vedtatt og endres ikke. Fila har noe annet i {cells}."
ADOPTED_WORDS = "«{label}» står i et vedtatt budsjett, så teksten endres ikke."
COUNTED = "Summer og endringer regnes ut her og leses ikke fra fila. Den har andre tall i {cells}."
OUTDATED = "Tabellen er endret siden fila ble lastet ned. Bare det som er endret i fila, blir importert."
OUTDATED_WHOLLY = "Tabellen er endret siden fila ble lastet ned. Se nøye over: fila kan sette noe tilbake."
OVERTAKEN = "«{column}» er også endret her siden fila ble lastet ned."


class Faulty(Exception):
    """The file cannot be imported as the budget is now; nothing is written."""


# ── from file to preview ─────────────────────────────────────────────────────────────────────────


def look(year: int, name: str, content: bytes) -> Preview:
    """What importing this file would do to the budget of `year`, which exists. Raises `Unreadable`.

    Six queries, or seven when a table has changed since the file was taken out; however long the file.
    """
    book = read_book(year)
    pages = read_pages(name, content, most_sheets=len(book.sheets) + SPARE_SHEETS)
    versions = dict(BudgetTable.objects.filter(budget__year=year).values_list("uuid", "version"))
    return compare(book, pages, versions, _kept)


def compare(book: Book, pages: list[Page], versions: Mapping[UUID, int], kept=lambda wanted: {}) -> Preview:
    """What the sheets of a file would do to a book. Raises `Unreadable` when none of them is a table of it.

    `versions` are the numbers of its tables now; `kept` answers with the earlier states that are asked for by number.
    """
    if not book.sheets:
        raise Unreadable(NO_TABLES_HERE.format(year=book.year))
    found, remarks = recognised(book, pages)
    if not found:
        titles = listed([f"«{title}»" for title in sheet_titles(book.sheets).values()], most=len(book.sheets))
        raise Unreadable(NO_TABLE.format(year=book.year, titles=titles))
    outdated = {each.sheet.id: each.version for each in found if 0 < (each.version or 0) < versions[each.sheet.id]}
    bases = kept(outdated) if outdated else {}
    grown = book
    for each in found:
        grown = grown.with_sheet(_with_new_lines(each))
    arithmetic, sheets = Arithmetic(grown), {sheet.id: sheet for sheet in grown.sheets}
    judged = [_judge(each, sheets[each.sheet.id], arithmetic, bases.get(each.sheet.id)) for each in found]
    for table, _resource in judged:
        grown = grown.with_sheet(table.after)
        if table.before.id in outdated:
            table.remarks.insert(0, OUTDATED if table.before.id in bases else OUTDATED_WHOLLY)
    _compare_what_follows(grown, judged)
    seen = sha256(repr(sorted(versions.items())).encode()).hexdigest()
    return Preview(book.year, [table for table, _resource in judged], remarks, seen)


def _kept(wanted: Mapping[UUID, int]) -> dict[UUID, Sheet]:
    """The tables as they were in these versions, where that is known."""
    found = Version.objects.filter(object__in=wanted, number__in=set(wanted.values()))
    return {
        table: Sheet.model_validate(content)
        for table, number, content in found.values_list("object", "number", "content")
        if wanted[table] == number
    }


def _with_new_lines(found: Found) -> Sheet:
    """The table with the file's new lines in it, empty, each after the line that it stands after in the file."""
    sheet, after = found.sheet, None
    follow: dict[UUID | None, list[Line]] = {}
    for row in found.rows:
        if row.new:
            new = Line(id=row.line, label="?", under=_under(sheet, after), cells=(None,) * len(sheet.columns))
            follow.setdefault(after, []).append(new)
        else:
            after = row.line
    lines = list(follow.get(None, []))
    for line in sheet.lines:
        lines += [line, *follow.get(line.id, [])]
    return sheet.model_copy(update={"lines": tuple(lines)}) if follow else sheet


def _under(sheet: Sheet, after: UUID | None) -> UUID | None:
    """What a line that stands after another is a part of."""
    if after is None:
        return None
    line = sheet.lines[sheet.place[after]]
    return line.id if line.kind == "heading" or line.id in sheet.children else line.under


def _judge(found: Found, sheet: Sheet, arithmetic: Arithmetic, basis: Sheet | None) -> tuple[TableChange, LineResource]:
    """What the file does to one table; `sheet` is the table with its new lines, `basis` what it was when taken out."""
    resource = LineResource(sheet, arithmetic, basis)
    table = TableChange(found.sheet, sheet, [], found.missing, found.faults, found.remarks)
    cells: dict[tuple[int, int], Cell] = {}
    labels: dict[UUID, str] = {}
    for row, result in zip(found.rows, resource.judge(found.rows), strict=True):
        if result.is_skip():
            continue
        told = Row(found.sheet.title, row.number, str(row.label.value)[:300], is_new=row.new)
        table.rows.append(told)
        if result.is_invalid():
            told.faults = result.validation_error.messages
            table.faults += told.faults
            continue
        line = sheet.place[row.line]
        told.label = result.instance.label
        if not row.new and told.label != sheet.lines[line].label and is_adopted(sheet, line):
            told.remarks.append(ADOPTED_WORDS.format(label=sheet.lines[line].label))
            told.label = sheet.lines[line].label
        labels[row.line] = told.label
        told.old_label = "" if row.new or told.label == sheet.lines[line].label else sheet.lines[line].label
        for at, before in enumerate(sheet.lines[line].cells):
            after = getattr(result.instance, f"cell_{at}")
            if after != before:
                cells[line, at] = after
                told.cells.append(Difference(sheet.label(at), before, after))
                if _is_overtaken(basis, row.line, sheet.columns[at].id, before):
                    told.remarks.append(OVERTAKEN.format(column=sheet.label(at)))
    for column, places in resource.kept.items():
        table.remarks.append(ADOPTED.format(column=sheet.label(sheet.place[column]), cells=listed(places)))
    after = sheet.with_cells(cells)
    lines = tuple(line.model_copy(update={"label": labels.get(line.id, line.label)}) for line in after.lines)
    table.after = after.model_copy(update={"lines": lines})
    return table, resource


def _is_overtaken(basis: Sheet | None, line: UUID, column: UUID, now: Cell) -> bool:
    """Whether somebody has changed the cell since the file was taken out."""
    if basis is None or line not in basis.place or column not in basis.place:
        return False
    return basis.lines[basis.place[line]].cells[basis.place[column]] != now


def _compare_what_follows(book: Book, judged: list[tuple[TableChange, LineResource]]) -> None:
    """Say where the file has another figure than the one that follows; formulas are Excel's own and not looked at."""
    arithmetic = Arithmetic(book)
    for table, resource in judged:
        other = [
            written.place
            for line, at, written in resource.counted
            if not written.is_formula and _differs(written.value, arithmetic.shown(table.after, line, at))
        ]
        if other:
            table.remarks.append(COUNTED.format(cells=listed(other)))


def _differs(value: object, follows: Cell) -> bool:
    if not isinstance(value, int | float) or isinstance(value, bool):
        return False
    return Decimal(f"{value:.15g}") != (follows if isinstance(follows, Decimal) else 0)


# ── carrying it out ──────────────────────────────────────────────────────────────────────────────


@transaction.atomic
def carry_out(year: int, name: str, content: bytes, *, seen: str, by: User) -> str:
    """Write everything the file would change, or nothing; answers with what was changed.

    The file is judged anew against the tables as they are now, and they are held meanwhile. Each table that changes
    gets one version. Raises `Faulty`, also when the tables are not those that were `seen` in the preview.
    """
    held = [locked(table) for table in BudgetTable.objects.filter(budget__year=year).order_by("pk")]
    try:
        preview = look(year, name, content)
    except Unreadable as reason:
        raise Faulty from reason
    if preview.faults or not preview.changes or preview.seen != seen:
        raise Faulty
    changes = {table.before.id: table for table in preview.tables}
    for table, before in held:
        if wanted := changes.get(table.uuid):
            change(table, before, wanted.after, by=by, cause=Cause.IMPORTED, what=f"fra Excel, {wanted.summary}")
    note(by, Verb.IMPORTED, f"{preview.summary} i budsjettet for {year} fra Excel")
    return preview.summary
