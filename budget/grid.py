"""A table as it stands on the screen: what each cell shows, which can be written in, and what is wrong with them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from uuid import UUID

from . import typed
from .arithmetic import Arithmetic
from .checks import Discrepancy, look_at
from .editing import Typed, is_adopted, may_be_typed
from .figures import cell as written
from .models import Explanation
from .sheet import Book, Column, Line, Sheet
from .typed import Question


@dataclass
class GridCell:
    """One cell. `name` is its field; empty when nobody writes there."""

    place: str
    column: Column
    heading: str
    text: str
    name: str = ""
    stored: str = ""  # what is saved, where `text` is something else
    is_checked: bool = False  # a printed figure that should follow: it may become wrong while somebody types
    discrepancy: Discrepancy | None = None
    number: int = 0  # of the discrepancy in the list below the table
    question: Question | None = None
    fault: str = ""


@dataclass
class GridRow:
    place: int
    line: Line
    depth: int
    label: str
    stored: str
    may_be_renamed: bool
    fault: str
    cells: list[GridCell]


@dataclass
class Grid:
    """A table, the version that it shows, and what stands in it that is not saved."""

    sheet: Sheet
    version: int
    headings: list[tuple[Column, str]]
    rows: list[GridRow]
    found: list[tuple[Discrepancy, str]]  # each with its explanation
    texts: Mapping[str, str] = field(default_factory=dict)
    is_typed: bool = False

    @property
    def earlier(self) -> int:
        """The version before this one."""
        return self.version - 1

    @property
    def unexplained(self) -> int:
        return sum(not explanation for _discrepancy, explanation in self.found)

    @property
    def questions(self) -> list[tuple[GridRow, GridCell]]:
        return [(row, cell) for row in self.rows for cell in row.cells if cell.question]

    @property
    def faults(self) -> list[tuple[GridRow, GridCell | None, str]]:
        labels = [(row, None, row.fault) for row in self.rows if row.fault]
        return labels + [(row, cell, cell.fault) for row in self.rows for cell in row.cells if cell.fault]


Explanations = Mapping[tuple[UUID, UUID], str]


def grid(book: Book, sheet: Sheet, version: int, explanations: Explanations, written_over: Typed | None = None) -> Grid:
    """The table `sheet` of `book`, with what somebody has typed over it but not saved, and all that follows from it."""
    over = written_over or Typed(sheet)
    stored, sheet = sheet, over.sheet
    arithmetic = Arithmetic(book.with_sheet(sheet))
    found: list[tuple[Discrepancy, str]] = []

    def cell(line: int, column: int) -> GridCell:
        name = f"c{line}.{column}"
        text = written(arithmetic.shown(sheet, line, column))
        shown = GridCell(f"{line}.{column}", sheet.columns[column], sheet.label(column), text)
        if may_be_typed(arithmetic, sheet, line, column):
            shown.name = name
            shown.stored = typed.written(stored.lines[line].cells[column])
            shown.text = over.texts.get(name, shown.stored)
            shown.question, shown.fault = over.questions.get(name), over.faults.get(name, "")
        shown.is_checked = sheet.columns[column].printed and arithmetic.is_computed(sheet, line, column)
        if wrong := look_at(arithmetic, sheet, line, column):
            found.append((wrong, explanations.get(wrong.cell[1:], "")))
            shown.discrepancy, shown.number = wrong, len(found)
        return shown

    rows = [
        GridRow(
            place=place,
            line=line,
            depth=sheet.depths[place],
            label=over.texts.get(f"l{place}", line.label),
            stored=stored.lines[place].label,
            may_be_renamed=not is_adopted(sheet, place),
            fault=over.faults.get(f"l{place}", ""),
            cells=[cell(place, column) for column in range(len(sheet.columns))],
        )
        for place, line in enumerate(sheet.lines)
    ]
    headings = [(column, sheet.label(place)) for place, column in enumerate(sheet.columns)]
    return Grid(sheet, version, headings, rows, found, over.texts, written_over is not None)


def explanations(year: int) -> Explanations:
    """What people have said about discrepancies, by the ids of the line and the column."""
    rows = Explanation.objects.filter(line__table__budget__year=year)
    return {(line, column): text for line, column, text in rows.values_list("line__uuid", "column__uuid", "text")}


def computed(book: Book) -> dict[str, dict[str, dict]]:
    """Every cell that follows, for a page that shows the book while somebody types: table → place → text and mark."""
    arithmetic = Arithmetic(book)
    return {
        str(sheet.id): {
            f"{line}.{column}": {
                "text": written(arithmetic.shown(sheet, line, column)),
                "mark": wrong.sentence if (wrong := look_at(arithmetic, sheet, line, column)) else "",
            }
            for line in range(len(sheet.lines))
            for column in range(len(sheet.columns))
            if arithmetic.is_computed(sheet, line, column)
        }
        for sheet in book.sheets
    }
