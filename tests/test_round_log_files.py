"""The innspillslogg as files: asked for, made by the worker, opened again as Word and Excel, and thrown away."""

from datetime import datetime, timedelta
from io import BytesIO

import pytest
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from docx import Document
from docx.enum.section import WD_ORIENT
from docx.oxml.ns import qn
from openpyxl import load_workbook

from organisation.models import Entry, Seat
from programmes.models import Round
from programmes.rounds import commenting
from programmes.rounds.log import Ask
from programmes.rounds.log_reading import read_log
from publishing import log_files, log_printing, log_word, log_workbook
from publishing.log_printing import UNDRAWN, print_html, told_to
from publishing.models import LASTS, LogFile
from publishing.printing import print_one

from .logs import FORMULA, answered_round, day
from .test_previews import work_off

MADE_AT = timezone.now()


def quietly(done: int, count: int) -> None:
    """Nobody listens."""


@pytest.fixture
def round(draft_2024, secretary) -> Round:
    return answered_round(draft_2024, secretary)


@pytest.fixture
def log(round, secretary):
    return read_log([round], secretary, Ask(named=True))


def asked_for(client, round, form: str, query: str = "") -> LogFile:
    client.post(reverse("make_log_file", args=[round.uuid, form]) + query)
    return LogFile.objects.latest("pk")


def progress(file) -> str:
    return reverse("log_file_progress", args=[file.round.uuid, file.sha256])


def download(file) -> str:
    return reverse("log_file", args=[file.round.uuid, file.sha256, file.form])


# ── Asking, waiting, fetching ────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(("form", "begins"), [("docx", b"PK"), ("xlsx", b"PK"), ("pdf", b"%PDF")])
def test_a_file_is_asked_for_made_and_fetched(desk, round, form, begins):
    file = asked_for(desk, round, form)
    waiting = desk.get(progress(file), headers={"HX-Request": "true"})
    assert (waiting.status_code, "Venter på tur" in waiting.text) == (200, True)
    assert desk.get(download(file)).status_code == 404

    work_off()
    done = desk.get(progress(file), headers={"HX-Request": "true"})
    assert (done.status_code, download(file) in done.text) == (286, True)
    fetched = desk.get(download(file))
    assert fetched.content.startswith(begins)
    assert fetched["Content-Disposition"] == f'attachment; filename="innspillslogg-2024-utkast-til-faggruppene.{form}"'
    assert download(file) in desk.get(reverse("round_log", args=[round.uuid])).text


def test_the_same_log_is_made_once_and_another_selection_is_another_file(desk, round):
    names = [asked_for(desk, round, *what).sha256 for what in (("xlsx",), ("xlsx",), ("docx",), ("xlsx", "?navn=on"))]
    assert (names[0] == names[1], len(set(names))) == (True, 3)
    assert Entry.objects.filter(verb="exported").count() == 3


def test_the_file_holds_what_the_asker_saw_then(desk, round, secretary):
    file = asked_for(desk, round, "xlsx")
    stored = log_files.read(bytes(LogFile.objects.get().document))
    assert stored == read_log([round], secretary)
    late = commenting.Comment.objects.first()
    commenting.Comment.objects.filter(pk=late.pk).update(withdrawn_at=timezone.now())
    assert log_files.name_of(read_log([round], secretary), "xlsx", secretary) != file.sha256


def test_a_file_is_for_whoever_asked_for_it_alone(clients, round):
    file = asked_for(clients["secretary"], round, "xlsx")
    work_off()
    answers = {name: client.get(download(file)).status_code for name, client in clients.items()}
    assert answers == {name: 302 if name == "nobody" else 200 if name == "secretary" else 404 for name in clients}


def test_whoever_leaves_the_group_loses_the_file_too(clients, round, climate_member):
    file = asked_for(clients["climate_member"], round, "xlsx")
    work_off()
    before = clients["climate_member"].get(download(file)).status_code
    Seat.objects.filter(person=climate_member).update(to_date=day(-1))
    assert (before, clients["climate_member"].get(download(file)).status_code) == (200, 404)


def test_a_file_is_thrown_away_after_a_day(desk, round):
    file = asked_for(desk, round, "xlsx")
    work_off()
    LogFile.objects.update(asked_at=timezone.now() - LASTS - timedelta(seconds=1))
    assert desk.get(download(file)).status_code == 404
    call_command("forget_old", verbosity=0)
    assert not LogFile.objects.exists()


def test_a_file_that_came_to_nothing_says_so_and_is_tried_again(desk, round, monkeypatch):
    file = asked_for(desk, round, "xlsx")
    monkeypatch.setattr(log_printing, "log_xlsx", lambda *what: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        log_printing.print_log(file.pk)
    page = desk.get(reverse("round_log", args=[round.uuid])).text
    assert "Noe gikk galt da fila ble laget." in page
    assert "Prøv Excel igjen" in page
    monkeypatch.undo()
    assert asked_for(desk, round, "xlsx").pk == file.pk
    log_printing.print_log(file.pk)
    assert LogFile.objects.get().is_done


def test_how_far_it_has_come_is_told(desk, round):
    asked_for(desk, round, "docx")
    tell = told_to(LogFile.objects.all())
    tell(1, 1000)
    told_to.__globals__["time"].sleep(0.6)
    tell(500, 1000)
    file = LogFile.objects.get()
    assert (file.step, file.percent) == ("Skriver innspill 500 av 1000", 45)


def test_the_database_knows_the_forms(round, secretary):
    with pytest.raises(IntegrityError), transaction.atomic():
        LogFile.objects.create(round=round, form="exe", sha256="0" * 64, document=b"", asked_by=secretary)


def test_a_file_that_is_gone_is_left_alone(db):
    log_printing.print_log(0)
    print_one(LogFile, 0, lambda content, asked_at: 1 / 0)


# ── Word ─────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def word(log):
    return Document(BytesIO(log_word.log_docx(log, MADE_AT, quietly)))


def test_word_has_headings_language_and_sheets_that_lie_down(word):
    headings = [(each.style.name, each.text) for each in word.paragraphs if each.style.name.startswith(("H", "T"))]
    assert headings == [
        ("Title", "Innspillslogg"),
        ("Heading 1", "Dette sier organene"),
        ("Heading 2", "Faggruppe for klima og miljø"),
        ("Heading 1", "Innspill"),
    ]
    (section,) = word.sections
    assert (section.orientation, section.page_width > section.page_height) == (WD_ORIENT.LANDSCAPE, True)
    assert word.core_properties.language == "nb-NO"
    assert [each.get(qn("w:val")) for each in word.styles.element.iter(qn("w:lang"))] == ["nb-NO"]


def test_the_head_of_the_word_table_comes_again_and_rows_stay_whole(word):
    (table,) = word.tables
    assert [cell.text for cell in table.rows[0].cells] == log_word.HEAD
    heads = [row._tr.trPr is not None and row._tr.trPr.find(qn("w:tblHeader")) is not None for row in table.rows]
    assert heads == [True] + [False] * 4
    assert all(row._tr.trPr.find(qn("w:cantSplit")) is not None for row in table.rows)


def test_word_says_what_the_page_says(word, climate_member):
    first, second, _third, fourth = ([cell.text for cell in row.cells] for row in word.tables[0].rows[1:])
    when = f"{timezone.localdate():%d.%m.%Y}, skrevet her"
    assert first[:2] == ["I-001", f"Faggruppe for klima og miljø\n{climate_member}\n{when}"]
    assert first[2].endswith("Medlemskontakt\nFelt: prioritering\nNå: endret – Kontakt med medlemmer")
    assert first[3] == "Endringsforslag\nKortere.\nForslag: [−Medlemskontakt−][+Kontakt med medlemmene+]"
    assert first[4] == (
        "Delvis tatt til følge\nTatt inn kortere.\nPrioritering: [−Medlemskontakt−][+Kontakt med medlemmer+]"
    )
    assert second[3] == f"Merknad\n«Medlems»\n{FORMULA}"
    assert fourth[3] == "Forslag om nytt tiltak\nMasser.\n\nSårt trengt."


# ── Excel ────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def book(log):
    return load_workbook(BytesIO(log_workbook.log_xlsx(log, MADE_AT, quietly)))


def test_excel_has_a_sheet_for_bodies_and_one_for_comments(book):
    assert (book.sheetnames, book.active.title) == (["Uttalelser", "Innspill"], "Innspill")
    said = [cell.value for cell in book["Uttalelser"][2]]
    today = datetime.combine(timezone.localdate(), datetime.min.time())
    assert said == [
        "Faggruppe for klima og miljø", "Utkast til faggruppene", today, "uttalelse", "Vi støtter retningen.",
        "I-001, I-002",
    ]  # fmt: skip


def test_excel_stays_in_sight_can_be_filtered_and_is_wide_enough(book):
    page = book["Innspill"]
    assert [cell.value for cell in page[1]] == list(log_workbook.COLUMNS)
    assert (page.freeze_panes, page.print_title_rows, page.auto_filter.ref) == ("B2", "$1:$1", "A1:X5")
    widths = [page.column_dimensions[cell.column_letter].width for cell in page[1]]
    assert widths == list(log_workbook.COLUMNS.values())


def test_dates_are_dates_and_nothing_is_a_formula(book):
    page = book["Innspill"]
    rows = [dict(zip(log_workbook.COLUMNS, row)) for row in page.iter_rows(min_row=2)]
    assert {row["Mottatt"].data_type for row in rows} == {"d"}
    assert {row["Mottatt"].number_format for row in rows} == {"dd.mm.yyyy"}
    assert rows[3]["Mottatt"].value.date() == day(-3)
    assert rows[1]["Innspill"].value == f"'{FORMULA}"
    kinds = {cell.data_type for sheet in book for row in sheet.iter_rows() for cell in row}
    assert kinds <= {"s", "d", "n"}  # an empty cell is an n


def test_excel_tells_the_change_before_and_after(book, climate_member):
    row = dict(zip(log_workbook.COLUMNS, (cell.value for cell in book["Innspill"][2])))
    told = {name: row[name] for name in ("Nr.", "Person", "Gjaldt", "Nå", "Hva har skjedd", "Foreslått tekst")}
    assert told == {
        "Nr.": "I-001", "Person": str(climate_member), "Gjaldt": "Medlemskontakt", "Nå": "Kontakt med medlemmer",
        "Hva har skjedd": "endret", "Foreslått tekst": "Kontakt med medlemmene",
    }  # fmt: skip
    assert (row["Utfall"], row["Endret felt"], row["Før"], row["Etter"]) == (
        "Delvis tatt til følge", "Prioritering", "Medlemskontakt", "Kontakt med medlemmer",
    )  # fmt: skip


def test_without_names_there_is_no_column_for_them(round, secretary):
    content = log_workbook.log_xlsx(read_log([round], secretary), MADE_AT, quietly)
    head = [cell.value for cell in load_workbook(BytesIO(content))["Innspill"][1]]
    assert head == [name for name in log_workbook.COLUMNS if name != "Person"]


# ── PDF (what veraPDF says of it: tests/test_pdf.py) ─────────────────────────────────────────────


def test_a_sign_that_the_typefaces_lack_stands_in_the_way_of_no_pdf(log):
    html = print_html(log, "0" * 64, MADE_AT)
    assert f"Hvem følger opp? {UNDRAWN}" in html
    assert f"Tegn som ikke lar seg trykke, står som {UNDRAWN}." in html
