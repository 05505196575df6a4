"""A budget as an Excel workbook: numbers, formulas that count as we do, nothing that runs, and ids to come back by."""

import re
from decimal import Decimal
from io import BytesIO

import pytest
from hypothesis import given
from openpyxl import load_workbook
from openpyxl.utils import range_boundaries

from budget.arithmetic import Arithmetic
from budget.building import read_book
from budget.checks import discrepancies
from budget.sheet import Book
from budget.workbook import FIRST_COLUMN, FIRST_LINE, sheet_titles, workbook
from organisation.models import Entry

from .books import books, kept, long_table, main_table, named, project_table
from .strategies import some

OUR_BOOK = Book(year=2030, sheets=(main_table(), project_table()))


def opened(book, versions=None):
    return load_workbook(BytesIO(workbook(book, versions)))


def values(page, top=FIRST_LINE):
    """The rows without the hidden column."""
    return [[cell.value for cell in row[1:]] for row in page.iter_rows(min_row=top)]


class Excel:
    """Counts the formulas as a spreadsheet does: SUM passes texts by, and an empty cell is nothing."""

    def __init__(self, file):
        self.file = file

    def figure(self, page, place):
        value = self.file[page][place].value
        if isinstance(value, str) and value.startswith("="):
            return self.counted(page, value[1:])
        return value

    def counted(self, page, formula):
        if found := re.fullmatch(r"('(?:[^']|'')+'|\w+)!([A-Z]+\d+)", formula):
            value = self.figure(found[1].strip("'").replace("''", "'"), found[2])
            return 0 if value is None else value
        signed = re.findall(r"([+-]?)SUM\(((?:'(?:[^']|'')*'|[^')])*)\)", formula)
        assert "".join(f"{sign}SUM({inside})" for sign, inside in signed) == formula
        return sum((-1 if sign == "-" else 1) * self.summed(page, inside) for sign, inside in signed)

    def summed(self, page, inside):
        total = Decimal(0)
        for place in re.findall(r"(?:'(?:[^']|'')*'|[^',])+", inside):
            where, _mark, place = place.rpartition("!")
            there = where.strip("'").replace("''", "'") or page
            left, top, right, bottom = range_boundaries(place)
            for row in self.file[there].iter_rows(top, bottom, left, right):
                for cell in row:
                    value = self.figure(there, cell.coordinate)
                    if isinstance(value, int | float | Decimal):
                        total += Decimal(f"{value:.15g}")
        return total


# ── what it looks like ───────────────────────────────────────────────────────────────────────────


def test_each_table_is_a_sheet_with_its_title_and_unit_on_top():
    file = opened(OUR_BOOK)

    assert file.sheetnames == ["Hovedtall", "Prosjektmidler"]
    assert [page["B1"].value for page in file] == ["Hovedtall 2030, tusen kroner", "Prosjektmidler 2030, tusen kroner"]
    assert [cell.value for cell in file["Prosjektmidler"][3][1:]] == ["Prosjekt", "Budsjett 2029", "Budsjett 2030"]


def test_figures_are_numbers_and_what_follows_is_a_formula():
    file = opened(OUR_BOOK)

    assert values(file["Hovedtall"]) == [
        ["Inngående", 500, 400, "=SUM(D4)-SUM(C4)"],
        ["Inntekter", None, None, None],
        ["Kontingenter", 6834, 6987, "=SUM(D6)-SUM(C6)"],
        ["Klimasats", "–", "–", "=SUM(D7)-SUM(C7)"],
        ["Sum inntekter", "=SUM(C6:C7)", "=SUM(D6:D7)", "=SUM(D8)-SUM(C8)"],
        ["Utgifter", None, None, None],
        ["Lønn", 6000, 6100.5, "=SUM(D10)-SUM(C10)"],
        ["Prosjekter", "='Prosjektmidler'!C6", "='Prosjektmidler'!D6", "=SUM(D11)-SUM(C11)"],
        ["Sum utgifter", "=SUM(C10:C11)", "=SUM(D10:D11)", "=SUM(D12)-SUM(C12)"],
        ["Resultat", "=SUM(C8)-SUM(C12)", "=SUM(D8)-SUM(D12)", "=SUM(D13)-SUM(C13)"],
        ["Utgående", "=SUM(C4,C13)", "=SUM(D4,D13)", "=SUM(D14)-SUM(C14)"],
    ]
    assert values(file["Prosjektmidler"]) == [
        ["BEST-konferansen", 130, 250],
        ["Klima", 0, None],
        ["Totalt", "=SUM(C4:C5)", "=SUM(D4:D5)"],
    ]


def test_a_number_is_shown_with_its_decimals_and_a_space_between_thousands():
    page = opened(OUR_BOOK)["Hovedtall"]

    assert [page[place].number_format for place in ("C6", "D10", "D12")] == ["#,##0", "#,##0.0", "#,##0.0"]


def test_a_line_keeps_its_depth_and_its_weight():
    page = opened(OUR_BOOK)["Hovedtall"]

    assert [(cell.value, cell.font.b, cell.alignment.indent) for cell in page["B"][4:8]] == [
        ("Inntekter", True, 0),
        ("Kontingenter", False, 1),
        ("Klimasats", False, 1),
        ("Sum inntekter", True, 0),
    ]


def test_headings_stay_while_one_scrolls_and_stand_on_every_printed_page():
    page = opened(OUR_BOOK)["Hovedtall"]

    assert (page.freeze_panes, page.print_title_rows, page.page_setup.orientation) == ("C4", "$1:$3", "landscape")


def test_the_ids_and_the_version_are_there_and_hidden():
    sheet = OUR_BOOK.sheets[0]
    page = opened(OUR_BOOK, {sheet.id: 7})["Hovedtall"]

    assert (page["A1"].value, page["A2"].value) == (str(sheet.id), 7)
    assert [cell.value for cell in page[2][2:]] == [str(column.id) for column in sheet.columns]
    assert [cell.value for cell in page["A"][3:]] == [str(line.id) for line in sheet.lines]
    assert (page.column_dimensions["A"].hidden, page.row_dimensions[2].hidden) == (True, True)


def test_an_adopted_column_says_so():
    page = opened(OUR_BOOK)["Hovedtall"]

    assert [cell.comment and cell.comment.text for cell in page[3][2:]] == [
        "Vedtatt. Endres ikke ved import.", None, None,
    ]  # fmt: skip


def test_printed_columns_keep_their_figures_and_a_discrepancy_is_a_comment(db):
    book = read_book(2025)
    file = opened(book)
    cells = [cell for page in file for row in page for cell in row]

    assert [cell.value for cell in cells if cell.data_type == "f"] == []
    assert file["Hovedtall"]["E12"].value == 7849
    adopted = ["Vedtatt. Endres ikke ved import."] * 10
    assert sorted(cell.comment.text for cell in cells if cell.comment) == sorted(
        [*adopted, *(found.sentence for found in discrepancies(book))]
    )


def test_a_budget_without_tables_is_a_sheet_that_says_so():
    file = opened(Book(year=2030))

    assert (file.sheetnames, file.active["A1"].value) == (["Budsjett 2030"], "Budsjettet har ingen tabeller ennå.")


def test_sheets_get_names_that_excel_takes_and_no_two_alike():
    titles = ["Drift", "drift", "[A]:*?/\\B", "'x'", "History", "😀" * 20, "x" * 40, "x" * 41, "\x07 "]
    sheets = [main_table().model_copy(update={"id": named(title), "title": title}) for title in titles]

    assert list(sheet_titles(sheets).values()) == [
        "Drift", "drift (2)", "A B", "x", "Tabell", "😀" * 15, "x" * 31, "x" * 27 + " (2)", "Tabell (2)",
    ]  # fmt: skip


# ── any book ─────────────────────────────────────────────────────────────────────────────────────


@some
@given(books())
def test_excel_counts_as_we_do(book):
    file = opened(book)
    excel, arithmetic, titles = Excel(file), Arithmetic(book), sheet_titles(book.sheets)
    for sheet in book.sheets:
        for line in range(len(sheet.lines)):
            for at, column in enumerate(sheet.columns):
                if not column.printed and arithmetic.rule(sheet, line, at):
                    cell = file[titles[sheet.id]].cell(FIRST_LINE + line, FIRST_COLUMN + at)
                    counted = excel.figure(titles[sheet.id], cell.coordinate)
                    follows = arithmetic.shown(sheet, line, at)
                    assert (0 if counted == "–" else counted) == (0 if follows is None else follows)


@some
@given(books())
def test_no_text_becomes_a_formula(book):
    file = opened(book)
    formulas = [cell.value for page in file for row in page for cell in row if cell.data_type == "f"]

    assert [formula for formula in formulas if not re.match(r"=(-?SUM\(|'|\w+!)", formula)] == []


# ── who may have it ──────────────────────────────────────────────────────────────────────────────


def test_the_secretariat_takes_the_budget_out_and_the_log_says_so(client, secretary):
    kept(main_table(), project_table())
    client.force_login(secretary)

    answer = client.get("/budsjett/2030/budsjett-2030.xlsx")

    assert answer["Content-Disposition"] == 'attachment; filename="budsjett-2030.xlsx"'
    assert load_workbook(BytesIO(answer.content))["Hovedtall"]["A2"].value == 1
    assert Entry.objects.values_list("actor", "verb", "what").first() == (
        secretary.pk, "exported", "budsjettet for 2030 som Excel",
    )  # fmt: skip


@pytest.mark.parametrize("address", ["2031/budsjett-2031.xlsx", "2030/budsjett-2031.xlsx", "2030/budsjett-x.xlsx"])
def test_another_name_or_year_is_not_there(client, secretary, address):
    kept(main_table())
    client.force_login(secretary)

    assert client.get(f"/budsjett/{address}").status_code == 404


@pytest.mark.parametrize("size", [(10, 3), (500, 10)])
def test_taking_it_out_asks_as_often_however_long_it_is(client, secretary, django_assert_num_queries, size):
    kept(long_table(*size))
    client.force_login(secretary)
    with django_assert_num_queries(13):
        client.get("/budsjett/2030/budsjett-2030.xlsx")
