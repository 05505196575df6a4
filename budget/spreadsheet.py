"""The fees → a spreadsheet, with numbers that Excel can go on reckoning with."""

from io import BytesIO

from openpyxl import Workbook
from openpyxl.styles import Font

from organisation.cells import harmless

from .fees import Assessment, Share

# heading, width, how a number is shown (Excel writes spaces and commas as its reader is used to)
COLUMNS = (
    ("Nummer", 10, "@"), ("Medlem", 24, "@"), ("Slag", 16, "@"), ("Delregion", 40, "@"), ("Medlemskapet er", 28, "@"),
    ("Innbyggere", 13, "#,##0"), ("Kroner per innbygger", 21, "0.00##"), ("Faktor", 9, "0.###"),
    ("Kontingent i kroner", 20, "#,##0"), ("Merknad", 50, "@"),
)  # fmt: skip
FEE = [heading for heading, *_ in COLUMNS].index("Kontingent i kroner")


def fees_excel(assessment: Assessment) -> bytes:
    """A row for each member, then the total. Who is left out has an empty fee and the reason."""
    book = Workbook()
    sheet = book.active
    sheet.title = str(assessment.fee)
    sheet.append([heading for heading, *_ in COLUMNS])
    for share in assessment.shares:
        sheet.append([_printable(cell) for cell in _cells(share)])
    total = [None] * len(COLUMNS)
    total[1], total[FEE] = "Sum", assessment.total
    sheet.append(total)
    sheet.freeze_panes = "C2"
    for place, (_, width, shown) in enumerate(COLUMNS, start=1):
        sheet.column_dimensions[sheet.cell(1, place).column_letter].width = width
        for row in range(2, sheet.max_row + 1):
            sheet.cell(row, place).number_format = shown
    for cell in (*sheet[1], *sheet[sheet.max_row]):
        cell.font = Font(bold=True)
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def _cells(share: Share) -> tuple:
    member = share.member
    return (
        member.number,
        member.name,
        member.get_kind_display(),
        ", ".join(subregion.name for subregion in member.subregions.all()),
        member.get_membership_display(),
        share.inhabitants,
        share.rate,
        share.multiplier,
        share.fee,
        share.obstacle or share.reason,
    )


def _printable(cell):
    return harmless(cell) if isinstance(cell, str) else cell
