"""The innspillslogg: what is in it, for whom, and that it asks as often for ten comments as for a thousand."""

from datetime import timedelta

import pytest
from django.utils import timezone

from organisation.models import Body, Member, Seat, Version
from programmes import order
from programmes.building import build
from programmes.difference import Part
from programmes.keeping import change_measure
from programmes.models import Comment, Lineage, Measure, Programme, Round
from programmes.rounds import answering, commenting, opening, statements
from programmes.rounds.commenting import Remark, Sender
from programmes.rounds.log import UNANSWERED, Answer, Ask, Change, Order, Point, Said
from programmes.rounds.log_reading import SOMEBODY_ELSE, public_log, read_log
from programmes.states import measure_state

CLIMATE, TRANSPORT = "faggruppe-klima-og-miljo", "faggruppe-areal-og-transport"
CLIMATE_NAME, TRANSPORT_NAME = "Faggruppe for klima og miljø", "Faggruppe for areal og transport"


def day(days: int):
    return timezone.localdate() + timedelta(days=days)


def body(key: str) -> Body:
    return Body.objects.get(key=key)


@pytest.fixture
def round(draft_2024, secretary) -> Round:
    """An open round for two groups, where each sees its own."""
    return an_open_round(draft_2024, secretary)


def an_open_round(programme, secretary, name="Utkast til faggruppene", **fields) -> Round:
    prepared = opening.prepare(
        programme, name=name, bodies=[body(CLIMATE), body(TRANSPORT)], deadline=day(10), during="own", after="own",
        by=secretary, **fields,
    )  # fmt: skip
    return opening.open_round(prepared, by=secretary)


@pytest.fixture
def measure(draft_2024) -> Measure:
    return Measure.objects.get(section__programme=draft_2024, title="Medlemskontakt")


@pytest.fixture
def say(round, climate_member):
    """Write a comment as a member of the climate group, or as somebody else."""

    def write(text="Bra tiltak.", by=climate_member, group=CLIMATE, into=None, **remark) -> Comment:
        sender = Sender(body=body(group) if group else None)
        return commenting.write(into or round, Remark(text=text, **remark), sender, by=by)

    return write


@pytest.fixture
def publish(secretary):
    def close_and_publish(round) -> Round:
        return opening.publish_answers(opening.close(round, by=secretary), by=secretary)

    return close_and_publish


def edit(measure, secretary, **fields) -> Version:
    before = measure_state(measure)
    change_measure(measure, before, before | fields, by=secretary)
    return Version.objects.of(measure).first()


def leads(person) -> None:
    """There is one person in the transport group; let them speak for it."""
    Seat.objects.filter(person=person).update(role=Seat.Role.LEADER)


def texts(log) -> list[str]:
    return [row.text for row in log.rows]


# ── What a row says ──────────────────────────────────────────────────────────────────────────────


def test_a_measure_that_is_proposed_is_in_the_log_with_all_it_says(round, say, secretary, measure):
    proposed = {"title": "Klimaregnskap", "content": [{"type": "paragraph", "content": ["Hvert år."]}]}
    say("Mangler.", kind="new_measure", object=measure.section.uuid, proposed=proposed)
    (row,) = read_log([round], secretary).rows
    assert row.proposed == (Part("in", "Klimaregnskap\nHvert år."),)


def test_a_row_tells_everything_of_a_comment(round, say, measure, secretary, publish):
    comment = say(
        "Si hvem.", object=measure.uuid, field="title", quote="Medlems", kind="suggestion", basis="Medlemskontakt",
        proposed="Kontakt med medlemmene",
    )  # fmt: skip
    answering.answer([comment], "partly", "Tatt inn kortere.", by=secretary)
    opening.close(round, by=secretary)
    answering.tie(comment, edit(measure, secretary, title="Kontakt med medlemmer"), by=secretary)
    opening.publish_answers(round, by=secretary)

    (row,) = read_log([round], secretary).rows
    assert (row.label, row.round, row.sender, row.person) == ("I-001", round.name, CLIMATE_NAME, "")
    assert (row.received_on, row.source, row.late, row.kind) == (day(0), "skrevet her", "", "endringsforslag")
    assert (row.then, row.now, row.standing) == (
        Point("", "Medlemskontakt"), (Point("", "Kontakt med medlemmer"),), "endret, og sitatet er borte",
    )  # fmt: skip
    assert (row.field, row.quote, row.text) == ("Prioritering", "Medlems", "Si hvem.")
    assert row.proposed == (Part("out", "Medlemskontakt"), Part("in", "Kontakt med medlemmene"))
    assert row.answer == Answer("partly", "delvis tatt til følge", "Tatt inn kortere.", False, False)
    assert row.changes == (
        Change("Prioritering", (Part("out", "Medlemskontakt"), Part("in", "Kontakt med medlemmer"))),
    )


def test_what_is_about_the_whole_programme_says_so(round, say, secretary):
    say()
    (row,) = read_log([round], secretary).rows
    assert (row.chapter, row.then, row.now, row.standing, row.field) == ("", Point("", "Hele programmet"), (), "", "")


def test_a_measure_that_was_merged_is_found_where_it_stands_now(round, say, measure, secretary):
    say(object=measure.uuid)
    opening.close(round, by=secretary)
    into = Measure.objects.exclude(pk=measure.pk).filter(section=measure.section)[0]
    Lineage.objects.create(
        measure=into, kind="merged", origin=measure.uuid, origin_title=measure.title, origin_place="2024"
    )
    order.take_out(measure, "slått sammen", by=secretary)

    (row,) = read_log([round], secretary).rows
    assert (row.then.title, row.now, row.standing) == ("Medlemskontakt", (Point("", into.title),), "slått sammen")


def test_a_measure_that_was_taken_out_is_still_named_as_it_was(round, say, measure, secretary):
    say(object=measure.uuid)
    opening.close(round, by=secretary)
    order.take_out(measure, "", by=secretary)
    (row,) = read_log([round], secretary).rows
    assert (row.then.title, row.now, row.standing) == ("Medlemskontakt", (), "tatt ut")


def test_what_came_too_late_says_so_and_whether_it_was_admitted(round, say, secretary):
    Round.objects.update(deadline=day(-1))
    first, _second = say("En"), say("To")
    commenting.admit(first, by=secretary)
    assert [row.late for row in read_log([round], secretary).rows] == [
        "for sent innkommet, tatt med",
        "for sent innkommet",
    ]


def test_a_withdrawn_comment_is_not_in_the_log_and_its_number_is_not_used_again(round, say, climate_member, secretary):
    first, _second = say("En"), say("To")
    commenting.withdraw(first, by=climate_member)
    for person in (secretary, climate_member):
        log = read_log([round], person)
        assert ([row.label for row in log.rows], log.count) == (["I-002"], 1)


def test_an_answer_that_was_changed_after_it_was_published_says_so(round, say, secretary, publish):
    comment = say()
    answering.answer([comment], "noted", "", by=secretary)
    publish(round)
    answering.answer([comment], "not", "Ligger utenfor mandatet.", by=secretary)
    (row,) = read_log([round], secretary).rows
    assert (row.answer.label, row.answer.is_changed) == ("ikke tatt til følge", True)


# ── In which order, and which of them ────────────────────────────────────────────────────────────


def test_rows_stand_by_number_or_by_their_place_in_what_was_sent_out(round, say, secretary, draft_2024):
    first, *_between, last = (measure.id for measure in build(draft_2024).every_measure())
    say("siste", object=last)
    say("første", object=first)
    say("hele")
    assert texts(read_log([round], secretary)) == ["siste", "første", "hele"]
    assert texts(read_log([round], secretary, Ask(order=Order.PLACE))) == ["hele", "første", "siste"]


def test_one_may_ask_for_a_body_or_an_outcome(round, say, secretary, transport_member):
    answered, _open = say("besvart"), say("åpen")
    say("transport", by=transport_member, group=TRANSPORT)
    answering.answer([answered], "noted", "", by=secretary)
    told = {
        name: texts(read_log([round], secretary, ask))
        for name, ask in {
            "body": Ask(body=TRANSPORT), "outcome": Ask(outcome="noted"), "unanswered": Ask(outcome=UNANSWERED),
        }.items()
    }  # fmt: skip
    assert told == {"body": ["transport"], "outcome": ["besvart"], "unanswered": ["åpen", "transport"]}
    assert read_log([round], secretary, Ask(body=TRANSPORT)).bodies == (
        (TRANSPORT, TRANSPORT_NAME), (CLIMATE, CLIMATE_NAME),
    )  # fmt: skip


def test_several_rounds_are_one_log(round, say, secretary, draft_2024):
    say("En")
    other = an_open_round(draft_2024, secretary, name="Andre runde")
    say("To", into=other)
    log = read_log([round, other], secretary)
    assert (log.rounds, texts(log)) == (("Utkast til faggruppene", "Andre runde"), ["En", "To"])


def test_statements_and_no_remarks_come_first(round, say, secretary, climate_leader, transport_member):
    leads(transport_member)
    comment = say()
    statements.confirm(
        statements.draft(round, body(CLIMATE), "Vi støtter.", [comment], by=climate_leader), by=climate_leader
    )
    statements.say_no_remarks(round, body(TRANSPORT), by=transport_member)
    assert read_log([round], secretary).said == (
        Said(round.name, CLIMATE_NAME, day(0), "Vi støtter.", ("I-001",)),
        Said(round.name, TRANSPORT_NAME, day(0)),
    )


# ── Who sees what ────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("name", "during", "seen"),
    [
        ("secretary", "own", ["klima", "transport"]),
        ("climate_leader", "own", ["klima"]),
        ("climate_member", "own", ["klima"]),
        ("transport_member", "own", ["transport"]),
        ("climate_member", "groups", ["klima", "transport"]),
    ],
)
def test_a_comment_that_one_does_not_see_is_neither_shown_nor_counted(
    request, round, say, transport_member, name, during, seen
):
    Round.objects.update(during=during)
    say("klima")
    say("transport", by=transport_member, group=TRANSPORT)
    log = read_log([round], request.getfixturevalue(name))
    assert (texts(log), log.count, len(log.bodies)) == (seen, len(seen), len(seen))


def test_an_answer_is_a_draft_for_the_secretariat_and_nothing_for_the_others(
    round, say, secretary, climate_member, publish
):
    answering.answer([say()], "not", "Hemmelig ennå.", by=secretary)
    assert read_log([round], secretary).rows[0].answer.is_draft
    assert read_log([round], climate_member).rows[0].answer is None
    assert texts(read_log([round], climate_member, Ask(outcome="not"))) == []
    assert texts(read_log([round], climate_member, Ask(outcome=UNANSWERED))) == ["Bra tiltak."]

    publish(round)
    assert read_log([round], climate_member).rows[0].answer == Answer(
        "not", "ikke tatt til følge", "Hemmelig ennå.", False, False
    )


def test_what_it_is_now_is_told_to_those_who_may_read_the_programme_as_it_is(
    round, say, secretary, climate_member, measure, publish
):
    comment = say(object=measure.uuid)
    answering.answer([comment], "taken", "", by=secretary)
    opening.close(round, by=secretary)
    answering.tie(comment, edit(measure, secretary, title="Ny og hemmelig"), by=secretary)
    opening.publish_answers(round, by=secretary)

    Programme.objects.filter(slug="2024").update(visibility="internal")
    (row,) = read_log([round], climate_member).rows
    assert (row.then.title, row.now, row.standing, row.changes) == ("Medlemskontakt", (), "", ())

    Programme.objects.filter(slug="2024").update(visibility="circulated")
    round.programme.circulated_to.add(body(CLIMATE))
    (row,) = read_log([round], climate_member).rows
    assert (row.now, len(row.changes)) == ((Point("", "Ny og hemmelig"),), 1)


@pytest.mark.parametrize(
    ("name", "named", "seen"),
    [
        ("secretary", False, ["", ""]),
        ("secretary", True, ["climate_member", "transport_member"]),
        ("climate_leader", True, ["climate_member", ""]),
        ("climate_leader", False, ["", ""]),
    ],
)
def test_persons_are_named_for_those_who_know_them_and_ask(
    request, round, say, climate_member, transport_member, name, named, seen
):
    Round.objects.update(during="groups")
    say()
    say(by=transport_member, group=TRANSPORT)
    names = {"": "", "climate_member": str(climate_member), "transport_member": str(transport_member)}
    log = read_log([round], request.getfixturevalue(name), Ask(named=named))
    assert [row.person for row in log.rows] == [names[each] for each in seen]


def test_a_letter_from_a_person_is_not_in_their_name_until_somebody_asks(round, secretary):
    member = Member.objects.first()
    for sender in (
        Sender(name="Kari Normann", source="letter"),
        Sender(name="Ola Normann", member=member, source="email"),
    ):
        commenting.write(round, Remark(text="Brev"), sender, by=secretary)
    rows = read_log([round], secretary).rows
    assert [(row.sender, row.person) for row in rows] == [(SOMEBODY_ELSE, ""), (str(member), "")]
    named = read_log([round], secretary, Ask(named=True)).rows
    assert [row.person for row in named] == ["Kari Normann", "Ola Normann"]


def test_another_groups_no_remarks_are_seen_as_its_statements_are(round, secretary, climate_leader, transport_member):
    statements.say_no_remarks(round, body(CLIMATE), by=climate_leader)
    counts = {}
    for sight in ("own", "groups"):
        Round.objects.update(during=sight)
        counts[sight] = [len(read_log([round], each).said) for each in (secretary, climate_leader, transport_member)]
    assert counts == {"own": [1, 1, 0], "groups": [1, 1, 1]}


# ── The log for everybody ────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("public", "answered", "open_to_all"), [(True, True, True), (True, False, False), (False, True, False)]
)
def test_the_log_is_for_everybody_when_it_was_promised_and_the_answers_are_published(
    draft_2024, secretary, publish, public, answered, open_to_all
):
    round = an_open_round(draft_2024, secretary, public_log=public)
    round = publish(round) if answered else round
    assert Round.objects.open_to_all().exists() == open_to_all


def test_the_log_for_everybody_names_no_person_and_tells_nothing_of_the_draft(round, say, secretary, measure, publish):
    comment = say(object=measure.uuid)
    answering.answer([comment], "taken", "", by=secretary)
    opening.close(round, by=secretary)
    answering.tie(comment, edit(measure, secretary, title="Ny og hemmelig"), by=secretary)
    opening.publish_answers(round, by=secretary)

    (row,) = public_log(round, Ask(named=True), None).rows
    assert (row.sender, row.person, row.then.title) == (CLIMATE_NAME, "", "Medlemskontakt")
    assert (row.now, row.standing, row.changes) == ((), "", ())
    (row,) = public_log(round, Ask(), build(round.programme)).rows
    assert (row.now, row.changes) == ((Point("", "Ny og hemmelig"),), ())
