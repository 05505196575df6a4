"""The secretariat's desk: the queue and its filters, answers one by one and many at once, what hangs on a comment."""

import re
from html import unescape

import pytest

from organisation.models import Draft, Entry, Version
from programmes.keeping import change_measure
from programmes.models import Comment, InternalNote, Response, Round
from programmes.rounds import answering, commenting, notes, opening
from programmes.rounds.answering import AnsweredMeanwhile, stamp
from programmes.rounds.commenting import Sender
from programmes.states import measure_state

from .pages import messages
from .sent_out import CLIMATE, TRANSPORT, body, closed, day, refused

DESK = "/innspill/bord/"


def at(comment, step="") -> str:
    return f"{DESK}{comment.uuid}/{step}"


def seen(*comments) -> str:
    """What the form remembers of the comments as they are now."""
    rows = Comment.objects.filter(pk__in=[each.pk for each in comments]).select_related("round", "response")
    return " ".join(f"{each.uuid}={stamp(each)}" for each in rows)


def answer(client, comment, outcome, reason="", **sent):
    data = {"utfall": outcome, "begrunnelse": reason, "sett": seen(comment)} | sent
    return client.post(at(comment), data, follow=True)


def queue(response) -> list[str]:
    return re.findall(r'queue-number">(I-\d+)<', response.text)


def counts(response) -> str:
    return re.sub(r"<[^>]+>", "", re.search(r'queue-count"[^>]*>(.*?)</p>', response.text)[1])


def errors(response) -> list[str]:
    """What the summary of errors says, its heading first."""
    summary = re.search(r'<div class="ds-error-summary".*?</div>', response.text, re.S)
    return [
        unescape(re.sub(r"<[^>]+>", "", each)).strip()
        for each in re.findall(r"<(?:h2|li).*?</(?:h2|li)>", summary[0], re.S)
    ]


def written(response) -> str:
    """What stands in the field for the reason."""
    return unescape(re.search(r'<textarea[^>]*name="begrunnelse"[^>]*>\n(.*?)</textarea>', response.text, re.S)[1])


# ── The queue ───────────────────────────────────────────────────────────────────────────────────


def test_the_queue_is_in_the_order_the_programme_is_read(desk, say, measure):
    about_measure, whole, early = say(object=measure.uuid), say("Alt"), None
    section = measure.section
    early = say(object=section.uuid)
    assert queue(desk.get(DESK)) == [str(whole), str(early), str(about_measure)]


@pytest.fixture
def sixty(say, measure, transport_member, climate_leader, secretary, round):
    """Seven comments that differ: by group, kind, thing, answer, lateness and withdrawal."""
    made = {
        "merknad": say("Om jernbane", object=measure.uuid),
        "spørsmål": say("Hvem har ansvaret?", kind="question", by=climate_leader),
        "stryk": say("", kind="strike", object=measure.uuid, by=transport_member, group=TRANSPORT),
        "besvart": say("Besvart allerede", by=transport_member, group=TRANSPORT),
        "trukket": say("Trekkes"),
    }
    answering.answer([made["besvart"]], "not", "Utenfor mandatet.", by=secretary)
    commenting.withdraw(made["trukket"], by=made["trukket"].person)
    Round.objects.update(deadline=day(-1))
    made["sent"] = say("For sent")
    return made


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("", {"merknad", "spørsmål", "stryk", "besvart", "trukket", "sent"}),
        ("ord=jernbane", {"merknad"}),
        ("ord=i-003", {"stryk"}),
        ("ord=3", {"stryk"}),
        ("ord=mandatet", {"besvart"}),
        ("ord=finnesikke", set()),
        ("slag=question", {"spørsmål"}),
        ("status=ubesvart", {"merknad", "spørsmål", "stryk"}),
        ("status=besvart", {"besvart"}),
        ("status=sent", {"sent"}),
        ("status=trukket", {"trukket"}),
        ("utfall=not", {"besvart"}),
        ("fra=organ-{transport}", {"stryk", "besvart"}),
        ("fra=organ-{transport}&status=ubesvart", {"stryk"}),
        ("runde={round}", {"merknad", "spørsmål", "stryk", "besvart", "trukket", "sent"}),
        ("runde=alle&slag=strike", {"stryk"}),
        ("slag=finnesikke", {"merknad", "spørsmål", "stryk", "besvart", "trukket", "sent"}),
    ],
)
def test_the_filters(desk, sixty, round, asked, found):
    asked = asked.format(transport=body(TRANSPORT).pk, round=round.uuid)
    assert set(queue(desk.get(f"{DESK}?{asked}"))) == {str(sixty[name]) for name in found}


def test_an_area_is_what_the_milestone_says(desk, say, draft_2024):
    section = draft_2024.sections.filter(area__isnull=False).first()
    inside, outside = say(object=section.uuid), say("Alt")
    assert queue(desk.get(f"{DESK}?omrade={section.area.name}")) == [str(inside)]
    assert {str(inside), str(outside)} == set(queue(desk.get(DESK)))


def test_the_counter_says_what_is_left(desk, sixty):
    assert counts(desk.get(DESK)) == "6 innspill, 3 ubesvarte"
    assert counts(desk.get(f"{DESK}?status=besvart")) == "1 innspill, ingen ubesvarte"
    assert counts(desk.get(f"{DESK}?ord=finnesikke")) == "0 innspill"


def test_a_round_that_is_answered_leaves_the_queue_and_is_found_by_name(desk, round, say, secretary):
    comment = say()
    answering.answer([comment], "noted", "", by=secretary)
    opening.publish_answers(closed(round, secretary), by=secretary)
    assert queue(desk.get(DESK)) == []
    assert queue(desk.get(f"{DESK}?runde={round.uuid}")) == queue(desk.get(f"{DESK}?runde=alle")) == [str(comment)]


def test_publish_all_answers_is_offered_when_none_is_left_and_the_round_is_closed(desk, round, say, secretary):
    comment = say()
    offered = ["Publiser alle svar" in desk.get(DESK).text]
    answering.answer([comment], "noted", "", by=secretary)
    offered.append("Publiser alle svar" in desk.get(DESK).text)
    closed(round, secretary)
    offered.append("Publiser alle svar" in desk.get(DESK).text)
    assert offered == [False, False, True]


def test_the_queue_has_pages_and_the_open_comment_is_on_its_own(desk, say):
    comments = [say(f"Nr. {n}") for n in range(52)]
    assert queue(desk.get(f"{DESK}?side=2")) == [str(each) for each in comments[50:]]
    assert queue(desk.get(at(comments[51]))) == [str(each) for each in comments[50:]]
    assert queue(desk.get(f"{DESK}?side=99")) == queue(desk.get(f"{DESK}?side=2"))


# ── Answering ───────────────────────────────────────────────────────────────────────────────────


def test_an_answer_is_saved_and_the_next_unanswered_comment_is_opened(desk, say):
    first, second, third = say("En"), say("To"), say("Tre")
    response = answer(desk, first, "partly", " Tatt inn\ni tiltak 2. ", neste=second.uuid)
    first.refresh_from_db()
    assert (first.response.outcome, first.response.reason) == ("partly", "Tatt inn\ni tiltak 2.")
    assert messages(response) == ["I-001: delvis tatt til følge."]
    assert response.redirect_chain[-1][0].startswith(at(second))
    assert f'name="neste" value="{third.uuid}"' in desk.get(at(second)).text


def test_the_next_one_keeps_the_filters(desk, say):
    first, second = say("En"), say("To")
    data = {"utfall": "noted", "sett": seen(first), "neste": second.uuid}
    assert desk.post(f"{at(first)}?status=ubesvart", data).url == f"{at(second)}?status=ubesvart#innspill"


def test_a_refusal_without_a_reason_is_told_and_what_is_chosen_stays(desk, say):
    response = answer(desk, say(), "not", "  ")
    assert errors(response) == ["Noe må rettes før det kan lagres", f"Begrunnelse: {answering.SAY_WHY}"]
    assert re.search(r'value="not"[^>]* checked', response.text)
    assert not Response.objects.exists()


def test_without_an_outcome_nothing_is_saved_and_the_reason_stays(desk, say):
    response = answer(desk, say(), "", "Godt poeng.")
    assert errors(response)[1:] == ["Hva skjedde? Velg hva som skjedde med innspillet."]
    assert written(response) == "Godt poeng."


def test_the_same_answer_twice_is_saved_once(desk, say):
    comment = say()
    answer(desk, comment, "noted")
    assert messages(answer(desk, comment, "noted")) == ["Svaret var det samme, så ingenting er lagret."]
    assert Entry.objects.filter(verb="answered").count() == 1


def test_one_answer_to_those_about_the_same_thing(desk, say, measure):
    first, second, whole = say("En", object=measure.uuid), say("To", object=measure.uuid), say("Alt")
    page = desk.get(at(first)).text
    assert re.findall(r'name="ogsa" value="([^"]+)"', page) == [str(second.uuid)]
    answer(desk, first, "taken", ogsa=second.uuid, sett=seen(first, second))
    assert {each.response for each in Comment.objects.exclude(pk=whole.pk)} == {Response.objects.get()}


def test_many_are_ticked_and_answered_at_once(desk, say):
    comments = [say(f"Nr. {n}") for n in range(3)]
    ticked = [str(each.uuid) for each in comments[:2]]
    assert "Samme svar på 2 innspill" in desk.get(f"{DESK}svar/", {"innspill": ticked}).text
    data = {"innspill": ticked, "utfall": "not", "begrunnelse": "", "sett": seen(*comments[:2])}
    assert errors(desk.post(f"{DESK}svar/", data))[1:] == [f"Begrunnelse: {answering.SAY_WHY}"]
    response = desk.post(f"{DESK}svar/", data | {"begrunnelse": "Utenfor mandatet."}, follow=True)
    assert messages(response) == ["I-001, I-002: ikke tatt til følge."]
    assert list(Comment.objects.unanswered()) == [comments[2]]


def test_the_filters_are_kept_while_many_are_answered(desk, say):
    comment = say("En")
    page = desk.get(DESK, {"ord": "en", "status": "ubesvart"}).text
    assert re.findall(r'type="hidden" name="(\w+)" value="(\w+)"', page) == [("ord", "en"), ("status", "ubesvart")]
    asked = {"innspill": str(comment.uuid), "ord": "en", "status": "ubesvart"}
    assert desk.get(f"{DESK}svar/", asked).text.count(f'"{DESK}?ord=en&amp;status=ubesvart"') == 1
    data = {"innspill": str(comment.uuid), "utfall": "noted", "begrunnelse": "", "sett": seen(comment)}
    response = desk.post(f"{DESK}svar/?ord=en&status=ubesvart", data)
    assert response.url == f"{DESK}?ord=en&status=ubesvart"


def test_nothing_ticked_is_told(desk, db):
    assert messages(desk.get(f"{DESK}svar/", follow=True)) == [answering.NOTHING_CHOSEN]
    assert desk.get(f"{DESK}svar/?innspill=tull").status_code == 404


def test_an_answer_is_taken_back_until_it_is_published(desk, round, say, secretary):
    comment = say()
    answer(desk, comment, "noted")
    assert messages(desk.post(at(comment, "angre/"), follow=True)) == ["Svaret på I-001 er tatt bort."]
    answer(desk, comment, "noted")
    opening.publish_answers(closed(round, secretary), by=secretary)
    assert messages(desk.post(at(comment, "angre/"), follow=True)) == [
        "Svaret er publisert og kan endres, men ikke fjernes."
    ]


# ── Meanwhile ───────────────────────────────────────────────────────────────────────────────────

AGAIN = "Ditt svar står i skjemaet og er ikke lagret. Lagre på nytt hvis det skal gjelde."


def test_two_who_answer_the_same_comment_at_once_do_not_overwrite_each_other(desk, colleague, say):
    comment = say()
    begun = seen(comment)
    answer(colleague, comment, "not", "Utenfor mandatet.")
    response = answer(desk, comment, "taken", "Min tekst.", sett=begun)
    comment.refresh_from_db()
    assert (comment.response.outcome, comment.response.reason) == ("not", "Utenfor mandatet.")
    assert errors(response) == [
        f"{comment.response.by} svarte på I-001 mens du skrev: ikke tatt til følge. Utenfor mandatet.", AGAIN,
    ]  # fmt: skip
    assert written(response) == "Min tekst."
    again = unescape(re.search(r'name="sett" value="([^"]*)"', response.text)[1])
    answer(desk, comment, "taken", "Min tekst.", sett=again)
    comment.response.refresh_from_db()
    assert comment.response.reason == "Min tekst."
    assert [version.content.get("reason") for version in Version.objects.of(comment.response)][:2] == [
        "Min tekst.", "Utenfor mandatet.",
    ]  # fmt: skip


def test_the_comment_was_edited_while_the_answer_was_written(desk, say, climate_member):
    comment = say("Første tekst")
    begun = seen(comment)
    commenting.change(comment, kind="comment", text="Andre tekst", by=climate_member)
    response = answer(desk, comment, "noted", "Takk.", sett=begun)
    assert errors(response) == ["I-001 er endret siden du åpnet det. Les det på nytt.", AGAIN]
    assert "Andre tekst" in response.text
    assert written(response) == "Takk."


def test_the_comment_was_withdrawn_while_the_answer_was_written(desk, say, climate_member):
    comment = say()
    begun = seen(comment)
    commenting.withdraw(comment, by=climate_member)
    response = answer(desk, comment, "noted", "Takk.", sett=begun)
    assert "Innspillet er trukket, og skal ikke besvares." in response.text
    assert not Response.objects.exists()


def test_the_answers_were_published_while_one_was_written(desk, round, say, secretary):
    comment = say()
    answering.answer([comment], "noted", "", by=secretary)
    begun = seen(comment)
    opening.publish_answers(closed(round, secretary), by=secretary)
    response = answer(desk, comment, "taken", "Likevel.", sett=begun)
    assert errors(response) == [
        f"Svarene i «{round}» ble publisert mens du skrev. Det du lagrer nå, ser alle med en gang.", AGAIN,
    ]  # fmt: skip
    assert written(response) == "Likevel."


def test_the_round_was_closed_while_an_answer_was_written_and_it_is_saved_all_the_same(desk, round, say, secretary):
    comment = say()
    begun = seen(comment)
    closed(round, secretary)
    assert messages(answer(desk, comment, "noted", sett=begun)) == ["I-001: til orientering."]


def test_a_shared_answer_does_not_overwrite_what_another_got_meanwhile(secretary, say, measure):
    first, second = say("En", object=measure.uuid), say("To", object=measure.uuid)
    begun = {each.uuid: stamp(each) for each in (first, second)}
    answering.answer([second], "not", "Utenfor.", by=secretary)
    with pytest.raises(AnsweredMeanwhile):
        answering.answer([first, second], "taken", "", by=secretary, seen=begun)
    assert list(Comment.objects.unanswered()) == [first]


# ── What is put aside ───────────────────────────────────────────────────────────────────────────


def test_what_is_typed_is_put_aside_and_stands_in_the_form_again(desk, colleague, say):
    comment = say()
    sent = {"utfall": "not", "begrunnelse": "Halvferdig", "sett": seen(comment)}
    assert desk.post(at(comment, "kladd/"), sent).json()["others"] is False
    page = desk.get(at(comment))
    assert written(page) == "Halvferdig"
    assert re.search(r'value="not"[^>]* checked', page.text)
    assert written(colleague.get(at(comment))) == ""
    assert not Response.objects.exists()


def test_what_was_put_aside_is_done_with_when_it_is_saved_or_thrown_away(desk, say):
    comment = say()
    for done in (lambda: answer(desk, comment, "noted"), lambda: desk.post(at(comment, "kladd/forkast/"))):
        desk.post(at(comment, "kladd/"), {"begrunnelse": "Halvferdig", "sett": seen(comment)})
        done()
        assert not Draft.objects.exists()


def test_one_is_told_at_once_when_somebody_has_answered_meanwhile(desk, colleague, say):
    comment = say()
    begun = seen(comment)
    answer(colleague, comment, "noted")
    assert desk.post(at(comment, "kladd/"), {"begrunnelse": "Mitt", "sett": begun}).json()["others"] is True


# ── What hangs on a comment ─────────────────────────────────────────────────────────────────────


def test_what_came_too_late_is_admitted_before_it_is_answered(desk, round, say):
    Round.objects.update(deadline=day(-1))
    comment = say()
    assert "Ta innspillet med før du svarer." in desk.get(at(comment)).text
    assert messages(desk.post(at(comment, "ta-med/"), follow=True)) == ["I-001 er tatt med."]
    assert messages(answer(desk, comment, "noted")) == ["I-001: til orientering."]


def test_an_answer_is_tied_to_a_change_since_the_round_opened(desk, round, say, measure, secretary):
    comment = say(object=measure.uuid)
    closed(round, secretary)
    before = measure_state(measure)
    change_measure(measure, before, before | {"title": "Bedre kontakt"}, by=secretary, what="tittelen")
    version = Version.objects.of(measure).first()
    assert messages(desk.post(at(comment, "forte-til/"), {"versjon": version.pk}, follow=True)) == [
        "I-001 er knyttet til endringen."
    ]
    comment.refresh_from_db()
    assert comment.led_to == version
    page = desk.get(at(comment)).text
    assert re.search(r"<del>.*?</span>Medlemskontakt</del>.*<ins>.*?</span>Bedre kontakt</ins>", page, re.S)
    desk.post(at(comment, "forte-til/"), {"versjon": ""})
    comment.refresh_from_db()
    assert comment.led_to is None


def test_an_answer_is_not_tied_to_what_was_changed_before_nor_to_another_programme(
    desk, prepared, secretary, measure, climate_member, programme_2025
):
    before = measure_state(measure)
    change_measure(measure, before, before | {"title": "Før"}, by=secretary)
    round = opening.open_round(prepared, by=secretary)
    comment = commenting.write(
        round, commenting.Remark(text="Hei", object=measure.uuid), Sender(body=body(CLIMATE)), by=climate_member
    )
    elsewhere = Version.objects.create(object=comment.uuid, number=9, cause="edited", content={})
    for version in (Version.objects.of(measure).first(), elsewhere):
        assert messages(desk.post(at(comment, "forte-til/"), {"versjon": version.pk}, follow=True)) == [
            "Endringen du valgte, finnes ikke lenger. Velg på nytt."
        ]


def test_internal_notes_lie_apart_and_are_the_secretariats(desk, colleague, say, secretary, clients):
    comment = say()
    assert messages(desk.post(at(comment, "notat/"), {"tekst": "Sjekk mot fylket."}, follow=True)) == [
        "Notatet er lagret."
    ]
    note = InternalNote.objects.get()
    assert (note.text, note.by) == ("Sjekk mot fylket.", secretary)
    assert "Notatet er tomt." in desk.post(at(comment, "notat/"), {"tekst": " "}).text
    remove = at(comment, f"notat/{note.pk}/fjern/")
    assert messages(colleague.post(remove, follow=True)) == ["Bare den som har skrevet notatet, kan fjerne det."]
    assert messages(desk.post(remove, follow=True)) == ["Notatet er fjernet."]
    assert not InternalNote.objects.exists()


def test_only_the_secretariat_writes_notes(say, climate_leader):
    assert refused(notes.add, say(), "Mitt notat", by=climate_leader) == ["Bare sekretariatet kan gjøre dette."]


def test_hostile_text_is_shown_as_text(desk, say):
    comment = say('<script>alert("x")</script> & {{ 1|add:1 }}', quote="<img src=x onerror=alert(1)>")
    page = desk.get(at(comment)).text
    assert "<script>alert" not in page
    assert "<img src=x" not in page
    assert "&lt;script&gt;alert(&quot;x&quot;)&lt;/script&gt; &amp; {{ 1|add:1 }}" in page


@pytest.mark.parametrize("kind", ["strike", "new_measure", "comment"])
def test_what_can_be_taken_in_is_offered_beside_the_comment(desk, say, measure, kind):
    about = {"object": measure.section.uuid if kind == "new_measure" else measure.uuid}
    comment = say(kind=kind, **about)
    offered = f"/innspill/innspill/{comment.uuid}/ta-inn/" in desk.get(f"/innspill/bord/{comment.uuid}/").text
    assert offered == (kind != "comment")
