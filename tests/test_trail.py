"""Hvordan ble det slik? What each reader may follow of a measure's way, and that the rest leaves no mark."""

import re
from html import unescape

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from programmes import phases
from programmes.models import Comment, Lineage, Measure, Programme, Response, Round
from programmes.rounds import answering, commenting
from programmes.rounds.commenting import Remark, Sender
from publishing import shelf
from publishing.freezing import freeze
from publishing.models import Withdrawal
from publishing.trail import trail

from .cast import CAST
from .logs import CLIMATE, answered_round, body, edit, measure_of
from .sent_out import day
from .story import adopted_story

NOBODY = AnonymousUser()
FIRST, RENAMED, ADOPTED = "Medlemskontakt", "Kontakt med medlemmer", "Kontakt med medlemmer og regionråd"


@pytest.fixture
def edition(draft_2024, secretary):
    return adopted_story(draft_2024, secretary)


@pytest.fixture
def measure(edition) -> Measure:
    return Measure.objects.get(section__programme=edition.programme, title=ADOPTED)


def address(measure) -> str:
    return f"/handlingsprogram/{measure.section.programme.slug}/tiltak/{measure.uuid.hex[:8]}/spor/"


def told(measure, user) -> list[tuple[str, str]]:
    """Kind and heading of every stop."""
    return [(stop.kind, stop.title) for stop in trail(measure.section.programme.slug, measure.uuid, user).stops]


def titles(measure, user) -> list[str]:
    """What the title of the measure became, stop by stop."""
    stops = trail(measure.section.programme.slug, measure.uuid, user).stops
    fields = [field for stop in stops for field in stop.fields if field.name == "title"]
    return [
        "".join({"out": f"[−{p.text}−]", "in": f"[+{p.text}+]"}.get(p.kind, p.text) for p in f.parts) for f in fields
    ]


def said_in(measure, user) -> list:
    """The comments on its way."""
    return [stop.said for stop in trail(measure.section.programme.slug, measure.uuid, user).stops if stop.said]


def page(client, measure) -> str:
    """What stands on the page, in one line."""
    main = re.search(r"<main.*</main>", client.get(address(measure)).text, re.DOTALL)[0]
    return unescape(" ".join(re.sub(r"<[^>]+>", " ", main).split()))


# ── The whole way, and what is open ──────────────────────────────────────────────────────────────

EDITION = ("edition", "Vedtatt av representantskapet 08.12.2025, sak 12/25")


def test_the_secretariat_follows_it_from_the_draft_to_the_edition(measure, secretary):
    assert told(measure, secretary) == [
        ("milestone", "I utkastet"),
        ("comment", "I-001: endringsforslag"),
        ("comment", "I-002: merknad"),
        ("decision", "Innstilt av styret 24.11.2025, sak 40/25"),
        EDITION,
    ]
    assert titles(measure, secretary) == [
        FIRST, "[−Medlemskontakt−][+Kontakt med medlemmer+]", "Kontakt med medlemmer[+ og regionråd+]",
    ]  # fmt: skip


def test_each_comment_tells_who_proposed_what_was_answered_and_what_the_text_became(measure, secretary, climate_member):
    said = trail("2024", measure.uuid, secretary).stops[1].said
    assert (said.sender, said.person) == ("Faggruppe for klima og miljø", str(climate_member))
    assert (said.answer.label, said.answer.reason) == ("delvis tatt til følge", "Tatt inn kortere.")
    ((label, parts),) = said.changes
    assert (label, [(part.kind, part.text) for part in parts]) == (
        "tittelen", [("out", "Medlemskontakt"), ("in", "Kontakt med medlemmer")],
    )  # fmt: skip


def test_everybody_else_follows_what_is_open_to_all_and_nothing_more(measure, clients):
    assert told(measure, NOBODY) == [EDITION]
    public = page(clients["nobody"], measure)
    assert "Vi vet ikke mer om hvordan dette tiltaket ble til enn at det ble vedtatt." in public
    for secret in ("I-0", "Innstil", "Styret", "24.11.2025", FIRST, "Tatt inn kortere", "faggruppe", "utkast "):
        assert secret not in public, secret


def test_somebody_who_belongs_nowhere_sees_exactly_what_nobody_sees(measure, outsider):
    assert trail("2024", measure.uuid, outsider) == trail("2024", measure.uuid, NOBODY)


def test_an_open_log_is_followed_by_everybody_without_names_and_without_the_draft(
    draft_2024, secretary, climate_member
):
    adopted_story(draft_2024, secretary, public_log=True)
    measure = Measure.objects.get(section__programme=draft_2024, title=ADOPTED)
    assert told(measure, NOBODY) == [("comment", "I-001: endringsforslag"), ("comment", "I-002: merknad"), EDITION]
    said = said_in(measure, NOBODY)
    assert {(each.sender, each.person, tuple(each.changes)) for each in said} == {
        ("Faggruppe for klima og miljø", "", ())
    }
    assert said[0].address.startswith("/handlingsprogram/2024/innspill/")
    assert said[0].answer.reason == "Tatt inn kortere."


STOPS = {
    "nobody": [EDITION],
    "outsider": [EDITION],
    # what was recommended is sent to the assembly; the innstilling itself is the board's
    "delegate": [("milestone", "I utkastet"), EDITION],
    "board_member": [("decision", "Innstilt av styret 24.11.2025, sak 40/25"), EDITION],
    "coordinator": [EDITION],
    # the group sees what it was sent, and its own comments
    "transport_member": [("milestone", "I utkastet"), EDITION],
    "climate_member": [
        ("milestone", "I utkastet"), ("comment", "I-001: endringsforslag"), ("comment", "I-002: merknad"), EDITION,
    ],
}  # fmt: skip


@pytest.mark.parametrize("name", STOPS)
def test_each_follows_what_is_theirs(measure, request, name):
    user = NOBODY if name == "nobody" else request.getfixturevalue(name)
    assert told(measure, user) == STOPS[name]


def test_a_text_is_held_against_the_one_that_the_reader_saw_before(measure, board_member, climate_member):
    assert titles(measure, board_member) == [RENAMED, "Kontakt med medlemmer[+ og regionråd+]"]
    assert titles(measure, climate_member)[-1] == "[−Medlemskontakt−][+Kontakt med medlemmer og regionråd+]"
    assert titles(measure, NOBODY) == [ADOPTED]


def test_a_person_is_named_to_those_who_know_them_alone(draft_2024, secretary, climate_leader, transport_member):
    adopted_story(draft_2024, secretary, after="groups")
    measure = Measure.objects.get(section__programme=draft_2024, title=ADOPTED)
    persons = [
        {bool(each.person) for each in said_in(measure, user)} for user in (secretary, climate_leader, transport_member)
    ]
    assert persons == [{True}, {True}, {False}]


def test_an_answer_that_is_not_published_is_the_secretariats(measure, secretary, climate_member):
    Round.objects.filter(programme=measure.section.programme).update(answered_at=None)
    assert [each.answer.is_draft for each in said_in(measure, secretary)] == [True, True]
    assert [(each.answer, each.changes) for each in said_in(measure, climate_member)] == [(None, []), (None, [])]


# ── From last year, merged, revised, withdrawn ───────────────────────────────────────────────────


def test_what_comes_from_an_earlier_year_begins_there(edition_2025, programme_2025, draft_2024, secretary):
    old = Programme.objects.get(slug="2018")
    origin = next(shelf.document(old.editions.get().pk).every_measure())
    measure = measure_of(draft_2024)
    Lineage.objects.filter(measure=measure).delete()
    Lineage.objects.create(
        measure=measure, kind="reworded", origin=origin.id, origin_title=origin.title, origin_place="2018@edition:1"
    )
    adopted_story(draft_2024, secretary)
    assert told(measure, NOBODY)[1:] == [EDITION]
    assert titles(measure, NOBODY)[0] == origin.title
    assert trail("2024", measure.uuid, NOBODY).stops[0].place == "Handlingsprogram 2018, utgave 1"


def test_lineage_from_a_milestone_is_for_those_who_may_see_it(programme_2025, edition_2025, climate_member):
    row = Lineage.objects.filter(measure__section__programme=programme_2025).select_related("measure__section").first()
    assert [kind for kind, _title in told(row.measure, climate_member)] == ["milestone", "edition"]
    assert [kind for kind, _title in told(row.measure, NOBODY)] == ["edition"]


def test_several_that_became_one_are_shown_together_before(programme_2025, secretary):
    merged = Measure.objects.get(title__startswith="Koble Oslofjorden-arbeidet med prosjektet")
    first, last = trail("2025", merged.uuid, secretary).stops
    assert (first.title, last.kind) == ("I utkastet", "edition")
    assert next(field.text for field in first.fields if field.name == "title").count("Koble Oslofjordarbeidet") == 1
    assert last.fields[0].name == "title"


def test_a_later_edition_tells_what_was_changed_and_that_one_is_withdrawn(measure, edition, secretary):
    phases.take_up(edition.programme, "correction", "Skrivefeil.", by=secretary)
    edit(measure, secretary, title="Kontakt med medlemmene og regionrådene")
    assert told(measure, secretary)[-1] == ("now", "Slik det står nå")
    assert told(measure, NOBODY) == [EDITION]  # nobody hears that it is being corrected
    freeze(Programme.objects.get(pk=edition.programme.pk), by=secretary)
    Withdrawal.objects.create(edition=edition, why="Feil.", by=secretary)
    shelf.put_away()
    assert told(measure, NOBODY) == [EDITION, ("edition", "Rettelse")]
    remarks = [stop.remark for stop in trail("2024", measure.uuid, NOBODY).stops]
    assert remarks == ["Utgaven er trukket tilbake: Feil.", "Tatt inn slik det ble vedtatt."]


# ── The page ─────────────────────────────────────────────────────────────────────────────────────


def test_the_measures_page_leads_to_it_and_so_does_the_workplace(desk, draft_2024):
    measure = measure_of(draft_2024)
    assert f'href="{address(measure)}"' in desk.get(f"/handlingsprogram/2024/tiltak/{measure.uuid.hex[:8]}/").text
    assert f'href="{address(measure)}"' in desk.get(reverse("edit_object", args=["2024", "tiltak", measure.uuid])).text


@pytest.mark.parametrize("name", CAST)
def test_the_trail_of_a_draft_is_for_those_who_may_read_it(clients, draft_2024, name):
    may = name in ("transport_member", "climate_member", "climate_leader", "secretary")
    assert clients[name].get(address(measure_of(draft_2024))).status_code == (200 if may else 404)


def test_a_draft_that_nobody_has_said_anything_about_says_what_belongs_here(desk, draft_2024):
    text = page(desk, measure_of(draft_2024))
    assert "Når utkastet sendes ut, og noen sier noe om det, kommer det her." in text


@pytest.mark.parametrize("wanted", ["2024/tiltak/ffffffff", "2025/tiltak/ffffffff", "1999/tiltak/1"])
def test_what_is_no_measure_has_no_trail(desk, db, wanted):
    assert desk.get(f"/handlingsprogram/{wanted}/spor/").status_code == 404


def test_it_asks_as_often_for_three_comments_as_for_thirty(client, draft_2024, secretary, climate_member):
    answered_round(draft_2024, secretary)
    measure = measure_of_now(draft_2024)
    client.force_login(secretary)

    def count() -> int:
        client.get(address(measure))
        with CaptureQueriesContext(connection) as queries:
            client.get(address(measure))
        return len(queries)

    before, comment = count(), Comment.objects.get(programme=draft_2024, number=2)
    answer = Response.objects.create(round=comment.round, outcome="noted", by=secretary)
    for number in range(100, 130):
        Comment.objects.create(
            programme=draft_2024, round=comment.round, number=number, about="measure", object=comment.object,
            text="Bra.", person=climate_member, body=comment.body, received_on=day(0), response=answer,
        )  # fmt: skip
    assert (page(client, measure).count("merknad"), count()) == (31, before)


def measure_of_now(programme) -> Measure:
    return Measure.objects.get(section__programme=programme, title=RENAMED)


def test_what_led_to_a_measure_is_told_when_the_answers_are_out(draft_2024, secretary, climate_member):
    """A proposal of a new measure is about the whole programme; the measure that came of it knows it."""
    round = answered_round(draft_2024, secretary)
    Round.objects.filter(pk=round.pk).update(closed_at=None, answered_at=None)
    round.refresh_from_db()
    sender = Sender(body=body(CLIMATE))
    comment = commenting.write(round, Remark("new_measure", "Et nytt tiltak."), sender, by=climate_member)
    measure = measure_of_now(draft_2024)
    answering.answer([comment], "taken", "", by=secretary)
    Comment.objects.filter(pk=comment.pk).update(led_to=Comment.objects.get(programme=draft_2024, number=1).led_to)
    assert "I-005: forslag om nytt tiltak" in [title for _kind, title in told(measure, secretary)]
    assert "I-005: forslag om nytt tiltak" not in [title for _kind, title in told(measure, climate_member)]
    Round.objects.filter(pk=round.pk).update(closed_at=round.opened_at, answered_at=round.opened_at)
    assert "I-005: forslag om nytt tiltak" in [title for _kind, title in told(measure, climate_member)]
