"""People and seats from a spreadsheet: what each row does, all or nothing, and files that wish us ill."""

import csv
import random
import re
import zipfile
from datetime import date, datetime
from io import BytesIO, StringIO
from time import perf_counter

import openpyxl
import pytest
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from openpyxl import Workbook, load_workbook

from organisation import importing, sheets
from organisation.cells import harmless
from organisation.models import Body, Entry, Member, Seat, User
from programmes.building import build
from programmes.models import Programme
from publishing.spreadsheet import measures_csv

IMPORT = "/organisasjon/import/"
PREVIEW = "/organisasjon/import/forhandsvisning/"
CONFIRM = "/organisasjon/import/gjennomfor/"
CANCEL = "/organisasjon/import/avbryt/"
DONE = "/organisasjon/import/ferdig/"
TEMPLATE = "/organisasjon/import/mal.xlsx"
HEADINGS = ["Navn", "E-post", "Organ", "Rolle", "På vegne av", "Fra og med", "Til og med"]
KARI = ["Kari Nordmann", "kari@as.kommune.no", "Styret", "leder", "Ås", "01.01.2026", "31.12.2027"]
OLA = ["Ola Øye", "ola@moss.kommune.no", "Representantskapet", "medlem", "", date(2026, 1, 1), None]
OTHERS = (
    "outsider", "delegate", "board_member", "coordinator", "transport_member", "climate_member", "climate_leader",
)  # fmt: skip


def excel(*rows, headings=HEADINGS):
    book = Workbook()
    for row in [headings, *rows]:
        book.active.append(row)
    return saved(book)


def saved(book):
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def comma(*rows, headings=HEADINGS, delimiter=";"):
    out = StringIO()
    csv.writer(out, delimiter=delimiter, lineterminator="\r\n").writerows([headings, *rows])
    return out.getvalue()


def repacked(content, **parts):
    """The workbook with some of its parts replaced or added."""
    out = BytesIO()
    with zipfile.ZipFile(BytesIO(content)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.namelist():
            if part not in parts:
                new.writestr(part, old.read(part))
        for part, text in parts.items():
            new.writestr(part, text)
    return out.getvalue()


def row(**changes):
    """Kari's row with some cells changed."""
    names = dict(zip(("name", "email", "body", "role", "member", "start", "end"), HEADINGS, strict=True))
    cells = dict(zip(HEADINGS, KARI, strict=True)) | {names[name]: cell for name, cell in changes.items()}
    return list(cells.values())


def send(client, content, name="verv.xlsx"):
    content = content.encode() if isinstance(content, str) else content
    return client.post(IMPORT, {"file": SimpleUploadedFile(name, content)})


def refusal(answer):
    """The status and the sentence beside the field."""
    return answer.status_code, re.findall(r'data-field="validation"[^>]*>(.*?)</p>', answer.text)


def states(client):
    return re.findall(r'<span class="ds-tag"[^>]*>(.*?)</span>', client.get(PREVIEW).text)


def faults(client):
    return re.findall(r'row-fault">(.*?)</span>', client.get(PREVIEW).text)


def remarks(client):
    return re.findall(r'class="row-note">(.*?)</span>', client.get(PREVIEW).text)


def confirm(client):
    found = re.search(r'name="sha256" value="(\w+)"', client.get(PREVIEW).text)
    return client.post(CONFIRM, {"sha256": found[1] if found else ""}, follow=True)


def written():
    return User.objects.count(), Seat.objects.count(), Entry.objects.filter(verb__in=("imported", "seat_given")).count()


@pytest.fixture
def desk(client, secretary):
    """The secretary at work; Ås is a member."""
    Member.objects.get_or_create(name="Ås", kind="municipality", defaults={"number": "3218"})
    client.force_login(secretary)
    return client


@pytest.fixture
def untouched(desk):
    """Whatever happens in the test, nothing is written."""
    before = written()
    yield
    assert written() == before


# ── who may ──────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("address", [IMPORT, TEMPLATE])
def test_the_pages_open_for_the_secretariat(desk, address):
    assert desk.get(address).status_code == 200


@pytest.mark.parametrize("name", OTHERS)
@pytest.mark.parametrize("address", [IMPORT, TEMPLATE, PREVIEW, DONE])
def test_for_everybody_else_they_do_not_exist(request, client, name, address):
    client.force_login(request.getfixturevalue(name))

    assert client.get(address).status_code == 404


@pytest.mark.parametrize("name", OTHERS)
def test_nobody_else_can_import(request, client, name):
    client.force_login(request.getfixturevalue(name))
    before = written()

    assert send(client, excel(KARI)).status_code == 404
    assert [client.post(address).status_code for address in (CONFIRM, CANCEL)] == [404, 404]
    assert written() == before


@pytest.mark.parametrize("address", [IMPORT, TEMPLATE, PREVIEW, DONE])
def test_a_stranger_is_asked_to_log_in(client, db, address):
    answer = client.get(address)

    assert (answer.status_code, answer["Location"].split("?")[0]) == (302, "/konto/logg-inn/")


@pytest.mark.parametrize("address", [CONFIRM, CANCEL])
def test_what_only_changes_is_not_read(desk, address):
    assert desk.get(address).status_code == 405


# ── the preview ──────────────────────────────────────────────────────────────────────────────────


@pytest.mark.usefixtures("untouched")
def test_the_preview_tells_what_each_row_does_and_writes_nothing(desk, board_member):
    there = ["", board_member.email, "styret", "", "", "01.01.2020", ""]
    content = excel(KARI, ["", KARI[1], "Interessepolitisk utvalg", "", "", "01.01.2026", ""], there)

    answer = send(desk, content)

    assert (answer.status_code, answer["Location"]) == (302, PREVIEW)
    assert states(desk) == ["Ny person", "Nytt verv", "Uendret"]
    assert "verv.xlsx: 1 ny person, 2 nye verv, 1 uendret. Ingenting er lagret ennå." in desk.get(PREVIEW).text


@pytest.mark.parametrize(
    "cells",
    [
        {"start": datetime(2026, 1, 1), "end": date(2027, 12, 31)},
        {"start": "1.1.2026", "end": "31. 12. 2027"},
        {"start": "2026-01-01", "end": "2027-12-31"},
        {"body": "  STYRET ", "role": "Leder", "member": "ås"},
        {"member": 3218},
        {"member": "3218"},
        {"email": " Kari@AS.kommune.no "},
    ],
)
def test_people_write_the_same_in_many_ways(desk, cells):
    send(desk, excel(row(**cells)))
    confirm(desk)

    seat = Seat.objects.get(person__email="kari@as.kommune.no")
    assert (seat.person.name, seat.body.name, seat.role, seat.on_behalf_of.name, seat.from_date, seat.to_date) == (
        "Kari Nordmann", "Styret", "leader", "Ås", date(2026, 1, 1), date(2027, 12, 31),
    )  # fmt: skip


@pytest.mark.parametrize("empty", ["", None, "-", "–", "  "])
def test_a_cell_may_be_empty_in_many_ways(desk, empty):
    send(desk, excel(row(role=empty, member=empty, end=empty)))
    confirm(desk)

    seat = Seat.objects.get(person__email="kari@as.kommune.no")
    assert (seat.role, seat.on_behalf_of, seat.to_date) == ("member", None, None)


@pytest.mark.parametrize(
    ("cells", "sentence"),
    [
        ({"name": ""}, "Rad 2: «Navn» mangler, og ingen i registeret har e-postadressen kari@as.kommune.no."),
        ({"name": "x" * 201}, "Rad 2, «Navn»: Teksten er lengre enn 200 tegn."),
        ({"name": "Kari\x7fN"}, "Rad 2, «Navn»: Cellen inneholder usynlige tegn. Skriv verdien på nytt for hånd."),
        ({"name": "#REF!"}, "Rad 2, «Navn»: Cellen viser en feil fra Excel (#REF!)."),
        ({"email": ""}, "Rad 2, «E-post»: Cellen er tom."),
        ({"email": "kari"}, "Rad 2, «E-post»: «kari» er ikke en e-postadresse."),
        ({"email": "k@a.no\nBcc: x@y.no"}, "Rad 2, «E-post»: «k@a.no bcc: x@y.no» er ikke en e-postadresse."),
        ({"body": ""}, "Rad 2, «Organ»: Cellen er tom."),
        ({"body": "Styre"}, "Rad 2, «Organ»: Det finnes ikke noe organ som heter «Styre». Mente du «Styret»?"),
        ({"body": "Xyz"}, "Rad 2, «Organ»: Det finnes ikke noe organ som heter «Xyz»."),
        (
            {"role": "sjef"},
            "Rad 2, «Rolle»: «sjef» er ikke en rolle. Skriv leder, nestleder, medlem eller observatør.",
        ),
        ({"member": "Atlantis"}, "Rad 2, «På vegne av»: Det finnes ikke noe medlem som heter «Atlantis»."),
        ({"start": ""}, "Rad 2, «Fra og med»: Cellen er tom."),
        ({"start": "i fjor"}, "Rad 2, «Fra og med»: «i fjor» er ikke en dato. Skriv den som 18.12.2024."),
        ({"start": "31.02.2026"}, "Rad 2, «Fra og med»: «31.02.2026» er ikke en dato. Skriv den som 18.12.2024."),
        ({"start": 45644}, "Rad 2, «Fra og med»: «45644» er ikke en dato. Skriv den som 18.12.2024."),
        ({"start": "01.01.0026"}, "Rad 2, «Fra og med»: Året 26 kan ikke være riktig."),
        ({"end": "01.01.9999"}, "Rad 2, «Til og med»: Året 9999 kan ikke være riktig."),
        ({"end": "31.12.2025"}, "Rad 2: Vervet slutter før det begynner."),
    ],
)
@pytest.mark.usefixtures("untouched")
def test_a_cell_that_cannot_be_understood_is_a_fault_with_a_sentence(desk, cells, sentence):
    send(desk, excel(row(**cells)))

    assert (states(desk), faults(desk)) == (["Feil"], [sentence])
    assert "Importer</button>" not in desk.get(PREVIEW).text


@pytest.mark.parametrize("sign", ["=", "+", "@", "-", "＝"])
@pytest.mark.parametrize("column", ["name", "email", "body", "role", "member", "start", "end"])
@pytest.mark.usefixtures("untouched")
def test_a_formula_is_never_run_and_never_stored(desk, sign, column):
    send(desk, comma(row(**{column: sign + 'HYPERLINK("http://ond.example")'})), "verv.csv")

    assert [sentence.split(": ", 1)[1] for sentence in faults(desk)] == [
        f"Cellen er en formel eller begynner med «{sign}». Skriv verdien som vanlig tekst."
    ]


@pytest.mark.parametrize("formula", ["=1+1", '=HYPERLINK("http://ond.example";"Styret")', "=WEBSERVICE(A1)"])
@pytest.mark.usefixtures("untouched")
def test_a_real_formula_in_excel_is_refused_with_its_cell(desk, formula):
    assert refusal(send(desk, excel(row(body=formula)))) == (200, [f"Celle C2 er en formel. {sheets.AS_VALUES}"])


@pytest.mark.usefixtures("untouched")
def test_an_array_formula_is_refused_too(desk):
    book = load_workbook(BytesIO(excel(KARI)))
    book.active["C2"] = openpyxl.worksheet.formula.ArrayFormula("C2", "=A1:A2")

    assert refusal(send(desk, saved(book))) == (200, [f"Celle C2 er en formel. {sheets.AS_VALUES}"])


@pytest.mark.usefixtures("untouched")
def test_every_fault_of_every_row_is_told_at_once(desk):
    send(desk, excel(row(email="kari", role="sjef"), [None] * 7, row(start="x")))

    assert [sentence.split(":")[0] for sentence in faults(desk)] == [
        "Rad 2, «E-post»", "Rad 2, «Rolle»", "Rad 4, «Fra og med»",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("second", "sentence"),
    [
        (row(), "Rad 3: Samme verv står også i rad 2."),
        (row(email="KARI@as.kommune.no", role="medlem"), "Rad 3: Samme verv står også i rad 2."),
        (row(start="01.06.2026"), "Rad 3: Vervet er i samme tid som vervet i rad 2."),
        (
            row(name="Karin Nordmann", body="Representantskapet"),
            "Rad 3: E-postadressen kari@as.kommune.no hører til «Kari Nordmann» i rad 2.",
        ),
    ],
)
@pytest.mark.usefixtures("untouched")
def test_rows_that_contradict_each_other_are_faults(desk, second, sentence):
    send(desk, excel(KARI, second))

    assert (states(desk), faults(desk)) == (["Ny person", "Feil"], [sentence])


def test_two_periods_after_each_other_are_two_seats(desk):
    send(desk, excel(KARI, row(start="01.01.2028", end="")))

    assert states(desk) == ["Ny person", "Nytt verv"]


@pytest.mark.usefixtures("untouched")
def test_a_seat_that_is_there_is_never_changed(desk, board_member):
    same = ["", board_member.email, "Styret", "leder", "", "01.01.2020", ""]
    later = ["", board_member.email, "Styret", "medlem", "", "01.01.2026", ""]
    send(desk, excel(same, later))

    assert faults(desk) == [
        "Rad 2: Personen har allerede dette vervet, men som medlem fra 01.01.2020 uten sluttdato. "
        "Endre det på siden til organet.",
        "Rad 3: Personen sitter allerede i organet, som medlem fra 01.01.2020 uten sluttdato. "
        "Avslutt det vervet først.",
    ]


def test_a_person_keeps_the_name_in_the_register(desk, board_member):
    send(desk, excel(["Et annet navn", board_member.email, "Representantskapet", "", "", "01.01.2026", ""]))
    told = remarks(desk)
    confirm(desk)

    assert told == ["Heter «Demo Styret» i registeret. Navnet endres ikke."]
    assert User.objects.get(pk=board_member.pk).name == "Demo Styret"


@pytest.mark.usefixtures("untouched")
def test_a_closed_account_gets_no_seat(desk, outsider):
    User.objects.filter(pk=outsider.pk).update(is_active=False)
    send(desk, excel(["", outsider.email, "Styret", "", "", "01.01.2026", ""]))

    assert faults(desk) == [f"Rad 2: Kontoen til {outsider.email} er stengt. Åpne den før personen får verv."]


@pytest.mark.usefixtures("untouched")
def test_a_body_that_has_ended_gets_nobody(desk):
    Body.objects.filter(name="Samarbeidsrådet").update(ended_on="2021-12-31")
    send(desk, excel(row(body="Samarbeidsrådet")))

    assert faults(desk) == ["Rad 2: Organet ble nedlagt 31.12.2021. Vervet må slutte senest da."]


@pytest.mark.usefixtures("untouched")
def test_a_name_that_two_members_share_asks_for_the_number(desk):
    Member.objects.filter(number="0301").delete()
    for number, kind in (("0301", "municipality"), ("03", "county")):
        Member.objects.create(name="Oslo by", kind=kind, number=number)
    send(desk, excel(row(member="Oslo by"), row(email="b@b.no", member=301), row(email="c@c.no", member=3)))

    assert states(desk) == ["Feil", "Ny person", "Ny person"]
    assert faults(desk) == [
        "Rad 2, «På vegne av»: Både en kommune og en fylkeskommune heter «Oslo by». Skriv nummeret i stedet."
    ]


def test_the_preview_warns_of_a_seat_in_the_secretariat(desk):
    send(desk, excel(row(body="sekretariatet")))

    assert remarks(desk) == ["Sekretariatet ser og endrer alt her."]


def test_columns_may_stand_in_any_order_and_others_are_not_read(desk):
    headings = ["Telefon", *reversed(HEADINGS)]
    send(desk, excel(["12345678", *reversed(KARI)], headings=headings))

    assert states(desk) == ["Ny person"]
    assert "Disse kolonnene leses ikke: «Telefon»." in desk.get(PREVIEW).text


@pytest.mark.usefixtures("untouched")
def test_what_stands_in_the_file_is_shown_and_never_run(desk):
    send(desk, excel(row(name="<script>alert(1)</script>"), headings=[*HEADINGS, "<b>x</b>"]), "<img src=x>.xlsx")
    text = desk.get(PREVIEW).text

    assert [bad in text for bad in ("<script>alert", "<b>x", "<img src=x")] == [False] * 3


@pytest.mark.parametrize("rows", [1, 300])
def test_the_preview_asks_as_often_however_long_the_file_is(desk, rows):
    send(desk, excel(*(row(email=f"p{number}@as.kommune.no") for number in range(rows))))
    with CaptureQueriesContext(connection) as queries:
        desk.get(PREVIEW)
    assert len(queries) == 7


def test_a_long_preview_comes_in_pages(desk):
    send(desk, excel(*(row(email=f"p{number}@as.kommune.no") for number in range(250))))

    assert (len(states(desk)), "Side 1 av 2" in desk.get(PREVIEW).text) == (200, True)
    assert desk.get(PREVIEW, {"side": "2"}).text.count("p249@as.kommune.no") == 1


# ── carrying it out ──────────────────────────────────────────────────────────────────────────────


def test_an_import_writes_people_and_seats_and_the_log(desk, secretary):
    send(desk, excel(KARI, OLA))

    answer = confirm(desk)

    kari, ola = (User.objects.get(email=cells[1]) for cells in (KARI, OLA))
    assert answer.redirect_chain == [(DONE, 302)]
    assert "2 nye personer, 2 nye verv." in answer.text
    assert (kari.name, kari.has_usable_password(), kari.is_staff) == ("Kari Nordmann", False, False)
    entries = Entry.objects.filter(verb__in=("imported", "seat_given")).order_by("pk")
    assert list(entries.values_list("actor", "verb", "what", "person", "body__name")) == [
        (secretary.pk, "imported", "2 nye personer og 2 nye verv fra regneark", None, None),
        (secretary.pk, "seat_given", "Styret", kari.pk, "Styret"),
        (secretary.pk, "seat_given", "Representantskapet", ola.pk, "Representantskapet"),
    ]
    assert mail.outbox == []


def test_the_same_file_again_changes_nothing(desk):
    send(desk, excel(KARI, OLA))
    confirm(desk)
    before = written()

    send(desk, excel(KARI, OLA))

    assert states(desk) == ["Uendret", "Uendret"]
    assert "Alt i fila finnes fra før. Det er ingenting å importere." in desk.get(PREVIEW).text
    assert written() == before


def test_pressed_twice_the_button_imports_once(desk):
    send(desk, excel(KARI))
    checksum = re.search(r'name="sha256" value="(\w+)"', desk.get(PREVIEW).text)[1]

    first, second = (desk.post(CONFIRM, {"sha256": checksum}, follow=True) for _ in range(2))

    assert [answer.redirect_chain for answer in (first, second)] == [[(DONE, 302)]] * 2
    assert Seat.objects.filter(person__email=KARI[1]).count() == 1


@pytest.mark.usefixtures("untouched")
def test_one_fault_stops_everything(desk):
    send(desk, excel(KARI, row(email="ugyldig")))
    checksum = desk.session["import_seats"]["sha256"]

    answer = desk.post(CONFIRM, {"sha256": checksum}, follow=True)

    assert answer.redirect_chain == [(PREVIEW, 302)]
    assert "Ingenting er importert. Se over på nytt." in answer.text


def test_the_file_is_judged_anew_when_it_is_confirmed(desk):
    send(desk, excel(KARI))
    checksum = desk.session["import_seats"]["sha256"]
    Body.objects.filter(name="Styret").update(name="Hovedstyret", definite_name="hovedstyret", key="hovedstyret")
    before = written()

    answer = desk.post(CONFIRM, {"sha256": checksum}, follow=True)

    assert answer.redirect_chain == [(PREVIEW, 302)]
    assert written() == before


@pytest.mark.usefixtures("untouched")
@pytest.mark.parametrize("checksum", ["", "0" * 64])
def test_only_the_file_that_was_looked_at_is_imported(desk, checksum):
    send(desk, excel(KARI))
    desk.get(PREVIEW)
    send(desk, excel(OLA))

    answer = desk.post(CONFIRM, {"sha256": checksum}, follow=True)

    assert answer.redirect_chain == [(IMPORT, 302)]
    assert "Det er ingen fil å importere. Last den opp på nytt." in answer.text


@pytest.mark.usefixtures("untouched")
def test_without_a_file_there_is_nothing_to_look_at_or_confirm(desk):
    for method, address in ((desk.get, PREVIEW), (desk.post, CONFIRM), (desk.get, DONE)):
        assert method(address, follow=True).redirect_chain == [(IMPORT, 302)]


@pytest.mark.usefixtures("untouched")
def test_a_file_can_be_forgotten(desk):
    send(desk, excel(KARI))

    answer = desk.post(CANCEL, follow=True)

    assert "Fila er glemt. Ingenting er importert." in answer.text
    assert "import_seats" not in desk.session


def test_a_file_belongs_to_the_one_who_sent_it(desk, client, climate_leader, secretary):
    send(desk, excel(KARI))
    client.force_login(climate_leader)

    assert client.get(PREVIEW).status_code == 404
    assert User.objects.filter(email=KARI[1]).exists() is False


@pytest.mark.usefixtures("untouched")
def test_an_import_that_fails_half_way_leaves_nothing(desk, secretary, monkeypatch):
    monkeypatch.setattr(importing, "note", lambda *_, **__: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        importing.carry_out("verv.xlsx", excel(KARI, OLA), by=secretary)


def test_whoever_is_imported_gets_in_with_a_code(desk, client):
    send(desk, excel(KARI))
    confirm(desk)
    client.logout()

    client.post("/konto/logg-inn/", {"login": KARI[1]})

    assert User.objects.get(email=KARI[1]).check_password("") is False
    assert client.post("/konto/logg-inn/", {"login": KARI[1], "password": ""}).status_code in (200, 302)
    assert "_auth_user_id" not in client.session


# ── CSV as Excel and others write it ─────────────────────────────────────────────────────────────


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
def test_csv_is_read_in_the_ways_it_is_written(desk, encoding, delimiter):
    cells = ["Bjørn Ærø Åsen", "bjorn@as.kommune.no", "Styret", "observatør", "Ås", "01.01.2026", ""]
    send(desk, comma(cells, delimiter=delimiter).encode(encoding), "Verv.CSV")
    confirm(desk)

    seat = Seat.objects.get(person__email="bjorn@as.kommune.no")
    assert (seat.person.name, seat.role, seat.on_behalf_of.name) == ("Bjørn Ærø Åsen", "observer", "Ås")


def test_a_cell_of_csv_may_hold_lines_and_signs(desk):
    send(desk, comma(row(name='Kari "Kaia"; \r\nNordmann'), delimiter=";"), "verv.csv")
    confirm(desk)

    assert User.objects.get(email=KARI[1]).name == 'Kari "Kaia"; Nordmann'


GOOD = excel(KARI)
SHEET = "xl/worksheets/sheet1.xml"


def as_excel_writes(*rows, before=""):
    """A workbook with its texts in a part of their own, as Excel itself saves; `before` stands first in that part."""
    texts = list(dict.fromkeys(cell for row in rows for cell in row))
    main = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"
    with zipfile.ZipFile(BytesIO(GOOD)) as archive:
        kinds = archive.read("[Content_Types].xml").decode()
    cells = "".join(f"<row>{''.join(f'<c t="s"><v>{texts.index(cell)}</v></c>' for cell in row)}</row>" for row in rows)
    parts = {
        "[Content_Types].xml": kinds.replace(
            "</Types>", f'<Override PartName="/xl/sharedStrings.xml" ContentType="{kind}"/></Types>'
        ),
        "xl/sharedStrings.xml": f"{before}<sst {main}>{''.join(f'<si><t>{text}</t></si>' for text in texts)}</sst>",
        SHEET: f"<worksheet {main}><sheetData>{cells}</sheetData></worksheet>",
    }
    return repacked(GOOD, **parts)


def test_a_file_saved_by_excel_itself_is_read(desk):
    send(desk, as_excel_writes(HEADINGS, KARI))

    assert states(desk) == ["Ny person"]


# ── files that cannot be used ────────────────────────────────────────────────────────────────────

PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n"
BOMB = repacked(GOOD, **{"xl/media/image1.png": b"\0" * 30_000_000})
BILLION_LAUGHS = (
    '<?xml version="1.0"?><!DOCTYPE w [<!ENTITY a "ha">'
    + "".join(f'<!ENTITY {name} "{f"&{before};" * 10}">' for before, name in zip("abcdefgh", "bcdefghi", strict=True))
    + ']><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData><row r="1">'
    '<c r="A1" t="inlineStr"><is><t>&i;</t></is></c></row></sheetData></worksheet>'
)
OUTSIDE = (
    '<?xml version="1.0"?><!DOCTYPE w [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
    '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData><row r="1">'
    '<c r="A1" t="inlineStr"><is><t>&x;</t></is></c></row></sheetData></worksheet>'
)
FAR_DOWN = (
    '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
    '<row r="999999999999"><c r="A1"><v>1</v></c></row></sheetData></worksheet>'
)
MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
NOISE = random.Random(1).randbytes(100_000)  # keeps the archive from looking like a bomb
SHARED_FORMULAS = (
    f'<worksheet {MAIN}><sheetData><row><c r="A1"><f t="shared" si="1">{"A1+" * 100_000}1</f></c>'
    f"{'<c r="B9"><f t="shared" si="1"/></c>' * 1_000}</row></sheetData></worksheet>"
)
LONG_FORMAT = (
    f'<styleSheet {MAIN}><numFmts count="1"><numFmt numFmtId="170" formatCode="{"[d" * 1_000_000}"/></numFmts>'
    '<cellXfs><xf numFmtId="170"/></cellXfs></styleSheet>'
)
MANY_SHEETS = (
    f"<workbook {MAIN}><sheets>{''.join(f'<sheet name="{n}" sheetId="{n}"/>' for n in range(99))}</sheets></workbook>"
)
WITH_ENTITY = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "b">]>'
FILES = {
    "another kind": ("verv.pdf", PDF, sheets.WRONG_KIND),
    "no ending": ("verv", GOOD, sheets.WRONG_KIND),
    "two endings": ("verv.xlsx.exe", GOOD, sheets.WRONG_KIND),
    "old Excel": ("verv.xls", b"\xd0\xcf\x11\xe0" + b"\0" * 600, sheets.WRONG_KIND),
    "OpenDocument": ("verv.ods", GOOD, sheets.WRONG_KIND),
    "with a password": ("verv.xlsx", b"\xd0\xcf\x11\xe0" + b"\0" * 600, sheets.OLD_OR_LOCKED),
    "with macros": ("verv.xlsm", GOOD, sheets.MACROS),
    "with hidden macros": ("verv.xlsx", repacked(GOOD, **{"xl/vbaProject.bin": b"x"}), sheets.MACROS),
    "empty Excel": ("verv.xlsx", b"", sheets.EMPTY),
    "empty CSV": ("verv.csv", b"", sheets.EMPTY),
    "white CSV": ("verv.csv", b"\r\n;;;\r\n  \r\n", sheets.EMPTY),
    "an empty sheet": ("verv.xlsx", saved(Workbook()), sheets.EMPTY),
    "a PDF that says it is Excel": ("verv.xlsx", PDF, sheets.NOT_EXCEL),
    "a zip that says it is Excel": ("verv.xlsx", b"PK\x03\x04" + b"\0" * 100, sheets.NOT_EXCEL),
    "half an Excel": ("verv.xlsx", GOOD[: len(GOOD) // 2], sheets.NOT_EXCEL),
    "Excel that says it is CSV": ("verv.csv", GOOD, sheets.NOT_CSV),
    "a picture that says it is CSV": ("verv.csv", b"\x89PNG\r\n\x1a\n\0\0\0", sheets.NOT_CSV),
    "letters of nobody": ("verv.csv", b"Navn;\x81\x8d\x8f", sheets.LETTERS),
    "a quote that never ends": (
        "verv.csv", b'Navn;E-post\r\n"Kari', "Linje 2 i CSV-fila kan ikke leses. Se etter anførselstegn.",
    ),
    "an enormous cell": (
        "verv.csv", b"Navn\r\n" + b"x" * 200_000, "Linje 2 i CSV-fila kan ikke leses. Se etter anførselstegn.",
    ),
    "only headings": ("verv.xlsx", excel(), "Fila har ingen rader under overskriftene."),
    "a missing column": (
        "verv.xlsx", excel(KARI[:6], headings=HEADINGS[:6]),
        "Fila mangler kolonnen «Til og med» i første rad. Bruk malen.",
    ),
    "missing columns": (
        "verv.csv", "Navn;E-post;Organ;Fra og med\r\na;b;c;d",
        "Fila mangler kolonnene «Rolle», «På vegne av» og «Til og med» i første rad. Bruk malen.",
    ),
    "no headings": (
        "verv.xlsx", excel(OLA, headings=KARI),
        "Fila mangler kolonnene «Navn», «E-post», «Organ», «Rolle», «På vegne av», «Fra og med» og «Til og med» "
        "i første rad. Bruk malen.",
    ),
    "a column twice": (
        "verv.xlsx", excel([*KARI, "Per"], headings=[*HEADINGS, " NAVN "]),
        "Kolonnen «Navn» står flere ganger i fila. Fjern den ene.",
    ),
    "too many bytes": ("verv.csv", b"x" * 10_500_000, sheets.TOO_BIG),
    "100 000 rows of CSV": ("verv.csv", "\r\n".join([comma(), *["a;b"] * 100_000]), sheets.TOO_MANY_ROWS),
    "a bomb": ("verv.xlsx", BOMB, sheets.TOO_BIG_INSIDE),
    "many parts": (
        "verv.xlsx", repacked(GOOD, **{f"xl/x{number}.xml": "" for number in range(600)}), sheets.TOO_BIG_INSIDE,
    ),
    "tags without end": ("verv.xlsx", repacked(GOOD, **{SHEET: "<row/>" * 400_000, "x": NOISE}), sheets.TOO_BIG_INSIDE),
    "formulas that point at each other": (
        "verv.xlsx", repacked(GOOD, **{SHEET: SHARED_FORMULAS, "x": NOISE}),
        f"Celle A1 er en formel. {sheets.AS_VALUES}",
    ),
    "a format of numbers without end": (
        "verv.xlsx", repacked(GOOD, **{"xl/styles.xml": LONG_FORMAT, "x": NOISE}), sheets.DAMAGED,
    ),
    "the same sheet many times": (
        "verv.xlsx", repacked(GOOD, **{"xl/workbook.xml": MANY_SHEETS}), sheets.TOO_MANY_SHEETS.format(most=10),
    ),
    "a billion laughs": ("verv.xlsx", repacked(GOOD, **{SHEET: BILLION_LAUGHS}), sheets.DAMAGED),
    "a file from outside": ("verv.xlsx", repacked(GOOD, **{SHEET: OUTSIDE}), sheets.DAMAGED),
    "laughs in UTF-16": ("verv.xlsx", repacked(GOOD, **{SHEET: BILLION_LAUGHS.encode("utf-16")}), sheets.DAMAGED),
    "an entity in the strings": (
        "verv.xlsx", as_excel_writes(HEADINGS, row(name="&a;"), before=WITH_ENTITY), sheets.DAMAGED,
    ),
    "an entity in the workbook": (
        "verv.xlsx", repacked(GOOD, **{"xl/workbook.xml": WITH_ENTITY + "<workbook>&a;</workbook>"}), sheets.DAMAGED,
    ),
    "a row beyond the end of Excel": ("verv.xlsx", repacked(GOOD, **{SHEET: FAR_DOWN}), sheets.EMPTY),
    "no sheet": ("verv.xlsx", repacked(GOOD, **{SHEET: "<x/>"}), sheets.EMPTY),
    "not XML": ("verv.xlsx", repacked(GOOD, **{SHEET: "<worksheet><"}), sheets.DAMAGED),
}  # fmt: skip


@pytest.mark.parametrize("kind", FILES)
@pytest.mark.usefixtures("untouched")
def test_a_file_that_cannot_be_used_is_refused_with_one_sentence(desk, kind):
    name, content, sentence = FILES[kind]
    began = perf_counter()

    answer = send(desk, content, name)

    assert refusal(answer) == (200, [sentence])
    assert "import_seats" not in desk.session
    assert perf_counter() - began < 5


@pytest.mark.usefixtures("untouched")
@pytest.mark.parametrize(
    ("rows", "sentence"), [(2_001, sheets.TOO_MANY_ROWS), (40_000, sheets.TOO_BIG_INSIDE), (100_000, sheets.TOO_BIG)]
)
def test_an_excel_sheet_with_too_many_rows_is_refused(desk, rows, sentence):
    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    for cells in [HEADINGS, *[[f"Person {number}", "b"] for number in range(rows)]]:
        sheet.append(cells)

    assert refusal(send(desk, saved(book))) == (200, [sentence])


@pytest.mark.usefixtures("untouched")
def test_a_form_without_a_file_is_refused(desk):
    for data in ({}, {"file": "tekst"}):
        assert refusal(desk.post(IMPORT, data)) == (200, ["Velg en fil."])


@pytest.mark.parametrize("name", ["../../etc/passwd.csv", "..\\..\\x.csv", "/etc/cron.d/x.csv"])
def test_a_name_that_wants_out_is_only_a_name(desk, name, settings, tmp_path):
    settings.STORAGE_DIR = settings.MEDIA_ROOT = tmp_path
    send(desk, comma(KARI), name)

    assert states(desk) == ["Ny person"]
    assert re.search(r"[/\\\r\n]", desk.session["import_seats"]["name"]) is None
    assert list(tmp_path.iterdir()) == []


def test_empty_rows_far_down_do_no_harm(desk):
    book = load_workbook(BytesIO(GOOD))
    book.active["A900000"] = " "
    began = perf_counter()
    send(desk, saved(book))

    assert states(desk) == ["Ny person"]
    assert perf_counter() - began < 5


def test_openpyxl_reads_xml_through_defusedxml():
    assert openpyxl.DEFUSEDXML is True


# ── what we write ourselves ──────────────────────────────────────────────────────────────────────


def test_the_template_is_what_the_import_reads(desk):
    answer = desk.get(TEMPLATE)
    book = load_workbook(BytesIO(answer.content))

    assert answer["Content-Disposition"] == 'attachment; filename="verv.xlsx"'
    assert [cell.value for cell in book.active[1]] == HEADINGS
    assert refusal(send(desk, answer.content)) == (200, ["Fila har ingen rader under overskriftene."])

    book.active.append(KARI)
    send(desk, saved(book))
    assert states(desk) == ["Ny person"]


def test_a_name_in_the_template_is_no_formula(desk):
    Body.objects.create(key="ond", name='=HYPERLINK("http://ond.example")', kind="group", order=99)
    Member.objects.create(name="@SUM(1)\x07", kind="municipality")

    lists = load_workbook(BytesIO(desk.get(TEMPLATE).content))["Lister"]

    cells = [cell for row in lists for cell in row if cell.value]
    assert [cell.value for cell in cells if cell.data_type == "f"] == []
    assert {cell.value for cell in cells} >= {'\'=HYPERLINK("http://ond.example")', "'@SUM(1)"}


@pytest.mark.parametrize(
    ("cell", "safe"),
    [
        ("=1+1", "'=1+1"),
        ("+47 12345678", "'+47 12345678"),
        ("-1+1", "'-1+1"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\t=1", "'\t=1"),
        ("\r=1", "'\r=1"),
        ("\n=1", "'\n=1"),
        ("\x07=1", "'=1"),
        ("＝1", "'＝1"),
        ("-", "-"),
        ("– tankestrek", "– tankestrek"),
        (-5, -5),
        (-1.5, -1.5),
        (0, 0),
        ("", ""),
        (None, ""),
        ("Kommuner", "Kommuner"),
    ],
)
def test_a_cell_we_write_runs_nothing(cell, safe):
    assert harmless(cell) == safe


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_the_measures_as_csv_run_nothing(db, start):
    document = build(Programme.objects.get(slug="2025"))
    section = next(section for section, _depth in document.every_section() if section.measures)
    bad = section.measures[0].model_copy(update={"title": f"{start}cmd|' /C calc'!A0", "partners": f"{start}1+1"})
    section = section.model_copy(update={"measures": (bad,)})
    content = measures_csv(document.model_copy(update={"sections": (section,)})).decode("utf-8-sig")

    cells = next(csv.DictReader(StringIO(content, newline=""), delimiter=";"))
    assert (cells["Tiltak"], cells["Samarbeidspartnere"]) == (f"'{start}cmd|' /C calc'!A0", f"'{start}1+1")
