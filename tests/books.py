"""Budgets that the tests make themselves: small ones with names, and any that the types allow."""

from decimal import Decimal
from uuid import UUID, uuid4, uuid5

from hypothesis import strategies as st

from budget.keeping import add_table
from budget.models import Budget
from budget.sheet import Book, Column, Line, Sheet

SPACE = UUID("5f0f0f0e-0000-4000-8000-000000000000")


def named(name: str) -> UUID:
    """The id of a thing, by its name."""
    return uuid5(SPACE, name)


def column(label: str, kind: str = "budget", *, table: str = "", **more) -> Column:
    return Column(id=named(f"{table} column {label}"), kind=kind, label=label, **more)


def line(label: str, *cells, kind: str = "line", under: str | None = None, table: str = "") -> Line:
    """`cells` are figures, `-` or `None`."""
    values = tuple(Decimal(str(cell)) if isinstance(cell, int | float) else cell for cell in cells)
    parent = None if under is None else named(f"{table} line {under}")
    return Line(id=named(f"{table} line {label}"), kind=kind, label=label, under=parent, cells=values)


def main_table(year: int = 2030, *, adopted: bool = True) -> Sheet:
    """Written here: an adopted year, the next one, and the change."""
    return Sheet(
        id=named(f"main {year}"),
        year=year,
        title="Hovedtall",
        columns=(
            column("Budsjett 2029", year=2029, locked=adopted),
            column("Budsjett 2030", "proposal", year=2030),
            column("Endring", "change"),
        ),
        lines=(
            line("Inngående", 500, 400, None, kind="opening"),
            line("Inntekter", None, None, None, kind="heading"),
            line("Kontingenter", 6834, 6987, None, under="Inntekter"),
            line("Klimasats", "-", "-", None, under="Inntekter"),
            line("Sum inntekter", None, None, None, kind="sum"),
            line("Utgifter", None, None, None, kind="heading"),
            line("Lønn", 6000, 6100.5, None, under="Utgifter"),
            line("Prosjekter", None, None, None, under="Utgifter"),
            line("Sum utgifter", None, None, None, kind="sum"),
            line("Resultat", None, None, None, kind="result"),
            line("Utgående", None, None, None, kind="closing"),
        ),
    )


def project_table(year: int = 2030) -> Sheet:
    """What «Prosjekter» in the main table is made of."""
    table = "projects"
    return Sheet(
        id=named(f"projects {year}"),
        year=year,
        title="Prosjektmidler",
        heading="Prosjekt",
        details=named(" line Prosjekter"),
        columns=(
            column("Budsjett 2029", year=2029, locked=True, table=table),
            column("Budsjett 2030", year=2030, table=table),
        ),
        lines=(
            line("BEST-konferansen", 130, 250, table=table),
            line("Klima", 0, None, table=table),
            line("Totalt", None, None, kind="sum", table=table),
        ),
    )


def long_table(lines: int, columns: int, year: int = 2030) -> Sheet:
    """So many lines with figures, and a sum."""
    made = tuple(column(f"Budsjett {year - at}", year=year - at) for at in range(columns))
    rows = tuple(line(f"Linje {at}", *(at * 100 + place for place in range(columns))) for at in range(lines))
    total = line("Sum", *(None,) * columns, kind="sum")
    return Sheet(id=named("long"), year=year, title="Lang tabell", columns=made, lines=(*rows, total))


def kept(*sheets: Sheet) -> Budget:
    """The tables in the database, as the budget of their year."""
    budget, _new = Budget.objects.get_or_create(year=sheets[0].year)
    for order, sheet in enumerate(sheets):
        add_table(budget, sheet, order=order)
    return budget


# ── Any book ─────────────────────────────────────────────────────────────────────────────────────

words = st.text(st.characters(exclude_categories=("Cs",)), min_size=1, max_size=20).filter(lambda text: text.strip())
labels = (
    st.sampled_from(
        [
            "=1+1",
            "+47 12 34",
            "-1",
            "@SUM(A1)",
            "'=A1",
            "-",
            "–",
            "0",
            "6.987",
            "\tx",
            "\x07=1",
            "\x1b",
            "Sum",
            "Budsjett 2030",
        ]
    )
    | words
)
figures = st.integers(-99_999_999_999_999, 99_999_999_999_999).map(lambda number: Decimal(number).scaleb(-3))
cells = st.sampled_from([None, "-", Decimal(0), Decimal(-118), Decimal("2692.5")]) | figures


def _plain(cell):
    """As the database gives it back."""
    if not isinstance(cell, Decimal):
        return cell
    cell = cell.quantize(1) if cell == cell.to_integral_value() else cell.normalize()
    return cell or abs(cell)


@st.composite
def sheets(draw, year: int = 2030, details: UUID | None = None) -> Sheet:
    kinds = st.sampled_from(["budget", "revised", "forecast", "accounts", "proposal", "change"])
    columns = []
    for _ in range(draw(st.integers(1, 4))):
        printed = draw(st.booleans())
        columns.append(
            Column(
                id=uuid4(),
                kind=draw(kinds),
                label=draw(labels) if printed else draw(st.just("") | labels),
                year=draw(st.none() | st.integers(2028, 2031)),
                printed=printed,
                locked=draw(st.booleans()),
            )
        )
    lines: list[Line] = []
    for _ in range(draw(st.integers(0, 7))):
        lines.append(
            Line(
                id=uuid4(),
                kind=draw(st.sampled_from(["line", "line", "line", "heading", "sum", "result", "opening", "closing"])),
                label=draw(labels),
                under=draw(st.sampled_from([None, None, *(each.id for each in lines)])),
                cells=tuple(_plain(draw(cells)) for _ in columns),
            )
        )
    title, heading = draw(labels), draw(st.just("") | labels)
    return Sheet(
        id=uuid4(), year=year, title=title, heading=heading, details=details, columns=tuple(columns), lines=tuple(lines)
    )


@st.composite
def books(draw) -> Book:
    """One to three tables; a later one may be the details of a line in an earlier one."""
    made: list[Sheet] = []
    for _ in range(draw(st.integers(1, 3))):
        above = [each.id for sheet in made for each in sheet.lines if each.kind == "line"]
        made.append(draw(sheets(details=draw(st.sampled_from([None, *above])))))
    return Book(year=2030, sheets=tuple(made))
