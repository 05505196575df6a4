"""The innspillslogg in Excel, for sorting and counting: a row for each comment, dates as dates, and never a formula."""

from collections.abc import Callable, Iterable
from datetime import date, datetime
from io import BytesIO

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from organisation.cells import harmless
from programmes.difference import Part
from programmes.rounds.log import Log, Row

from .log_word import UNANSWERED

MOST = 32_000  # characters; Excel takes 32 767 in a cell
INK, PAPER = "1F3A4D", "E8EEF2"
SIGNS = {"in": "[+{}+]", "out": "[−{}−]", "same": "{}"}
SAID = {"Organ": 34, "Runde": 30, "Dato": 12, "Hva": 18, "Uttalelse": 90, "Bygger på": 24}
COLUMNS = {
    "Nr.": 9, "Runde": 24, "Fra": 30, "Person": 24, "Mottatt": 12, "Kilde": 13, "For sent": 18, "Slag": 18,
    "Kapittel": 26, "Nummer da": 10, "Gjaldt": 40, "Nummer nå": 10, "Nå": 40, "Hva har skjedd": 22, "Felt": 16,
    "Sitat": 30, "Innspill": 60, "Foreslått tekst": 40, "Forskjell": 40, "Utfall": 24, "Begrunnelse": 50,
    "Endret felt": 18, "Før": 40, "Etter": 40,
}  # fmt: skip


def log_xlsx(log: Log, _made_at: datetime, tell: Callable[[int, int], None]) -> bytes:
    """A sheet of comments, and before it one of what bodies say as such."""
    file = Workbook()
    file.remove(file.active)
    if log.said:
        said = [
            [each.body, each.round, each.on, "uttalelse" if each.text else "ingen merknader", each.text,
             ", ".join(each.gathered)]
            for each in log.said
        ]  # fmt: skip
        _write(file.create_sheet("Uttalelser"), SAID, said)
    columns = {name: width for name, width in COLUMNS.items() if name != "Person" or log.ask.named}
    file.active = file.index(_write(file.create_sheet("Innspill"), columns, _rows(log, columns, tell)))
    file.properties.title, file.properties.creator, file.properties.language = "Innspillslogg", "Osloregionen", "nb-NO"
    out = BytesIO()
    file.save(out)
    return out.getvalue()


def _rows(log: Log, columns: Iterable[str], tell: Callable[[int, int], None]) -> Iterable[list]:
    for number, row in enumerate(log.rows, start=1):
        cells = _cells(row)
        yield [cells[name] for name in columns]
        tell(number, len(log.rows))


def _cells(row: Row) -> dict[str, str | date]:
    told = [change for change in row.changes if change.parts]
    return {
        "Nr.": row.label,
        "Runde": row.round,
        "Fra": row.sender,
        "Person": row.person,
        "Mottatt": row.received_on,
        "Kilde": row.source,
        "For sent": row.late,
        "Slag": row.kind,
        "Kapittel": row.chapter,
        "Nummer da": row.then.number,
        "Gjaldt": row.then.title,
        "Nummer nå": "\n".join(point.number for point in row.now),
        "Nå": "\n".join(point.title for point in row.now),
        "Hva har skjedd": row.standing,
        "Felt": row.field,
        "Sitat": row.quote,
        "Innspill": row.text,
        "Foreslått tekst": _side(row.proposed, "in"),
        "Forskjell": "".join(SIGNS[part.kind].format(part.text) for part in row.proposed),
        "Utfall": str(row.answer or UNANSWERED),
        "Begrunnelse": row.answer.reason if row.answer else "",
        "Endret felt": "\n".join(change.label for change in row.changes),
        "Før": "\n".join(_side(change.parts, "out") for change in told),
        "Etter": "\n".join(_side(change.parts, "in") for change in told),
    }


def _side(parts: Iterable[Part], kind: str) -> str:
    """The text before (`out`) or after (`in`) a change."""
    return "".join(part.text for part in parts if part.kind in ("same", kind))


def _write(page: Worksheet, columns: dict[str, int], rows: Iterable[list]) -> Worksheet:
    """Headings that stay in sight and can be filtered by, then the rows; printed one page wide, lying down."""
    page.append(list(columns))
    for cell in page[1]:
        cell.font, cell.fill = Font(bold=True, color=INK), PatternFill("solid", fgColor=PAPER)
        cell.border = Border(bottom=Side(style="thin", color=INK))
    for number, row in enumerate(rows, start=2):
        for at, value in enumerate(row, start=1):
            cell = page.cell(number, at, value if isinstance(value, date) else harmless(value[:MOST]) or None)
            cell.alignment = Alignment(vertical="top", wrap_text=True)
            if isinstance(value, date):
                cell.number_format = "dd.mm.yyyy"
    for at, width in enumerate(columns.values(), start=1):
        page.column_dimensions[get_column_letter(at)].width = width
    page.freeze_panes, page.print_title_rows = "B2", "1:1"
    page.auto_filter.ref = page.dimensions
    page.page_setup.orientation, page.page_setup.paperSize = "landscape", page.PAPERSIZE_A4
    page.sheet_properties.pageSetUpPr.fitToPage = True
    page.page_setup.fitToHeight = 0  # as many pages as it takes, one page wide
    page.oddFooter.right.text = "Side &P av &N"
    return page
