"""Database → sheets. A fixed number of queries, whatever the size of the tables."""

from collections import defaultdict
from collections.abc import Iterable
from decimal import Decimal

from .fees import total_in_thousands
from .figures import trimmed
from .models import Amount, Budget, BudgetColumn, BudgetLine, BudgetTable
from .sheet import Book, Cell, Column, Line, Sheet


def read_book(year: int) -> Book | None:
    """The budget of a year with that of the year before; `None` when there is none."""
    years = Budget.objects.filter(year__in=(year, year - 1)).values_list("year", flat=True)
    if year not in years:
        return None
    tables = BudgetTable.objects.filter(budget__year__in=(year, year - 1)).order_by("budget", "order", "pk")
    sheets = read_sheets(tables)
    here = tuple(sheet for sheet in sheets if sheet.year == year)
    earlier = tuple(sheet for sheet in sheets if sheet.year < year)
    before = Book(year=year - 1, sheets=earlier) if earlier else None
    return Book(year=year, sheets=here, before=before, fees=fees_in(here))


def fees_in(sheets: Iterable[Sheet]) -> dict[int, Decimal]:
    """What the membership fees come to in the years of the proposals that take them from there, in tusen kroner."""
    years = {
        column.about
        for sheet in sheets
        if any(line.source == "fees" for line in sheet.lines)
        for column in sheet.columns
        if column.kind == "proposal" and not column.printed and not column.locked and column.about
    }
    totals = {year: total_in_thousands(year) for year in sorted(years)}
    return {year: total for year, total in totals.items() if total is not None}


def read_sheets(tables) -> tuple[Sheet, ...]:
    """The tables of a queryset, in its order. Four queries."""
    columns = defaultdict(list)
    places: dict[int, int] = {}
    rows = BudgetColumn.objects.filter(table__in=tables.order_by()).values_list(
        "table", "pk", "uuid", "kind", "label", "year", "as_of", "decision", "is_printed", "is_locked",
        "compared_from__uuid", "compared_to__uuid", "opens_from__uuid",
    )  # fmt: skip
    names = tuple(Column.model_fields)
    for table, pk, *row in rows:
        places[pk] = len(columns[table])
        columns[table].append(Column.model_construct(**dict(zip(names, row, strict=True))))
    cells: dict[int, dict[int, Cell]] = defaultdict(dict)
    amounts = Amount.objects.filter(line__table__in=tables.order_by()).values_list("line", "column", "value")
    for line, column, value in amounts:
        cells[line][places[column]] = "-" if value is None else trimmed(value)
    lines = defaultdict(list)
    rows = BudgetLine.objects.filter(table__in=tables.order_by()).values_list(
        "table", "pk", "uuid", "kind", "label", "parent__uuid", "source", "continues"
    )
    for table, pk, uuid, kind, label, under, source, continues in rows:
        row = tuple(cells[pk].get(place) for place in range(len(columns[table])))
        lines[table].append(
            Line.model_construct(
                id=uuid, kind=kind, label=label, under=under, source=source, continues=continues, cells=row
            )
        )
    return tuple(
        Sheet.model_construct(
            id=uuid,
            year=year,
            title=title,
            heading=heading,
            unit=unit,
            details=details,
            columns=tuple(columns[pk]),
            lines=tuple(lines[pk]),
        )
        for pk, uuid, year, title, heading, unit, details in tables.values_list(
            "pk", "uuid", "budget__year", "title", "heading", "unit", "details__uuid"
        )
    )
