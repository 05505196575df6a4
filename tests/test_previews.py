"""The preview: the text as it stands now, as a page and as a PDF that a worker makes."""

import re
import sys
from datetime import timedelta
from io import BytesIO

import pypdf
import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django_tasks_db.management.commands.db_worker import Worker
from django_tasks_db.models import DBTaskResult

from organisation.models import User
from programmes.document import sha256, to_json
from programmes.models import Section
from publishing import previews
from publishing.models import SILENCE, Preview
from publishing.printing import how_far, print_preview

from .adopted import freeze_again

PAGE = "/redaksjon/2024/forhandsvisning/"
State = Preview.State


@pytest.fixture
def office(client, secretary):
    client.force_login(secretary)
    return client


@pytest.fixture
def other_secretary(db):
    return User.objects.get(email="sekretariat2@demo.invalid")


def edit(work, words="Et nytt kapittel"):
    Section.objects.create(programme=work, title=words, order=990)


def work_off():
    """What the worker does with the queue, here and now."""
    worker = Worker(
        queue_names=["default"], interval=0, batch=True, backend_name="default", startup_delay=False, max_tasks=None,
        worker_id="prøve", excluded_queue_names=[],
    )  # fmt: skip
    for row in DBTaskResult.objects.ready():
        worker.run_task(row)


def done(work, by, pdf=b"%PDF-1.7 en gammel en") -> Preview:
    """A preview of the text as it stands now, with its PDF."""
    preview = previews.ask(work, by=by)
    Preview.objects.filter(pk=preview.pk).update(state=State.DONE, pdf=pdf, made_at=timezone.now())
    return preview


def fall_silent(preview, state):
    """Whoever made it is gone."""
    Preview.objects.filter(pk=preview.pk).update(state=state, alive_at=timezone.now() - SILENCE - timedelta(seconds=1))


def said(page) -> str:
    """What stands in the strip on top, in one line."""
    strip = re.search(r'<section class="preview-strip".*?</section>', page.text, re.DOTALL)
    return " ".join(re.sub(r"<[^>]+>", " ", strip[0]).split())


# ── The page ─────────────────────────────────────────────────────────────────────────────────────


def test_the_page_shows_the_draft_and_says_that_nobody_has_adopted_it(office, draft_2024):
    page = office.get(PAGE)
    draft = office.get("/handlingsprogram/2024/")
    headings = [re.findall(r"<h[1-4][^>]*>(.*?)</h", each.text) for each in (page, draft)]

    assert headings[0][1:] == headings[1][1:] != []
    assert said(page) == (
        "Forhåndsvisning – ikke vedtatt Slik ser teksten ut nå. Bare sekretariatet ser denne siden. "
        "PDF-en er ikke laget. Lag PDF"
    )


def test_nothing_of_it_is_kept_by_a_browser_or_a_proxy(office, draft_2024, secretary):
    preview = done(draft_2024, secretary)
    parts = ["", f"{preview.sha256}/", f"{preview.sha256}.pdf"]

    answers = [office.get(PAGE + part, headers={"HX-Request": "true"})["Cache-Control"] for part in parts]
    assert answers == ["private, no-store"] * 3


def test_of_a_text_that_is_adopted_word_for_word_there_is_no_draft(office, programme_2025):
    address = "/redaksjon/2025/forhandsvisning/"
    assert said(office.get(address)) == (
        "Forhåndsvisning Slik ser teksten ut nå. Bare sekretariatet ser denne siden. "
        "Ingenting er endret siden utgave 1 ble vedtatt. Last ned den vedtatte PDF-en"
    )

    edit(programme_2025)
    assert said(office.get(address)).endswith("PDF-en er ikke laget. Lag PDF")


def test_guidelines_have_a_preview_too(office, guidelines):
    address = f"/redaksjon/{guidelines.slug}/forhandsvisning/"
    assert office.post(f"{address}pdf/", follow=True).redirect_chain == [(address, 302)]

    assert [each.guidelines for each in Preview.objects.all()] == [guidelines]


@pytest.mark.parametrize("address", ["", "pdf/", "0" * 64 + "/", "0" * 64 + ".pdf"])
def test_what_does_not_exist_is_not_found(office, address):
    assert office.get(f"/redaksjon/1999/forhandsvisning/{address}", headers={"HX-Request": "true"}).status_code in (
        404, 405,
    )  # fmt: skip


# ── Asking ───────────────────────────────────────────────────────────────────────────────────────


def test_one_asks_and_gets_a_pdf_of_the_text_as_it_stood(office, draft_2024, secretary):
    office.post(f"{PAGE}pdf/")
    document = previews.current_document(draft_2024)
    edit(draft_2024)
    work_off()
    preview = Preview.objects.get()
    answer = office.get(f"{PAGE}{sha256(to_json(document))}.pdf")
    reader = pypdf.PdfReader(BytesIO(answer.content))

    assert (preview.state, preview.percent, preview.asked_by) == (State.DONE, 100, secretary)
    assert answer["Content-Disposition"] == 'attachment; filename="2024-utkast.pdf"'
    assert reader.attachments["2024.json"] == [to_json(document)]
    assert ["Utkast – ikke vedtatt" in page.extract_text() for page in reader.pages] == [True] * len(reader.pages)


def test_what_points_into_drafts_is_not_passed_on_with_the_pdf(draft_2024, secretary):
    measure = draft_2024.sections.filter(measures__isnull=False).first().measures.first()
    measure.lineage.create(kind="moved", origin=measure.uuid, origin_title="Fra utkastet", origin_place="2025@utkast")
    preview = previews.ask(draft_2024, by=secretary)

    assert b"Fra utkastet" not in bytes(Preview.objects.get(pk=preview.pk).document)


def test_two_who_ask_at_once_get_the_same_and_one_task_is_set_going(draft_2024, secretary, other_secretary):
    first = previews.ask(draft_2024, by=secretary)
    second = previews.ask(draft_2024, by=other_secretary)

    assert first == second
    assert (Preview.objects.count(), DBTaskResult.objects.count()) == (1, 1)


def test_the_database_holds_one_preview_of_a_document(draft_2024, secretary):
    preview = previews.ask(draft_2024, by=secretary)

    with pytest.raises(IntegrityError), transaction.atomic():
        Preview.objects.create(programme=draft_2024, sha256=preview.sha256, document=b"{}", asked_by=secretary)


def test_what_has_been_printed_is_not_printed_again_for_the_same_text(office, draft_2024, secretary):
    preview = done(draft_2024, secretary)
    edit(draft_2024)
    Section.objects.filter(programme=draft_2024, title="Et nytt kapittel").delete()
    DBTaskResult.objects.all().delete()
    office.post(f"{PAGE}pdf/")

    assert (Preview.objects.get().pk, DBTaskResult.objects.count()) == (preview.pk, 0)
    assert said(office.get(PAGE)).endswith("PDF-en er klar. Den viser teksten slik den er nå. Last ned PDF")


def test_a_task_that_comes_twice_does_nothing_the_second_time(draft_2024, secretary):
    preview = done(draft_2024, secretary)
    work_off()
    print_preview(0)  # one that has been deleted meanwhile

    assert bytes(Preview.objects.get(pk=preview.pk).pdf) == b"%PDF-1.7 en gammel en"


def test_an_edit_marks_the_pdf_as_old(office, draft_2024, secretary):
    old = done(draft_2024, secretary)
    edit(draft_2024)
    page = office.get(PAGE)

    assert "Teksten er endret siden denne PDF-en ble laget," in said(page)
    assert said(page).endswith("Last ned PDF Lag ny")
    assert f"{PAGE}{old.sha256}.pdf" in page.text

    office.post(f"{PAGE}pdf/")
    assert said(office.get(PAGE)).endswith("Lager PDF. Venter på tur … 0 % Se om den er ferdig")


def test_three_previews_of_a_programme_are_kept(draft_2024, guidelines, secretary):
    elsewhere = previews.ask(guidelines, by=secretary)
    made = []
    for number in range(5):
        edit(draft_2024, f"Kapittel {number}")
        made.append(done(draft_2024, secretary))

    assert list(draft_2024.previews.all()) == [made[4], made[3], made[2]]
    assert list(guidelines.previews.all()) == [elsewhere]


def test_what_is_adopted_needs_no_preview(programme_2025, draft_2024, secretary):
    kept = previews.ask(draft_2024, by=secretary)
    edit(programme_2025, "Et rettet kapittel")
    previews.ask(programme_2025, by=secretary)
    freeze_again(programme_2025)

    assert list(Preview.objects.all()) == [kept]


# ── While it is made ─────────────────────────────────────────────────────────────────────────────


def ask_how_far(client, preview):
    answer = client.get(f"{PAGE}{preview.sha256}/", headers={"HX-Request": "true"})
    return answer.status_code, " ".join(re.sub(r"<[^>]+>", " ", answer.text).split())


def test_the_progress_is_told_in_words_and_in_percent(office, draft_2024, secretary):
    preview = previews.ask(draft_2024, by=secretary)
    Preview.objects.update(state=State.WORKING, step="Setter side 12", percent=32)

    assert ask_how_far(office, preview) == (200, "Lager PDF. Setter side 12 … 32 % Se om den er ferdig")
    assert '<progress aria-label="Lager PDF" max="100" value="32">' in office.get(PAGE).text


def test_when_it_is_done_one_asks_no_more(office, draft_2024, secretary):
    preview = done(draft_2024, secretary)

    assert ask_how_far(office, preview) == (286, "PDF-en er klar. Den viser teksten slik den er nå. Last ned PDF")
    assert "hx-get" not in office.get(PAGE).text


def test_a_preview_that_is_gone_leads_to_how_things_stand(office, draft_2024, secretary):
    preview = previews.ask(draft_2024, by=secretary)
    preview.delete()

    assert ask_how_far(office, preview) == (286, "PDF-en er ikke laget. Lag PDF")


def test_without_htmx_the_progress_is_the_page(office, draft_2024, secretary):
    preview = previews.ask(draft_2024, by=secretary)

    assert office.get(f"{PAGE}{preview.sha256}/").url == PAGE


def test_while_it_is_made_there_is_no_file(office, draft_2024, secretary):
    preview = previews.ask(draft_2024, by=secretary)

    assert office.get(f"{PAGE}{preview.sha256}.pdf").status_code == 404


@pytest.mark.parametrize(
    ("step", "page", "told"),
    [
        (4, 0, ("Leser teksten", 10)),
        (5, 1, ("Setter side 1", 21)),
        (5, 900, ("Setter side 900", 80)),
        (7, 900, ("Skriver filen", 85)),
    ],
)
def test_the_press_tells_how_far_it_has_come(step, page, told):
    assert how_far(step, page) == told


# ── When it fails ────────────────────────────────────────────────────────────────────────────────


def test_a_failure_is_told_in_a_sentence_and_one_can_try_again(office, draft_2024, secretary):
    preview = previews.ask(draft_2024, by=secretary)
    content = bytes(Preview.objects.get().document)
    Preview.objects.update(document=b"ikke et dokument")
    work_off()

    assert said(office.get(PAGE)).endswith(
        "Noe gikk galt da PDF-en ble laget. Skjer det igjen, må den som drifter løsningen se i serverloggen. "
        "Teksten er ikke berørt. Prøv igjen"
    )
    assert DBTaskResult.objects.get().status == "FAILED"

    Preview.objects.update(document=content)
    office.post(f"{PAGE}pdf/")
    work_off()
    assert Preview.objects.get(pk=preview.pk).state == State.DONE


def test_a_sign_that_no_font_has_is_named(office, draft_2024):
    edit(draft_2024, "Snø ☃")
    office.post(f"{PAGE}pdf/")
    work_off()

    assert "Skriftene mangler tegn som står i teksten: ☃. Bytt dem ut." in said(office.get(PAGE))
    assert DBTaskResult.objects.get().status == "SUCCESSFUL"  # for the log, nothing has gone wrong


@pytest.mark.parametrize(
    ("state", "sentence"),
    [
        (State.WAITING, "Ingen har begynt på PDF-en."),
        (State.WORKING, "Arbeidet med PDF-en stoppet før den var ferdig."),
    ],
)
def test_a_worker_that_died_leaves_nobody_waiting(office, draft_2024, secretary, state, sentence):
    preview = previews.ask(draft_2024, by=secretary)
    fall_silent(preview, state)
    assert ask_how_far(office, preview) == (286, f"{sentence} Teksten er ikke berørt. Prøv igjen")

    office.post(f"{PAGE}pdf/")
    office.post(f"{PAGE}pdf/")
    assert ask_how_far(office, preview)[0] == 200
    assert DBTaskResult.objects.count() == 2  # the first, and one for both who tried again


def test_a_server_that_cannot_start_a_worker_still_answers(
    office, draft_2024, monkeypatch, django_capture_on_commit_callbacks
):
    monkeypatch.setattr(sys, "executable", "/finnes/ikke/python")
    with django_capture_on_commit_callbacks(execute=True):
        assert office.post(f"{PAGE}pdf/").status_code == 302

    assert DBTaskResult.objects.get().status == "READY"  # for the next worker


def test_silence_of_one_that_is_done_is_no_failure(office, draft_2024, secretary):
    preview = done(draft_2024, secretary)
    fall_silent(preview, State.DONE)

    assert Preview.objects.get(pk=preview.pk).failure == ""
    assert list(Preview.objects.given_up()) == []


def test_a_failed_preview_of_an_earlier_text_is_not_shown(office, draft_2024, secretary):
    fall_silent(previews.ask(draft_2024, by=secretary), State.WORKING)
    edit(draft_2024)

    assert said(office.get(PAGE)).endswith("PDF-en er ikke laget. Lag PDF")


@pytest.mark.parametrize(
    "wrong",
    [{"state": "done"}, {"state": "failed"}, {"pdf": b"%PDF"}, {"percent": 101}, {"programme": None}, {"sha256": "a"}],
)
def test_the_database_refuses_what_cannot_be(draft_2024, secretary, wrong):
    preview = previews.ask(draft_2024, by=secretary)

    with pytest.raises(IntegrityError), transaction.atomic():
        Preview.objects.filter(pk=preview.pk).update(**wrong)


# ── How much it asks ─────────────────────────────────────────────────────────────────────────────


def test_asking_how_far_it_has_come_costs_the_same_for_any_programme(office, draft_2024, secretary):
    preview = previews.ask(draft_2024, by=secretary)
    with CaptureQueriesContext(connection) as queries:
        ask_how_far(office, preview)

    assert len(queries) == 5  # session, person, seats, programme, preview
