"""A round of comments: opened, commented in, extended, closed, answered – and who sees what on the way."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from organisation.models import Entry, Seat, User, Version
from programmes import editing, order
from programmes.building import build
from programmes.document import to_json
from programmes.keeping import change_measure
from programmes.milestones import keep_milestone, milestone_parts, read_milestone
from programmes.models import Comment, Lineage, Measure, NoRemarks, Programme, Response, Round, Section, Statement
from programmes.rounds import answering, commenting, opening, rights, statements
from programmes.rounds.commenting import Remark, Sender
from programmes.rounds.standing import Present, Standing, places
from programmes.states import measure_state
from publishing.management.commands.load_demo import load_rounds

from .sent_out import BOTH_SEE, CLIMATE, OWN, TRANSPORT, body, closed, day, refused

# ── Opening and closing ──────────────────────────────────────────────────────────────────────────


def test_opening_a_round_stores_a_milestone_for_the_groups_it_asks(round, draft_2024):
    assert round.milestone.slug == "utkast-til-faggruppene"
    assert bytes(round.milestone.content) == to_json(build(draft_2024))
    assert {each.key for each in round.milestone.circulated_to.all()} == {CLIMATE, TRANSPORT}
    assert [str(entry.verb) for entry in Entry.objects.all()[:3]] == ["opened", "kept", "added"]


def test_a_round_is_opened_once(round, secretary):
    assert refused(opening.open_round, round, by=secretary) == ["Runden er åpnet allerede."]


def test_every_obstacle_to_opening_is_named(programme_2025, secretary):
    empty = opening.prepare(
        programme_2025, name="Uten noen", bodies=[], deadline=day(-1), during=OWN, after=OWN, by=secretary
    )
    assert opening.obstacles_to_opening(empty) == [
        "Velg minst ett organ som skal få runden.",
        "Fristen er passert. Sett en ny frist.",
        "Programmet er vedtatt, og sendes ikke på nye runder.",
    ]
    assert refused(opening.open_round, empty, by=secretary) == opening.obstacles_to_opening(empty)


def test_the_text_is_held_still_while_a_round_is_open(round, secretary, draft_2024):
    answer = editing.may_edit(secretary, draft_2024)
    assert (bool(answer), answer.reason) == (
        False,
        "Teksten ligger fast mens «Utkast til faggruppene» er åpen, så alle uttaler seg om det samme.",
    )
    closed(round, secretary)
    assert editing.may_edit(secretary, draft_2024)


def test_the_deadlines_own_day_is_open(round):
    states = [round.state_on(round.deadline + timedelta(days=days)) for days in (-1, 0, 1)]
    assert states == [Round.State.OPEN, Round.State.OPEN, Round.State.OVERDUE]


def test_a_deadline_is_moved_after_it_has_passed_and_what_was_late_is_in_time(round, say, secretary):
    Round.objects.update(deadline=day(-1))
    comment = say()
    assert comment.is_late
    opening.move_deadline(round, day(3), by=secretary)
    comment.refresh_from_db()
    assert not comment.is_late
    assert Entry.objects.first().what == f"for «{round}» fra {day(-1):%d.%m.%Y} til {day(3):%d.%m.%Y}"


def test_a_deadline_is_not_moved_into_the_past_nor_in_a_closed_round(round, secretary):
    assert refused(opening.move_deadline, round, day(-1), by=secretary) == ["Den nye fristen er passert allerede."]
    closed(round, secretary)
    assert refused(opening.move_deadline, round, day(5), by=secretary) == ["Runden er avsluttet. Åpne den igjen først."]


def test_a_closed_round_is_opened_again_until_its_answers_are_published(round, secretary):
    opening.open_again(closed(round, secretary), day(4), by=secretary)
    assert Round.objects.get(pk=round.pk).state == Round.State.OPEN
    opening.publish_answers(closed(round, secretary), by=secretary)
    assert refused(opening.open_again, round, day(4), by=secretary) == ["Svarene er publisert. Lag en ny runde."]


def test_several_rounds_may_be_open_at_once(round, draft_2024, secretary):
    other = opening.prepare(
        draft_2024, name="Til koordineringsgruppen", bodies=[body("koordineringsgruppen")], deadline=day(20),
        during=OWN, after=OWN, by=secretary,
    )  # fmt: skip
    opening.open_round(other, by=secretary)
    assert set(draft_2024.rounds.open()) == {round, other}


# ── Who sees which round ─────────────────────────────────────────────────────────────────────────

ASKED = {"climate_leader", "climate_member", "transport_member", "secretary"}


@pytest.mark.parametrize("name", ["outsider", "delegate", "board_member", "coordinator", *sorted(ASKED)])
def test_a_round_is_seen_by_those_it_asks_when_it_is_opened(request, round, name):
    person = request.getfixturevalue(name)
    assert list(Round.objects.visible_to(person)) == ([round] if name in ASKED else [])


def test_a_round_that_is_not_opened_is_the_secretariats(prepared, secretary, climate_leader):
    assert list(Round.objects.visible_to(secretary)) == [prepared]
    assert list(Round.objects.visible_to(climate_leader)) == []
    assert rights.may_comment(climate_leader, prepared) == (False, "Runden er ikke åpnet ennå.")


# ── Writing ──────────────────────────────────────────────────────────────────────────────────────


def test_numbers_go_on_through_the_programme_and_never_change(round, say, secretary, draft_2024, climate_member):
    first, second = say("En"), say("To")
    commenting.withdraw(first, by=climate_member)
    other = opening.prepare(
        draft_2024, name="Neste", bodies=[body(CLIMATE)], deadline=day(3), during=OWN, after=OWN, by=secretary
    )
    third = commenting.write(
        opening.open_round(other, by=secretary), Remark(text="Tre"), Sender(body=body(CLIMATE)), by=climate_member
    )
    assert [str(each) for each in (first, second, third)] == ["I-001", "I-002", "I-003"]


def test_a_comment_remembers_what_it_is_about(say, measure):
    comment = say(object=measure.uuid, field="title", quote="Medlems")
    assert (comment.about, comment.object_title, comment.object_version) == ("measure", "Medlemskontakt", 1)


def test_a_comment_about_something_else_is_refused(say):
    other = Measure.objects.exclude(section__programme__slug="2024").first()
    assert refused(say, object=other.uuid) == ["Det du skrev om, finnes ikke i utkastet."]


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("outsider", rights.NOT_ASKED),
        ("delegate", rights.NOT_ASKED),
        ("coordinator", rights.NOT_ASKED),
        ("climate_member", ""),
        ("climate_leader", ""),
        ("transport_member", ""),
        ("secretary", ""),
    ],
)
def test_who_may_comment(request, round, name, reason):
    assert rights.may_comment(request.getfixturevalue(name), round).reason == reason


def test_an_observer_reads_and_does_not_write(round, climate_member):
    Seat.objects.filter(person=climate_member).update(role=Seat.Role.OBSERVER)
    person = User.objects.get(pk=climate_member.pk)
    assert list(Round.objects.visible_to(person)) == [round]
    assert rights.may_comment(person, round).reason == rights.OBSERVER


def test_the_deadline_passed_while_writing_and_the_comment_is_kept_as_late(round, say, secretary):
    Round.objects.update(deadline=day(-1))
    comment = say()
    assert (comment.is_late, comment.waits_for_admission) == (True, True)
    assert list(Comment.objects.counted()) == []
    commenting.admit(comment, by=secretary)
    assert list(Comment.objects.counted()) == [comment]


def test_the_round_was_closed_while_writing_and_the_comment_is_kept_as_late(round, say, secretary):
    closed(round, secretary)
    assert say().is_late


def test_the_phase_was_changed_while_writing_and_the_comment_is_kept(round, say, draft_2024):
    Programme.objects.filter(pk=draft_2024.pk).update(phase="coordination")
    assert not say().is_late


def test_what_was_taken_out_while_somebody_wrote_is_commented_on_as_it_was_sent_out(round, say, measure, secretary):
    closed(round, secretary)
    order.take_out(measure, "", by=secretary)
    late = say(object=measure.uuid)
    assert (late.is_late, late.object_title) == (True, "Medlemskontakt")
    assert standing(late) == Standing.TAKEN_OUT


def test_when_the_answers_are_published_nobody_writes_any_more(round, say, secretary):
    opening.publish_answers(closed(round, secretary), by=secretary)
    assert refused(say) == ["Svarene i runden er publisert."]


def test_only_the_secretariat_admits_what_came_too_late(round, say, climate_member):
    Round.objects.update(deadline=day(-1))
    assert refused(commenting.admit, say(), by=climate_member) == ["Bare sekretariatet kan gjøre dette."]


def test_a_comment_is_edited_by_whoever_wrote_it_and_every_text_is_kept(say, climate_member, climate_leader):
    comment = say("Første tekst")
    assert refused(commenting.change, comment, kind="comment", text="Min", by=climate_leader) == [rights.NOT_YOURS]
    assert commenting.change(comment, kind="question", text="Andre tekst", by=climate_member)
    assert not commenting.change(comment, kind="question", text="Andre tekst", by=climate_member)
    assert [version.content["text"] for version in Version.objects.of(comment)] == ["Andre tekst", "Første tekst"]


def test_a_withdrawn_comment_keeps_its_number_and_comes_back(say, climate_member, climate_leader, secretary):
    comment = say()
    commenting.withdraw(comment, by=climate_member)
    seen = {
        person: Comment.objects.visible_to(person).exists() for person in (climate_member, climate_leader, secretary)
    }
    assert seen == {climate_member: True, climate_leader: False, secretary: True}
    commenting.bring_back(comment, by=climate_member)
    assert Comment.objects.visible_to(climate_leader).get().label == "I-001"


def test_what_the_secretariat_registers_is_in_time_when_it_was_received_in_time(round, secretary, climate_member):
    Round.objects.update(deadline=day(-2))
    round.refresh_from_db()
    in_time = Sender(body=body(CLIMATE), name="Kari Normann", source="letter", received_on=day(-3))
    too_late = Sender(body=body(CLIMATE), source="email", received_on=day(-1))
    comments = [
        commenting.write(round, Remark(text="Fra et brev"), sender, by=secretary) for sender in (in_time, too_late)
    ]
    assert [(each.is_late, each.registered_by, each.person) for each in comments] == [
        (False, secretary, None),
        (True, secretary, None),
    ]
    assert refused(commenting.write, round, Remark(text="Brev"), in_time, by=climate_member) == [
        "Bare sekretariatet kan gjøre dette."
    ]


def test_the_database_refuses_a_comment_about_nothing_in_nobodys_name(round, say):
    comment = say()
    for wrong in ({"about": "measure"}, {"person": None, "body": None}, {"text": ""}, {"kind": "praise"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Comment.objects.filter(pk=comment.pk).update(**wrong)


# ── Who sees which comment ───────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("during", "after", "open_now", "seen"),
    [(OWN, OWN, True, False), (BOTH_SEE, OWN, True, True), (BOTH_SEE, OWN, False, False), (OWN, BOTH_SEE, False, True)],
)
def test_another_group_sees_a_comment_as_the_round_says(
    round, say, secretary, transport_member, during, after, open_now, seen
):
    say()
    Round.objects.update(during=during, after=after)
    if not open_now:
        closed(round, secretary)
    assert Comment.objects.visible_to(transport_member).exists() == seen


@pytest.mark.parametrize("name", ["outsider", "delegate", "board_member", "coordinator"])
def test_whoever_is_not_asked_sees_no_comment(request, round, say, secretary, name):
    say()
    Round.objects.update(during=BOTH_SEE)
    assert not Comment.objects.visible_to(request.getfixturevalue(name)).exists()


def test_a_member_who_left_the_group_sees_what_they_wrote_and_nothing_more(say, climate_member, climate_leader):
    mine, _other = say("Mitt"), say("Lederens", by=climate_leader)
    Seat.objects.filter(person=climate_member).update(to_date=day(-1))
    gone = User.objects.get(pk=climate_member.pk)
    assert list(Comment.objects.visible_to(gone)) == [mine]
    assert {each.text for each in Comment.objects.visible_to(climate_leader)} == {"Mitt", "Lederens"}


# ── Where it stands now ──────────────────────────────────────────────────────────────────────────


def standing(comment) -> Standing:
    return places(comment.programme, [comment])[comment.pk].standing


@pytest.fixture
def about(round, say, measure, secretary):
    """A comment on a measure, in a round that is closed, so that the measure may change."""
    comment = say(object=measure.uuid, quote="Kommunikasjon  til nye\npolitikere")
    closed(round, secretary)
    return comment


def edit(measure, secretary, *, cause=Version.Cause.EDITED, **fields):
    before = measure_state(measure)
    change_measure(measure, before, before | fields, by=secretary, cause=cause)


def test_nothing_has_happened_to_what_the_comment_is_about(about):
    assert standing(about) == Standing.UNCHANGED


def test_the_measure_was_edited_and_the_quote_is_still_there(about, measure, secretary):
    edit(measure, secretary, title="Kontakt med medlemmene")
    assert standing(about) == Standing.CHANGED


def test_the_measure_was_edited_and_the_quote_is_gone(about, measure, secretary):
    edit(measure, secretary, content=[])
    assert standing(about) == Standing.QUOTE_GONE


def test_the_measure_was_moved(about, measure, secretary):
    section = Section.objects.filter(programme=measure.section.programme, kind="measures").exclude(
        pk=measure.section_id
    )[0]
    order.move_measure(measure, section, by=secretary)
    assert standing(about) == Standing.MOVED


def test_the_measure_was_merged_into_another(about, measure, secretary):
    into = Measure.objects.exclude(pk=measure.pk).filter(section=measure.section)[0]
    Lineage.objects.create(
        measure=into, kind="merged", origin=measure.uuid, origin_title=measure.title, origin_place="2024"
    )
    order.take_out(measure, "slått sammen", by=secretary)
    place = Present(about.programme).place(about)
    assert (place.standing, [part.id for part in place.now]) == (Standing.MERGED, [into.uuid])


def test_the_measure_was_taken_out_and_restored(about, measure, secretary):
    order.take_out(measure, "", by=secretary)
    assert standing(about) == Standing.TAKEN_OUT
    order.bring_back(measure, by=secretary)
    assert standing(about) == Standing.UNCHANGED


# ── Answers ──────────────────────────────────────────────────────────────────────────────────────


def test_one_answer_to_many_comments(round, say, secretary):
    comments = [say("En"), say("To")]
    response = answering.answer(comments, "noted", "", by=secretary)
    assert {each.response for each in Comment.objects.all()} == {response}
    assert answering.answer(comments, "noted", "", by=secretary) is None


def test_an_answer_is_changed_and_every_version_is_kept(round, say, secretary):
    comment = say()
    answering.answer([comment], "not", "Ligger utenfor mandatet.", by=secretary)
    response = answering.answer([comment], "partly", "Tatt inn i tiltak 2.", by=secretary)
    assert Response.objects.count() == 1
    assert [version.content["outcome"] for version in Version.objects.of(response) if version.content] == [
        "partly",
        "not",
    ]


def test_a_comment_that_shared_an_answer_gets_its_own(round, say, secretary):
    first, second = say("En"), say("To")
    shared = answering.answer([first, second], "noted", "", by=secretary)
    own = answering.answer([first], "taken", "", by=secretary)
    second.refresh_from_db()
    assert own != shared
    assert second.response == shared


@pytest.mark.parametrize("outcome", ["partly", "not", "elsewhere"])
def test_a_refusal_says_why(round, say, secretary, outcome):
    assert refused(answering.answer, [say()], outcome, "  ", by=secretary) == [answering.SAY_WHY]


def test_only_the_secretariat_answers(round, say, climate_leader):
    assert refused(answering.answer, [say()], "noted", "", by=climate_leader) == ["Bare sekretariatet kan gjøre dette."]


def test_answers_are_published_together_when_everything_is_answered(round, say, secretary, climate_member):
    comment = say()
    assert opening.obstacles_to_publishing(round) == [
        "Avslutt runden før svarene publiseres.",
        "Ett innspill er ikke besvart.",
    ]
    answering.answer([comment], "taken", "", by=secretary)
    closed(round, secretary)
    assert list(Response.objects.visible_to(climate_member)) == []
    opening.publish_answers(round, by=secretary)
    assert [str(each) for each in Response.objects.visible_to(climate_member)] == ["tatt til følge"]


def test_taken_into_account_without_a_change_is_pointed_out(round, say, secretary, measure):
    comment = say(object=measure.uuid)
    answering.answer([comment], "taken", "", by=secretary)
    assert answering.taken_without_change(round) == [comment]
    closed(round, secretary)
    edit(measure, secretary, title="Bedre kontakt")
    answering.tie(comment, Version.objects.of(measure).first(), by=secretary)
    assert answering.taken_without_change(round) == []


# ── What a group says ────────────────────────────────────────────────────────────────────────────


def test_the_leader_gathers_and_confirms_what_the_group_says(
    round, say, climate_leader, climate_member, transport_member, secretary
):
    group, comment = body(CLIMATE), say()
    assert refused(statements.draft, round, group, "Vi støtter.", [], by=climate_member) == [rights.ONLY_LEADER]
    statement = statements.draft(round, group, " Vi støtter. ", [comment], by=climate_leader)
    seen = {
        person: Statement.objects.visible_to(person).exists()
        for person in (climate_member, transport_member, secretary)
    }
    assert seen == {climate_member: True, transport_member: False, secretary: False}
    statements.confirm(statement, by=climate_leader)
    assert [each.text for each in Statement.objects.visible_to(secretary)] == ["Vi støtter."]
    statements.draft(round, group, "Vi støtter ikke.", [comment], by=climate_leader)
    assert not Statement.objects.visible_to(secretary).exists()


def test_an_empty_statement_is_not_confirmed(round, climate_leader):
    statement = statements.draft(round, body(CLIMATE), "", [], by=climate_leader)
    assert refused(statements.confirm, statement, by=climate_leader) == [statements.NO_TEXT]


def test_no_remarks_is_said_once_for_the_group_and_by_a_member_for_themselves(round, climate_leader, climate_member):
    group = body(CLIMATE)
    for person in (climate_member, climate_leader, climate_leader):
        statements.say_no_remarks(round, group, by=person)
    assert [(each.person, each.for_body) for each in NoRemarks.objects.all()] == [
        (climate_member, False),
        (climate_leader, True),
    ]
    statements.take_back_no_remarks(round, group, by=climate_leader)
    assert [each.person for each in NoRemarks.objects.all()] == [climate_member]


def test_whoever_became_leader_says_it_for_the_group_though_they_have_said_it_for_themselves(
    round, climate_leader, climate_member
):
    statements.say_no_remarks(round, body(CLIMATE), by=climate_member)
    Seat.objects.filter(person=climate_member).update(role=Seat.Role.DEPUTY)
    statements.say_no_remarks(round, body(CLIMATE), by=User.objects.get(pk=climate_member.pk))
    assert [(each.person, each.for_body) for each in NoRemarks.objects.all()] == [(climate_member, True)]


def test_no_remarks_is_not_said_for_a_group_one_is_not_in(round, transport_member):
    assert refused(statements.say_no_remarks, round, body(CLIMATE), by=transport_member) == [
        "Du er ikke medlem av dette organet."
    ]


# ── Milestones ───────────────────────────────────────────────────────────────────────────────────


def test_two_milestones_of_the_same_name_have_two_addresses(draft_2024, secretary):
    slugs = [keep_milestone(draft_2024, "Før møtet", by=secretary).slug for _time in (1, 2)]
    assert slugs == ["for-motet", "for-motet-2"]


def test_the_drafts_milestone_has_every_measure_chapter_and_line(programme_2025):
    milestone = programme_2025.milestones.get()
    found = milestone_parts(milestone)
    kinds = [part.about for part in found.values()]
    assert kinds.count("measure") == sum(1 for _ in read_milestone(milestone).every_measure()) == 36


# ── The demo ─────────────────────────────────────────────────────────────────────────────────────


def test_the_demo_has_a_round_to_write_in_and_one_to_answer(db):
    load_rounds()
    told = [
        (each.programme.slug, each.state, each.comments.count(), each.comments.unanswered().count())
        for each in Round.objects.order_by("pk")
    ]
    assert told == [("2025", Round.State.OPEN, 5, 5), ("2024", Round.State.CLOSED, 5, 3)]
    assert [each.text[:9] for each in Comment.objects.all()] == ["Eksempel:"] * 10
