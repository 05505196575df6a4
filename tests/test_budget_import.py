"""A budget back from Excel: what each line would change, nothing guessed, adopted columns left alone."""

import re
from datetime import datetime
from decimal import Decimal
from io import BytesIO
from time import perf_counter

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.formula import ArrayFormula

from budget import importing
from budget.arithmetic import Arithmetic
from budget.building import read_book
from budget.keeping import change, locked
from budget.models import BudgetTable
from budget.sheet import Book
from budget.workbook import workbook
from organisation import sheets, workbooks
from organisation.models import Entry, Version
from organisation.workbooks import read_pages

from .books import books, kept, long_table, main_table, named, project_table
from .strategies import some
from .test_import_seats import BOMB, OTHERS, PDF, repacked, saved

IMPORT = "/budsjett/2030/import/"
PREVIEW = "/budsjett/2030/import/forhandsvisning/"
CONFIRM = "/budsjett/2030/import/gjennomfor/"
CANCEL = "/budsjett/2030/import/avbryt/"
DONE = "/budsjett/2030/import/ferdig/"
BUDGET = "/budsjett/2030/budsjett-2030.xlsx"


@pytest.fixture
def desk(client, secretary):
    """The secretary at work with the budget for 2030."""
    kept(main_table(), project_table())
    client.force_login(secretary)
    return client


@pytest.fixture
def draft_desk(client, secretary):
    """The same, where nothing is adopted."""
    kept(main_table(adopted=False), project_table())
    client.force_login(secretary)
    return client


@pytest.fixture
def untouched(desk):
    """Whatever happens in the test, nothing is written."""
    before = written()
    yield
    assert written() == before


def written():
    return read_book(2030), Version.objects.count(), Entry.objects.filter(verb__in=("imported", "changed")).count()


def taken_out(desk):
    """The budget as Excel opens it."""
    return load_workbook(BytesIO(desk.get(BUDGET).content))


def changed(desk, **cells):
    """The budget taken out, with other contents in some cells of the main table."""
    file = taken_out(desk)
    for place, value in cells.items():
        file["Hovedtall"][place] = value
    return saved(file)


def plain(*rows, title="Hovedtall"):
    file = Workbook()
    file.active.title = title
    for row in rows:
        file.active.append(row)
    return saved(file)


def send(desk, content, name="budsjett.xlsx"):
    return desk.post(IMPORT, {"file": SimpleUploadedFile(name, content)})


def refusal(answer):
    return answer.status_code, re.findall(r'data-field="validation"[^>]*>(.*?)</p>', answer.text)


def looked_at(desk, content):
    send(desk, content)
    return desk.get(PREVIEW).context["preview"]


def told(desk, content):
    """What each row would do: its number, its text, and its cells."""
    return [
        (row.number, row.label, [(cell.column, *cell.words) for cell in row.cells])
        for row in looked_at(desk, content).rows
    ]


def remarks(desk, content):
    return [remark for table in looked_at(desk, content).tables for remark in table.remarks]


def faults(desk, content):
    return looked_at(desk, content).faults


def confirm(desk):
    page = desk.get(PREVIEW).text
    fields = {name: (re.search(f'name="{name}" value="(\\w+)"', page) or ["", ""])[1] for name in ("sha256", "seen")}
    return desk.post(CONFIRM, fields, follow=True)


def cell(label, column, table="Hovedtall"):
    """What stands in the database."""
    sheet = next(sheet for sheet in read_book(2030).sheets if sheet.title == table)
    at = next(at for at in range(len(sheet.columns)) if sheet.label(at) == column)
    return next(line.cells[at] for line in sheet.lines if line.label == label)


# ── who may ──────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("name", OTHERS)
def test_for_everybody_else_the_pages_do_not_exist(request, client, name):
    client.force_login(request.getfixturevalue(name))
    kept(main_table())

    assert [client.get(address).status_code for address in (IMPORT, PREVIEW, DONE, BUDGET)] == [404] * 4
    assert [client.post(address).status_code for address in (IMPORT, CONFIRM, CANCEL)] == [404] * 3


def test_a_year_without_a_budget_has_no_import(desk):
    addresses = [address.replace("2030", "2031") for address in (IMPORT, PREVIEW)]

    assert [desk.get(address).status_code for address in addresses] == [404, 404]
    assert desk.post(CONFIRM.replace("2030", "2031")).status_code == 404


def test_a_file_for_one_year_is_not_seen_in_another(desk):
    kept(long_table(1, 1, 2031))
    send(desk, changed(desk, D6=1))

    assert desk.get(PREVIEW.replace("2030", "2031"), follow=True).redirect_chain == [
        (IMPORT.replace("2030", "2031"), 302)
    ]


# ── there and back ───────────────────────────────────────────────────────────────────────────────


@some
@given(books())
def test_what_is_taken_out_comes_back_unchanged(book):
    pages = read_pages("x.xlsx", workbook(book, {sheet.id: 1 for sheet in book.sheets}), most_sheets=10)

    preview = importing.compare(book, pages, {sheet.id: 1 for sheet in book.sheets})

    assert [table.after for table in preview.tables] == list(book.sheets)
    assert (preview.faults, preview.remarks, preview.summary) == ([], [], "ingen endringer")
    assert [table.missing for table in preview.tables] == [()] * len(book.sheets)


@some
@given(books(), st.sampled_from([None, "-", Decimal(0), Decimal("1234.5")]))
def test_what_people_write_in_the_file_is_what_stands_there_afterwards(book, figure):
    """Also when it takes a second time for what follows: the same file again changes nothing."""
    versions = {sheet.id: 1 for sheet in book.sheets}
    wanted = book
    for sheet in book.sheets:
        every = {(row, at): figure for row in range(len(sheet.lines)) for at in range(len(sheet.columns))}
        wanted = wanted.with_sheet(sheet.with_cells(every))
    pages = read_pages("x.xlsx", workbook(wanted, versions), most_sheets=10)

    after = book
    for table in importing.compare(book, pages, versions).tables:
        after = after.with_sheet(table.after)

    arithmetic = Arithmetic(book)
    for sheet, was, then in zip(wanted.sheets, book.sheets, after.sheets, strict=True):
        for row in range(len(sheet.lines)):
            for at, column in enumerate(sheet.columns):
                kept_as_it_was = column.locked or (not column.printed and arithmetic.is_computed(was, row, at))
                assert then.lines[row].cells[at] == (was if kept_as_it_was else sheet).lines[row].cells[at]


@pytest.mark.usefixtures("untouched")
def test_the_file_itself_changes_nothing(desk):
    content = desk.get(BUDGET).content

    assert told(desk, content) == []
    assert "Fila er lik budsjettet. Det er ingenting å importere." in desk.get(PREVIEW).text
    assert "Importer</button>" not in desk.get(PREVIEW).text


def test_the_printed_budget_of_2025_comes_back_unchanged(client, secretary):
    client.force_login(secretary)
    content = client.get("/budsjett/2025/budsjett-2025.xlsx").content
    client.post("/budsjett/2025/import/", {"file": SimpleUploadedFile("b.xlsx", content)})

    preview = client.get("/budsjett/2025/import/forhandsvisning/").context["preview"]
    assert (preview.changes, preview.faults, [table.remarks for table in preview.tables]) == (False, [], [[], []])


def test_what_is_changed_in_excel_is_imported_and_taken_out_again(draft_desk):
    send(draft_desk, changed(draft_desk, D6=7100, D7=12.5, D10=None, B6="Kontingenter og avgifter"))
    confirm(draft_desk)

    page = taken_out(draft_desk)["Hovedtall"]
    assert [page[place].value for place in ("B6", "D6", "D7", "D10")] == ["Kontingenter og avgifter", 7100, 12.5, None]


# ── the preview ──────────────────────────────────────────────────────────────────────────────────


@pytest.mark.usefixtures("untouched")
def test_the_preview_tells_line_by_line_what_would_change(desk):
    content = changed(desk, D6=7100, D7=0, D10="–", B10="Lønn mv.", D4=None)

    assert told(desk, content) == [
        (4, "Inngående", [("Budsjett 2030", "400", "tomt")]),
        (6, "Kontingenter", [("Budsjett 2030", "6\xa0987", "7\xa0100")]),
        (7, "Klimasats", [("Budsjett 2030", "strek (–)", "0")]),
        (10, "Lønn", [("Budsjett 2030", "6\xa0100,5", "strek (–)")]),
    ]
    assert "budsjett.xlsx: 4 endrede beløp i budsjettet for 2030. Ingenting er lagret ennå." in (desk.get(PREVIEW).text)


@pytest.mark.parametrize(
    ("written", "figure"),
    [
        (7100, Decimal(7100)), (7100.25, Decimal("7100.25")), (0.1 + 0.2, Decimal("0.3")), (-118, Decimal(-118)),
        ("7 100", Decimal(7100)), ("7\u00a0100,5", Decimal("7100.5")), ("−118", Decimal(-118)), ("-", "-"),
        ("–", "-"), (" ", None), (None, None), (0, Decimal(0)), (6.987, Decimal("6.987")),
    ],
)  # fmt: skip
def test_a_figure_is_read_as_it_is_meant(desk, written, figure):
    send(desk, changed(desk, D6=written))
    confirm(desk)

    assert cell("Kontingenter", "Budsjett 2030") == figure


@pytest.mark.parametrize(
    ("written", "sentence"),
    [
        ("6.987", "Celle D6: «6.987» kan være 6\xa0987 eller 6,987. Hvilket mener du?"),
        ("ca. 100", "Celle D6: «ca. 100» er ikke et tall. Skriv for eksempel 2 692, −118 eller 2 692,5, en strek (–) "
         "eller ingenting."),
        (1.23456, "Celle D6: «1,23456» har flere enn tre desimaler."),
        (1e15, "Celle D6: «1 000 000 000 000 000» er for stort: et beløp kan ha høyst 11 sifre foran komma."),
        (True, "Celle D6: «True» er ikke et tall. Skriv for eksempel 2 692, −118 eller 2 692,5, en strek (–) eller "
         "ingenting."),
        (datetime(2030, 5, 1), "Celle D6 er en dato. Excel gjør slikt som 1.5 om til datoer. Skriv 1,5."),
        ("#REF!", "Celle D6 viser en feil fra Excel (#REF!)."),
        ("=1200*1.03", "Celle D6 er en formel. Skriv tallet selv; her er det bare summer og endringer som regnes ut."),
    ],
)  # fmt: skip
@pytest.mark.usefixtures("untouched")
def test_a_cell_that_cannot_be_understood_is_a_fault_with_a_sentence(desk, written, sentence):
    assert faults(desk, changed(desk, D6=written)) == [f"Hovedtall: {sentence}"]
    assert "Importer</button>" not in desk.get(PREVIEW).text


@pytest.mark.parametrize(
    ("label", "sentence"),
    [
        (None, "Rad 6 mangler tekst i celle B6."),
        ("x" * 301, "Teksten i celle B6 er lengre enn 300 tegn."),
        ("=1+1", "Celle B6 er en formel. Skriv teksten selv."),
        ("a\x9fb", "Teksten i celle B6 har usynlige tegn. Skriv den på nytt for hånd."),
    ],
)
@pytest.mark.usefixtures("untouched")
def test_a_text_that_cannot_be_used_is_a_fault_with_a_sentence(desk, label, sentence):
    assert faults(desk, changed(desk, B6=label)) == [f"Hovedtall: {sentence}"]


@pytest.mark.usefixtures("untouched")
def test_one_fault_stops_everything(desk):
    send(desk, changed(desk, D6=7100, D7="6.987"))

    assert confirm(desk).redirect_chain[0] == (IMPORT, 302)  # without the button there is nothing to press
    fields = {"sha256": desk.session["import_budget"]["sha256"], "seen": "x"}
    assert desk.post(CONFIRM, fields, follow=True).redirect_chain == [(PREVIEW, 302)]


def test_a_text_may_begin_as_a_formula_and_comes_back_without_the_sign_that_keeps_it_quiet(draft_desk):
    desk = draft_desk
    send(desk, changed(desk, B6="'=1+1", B7="'- herav klima"))
    confirm(desk)

    assert [cell(label, "Budsjett 2029") for label in ("=1+1", "- herav klima")] == [Decimal(6834), "-"]
    assert told(desk, desk.get(BUDGET).content) == []


@pytest.mark.usefixtures("untouched")
def test_what_follows_is_not_read_and_another_figure_there_is_said(desk):
    content = changed(desk, D8=9999, E6=153, E10="tøys")

    assert told(desk, content) == []
    assert remarks(desk, content) == [
        "Summer og endringer regnes ut her og leses ikke fra fila. Den har andre tall i D8."
    ]


@pytest.mark.usefixtures("untouched")
def test_an_adopted_column_is_never_changed_and_a_difference_is_said(desk):
    content = changed(desk, C6=1, C7="tull", C10=6000.0)

    assert told(desk, content) == []
    assert remarks(desk, content) == [
        "Kolonnen «Budsjett 2029» er vedtatt og endres ikke. Fila har noe annet i C6 og C7."
    ]


def test_a_new_line_comes_where_it_stands_in_the_file(desk):
    file = taken_out(desk)
    page = file["Hovedtall"]
    page.insert_rows(7)
    page["B7"], page["C7"], page["D7"] = "Gaver", 5, 10
    send(desk, saved(file))
    shown = desk.get(PREVIEW).context["preview"]
    confirm(desk)

    sheet = read_book(2030).sheets[0]
    assert [(row.number, row.label, row.is_new) for row in shown.rows] == [(7, "Gaver", True)]
    assert [(line.label, sheet.depths[at], line.cells) for at, line in enumerate(sheet.lines)][2:5] == [
        ("Kontingenter", 1, (Decimal(6834), Decimal(6987), None)),
        ("Gaver", 1, (None, Decimal(10), None)),
        ("Klimasats", 1, ("-", "-", None)),
    ]
    assert "Kolonnen «Budsjett 2029» er vedtatt og endres ikke. Fila har noe annet i C7." in shown.tables[0].remarks


def test_lines_right_under_a_heading_belong_to_it_in_the_order_of_the_file(desk):
    file = taken_out(desk)
    page = file["Hovedtall"]
    page.insert_rows(6, 2)
    page["B6"], page["D6"], page["B7"], page["D7"] = "Først", 1, "Så", 2
    send(desk, saved(file))
    confirm(desk)

    sheet = read_book(2030).sheets[0]
    assert [(line.label, sheet.depths[at]) for at, line in enumerate(sheet.lines)][1:5] == [
        ("Inntekter", 0), ("Først", 1), ("Så", 1), ("Kontingenter", 1),
    ]  # fmt: skip


@pytest.mark.usefixtures("untouched")
def test_a_line_that_is_not_in_the_file_stays_and_is_named(desk):
    file = taken_out(desk)
    file["Hovedtall"].delete_rows(7)
    preview = looked_at(desk, saved(file))

    assert (preview.changes, preview.tables[0].missing) == (False, ("Klimasats",))
    assert "1 linje mangler i fila og blir stående: «Klimasats»." in desk.get(PREVIEW).text


@pytest.mark.usefixtures("untouched")
def test_lines_in_another_order_are_known_by_their_ids(desk):
    file = taken_out(desk)
    page = file["Hovedtall"]
    six, seven = ([cell.value for cell in row] for row in page[6:7])
    for at, (first, second) in enumerate(zip(six, seven), start=1):
        page.cell(6, at).value, page.cell(7, at).value = second, first

    assert told(desk, saved(file)) == []
    assert "Linjene står i en annen rekkefølge i fila. Rekkefølgen endres ikke her." in remarks(desk, saved(file))


@pytest.mark.usefixtures("untouched")
@pytest.mark.parametrize(
    ("places", "sentence"),
    [
        ({"A7": "A6"}, "Linjen «Klimasats» står både i rad 6 og rad 7. Fjern den ene."),
        ({"E2": "D2"}, "En kolonne står to ganger i fila. Fjern den ene."),
    ],
)
def test_an_id_that_stands_twice_is_a_fault(desk, places, sentence):
    file = taken_out(desk)
    for place, other in places.items():
        file["Hovedtall"][place] = file["Hovedtall"][other].value

    assert faults(desk, saved(file)) == [f"Hovedtall: {sentence}"]


@pytest.mark.usefixtures("untouched")
def test_what_is_no_line_and_no_column_is_said_and_not_read(desk):
    content = changed(desk, B17="* Kommentar til sekretariatet", F3="Kontroll", F6="=D6-C6", D3="Nytt navn")

    assert told(desk, content) == []
    assert remarks(desk, content) == [
        "Kolonnen «Kontroll» er ikke i tabellen og leses ikke.",
        "Overskriften over «Budsjett 2030» er «Nytt navn» i fila. Overskrifter endres ikke her.",
        "Rad 17 har tekst og ingen tall, og leses ikke: «* Kommentar til sekretariatet». "
        "Er det en ny linje, så skriv 0 eller en strek.",
    ]


@pytest.mark.usefixtures("untouched")
def test_the_words_of_an_adopted_line_are_not_changed_and_that_is_said(desk):
    rows = looked_at(desk, changed(desk, B10="Lønn mv.")).rows
    assert [(row.label, row.old_label, row.remarks) for row in rows] == [
        ("Lønn", "", ["«Lønn» står i et vedtatt budsjett, så teksten endres ikke."])
    ]


# ── a plain sheet, without ids ───────────────────────────────────────────────────────────────────


def test_a_plain_sheet_is_known_by_its_words(desk):
    content = plain(
        ["Utkast fra regnskap"],
        ["Post", "budsjett 2030"],
        ["  Kontingenter ", 7100],
        ["LØNN", "6 200"],
        ["Gaver", 3],
        ["Sum utgifter", 6450],
    )

    assert told(desk, content) == [
        (3, "Kontingenter", [("Budsjett 2030", "6\xa0987", "7\xa0100")]),
        (4, "Lønn", [("Budsjett 2030", "6\xa0100,5", "6\xa0200")]),
        (5, "Gaver", [("Budsjett 2030", "tomt", "3")]),
    ]
    assert remarks(desk, content) == [
        "Kolonnen «Budsjett 2029» er ikke i fila og blir stående.",
        "Kolonnen «Endring» er ikke i fila og blir stående.",
        "Summer og endringer regnes ut her og leses ikke fra fila. Den har andre tall i B6.",
    ]  # fmt: skip


@pytest.mark.usefixtures("untouched")
@pytest.mark.parametrize(
    ("rows", "sentence"),
    [
        ([["Post", "Annet"], ["Kontingenter", 1]],
         "Arket har ingen overskrift som er en kolonne i tabellen. Overskriftene må være «Budsjett 2029», «Budsjett "
         "2030», «Endring»."),
        ([["Post", "Budsjett 2030"], ["Lønn", 1], ["Lønn", 2]],
         "Linjen «Lønn» står både i rad 2 og rad 3. Fjern den ene."),
        ([["Post", "Budsjett 2030"], ["Ny", 1], ["ny", 2]], "Linjen «ny» står både i rad 2 og rad 3. Fjern den ene."),
        ([["Post", "Budsjett 2030", "Budsjett 2030"], ["Lønn", 1, 2]],
         "Overskriften «Budsjett 2030» står flere ganger, så kolonnen kan ikke kjennes igjen."),
        ([["Post", "Budsjett 2030"], [None, 5]], "Rad 2 mangler tekst i celle A2."),
    ],
)  # fmt: skip
def test_a_plain_sheet_that_is_not_clear_is_a_fault(desk, rows, sentence):
    assert faults(desk, plain(*rows)) == [f"Hovedtall: {sentence}"]


@pytest.mark.usefixtures("untouched")
def test_two_lines_with_the_same_words_ask_for_the_file_with_ids(desk):
    twin = BudgetTable.objects.get(uuid=main_table().id).lines.create(order=99, label="Lønn")

    assert faults(desk, plain(["Post", "Budsjett 2030"], ["Lønn", 1])) == [
        "Hovedtall: «Lønn» i rad 2 kan være flere linjer i tabellen. Last ned budsjettet, og bruk den fila."
    ]
    twin.delete()


# ── sheets ───────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.usefixtures("untouched")
def test_a_sheet_that_is_no_table_is_said_and_not_read(desk):
    file = taken_out(desk)
    file.create_sheet("Notater")["A1"] = "=1+1"
    file.create_sheet("Fjorårets")["A1"] = str(named("another table"))
    file["Notater"]["A2"] = "husk dette"

    assert looked_at(desk, saved(file)).remarks == [
        "Arket «Notater» er ingen tabell i budsjettet for 2030 og leses ikke.",
        "Arket «Fjorårets» er lastet ned fra et annet budsjett og leses ikke.",
    ]


@pytest.mark.usefixtures("untouched")
def test_the_same_table_twice_is_a_fault(desk):
    file = taken_out(desk)
    file.copy_worksheet(file["Hovedtall"])

    assert faults(desk, saved(file)) == [
        "Hovedtall: Både arket «Hovedtall» og arket «Hovedtall Copy» er tabellen «Hovedtall». Slett det ene."
    ]


@pytest.mark.usefixtures("untouched")
def test_merged_cells_are_a_fault_that_names_them(desk):
    file = taken_out(desk)
    file["Hovedtall"].merge_cells("B6:C6")

    assert faults(desk, saved(file)) == [
        "Hovedtall: Cellene B6:C6 er slått sammen. Marker dem, velg «Slå sammen og midtstill» én gang til for å dele "
        "dem, og last opp fila på nytt."
    ]


def test_a_sheet_may_be_renamed_when_it_has_its_id(desk):
    file = taken_out(desk)
    file["Hovedtall"].title = "Mitt ark"
    file["Mitt ark"]["D6"] = 7100

    assert told(desk, saved(file)) == [(6, "Kontingenter", [("Budsjett 2030", "6\xa0987", "7\xa0100")])]


def test_a_file_may_have_one_of_the_tables(desk):
    file = taken_out(desk)
    del file["Hovedtall"]
    file["Prosjektmidler"]["D5"] = 75
    send(desk, saved(file))
    confirm(desk)

    assert cell("Klima", "Budsjett 2030", "Prosjektmidler") == Decimal(75)


# ── files that cannot be used ────────────────────────────────────────────────────────────────────

GOOD = workbook(Book(year=2030, sheets=(main_table(), project_table())))
NO_TABLE = "Ingen av arkene i fila er en tabell i budsjettet for 2030. Arkene må hete «Hovedtall» og «Prosjektmidler»."
SHEET = "xl/worksheets/sheet1.xml"
MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
OUTSIDE = (
    '<?xml version="1.0"?><!DOCTYPE w [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
    f'<worksheet {MAIN}><sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>&x;</t></is></c></row>'
    "</sheetData></worksheet>"
)
MANY_SHEETS = (
    f"<workbook {MAIN}><sheets>{''.join(f'<sheet name="{n}" sheetId="{n}"/>' for n in range(99))}</sheets></workbook>"
)
FILES = {
    "another kind": ("budsjett.pdf", PDF, workbooks.ONLY_EXCEL),
    "CSV": ("budsjett.csv", b"Post;Budsjett 2030\r\nKontingenter;1\r\n", workbooks.ONLY_EXCEL),
    "OpenDocument": ("budsjett.ods", GOOD, workbooks.ONLY_EXCEL),
    "with macros": ("budsjett.xlsm", GOOD, sheets.MACROS),
    "with hidden macros": ("budsjett.xlsx", repacked(GOOD, **{"xl/vbaProject.bin": b"x"}), sheets.MACROS),
    "with a password": ("budsjett.xlsx", b"\xd0\xcf\x11\xe0" + b"\0" * 600, sheets.OLD_OR_LOCKED),
    "empty": ("budsjett.xlsx", b"", sheets.EMPTY),
    "only empty sheets": ("budsjett.xlsx", saved(Workbook()), sheets.EMPTY),
    "a PDF that says it is Excel": ("budsjett.xlsx", PDF, sheets.NOT_EXCEL),
    "half an Excel": ("budsjett.xlsx", GOOD[: len(GOOD) // 2], sheets.NOT_EXCEL),
    "too many bytes": ("budsjett.xlsx", b"x" * 10_500_000, sheets.TOO_BIG),
    "a bomb": ("budsjett.xlsx", BOMB, sheets.TOO_BIG_INSIDE),
    "a file from outside": ("budsjett.xlsx", repacked(GOOD, **{SHEET: OUTSIDE}), sheets.DAMAGED),
    "many sheets": (
        "budsjett.xlsx", repacked(GOOD, **{"xl/workbook.xml": MANY_SHEETS}), sheets.TOO_MANY_SHEETS.format(most=12),
    ),
    "the wrong sheet": ("budsjett.xlsx", plain(["Post", "Budsjett 2030"], ["Lønn", 1], title="Lønn"), NO_TABLE),
}  # fmt: skip


@pytest.mark.parametrize("kind", FILES)
@pytest.mark.usefixtures("untouched")
def test_a_file_that_cannot_be_used_is_refused_with_one_sentence(desk, kind):
    name, content, sentence = FILES[kind]
    began = perf_counter()

    assert refusal(send(desk, content, name)) == (200, [sentence])
    assert "import_budget" not in desk.session
    assert perf_counter() - began < 5


@pytest.mark.usefixtures("untouched")
@pytest.mark.parametrize(
    ("rows", "sentence"), [(2_001, sheets.TOO_MANY_ROWS), (40_000, sheets.TOO_BIG_INSIDE), (100_000, sheets.TOO_BIG)]
)
def test_a_sheet_with_too_many_rows_is_refused(desk, rows, sentence):
    file = Workbook(write_only=True)
    page = file.create_sheet("Hovedtall")
    for cells in [["Post", "Budsjett 2030"], *[[f"Post {number}", number] for number in range(rows)]]:
        page.append(cells)

    assert refusal(send(desk, saved(file))) == (200, [sentence])


@pytest.mark.usefixtures("untouched")
def test_formulas_that_point_at_each_other_are_never_read(desk):
    shared = '<c r="B9"><f t="shared" si="1"/></c>' * 1_000
    formulas = (
        f'<worksheet {MAIN}><sheetData><row r="1"><c r="D6"><f t="shared" si="1">{"A1+" * 100_000}1</f></c>{shared}'
    )
    began = perf_counter()
    answer = send(desk, repacked(GOOD, **{SHEET: formulas + "</row></sheetData></worksheet>"}))

    assert answer.status_code in (200, 302)
    assert perf_counter() - began < 5


@pytest.mark.usefixtures("untouched")
def test_an_array_formula_is_a_formula(desk):
    file = taken_out(desk)
    file["Hovedtall"]["D6"] = ArrayFormula("D6", "=A1:A2")

    assert faults(desk, saved(file)) == [
        "Hovedtall: Celle D6 er en formel. Skriv tallet selv; her er det bare summer og endringer som regnes ut."
    ]


@pytest.mark.usefixtures("untouched")
def test_what_stands_in_the_file_is_shown_and_never_run(desk):
    file = taken_out(desk)
    file["Hovedtall"]["B6"] = "<script>alert(1)</script>"
    file["Hovedtall"]["F3"] = "<b>x</b>"
    file.create_sheet("<i>y")["A1"] = "x"
    send(desk, saved(file), "<img src=x>.xlsx")
    text = desk.get(PREVIEW).text

    assert [bad in text for bad in ("<script>alert", "<b>x", "<i>y", "<img src=x")] == [False] * 4


# ── carrying it out ──────────────────────────────────────────────────────────────────────────────


def test_an_import_writes_one_version_of_each_table_that_changes_and_the_log(desk, secretary):
    send(desk, changed(desk, D6=7100, D7=10))

    answer = confirm(desk)

    main, projects = BudgetTable.objects.filter(budget__year=2030)
    assert answer.redirect_chain == [(DONE, 302)]
    assert "2 endrede beløp i budsjettet for 2030." in answer.text
    assert (main.version, projects.version) == (2, 1)
    assert list(Version.objects.of(main).values_list("number", "cause", "what", "by")) == [
        (2, "imported", "fra Excel, 2 endrede beløp", secretary.pk), (1, "imported", "", None),
    ]  # fmt: skip
    assert list(Entry.objects.exclude(verb="exported").values_list("verb", "what")[:2]) == [
        ("imported", "2 endrede beløp i budsjettet for 2030 fra Excel"),
        ("changed", "Hovedtall i budsjettet for 2030: fra Excel, 2 endrede beløp"),
    ]


def test_pressed_twice_the_button_imports_once(desk):
    send(desk, changed(desk, D6=7100))
    preview = desk.get(PREVIEW).context
    fields = {"sha256": preview["upload"]["sha256"], "seen": preview["preview"].seen}

    first, second = (desk.post(CONFIRM, fields, follow=True) for _ in range(2))

    assert [answer.redirect_chain for answer in (first, second)] == [[(DONE, 302)]] * 2
    assert BudgetTable.objects.get(uuid=main_table().id).version == 2


def somebody_changes(label, figure, by):
    """A colleague writes a figure for 2030 in the main table."""
    with_lock, sheet = locked(BudgetTable.objects.get(uuid=main_table().id))
    at = next(at for at, line in enumerate(sheet.lines) if line.label == label)
    change(with_lock, sheet, sheet.with_cells({(at, 1): Decimal(figure)}), by=by)


def test_a_table_that_has_changed_since_the_preview_is_looked_at_anew(desk, secretary):
    send(desk, changed(desk, D6=7100))
    context = desk.get(PREVIEW).context
    somebody_changes("Lønn", 1, secretary)

    fields = {"sha256": context["upload"]["sha256"], "seen": context["preview"].seen}
    answer = desk.post(CONFIRM, fields, follow=True)

    assert answer.redirect_chain == [(PREVIEW, 302)]
    assert "Budsjettet er endret siden du så forhåndsvisningen. Ingenting er importert. Se over på nytt." in answer.text
    assert cell("Kontingenter", "Budsjett 2030") == Decimal(6987)
    confirm(desk)
    assert (cell("Kontingenter", "Budsjett 2030"), cell("Lønn", "Budsjett 2030")) == (Decimal(7100), Decimal(1))


def test_what_a_colleague_changed_since_the_file_was_taken_out_stays(desk, secretary):
    content = changed(desk, D6=7100, D10=6200)
    somebody_changes("Klimasats", 50, secretary)
    somebody_changes("Lønn", 6150, secretary)
    preview = looked_at(desk, content)
    confirm(desk)

    assert preview.tables[0].remarks[0] == (
        "Tabellen er endret siden fila ble lastet ned. Bare det som er endret i fila, blir importert."
    )
    assert [(row.label, row.remarks) for row in preview.rows] == [
        ("Kontingenter", []), ("Lønn", ["«Budsjett 2030» er også endret her siden fila ble lastet ned."]),
    ]  # fmt: skip
    found = [cell(label, "Budsjett 2030") for label in ("Kontingenter", "Klimasats", "Lønn")]
    assert found == [Decimal(7100), Decimal(50), Decimal(6200)]


@pytest.mark.usefixtures("untouched")
def test_only_the_file_that_was_looked_at_is_imported(desk):
    send(desk, changed(desk, D6=7100))
    context = desk.get(PREVIEW).context
    send(desk, changed(desk, D6=1))

    fields = {"sha256": context["upload"]["sha256"], "seen": context["preview"].seen}
    assert desk.post(CONFIRM, fields, follow=True).redirect_chain == [(IMPORT, 302)]


@pytest.mark.usefixtures("untouched")
def test_without_a_file_there_is_nothing_to_look_at_or_confirm(desk):
    for method, address in ((desk.get, PREVIEW), (desk.post, CONFIRM), (desk.get, DONE)):
        assert method(address, follow=True).redirect_chain == [(IMPORT, 302)]


@pytest.mark.usefixtures("untouched")
def test_a_file_can_be_forgotten(desk):
    send(desk, changed(desk, D6=7100))

    assert "Fila er glemt. Ingenting er importert." in desk.post(CANCEL, follow=True).text
    assert "import_budget" not in desk.session


@pytest.mark.usefixtures("untouched")
def test_an_import_that_fails_half_way_leaves_nothing(desk, secretary, monkeypatch):
    content = changed(desk, D6=7100)
    monkeypatch.setattr(importing, "note", lambda *_, **__: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        importing.carry_out(2030, "x.xlsx", content, seen=looked_at(desk, content).seen, by=secretary)


@pytest.mark.parametrize("size", [(10, 3), (500, 10)])
def test_the_preview_and_the_import_ask_as_often_however_long_the_table_is(
    client, secretary, django_assert_num_queries, size
):
    kept(long_table(*size))
    client.force_login(secretary)
    file = load_workbook(BytesIO(client.get(BUDGET).content))
    for number in range(size[0]):
        file.active.cell(4 + number, 4).value = number + 0.5
    client.post(IMPORT, {"file": SimpleUploadedFile("b.xlsx", saved(file))})
    with django_assert_num_queries(10):
        page = client.get(PREVIEW)
    with django_assert_num_queries(30):
        importing.carry_out(2030, "b.xlsx", saved(file), seen=page.context["preview"].seen, by=secretary)

    assert page.context["preview"].summary == f"{size[0]} endrede beløp"


def test_a_long_preview_comes_in_pages(client, secretary):
    kept(long_table(250, 2))
    client.force_login(secretary)
    file = load_workbook(BytesIO(client.get(BUDGET).content))
    for number in range(250):
        file.active.cell(4 + number, 4).value = number + 0.5
    client.post(IMPORT, {"file": SimpleUploadedFile("b.xlsx", saved(file))})

    pages = [client.get(PREVIEW, {"side": side}) for side in (1, 2)]
    assert [page.text.count('class="ds-tag"') for page in pages] == [200, 50]
