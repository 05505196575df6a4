"""A thousand comments in a round: every page asks as often as with ten, and the log becomes a file."""

import re
from dataclasses import dataclass
from itertools import count
from types import SimpleNamespace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from programmes.models import Comment, Round
from programmes.rounds.agenda import agenda
from programmes.rounds.log_reading import read_log
from publishing import log_printing, printing
from publishing.models import LogFile

from .sent_out import BOTH_SEE, CLIMATE
from .test_previews import work_off

pytestmark = pytest.mark.django_db


@dataclass(frozen=True)
class Asked:
    """A page: who reads it, its address, and how often it asks."""

    name: str
    person: str
    queries: int
    address: str = ""

    def path(self, round, measure) -> str:
        comment = Comment.objects.get(number=2)  # a suggestion about the measure
        stops = [stop.uuid for stop in agenda(round, list(round.comments.counted()))]
        words = {
            "round": round.uuid, "measure": measure.uuid, "comment": comment.uuid, "slug": round.programme.slug,
            "stop": stops.index(measure.uuid) + 1,
        }  # fmt: skip
        return self.address.format(**words)


SECRETARY, MEMBER, LEADER = "secretary", "climate_member", "climate_leader"
OPEN = [
    Asked("the list of rounds", MEMBER, 9, "/innspill/"),
    Asked("the draft with its marks", MEMBER, 17, "/innspill/{round}/"),
    Asked("the draft with its marks for the secretariat", SECRETARY, 12, "/innspill/{round}/"),
    Asked("a measure", MEMBER, 15, "/innspill/{round}/{measure}/"),
    Asked("mine", MEMBER, 32, "/innspill/{round}/mine/"),
    Asked("my group's", MEMBER, 32, "/innspill/{round}/gruppen/"),
    Asked("all", MEMBER, 32, "/innspill/{round}/alle/"),
    Asked("the statement", LEADER, 15, f"/innspill/{{round}}/uttalelse/{CLIMATE}/"),
    Asked("what can be proposed", MEMBER, 11, "/innspill/{round}/{measure}/forslag/"),
    Asked("one comment", MEMBER, 29, "/innspill/innspill/{comment}/"),
    Asked("the log", MEMBER, 35, "/innspill/{round}/logg/"),
    Asked("the log for the secretariat", SECRETARY, 34, "/innspill/{round}/logg/?navn=on&sortert=plass"),
    Asked("the queue", SECRETARY, 9, "/innspill/bord/"),
    Asked("the queue, filtered", SECRETARY, 9, "/innspill/bord/?status=ubesvart&ord=nr"),
    Asked("a comment in the queue", SECRETARY, 39, "/innspill/bord/{comment}/"),
    Asked("a suggestion that is taken in", SECRETARY, 39, "/innspill/innspill/{comment}/ta-inn/"),
    Asked("who has answered", SECRETARY, 16, "/innspill/runder/{round}/"),
    Asked("the answers before they are published", SECRETARY, 11, "/innspill/runder/{round}/publiser/"),
    Asked("the rounds of the programme", SECRETARY, 8, "/innspill/program/{slug}/"),
    Asked("the meeting", SECRETARY, 37, "/innspill/runder/{round}/mote/{stop}/"),
    Asked("the workplace", SECRETARY, 30, "/redaksjon/{slug}/"),
    Asked("a measure in the workplace", SECRETARY, 59, "/redaksjon/{slug}/tiltak/{measure}/rett/"),
]
PUBLISHED = [
    Asked("the list of rounds", MEMBER, 9, "/innspill/"),
    Asked("mine", MEMBER, 32, "/innspill/{round}/mine/"),
    Asked("all", MEMBER, 33, "/innspill/{round}/alle/"),
    Asked("a measure", MEMBER, 15, "/innspill/{round}/{measure}/"),
    Asked("the log", MEMBER, 35, "/innspill/{round}/logg/"),
    Asked("the log for everybody", "nobody", 5, "/handlingsprogram/{slug}/innspill/{round}/"),
]


def asked(clients, page, round, measure) -> int:
    path = page.path(round, measure)
    assert clients[page.person].get(path).status_code == 200  # and whatever is remembered from the first time
    with CaptureQueriesContext(connection) as queries:
        clients[page.person].get(path)
    return len(queries)


@pytest.mark.parametrize("page", OPEN, ids=lambda page: page.name)
def test_while_a_round_is_open_a_page_asks_as_often_for_a_thousand_as_for_ten(clients, crowd, round, measure, page):
    Round.objects.update(during=BOTH_SEE)
    found = []
    for many in (10, 1_000):
        crowd(many)
        found.append(asked(clients, page, round, measure))
    assert found == [page.queries] * 2


@pytest.mark.parametrize("page", PUBLISHED, ids=lambda page: page.name)
def test_when_the_answers_are_published_a_page_asks_as_often(clients, crowd, round, measure, page):
    now = timezone.now()
    Round.objects.update(after=BOTH_SEE, closed_at=now, answered_at=now, public_log=True)
    found = []
    for many in (10, 1_000):
        crowd(many)
        found.append(asked(clients, page, round, measure))
    assert found == [page.queries] * 2


@pytest.mark.parametrize("name", ["secretary", "climate_member", "transport_member"])
def test_the_log_is_read_with_as_many_queries(request, crowd, round, name):
    person, found = request.getfixturevalue(name), []
    for many in (10, 1_000):
        crowd(many)
        read_log([round], person)
        with CaptureQueriesContext(connection) as queries:
            log = read_log([round], person)
        found.append((len(queries), len(log.rows)))
    rows = {"secretary": (10, 1_000), "climate_member": (7, 667), "transport_member": (3, 333)}[name]
    assert [each for _queries, each in found] == list(rows)
    assert found[0][0] == found[1][0]


@pytest.mark.parametrize(
    ("form", "begins", "told"),
    [
        ("xlsx", b"PK", r"Skriver innspill (\d+) av 1000"),
        ("docx", b"PK", r"Skriver innspill (\d+) av 1000"),
        pytest.param("pdf", b"%PDF", r"Setter side (\d+)", marks=pytest.mark.pdf),
    ],
)
def test_the_worker_makes_a_file_of_a_thousand_and_tells_how_far_it_has_come(
    desk, crowd, round, monkeypatch, form, begins, told
):
    for module in (log_printing, printing):  # every step is told, not only what half a second has passed for
        monkeypatch.setattr(module, "time", SimpleNamespace(monotonic=count().__next__))
    crowd(1_000)
    desk.post(reverse("make_log_file", args=[round.uuid, form]))
    with CaptureQueriesContext(connection) as queries:
        work_off()
    steps = [int(step) for query in queries for step in re.findall(told, query["sql"])]
    file = LogFile.objects.get()
    assert (file.state, file.percent, bytes(file.pdf)[: len(begins)]) == ("done", 100, begins)
    assert steps == sorted(steps)
    assert len(set(steps)) > 100
