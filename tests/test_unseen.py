"""A comment that somebody does not see changes no number, list, search, export or mail that they do."""

import re
from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core import mail
from django.utils import timezone

from organisation.calendars import address_of
from organisation.models import Mailing
from programmes.models import Comment, InternalNote, NoRemarks, Response, Round, Statement, Suggestion
from programmes.rounds import mails
from programmes.rounds.log import Ask
from programmes.rounds.log_reading import read_log
from programmes.states import measure_state
from publishing import log_files

from .cast import CAST
from .posted import sent
from .sent_out import CLIMATE, OWN, TRANSPORT, body, day

pytestmark = pytest.mark.django_db
UNSEEN_BY = tuple(name for name in CAST if name not in ("secretary", "climate_member", "climate_leader"))
WORDS = "Ord som ingen andre skal se"


@pytest.fixture
def own(round, say, transport_member):
    """The round as the transport group has it: one comment of its own, and nobody sees any other's."""
    Round.objects.update(during=OWN, after=OWN, public_log=False)
    say("Vårt eget.", by=transport_member, group=TRANSPORT)
    return round


def add_unseen(round, measure, climate_member, climate_leader, secretary) -> None:
    """Everything that the climate group and the secretariat can say of a measure."""
    state = measure_state(measure)
    answer = Response.objects.create(round=round, outcome="taken", reason=WORDS, by=secretary)
    for number, kind in enumerate(("comment", "question", "suggestion", "strike", "new_measure", "comment"), 2):
        made = Comment.objects.create(
            programme=round.programme, round=round, number=number, about="measure", object=measure.uuid, kind=kind,
            object_title=measure.title, text=WORDS, person=climate_member, body=body(CLIMATE), received_on=day(0),
            response=answer, field="title" * (kind == "suggestion"), is_late=number == 7,
            withdrawn_at=timezone.now() if number == 6 else None,
        )  # fmt: skip
    proposed = Comment.objects.get(kind="suggestion")
    Suggestion.objects.create(comment=proposed, basis=state["title"], proposed=WORDS)
    InternalNote.objects.create(comment=made, by=secretary, text=WORDS)
    NoRemarks.objects.create(round=round, body=body(CLIMATE), person=climate_member, for_body=False)
    Statement.objects.create(
        round=round, body=body(CLIMATE), text=WORDS, written_by=climate_leader, confirmed_by=climate_leader,
        confirmed_at=timezone.now(),
    )  # fmt: skip


def pages(client, person, round, measure) -> dict[str, tuple[int, str]]:
    """Everything that tells of a round, as one reads it."""
    at, slug = f"/innspill/{round.uuid}/", round.programme.slug
    addresses = [
        "/", "/innspill/", at, f"{at}mine/", f"{at}gruppen/", f"{at}alle/", f"{at}hele/", f"{at}{measure.uuid}/",
        f"{at}{measure.uuid}/forslag/", f"{at}logg/", f"{at}logg/?navn=on&runder=on&sortert=plass",
        f"{at}logg/?utfall=taken", f"{at}uttalelse/{CLIMATE}/", f"{at}uttalelse/{TRANSPORT}/",
        "/innspill/bord/", f"/innspill/runder/{round.uuid}/", f"/handlingsprogram/{slug}/",
        f"/handlingsprogram/{slug}/innspill/{round.uuid}/", f"/tiltak/?ord={WORDS.replace(' ', '+')}", "/konto/",
    ]  # fmt: skip
    if person.is_authenticated:
        addresses += [f"/innspill/kalender/{address_of(person).token}/{key}.ics" for key in (CLIMATE, TRANSPORT)]
    told = {address: _told(client.get(address)) for address in addresses}
    if round in Round.objects.visible_to(person):
        told["the log as a file"] = log_files.as_json(read_log([round], person, Ask(named=True)))
    return told


def _told(response) -> tuple[int, str]:
    """Without what is new each time."""
    changing = r'(csrfmiddlewaretoken" value|nonce|data-token)="[^"]*"|DTSTAMP:\S+'
    return response.status_code, re.sub(changing, "", response.text)


@pytest.mark.parametrize(
    ("name", "state"),
    [(name, state) for name in UNSEEN_BY for state in ("open", "answered")] + [("transport_member", "closed")],
)
def test_it_changes_no_number_list_search_or_export(
    request, clients, own, measure, climate_member, climate_leader, secretary, name, state
):
    if state != "open":
        Round.objects.update(closed_at=timezone.now())
    if state == "answered":
        answer = Response.objects.create(round=own, outcome="noted", by=secretary)
        Comment.objects.update(response=answer)
        Round.objects.update(answered_at=timezone.now())
    person = AnonymousUser() if name == "nobody" else request.getfixturevalue(name)

    own.refresh_from_db()
    before = pages(clients[name], person, own, measure)
    add_unseen(own, measure, climate_member, climate_leader, secretary)
    after = pages(clients[name], person, own, measure)
    assert {address for address in before if before[address] != after[address]} == set()


def test_those_who_see_it_see_it_everywhere(clients, own, measure, climate_member, climate_leader, secretary):
    """So that the test above would find it."""
    found = {}
    for moment in ("before", "after"):
        found[moment] = pages(clients["climate_leader"], climate_leader, own, measure)
        if moment == "before":
            add_unseen(own, measure, climate_member, climate_leader, secretary)
    differs = {address for address in found["before"] if found["before"][address] != found["after"][address]}
    assert len(differs) == 12


@pytest.mark.parametrize("name", UNSEEN_BY)
def test_its_own_addresses_answer_as_if_it_were_not_there(
    clients, own, measure, climate_member, climate_leader, secretary, name
):
    add_unseen(own, measure, climate_member, climate_leader, secretary)
    unseen = Comment.objects.get(kind="suggestion").uuid
    address = f"/innspill/innspill/{unseen}/"
    expected = 302 if name == "nobody" else 404
    asked = [clients[name].get(f"{address}{step}").status_code for step in ("", "endre/", "forslag/", "ta-inn/")]
    asked += [clients[name].post(f"{address}{step}").status_code for step in ("endre/", "kladd/", "trekk/")]
    assert asked == [expected] * 7


def test_it_changes_no_mail(request, own, measure, climate_member, climate_leader, secretary):
    people = {request.getfixturevalue(name).email for name in UNSEEN_BY if name != "nobody"}

    def told() -> list[tuple]:
        """The digest, and that the answers are published."""
        Mailing.objects.all().delete()
        mail.outbox.clear()
        mails.sum_up(timezone.now() + timedelta(minutes=6))
        mails.answers_published(own, by=secretary)
        sent()
        return sorted((letter.to, letter.subject, _unsigned(letter.body)) for letter in mail.outbox)

    Comment.objects.update(response=Response.objects.create(round=own, outcome="noted", by=secretary))
    Round.objects.update(closed_at=timezone.now(), answered_at=timezone.now())
    own.refresh_from_db()
    before, _added, after = told(), add_unseen(own, measure, climate_member, climate_leader, secretary), told()
    theirs = [each for each in before if people & set(each[0])]
    assert [each for each in after if people & set(each[0])] == theirs
    assert (len(theirs), len(before) < len(after)) == (1, True)


def _unsigned(text: str) -> str:
    """Without the key by which one declines a mail."""
    return re.sub(r"/avmeld/\S+|/konto/\S+", "", text)
