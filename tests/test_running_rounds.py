"""The secretariat runs a round: prepared, changed, opened, extended, closed, opened again, its answers published."""

import re
from html import unescape

import pytest

from organisation.models import Entry
from programmes import editing, order
from programmes.keeping import change_measure
from programmes.models import Comment, Milestone, Round
from programmes.rounds import answering, commenting, opening, statements
from programmes.rounds.answered import others, who_has_answered
from programmes.rounds.commenting import Remark, Sender
from programmes.states import measure_state

from .pages import messages
from .sent_out import CLIMATE, OWN, TRANSPORT, body, closed, day, refused

NEW = "/innspill/ny/?program=2024"


def at(round, step="") -> str:
    return f"/innspill/runder/{round.uuid}/{step}"


def faults(response) -> list[str]:
    """The sentences at the fields of a form."""
    return [unescape(text) for text in re.findall(r'href="#id_[^"]*">[^:]+: ([^<]+)</a>', response.text)]


def said(round, **changes) -> dict:
    """What the form of a round would send."""
    return {
        "name": round.name, "question": "Er prioriteringene riktige?", "deadline": day(12).isoformat(),
        "bodies": [each.pk for each in round.bodies.all()], "during": "own", "after": "groups",
    } | changes  # fmt: skip


# ── Preparing ───────────────────────────────────────────────────────────────────────────────────


def test_a_round_is_prepared_and_nobody_else_sees_it(desk, draft_2024, climate_leader):
    group = body(CLIMATE)
    response = desk.post(
        NEW,
        {"name": " Utkast  én ", "deadline": day(9).isoformat(), "bodies": [group.pk], "during": "own", "after": "own"},
        follow=True,
    )
    round = Round.objects.get()
    assert messages(response) == ["«Utkast én» er klargjort. Ingen andre enn dere ser den før den åpnes."]
    assert (round.programme, list(round.bodies.all()), round.state) == (draft_2024, [group], "prepared")
    assert list(Round.objects.visible_to(climate_leader)) == []


def test_a_round_without_a_name_or_with_a_deadline_that_has_passed_is_told_so(desk, db):
    response = desk.post(NEW, {"name": " ", "deadline": day(-1).isoformat(), "during": "own", "after": "own"})
    assert faults(response) == ["Feltet er påkrevet.", "Fristen er passert allerede."]
    assert not Round.objects.exists()


def test_guidelines_have_no_rounds(desk, guidelines):
    assert desk.get(f"/innspill/program/{guidelines.slug}/").status_code == 404
    assert desk.get(f"/innspill/ny/?program={guidelines.slug}").status_code == 404


def test_a_prepared_round_is_changed_and_the_log_says_so_once(desk, prepared):
    changed = said(prepared, name="Andre utkast", bodies=[body(CLIMATE).pk])
    told = [messages(desk.post(at(prepared, "endre/"), changed, follow=True)) for _time in (1, 2)]
    prepared.refresh_from_db()
    assert told == [["Lagret."], ["Ingenting var endret, så ingenting er lagret."]]
    assert (prepared.name, [each.key for each in prepared.bodies.all()]) == ("Andre utkast", [CLIMATE])
    assert [entry.verb for entry in Entry.objects.of(prepared)] == ["changed", "added"]


def test_two_who_change_a_round_at_once_do_not_write_over_each_other(desk, colleague, prepared):
    seen = re.search(r'name="seen" value="(\w+)"', desk.get(at(prepared, "endre/")).text)[1]
    colleague.post(at(prepared, "endre/"), said(prepared, name="Kollegaens navn"))
    response = desk.post(at(prepared, "endre/"), said(prepared, name="Mitt navn", seen=seen))
    prepared.refresh_from_db()
    assert prepared.name == "Kollegaens navn"
    assert "En kollega har lagret siden du åpnet siden" in response.text
    assert 'value="Mitt navn"' in response.text


def test_an_open_round_is_neither_changed_nor_deleted(desk, round, secretary):
    sentence = "Runden er åpnet. Bare fristen kan flyttes."
    for step in ("endre/", "slett/"):
        assert messages(desk.get(at(round, step), follow=True)) == [sentence]
        assert messages(desk.post(at(round, step), said(round), follow=True)) == [sentence]
    assert refused(opening.delete, round, by=secretary) == [sentence]
    assert refused(opening.change, round, bodies=[], name="Nytt", by=secretary) == [sentence]


def test_a_round_nobody_has_seen_is_deleted(desk, prepared):
    assert messages(desk.post(at(prepared, "slett/"), follow=True)) == ["«Utkast til faggruppene» er slettet."]
    assert not Round.objects.exists()


def test_a_milestone_is_made_by_hand(desk, draft_2024):
    response = desk.post("/innspill/program/2024/milepael/", {"navn": "Etter møtet 14. oktober"}, follow=True)
    milestone = Milestone.objects.get(programme=draft_2024)
    assert messages(response) == ["Milepælen «Etter møtet 14. oktober» er laget. Bare sekretariatet ser den."]
    assert (milestone.slug, list(milestone.circulated_to.all())) == ("etter-motet-14-oktober", [])
    assert faults(desk.post("/innspill/program/2024/milepael/", {"navn": " "})) == ["Feltet er påkrevet."]


# ── From open to answered ───────────────────────────────────────────────────────────────────────


def test_the_page_before_opening_names_every_obstacle_and_has_no_button(desk, draft_2024, secretary):
    empty = opening.prepare(draft_2024, name="Tom", bodies=[], deadline=day(-1), during=OWN, after=OWN, by=secretary)
    page = desk.get(at(empty, "apne/")).text
    assert [reason in page for reason in opening.obstacles_to_opening(empty)] == [True, True]
    assert ">Åpne runden</button>" not in page
    assert messages(desk.post(at(empty, "apne/"), follow=True)) == opening.obstacles_to_opening(empty)


def test_a_round_is_opened_extended_closed_opened_again_and_answered(desk, prepared, secretary):
    def press(step, **sent):
        return messages(desk.post(at(prepared, step), sent, follow=True))

    assert press("apne/") == ["«Utkast til faggruppene» er åpnet. Teksten ligger nå fast."]
    assert press("frist/", frist=day(20).isoformat()) == [f"Fristen er flyttet til {day(20):%d.%m.%Y}."]
    assert press("avslutt/") == ["«Utkast til faggruppene» er avsluttet. Teksten kan redigeres igjen."]
    assert press("avslutt/") == ["Runden er ikke åpen."]
    assert press("apne-igjen/", frist=day(2).isoformat()) == [f"Runden er åpen til {day(2):%d.%m.%Y}."]
    press("avslutt/")
    assert press("publiser/") == ["Svarene i «Utkast til faggruppene» er publisert."]
    log = [str(entry.get_verb_display()) for entry in Entry.objects.of(prepared)]
    assert log == ["publiserte", "avsluttet", "åpnet", "avsluttet", "flyttet fristen", "åpnet", "la til"]


@pytest.mark.parametrize(
    ("state", "left"),
    [
        ("open", ["apne/"]),
        ("closed", ["apne/", "frist/", "avslutt/"]),
        ("answered", ["apne/", "frist/", "avslutt/", "apne-igjen/", "publiser/"]),
    ],
)
def test_the_page_of_a_step_that_is_behind_goes_back_to_the_round_and_says_where_it_stands(
    desk, round, secretary, state, left
):
    for step in (opening.close, opening.publish_answers):
        if round.state != state:
            round = step(round, by=secretary)
    pages = {step: desk.get(at(round, step), follow=True) for step in left}
    assert {step: page.redirect_chain[-1][0] for step, page in pages.items()} == dict.fromkeys(left, at(round))
    words = {"open": "Runden er åpen.", "closed": "Runden er avsluttet.", "answered": "Runden er besvart."}
    already = {"publiser/": "Svarene er publisert allerede."}
    assert {step: messages(page) for step, page in pages.items()} == {
        step: [already.get(step, words[state])] for step in left
    }


def test_a_deadline_in_the_past_is_told_at_its_field(desk, round):
    assert faults(desk.post(at(round, "frist/"), {"frist": day(-1).isoformat()})) == [
        "Den nye fristen er passert allerede."
    ]


@pytest.mark.parametrize(
    ("state", "steps"),
    [
        ("prepared", ("open_round", "change_round", "delete_round")),
        ("open", ("move_deadline", "close_round")),
        ("closed", ("publish_answers", "open_round_again")),
        ("answered", ()),
    ],
)
def test_the_buttons_are_what_can_be_done(desk, prepared, secretary, state, steps):
    round = prepared
    for name, step in (("open", opening.open_round), ("closed", opening.close), ("answered", opening.publish_answers)):
        if round.state != state:
            assert name
            round = step(round, by=secretary)
    assert (round.state, opening.steps(round)) == (state, steps)
    assert desk.get(at(round)).text.count('class="ds-button"') == len(steps)


def test_what_is_in_the_way_of_publishing_is_said_and_what_is_pointed_out(desk, round, say, secretary, measure):
    taken, unanswered = say(object=measure.uuid), say("To")
    answering.answer([taken], "taken", "", by=secretary)
    Round.objects.update(deadline=day(-1))
    late = say("For sent")
    page = desk.get(at(round, "publiser/")).text
    assert "Avslutt runden før svarene publiseres." in page
    assert "Ett innspill er ikke besvart." in page
    assert "Tatt til følge, men ikke knyttet til noen endring" in page
    assert [f">{each}</a>" in page for each in (taken, unanswered, late)] == [True, False, True]
    assert ">Publiser alle svar</button>" not in page


# ── Registering and admitting end when the answers are published ────────────────────────────────


def test_nothing_is_registered_before_a_round_is_opened_nor_after_its_answers_are_published(prepared, secretary):
    letter = Sender(body=body(CLIMATE), source="letter", received_on=day(0))
    assert refused(commenting.write, prepared, Remark(text="Brev"), letter, by=secretary) == [
        "Runden er ikke åpnet ennå."
    ]
    round = opening.publish_answers(closed(opening.open_round(prepared, by=secretary), secretary), by=secretary)
    assert refused(commenting.write, round, Remark(text="Brev"), letter, by=secretary) == [
        "Svarene i runden er publisert."
    ]


def test_what_came_too_late_is_not_admitted_when_the_answers_are_published(round, say, secretary):
    Round.objects.update(deadline=day(-1))
    late = say()
    opening.publish_answers(closed(round, secretary), by=secretary)
    assert refused(commenting.admit, late, by=secretary) == ["Svarene i runden er publisert."]


# ── Who has answered ────────────────────────────────────────────────────────────────────────────


def told(round) -> dict[str, tuple]:
    return {
        each.body.key: (
            each.words,
            [(person.person.name, person.comments, person.no_remarks) for person in each.people],
        )
        for each in who_has_answered(round)
    }


def test_silence_no_remarks_comments_and_a_statement_are_four_different_things(
    round, say, climate_leader, climate_member, transport_member
):
    leader, member, other = climate_leader.name, climate_member.name, transport_member.name
    assert told(round) == {
        CLIMATE: ("ikke svart", [(leader, 0, False), (member, 0, False)]),
        TRANSPORT: ("ikke svart", [(other, 0, False)]),
    }
    say()
    commenting.withdraw(say("Trekkes"), by=climate_member)
    statements.confirm(statements.draft(round, body(CLIMATE), "Vi støtter.", [], by=climate_leader), by=climate_leader)
    statements.say_no_remarks(round, body(TRANSPORT), by=transport_member)
    assert told(round) == {
        CLIMATE: ("uttalelse, 1 innspill", [(leader, 0, False), (member, 1, False)]),
        TRANSPORT: ("ikke svart", [(other, 0, True)]),
    }


def test_a_statement_that_is_not_confirmed_is_the_groups_own(round, climate_leader, desk):
    statements.draft(round, body(CLIMATE), "Hemmelig utkast", [], by=climate_leader)
    assert told(round)[CLIMATE][0] == "ikke svart"
    assert "Hemmelig utkast" not in desk.get(at(round)).text


def test_others_who_have_said_something_are_counted_apart(round, say, secretary):
    say()
    for name in ("Kari Normann", "Kari Normann", "Ola Normann"):
        commenting.write(round, Remark(text="Brev"), Sender(name=name, source="letter"), by=secretary)
    assert others(round) == [("Kari Normann", 2), ("Ola Normann", 1)]


# ── What happens elsewhere meanwhile ────────────────────────────────────────────────────────────


def test_the_editor_is_shut_by_a_round_and_opened_by_its_end(desk, prepared, measure, secretary, draft_2024):
    address = f"/redaksjon/2024/tiltak/{measure.uuid}/rediger/"
    desk.post(at(prepared, "apne/"), follow=True)
    assert messages(desk.get(address, follow=True)) == [editing.LOCKED.format(round=prepared)]
    desk.post(at(prepared, "avslutt/"))
    assert desk.get(address).status_code == 200


def test_a_comment_stays_listed_when_its_measure_is_edited_moved_taken_out_or_restored(
    desk, round, say, measure, secretary
):
    comment = say(object=measure.uuid)
    closed(round, secretary)
    state = measure_state(measure)
    change_measure(measure, state, state | {"title": "Nytt navn"}, by=secretary)
    seen = [_standing(desk, comment)]
    order.take_out(measure, "", by=secretary)
    seen.append(_standing(desk, comment))
    order.bring_back(measure, by=secretary)
    seen.append(_standing(desk, comment))
    assert seen == ["Endret siden runden åpnet", "Tatt ut siden runden åpnet", "Endret siden runden åpnet"]
    assert Comment.objects.get().object_title == "Medlemskontakt"


def _standing(desk, comment) -> str:
    page = desk.get(f"/innspill/bord/{comment.uuid}/").text
    return re.search(r"ds-tag[^>]*>([^<]* siden runden åpnet)", page)[1]
