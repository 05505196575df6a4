"""The budget that a programme shows, and what in it nobody has explained."""

from collections.abc import Iterator

from django.urls import reverse

from budget.building import read_book
from budget.checks import Discrepancy, discrepancies
from budget.grid import explanations
from budget.sheet import Book

from .models import Programme
from .readiness.fault import Fault

SAYS = "{sentence} Rett tallet, eller forklar avviket."


def book_of(programme: Programme) -> Book:
    """The tables that the programme shows, with last year's budget beside them."""
    book = programme.budget and read_book(programme.budget.year)
    if not book:
        return Book(year=programme.first_year)
    shown = set(programme.sections.exclude(table=None).values_list("table__uuid", flat=True))
    return book.model_copy(update={"sheets": tuple(sheet for sheet in book.sheets if sheet.id in shown)})


def unexplained(programme: Programme) -> Iterator[Fault]:
    """Every discrepancy without an explanation: a line that differs from the table that details it, and the others."""
    book = book_of(programme)
    said = explanations(book.year) if book.sheets else {}
    sheets = {sheet.id: sheet for sheet in book.sheets}
    detailed = {sheet.details for sheet in book.sheets if sheet.details}
    for found in discrepancies(book):
        _table, line, column = found.cell
        if not said.get((line, column)):
            rule = "details" if found.kind == "link" and line in detailed else "discrepancy"
            yield Fault(
                rule,
                SAYS.format(sentence=found.sentence),
                f"{found.line}, {found.column}",
                line,
                words=str(column),
                address=_cell(book.year, sheets, found),
            )


def _cell(year: int, sheets: dict, found: Discrepancy) -> str:
    """The address of the cell itself in the budget."""
    table, line, column = found.cell
    sheet = sheets[table]
    return f"{reverse('budget', args=[year])}#{table}-{sheet.place[line]}.{sheet.place[column]}"
