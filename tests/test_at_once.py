"""Two people in the same round at the same moment, each in a thread and on a connection of their own.

On PostgreSQL they meet at rows that are held until both have read what they will; on SQLite writers wait their turn.
"""

from functools import partial

import pytest
from django.test import Client
from django.urls import reverse

from organisation.models import Seat, Version
from programmes.models import Comment, Milestone, NoRemarks, Programme, Response, Round, Statement
from programmes.rounds import opening
from programmes.rounds.answering import stamp

from .at_once import at_once
from .pages import messages
from .sent_out import CLIMATE

pytestmark = pytest.mark.django_db


@pytest.fixture
def _django_db_helper(own_database):
    """What `db` stands on: no transaction around a test here, since two connections are to see what it has written."""


@pytest.fixture
def comment(say, measure):
    """A suggestion."""
    return say(
        "Klarere.", kind="suggestion", object=measure.uuid, field="title", basis=measure.title,
        proposed="Kontakt med medlemmene",
    )  # fmt: skip


@pytest.fixture
def secretaries(desk, colleague) -> list[Client]:
    return [desk, colleague]


def answers(responses) -> list[int]:
    """The status of each answer; what an act raised as it is."""
    return [getattr(response, "status_code", response) for response in responses]


def test_two_who_take_in_the_same_suggestion_make_one_version_and_one_response(
    round, measure, comment, secretary, secretaries
):
    opening.close(round, by=secretary)
    address = reverse("take_in", args=[comment.uuid])
    rows = Programme.objects.filter(pk=round.programme_id)
    done = at_once(rows, *(partial(client.post, address) for client in secretaries))
    assert answers(done) == [302, 302]
    told = [messages(client.get(address)) for client in secretaries]
    assert sorted(sentence.startswith("I-001 er tatt inn i «") for (sentence,) in told) == [False, True]
    assert list(Version.objects.of(measure).values_list("cause", flat=True)) == ["suggestion", "imported"]
    (response,) = Response.objects.all()
    assert (response.outcome, [*response.comments.all()]) == ("taken", [comment])


def test_two_comments_in_one_programme_get_different_numbers(clients, round):
    address = reverse("thing", args=[round.uuid, None])
    people = [clients["climate_member"], clients["transport_member"]]
    rows = Programme.objects.filter(pk=round.programme_id)
    done = at_once(rows, *(partial(client.post, address, {"kind": "comment", "text": "Bra."}) for client in people))
    assert answers(done) == [302, 302]
    assert list(Comment.objects.values_list("number", flat=True)) == [1, 2]


def test_two_who_answer_the_same_comment_and_one_is_told(comment, secretaries):
    address, reasons = reverse("desk_comment", args=[comment.uuid]), ["Den ene.", "Den andre."]
    said = [{"utfall": "noted", "begrunnelse": why, "sett": f"{comment.uuid}={stamp(comment)}"} for why in reasons]
    rows = Comment.objects.filter(pk=comment.pk)
    done = at_once(rows, *(partial(client.post, address, data) for client, data in zip(secretaries, said)))
    assert sorted(answers(done)) == [200, 302]
    kept = Response.objects.get()
    (told,) = (response.text for response in done if response.status_code == 200)
    reasons.remove(kept.reason)
    assert f"{kept.by} svarte på I-001 mens du skrev: til orientering. {kept.reason}" in told
    assert reasons[0] in told


def test_open_pressed_twice_makes_one_milestone(prepared, secretaries):
    before = Milestone.objects.count()
    address = reverse("open_round", args=[prepared.uuid])
    done = at_once(Round.objects.filter(pk=prepared.pk), *(partial(client.post, address) for client in secretaries))
    assert answers(done) == [302, 302]
    assert Milestone.objects.count() == before + 1
    told = [messages(client.get(done[0].url)) for client in secretaries]
    assert sorted(told) == [["Runden er åpnet allerede."], [f"«{prepared}» er åpnet. Teksten ligger nå fast."]]


def test_publish_pressed_twice_publishes_once(round, secretary, secretaries):
    opening.close(round, by=secretary)
    address = reverse("publish_answers", args=[round.uuid])
    done = at_once(Round.objects.filter(pk=round.pk), *(partial(client.post, address) for client in secretaries))
    assert answers(done) == [302, 302]
    told = [messages(client.get(done[0].url)) for client in secretaries]
    assert sorted(told) == [["Svarene er publisert allerede."], [f"Svarene i «{round}» er publisert."]]


def test_no_remarks_pressed_twice_is_said_once(clients, round, climate_leader):
    again = Client()
    again.force_login(climate_leader)
    address = reverse("say_no_remarks", args=[round.uuid, CLIMATE])
    both = [clients["climate_leader"], again]
    done = at_once(Round.objects.filter(pk=round.pk), *(partial(client.post, address) for client in both))
    assert answers(done) == [302, 302]
    assert [said.for_body for said in NoRemarks.objects.all()] == [True]


@pytest.mark.parametrize("begun", [True, False])
def test_leader_and_deputy_who_save_the_statement_do_not_write_over_each_other(clients, round, climate_member, begun):
    Seat.objects.filter(person=climate_member).update(role=Seat.Role.DEPUTY)
    both = [clients["climate_leader"], clients["climate_member"]]
    address, texts = reverse("statement", args=[round.uuid, CLIMATE]), ["Lederens.", "Nestlederens."]
    if begun:
        both[0].post(address, {"text": "Først.", "versjon": "1"})
    seen, rows = (2, Statement.objects.all()) if begun else (1, Round.objects.filter(pk=round.pk))
    data = [{"text": text, "versjon": seen} for text in texts]
    done = at_once(rows, *(partial(client.post, address, each) for client, each in zip(both, data)))
    assert sorted(answers(done)) == [200, 302]
    texts.remove(Statement.objects.get().text)
    (told,) = (response.text for response in done if response.status_code == 200)
    assert texts[0] in told


def test_a_comment_that_is_withdrawn_while_it_is_answered_is_not_answered_unseen(clients, desk, comment):
    answer = {"utfall": "noted", "begrunnelse": "", "sett": f"{comment.uuid}={stamp(comment)}"}
    withdrawn, answered = at_once(
        Comment.objects.filter(pk=comment.pk),
        partial(clients["climate_member"].post, reverse("withdraw_comment", args=[comment.uuid])),
        partial(desk.post, reverse("desk_comment", args=[comment.uuid]), answer),
    )
    assert withdrawn.status_code == 302
    comment.refresh_from_db()
    assert answered.status_code == (302 if comment.response else 200)
