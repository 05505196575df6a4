"""Discrepancies: where a printed figure is not the one that follows.

The printed figure stays; what follows stands beside it, and a person may explain. Text is not read.
"""

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from .arithmetic import NOTHING, Arithmetic, rounding
from .figures import cell as written
from .sheet import Book, Cell, Sheet, same_column

Kind = Literal["sum", "change", "missing", "derived", "link"]
SENTENCES = {
    "sum": "Summen av linjene er {computed}, trykt {printed}.",
    "change": "Endringen fra «{first}» til «{second}» er {computed}, trykt {printed}.",
    "missing": "Her skulle det stått {computed}, men cellen er tom.",
    "derived": "Det som følger av tallene over, er {computed}, trykt {printed}.",
    "link": "{where} står det {computed}, her {printed}.",
}
INHERITED = "Følger av et avvik et annet sted."


@dataclass(frozen=True)
class Discrepancy:
    """A printed figure that does not follow. `inherited`: it does follow from what is printed, which is wrong."""

    table: str
    line: str
    column: str
    kind: Kind
    printed: Cell
    computed: Decimal
    inherited: bool
    cell: tuple  # ids of the table, the line and the column
    sentence: str


def discrepancies(book: Book) -> list[Discrepancy]:
    """All of them, in reading order: table by table, line by line, column by column."""
    arithmetic = Arithmetic(book)
    return [
        found
        for sheet in book.sheets
        for line in range(len(sheet.lines))
        for column in range(len(sheet.columns))
        if (found := look_at(arithmetic, sheet, line, column))
    ]


def look_at(arithmetic: Arithmetic, sheet: Sheet, line: int, column: int) -> Discrepancy | None:
    """What is wrong with one cell."""
    if arithmetic.is_computed(sheet, line, column):
        return _computed(arithmetic, sheet, line, column) if sheet.columns[column].printed else None
    return _linked(arithmetic, sheet, line, column)


def _computed(arithmetic, sheet, line, column) -> Discrepancy | None:
    """A sum, a change, a result or a closing surplus."""
    printed = sheet.lines[line].cells[column]
    follows = arithmetic.follows(sheet, line, column)
    here = arithmetic.next_to_it(sheet, line, column)
    slack = rounding(sheet) * (1 + len(arithmetic.rule(sheet, line, column)))
    if follows is None:  # nothing goes in, so nothing can be said of a sum; but no change comes of nothing
        if sheet.columns[column].kind != "change" or _agree(printed, NOTHING, slack):
            return None
        follows = here = NOTHING
    if printed is None:
        return _found(arithmetic, sheet, line, column, "missing", follows, False)
    if _agree(printed, follows, slack):
        return None
    kind = {"sum": "sum", "line": "sum"}.get(sheet.lines[line].kind, "derived")
    if sheet.columns[column].kind == "change":
        kind = "change"
    return _found(arithmetic, sheet, line, column, kind, follows, here is not None and _agree(printed, here, slack))


def _linked(arithmetic, sheet, line, column) -> Discrepancy | None:
    """A figure that repeats one in another place: last year's closing, a table of details, last year's budget."""
    place = arithmetic.linked(sheet, line, column) or _last_year(arithmetic.book, sheet, line, column)
    if place is None:
        return None
    printed, there = arithmetic.shown(sheet, line, column), arithmetic.shown(*place)
    if not isinstance(there, Decimal) or _agree(printed, there, max(rounding(sheet), rounding(place[0])) * 2):
        return None
    follows = arithmetic.follows(*place)
    inherited = isinstance(follows, Decimal) and _agree(printed, follows, NOTHING)
    where = _where(sheet, place)
    return _found(arithmetic, sheet, line, column, "link", there, inherited, where)


def _last_year(book: Book, sheet: Sheet, line: int, column: int):
    """The same line and column in the budget of the year before."""
    continued, here = sheet.lines[line].continues, sheet.columns[column]
    if book.before is None or continued is None or here.kind == "change" or here.about == book.year:
        return None
    if not (found := book.before.line(continued)):
        return None
    other, place = found
    at = same_column(sheet, column, other)
    return None if at is None else (other, place, at)


def _agree(printed: Cell, figure: Decimal, slack: Decimal) -> bool:
    """A dash or a blank says the same as zero."""
    value = printed if isinstance(printed, Decimal) else NOTHING
    return abs(value - figure) <= slack


def _found(arithmetic, sheet, line, column, kind, computed, inherited, where="") -> Discrepancy:
    printed = arithmetic.shown(sheet, line, column)
    pair = sheet.compared(column) if sheet.columns[column].kind == "change" else None
    first, second = (sheet.label(pair[0]), sheet.label(pair[1])) if pair else ("", "")
    sentence = SENTENCES[kind].format(
        computed=written(computed), printed=written(printed) or "ingenting", first=first, second=second, where=where
    )
    return Discrepancy(
        table=sheet.title,
        line=sheet.lines[line].label,
        column=sheet.label(column),
        kind=kind,
        printed=printed,
        computed=computed,
        inherited=inherited,
        cell=(sheet.id, sheet.lines[line].id, sheet.columns[column].id),
        sentence=f"{sentence} {INHERITED}" if inherited else sentence,
    )


def _where(sheet: Sheet, place) -> str:
    other, line, column = place
    if other.id == sheet.id:
        return f"Under «{other.label(column)}», i linjen «{other.lines[line].label}»,"
    return f"I tabellen «{other.title}», i linjen «{other.lines[line].label}» under «{other.label(column)}»,"
