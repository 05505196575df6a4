"""Next year's budget from this year's: columns shifted, the opening linked, each line knowing where it is from."""

from uuid import UUID, uuid4

from django.db import transaction

from organisation.record import Verb, note

from .building import read_book
from .keeping import add_table
from .lines import without_what_follows
from .models import Budget, BudgetLine, BudgetTable
from .sheet import Book, Column, Line, Sheet

# What is carried over from the year that ends, and what is empty until somebody writes it.
CARRIED = (("budget", "budget"), ("proposal", "budget"), ("revised", "revised"), ("forecast", "forecast"))


class CannotBegin(Exception):
    """The year cannot begin; the message is a Norwegian sentence."""


@transaction.atomic
def begin(year: int, *, by) -> Budget:
    """The budget of `year`, drafted from the year before; with one empty table when there is none."""
    if Budget.objects.filter(year=year).exists():
        raise CannotBegin(f"Budsjettet for {year} finnes allerede.")
    before = read_book(year - 1)
    sheets = shifted(before).sheets if before else (blank(year),)
    budget = Budget.objects.create(year=year)
    for order, sheet in enumerate(sheets):
        add_table(budget, sheet, order=order)
    for sheet in sheets:
        if sheet.details:
            BudgetTable.objects.filter(uuid=sheet.id).update(details=BudgetLine.objects.get(uuid=sheet.details))
    note(by, Verb.ADDED, f"Budsjettet for {year}")
    return budget


def blank(year: int) -> Sheet:
    """A table to begin with: opening, income, expenses, result, closing."""
    headings = [Line(id=uuid4(), kind="heading", label=label, cells=(None,)) for label in ("Inntekter", "Utgifter")]

    def line(kind: str, label: str, under: UUID | None = None) -> Line:
        return Line(id=uuid4(), kind=kind, label=label, under=under, cells=(None,))

    lines = [line("opening", "Inngående mindreforbruk")]
    for heading, total in zip(headings, ("Sum inntekter", "Sum utgifter"), strict=True):
        lines += [heading, line("line", "Ny linje", heading.id), line("sum", total)]
    lines += [line("result", "Resultat"), line("closing", "Utgående mindreforbruk")]
    column = Column(id=uuid4(), kind="proposal", year=year)
    return Sheet(id=uuid4(), year=year, title="Hovedtall", columns=(column,), lines=tuple(lines))


def shifted(book: Book) -> Book:
    """The book of the year after: this year's columns carried over, a forecast and a proposal to be written."""
    year = book.year + 1
    ids = {line.id: uuid4() for sheet in book.sheets for line in sheet.lines}
    return Book(year=year, sheets=tuple(_shifted(sheet, year, ids) for sheet in book.sheets))


def _shifted(sheet: Sheet, year: int, ids: dict[UUID, UUID]) -> Sheet:
    sources = _carried(sheet, year - 1)
    columns = [
        Column(id=uuid4(), kind=kind, year=year - 1, as_of=sheet.columns[at].as_of, decision=sheet.columns[at].decision)
        for kind, at in sources
    ]
    if not any(column.kind == "forecast" for column in columns):
        columns.append(Column(id=uuid4(), kind="forecast", year=year - 1))
    forecast = columns[-1]
    proposal = Column(id=uuid4(), kind="proposal", year=year, opens_from=forecast.id)
    compared = next((column for column in columns if column.kind == "revised"), columns[0])
    change = Column(id=uuid4(), kind="change", compared_from=compared.id, compared_to=proposal.id)
    places = [at for _kind, at in sources]
    empty = len(columns) + 2 - len(places)
    lines = tuple(
        Line(
            id=ids[line.id],
            kind=line.kind,
            label=line.label,
            under=ids.get(line.under),
            source=line.source,
            continues=line.id,
            cells=(*(line.cells[at] for at in places), *(None,) * empty),
        )
        for line in sheet.lines
    )
    return without_what_follows(
        Sheet(
            id=uuid4(),
            year=year,
            title=sheet.title,
            heading=sheet.heading,
            unit=sheet.unit,
            details=ids.get(sheet.details),
            columns=(*columns, proposal, change),
            lines=lines,
        )
    )


def _carried(sheet: Sheet, year: int) -> list[tuple[str, int]]:
    """The columns about the year that ends, as (kind, place): the last of each kind, in the order of the year."""
    last = {}
    for at, column in enumerate(sheet.columns):
        for kind, becomes in CARRIED:
            if column.kind == kind and column.about == year:
                last[becomes] = at
    return [(kind, last[kind]) for kind in dict.fromkeys(becomes for _kind, becomes in CARRIED) if kind in last]
