"""Every sheet of a workbook that somebody uploaded, or one Norwegian sentence about why not.

The guards are those of `organisation.sheets`. Formulas may stand in the file: they are never run, and whoever reads
the rows says where they belong.
"""

from dataclasses import dataclass
from io import BytesIO

from openpyxl import load_workbook

from . import sheets
from .sheets import LAST_ROW_OF_EXCEL, MOST_COLUMNS, Marks, Rows, Unreadable

ONLY_EXCEL = "Fila må være et Excel-ark (.xlsx)."


@dataclass(frozen=True)
class Page:
    """A sheet: the rows that hold something, and what else there is to know about its cells."""

    title: str
    rows: Rows
    formulas: frozenset[str]  # the cells that are formulas, as `C5`; what Excel made of them stands in `rows`
    merged: tuple[str, ...]  # as `B4:C4`


def read_pages(name: str, content: bytes, *, most_sheets: int) -> list[Page]:
    """The sheets that hold something, in the order of the file. Raises `Unreadable`."""
    sheets.kind_of(name, content, {".xlsx"}, ONLY_EXCEL)
    marks: dict[str, Marks] = {}
    sheets.look_inside(content, most_sheets=most_sheets, marks=marks)
    with sheets.reading():
        book = load_workbook(BytesIO(content), read_only=True, data_only=True, keep_links=False)
        try:
            return _filled([_page(sheet, marks) for sheet in book.worksheets])
        finally:
            book.close()


def _page(sheet, marks: dict[str, Marks]) -> Page:
    """openpyxl keeps where in the archive a sheet lies, but does not say it aloud."""
    noted = marks.get(sheet._worksheet_path, Marks())
    rows = sheet.iter_rows(max_row=LAST_ROW_OF_EXCEL, max_col=MOST_COLUMNS, values_only=True)
    try:
        filled = sheets.filled(rows)
    except Unreadable as reason:
        if str(reason) != sheets.EMPTY:
            raise
        filled = []
    return Page(sheet.title, filled, frozenset(noted.formulas), tuple(noted.merged))


def _filled(pages: list[Page]) -> list[Page]:
    if found := [page for page in pages if page.rows]:
        return found
    raise Unreadable(sheets.EMPTY)
