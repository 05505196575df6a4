"""Til arkivet: what lies in a package, who gets which, that its checksums hold, and that it is the same again."""

import json
import re
import subprocess
from datetime import timedelta
from io import BytesIO, StringIO
from pathlib import Path
from xml.etree import ElementTree
from zipfile import ZIP_STORED, ZipFile

import pytest
from django.core.management import CommandError, call_command
from django.db import Error, IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from organisation.models import Entry
from programmes.decisions import Treatment, write_down
from programmes.milestones import keep_milestone
from programmes.models import Milestone, Round
from publishing import archive, archive_printing, editions, shelf
from publishing.archive_printing import zipped
from publishing.models import LASTS, ArchivePackage, IssuedFile
from publishing.packing import packed

from .cast import CAST
from .logs import answered_round
from .story import adopted_story
from .test_previews import work_off
from .test_verifying import dropped

PAGE = "/redaksjon/2024/arkiv/"
PUBLIC = "/handlingsprogram/2025/utgave/1/2025-utgave-1.zip"
BESIDES = ["LESMEG.txt", "metadata.txt", "metadata.xml", "sjekksummer.txt", "vedtak.json", "vedtak.txt"]


def opened(content: bytes) -> dict[str, bytes]:
    """The files of a package, without the name of their folder."""
    with ZipFile(BytesIO(content)) as package:
        return {name.partition("/")[2]: package.read(name) for name in package.namelist()}


@pytest.fixture
def edition(draft_2024, secretary):
    return adopted_story(draft_2024, secretary)


@pytest.fixture
def milestone(draft_2024, secretary) -> Milestone:
    return answered_round(draft_2024, secretary).milestone


# ── The ZIP ──────────────────────────────────────────────────────────────────────────────────────


def test_the_same_files_are_the_same_bytes_in_whatever_order_they_come():
    at = timezone.now().replace(microsecond=0)
    one, other = packed("mappe", {"a": b"A", "b": b"B"}, at), packed("mappe", {"b": b"B", "a": b"A"}, at)
    assert one == other
    with ZipFile(BytesIO(one)) as package:
        entries = package.infolist()
    assert [each.filename for each in entries] == ["mappe/a", "mappe/b", "mappe/sjekksummer.txt"]
    assert {(each.compress_type, each.create_system, each.external_attr >> 16) for each in entries} == {
        (ZIP_STORED, 3, 0o100644)
    }
    assert packed("mappe", {"a": b"A"}, at) != packed("mappe", {"a": b"A"}, at + timedelta(days=1))


def test_the_checksums_are_those_of_sha256sum(edition_2025, tmp_path):
    with ZipFile(BytesIO(zipped(archive.of_edition(edition_2025, full=False)))) as package:
        package.extractall(tmp_path)
    folder = tmp_path / "2025-utgave-1"
    check = ["sha256sum", "--strict", "--check", "sjekksummer.txt"]
    told = subprocess.run(check, cwd=folder, capture_output=True, text=True)
    files = sorted(each.name for each in folder.iterdir() if each.name != "sjekksummer.txt")
    assert (told.returncode, sorted(told.stdout.splitlines())) == (0, [f"{name}: OK" for name in files])
    (folder / "vedtak.txt").write_text("Noe annet")
    assert subprocess.run(check, cwd=folder, capture_output=True).returncode == 1


# ── What lies in it ──────────────────────────────────────────────────────────────────────────────


def test_the_public_package_holds_the_stored_bytes_and_what_everybody_may_see(edition_2025):
    files = opened(zipped(archive.of_edition(edition_2025, full=False)))
    assert sorted(files) == sorted([*(f"2025-utgave-1.{form}" for form in ("html", "json", "pdf")), *BESIDES])
    assert files["2025-utgave-1.pdf"] == bytes(edition_2025.pdf)
    assert files["2025-utgave-1.json"] == bytes(edition_2025.document)
    assert b'<article class="document"' in files["2025-utgave-1.html"]


def test_no_edition_is_drawn_again(edition_2025, monkeypatch):
    monkeypatch.setattr(archive_printing, "write", lambda *what: 1 / 0)
    monkeypatch.setattr(archive_printing, "log_pdf", lambda *what: 1 / 0)
    zipped(archive.of_edition(edition_2025, full=False))


@pytest.mark.pdf
def test_the_full_package_has_the_log_the_changes_and_the_whole_way_to_the_vedtak(edition, secretary, climate_member):
    told = archive.of_edition(edition, full=True)
    files = opened(zipped(told))
    assert sorted(set(files) - set(BESIDES)) == [
        "2024-utgave-1.html", "2024-utgave-1.json", "2024-utgave-1.pdf", "endringsoversikt-mot-innstilling.pdf",
        "innspillslogg.pdf",
    ]  # fmt: skip
    decision = json.loads(files["vedtak.json"])
    assert [(row["body"], row["outcome"], row["case_number"]) for row in decision["treatments"]] == [
        ("Styret", "innstilt", "40/25"), ("Representantskapet", "vedtatt", "12/25"),
    ]  # fmt: skip
    assert [(row["was"], row["became"]) for row in decision["steps"]][-1] == ("innstilt av styret", "vedtatt")
    text = files["vedtak.txt"].decode()
    assert "Representantskapet: vedtatt 08.12.2025, sak 12/25\n  Ordlyd: Vedtas.\n  Stemmer: 31 mot 2" in text
    assert f"Begge deler av samme person, fordi: {edition.alone_because}" in text
    assert f"Låst av: {secretary}" in text
    ((_name, log),) = told.logs
    assert log.rows[0].person == str(climate_member)


@pytest.mark.pdf
def test_the_public_package_names_nobody_and_tells_of_no_draft(edition, secretary):
    files = opened(zipped(archive.of_edition(edition, full=False)))
    said = b"\n".join(content for name, content in files.items() if name.endswith((".txt", ".xml", ".json", ".html")))
    for secret in (str(secretary), "Styret: innstilt", "Innstilles som", "forberedelse", "Tatt inn kortere", "I-001"):
        assert secret.encode() not in said, secret
    assert [row["body"] for row in json.loads(files["vedtak.json"])["treatments"]] == ["Representantskapet"]
    assert [name for name in files if name.startswith(("innspill", "endring"))] == []


def test_a_log_that_is_open_to_all_is_in_the_public_package_without_names(draft_2024, secretary):
    edition = adopted_story(draft_2024, secretary, public_log=True)
    ((name, log),) = archive.of_edition(edition, full=False).logs
    assert (name, len(log.rows), {row.person for row in log.rows}) == ("innspillslogg-1.pdf", 4, {""})
    assert log.rows[0].now[0].title == "Kontakt med medlemmer og regionråd"


@pytest.mark.pdf
def test_a_milestone_that_a_body_treated_has_a_package_of_its_own(milestone):
    files = opened(zipped(archive.of_milestone(milestone)))
    stem = "2024-utkast-til-faggruppene"
    assert sorted(set(files) - set(BESIDES)) == [f"{stem}.html", f"{stem}.json", f"{stem}.pdf", "innspillslogg.pdf"]
    assert files[f"{stem}.json"] == bytes(milestone.content)
    assert "Utkastet er ikke vedtatt." in files["vedtak.txt"].decode()
    assert "Slag: Behandlet utkast" in files["metadata.txt"].decode()


def test_the_innstilling_tells_who_recommended_it(edition):
    told = archive.of_milestone(edition.programme.milestones.get(slug="innstilling"))
    assert (told.decided, told.body, told.case_number) == ("Innstilt av styret 24.11.2025.", "Styret", "40/25")
    assert [(row.outcome, row.wording) for row in told.treatments] == [("innstilt", "Innstilles som det står.")]
    assert [name for name, _content in told.overviews] == ["endringsoversikt-mot-utkast-til-faggruppene.pdf"]


def test_an_innstilling_that_was_put_right_is_told_as_it_was_put_right(desk, edition, secretary):
    wrong = edition.programme.decisions.get(outcome="recommended")
    right = Treatment(wrong.body, "recommended", wrong.decided_on, "41/25", wrong.wording)
    write_down(edition.programme, right, by=secretary, corrects=wrong)
    told = archive.of_milestone(edition.programme.milestones.get(slug="innstilling"))
    assert (told.case_number, [row.case_number for row in told.treatments]) == ("41/25", ["41/25"])
    assert rows(desk.get(PAGE))[1] == "Innstilling Innstilt av styret 24.11.2025, sak 41/25 Ikke hentet ennå Lag pakken"
    full = archive.of_edition(edition, full=True)  # is the same as before
    assert [row.case_number for row in full.treatments] == ["40/25", "12/25"]


def test_the_metadata_are_the_same_in_both_forms(edition_2025):
    files = opened(zipped(archive.of_edition(edition_2025, full=False)))
    xml = [(each.get("label"), each.text) for each in ElementTree.fromstring(files["metadata.xml"])]
    lines = [tuple(line.split(": ", 1)) for line in files["metadata.txt"].decode().splitlines()]
    assert xml == lines
    told = dict(lines)
    assert {name: told[name] for name in ("Tittel", "Slag", "Organ", "Behandlet", "Språk", "Tilgang")} == {
        "Tittel": "Handlingsprogram 2025, utgave 1", "Slag": "Vedtatt utgave", "Organ": "Representantskapet",
        "Behandlet": "2024-12-18", "Språk": "nb", "Tilgang": "Åpent for alle. Navn på personer er ikke med.",
    }  # fmt: skip
    assert told["Sjekksum for 2025-utgave-1.pdf (SHA-256)"] == edition_2025.pdf_sha256


@pytest.mark.pdf
def test_the_same_package_is_the_same_bytes_tomorrow(milestone, monkeypatch):
    today = zipped(archive.of_milestone(milestone))
    later = timezone.now() + timedelta(days=3)
    monkeypatch.setattr(timezone, "now", lambda: later)
    assert zipped(archive.of_milestone(milestone)) == today


@pytest.mark.pdf
def test_a_sign_that_the_typefaces_lack_stands_in_the_way_of_no_archive(milestone):
    content = bytes(milestone.content).replace(b"Medlemskontakt", "Medlemskontakt ☃".encode())
    assert archive_printing.draft_pdf(content, "Utkast", timezone.now()).startswith(b"%PDF")


# ── For everybody ────────────────────────────────────────────────────────────────────────────────


def test_everybody_gets_the_package_of_an_edition(clients, edition_2025):
    answers = {name: clients[name].get(PUBLIC) for name in CAST}
    assert {each.status_code for each in answers.values()} == {200}
    assert len({each.content for each in answers.values()}) == 1
    assert answers["nobody"]["Content-Type"] == "application/zip"
    again = clients["nobody"].get(PUBLIC, headers={"if-none-match": answers["nobody"]["ETag"]})
    assert again.status_code == 304
    assert f'href="{PUBLIC}"' in clients["nobody"].get("/handlingsprogram/2025/").text


def test_until_it_is_made_there_is_no_link_to_it(client, edition_2025):
    ArchivePackage.objects.all().delete()
    shelf.put_away()
    assert client.get(PUBLIC).status_code == 404
    assert ".zip" not in client.get("/handlingsprogram/2025/").text


@pytest.mark.parametrize("name", ["2025", "2025-utgave-2", "2018-utgave-1"])
def test_another_name_is_no_address(client, db, name):
    assert client.get(f"/handlingsprogram/2025/utgave/1/{name}.zip").status_code == 404


def test_the_public_package_is_asked_for_when_an_edition_is_adopted(
    client, draft_2024, secretary, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        edition = adopted_story(draft_2024, secretary)
    package = ArchivePackage.objects.get(edition=edition)
    assert (package.is_full, package.state, package.asked_by) == (False, "waiting", secretary)
    work_off()
    assert dropped(client, bytes(archive.public_package(edition.pk).pdf))["state"] == "current"


# ── For the secretariat ──────────────────────────────────────────────────────────────────────────


def rows(page) -> list[str]:
    """What stands on each row of the list, in one line."""
    found = re.findall(r"<li>\s*<div>\s*<h2>.*?</li>", page.text, re.DOTALL)
    return [" ".join(re.sub(r"<[^>]+>", " ", row).split()) for row in found]


def test_the_list_tells_what_was_treated_by_whom_and_when(desk, edition):
    today = f"{timezone.localdate() + timedelta(days=10):%d.%m.%Y}"
    found = rows(desk.get(PAGE))
    assert (
        found[0] == "Utgave 1 Vedtatt Vedtatt av representantskapet 08.12.2025, sak 12/25 Ikke hentet ennå Lag pakken"
    )
    assert found[1] == "Innstilling Innstilt av styret 24.11.2025, sak 40/25 Ikke hentet ennå Lag pakken"
    asked = found[2].split(" Ikke hentet")[0].removeprefix("Utkast til faggruppene På høring hos ")
    bodies, deadline = asked.split(", frist ")
    groups = ["faggruppe for areal og transport", "faggruppe for klima og miljø"]
    assert (len(found), sorted(re.split(r" og (?=faggruppe)", bodies)), deadline) == (3, groups, today)


def test_an_edition_that_is_withdrawn_says_so_in_the_list(desk, edition, secretary):
    editions.withdraw(edition, "Vedtaket ble opphevet.", by=secretary)
    assert rows(desk.get(PAGE))[0].startswith("Utgave 1 Trukket tilbake Vedtatt av representantskapet")


def test_a_milestone_that_nobody_treated_is_not_for_the_archive(desk, draft_2024, secretary):
    keep_milestone(draft_2024, "For min egen del", by=secretary)
    page = desk.get(PAGE)
    assert (rows(page), "Ingenting er vedtatt eller behandlet ennå." in page.text) == ([], True)
    assert desk.post(f"{PAGE}2024@for-min-egen-del/").status_code == 404


@pytest.mark.pdf
def test_a_package_is_asked_for_made_fetched_and_written_down(desk, milestone, secretary, client):
    assert desk.post(f"{PAGE}2024@utkast-til-faggruppene/").url == PAGE
    package = ArchivePackage.objects.get(milestone=milestone)
    progress, file = f"{PAGE}fil/{package.sha256}/", f"{PAGE}fil/{package.sha256}.zip"
    waiting = desk.get(progress, headers={"HX-Request": "true"})
    assert (waiting.status_code, "Venter på tur" in waiting.text) == (200, True)
    assert desk.post(file).status_code == 404

    work_off()
    done = desk.get(progress, headers={"HX-Request": "true"})
    assert (done.status_code, "Hent pakken (ZIP)" in done.text) == (286, True)
    assert desk.get(file).status_code == 405
    fetched = desk.post(file)
    assert fetched["Content-Disposition"] == 'attachment; filename="2024-utkast-til-faggruppene.zip"'
    assert "innspillslogg.pdf" in opened(fetched.content)
    assert f"Hentet {timezone.localdate():%d.%m.%Y}" in rows(desk.get(PAGE))[0]
    assert Entry.objects.filter(verb="exported", actor=secretary, what__startswith="arkivpakken for").count() == 1
    assert (dropped(desk, fetched.content)["state"], dropped(client, fetched.content)["state"]) == ("milestone", "none")


def test_the_same_package_is_asked_for_once(desk, milestone):
    for _ in range(2):
        desk.post(f"{PAGE}2024@utkast-til-faggruppene/")
    assert ArchivePackage.objects.filter(milestone=milestone).count() == 1


@pytest.mark.pdf
def test_what_names_people_is_gone_after_a_day_and_its_checksum_is_not(desk, milestone):
    desk.post(f"{PAGE}2024@utkast-til-faggruppene/")
    work_off()
    package = ArchivePackage.objects.get(milestone=milestone)
    content = desk.post(f"{PAGE}fil/{package.sha256}.zip").content
    ArchivePackage.objects.filter(pk=package.pk).update(asked_at=timezone.now() - LASTS - timedelta(seconds=1))
    assert desk.post(f"{PAGE}fil/{package.sha256}.zip").status_code == 404
    call_command("forget_old", verbosity=0)
    assert list(ArchivePackage.objects.filter(is_full=True)) == []
    assert ArchivePackage.objects.filter(is_full=False).count() == 2  # those of the demo, for everybody
    assert dropped(desk, content)["state"] == "milestone"


def test_a_package_that_came_to_nothing_says_so_and_is_tried_again(desk, milestone, monkeypatch):
    desk.post(f"{PAGE}2024@utkast-til-faggruppene/")
    package = ArchivePackage.objects.get(milestone=milestone)
    monkeypatch.setattr(archive_printing, "zipped", lambda told: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        archive_printing.print_package(package.pk)
    assert "Noe gikk galt da arkivpakken ble laget." in desk.get(PAGE).text
    assert "Prøv igjen" in rows(desk.get(PAGE))[0]


@pytest.mark.parametrize("address", ["2024@finnes-ikke/", "2025@edition:1/", "2024@edition:9/", "2024/"])
def test_only_what_is_the_programmes_own_is_packed(desk, milestone, address):
    assert desk.post(PAGE + address).status_code == 404


def test_the_list_asks_as_often_however_long_it_is(desk, draft_2024, secretary):
    def count() -> int:
        with CaptureQueriesContext(connection) as queries:
            desk.get(PAGE)
        return len(queries)

    round = answered_round(draft_2024, secretary)
    before = count()
    for number in range(3):
        copy = Milestone.objects.get(pk=round.milestone_id)
        copy.pk, copy.slug, copy.name = None, f"kopi-{number}", f"Kopi {number}"
        copy.save()
        again = Round.objects.get(pk=round.pk)
        again.pk, again.milestone = None, copy
        again.uuid = Round._meta.get_field("uuid").default()
        again.save()
        again.bodies.set(round.bodies.all())
    assert (len(rows(desk.get(PAGE))), count()) == (4, before)


# ── What the database refuses ────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("verb", ["UPDATE publishing_issuedfile SET form = 'pdf'", "DELETE FROM publishing_issuedfile"])
def test_that_a_file_was_given_out_is_never_changed(edition_2025, verb):
    assert IssuedFile.objects.exists()
    refused = pytest.raises(Error, match="kan ikke endres eller slettes")
    with refused, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(verb)


def test_a_draft_has_no_package_for_everybody(milestone, secretary):
    with pytest.raises(IntegrityError), transaction.atomic():
        ArchivePackage.objects.create(
            programme=milestone.programme, milestone=milestone, is_full=False, sha256="0" * 64, document=b"",
            asked_by=secretary,
        )  # fmt: skip


# ── The command ──────────────────────────────────────────────────────────────────────────────────


def run(*arguments) -> str:
    out = StringIO()
    call_command("archive_package", *map(str, arguments), stdout=out)
    return out.getvalue()


@pytest.mark.pdf
def test_the_command_writes_the_package_of_an_edition_and_of_a_milestone(edition, tmp_path, client):
    path = tmp_path / "pakke.zip"
    assert run("2024", "--output", path) == f"Skrev {path} ({path.stat().st_size} byte).\n"
    assert "innspillslogg.pdf" in opened(path.read_bytes())
    assert dropped(client, path.read_bytes())["found"][0]["form"] == "arkivpakken"
    run("2024", "--edition", 1, "--public", "--output", path)
    assert "innspillslogg.pdf" not in opened(path.read_bytes())
    run("2024", "--milestone", "innstilling", "--output", path)
    assert "2024-innstilling.pdf" in opened(path.read_bytes())


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("1999",), "Finner ikke handlingsprogrammet med adressen «1999»."),
        (("2024",), "«Handlingsprogram 2024 – foreløpig innretning» har ingen vedtatt utgave."),
        (("2025", "--edition", "9"), "«Handlingsprogram 2025» har ingen utgave 9."),
        (("2025", "--milestone", "x"), "«Handlingsprogram 2025» har ingen milepæl «x» som et organ har behandlet."),
        (("2025", "--milestone", "x", "--public"), "Et utkast har ingen åpen pakke."),
    ],
)
def test_the_command_says_what_is_wrong(db, tmp_path, arguments, sentence):
    with pytest.raises(CommandError) as refusal:
        run(*arguments, "--output", tmp_path / "pakke.zip")
    assert (str(refusal.value), list(tmp_path.iterdir())) == (sentence, [])


def test_the_command_says_that_a_folder_is_missing(db):
    with pytest.raises(CommandError, match="Kan ikke skrive"):
        run("2025", "--output", Path("/finnes/ikke/pakke.zip"))
