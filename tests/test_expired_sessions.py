"""A form that is sent after its session has expired: the words wait for whoever wrote them, and for nobody else."""

import re
from html import unescape

import pytest
from django.core.signing import Signer
from django.test import Client
from django.urls import reverse

from programmes.models import Comment
from programmes.rounds import expired

from .sent_out import CLIMATE

pytestmark = pytest.mark.django_db
WORDS = "Ord fra før innloggingen"


class Browser(Client):
    """What somebody types in a form of their own is sent after they have been logged out."""

    def send_too_late(self, person, page: str, *, to: str = "", **fields):
        self.force_login(person)
        shown = self.get(page).text
        hidden = {name: unescape(re.search(f'name="{name}" value="([^"]*)"', shown)[1]) for name in ("hvem",)}
        del self.cookies["sessionid"]
        return self.post(to or page.partition("?")[0], hidden | fields)

    def log_in(self, person, response):
        """By the page that asked for it; where it leads."""
        return self.post(response.url, {"login": person.email, "password": "demo-passord-2025"}).url

    @property
    def waits(self) -> bool:
        return expired.SESSION in self.session


@pytest.fixture
def browser(db) -> Browser:
    return Browser()


@pytest.fixture
def sheet(round, measure) -> str:
    return reverse("thing", args=[round.uuid, measure.uuid])


def stands(client, page: str) -> bool:
    return WORDS in client.get(page).text


@pytest.fixture
def forms(round, measure, say) -> dict[str, tuple[str, str, dict]]:
    """Every form of a round that a member types in: its page, where it is sent, and what."""
    comment = say(object=measure.uuid)
    proposed = say(
        object=measure.uuid, kind="suggestion", field="title", basis=measure.title, proposed="En annen tittel"
    )
    suggest = reverse("suggest", args=[round.uuid, measure.uuid])
    statement = reverse("statement", args=[round.uuid, CLIMATE])
    return {
        "a comment on a thing": (reverse("thing", args=[round.uuid, measure.uuid]), "", {"text": WORDS}),
        "a comment on all of it": (reverse("thing", args=[round.uuid, None]), "", {"text": WORDS}),
        "a comment that is edited": (reverse("edit_comment", args=[comment.uuid]), "", {"text": WORDS}),
        "another text": (f"{suggest}?felt=title", "", {"felt": "title", "versjon": "0", "title": WORDS}),
        "a suggestion that is changed": (
            reverse("change_suggestion", args=[proposed.uuid]), "", {"felt": "title", "versjon": "0", "title": WORDS},
        ),
        "a statement": (statement, "", {"versjon": "1", "text": WORDS}),
        "a statement that is gathered": (
            statement, reverse("gather_statement", args=[round.uuid, CLIMATE]), {"versjon": "1", "text": WORDS},
        ),
    }  # fmt: skip


@pytest.mark.parametrize(
    "form",
    [
        "a comment on a thing", "a comment on all of it", "a comment that is edited", "another text",
        "a suggestion that is changed", "a statement", "a statement that is gathered",
    ],
)  # fmt: skip
def test_whoever_logs_in_again_finds_what_they_wrote_in_every_form(browser, forms, form, request):
    page, to, fields = forms[form]
    person = request.getfixturevalue("climate_leader" if "statement" in form else "climate_member")
    sent = browser.send_too_late(person, page, to=to, kind="comment", **fields)
    assert browser.log_in(person, sent) == page
    assert [stands(browser, page), stands(browser, page)] == [True, False]
    assert Comment.objects.count() == 2


def test_somebody_else_at_the_same_address_gets_nothing_and_it_is_dropped(
    browser, sheet, climate_member, climate_leader
):
    sent = browser.send_too_late(climate_member, sheet, text=WORDS)
    browser.log_in(climate_leader, sent)
    assert (stands(browser, sheet), browser.waits) == (False, False)
    browser.post("/konto/logg-ut/")
    browser.force_login(climate_member)
    assert not stands(browser, sheet)


def test_somebody_else_on_another_page_drops_it_too(browser, sheet, round, climate_member, climate_leader):
    browser.log_in(climate_leader, browser.send_too_late(climate_member, sheet, text=WORDS))
    browser.get(reverse("thing", args=[round.uuid, None]))
    assert not browser.waits


def test_one_finds_it_where_it_was_written_and_nowhere_else(browser, sheet, round, climate_member):
    browser.log_in(climate_member, browser.send_too_late(climate_member, sheet, text=WORDS))
    whole = reverse("thing", args=[round.uuid, None])
    assert [stands(browser, page) for page in (whole, sheet)] == [False, True]


@pytest.mark.parametrize(
    "field",
    [
        None,
        "",
        "tull",
        Signer(salt="noe annet").sign_object({"person": 1, "page": "/"}),
        Signer(key="gjettet", salt="programmes.rounds.expired").sign_object({"person": 1, "page": "/"}),
    ],
    ids=["none", "empty", "no signature", "of another kind", "forged"],
)
def test_without_a_signature_of_ours_nothing_is_kept(browser, sheet, field):
    fields = {"text": WORDS} | ({} if field is None else {"hvem": field})
    sent = browser.post(sheet, fields)
    assert (sent.url, browser.waits) == (f"/konto/logg-inn/?next={sheet}", False)


def test_a_field_that_is_somebody_elses_leads_to_them_and_not_to_oneself(
    browser, sheet, climate_member, climate_leader
):
    browser.post(sheet, {"text": WORDS, "hvem": expired.whose(climate_leader, sheet)})
    browser.force_login(climate_member)
    assert (stands(browser, sheet), browser.waits) == (False, False)


def test_a_script_keeps_its_words_itself(browser, sheet, climate_member):
    answer = browser.post(
        sheet, {"text": WORDS, "hvem": expired.whose(climate_member, sheet)}, headers={"HX-Request": "true"}
    )
    assert (answer.status_code, browser.waits) == (401, False)


def test_a_very_long_text_is_cut_for_somebody_who_is_not_logged_in(browser, sheet, climate_member):
    browser.post(sheet, {"text": "a" * 30_000, "hvem": expired.whose(climate_member, sheet)})
    assert len(browser.session[expired.SESSION]["words"]["text"][0]) == expired.LONGEST


def test_the_field_is_no_part_of_what_is_put_aside(browser, sheet, climate_member):
    browser.force_login(climate_member)
    browser.post(f"{sheet}kladd/", {"text": WORDS, "hvem": "hva som helst"})
    assert browser.get(sheet).context["begun"].dict() == {"text": WORDS, "quote": ""}
