"""The spreadsheets that people fill in before an import."""

from collections import Counter
from io import BytesIO

from openpyxl import Workbook
from openpyxl.styles import Font
from openpyxl.worksheet.datavalidation import DataValidation

from .alphabet import norwegian
from .cells import harmless
from .importing import BODY, COLUMNS, ON_BEHALF_OF, ROLE
from .models import Body, Member
from .sheets import MOST_ROWS
from .written import ROLES


def template() -> bytes:
    """An empty sheet with the headings, and beside it what may stand in its columns, as lists to choose from."""
    book = Workbook()
    sheet, lists = book.active, book.create_sheet("Lister")
    sheet.title = "Verv"
    sheet.append(COLUMNS)
    sheet.freeze_panes = "A2"
    every = list(Member.objects.all())
    names = Counter(member.name for member in every)
    members = [member.name if names[member.name] == 1 else member.number for member in every]
    choices = {BODY: list(Body.objects.values_list("name", flat=True)), ROLE: list(ROLES), ON_BEHALF_OF: members}
    for place, (column, values) in enumerate(choices.items(), start=1):
        letter = lists.cell(1, place, column).column_letter
        lists.column_dimensions[letter].width = 45
        for number, value in enumerate(values, start=2):
            lists.cell(number, place, str(harmless(value)))
        if values:
            choose = DataValidation(
                "list", formula1=f"Lister!${letter}$2:${letter}${len(values) + 1}", allow_blank=True
            )
            sheet.add_data_validation(choose)
            target = sheet.cell(1, COLUMNS.index(column) + 1).column_letter
            choose.add(f"{target}2:{target}{MOST_ROWS + 1}")
    for page in (sheet, lists):
        for cell in page[1]:
            cell.font = Font(bold=True)
    for cell, width in zip(sheet[1], (28, 34, 40, 14, 24, 14, 14), strict=True):
        sheet.column_dimensions[cell.column_letter].width = width
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def population_template() -> bytes:
    """The members of today, waiting for a number each."""
    book = Workbook()
    sheet = book.active
    sheet.title = "Innbyggere"
    sheet.append(["Nummer", "Medlem", "Innbyggere"])
    for member in sorted(Member.objects.current(), key=norwegian):
        sheet.append([member.number, harmless(member.name), None])
    sheet.freeze_panes = "A2"
    for cell, width in zip(sheet[1], (10, 28, 14), strict=True):
        cell.font = Font(bold=True)
        sheet.column_dimensions[cell.column_letter].width = width
    out = BytesIO()
    book.save(out)
    return out.getvalue()
