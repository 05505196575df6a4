"""A member with a phone in a meeting, at a desk with a keyboard, and without JavaScript; two people in a round."""

import re

import pytest
from playwright.sync_api import expect

from .browsing import faults_at_every_width

pytestmark = pytest.mark.browser

STATES = ("open", "overdue", "closed", "answered", "empty")
ROUND = {state: f"00000000-0000-4000-8000-00000000000{number}" for number, state in enumerate(STATES, 1)}
# Rounds on the programme of 2025, which nobody edits: the text of 2024 is written in by other tests.
ROUNDS = """
from datetime import timedelta
from django.utils import timezone
from organisation.models import Body, User
from programmes.milestones import keep_milestone, milestone_parts
from programmes.models import Programme, Round
from programmes.rounds import answering, commenting, opening, statements
from programmes.rounds.commenting import Remark, Sender

programme, now, today = Programme.objects.get(slug="2025"), timezone.now(), timezone.localdate()
group = Body.objects.get(key="faggruppe-klima-og-miljo")
leader, member, secretary = (
    User.objects.get(email=f"{name}@site.invalid") for name in ("faggruppe-klima", "faggruppe-klima2", "sekretariat")
)
before = keep_milestone(programme, "Før", by=secretary, bodies=[group])
milestone = keep_milestone(programme, "Til faggruppene", by=secretary, bodies=[group])
thing = next(part.id for part in milestone_parts(milestone).values() if part.about == "measure")
for state, uuid in %r.items():
    round = Round.objects.create(
        uuid=uuid, programme=programme, milestone=milestone, name=f"Runde {state}", question="Mangler det noe?",
        deadline=today + timedelta(days=-2 if state == "overdue" else 6), during="groups", after="groups",
        opened_at=now,
    )
    round.bodies.add(group)
    if state == "empty":
        continue
    for by, about in ((leader, thing), (member, None)):
        commenting.write(round, Remark(text="Dette er bra.", object=about), Sender(body=group), by=by)
    statements.draft(round, group, "Gruppen støtter forslaget.", [], by=leader)
    if state in ("closed", "answered"):
        opening.close(round, by=secretary)
    if state == "answered":
        answering.answer(list(round.comments.all()), "not", "Det er dekket av et annet tiltak.", by=secretary)
        opening.publish_answers(round, by=secretary)
"""


@pytest.fixture(scope="module")
def rounds(site):
    site.manage("shell", "--verbosity", "0", "--command", ROUNDS % ROUND)
    return ROUND


def address(state: str, rest: str = "") -> str:
    return f"/innspill/{ROUND[state]}/{rest}"


@pytest.fixture
def read(rounds, visit):
    """A round's draft as somebody in the group sees it."""

    def open_draft(state="open", person="faggruppe-klima2", rest="", **options):
        page = visit(address(state, rest), person=person, **options)
        page.on("dialog", lambda dialog: dialog.accept())
        return page

    return open_draft


def first_measure(page):
    return page.locator("table.measures a.mark").first


def said(page) -> list[str]:
    return page.locator(".messages .ds-paragraph").all_inner_texts()


@pytest.mark.parametrize("state", STATES)
def test_every_page_of_a_round_is_without_fault_in_every_state(read, state):
    page = read(state)
    found = {"draft": faults_at_every_width(page)}
    thing = first_measure(page).get_attribute("href")
    for path in (thing, *(address(state, rest) for rest in ("hele/", "mine/", "gruppen/"))):
        page.goto(path)
        found[path] = faults_at_every_width(page)
    assert {name: faults for name, faults in found.items() if faults} == {}


@pytest.mark.parametrize("state", ["open", "closed", "empty"])
def test_the_leaders_statement_is_without_fault(read, state):
    page = read(state, "faggruppe-klima", "uttalelse/faggruppe-klima-og-miljo/")
    assert faults_at_every_width(page) == {}


def test_the_list_of_rounds_and_a_comments_own_page_are_without_fault(read):
    page = read("answered", rest="mine/")
    page.locator(".remark-head a").first.click()
    assert faults_at_every_width(page) == {}
    page.goto("/innspill/")
    assert faults_at_every_width(page) == {}


def test_a_member_comments_in_half_a_minute_on_a_phone_and_the_leader_sees_it(read, visit):
    page = read(width="phone")
    first_measure(page).click()
    page.get_by_text("Spørsmål", exact=True).click()
    page.get_by_label("Innspill", exact=True).fill("Hvem har ansvaret for dette?")
    expect(page.locator(".round-deadline")).to_be_visible()
    page.get_by_role("button", name="Send").click()
    expect(page.locator(".messages")).to_contain_text("er sendt. Du kan endre eller trekke det")
    assert faults_at_every_width(page) == {}
    leader = read(person="faggruppe-klima", rest="gruppen/")
    expect(leader.get_by_text("Hvem har ansvaret for dette?")).to_have_count(1)


def test_the_deadline_is_in_sight_wherever_one_is_in_the_draft(read):
    page = read(width="phone")
    page.locator(".round-end").scroll_into_view_if_needed()
    expect(page.locator(".round-deadline")).to_be_in_viewport()


def test_a_comment_is_written_with_the_keyboard_alone(read):
    page = read()
    first_measure(page).focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/innspill/*/*-*/")
    page.get_by_role("link", name="Skriv innspill").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Tab")
    page.keyboard.type("Skrevet uten mus")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert re.fullmatch(r"I-\d+ er sendt\. .*", said(page)[0])
    expect(page.locator(".remark", has_text="Skrevet uten mus").get_by_text("Spørsmål")).to_have_count(1)


def test_a_comment_is_written_without_javascript(read):
    page = read(java_script_enabled=False)
    first_measure(page).click()
    page.get_by_label("Innspill", exact=True).fill("Uten skript")
    page.get_by_role("button", name="Send").click()
    assert re.fullmatch(r"I-\d+ er sendt\. .*", said(page)[0])
    expect(page.locator(".remark", has_text="Uten skript")).to_have_count(1)


@pytest.mark.parametrize("width", ["desk", "phone"])
def test_words_that_are_marked_in_the_draft_are_quoted(read, width):
    page = read(width=width)
    words = page.evaluate("""() => {
        const node = document.querySelector("table.measures .measure-title").lastChild;
        node.parentElement.scrollIntoView({ block: "center" });
        getSelection().setBaseAndExtent(node, 0, node, node.length);
        return node.data.trim();
    }""")
    page.get_by_role("link", name="Kommenter dette").click()
    expect(page.get_by_label("Sitat (valgfritt)")).to_have_value(words)
    page.get_by_label("Innspill", exact=True).fill("Tittelen er for lang.")
    page.get_by_role("button", name="Send").click()
    expect(page.locator(".remark", has_text="Tittelen er for lang.").last.locator("blockquote")).to_have_text(words)


def test_words_marked_on_the_things_own_page_go_straight_into_the_form(read):
    page = read()
    first_measure(page).click()
    page.wait_for_url("**/innspill/*/*-*/")
    page.evaluate("getSelection().selectAllChildren(document.querySelector('.measure-page h1'))")
    page.get_by_role("link", name="Kommenter dette").click()
    title = page.locator(".measure-page h1").inner_text()
    expect(page.get_by_label("Sitat (valgfritt)")).to_have_value(title)
    expect(page.get_by_label("Innspill", exact=True)).to_be_focused()


def test_the_tab_was_closed_while_writing_and_the_words_are_there(read):
    page = read("open", rest="hele/")
    page.get_by_label("Innspill", exact=True).press_sequentially("Halve tanken")
    expect(page.get_by_text("Kladd tatt vare på")).to_be_visible()
    page.close()
    again = read("open", rest="hele/")
    expect(again.get_by_label("Innspill", exact=True)).to_have_value("Halve tanken")
    assert faults_at_every_width(again) == {}
    again.get_by_role("button", name="Forkast det").click()
    expect(again.get_by_label("Innspill", exact=True)).to_have_value("")


def test_the_session_expired_while_writing_and_the_words_stand(read):
    page = read("overdue", rest="hele/")
    page.context.clear_cookies(name="sessionid")
    page.get_by_label("Innspill", exact=True).press_sequentially("Ord som står")
    expect(page.get_by_text("Du er logget ut. Det du skrev, står her.")).to_be_visible()
    expect(page.get_by_label("Innspill", exact=True)).to_have_value("Ord som står")
