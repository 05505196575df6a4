"""Budgets for the tests: next year's, drafted from the council's own, and one of any size."""

from decimal import Decimal
from uuid import uuid4

from budget.keeping import add_table
from budget.models import Budget, BudgetTable
from budget.sheet import Column, Line, Sheet


def sized(lines: int, columns: int, year: int = 2031) -> Sheet:
    """A table written here: so many lines of figures under a heading, a sum, so many columns and their change."""
    across = tuple(Column(id=uuid4(), kind="accounts", year=year - columns + at) for at in range(columns - 1))
    across += (Column(id=uuid4(), kind="change"),)
    heading = Line(id=uuid4(), kind="heading", label="Utgifter", cells=(None,) * columns)
    figures = [(*(Decimal(n + at) for at in range(columns - 1)), None) for n in range(lines)]
    rows = tuple(Line(id=uuid4(), label=f"Post {n}", under=heading.id, cells=row) for n, row in enumerate(figures))
    total = Line(id=uuid4(), kind="sum", label="Sum utgifter", cells=(None,) * columns)
    return Sheet(id=uuid4(), year=year, title="Utgifter", columns=across, lines=(heading, *rows, total))


def stored(sheet: Sheet) -> BudgetTable:
    budget, _new = Budget.objects.get_or_create(year=sheet.year)
    return add_table(budget, sheet, order=budget.tables.count())
