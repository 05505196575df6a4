"""«Siden min gruppe behandlet det»: from what a body had before it to the newest that somebody may see."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from organisation.models import Body
from programmes import decisions
from programmes.decisions import Treatment
from programmes.milestones import keep_milestone
from programmes.models import Measure, Programme
from programmes.rounds import opening
from programmes.treated import treated
from publishing.comparing import since_treated
from publishing.finding import every_state, seen_by

from .test_correcting import badges

CLIMATE, TRANSPORT = "faggruppe-klima-og-miljo", "faggruppe-areal-og-transport"


@pytest.fixture
def run_round(draft_2024, secretary):
    """A round on the draft of 2024 that is over: its name, and the bodies that were asked."""

    def run(name, *keys):
        round = opening.prepare(
            draft_2024, name=name, bodies=list(Body.objects.filter(key__in=keys)), during="groups", after="groups",
            deadline=timezone.localdate() + timedelta(days=1), by=secretary,
        )  # fmt: skip
        return opening.close(opening.open_round(round, by=secretary), by=secretary)

    return run


def near(user, name="2024") -> list[tuple]:
    every = every_state(seen_by(user))
    chosen = next(each for each in every if each.name == name)
    return [(each.label, each.before.name, each.after.name) for each in since_treated(chosen, every, user)]


def test_a_member_sees_what_is_changed_since_their_group_had_it(run_round, climate_member, transport_member):
    run_round("Første", CLIMATE)

    assert near(climate_member) == [("Siden min gruppe behandlet det", "2024@forste", "2024")]
    assert near(transport_member) == []


def test_the_newest_round_of_the_group_counts(run_round, climate_member):
    run_round("Første", CLIMATE)
    run_round("Andre", CLIMATE, TRANSPORT)

    assert near(climate_member) == [("Siden min gruppe behandlet det", "2024@andre", "2024")]


def test_a_round_that_is_open_is_not_treated(draft_2024, secretary, climate_member):
    bodies = list(Body.objects.filter(key=CLIMATE))
    tomorrow = timezone.localdate() + timedelta(days=1)
    prepared = opening.prepare(
        draft_2024, name="Første", bodies=bodies, deadline=tomorrow, during="groups", after="groups", by=secretary
    )
    opening.open_round(prepared, by=secretary)

    assert near(climate_member) == []


def test_the_secretariat_sees_it_for_each_body(run_round, secretary):
    run_round("Første", CLIMATE, TRANSPORT)
    run_round("Andre", TRANSPORT)

    assert near(secretary) == [
        ("Siden faggruppe for areal og transport behandlet det", "2024@andre", "2024"),
        ("Siden faggruppe for klima og miljø behandlet det", "2024@forste", "2024"),
    ]


def test_a_decision_counts_as_a_round_does(draft_2024, secretary, board_member):
    board = Body.objects.get(key="styret")
    Programme.objects.get(pk=draft_2024.pk).circulated_to.add(board)
    milestone = keep_milestone(draft_2024, "Til styret", by=secretary, bodies=[board])
    said = Treatment(board, "discussed", timezone.localdate(), milestone=milestone)
    decisions.write_down(draft_2024, said, by=secretary)

    assert near(board_member) == [("Siden styret behandlet det", "2024@til-styret", "2024")]


def test_who_may_not_see_the_draft_of_now_gets_the_newest_milestone(run_round, draft_2024, climate_member, secretary):
    run_round("Første", CLIMATE)
    keep_milestone(draft_2024, "Andre", by=secretary, bodies=Body.objects.filter(key=CLIMATE))
    Programme.objects.filter(pk=draft_2024.pk).update(visibility="internal")

    assert near(climate_member, "2024@forste") == [("Siden min gruppe behandlet det", "2024@forste", "2024@andre")]


def test_when_the_milestone_is_the_newest_there_is_nothing_since(run_round, draft_2024, climate_member):
    run_round("Første", CLIMATE)
    Programme.objects.filter(pk=draft_2024.pk).update(visibility="internal")

    assert near(climate_member, "2024@forste") == []


def test_it_stands_first_where_one_chooses_what_to_compare(client, run_round, climate_member):
    run_round("Første", CLIMATE)
    client.force_login(climate_member)

    link = '<a href="/sammenlign/2024@forste/2024/">Siden min gruppe behandlet det</a>'
    assert client.get("/sammenlign/?til=2024").text.count(link) == 1
    assert client.get("/sammenlign/2024@forste/2024/").status_code == 200


def test_the_badge_leads_to_what_the_group_had(desk, run_round, draft_2024):
    run_round("Første", CLIMATE)
    measure = Measure.objects.filter(section__programme=draft_2024).first()
    here = f"/redaksjon/2024/avsnitt/{measure.section.uuid}/"
    edit = f"/redaksjon/2024/tiltak/{measure.uuid}/rediger/"
    text = desk.get(edit).text
    form = {"versjon": "1", "title": "Noe annet", "language": "nb"}
    assert 'name="versjon"' in text
    desk.post(edit, form)

    page = desk.get(here).text
    assert badges(page) == ["Endret etter behandling i faggruppe for klima og miljø"]
    assert page.count('href="/sammenlign/2024@forste/2024/">Endret etter') == 1


@pytest.mark.parametrize("times", [1, 3])
def test_it_asks_as_often_however_many_rounds(run_round, secretary, times):
    for n in range(times):
        run_round(f"Runde {n}", CLIMATE, TRANSPORT)
    with CaptureQueriesContext(connection) as queries:
        treated(Programme.objects.filter(slug="2024"))
    assert len(queries) == 3
