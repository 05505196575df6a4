"""Inhabitants from a spreadsheet: Statistics Norway's own, plain ones, and those that cannot be read."""

import csv
import json
import re
from datetime import date
from io import BytesIO, StringIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from openpyxl import Workbook, load_workbook

from organisation import populations, sheets
from organisation.models import Entry, Member, Population
from organisation.written import Fault, count_in

from .fidelity import FIXTURES

PLACE = "/organisasjon/medlemmer/innbyggere/"
PREVIEW = f"{PLACE}forhandsvisning/"
CONFIRM = f"{PLACE}gjennomfor/"
CANCEL = f"{PLACE}avbryt/"
TEMPLATE = f"{PLACE}mal.xlsx"
DAY = date(2024, 1, 1)
HEADINGS = ["Nummer", "Kommune", "Innbyggere"]
OTHERS = (
    "outsider", "delegate", "board_member", "coordinator", "transport_member", "climate_member", "climate_leader",
)  # fmt: skip


def excel(*rows):
    book = Workbook()
    for row in rows:
        book.active.append(row)
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def comma(*rows, delimiter=";"):
    out = StringIO()
    csv.writer(out, delimiter=delimiter, lineterminator="\r\n").writerows(rows)
    return out.getvalue().encode()


@pytest.fixture
def three(db):
    """Oslo, Asker and Østfold (a county) are the only members, and nobody has counted them."""
    Member.objects.all().delete()
    Member.objects.create(name="Oslo", number="0301")
    Member.objects.create(name="Asker", number="3203")
    Member.objects.create(name="Østfold", number="31", kind="county")


@pytest.fixture
def desk(client, secretary, three):
    client.force_login(secretary)
    return client


def send(client, content, name="innbyggere.xlsx", **fields):
    fields = {"date": "2024-01-01", "source": "SSB, tabell 07459"} | fields
    return client.post(PLACE, fields | {"file": SimpleUploadedFile(name, content)})


def confirm(client):
    found = re.search(r'name="sha256" value="(\w+)"', client.get(PREVIEW).text)
    return client.post(CONFIRM, {"sha256": found[1] if found else ""}, follow=True)


def refusal(answer):
    return answer.status_code, re.findall(r'data-field="validation"[^>]*>(.*?)</p>', answer.text)


def said(answer):
    return re.findall(r'<p class="ds-paragraph">(.*?)</p>', answer.text)


def look(*rows, day=DAY):
    """What is found for each member, and what is passed by."""
    preview = populations.look("ark.xlsx", excel(*rows), day)
    return {row.place: (str(row.member), row.inhabitants, row.fault or str(row.state.label)) for row in preview.rows}


def unreadable(*rows, day=DAY):
    with pytest.raises(sheets.Unreadable) as reason:
        populations.look("ark.xlsx", excel(*rows), day)
    return str(reason.value)


def stored():
    return {
        (str(row.member), row.date.isoformat()): (row.inhabitants, row.source)
        for row in Population.objects.select_related("member")
    }


# ── who may ──────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("name", OTHERS)
@pytest.mark.parametrize("address", [PLACE, TEMPLATE, PREVIEW])
def test_for_everybody_but_the_secretariat_it_does_not_exist(request, client, name, address):
    client.force_login(request.getfixturevalue(name))

    assert client.get(address).status_code == 404


def test_nobody_else_can_send_a_file(client, board_member, three):
    client.force_login(board_member)

    assert send(client, excel(HEADINGS, ["0301", "Oslo", 1])).status_code == 404
    assert client.post(CONFIRM, {"sha256": ""}).status_code == 404
    assert stored() == {}


# ── sheets that are understood ───────────────────────────────────────────────────────────────────

FOUND = {"Oslo": 717710, "Asker": 98815}
SSB_EXCEL = [
    ["07459: Befolkning, etter region, statistikkvariabel og år"],
    [],
    [None, "Personer", None],
    [None, "2023", "2024"],
    ["K-0301 Oslo", 709037, 717710],
    ["K-1101 Eigersund", 15000, 15122],
    ["K-3203 Asker", 97784, 98815],
    ["Kilde: Statistisk sentralbyrå"],
]
SSB_CSV = [
    ["07459: Befolkning, etter region, statistikkvariabel og år"],
    [],
    ["region", "Personer 2023", "Personer 2024"],
    ["0301 Oslo", "709037", "717710"],
    ["3203 Asker", "97784", "98815"],
]
PLAIN = {
    "number, name and figure": [HEADINGS, ["0301", "Oslo", 717710], ["3203", "Asker", 98815]],
    "numbers that Excel has shortened": [["Nr", "Folketall"], [301, 717710], [3203, 98815]],
    "names alone": [["Kommune", "Innbyggere"], ["Oslo", 717710], ["asker", 98815]],
    "names with their kind": [["Kommune", "Innbyggere"], ["Oslo kommune", 717710], ["Asker kommune", 98815]],
    "the name before the number": [["Navn", "Kommunenr", "Tall"], ["Oslo", 301, 717710], ["Asker", 3203, 98815]],
    "no headings": [["0301", 717710], ["3203", 98815]],
    "spaces between thousands": [HEADINGS, ["0301", "Oslo", "717 710"], ["3203", "Asker", "98\u00a0815"]],
    "narrow spaces": [HEADINGS, ["0301", "Oslo", "717\u202f710"], ["3203", "Asker", "98\u2009815"]],
    "numbers with decimals in Excel": [HEADINGS, ["0301", "Oslo", 717710.0], ["3203", "Asker", 98815.0]],
    "SSB's names in two languages": [["Region", "2024"], ["0301 Oslo - Oslove", 717710], ["K-3203 Asker", 98815]],
    "a year as the only heading": [["Region", 2024], ["0301 Oslo", 717710], ["3203 Asker", 98815]],
    "a quarter": [["Region", "2024K1"], ["0301 Oslo", 717710], ["3203 Asker", 98815]],
    "a heading that ends in a year": [["Region 2024", "Personer"], ["0301 Oslo", 717710], ["3203 Asker", 98815]],
    "SSB's Excel sheet": SSB_EXCEL,
    "SSB's CSV file": SSB_CSV,
}  # fmt: skip


@pytest.mark.parametrize("rows", PLAIN.values(), ids=PLAIN)
def test_a_sheet_is_understood(three, rows):
    found = populations.look("ark.xlsx", excel(*rows), DAY)

    assert {str(row.member): row.inhabitants for row in found.rows} == FOUND
    assert found.faults == []


@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_ssbs_csv_file_is_understood_in_every_dress(three, delimiter, encoding):
    rows = [[*row, ""] if row and row[0][0] != "0" else row for row in SSB_CSV[2:]]
    content = comma(*rows, delimiter=delimiter).decode().encode(encoding)

    found = populations.look("ark.csv", content, DAY)
    assert {str(row.member): row.inhabitants for row in found.rows} == FOUND


def test_the_column_of_the_year_is_read_and_named(desk):
    send(desk, excel(*SSB_EXCEL))
    assert "Innbyggertallene leses fra kolonnen «2024»." in desk.get(PREVIEW).text

    send(desk, excel(*SSB_EXCEL), date="2023-01-01")
    assert "Innbyggertallene leses fra kolonnen «Personer 2023»." in desk.get(PREVIEW).text
    assert populations.look("ark.xlsx", excel(*SSB_EXCEL), date(2023, 1, 1)).rows[0].inhabitants == 709037


def test_a_county_is_found_by_its_own_number(three):
    Member.objects.create(name="Østfold", number="3199")
    rows = (["Region", "2024"], ["F-31 Østfold", 320000], ["31", 1])

    assert look(*rows) == {
        "F-31 Østfold": ("Østfold", 320000, "nytt tall"),
        "31": ("Østfold", 1, "Østfold står også i rad 2."),
    }
    assert look(["Region", "2024"], ["Østfold", 5]) == {
        "Østfold": ("None", None, "Både en kommune og en fylkeskommune heter «Østfold». Skriv nummeret i stedet.")
    }


def test_a_member_without_a_number_is_found_by_its_name(three):
    Member.objects.filter(name="Asker").update(number="")

    assert look(["Region", "2024"], ["3203 Asker", 98815]) == {"3203 Asker": ("Asker", 98815, "nytt tall")}


def test_places_that_are_no_members_are_passed_by_with_a_word(three):
    rows = (["Region", "2024"], ["1101 Eigersund", 15122], ["0301 Oslo", 1], ["Askerr", 5], ["3203 Asker", ".."])
    preview = populations.look("ark.xlsx", excel(*rows), DAY)

    assert preview.passed_by == [
        (2, "1101 Eigersund", "Står ikke i medlemsregisteret."),
        (4, "Askerr", "Står ikke i medlemsregisteret. Mente du «Asker»?"),
        (5, "3203 Asker", "Raden har ikke noe innbyggertall."),
    ]
    assert [str(member) for member in preview.lacking] == ["Asker", "Østfold"]


# ── what cannot be read ──────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("rows", "sentence"),
    [
        ([["Nummer", "Kommune", "Innbyggere"], ["0301", "Oslo", None]],
         "Fila har ingen kolonne med innbyggertall. Bruk malen."),
        ([["Bare tekst"], ["mer tekst"]], "Fila har ingen kolonne med innbyggertall. Bruk malen."),
        ([["Region", "2022", "2023"], ["0301 Oslo", 1, 2]],
         "Fila har tall for 2022, 2023, men ikke for 2024. Sjekk datoen, eller hent en annen fil."),
        ([["Region", "Menn", "Kvinner"], ["0301 Oslo", 1, 2]],
         "Fila har flere kolonner med tall: «Menn», «Kvinner». Behold bare kolonnen med innbyggertall."),
        ([["Region", "2024K1", "2024K2"], ["0301 Oslo", 1, 2]],
         "Fila har flere kolonner med tall: «2024K1», «2024K2». Behold bare kolonnen med innbyggertall."),
        ([["0301", 717710, 5]],
         "Fila har flere kolonner med tall: «kolonne 2», «kolonne 3». Behold bare kolonnen med innbyggertall."),
    ],
)  # fmt: skip
def test_a_sheet_that_leaves_a_doubt_is_refused_with_a_sentence(three, rows, sentence):
    assert unreadable(*rows) == sentence


@pytest.mark.parametrize(
    ("cell", "sentence"),
    [
        ("717.710", "«717.710» er ikke et helt tall. Skriv det som 717 710, uten punktum og komma."),
        ("717,710", "«717,710» er ikke et helt tall. Skriv det som 717 710, uten punktum og komma."),
        ("71 77 10", "«71 77 10» er ikke et helt tall. Skriv det som 717 710, uten punktum og komma."),
        ("ca. 700", "«ca. 700» er ikke et helt tall. Skriv det som 717 710, uten punktum og komma."),
        ("=1+1", "Cellen er en formel eller begynner med «=». Skriv verdien som vanlig tekst."),
        ("#REF!", "Cellen viser en feil fra Excel (#REF!)."),
        (717.5, "«717.5» er ikke et helt tall. Skriv det som 717 710, uten punktum og komma."),
        (True, "«True» er ikke et helt tall. Skriv det som 717 710, uten punktum og komma."),
        (date(2024, 1, 1), "«01.01.2024» er ikke et helt tall. Skriv det som 717 710, uten punktum og komma."),
        (-5, "-5 kan ikke være et innbyggertall."),
        ("٧١٧", "«٧١٧» er ikke et helt tall. Skriv det som 717 710, uten punktum og komma."),
        (10_000_001, "10000001 kan ikke være et innbyggertall."),
        (float("inf"), "«inf» er ikke et helt tall. Skriv det som 717 710, uten punktum og komma."),
    ],
)
def test_what_is_no_count_is_refused_and_not_guessed_at(cell, sentence):
    with pytest.raises(Fault) as fault:
        count_in(cell)
    assert str(fault.value) == sentence


@pytest.mark.parametrize("cell", [None, "", " ", "-", "–", ".", "..", ":"])
def test_what_says_nothing_is_no_count(cell):
    assert count_in(cell) is None


def test_one_fault_stops_the_whole_file(desk):
    send(desk, excel(HEADINGS, ["0301", "Oslo", 717710], ["3203", "Asker", "98.815"]))
    text = desk.get(PREVIEW).text

    assert re.findall(r'class="faults"><li>(.*?)</li>', text) == [
        "Rad 3, «3203 Asker»: «98.815» er ikke et helt tall. Skriv det som 717 710, uten punktum og komma."
    ]
    assert CONFIRM not in text
    assert "Last opp en rettet fil" in text


def test_a_forged_confirmation_of_a_faulty_file_writes_nothing(desk):
    send(desk, excel(HEADINGS, ["0301", "Oslo", "717.710"], ["3203", "Asker", 5]))
    answer = desk.post(CONFIRM, {"sha256": desk.session["import_populations"]["sha256"]}, follow=True)

    assert (answer.redirect_chain, stored()) == ([(PREVIEW, 302)], {})


def test_a_number_and_a_name_that_disagree_are_a_fault(three):
    assert look(["Region", "2024"], ["0301 Bærum", 1]) == {
        "0301 Bærum": ("None", None, "Nummer 0301 er Oslo i medlemsregisteret. Rett nummeret eller navnet.")
    }


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("tall.pdf", b"%PDF-1.7", sheets.WRONG_KIND),
        ("tall.xlsm", b"PK", sheets.MACROS),
        ("tall.xlsx", b"PK\x03\x04 ikke et ark", sheets.NOT_EXCEL),
        ("tall.csv", b"", sheets.EMPTY),
        ("tall.csv", b"\x00\x00", sheets.NOT_CSV),
        ("tall.csv", b"x" * (sheets.MOST_BYTES + 1), sheets.TOO_BIG),
    ],
)
def test_a_file_that_is_no_sheet_is_refused_with_a_sentence(desk, name, content, sentence):
    assert refusal(send(desk, content, name)) == (200, [sentence])


@pytest.mark.parametrize(
    ("day", "sentence"),
    [
        ("", "Feltet er påkrevet."),
        ("i fjor", "Oppgi en gyldig dato."),
        ("1024-01-01", "Året 1024 kan ikke være riktig."),
    ],
)
def test_without_a_day_the_file_is_not_read(desk, day, sentence):
    assert refusal(send(desk, excel(*SSB_EXCEL), date=day)) == (200, [sentence])
    assert "import_populations" not in desk.session


# ── carrying it out ──────────────────────────────────────────────────────────────────────────────


def test_what_was_shown_is_written_and_the_log_tells(desk):
    Population.objects.create(member=Member.objects.get(name="Asker"), date=DAY, inhabitants=98000, source="Gjetning")
    send(desk, excel(*SSB_EXCEL))
    rows = re.findall(r"<tr>(.*?)</tr>", desk.get(PREVIEW).text.replace("\u00a0", " "), re.S)[1:]

    assert [" ".join(re.sub(r"<[^>]+>", " ", row).split()) for row in rows] == [
        "Rad 5 Nytt tall Oslo 717 710 ingen",
        "Rad 7 Endret tall Asker 98 815 98 000",
    ]
    answer = confirm(desk)
    assert said(answer) == ["Innbyggertallene per 01.01.2024 er importert: 1 nytt tall, 1 endret tall."]
    assert stored() == {
        ("Oslo", "2024-01-01"): (717710, "SSB, tabell 07459"),
        ("Asker", "2024-01-01"): (98815, "SSB, tabell 07459"),
    }
    assert list(Entry.objects.filter(verb="imported").values_list("what", flat=True)) == [
        "innbyggertall per 01.01.2024: 1 nytt tall, 1 endret tall"
    ]


def test_the_figures_of_another_day_are_left_alone(desk):
    oslo = Member.objects.get(name="Oslo")
    Population.objects.create(member=oslo, date=date(2023, 1, 1), inhabitants=709037)
    send(desk, excel(*SSB_EXCEL))
    confirm(desk)

    assert list(oslo.populations.values_list("inhabitants", flat=True)) == [717710, 709037]


def test_the_same_file_again_changes_nothing(desk):
    send(desk, excel(*SSB_EXCEL))
    confirm(desk)
    send(desk, excel(*SSB_EXCEL))

    assert "Alle tallene finnes fra før. Det er ingenting å importere." in desk.get(PREVIEW).text
    confirm(desk)
    assert Entry.objects.filter(verb="imported").count() == 1


def test_the_button_pressed_twice_imports_once(desk):
    send(desk, excel(*SSB_EXCEL))
    key = desk.session["import_populations"]["sha256"]
    for _ in range(2):
        answer = desk.post(CONFIRM, {"sha256": key}, follow=True)

    assert (
        said(answer)[-1] == "Det er ingen fil som venter. Er den alt importert, står tallene på siden over medlemmene."
    )
    assert (Population.objects.count(), Entry.objects.filter(verb="imported").count()) == (2, 1)


def test_a_cancelled_file_is_forgotten(desk):
    send(desk, excel(*SSB_EXCEL))
    desk.post(CANCEL)

    assert ("import_populations" in desk.session, desk.get(PREVIEW)["Location"]) == (False, PLACE)
    assert stored() == {}


def test_the_preview_names_those_who_still_have_no_figure(desk):
    send(desk, excel(*SSB_EXCEL))

    assert "1 medlem får ikke noe tall for 1.1.2024 og kommer ikke med i en kontingent med den datoen: Østfold." in (
        desk.get(PREVIEW).text
    )


def test_the_template_names_the_members_and_is_what_the_import_reads(desk):
    book = load_workbook(BytesIO(desk.get(TEMPLATE).content))
    rows = [[cell.value for cell in row] for row in book.active]

    assert rows == [
        ["Nummer", "Medlem", "Innbyggere"], ["3203", "Asker", None], ["0301", "Oslo", None], ["31", "Østfold", None],
    ]  # fmt: skip
    book.active["C3"] = "717 710"
    out = BytesIO()
    book.save(out)
    send(desk, out.getvalue())
    confirm(desk)
    assert stored() == {("Oslo", "2024-01-01"): (717710, "SSB, tabell 07459")}


@pytest.mark.parametrize("more", [0, 297])
def test_a_preview_asks_as_often_however_long_the_file(desk, more):
    Member.objects.bulk_create(Member(name=f"By {number}", number=f"{9000 + number}") for number in range(more))
    send(desk, excel(*SSB_EXCEL, *([str(9000 + number), number, number] for number in range(more))))
    with CaptureQueriesContext(connection) as queries:
        desk.get(PREVIEW)
    assert len(queries) == 6


# ── the members' page and the demo ───────────────────────────────────────────────────────────────


def test_the_members_page_tells_the_newest_figure_and_its_day(client, three):
    for day, count in ((date(2023, 1, 1), 709037), (DAY, 717710)):
        Population.objects.create(member=Member.objects.get(name="Oslo"), date=day, inhabitants=count)
    text = client.get("/organisasjon/medlemmer/").text.replace("\u00a0", " ")

    assert re.findall(r'class="count">(.*?)<', text) == ["717 710"]
    assert "Tallene er innbyggere per 1.1.2024." in text
    assert "2 kommuner og 1 fylkeskommune er med i Osloregionen." in text


def test_the_members_page_does_not_claim_more_than_is_known(client, db):
    page = client.get("/organisasjon/medlemmer/")

    assert "71 kommuner står i medlemsregisteret." in page.text
    assert (
        "Medlemskapet er bekreftet for 15, antatt ut fra delregionen for 45, "
        "antatt uten sikker kilde for 6 og ukjent for 5."
    ) in page.text
    name, members = page.context["groups"][-1]
    assert (name, [str(member) for member in members]) == (
        "Ukjent om de er medlemmer", ["Færder", "Horten", "Larvik", "Sandefjord", "Tønsberg"],
    )  # fmt: skip


STATES = {
    "confirmed": "confirmed", "via_delregion": "via_subregion", "general_knowledge": "assumed", "unknown": "unknown",
}  # fmt: skip


def test_the_fixture_of_members_says_what_its_source_says(db):
    source = list(csv.DictReader((FIXTURES / "sources" / "members.csv").read_text().splitlines()))
    rows = json.loads((FIXTURES / "members.json").read_text())

    assert [(row["number"], row["name"], row["membership"], row["inhabitants"]) for row in rows] == [
        (row["kommunenummer"], row["name"], STATES[row["membership_status"]], int(row["population_2024_01_01"]))
        for row in source
    ]
    assert [row["subregions"][:1] for row in rows] == [
        [row["delregion"]] if row["delregion"] and not row["delregion"].endswith("?") else [] for row in source
    ]
    assert {row["name"] for row in rows if len(row["subregions"]) == 2} == {
        row["name"] for row in source if row["note"].startswith("Member of two")
    }
    assert all(row["membership_source"] for row in rows)
    assert {row.member.name: row.inhabitants for row in Population.objects.select_related("member")} == {
        row["name"]: row["inhabitants"] for row in rows
    }
