"""The adoption: made ready by one, adopted by another, frozen byte for byte; and what is said of it afterwards."""

from datetime import date
from io import BytesIO

import pytest
from django.core import mail
from django.db import DatabaseError, connection, transaction
from django.test import override_settings
from pypdf import PdfReader, PdfWriter

from organisation.models import Body, Entry, User
from organisation.record import Verb
from organisation.rights import NotAllowed
from programmes import phases
from programmes.decisions import Treatment
from programmes.document import sha256, to_json
from programmes.models import Decision, Programme, Section
from programmes.reading import read_json
from publishing import adoption, editions, shelf, soundness
from publishing.finding import WORKING, NoState, everything, find_state, seen_by
from publishing.freezing import AS_IT_WAS
from publishing.models import AdoptedMeasure, Confirmation, Edition, PreparedEdition, SetAside, Withdrawal
from publishing.printing import print_prepared
from publishing.since import since_treated

from .adopted import freeze_again
from .posted import sent

NOBODY_READ_IT = "Alle de andre er på reise."
HERE = "/redaksjon/2024/vedta/"


def write(programme, title="Et nytt kapittel") -> None:
    Section.objects.create(programme=programme, title=title, order=990)


def decide(programme, by, outcome="adopted") -> Decision:
    said = Treatment(Body.objects.get(key="representantskapet"), outcome, date(2023, 12, 8), "40/23", "Vi vedtar.")
    return phases.write_down(programme, said, by=by)[0]


def ready(programme, by, **more) -> PreparedEdition:
    """Made ready and printed, with everything that stops nobody set aside."""
    reasons = {doubt.key: AS_IT_WAS for doubt in adoption.outlook(programme).doubts}
    prepared = adoption.prepare(programme, by=by, reasons=reasons, **more)
    print_prepared(prepared.pk)
    prepared.refresh_from_db()
    return prepared


def refused(act, *args, **kwargs) -> list[str]:
    with pytest.raises(NotAllowed) as refusal:
        act(*args, **kwargs)
    return refusal.value.reasons


@pytest.fixture
def second_secretary(db):
    return User.objects.get(email="sekretariat2@demo.invalid")


@pytest.fixture
def decided(draft_2024, secretary):
    decide(draft_2024, secretary)
    return draft_2024


@pytest.fixture
def explained(decided, secretary):
    """Everything that stops nobody has a reason, written on the page where it is found."""
    for doubt in adoption.outlook(decided).doubts:
        SetAside.objects.create(programme=decided, key=doubt.key, sentence=doubt.sentence, why=AS_IT_WAS, by=secretary)
    return decided


@pytest.fixture
def prepared(decided, secretary):
    return ready(decided, secretary)


# ── Made ready ───────────────────────────────────────────────────────────────────────────────────


def test_without_a_vedtak_nothing_is_made_ready(draft_2024, secretary):
    assert refused(ready, draft_2024, secretary) == [adoption.NO_DECISION]
    assert PreparedEdition.objects.count() == 0


def test_what_is_made_ready_changes_nothing_else(prepared, secretary):
    assert (prepared.number, prepared.state, prepared.asked_by) == (1, "done", secretary)
    programme = Programme.objects.get(slug="2024")
    assert (programme.phase, programme.visibility, programme.editions.count()) == ("groups", "circulated", 0)


def test_made_ready_once_more_takes_the_place_of_the_first(prepared, decided, second_secretary):
    write(decided)
    again = ready(decided, second_secretary)
    assert list(PreparedEdition.objects.all()) == [again]
    assert again.sha256 != prepared.sha256


def test_the_pdf_is_looked_at_before_it_counts(decided, secretary, monkeypatch):
    monkeypatch.setattr(soundness, "faults", lambda pdf, document: ["Skriften Arial ligger ikke i fila."])
    prepared = ready(decided, secretary)
    assert (prepared.state, prepared.failure) == (
        "failed",
        "PDF-en kan ikke arkiveres: Skriften Arial ligger ikke i fila.",
    )
    assert refused(adoption.adopt, prepared, by=None) == [prepared.failure]


# ── Is the PDF sound? ────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def stored(edition_2025):
    return bytes(edition_2025.pdf), read_json(bytes(edition_2025.document))


def test_the_stored_pdf_is_sound(stored):
    assert soundness.faults(*stored) == []


def test_a_file_that_is_no_pdf_is_not(stored):
    (fault,) = soundness.faults(b"%PDF-1.7 nei", stored[1])
    assert fault.startswith("Fila kan ikke leses (")


def test_a_pdf_that_has_lost_its_tags_its_claims_and_its_source_is_told_all_of_it(stored):
    writer = PdfWriter()
    writer.append_pages_from_reader(PdfReader(BytesIO(stored[0])))
    file = BytesIO()
    writer.write(file)
    assert soundness.faults(file.getvalue(), stored[1]) == [
        "Fila sier ikke at den følger standarden (pdfaid:part).",
        "Fila sier ikke at den følger standarden (pdfaid:conformance).",
        "Fila sier ikke at den følger standarden (pdfuaid:part).",
        "Fila er ikke tagget, og kan ikke leses med skjermleser.",
        "Fila sier ikke hvilket språk den er på.",
        "Dokumentet som fila er laget av, ligger ikke i den.",
    ]


def test_a_pdf_of_another_text_is_not_this_one(stored):
    other = stored[1].model_copy(update={"title": "Noe annet"})
    assert soundness.faults(stored[0], other) == ["Dokumentet som fila er laget av, ligger ikke i den."]


@pytest.mark.parametrize(
    ("command", "found"),
    [
        ("true", []),
        ("sh -c 'echo Rule 6.1.2 failed; exit 1'", ["Validatoren sier: Rule 6.1.2 failed"]),
        ("finnes-ikke", ["Validatoren kunne ikke kjøres ([Errno 2] No such file or directory: 'finnes-ikke')."]),
    ],
)
def test_a_validator_that_is_named_is_asked(stored, command, found):
    with override_settings(PDF_VALIDATOR=command):
        assert soundness.faults(*stored) == found


# ── Adopted ──────────────────────────────────────────────────────────────────────────────────────


def test_exactly_what_was_made_ready_becomes_the_edition(prepared, second_secretary, secretary):
    pdf, content = bytes(prepared.pdf), bytes(prepared.document)
    edition = adoption.adopt(prepared, by=second_secretary)

    assert (bytes(edition.pdf), bytes(edition.document)) == (pdf, content)
    assert (edition.frozen_by, edition.prepared_by, edition.alone_because) == (second_secretary, secretary, "")
    assert (edition.decision.case_number, edition.case_number, edition.kind) == ("40/23", "40/23", "first")
    programme = Programme.objects.get(slug="2024")
    assert (programme.phase, programme.visibility) == ("adopted", "public")
    assert PreparedEdition.objects.count() == programme.previews.count() == 0
    assert [entry.verb for entry in Entry.objects.of(programme)[:2]] == [Verb.MOVED_ON, Verb.PUBLISHED]


def test_whoever_made_it_ready_says_why_nobody_else_adopts_it(prepared, secretary):
    assert refused(adoption.adopt, prepared, by=secretary, alone_because=" ") == [adoption.ALONE]
    edition = adoption.adopt(prepared, by=secretary, alone_because=NOBODY_READ_IT)
    assert (edition.alone_because, edition.needs_confirming) == (NOBODY_READ_IT, True)


def test_a_word_that_is_changed_afterwards_stops_it(prepared, decided, second_secretary):
    write(decided)
    assert refused(adoption.adopt, prepared, by=second_secretary) == [
        "Teksten er endret etter at utgaven ble gjort klar. Gjør den klar på nytt."
    ]
    assert Edition.objects.filter(programme=decided).count() == 0


def test_another_vedtak_stops_it_too(prepared, decided, secretary, second_secretary):
    wrong = decided.decisions.get()
    said = Treatment(wrong.body, "adopted", date(2023, 12, 9), "41/23")
    phases.write_down(decided, said, by=secretary, corrects=wrong)
    assert refused(adoption.adopt, prepared, by=second_secretary) == [
        "Teksten er endret etter at utgaven ble gjort klar. Gjør den klar på nytt."
    ]


def test_the_second_press_adopts_nothing(prepared, second_secretary):
    adoption.adopt(prepared, by=second_secretary)
    with pytest.raises(PreparedEdition.DoesNotExist):
        adoption.adopt(prepared, by=second_secretary)
    assert Edition.objects.filter(programme__slug="2024").count() == 1


def test_those_who_treated_it_are_told_once_it_stands(prepared, secretary, second_secretary):
    mail.outbox.clear()
    adoption.adopt(prepared, by=second_secretary)
    told = sent()
    title = "Handlingsprogram 2024 – foreløpig innretning er nå vedtatt"
    assert (told.get("representantskap"), told.get("sekretariat"), "sekretariat2" in told) == (title, title, False)


# ── Since the innstilling ────────────────────────────────────────────────────────────────────────


def test_what_was_changed_after_the_innstilling_is_shown_and_nothing_else(draft_2024, secretary):
    phases.write_down(
        draft_2024, Treatment(Body.objects.get(key="styret"), "recommended", date(2023, 11, 24)), by=secretary
    )
    programme = Programme.objects.get(slug="2024")
    decide(programme, secretary)
    assert not since_treated(programme, adoption.outlook(programme).document).compared().differs

    write(programme, "Etter styret")
    pair = since_treated(programme, adoption.outlook(programme).document)
    found = pair.compared()
    assert pair.before.named.name == "2024@innstilling"
    assert [each.section.part.title for each in found.chapters if each.differs] == ["Etter styret"]


def test_without_an_innstilling_a_later_edition_is_held_against_the_last(programme_2025, draft_2024, secretary):
    assert since_treated(draft_2024, adoption.outlook(draft_2024).document) is None
    phases.take_up(programme_2025, "correction", "Feil.", by=secretary)
    programme = Programme.objects.get(slug="2025")
    pair = since_treated(programme, adoption.outlook(programme).document)
    assert pair.before.document.slug == "2025"
    assert not pair.compared().differs


# ── Later editions ───────────────────────────────────────────────────────────────────────────────


def test_a_correction_says_what_is_changed_and_keeps_the_vedtak(programme_2025, edition_2025, secretary):
    phases.take_up(programme_2025, "correction", "Feil i et kapittel.", by=secretary)
    programme = Programme.objects.get(slug="2025")
    assert refused(ready, programme, secretary) == [
        "Ingenting er endret siden forrige utgave.", "Skriv hva som er endret siden forrige utgave.",
    ]  # fmt: skip
    write(programme)
    edition = adoption.adopt(ready(programme, secretary, change_note="Nytt kapittel til slutt."), by=None)

    assert (edition.number, edition.kind, edition.change_note) == (2, "correction", "Nytt kapittel til slutt.")
    assert edition.decided_on == edition_2025.decided_on


def test_while_it_is_written_everybody_else_reads_the_edition(client, programme_2025, secretary, outsider):
    before = client.get("/handlingsprogram/2025/").content
    phases.take_up(programme_2025, "revision", "Revidert budsjett.", by=secretary)
    write(Programme.objects.get(slug="2025"), "Hemmelig til det er vedtatt")
    shelf.put_away()

    assert client.get("/handlingsprogram/2025/").content == before
    assert client.get("/handlingsprogram/2025/2025.json").json()["title"] == "Handlingsprogram 2025"
    with pytest.raises(NoState):
        find_state(f"2025@{WORKING}", seen_by(outsider))
    draft = find_state(f"2025@{WORKING}", seen_by(secretary))
    assert draft.document.sections[-1].title == "Hemmelig til det er vedtatt"
    assert find_state("2025", everything).document.sections[-1].title != "Hemmelig til det er vedtatt"


def test_no_milestone_takes_the_name_of_what_is_written_now(programme_2025, secretary):
    from programmes.milestones import keep_milestone  # noqa: PLC0415

    assert keep_milestone(programme_2025, "Arbeidsutkast", by=secretary).slug == "arbeidsutkast-2"


def test_the_page_of_an_edition_tells_of_the_others(client, programme_2025):
    write(programme_2025)
    freeze_again(programme_2025)
    shelf.put_away()
    page = client.get("/handlingsprogram/2025/").text
    assert page.count("<span>Utgave 2, rettelse</span>") == 1
    assert page.count(f"<div><dt>Endret</dt><dd>{AS_IT_WAS}</dd></div>") == 1
    assert page.count('<a href="/handlingsprogram/2025/utgave/1/">Utgave 1</a>') == 1


# ── Confirmed, and withdrawn ─────────────────────────────────────────────────────────────────────


def test_a_colleague_confirms_and_nobody_else(prepared, secretary, second_secretary):
    edition = adoption.adopt(prepared, by=secretary, alone_because=NOBODY_READ_IT)
    assert refused(editions.confirm, edition, by=secretary) == ["Du vedtok utgaven selv. En kollega må bekrefte den."]
    editions.confirm(edition, by=second_secretary)
    edition = Edition.objects.get(pk=edition.pk)
    assert (edition.needs_confirming, edition.confirmation.by) == (False, second_secretary)
    assert refused(editions.confirm, edition, by=second_secretary) == ["Utgaven trenger ingen bekreftelse."]


def test_a_withdrawn_edition_is_read_under_a_notice_and_the_one_before_holds(client, programme_2025, secretary):
    write(programme_2025)
    second = freeze_again(programme_2025)
    editions.withdraw(second, "Vedtaket ble opphevet.", by=secretary)
    shelf.put_away()

    assert client.get("/handlingsprogram/2025/").text.count("<span>Utgave 1</span>") == 1
    page = client.get("/handlingsprogram/2025/utgave/2/").text
    assert (page.count("og gjelder ikke. Det som gjelder, er"), page.count(">Vedtaket ble opphevet.<")) == (1, 1)
    assert page.count('<span class="ds-tag" data-color="danger">Trukket tilbake</span>') == 1
    assert client.get("/handlingsprogram/2025/utgave/2/2025.pdf").content == bytes(second.pdf)
    assert set(AdoptedMeasure.objects.filter(edition__programme=programme_2025).values_list("edition__number")) == {
        (1,)
    }
    assert refused(editions.withdraw, second, "En gang til.", by=secretary) == ["Utgaven er trukket tilbake allerede."]


def test_the_only_edition_that_is_withdrawn_is_still_there(client, edition_2025, secretary):
    editions.withdraw(edition_2025, "Feil vedtak.", by=secretary)
    shelf.put_away()
    page = client.get("/handlingsprogram/2025/")
    assert (page.status_code, page.text.count(">Feil vedtak.<")) == (200, 1)
    assert "Handlingsprogram 2025" not in [each.title for each in Edition.objects.standing()]
    assert AdoptedMeasure.objects.filter(edition=edition_2025).count() == 0


def test_nothing_is_withdrawn_without_a_reason(edition_2025, secretary):
    assert refused(editions.withdraw, edition_2025, " ", by=secretary) == ["Skriv hvorfor utgaven trekkes tilbake."]


@pytest.mark.parametrize("model", [Withdrawal, Confirmation])
@pytest.mark.parametrize("statement", ["UPDATE {} SET id = id", "DELETE FROM {}"])
def test_the_database_refuses_to_touch_what_was_said_of_an_edition(edition_2025, secretary, model, statement):
    model.objects.create(edition=edition_2025, by=secretary, **({"why": "Feil"} if model is Withdrawal else {}))
    with pytest.raises(DatabaseError) as refusal, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement.format(model._meta.db_table))
    assert "kan ikke endres eller slettes." in str(refusal.value)


# ── The pages ────────────────────────────────────────────────────────────────────────────────────


def test_before_the_vedtak_the_page_says_what_is_missing_and_leads_there(desk, draft_2024):
    page = desk.get(HERE).text
    assert page.count(adoption.NO_DECISION) == 1
    assert page.count('href="/redaksjon/2024/behandling/ny/?organ=') == 1


def test_the_whole_way_in_the_browser_by_two(desk, colleague, explained):
    from .test_previews import work_off  # noqa: PLC0415

    assert desk.post(f"{HERE}gjor-klar/").url == HERE
    assert desk.get(HERE).text.count("Venter på tur …") == 1
    work_off()
    page = colleague.get(HERE).text
    assert page.count('<li><img src="/redaksjon/2024/vedta/side-') == 6
    assert colleague.get(f"{HERE}side-1.png")["Content-Type"] == "image/png"
    assert colleague.get(f"{HERE}side-99.png").status_code == 404
    assert colleague.get(f"{HERE}utgave.pdf")["Content-Type"] == "application/pdf"

    assert colleague.get(f"{HERE}bekreft/").url.startswith("/konto/bekreft/")
    colleague.post("/konto/bekreft/", {"password": "demo-passord-2025"})
    assert (
        colleague.get(f"{HERE}bekreft/").text.count("Vedta Handlingsprogram 2024 – foreløpig innretning som utgave 1")
        == 2
    )
    done = colleague.post(f"{HERE}bekreft/", follow=True)
    assert done.redirect_chain == [("/redaksjon/2024/utgaver/1/", 302)]
    edition = Edition.objects.get(programme=explained)
    assert done.text.count(edition.pdf_sha256) == 1
    assert to_json(read_json(bytes(edition.document))) == bytes(edition.document)
    assert sha256(bytes(edition.document)) == edition.document_sha256
    again = colleague.post(f"{HERE}bekreft/", follow=True)
    assert again.redirect_chain == [("/redaksjon/2024/utgaver/", 302)]
    assert "Programmet er vedtatt allerede." in again.text


def test_alone_one_is_asked_why_and_what_was_typed_is_kept(desk, prepared):
    desk.get(f"{HERE}bekreft/")
    desk.post("/konto/bekreft/", {"password": "demo-passord-2025"})
    page = desk.post(f"{HERE}bekreft/", {"alone_because": ""})
    assert (page.status_code, Edition.objects.filter(programme__slug="2024").count()) == (200, 0)
    assert "Skriv hvorfor, eller la en kollega vedta utgaven." in page.text
    page = desk.post(f"{HERE}bekreft/", {"alone_because": NOBODY_READ_IT}, follow=True)
    assert NOBODY_READ_IT in page.text
    assert "venter på en kollegas bekreftelse" in desk.get("/redaksjon/2024/utgaver/").text


def test_what_is_made_ready_can_be_thrown_away(desk, prepared):
    page = desk.post(f"{HERE}forkast/", follow=True)
    assert "er forkastet. Teksten i programmet er som før." in page.text
    assert PreparedEdition.objects.count() == 0
    assert desk.get(f"{HERE}bekreft/").status_code == 302


def test_the_colleague_confirms_on_the_page_of_the_edition(desk, colleague, prepared, secretary):
    adoption.adopt(prepared, by=secretary, alone_because=NOBODY_READ_IT)
    assert "Jeg har sett over utgaven" not in desk.get("/redaksjon/2024/utgaver/1/").text
    page = colleague.get("/redaksjon/2024/utgaver/1/").text
    assert page.count("Jeg har sett over utgaven") == 1
    assert "Du har bekreftet" in colleague.post("/redaksjon/2024/utgaver/1/bekreft/", follow=True).text
