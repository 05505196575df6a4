"""Bekreft ektheten: what a file or a checksum is, for everybody, and that it tells nothing of what is hidden."""

import hashlib
import io
import logging

import pypdf
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from programmes.models import Milestone, Section
from publishing import brought, shelf
from publishing.export import export
from publishing.models import Edition, IssuedFile, Withdrawal
from publishing.verifying import NoSum, cleaned

from .adopted import freeze_again
from .cast import CAST

PAGE = "/verifiser/"
UNKNOWN = "ab" * 32
JSON = {"accept": "application/json"}


def sum_of(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def asked(client, checksum: str) -> dict:
    return client.get(PAGE, {"sum": checksum}, headers=JSON).json()


def dropped(client, content: bytes, name: str = "fil", **headers) -> dict:
    return client.post(PAGE, {"fil": SimpleUploadedFile(name, content)}, headers=JSON | headers).json()


def saved_again(pdf: bytes) -> bytes:
    """What a PDF program makes of it when somebody presses Save."""
    writer, again = pypdf.PdfWriter(clone_from=io.BytesIO(pdf)), io.BytesIO()
    writer.add_metadata({"/Producer": "Et annet program"})
    writer.write(again)
    return again.getvalue()


@pytest.fixture
def milestone(db) -> Milestone:
    return Milestone.objects.get(programme__slug="2025")


# ── Checksums ────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("pasted", "is_read_as"),
    [
        (UNKNOWN, UNKNOWN),
        (UNKNOWN.upper(), UNKNOWN),
        (" ".join(UNKNOWN[i : i + 8] for i in range(0, 64, 8)), UNKNOWN),
        ("\n".join(UNKNOWN[i : i + 32] for i in range(0, 64, 32)) + "\r\n", UNKNOWN),
        (":".join(UNKNOWN[i : i + 2] for i in range(0, 64, 2)), UNKNOWN),
        (f"SHA-256: {UNKNOWN}", UNKNOWN),
        (f"{UNKNOWN}  2025.pdf", UNKNOWN),  # what sha256sum writes
        ("01b9 7fcd 4c85", "01b97fcd4c85"),
        ("· 01B9 7FCD", "01b97fcd"),
    ],
)
def test_a_checksum_is_read_as_people_paste_it(pasted, is_read_as):
    assert cleaned(pasted) == is_read_as


@pytest.mark.parametrize("pasted", ["", "01b97fc", "a" * 17, "a" * 63, "a" * 65, "hei", "01b97fcg", "x" * 900])
def test_what_is_no_checksum_is_told_so(client, pasted):
    with pytest.raises(NoSum):
        cleaned(pasted)
    page, data = client.get(PAGE, {"sum": pasted}), client.get(PAGE, {"sum": pasted}, headers=JSON)
    assert (page.status_code, data.status_code, list(data.json())) == (200, 400, ["error"])


@pytest.mark.parametrize("column", ["document_sha256", "page_sha256", "pdf_sha256"])
@pytest.mark.parametrize("length", [64, 16, 12, 8])
def test_every_stored_form_of_an_edition_is_known_by_its_checksum(client, edition_2025, column, length):
    answer = asked(client, getattr(edition_2025, column)[:length])
    assert (answer["state"], [each["address"] for each in answer["found"]]) == (
        "current", ["http://127.0.0.1:8000/handlingsprogram/2025/utgave/1/"],
    )  # fmt: skip


def test_software_is_told_everything_that_the_page_tells(client, edition_2025):
    assert asked(client, edition_2025.pdf_sha256) == {
        "sum": edition_2025.pdf_sha256,
        "state": "current",
        "found": [
            {
                "state": "current", "form": "PDF-en", "programme": "2025", "title": "Handlingsprogram 2025",
                "edition": 1, "kind": "first", "body": "Representantskapet", "decided_on": "2024-12-18",
                "case_number": "", "replaced_by": None,
                "withdrawn": None, "address": "http://127.0.0.1:8000/handlingsprogram/2025/utgave/1/",
            }
        ],
    }  # fmt: skip
    assert asked(client, UNKNOWN) == {"sum": UNKNOWN, "state": "none", "found": []}


def test_the_link_in_the_pdf_leads_to_the_answer(client, edition_2025):
    text = client.get(f"/verifiser/{edition_2025.document_sha256}/").text
    assert "Sjekksummen hører til en vedtatt utgave" in text
    assert "Vedtatt av representantskapet 18.12.2024" in text
    assert f'href="/verifiser/{edition_2025.document_sha256}/"' in client.get("/handlingsprogram/2025/").text


@pytest.mark.parametrize("length", [12, 64])
def test_a_checksum_that_is_copied_from_a_sheet_is_no_proof_of_its_words(client, edition_2025, length):
    """Whoever forges a PDF prints the right checksum in it."""
    text = client.get(PAGE, {"sum": edition_2025.document_sha256[:length]}).text
    assert "Ja, dette er det vedtatte" not in text
    assert "Ordene kan være endret: slipp fila her" in text
    assert ("Har du regnet den ut av fila selv, er fila ekte." in text) == (length == 64)


def test_a_file_is_proof(client, edition_2025):
    page = client.post(PAGE, {"fil": SimpleUploadedFile("2025.pdf", bytes(edition_2025.pdf))})
    summed_up_by_the_browser = client.get(PAGE, {"sum": edition_2025.pdf_sha256, "fil": "1"})
    for answer in (page, summed_up_by_the_browser):
        assert "Ja, dette er det vedtatte" in answer.text
        assert "Fila er PDF-en til" in answer.text


# ── Files ────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("form", ["pdf", "json", "csv", "page", "standalone"])
def test_every_file_that_we_have_given_out_is_known_again(client, edition_2025, form):
    if form == "standalone":
        content = export(edition_2025.programme, "html")
    elif form == "page":
        content = client.get("/handlingsprogram/2025/").content
    else:
        content = shelf.file(edition_2025.pk, form).body
    assert dropped(client, content)["state"] == "current"


def test_a_file_from_a_package_is_known_when_the_package_is_gone(client, edition_2025):
    IssuedFile.objects.create(sha256=sum_of(b"pakke"), form="package", edition=edition_2025)
    answer = dropped(client, b"pakke")
    assert (answer["state"], answer["found"][0]["form"]) == ("current", "arkivpakken")


def test_a_pdf_that_is_saved_again_is_told_from_the_one_that_was_given_out(client, edition_2025):
    again = saved_again(bytes(edition_2025.pdf))
    answer = dropped(client, again)
    assert (answer["sum"], answer["state"], answer["found"][0]["edition"]) == (sum_of(again), "changed", 1)
    page = client.post(PAGE, {"fil": SimpleUploadedFile("2025.pdf", again)}).text
    assert "Innholdet er utgave 1, men fila er endret" in page
    assert "Stol ikke på det du ser på sidene." in page


def test_a_page_with_another_frame_is_known_by_its_article_and_another_word_is_not(client, edition_2025):
    page = client.get("/handlingsprogram/2025/").content
    framed = page.replace(b"<title>", b"<title>Lagret: ")
    assert dropped(client, framed)["state"] == "changed"
    assert dropped(client, framed.replace(b"Transport", b"transport"))["state"] == "none"


@pytest.mark.parametrize("content", [b"", b"x", b"%PDF-1.7 og ikke mer", b"%PDF" + b"\0" * 9999, b"<article"])
def test_what_nobody_has_adopted_is_none(client, db, content):
    assert dropped(client, content)["state"] == "none"


def test_a_file_is_known_to_be_none_in_words_that_help(client, db):
    text = client.post(PAGE, {"fil": SimpleUploadedFile("brev.docx", b"Hei")}).text
    assert "Denne fila er ikke en vedtatt utgave fra Osloregionen" in text
    assert "Send det til sekretariatet, og spør." in text


def test_nothing_of_a_file_is_kept_or_logged(client, db, edition_2025, monkeypatch, caplog, tmp_path):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    with caplog.at_level(logging.DEBUG), CaptureQueriesContext(connection) as queries:
        dropped(client, b"%PDF" + b"hemmelig" * 500_000, name="hemmelig.pdf")
    written = [each["sql"] for each in queries if not each["sql"].startswith("SELECT")]
    assert all("cache" in sql or "SAVEPOINT" in sql for sql in written)  # the rate limit's own counter
    assert list(tmp_path.iterdir()) == []
    said = [each.getMessage() for each in caplog.records if each.name != "django.db.backends"]
    assert [line for line in said if "hemmelig" in line] == []


def test_a_file_that_is_too_large_is_refused_before_it_is_read(client, db, monkeypatch):
    monkeypatch.setattr(brought, "LARGEST", 10)
    monkeypatch.setattr(brought, "FRAME", 0)
    answer = client.post(PAGE, {"fil": SimpleUploadedFile("stor.pdf", b"x" * 1000)})
    assert (answer.status_code, "Fila er større enn 50 MB." in answer.text) == (413, True)


def test_without_a_file_one_is_asked_for(client, db):
    assert "Velg en fil først." in client.post(PAGE).text


def test_many_files_at_once_are_put_off_but_checksums_never(client, edition_2025, settings):
    settings.ACCOUNT_RATE_LIMITS = {**settings.ACCOUNT_RATE_LIMITS, "verify_file": "2/m/key"}
    answers = [client.post(PAGE, {"fil": SimpleUploadedFile("a", b"a")}).status_code for _ in range(3)]
    assert answers == [200, 200, 429]
    assert asked(client, edition_2025.pdf_sha256)["state"] == "current"


# ── Replaced and withdrawn ───────────────────────────────────────────────────────────────────────


def test_an_earlier_edition_says_what_has_come_instead(client, edition_2025, programme_2025):
    Section.objects.create(programme=programme_2025, title="Nytt", order=990)
    second = freeze_again(programme_2025)
    answer = asked(client, edition_2025.document_sha256)
    assert (answer["state"], answer["found"][0]["replaced_by"]) == (
        "replaced", "http://127.0.0.1:8000/handlingsprogram/2025/utgave/2/",
    )  # fmt: skip
    assert asked(client, second.document_sha256)["state"] == "current"
    text = client.get(PAGE, {"sum": edition_2025.document_sha256}).text
    assert "Dette ble vedtatt, men er erstattet" in text
    assert 'Erstattet av rettelse, <a class="ds-link" href="/handlingsprogram/2025/utgave/2/">utgave 2</a>' in text


def test_a_withdrawn_edition_is_told_with_its_reason(client, edition_2025, secretary):
    Withdrawal.objects.create(edition=edition_2025, why="Feil vedlegg.", by=secretary)
    assert asked(client, edition_2025.pdf_sha256)["found"][0]["withdrawn"]["why"] == "Feil vedlegg."
    text = client.get(PAGE, {"sum": edition_2025.pdf_sha256}).text
    assert f"Trukket tilbake {timezone.localdate():%d.%m.%Y}: Feil vedlegg." in text


# ── Milestones: those who may see one are told; to the rest it is nothing ────────────────────────

THE_GROUPS = {"transport_member", "climate_member", "climate_leader", "secretary"}


@pytest.mark.parametrize("length", [64, 12])
def test_a_milestone_is_told_to_those_who_may_see_it(clients, milestone, length):
    states = {name: asked(clients[name], milestone.sha256[:length])["state"] for name in CAST}
    assert states == {name: "milestone" if name in THE_GROUPS else "none" for name in CAST}


def test_the_file_of_a_milestone_too(clients, milestone):
    content = bytes(milestone.content)
    states = {name: dropped(clients[name], content)["state"] for name in CAST}
    assert states == {name: "milestone" if name in THE_GROUPS else "none" for name in CAST}


@pytest.mark.parametrize("name", ["nobody", "outsider", "board_member", "coordinator"])
def test_a_hidden_milestone_is_as_unknown_as_what_does_not_exist(clients, milestone, edition_2025, name):
    """The same words, and the same questions to the database: neither page nor clock tells them apart."""
    IssuedFile.objects.create(sha256=sum_of(b"pakke"), form="package", milestone=milestone)
    sums = (UNKNOWN, milestone.sha256, sum_of(b"pakke"), UNKNOWN[:12], milestone.sha256[:12])
    clients[name].get(PAGE, {"sum": UNKNOWN})  # whatever is remembered from now on, is
    pages, queries = [], []
    for checksum in sums:
        with CaptureQueriesContext(connection) as asked_of:
            pages.append(clients[name].get(PAGE, {"sum": checksum}).text.replace(checksum, "…"))
        sql = [each["sql"].replace(checksum, "…") for each in asked_of]
        queries.append([each for each in sql if "django_session" not in each])  # that one tells what time it is
    assert pages[0] == pages[1] == pages[2]
    assert pages[3] == pages[4]
    assert queries[0] == queries[1] == queries[2]
    assert queries[3] == queries[4]


def test_it_asks_as_often_however_many_editions_there_are(client, edition_2025, programme_2025):
    def count() -> int:
        with CaptureQueriesContext(connection) as queries:
            client.get(PAGE, {"sum": edition_2025.document_sha256})
        return len(queries)

    before = count()
    for title in ("En", "To"):
        Section.objects.create(programme=programme_2025, title=title, order=990)
        freeze_again(programme_2025)
    assert (Edition.objects.count(), count()) == (4, before)


def test_the_answer_is_kept_by_nobody_on_the_way(client, db):
    answer = client.get(PAGE)
    assert (answer["Cache-Control"], "Accept" in answer["Vary"]) == ("private, no-store", True)
