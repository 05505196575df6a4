"""In the meeting: one thing at a time with what is said of it; what is decided becomes answers and comments."""

import re
from html import unescape
from urllib.parse import quote

import pytest

from organisation.models import Draft, Meeting
from programmes.models import Comment, Measure, Response, Round
from programmes.rounds import answering, commenting
from programmes.rounds.agenda import agenda
from programmes.rounds.answering import stamp
from programmes.rounds.deciding import NOTHING_SAID, decide

from .pages import messages
from .sent_out import CLIMATE, TRANSPORT, body, closed, day, refused
from .test_editor import address, fields


def at(round, number=1) -> str:
    return f"/innspill/runder/{round.uuid}/mote/{number}/"


def heading(response) -> str:
    return unescape(re.search(r"<h1[^>]*>([^<]+)</h1>", response.text)[1])


def send(client, round, thing, *comments, outcome="", text="", key=CLIMATE, **more):
    rows = Comment.objects.filter(round=round, object=thing).select_related("round", "response")
    data = {
        "gjelder": thing or "", "innspill": [each.uuid for each in comments], "utfall": outcome, "bestemt": text,
        "organ": body(key).pk, "sett": " ".join(f"{each.uuid}={stamp(each)}" for each in rows),
    } | more  # fmt: skip
    return client.post(at(round), data, follow=True)


def place_of(round, thing) -> int:
    stops = agenda(round, round.comments.counted())
    return next(number for number, stop in enumerate(stops, start=1) if stop.uuid == thing)


def test_the_meeting_goes_through_the_whole_each_measure_and_what_has_comments(round, say, draft_2024, measure):
    section = measure.section
    for thing in (None, section.uuid, measure.uuid):
        say(object=thing)
    stops = agenda(round, Comment.objects.counted())
    measures = Measure.objects.filter(section__programme=draft_2024, is_taken_out=False).count()
    assert len(stops) == measures + 2
    assert [len(stop.comments) for stop in stops if stop.comments] == [1, 1, 1]
    assert stops[0].part is None


def test_arrows_lead_between_what_has_comments_or_through_everything(desk, round, say, measure):
    say(), say(object=measure.uuid)
    number = place_of(round, measure.uuid)
    page = desk.get(at(round)).text
    assert re.search(r'data-next rel="next" href="([^"?]+)', page)[1] == at(round, number)
    assert "data-previous" not in page
    everything = desk.get(at(round), {"alle": 1}).text
    assert re.search(r'data-next rel="next" href="([^"?]+)', everything)[1] == at(round, 2)
    assert heading(desk.get(at(round, number))) == "Medlemskontakt"


def test_one_is_told_how_far_one_has_come_among_what_has_comments(desk, round, say, measure):
    say(object=measure.uuid)
    number = place_of(round, measure.uuid)
    first = desk.get(f"/innspill/runder/{round.uuid}/mote/")
    assert (heading(first), first.context["number"], first.context["place"]) == ("Medlemskontakt", number, "1 av 1")
    assert desk.get(at(round, number + 1)).context["place"] == "Uten innspill"
    assert desk.get(at(round, number + 1), {"alle": 1}).context["place"].startswith(f"{number + 1} av ")


def test_what_is_proposed_is_on_the_screen(desk, round, say, measure):
    say("", kind="suggestion", object=measure.uuid, field="title", basis="Medlemskontakt", proposed="Medlemsmøter")
    page = desk.get(f"/innspill/runder/{round.uuid}/mote/").text
    assert '<ins><span class="visually-hidden">satt inn: </span>Medlemsmøter</ins>' in page


def test_a_screen_that_does_not_exist_is_not_found(desk, round, say):
    assert [desk.get(at(round, number)).status_code for number in (0, 999)] == [404, 404]


def test_one_press_answers_the_ticked_comments(desk, round, say, measure):
    first, second = say("En", object=measure.uuid), say("To", object=measure.uuid)
    response = send(desk, round, measure.uuid, first, outcome="taken")
    assert messages(response) == ["I-001: tatt til følge."]
    assert list(Comment.objects.unanswered()) == [second]
    assert response.redirect_chain[-1][0] == f"{at(round, place_of(round, measure.uuid))}?organ={CLIMATE}"


def test_what_was_decided_is_the_reason(desk, round, say, measure):
    comment = say(object=measure.uuid)
    send(desk, round, measure.uuid, comment, outcome="not", text="Ligger hos fylket.")
    assert Response.objects.values_list("outcome", "reason").get() == ("not", "Ligger hos fylket.")
    send(desk, round, measure.uuid, comment, outcome="partly")
    assert Response.objects.values_list("outcome", "reason").get() == ("partly", "Ligger hos fylket.")


def test_a_refusal_without_a_reason_is_told_and_nothing_is_lost(desk, round, say, measure):
    comment = say(object=measure.uuid)
    response = send(desk, round, measure.uuid, comment, outcome="not")
    assert answering.SAY_WHY in response.text
    assert f'value="{comment.uuid}" id="innspill-{comment.uuid}" checked' in response.text
    assert heading(response) == "Medlemskontakt"


def test_what_was_decided_without_a_comment_becomes_one_from_the_meeting(desk, round, say, measure, secretary):
    response = send(desk, round, measure.uuid, text="Tiltaket deles i to.", outcome="taken", key=TRANSPORT)
    comment = Comment.objects.get()
    assert messages(response) == ["I-001: tatt til følge."]
    assert (comment.text, comment.source, comment.body.key, comment.object, comment.registered_by) == (
        "Tiltaket deles i to.", "meeting", TRANSPORT, measure.uuid, secretary,
    )  # fmt: skip


def test_it_is_written_down_without_an_outcome_and_waits_for_an_answer(desk, round, measure):
    response = send(desk, round, measure.uuid, text="Må avklares med styret.")
    assert messages(response) == ["I-001: skrevet opp."]
    assert list(Comment.objects.unanswered()) == list(Comment.objects.all())


def test_a_meeting_after_the_deadline_decides_all_the_same(desk, round, measure):
    Round.objects.update(deadline=day(-1))
    send(desk, round, measure.uuid, text="Tas inn.", outcome="taken")
    comment = Comment.objects.get()
    assert (comment.is_late, comment.waits_for_admission, str(comment.response)) == (True, False, "tatt til følge")


def test_nothing_said_is_told(desk, round, measure):
    for outcome in ("", "taken"):
        assert NOTHING_SAID in send(desk, round, measure.uuid, outcome=outcome).text
    assert not Comment.objects.exists()


def test_a_colleague_answered_during_the_meeting_and_is_not_overwritten(desk, round, say, measure, secretary):
    comment = say(object=measure.uuid)
    begun = f"{comment.uuid}={stamp(comment)}"
    answering.answer([comment], "not", "Fra bordet.", by=secretary)
    response = send(desk, round, measure.uuid, comment, outcome="taken", text="Fra møtet.", sett=begun)
    assert f"{secretary} svarte på I-001 mens du skrev: ikke tatt til følge. Fra bordet." in unescape(response.text)
    assert Response.objects.get().reason == "Fra bordet."
    assert "Fra møtet." in response.text


def test_only_the_secretariat_decides(round, measure, climate_leader):
    act = {"body": body(CLIMATE), "on": day(0), "by": climate_leader}
    assert refused(decide, round, measure.uuid, [], "taken", "Bestemt", **act) == [
        "Bare sekretariatet kan gjøre dette."
    ]


def test_withdrawn_and_late_comments_are_not_on_the_screen(desk, round, say, measure, climate_member):
    commenting.withdraw(say("Trukket", object=measure.uuid), by=climate_member)
    Round.objects.update(deadline=day(-1))
    say("For sent", object=measure.uuid)
    page = desk.get(at(round, place_of(round, measure.uuid))).text
    assert "Ingen innspill" in page


def ways_to_write(client, place) -> list[str]:
    """The links to the editor that lead back to the meeting."""
    links = re.findall(r'href="(/redaksjon/[^"]+)"', client.get(place).text)
    return [unescape(link) for link in links if "tilbake" in link]


def test_the_text_is_corrected_from_the_screen_while_it_is_held_still_and_edited_when_it_is_not(
    desk, round, measure, secretary
):
    place = at(round, place_of(round, measure.uuid))
    held = ways_to_write(desk, place)
    closed(round, secretary)
    back = f"?tilbake={quote(place)}#id_title"
    assert (held, ways_to_write(desk, place)) == (
        [f"/redaksjon/2024/tiltak/{measure.uuid}/rett/{back}"],
        [f"/redaksjon/2024/tiltak/{measure.uuid}/rediger/{back}"],
    )


def test_whoever_edits_in_the_meeting_is_back_in_it_with_the_new_text(desk, round, measure, secretary):
    place = at(round, place_of(round, measure.uuid))
    closed(round, secretary)
    (link,) = ways_to_write(desk, place)
    data = fields(desk.get(link))
    data["title"] = "Bestemt i møtet"
    response = desk.post(link, dict(data.lists()), follow=True)
    assert (response.redirect_chain, heading(response)) == ([(place, 302)], "Bestemt i møtet")


@pytest.mark.parametrize("foreign", ["https://eksempel.no/", "//eksempel.no/", "javascript:alert(1)"])
def test_one_is_only_led_back_to_our_own_pages(desk, draft_2024, measure, foreign):
    data = fields(desk.get(address(measure)))
    data["title"] = "Nytt"
    response = desk.post(f"{address(measure)}?tilbake={quote(foreign)}", dict(data.lists()))
    assert response.url == f"/redaksjon/2024/avsnitt/{measure.section.uuid}/#tiltak-{measure.uuid}"


def test_the_body_that_meets_today_is_chosen(desk, round, measure):
    assert re.search(r'<option value="(\d+)" selected', desk.get(at(round)).text)[1] == str(body(TRANSPORT).pk)
    Meeting.objects.create(body=body(CLIMATE), date=day(0))
    assert re.search(r'<option value="(\d+)" selected', desk.get(at(round)).text)[1] == str(body(CLIMATE).pk)


def test_what_is_typed_is_put_aside(desk, round, measure):
    number = place_of(round, measure.uuid)
    aside = f"/innspill/runder/{round.uuid}/mote/kladd/"
    assert desk.post(aside, {"gjelder": measure.uuid, "bestemt": "Halvferdig"}).status_code == 200
    assert "Halvferdig" in desk.get(at(round, number)).text
    send(desk, round, measure.uuid, text="Ferdig")
    assert not Draft.objects.exists()
    assert desk.post(aside, {"gjelder": "tull"}).status_code == 404
