"""The desk, the meeting and the pages of a round in a real Chromium: by keyboard, two at once, without a script."""

import pytest
from playwright.sync_api import expect

from .browsing import FAULTLESS, faults, faults_at_every_width

pytestmark = pytest.mark.browser

# A programme of its own: an open round locks the text that other tests write in.
SEND_OUT = """
from datetime import timedelta
from django.utils import timezone
from organisation.models import Body, User
from programmes import about, order
from programmes.models import Programme, Measure
from programmes.rounds import answering, commenting, opening
from programmes.rounds.commenting import Remark, Sender

secretary, member = (User.objects.get(email=f"{name}@site.invalid") for name in ("sekretariat", "faggruppe-klima2"))
programme = about.add_work(Programme, "Program på runde", 2031, 2031, by=secretary)
section = order.add_section(programme, None, by=secretary)
measures = [order.add_measure(section, by=secretary) for _number in range(3)]
for number, measure in enumerate(measures, 1):
    text = "<p>Kommunene samarbeider.</p>"
    Measure.objects.filter(pk=measure.pk).update(title=f"Tiltak nummer {number}", content=text)
group = Body.objects.get(key="faggruppe-klima-og-miljo")
tomorrow = timezone.localdate() + timedelta(days=1)
def prepare(name):
    return opening.prepare(
        programme, name=name, bodies=[group], deadline=tomorrow, during="own", after="groups", question="Hva mangler?",
        by=secretary,
    )

prepare("Neste runde")
round = opening.open_round(prepare("Prøverunde"), by=secretary)
def say(text, thing=None, **more):
    remark = Remark(text=text, object=thing and thing.uuid, **more)
    return commenting.write(round, remark, Sender(body=group), by=member)

say("Alt er for langt.")
for measure in measures:
    say("Hvem har ansvaret?", measure, kind="question", quote="Kommunene")
    say("Stryk dette.", measure)
answering.answer([say("Takk.")], "noted", "", by=secretary)
"""


@pytest.fixture(scope="module")
def sent_out(site):
    site.manage("shell", "--verbosity", "0", "--command", SEND_OUT)
    return "Prøverunde"


@pytest.fixture
def go(visit, sent_out):
    """Open the desk, filtered to the round of this file, or another of its pages by following links."""

    def open_page(*links, width="desk", person="sekretariat", **options):
        page = visit("/innspill/bord/", width, person=person, **options)
        if links:
            page.get_by_role("link", name=links[0]).first.click()
        for link in links[1:]:
            page.get_by_role("link", name=link, exact=True).first.click()
        return page

    return open_page


@pytest.mark.parametrize(
    "links",
    [
        (),
        ("I-002",),
        ("I-008",),
        ("Prøverunde",),
        ("Prøverunde", "Runder"),
        ("Prøverunde", "Runder", "Ny innspillsrunde"),
        ("Prøverunde", "Runder", "Neste runde"),
        ("Prøverunde", "Runder", "Neste runde", "Åpne runden …"),
        ("Prøverunde", "Runder", "Neste runde", "Endre"),
        ("Prøverunde", "Runder", "Neste runde", "Slett …"),
        ("Prøverunde", "Flytt fristen"),
        ("Prøverunde", "Avslutt runden …"),
        ("Prøverunde", "Før inn for andre"),
        ("Prøverunde", "Møtevisning"),
        ("Prøverunde", "Møtevisning", "Neste"),
    ],
    ids=" – ".join,
)
def test_a_page_of_the_secretariats_is_without_fault(go, links):
    assert faults_at_every_width(go(*links)) == {}


def test_the_desk_is_worked_by_keyboard_alone(go):
    page = go("I-002")
    keys = page.keyboard
    page.locator("#innspill").focus()
    keys.press("j")
    page.wait_for_url("**#innspill")
    page.get_by_role("heading", name="I-003", exact=True).wait_for()
    keys.press("k")
    page.get_by_role("heading", name="I-002", exact=True).wait_for()
    keys.press("3")
    expect(page.get_by_role("radio", name="Ikke tatt til følge")).to_be_checked()
    page.get_by_label("Begrunnelse").focus()
    keys.type("Ligger 1 hos j fylket.")
    keys.press("Control+Enter")
    page.get_by_text("I-002: ikke tatt til følge.").wait_for()
    page.get_by_role("heading", name="I-003", exact=True).wait_for()
    page.get_by_role("link", name="Forrige", exact=True).click()
    expect(page.get_by_label("Begrunnelse")).to_have_value("Ligger 1 hos j fylket.")
    assert faults(page) == FAULTLESS


def test_the_keys_are_turned_off_and_stay_off(go):
    page = go("I-004")
    page.get_by_text("Hurtigtaster", exact=True).click()
    switch = page.get_by_role("button", name="Bruk hurtigtaster")
    switch.click()
    page.reload()
    page.locator("#innspill").focus()
    page.keyboard.press("1")
    expect(page.get_by_role("radio", name="Tatt til følge", exact=True)).not_to_be_checked()
    assert faults_at_every_width(page) == {}


def test_two_who_answer_at_once_see_each_other_and_lose_nothing(go):
    mine, theirs = go("I-005"), go("I-005", person="sekretariat2")
    mine.get_by_label("Begrunnelse").fill("Min begrunnelse.")
    theirs.get_by_role("radio", name="Til orientering").check()
    theirs.get_by_role("button", name="Lagre", exact=True).click()
    theirs.get_by_text("I-005: til orientering.").wait_for()
    mine.get_by_role("radio", name="Besvart").check()
    mine.get_by_role("button", name="Lagre", exact=True).click()
    mine.get_by_text("svarte på I-005 mens du skrev: til orientering.").wait_for()
    expect(mine.get_by_label("Begrunnelse")).to_have_value("Min begrunnelse.")
    assert faults_at_every_width(mine) == {}
    mine.get_by_role("button", name="Lagre", exact=True).click()
    mine.get_by_text("I-005: besvart.").wait_for()


def test_what_is_typed_waits_when_one_goes_elsewhere(go):
    page = go("I-006")
    page.get_by_label("Begrunnelse").fill("Halvferdig svar")
    page.get_by_label("Begrunnelse").press("a")
    page.get_by_role("link", name="Forrige", exact=True).click()
    page.get_by_role("heading", name="I-005", exact=True).wait_for()
    page.get_by_role("link", name="Neste", exact=True).click()
    page.get_by_text("Kladden din fra").wait_for()
    assert "Halvferdig svar" in page.get_by_label("Begrunnelse").input_value()
    assert faults_at_every_width(page) == {}


def test_many_are_answered_at_once_on_a_phone(go):
    page = go(width="phone")
    for label in ("I-004", "I-007"):
        page.get_by_label(f"Velg {label}").check()
    page.get_by_role("button", name="Gi de valgte samme svar").click()
    page.get_by_role("heading", name="Samme svar på 2 innspill").wait_for()
    assert faults_at_every_width(page) == {}
    page.get_by_text("Til orientering").click()
    page.get_by_role("button", name="Lagre svaret").click()
    page.get_by_text("I-004, I-007: til orientering.").wait_for()


def test_without_a_script_a_comment_is_answered(go):
    page = go("I-003", java_script_enabled=False)
    page.get_by_role("radio", name="Besvart").check()
    page.get_by_role("button", name="Lagre", exact=True).click()
    assert "I-003: besvart." in page.get_by_role("status").first.inner_text()
    expect(page.get_by_text("Hurtigtaster", exact=True)).to_be_hidden()


def test_rows_are_written_down_and_a_fault_is_found_by_its_link(go):
    page = go("Prøverunde", "Før inn for andre")
    first = page.get_by_role("group", name="Rad 1")
    first.get_by_label("Innspill", exact=True).fill("Fra et brev")
    first.get_by_label("Gjelder").fill("Finnes ikke")
    page.get_by_role("button", name="Lagre innspillene").click()
    page.get_by_role("link", name="Rad 1, fra: Velg hvem det er fra, eller skriv et navn.").wait_for()
    assert faults_at_every_width(page) == {}
    page.get_by_label("Navn på avsender").first.fill("Kari Normann")
    page.get_by_label("Gjelder").first.fill("Tiltak nummer 2")
    page.get_by_role("button", name="Lagre innspillene").click()
    page.get_by_text("fra Kari Normann.").wait_for()


def test_the_meeting_goes_by_arrows_and_one_key_decides(go):
    page = go("Prøverunde", "Møtevisning")
    page.get_by_role("heading", name="Hele programmet").wait_for()
    page.keyboard.press("ArrowRight")
    page.get_by_role("heading", name="Tiltak nummer 1").wait_for()
    page.keyboard.press("ArrowLeft")
    page.get_by_role("heading", name="Hele programmet").wait_for()
    size = page.evaluate("parseFloat(getComputedStyle(document.querySelector('.meeting-comment p')).fontSize)")
    assert size >= 28
    page.keyboard.press("4")
    page.locator(".messages", has_text="til orientering.").wait_for()
    assert faults_at_every_width(page) == {}


def test_the_meeting_works_without_a_script(go):
    page = go("Prøverunde", "Møtevisning", java_script_enabled=False)
    page.get_by_role("link", name="Neste").click()
    page.get_by_role("heading", name="Tiltak nummer 1").wait_for()
    page.get_by_label("Det ble bestemt:").fill("Deles i to.")
    for box in page.locator("[name=innspill]").all():
        box.uncheck()
    page.get_by_role("button", name="Tatt til følge", exact=True).click()
    assert "tatt til følge." in page.get_by_role("status").first.inner_text()


def test_a_round_is_closed_and_its_answers_are_offered_for_publishing(go, sent_out):
    page = go("Prøverunde", "Avslutt runden …")
    page.get_by_role("button", name="Avslutt runden").click()
    page.get_by_text("er avsluttet.").wait_for()
    assert faults_at_every_width(page) == {}
    page.get_by_role("link", name="Publiser alle svar …").click()
    page.get_by_text("Svarene kan ikke publiseres ennå").wait_for()
    assert faults_at_every_width(page) == {}
