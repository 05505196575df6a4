"""The pages of the innspillslogg: who sees what in them, what they count, and that the open one gives nothing away."""

import re

import pytest
from django.urls import reverse

from programmes.models import Measure, Programme, Round
from programmes.rounds import commenting, opening
from programmes.rounds.commenting import Remark, Sender
from publishing import shelf
from publishing.models import LogFile

from .cast import CAST
from .logs import CLIMATE, TRANSPORT, answered_round, body, prepared

ASKED = {"climate_leader": 2, "climate_member": 2, "transport_member": 1, "secretary": 4}


@pytest.fixture
def round(draft_2024, secretary) -> Round:
    return answered_round(draft_2024, secretary)


def address(round) -> str:
    return reverse("round_log", args=[round.uuid])


def open_address(round) -> str:
    return reverse("open_log", args=[round.programme.slug, round.uuid])


def labels(response) -> list[str]:
    return re.findall(r'<tr id="(I-\d+)">', response.text)


def count(response) -> str:
    return re.search(r'<p class="result-count" role="status">([^<]+)</p>', response.text)[1]


# ── For those who may see the round ──────────────────────────────────────────────────────────────


@pytest.mark.parametrize("name", CAST)
def test_everybody_sees_and_counts_their_own(clients, round, name):
    response = clients[name].get(address(round))
    if name not in ASKED:
        assert response.status_code == (302 if name == "nobody" else 404)
        return
    assert (response.status_code, len(labels(response)), count(response)) == (
        200,
        ASKED[name],
        f"{ASKED[name]} innspill",
    )


def test_what_one_does_not_see_is_not_to_be_filtered_by_either(clients, round):
    page = clients["transport_member"].get(address(round)).text
    bodies = re.findall(r'<option value="(faggruppe[^"]*)"', page)
    assert bodies == [TRANSPORT]
    assert count(clients["transport_member"].get(f"{address(round)}?organ={CLIMATE}")) == "0 av 1 innspill"


def test_names_are_shown_when_asked_for(clients, round, climate_member):
    page = address(round)
    shown = [str(climate_member) in clients["secretary"].get(each).text for each in (page, f"{page}?navn=on")]
    assert shown == [False, True]


def test_nonsense_in_the_address_asks_for_everything(clients, round):
    page = clients["secretary"].get(f"{address(round)}?utfall=tull&sortert=tull&side=tull&runder")
    assert (page.status_code, count(page)) == (200, "4 innspill")


def test_several_rounds_are_shown_when_asked_for(clients, round, secretary, draft_2024):
    other = opening.open_round(prepared(draft_2024, secretary, name="Andre runde"), by=secretary)
    commenting.write(other, Remark(text="En til"), Sender(body=body(CLIMATE)), by=secretary)
    counts = [count(clients["secretary"].get(f"{address(round)}{more}")) for more in ("", "?runder=alle")]
    assert counts == ["4 innspill", "5 innspill"]


def test_a_round_without_comments_says_what_belongs_there(clients, secretary, draft_2024):
    waiting = prepared(draft_2024, secretary)
    page = clients["secretary"].get(address(waiting)).text
    assert "Runden er ikke åpnet ennå." in page
    assert "Ingen innspill ennå. De kommer her etter hvert som noen skriver dem." in page


def test_nothing_of_it_is_kept_by_a_browser_or_a_proxy(clients, round):
    assert clients["secretary"].get(address(round))["Cache-Control"] == "private, no-store"


# ── For everybody ────────────────────────────────────────────────────────────────────────────────


def test_a_log_that_is_not_promised_to_everybody_is_nowhere(clients, round):
    shelf.put_away()
    assert {clients[name].get(open_address(round)).status_code for name in CAST} == {404}
    assert "Innspill og svar" not in clients["nobody"].get("/").text


@pytest.mark.parametrize("name", CAST)
def test_an_open_log_is_the_same_for_everybody_and_names_no_person(clients, round, name):
    Round.objects.update(public_log=True)
    response = clients[name].get(f"{open_address(round)}?navn=on")
    assert (response.status_code, len(labels(response)), count(response)) == (200, 4, "4 innspill")
    assert [each for each in ("Demo ", "Kari Normann", "navn=") if each in response.text] == []


def test_an_open_log_tells_of_the_draft_only_what_was_commented_on(client, round, draft_2024):
    Round.objects.update(public_log=True)
    page = client.get(open_address(round)).text
    titles = [each.title for each in Measure.objects.filter(section__programme=draft_2024)]
    assert [title for title in titles if title in page] == []  # what was commented on has another title now
    assert "Medlemskontakt" in page
    assert client.get(draft_2024.get_absolute_url()).status_code == 404


def test_an_open_log_has_the_name_of_its_programme_in_the_address(client, round):
    Round.objects.update(public_log=True)
    assert client.get(reverse("open_log", args=["2025", round.uuid])).status_code == 404


def test_the_front_page_and_the_edition_show_the_way(client, secretary, programme_2025):
    """A round on the programme before it was adopted."""
    Programme.objects.filter(pk=programme_2025.pk).update(phase="groups")
    programme_2025.refresh_from_db()
    round = opening.open_round(prepared(programme_2025, secretary, public_log=True), by=secretary)
    opening.publish_answers(opening.close(round, by=secretary), by=secretary)
    Programme.objects.filter(pk=programme_2025.pk).update(phase="adopted")

    before = client.get("/handlingsprogram/2025/").text
    assert [open_address(round) in text for text in (client.get("/").text, before)] == [True, True]
    Round.objects.update(public_log=False)
    shelf.put_away()
    after = client.get("/handlingsprogram/2025/").text
    assert [open_address(round) in text for text in (client.get("/").text, after)] == [False, False]
    article = re.compile(r"<article.*</article>", re.DOTALL)
    assert article.search(before)[0] == article.search(after)[0]


# ── Asking for a file ────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("name", CAST)
def test_a_file_is_asked_for_by_those_who_see_the_round(clients, round, name):
    response = clients[name].post(reverse("make_log_file", args=[round.uuid, "docx"]))
    assert response.status_code == (302 if name in ASKED or name == "nobody" else 404)
    assert LogFile.objects.count() == (1 if name in ASKED else 0)


def test_there_is_no_file_of_another_form(clients, round):
    assert clients["secretary"].post(reverse("make_log_file", args=[round.uuid, "exe"])).status_code == 404
