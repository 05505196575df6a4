"""A year's budget → an Excel workbook to go on working in, which `budget.importing` reads back.

A sheet for each table. Figures are numbers; in columns written here, what follows is a formula. Column A and row 2 are
hidden and hold the ids of the table, its lines and its columns and the number of its version, so that rows may be
moved and texts changed without anybody losing track.
"""

import re
from collections.abc import Iterable, Mapping
from decimal import Decimal
from io import BytesIO
from itertools import batched
from uuid import UUID

from openpyxl import Workbook
from openpyxl.cell import Cell as Square
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter, quote_sheetname
from openpyxl.worksheet.worksheet import Worksheet

from organisation.cells import harmless
from organisation.models.partner import UNPRINTABLE

from .arithmetic import Arithmetic
from .checks import discrepancies
from .figures import DASH
from .sheet import Book, Cell, Sheet

TABLE, VERSION = "A1", "A2"  # the cells that say which table it is, and which version of it
IDS, HEADINGS, FIRST_LINE = 2, 3, 4  # rows
LABELS, FIRST_COLUMN = 2, 3  # columns
LONGEST_TITLE = 31  # of a sheet in Excel
FORBIDDEN_IN_TITLE = re.compile(r"[\[\]:*?/\\\x00-\x1f\ufffe\uffff]")
RESERVED_TITLE = "history"
MOST_OPERANDS = 200  # Excel takes 255 in one SUM
STRONG = ("heading", "sum", "result", "closing")
NO_TABLES = "Budsjettet har ingen tabeller ennå."
ADOPTED = "Vedtatt. Endres ikke ved import."
AUTHOR = "Osloregionen"

INK, PAPER, SOFT = "1F3A4D", "E8EEF2", "5B6B76"
RULE = Side(style="thin", color=INK)


def workbook(book: Book, versions: Mapping[UUID, int] | None = None) -> bytes:
    """The tables of a year as .xlsx. `versions`: the number of each table's version, by its id."""
    file = Workbook()
    file.remove(file.active)
    titles = sheet_titles(book.sheets)
    arithmetic = Arithmetic(book)
    sentences = {found.cell: found.sentence for found in discrepancies(book)}
    for sheet in book.sheets:
        page = file.create_sheet(titles[sheet.id])
        _write_frame(page, sheet, (versions or {}).get(sheet.id))
        _write_lines(page, sheet, arithmetic, titles, sentences)
        _set_up(page, sheet)
    if not book.sheets:
        file.create_sheet(f"Budsjett {book.year}")["A1"] = NO_TABLES
    file.properties.title = f"Budsjett {book.year}"
    file.properties.creator, file.properties.language = AUTHOR, "nb-NO"
    file.calculation.fullCalcOnLoad = True  # the formulas have no figures until Excel has counted
    out = BytesIO()
    file.save(out)
    return out.getvalue()


def sheet_titles(sheets: Iterable[Sheet]) -> dict[UUID, str]:
    """What each table's sheet is called: its title as Excel allows it, no two alike."""
    titles: dict[UUID, str] = {}
    for sheet in sheets:
        bare = " ".join(FORBIDDEN_IN_TITLE.sub(" ", sheet.title).split()).strip("' ")
        bare = "Tabell" if not bare or bare.casefold() == RESERVED_TITLE else bare
        taken, title, number = {other.casefold() for other in titles.values()}, _short(bare), 1
        while title.casefold() in taken:
            number += 1
            title = f"{_short(bare, len(f' ({number})'))} ({number})"
        titles[sheet.id] = title
    return titles


def printable(text: str) -> str:
    """Text as it is written in a cell: without what Excel cannot hold, never a formula; `?` when nothing is left."""
    bare = UNPRINTABLE.sub(" ", text).strip()
    return str(harmless(bare)) if bare or not text else "?"


def _short(title: str, room: int = 0) -> str:
    """Excel counts as UTF-16 does."""
    cut = title.encode("utf-16-le")[: 2 * (LONGEST_TITLE - room)].decode("utf-16-le", "ignore")
    return cut.strip("' ")


# ── One sheet ────────────────────────────────────────────────────────────────────────────────────


def _write_frame(page: Worksheet, sheet: Sheet, version: int | None) -> None:
    """The ids, the title with the unit, and the headings."""
    page[TABLE], page[VERSION] = str(sheet.id), version
    page.cell(1, LABELS, printable(f"{sheet.title} {sheet.year}, {sheet.unit}")).font = Font(bold=True, size=14)
    page.cell(HEADINGS, LABELS, printable(sheet.heading) or "Linje")
    for at, column in enumerate(sheet.columns):
        page.cell(IDS, FIRST_COLUMN + at, str(column.id))
        heading = page.cell(HEADINGS, FIRST_COLUMN + at, printable(sheet.label(at)))
        heading.alignment = Alignment(horizontal="right", vertical="bottom", wrap_text=True)
        if column.locked:
            heading.comment = Comment(ADOPTED, AUTHOR)
    for heading in page[HEADINGS]:
        heading.font = Font(bold=True, color=INK)
        heading.fill = PatternFill("solid", fgColor=PAPER)
        heading.border = Border(bottom=RULE)


def _write_lines(page: Worksheet, sheet: Sheet, arithmetic: Arithmetic, titles, sentences) -> None:
    decimals = [_most_decimals(line.cells[at] for line in sheet.lines) for at in range(len(sheet.columns))]
    for place, line in enumerate(sheet.lines):
        row, strong = FIRST_LINE + place, line.kind in STRONG
        page.cell(row, 1, str(line.id))
        label = page.cell(row, LABELS, printable(line.label))
        label.alignment = Alignment(indent=min(sheet.depths[place], 15), vertical="top", wrap_text=True)
        for at, column in enumerate(sheet.columns):
            square = page.cell(row, FIRST_COLUMN + at)
            rule = None if column.printed else arithmetic.rule(sheet, place, at)
            if rule is None:
                _write_cell(square, line.cells[at])
            else:
                square.value = _formula(rule, sheet, titles)
                square.number_format = _format(decimals[at])
            square.font = Font(bold=strong, color=None if rule is None or strong else SOFT)
            if sentence := sentences.get((sheet.id, line.id, column.id)):
                square.comment = Comment(printable(sentence), AUTHOR, width=320, height=110)
        label.font = Font(bold=strong)
        if line.kind in ("sum", "result", "closing"):
            for square in page[row][LABELS - 1 :]:
                square.border = Border(top=RULE)


def _write_cell(square: Square, cell: Cell) -> None:
    """A figure as a number, a dash as a dash, nothing as nothing."""
    square.value = DASH if cell == "-" else cell
    square.alignment = Alignment(horizontal="right", vertical="top")
    if isinstance(cell, Decimal):
        square.number_format = _format(_most_decimals([cell]))


def _set_up(page: Worksheet, sheet: Sheet) -> None:
    """Widths, what stays while one scrolls, and how it is printed."""
    page.column_dimensions["A"].hidden = page.row_dimensions[IDS].hidden = True
    page.column_dimensions[get_column_letter(LABELS)].width = 48
    for at in range(len(sheet.columns)):
        page.column_dimensions[get_column_letter(FIRST_COLUMN + at)].width = 18
    page.row_dimensions[HEADINGS].height = 48
    page.freeze_panes = page.cell(FIRST_LINE, FIRST_COLUMN)
    page.print_title_rows = f"1:{HEADINGS}"
    page.page_setup.orientation, page.page_setup.paperSize = "landscape", page.PAPERSIZE_A4
    page.sheet_properties.pageSetUpPr.fitToPage = True
    page.page_setup.fitToHeight = 0  # as many pages as it takes, one page wide
    page.oddFooter.right.text = "Side &P av &N"


def _most_decimals(cells: Iterable[Cell]) -> int:
    exponents = [cell.normalize().as_tuple().exponent for cell in cells if isinstance(cell, Decimal)]
    return max([0, *(-exponent for exponent in exponents)])


def _format(decimals: int) -> str:
    """Excel shows the comma as a space and the point as a comma where the reader is Norwegian."""
    return "#,##0" + ("." + "0" * decimals if decimals else "")


# ── Formulas ─────────────────────────────────────────────────────────────────────────────────────


def _formula(operands: tuple, here: Sheet, titles: Mapping[UUID, str]) -> str | None:
    """`=SUM(C5:C10)`, `=SUM(C11)-SUM(C19)` or `='Prosjektmidler'!C12`. SUM, because it takes a dash for nothing."""
    if len(operands) == 1 and operands[0][0] == 1 and operands[0][1].id != here.id:
        return f"={_references(operands, here, titles)[0]}"
    signed = []
    for sign, mark in ((1, "+"), (-1, "-")):
        references = _references([operand for operand in operands if operand[0] == sign], here, titles)
        signed += [f"{mark}SUM({','.join(some)})" for some in batched(references, MOST_OPERANDS, strict=False)]
    return "=" + "".join(signed).removeprefix("+") if signed else None


def _references(operands: Iterable[tuple], here: Sheet, titles: Mapping[UUID, str]) -> list[str]:
    """The cells as Excel names them; those that stand right under each other as one range."""
    runs: list[list] = []
    for _sign, sheet, line, column in operands:
        if runs and runs[-1][:2] == [sheet.id, column] and runs[-1][3] == line - 1:
            runs[-1][3] = line
        else:
            runs.append([sheet.id, column, line, line])
    return [_range(here, titles, *run) for run in runs]


def _range(here: Sheet, titles: Mapping[UUID, str], sheet: UUID, column: int, first: int, last: int) -> str:
    where = "" if sheet == here.id else f"{quote_sheetname(titles[sheet])}!"
    letter = get_column_letter(FIRST_COLUMN + column)
    cells = f"{letter}{FIRST_LINE + first}"
    return where + (cells if first == last else f"{cells}:{letter}{FIRST_LINE + last}")
