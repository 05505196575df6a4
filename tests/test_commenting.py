"""The members' pages: reading what one is asked about, commenting on it, and seeing what became of it."""

import re
from datetime import timedelta
from html import unescape

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from organisation.models import Draft, Seat, Version
from programmes import order
from programmes.keeping import change_measure
from programmes.milestones import keep_milestone, milestone_parts
from programmes.models import Comment, Lineage, Measure, NoRemarks, Programme, Round, Section, Statement
from programmes.rounds import answering, commenting, opening, rights, statements
from programmes.rounds.commenting import Remark, Sender
from programmes.rounds.deadline import deadline_words
from programmes.rounds.forms.remark import NOT_THERE, SAY_SOMETHING
from programmes.rounds.views.statements import CHOOSE, KEPT
from programmes.states import measure_state
from publishing.shelf import page as stored_page

from .pages import messages
from .test_rounds import CLIMATE, TRANSPORT, body, closed, day, edit

pytestmark = pytest.mark.django_db
GROUPS, OWN = Round.Sight.GROUPS, Round.Sight.OWN


@pytest.fixture
def round(draft_2024, secretary) -> Round:
    prepared = opening.prepare(
        draft_2024, name="Utkast til faggruppene", question="Mangler det noe?", bodies=[body(CLIMATE), body(TRANSPORT)],
        deadline=day(6), during=OWN, after=GROUPS, by=secretary,
    )  # fmt: skip
    return opening.open_round(prepared, by=secretary)


@pytest.fixture
def measure(draft_2024) -> Measure:
    return Measure.objects.get(section__programme=draft_2024, title="Medlemskontakt")


@pytest.fixture
def member(climate_member) -> Client:
    return logged_in(climate_member)


@pytest.fixture
def leader(climate_leader) -> Client:
    return logged_in(climate_leader)


@pytest.fixture
def neighbour(transport_member) -> Client:
    return logged_in(transport_member)


def logged_in(person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def say(round, by, text="Bra tiltak.", group=CLIMATE, **remark) -> Comment:
    return commenting.write(round, Remark(text=text, **remark), Sender(body=body(group)), by=by)


def sheet(round, thing=None) -> str:
    return reverse("thing", args=[round.uuid, thing and thing.uuid])


def send(client, round, thing=None, **fields):
    return client.post(sheet(round, thing), {"kind": "comment", "text": "Bra tiltak."} | fields)


def marks(response) -> dict[str, str]:
    """What the marks beside the draft say, by what they are about."""
    found = re.findall(r'class="mark" href="[^"]+">([^<]+)<span[^>]*> til «(.*?)»</span>', response.text)
    return {unescape(about): words for words, about in found}


def faults(response) -> list[str]:
    form = response.context["form"]
    return [str(error) for errors in form.errors.values() for error in errors]


# ── The list of rounds ───────────────────────────────────────────────────────────────────────────


def test_a_member_sees_the_rounds_of_their_groups_with_how_long_there_is_left(member, round, climate_member):
    say(round, climate_member)
    (listed,) = member.get("/innspill/").context["open"]
    assert (listed, listed.written, [str(each) for each in listed.speaks_in]) == (round, 1, [str(body(CLIMATE))])
    assert listed.deadline_words == deadline_words(round)


@pytest.mark.parametrize(
    ("days", "words"),
    [
        (6, "Frist 17. oktober, 6 dager igjen"),
        (1, "Frist 17. oktober, i morgen"),
        (0, "Frist 17. oktober, i dag"),
        (-1, "Fristen gikk ut 17. oktober. Det som kommer nå, blir merket «for sent»."),
    ],
)
def test_the_deadline_in_words(days, words):
    deadline = timezone.localdate().replace(month=10, day=17)
    round = Round(deadline=deadline, opened_at=timezone.now())
    assert deadline_words(round, deadline - timedelta(days=days)) == words


def test_rounds_that_one_is_not_asked_in_are_not_listed(clients, round):
    listed = {
        name: len(clients[name].get("/innspill/").context["open"])
        for name in ("outsider", "delegate", "board_member", "coordinator", "transport_member", "climate_leader")
    }
    assert listed == dict.fromkeys(listed, 0) | {"transport_member": 1, "climate_leader": 1}


def test_a_round_that_is_answered_tells_what_became_of_ones_comments(member, round, climate_member, secretary):
    one, two = say(round, climate_member), say(round, climate_member)
    closed(round, secretary)
    answering.answer([one], "taken", "", by=secretary)
    answering.answer([two], "not", "Utenfor mandatet.", by=secretary)
    (before,) = member.get("/innspill/").context["earlier"]
    assert before.outcomes == []
    opening.publish_answers(round, by=secretary)
    (after,) = member.get("/innspill/").context["earlier"]
    assert sorted(after.outcomes) == ["1 ikke tatt til følge", "1 tatt til følge"]


def test_what_somebody_wrote_before_they_left_the_group_is_still_listed_for_them(round, climate_member):
    comment = say(round, climate_member)
    Seat.objects.filter(person=climate_member).update(to_date=day(-1))
    client = logged_in(climate_member)
    assert list(client.get("/innspill/").context["elsewhere"]) == [comment]
    assert client.get(comment.get_absolute_url()).status_code == 200
    assert client.get(round.get_absolute_url()).status_code == 404


@pytest.mark.parametrize(
    ("name", "links"),
    [("nobody", 0), ("outsider", 0), ("delegate", 0), ("coordinator", 0), ("climate_member", 1), ("secretary", 1)],
)
def test_innspill_stands_in_the_menu_for_those_who_have_a_round(clients, round, name, links):
    page = clients[name].get("/").text
    assert page.count('<a href="/innspill/"') == links
    assert page.count("Gi innspill: Utkast til faggruppene") == links


# ── The draft and its marks ──────────────────────────────────────────────────────────────────────


@pytest.fixture
def with_budget(programme_2025, secretary) -> Round:
    """A round on the programme of 2025 as it was before it was adopted: chapters, measures and two budget tables."""
    Programme.objects.filter(pk=programme_2025.pk).update(phase="groups")
    programme_2025.refresh_from_db()
    prepared = opening.prepare(
        programme_2025, name="Utkast", bodies=[body(CLIMATE)], deadline=day(6), during=OWN, after=OWN, by=secretary
    )
    return opening.open_round(prepared, by=secretary)


def test_every_measure_chapter_and_budget_line_has_a_mark(member, with_budget):
    page = member.get(with_budget.get_absolute_url())
    parts = milestone_parts(with_budget.milestone)
    hrefs = re.findall(r'class="mark" href="([^"]+)"', page.text)
    assert sorted(hrefs) == sorted(reverse("thing", args=[with_budget.uuid, each]) for each in parts)
    assert {each.about for each in parts.values()} == {"section", "measure", "line"}


def test_every_thing_in_the_draft_has_a_page(member, with_budget):
    refused = [
        part.label
        for part in milestone_parts(with_budget.milestone).values()
        if member.get(reverse("thing", args=[with_budget.uuid, part.id])).status_code != 200
    ]
    assert refused == []


def test_a_mark_tells_how_much_the_reader_may_see(member, neighbour, round, measure, climate_member):
    say(round, climate_member, object=measure.uuid)
    assert marks(member.get(round.get_absolute_url()))["Medlemskontakt"] == "1 innspill"
    assert marks(neighbour.get(round.get_absolute_url()))["Medlemskontakt"] == "Skriv innspill"


def test_pages_for_everybody_and_stored_editions_have_no_mark(client, edition_2025):
    stored = stored_page(edition_2025.pk, edition_2025.pk).body.decode()
    pages = [client.get("/handlingsprogram/2025/").text, client.get("/strategiske-foringer/foringer-2021-2024/").text]
    assert [page.count('class="mark') for page in (bytes(edition_2025.page).decode(), stored, *pages)] == [0, 0, 0, 0]


def test_what_is_not_in_the_draft_has_no_page(member, round, programme_2025):
    other = Measure.objects.filter(section__programme=programme_2025).first()
    assert member.get(sheet(round, other)).status_code == 404


# ── What has changed ─────────────────────────────────────────────────────────────────────────────


def second_round(draft_2024, secretary) -> Round:
    prepared = opening.prepare(
        draft_2024, name="Annet utkast", bodies=[body(CLIMATE)], deadline=day(9), during=OWN, after=OWN, by=secretary
    )
    return opening.open_round(prepared, by=secretary)


def changes(response) -> list[tuple[str, list[str]]]:
    """Against what, and which fields differ."""
    return [(then.title, [label for label, _parts in then.changes]) for then in response.context["earlier"]]


def test_a_thing_shows_what_has_changed_since_the_group_saw_it_last(member, round, measure, draft_2024, secretary):
    closed(round, secretary)
    edit(measure, secretary, title="Kontakt med medlemmene")
    again = second_round(draft_2024, secretary)
    assert changes(member.get(sheet(again, measure))) == [("Medlemskontakt", ["tittelen"])]
    page = member.get(again.get_absolute_url())
    assert (page.context["before"], page.context["differing"], page.text.count(">endret siden sist<")) == (
        round.milestone, 1, 1,
    )  # fmt: skip


def test_a_milestone_that_was_not_sent_to_the_group_is_not_what_they_saw_last(
    member, round, measure, draft_2024, secretary
):
    closed(round, secretary)
    edit(measure, secretary, title="Et navn som aldri ble sendt ut")
    keep_milestone(draft_2024, "Internt", by=secretary)
    edit(measure, secretary, title="Kontakt med medlemmene")
    page = member.get(sheet(second_round(draft_2024, secretary), measure))
    assert changes(page) == [("Medlemskontakt", ["tittelen"])]
    assert page.text.count("aldri ble sendt ut") == 0


def test_the_first_time_a_thing_is_compared_with_last_years_edition(
    member, measure, programme_2025, draft_2024, secretary
):
    ancestor = Measure.objects.filter(section__programme=programme_2025).first()
    Lineage.objects.create(
        measure=measure, kind="reworded", origin=ancestor.uuid, origin_title=ancestor.title,
        origin_place="2025@edition:1",
    )  # fmt: skip
    page = member.get(sheet(second_round(draft_2024, secretary), measure))
    ((title, fields),) = changes(page)
    assert (title, fields[0]) == (ancestor.title, "tittelen")
    assert [then.place for then in page.context["earlier"]] == [programme_2025.title]


def test_what_is_put_right_after_it_was_sent_out_is_told_with_the_difference(member, round, measure, secretary):
    before = measure_state(measure)
    after = before | {"title": "Kontakt med medlemmene"}
    change_measure(measure, before, after, by=secretary, cause=Version.Cause.CORRECTED)
    (correction,) = member.get(sheet(round, measure)).context["corrections"]
    assert [(label, [part.text for part in parts]) for label, parts in correction.changes] == [
        ("tittelen", ["Medlemskontakt", "Kontakt med medlemmene"])
    ]
    assert member.get(round.get_absolute_url()).text.count(">rettet etter utsending<") == 1


# ── Writing ──────────────────────────────────────────────────────────────────────────────────────


def test_a_member_comments_on_a_measure(member, round, measure, climate_member):
    response = send(member, round, measure, kind="question", text="Hvem gjør det?")
    comment = Comment.objects.get()
    assert (comment.text, comment.kind, comment.person, comment.body) == (
        "Hvem gjør det?", "question", climate_member, body(CLIMATE),
    )  # fmt: skip
    assert messages(member.get(response.url)) == ["I-001 er sendt. Du kan endre eller trekke det til runden avsluttes."]


def test_a_member_comments_on_the_whole_programme_on_a_chapter_and_on_a_budget_line(member, with_budget):
    parts = milestone_parts(with_budget.milestone).values()
    of_each = {part.about: part.id for part in reversed(parts)}
    for thing in (None, of_each["section"], of_each["line"]):
        member.post(reverse("thing", args=[with_budget.uuid, thing]), {"kind": "comment", "text": "Bra."})
    assert list(Comment.objects.values_list("about", "object")) == [
        ("whole", None), ("section", of_each["section"]), ("line", of_each["line"]),
    ]  # fmt: skip


def test_after_sending_one_is_at_the_top_of_the_page_where_it_says_so(member, round, measure):
    assert send(member, round, measure).url == f"{sheet(round, measure)}#innhold"


def test_an_empty_comment_is_refused_and_striking_needs_no_words(member, round, measure):
    assert faults(send(member, round, measure, text="  ")) == [SAY_SOMETHING]
    send(member, round, measure, kind="strike", text="")
    assert [comment.kind for comment in Comment.objects.all()] == ["strike"]


def test_a_kind_that_does_not_belong_to_the_thing_is_refused(member, round, measure):
    assert send(member, round, measure, kind="new_measure").context["form"].has_error("kind", "invalid_choice")
    assert send(member, round, kind="strike").context["form"].has_error("kind", "invalid_choice")
    assert not Comment.objects.exists()


def test_a_quote_stands_in_the_text_as_it_is_written_there(member, round, measure):
    send(member, round, measure, quote="Kommunikasjon til\n  nyepolitikere")
    comment = Comment.objects.get()
    assert (comment.quote, comment.field) == ("Kommunikasjon til nye politikere", "content")


def test_a_quote_may_go_from_one_field_into_the_next(member, round, measure):
    send(member, round, measure, quote="Medlemskontakt Kommunikasjon til")
    comment = Comment.objects.get()
    assert (comment.quote, comment.field) == ("Medlemskontakt Kommunikasjon til", "")


def test_a_quote_that_was_marked_with_a_footnotes_call_in_it_is_found(member, with_budget):
    section = Section.objects.get(
        programme=with_budget.programme, title="Overordnede strategier", text__contains="[^1]"
    )
    send(member, with_budget, section, quote="en Foresight[1] og Indeks Osloregionen[2] både")
    comment = Comment.objects.get()
    assert (comment.quote, comment.field) == ("en Foresight og Indeks Osloregionen både", "text")


@pytest.mark.parametrize("quote", ["[1]", "[1] [2]", "Kommunikasjon til nye politikere."])
def test_a_quote_of_nothing_or_of_more_than_is_there_is_refused(member, round, measure, quote):
    assert faults(send(member, round, measure, quote=quote)) == [NOT_THERE]


def test_a_quote_that_is_not_in_the_text_is_refused_and_nothing_is_lost(member, round, measure):
    response = send(member, round, measure, text="Min tekst", quote="Noe helt annet")
    assert faults(response) == [NOT_THERE]
    assert response.text.count("Min tekst") == response.text.count("Noe helt annet") == 1


def test_the_words_that_were_marked_in_the_draft_are_carried_into_the_form(member, round, measure):
    page = member.get(sheet(round, measure), {"sitat": "Kommunikasjon til <nye>"})
    assert page.text.count("Kommunikasjon til &lt;nye&gt;</textarea>") == 1


def test_somebody_in_two_groups_says_for_which_one_they_write(member, round, climate_member):
    Seat.objects.create(person=climate_member, body=body(TRANSPORT))
    assert send(member, round).context["form"].has_error("body", "required")
    send(member, round, body=body(TRANSPORT).pk)
    assert [comment.body.key for comment in Comment.objects.all()] == [TRANSPORT]


def test_somebody_does_not_write_for_a_group_they_are_not_in(member, round):
    send(member, round, body=body(TRANSPORT).pk)
    assert [comment.body.key for comment in Comment.objects.all()] == [CLIMATE]


def test_an_observer_reads_and_gets_no_form(member, round, climate_member):
    Seat.objects.filter(person=climate_member).update(role=Seat.Role.OBSERVER)
    page = member.get(sheet(round))
    assert (page.context["form"], page.text.count(rights.OBSERVER)) == (None, 1)
    assert faults(send(member, round))[0] == rights.OBSERVER
    assert not Comment.objects.exists()


@pytest.mark.parametrize("name", ["outsider", "delegate", "board_member", "coordinator"])
def test_whoever_is_not_asked_sends_nothing(clients, round, name):
    assert send(clients[name], round).status_code == 404
    assert not Comment.objects.exists()


# ── Nothing is lost ──────────────────────────────────────────────────────────────────────────────


def test_the_deadline_passed_while_writing(member, round, measure):
    Round.objects.update(deadline=day(-1))
    response = send(member, round, measure)
    assert Comment.objects.get().is_late
    assert messages(member.get(response.url)) == [
        "I-001 er mottatt, men fristen var gått ut. Sekretariatet avgjør om det tas med."
    ]


def test_the_round_was_closed_while_writing(member, round, measure, secretary):
    closed(round, secretary)
    response = send(member, round, measure)
    assert Comment.objects.get().is_late
    assert messages(member.get(response.url)) == [
        "I-001 er mottatt, men runden ble avsluttet mens du skrev. Sekretariatet avgjør om det tas med."
    ]


def test_a_closed_round_asks_for_nothing_more_but_takes_what_was_begun(member, round, measure, secretary):
    member.post(f"{sheet(round, measure)}kladd/", {"kind": "comment", "text": "Halve tanken"})
    closed(round, secretary)
    page = member.get(round.get_absolute_url())
    assert (marks(page)["Medlemskontakt"], page.context["invites"].reason) == ("Åpne", rights.IS_CLOSED)
    assert member.get(sheet(round)).context["form"] is None
    begun = member.get(sheet(round, measure))
    assert (begun.context["form"]["text"].value(), begun.text.count("merket som for sent innkommet")) == (
        "Halve tanken", 1,
    )  # fmt: skip


def test_the_answers_were_published_while_writing_and_the_words_are_kept(member, round, measure, secretary):
    opening.publish_answers(closed(round, secretary), by=secretary)
    response = send(member, round, measure, text="Ord som ikke må bli borte")
    assert faults(response) == [rights.IS_ANSWERED, "Det du skrev, er ikke sendt, men står her."]
    assert response.text.count("Ord som ikke må bli borte") == 1
    assert member.get(sheet(round, measure)).text.count("Ord som ikke må bli borte") == 1
    assert not Comment.objects.exists()


def test_what_is_typed_is_put_aside_and_is_there_when_one_comes_back(member, round, measure):
    kept = member.post(f"{sheet(round, measure)}kladd/", {"kind": "question", "text": "Halve tanken", "quote": ""})
    assert (kept.status_code, kept.json()["others"]) == (200, False)
    form = member.get(sheet(round, measure)).context["form"]
    assert (form["text"].value(), form["kind"].value()) == ("Halve tanken", "question")
    assert not member.get(sheet(round)).context["begun"]


def test_what_is_put_aside_is_ones_own(member, leader, round, measure):
    member.post(f"{sheet(round, measure)}kladd/", {"text": "Halve tanken"})
    assert not leader.get(sheet(round, measure)).context["begun"]


def test_what_is_sent_or_thrown_away_is_no_longer_put_aside(member, round, measure):
    member.post(f"{sheet(round, measure)}kladd/", {"text": "Halve tanken"})
    send(member, round, measure, text="Hele tanken")
    assert not Draft.objects.exists()
    member.post(f"{sheet(round, measure)}kladd/", {"text": "En til"})
    member.post(f"{sheet(round, measure)}kladd/forkast/")
    assert not Draft.objects.exists()


def test_whoever_is_logged_out_and_writes_by_script_is_told_so(round, measure):
    asked = Client().post(f"{sheet(round, measure)}kladd/", {"text": "Halve"}, headers={"HX-Request": "true"})
    assert asked.status_code == 401


# ── Editing, withdrawing, bringing back ──────────────────────────────────────────────────────────


def test_a_comment_is_edited_withdrawn_and_brought_back_by_whoever_wrote_it(member, round, measure, climate_member):
    address = say(round, climate_member, object=measure.uuid).get_absolute_url()
    fields = {"kind": "question", "text": "Ny tekst", "quote": "Medlemskontakt"}
    said = [messages(member.post(f"{address}{act}/", fields, follow=True)) for act in ("endre", "trekk", "ta-tilbake")]
    assert said == [["I-001 er endret."], ["I-001 er trukket. Du kan ta det tilbake."], ["I-001 gjelder igjen."]]
    comment = Comment.objects.get()
    assert (comment.kind, comment.text, comment.quote, comment.field, comment.withdrawn_at) == (
        "question", "Ny tekst", "Medlemskontakt", "title", None,
    )  # fmt: skip


def test_saving_a_comment_without_a_change_writes_nothing(member, round, climate_member):
    comment = say(round, climate_member)
    response = member.post(
        f"{comment.get_absolute_url()}endre/", {"kind": "comment", "text": comment.text}, follow=True
    )
    assert messages(response) == ["Ingenting i I-001 var endret."]
    assert not Version.objects.of(comment).exists()


@pytest.mark.parametrize("act", ["endre", "kladd", "kladd/forkast", "trekk", "ta-tilbake"])
def test_nobody_else_changes_a_comment(leader, neighbour, desk, round, climate_member, act):
    address = f"{say(round, climate_member).get_absolute_url()}{act}/"
    assert [client.post(address, {"text": "Min"}).status_code for client in (leader, neighbour, desk)] == [404] * 3
    assert Comment.objects.get().text == "Bra tiltak."


def test_the_round_was_closed_while_editing_and_the_words_are_kept(member, round, climate_member, secretary):
    comment = say(round, climate_member)
    closed(round, secretary)
    response = member.post(f"{comment.get_absolute_url()}endre/", {"kind": "comment", "text": "Bedre ord"})
    assert faults(response) == [rights.IS_CLOSED, "Det du skrev, er ikke lagret, men står her."]
    assert response.text.count("Bedre ord") == 1
    assert Draft.objects.get().content["text"] == ["Bedre ord"]
    assert Comment.objects.get().text == "Bra tiltak."


def test_a_withdrawn_comment_changes_no_number_but_its_writers(member, leader, round, measure, climate_member):
    comment = say(round, climate_member, object=measure.uuid)
    commenting.withdraw(comment, by=climate_member)
    numbers = {
        name: client.get(round.get_absolute_url()).context["counts"]
        for name, client in (("member", member), ("leader", leader))
    }
    assert numbers == {"member": {"mine": 1, "group": 0, "all": 0}, "leader": {"mine": 0, "group": 0, "all": 0}}
    assert marks(leader.get(round.get_absolute_url()))["Medlemskontakt"] == "Skriv innspill"
    assert leader.get(comment.get_absolute_url()).status_code == 404


# ── Lists, and what became of it ─────────────────────────────────────────────────────────────────


def listed(client, round, whose) -> list[str]:
    return [str(row.comment) for row in client.get(f"/innspill/{round.uuid}/{whose}/").context["rows"]]


def test_mine_my_groups_and_all_that_i_may_see(member, round, climate_member, climate_leader, transport_member):
    say(round, climate_member)
    say(round, climate_leader)
    say(round, transport_member, group=TRANSPORT)
    assert [listed(member, round, whose) for whose in ("mine", "gruppen", "alle")] == [
        ["I-001"], ["I-001", "I-002"], ["I-001", "I-002"],
    ]  # fmt: skip
    Round.objects.update(during=GROUPS)
    assert listed(member, round, "alle") == ["I-001", "I-002", "I-003"]


def test_a_group_sees_who_of_its_own_wrote_and_another_group_only_which_group(leader, neighbour, round, climate_member):
    Round.objects.update(during=GROUPS)
    say(round, climate_member)
    names = [
        client.get(f"/innspill/{round.uuid}/alle/").text.count(climate_member.name) for client in (leader, neighbour)
    ]
    assert names == [1, 0]


@pytest.fixture
def answered(round, measure, climate_member, secretary) -> Comment:
    """A comment that led to another title, with the answers published."""
    comment = say(round, climate_member, object=measure.uuid)
    closed(round, secretary)
    edit(measure, secretary, title="Kontakt med medlemmene")
    answering.answer([comment], "partly", "Tittelen er endret.", by=secretary)
    answering.tie(comment, Version.objects.of(measure).first(), by=secretary)
    return comment


def row(client, comment):
    return client.get(comment.get_absolute_url()).context["row"]


def test_the_answer_and_what_it_led_to_are_seen_when_they_are_published(member, answered, secretary):
    before = row(member, answered)
    assert (before.answer, before.change) == (None, [])
    opening.publish_answers(answered.round, by=secretary)
    after = row(member, answered)
    assert (str(after.answer), after.answer.reason) == ("delvis tatt til følge", "Tittelen er endret.")
    assert [(label, [part.text for part in parts]) for label, parts in after.change] == [
        ("tittelen", ["Medlemskontakt", "Kontakt med medlemmene"])
    ]


def test_where_it_stands_now_is_told_to_those_who_may_read_the_programme(member, answered, draft_2024):
    assert str(row(member, answered).place.standing.label) == "endret"
    Programme.objects.filter(pk=draft_2024.pk).update(visibility="internal")
    assert row(member, answered).place is None


def test_a_measure_that_was_moved_is_said_to_be_moved(member, round, measure, climate_member, secretary):
    comment = say(round, climate_member, object=measure.uuid)
    closed(round, secretary)
    sections = Section.objects.filter(programme=round.programme, kind="measures").exclude(pk=measure.section_id)
    order.move_measure(measure, sections[0], by=secretary)
    assert row(member, comment).place.standing.label == "flyttet"


def test_a_measure_that_was_taken_out_and_came_back(member, round, measure, climate_member, secretary):
    comment = say(round, climate_member, object=measure.uuid)
    closed(round, secretary)
    order.take_out(measure, "", by=secretary)
    out = row(member, comment).place.standing.label
    order.bring_back(measure, by=secretary)
    assert (out, row(member, comment).place.standing.label) == ("tatt ut", "uendret")


def test_a_measure_that_was_merged_leads_to_what_it_became(member, round, measure, climate_member, secretary):
    comment = say(round, climate_member, object=measure.uuid)
    closed(round, secretary)
    into = Measure.objects.exclude(pk=measure.pk).filter(section=measure.section)[0]
    Lineage.objects.create(
        measure=into, kind="merged", origin=measure.uuid, origin_title=measure.title, origin_place="2024"
    )
    order.take_out(measure, "slått sammen", by=secretary)
    place = row(member, comment).place
    assert (place.standing.label, [part.title for part in place.now]) == ("slått sammen", [into.title])


# ── No remarks, and the group's statement ────────────────────────────────────────────────────────


def no_remarks(client, round, then="", key=CLIMATE) -> list[str]:
    return messages(client.post(f"/innspill/{round.uuid}/ingen-merknader/{key}/{then}", follow=True))


def test_no_remarks_is_one_press_for_the_group_and_for_oneself(member, leader, round):
    group = body(CLIMATE).in_a_sentence
    assert no_remarks(member, round) == ["Det er meldt at du ikke har merknader."]
    assert no_remarks(leader, round) == [f"Det er meldt at {group} ikke har merknader."]
    assert [said.for_body for said in NoRemarks.objects.all()] == [False, True]
    assert no_remarks(leader, round, "angre/") == [f"Meldingen om at {group} ikke har merknader, er tatt tilbake."]
    assert [said.for_body for said in NoRemarks.objects.all()] == [False]


def test_nobody_says_it_for_a_group_they_are_not_in(neighbour, desk, round):
    address = f"/innspill/{round.uuid}/ingen-merknader/{CLIMATE}/"
    assert [client.post(address).status_code for client in (neighbour, desk)] == [404, 404]
    assert not NoRemarks.objects.exists()


def statement_address(round, then="", key=CLIMATE) -> str:
    return f"/innspill/{round.uuid}/uttalelse/{key}/{then}"


def save_statement(client, round, text="Vi støtter forslaget.", version=1, **fields):
    return client.post(statement_address(round), {"text": text, "versjon": version} | fields)


def test_the_leader_gathers_the_members_words_writes_and_confirms(member, leader, desk, round, measure, climate_member):
    comment = say(round, climate_member, "Mer om klima.", object=measure.uuid)
    fields = {"text": "Vi mener:", "versjon": 1, "gathered": comment.pk}
    gathered = leader.post(statement_address(round, "hent-inn/"), fields).context["form"]["text"].value()
    assert gathered == "Vi mener:\n\nMedlemskontakt: Mer om klima. (I-001)"
    assert not Statement.objects.exists()
    save_statement(leader, round, gathered, gathered=comment.pk)
    assert member.get(statement_address(round)).context["statement"].text == gathered
    assert desk.get(statement_address(round)).status_code == 404
    confirmed = leader.post(statement_address(round, "bekreft/"), {"versjon": 2}, follow=True)
    assert messages(confirmed)[-1:] == [f"Uttalelsen fra {body(CLIMATE).in_a_sentence} er bekreftet og sendt."]
    assert desk.get(statement_address(round)).context["statement"].text == gathered


def test_gathering_nothing_is_told_and_what_is_written_stands(leader, round, climate_member):
    say(round, climate_member)
    response = leader.post(statement_address(round, "hent-inn/"), {"text": "Vi mener:", "versjon": 1})
    assert (faults(response), response.context["form"]["text"].value()) == ([CHOOSE], "Vi mener:")


def test_what_a_member_proposes_is_gathered_with_why(leader, round, measure, climate_member):
    remark = {"kind": "suggestion", "object": measure.uuid, "field": "title"}
    comment = say(round, climate_member, "Klarere.", basis="Medlemskontakt", proposed="Møte medlemmene", **remark)
    fields = {"text": "", "versjon": 1, "gathered": comment.pk}
    gathered = leader.post(statement_address(round, "hent-inn/"), fields).context["form"]["text"].value()
    assert gathered == "Medlemskontakt: Klarere. Forslag: «Møte medlemmene» (I-001)"


def test_a_leader_whose_group_has_spoken_is_not_asked_whether_it_has_no_remarks(leader, member, round):
    asked = [page.get(round.get_absolute_url()).text.count(">Ingen merknader?<") for page in (leader, member)]
    save_statement(leader, round, "Vi mener dette.")
    leader.post(statement_address(round, "bekreft/"), {"versjon": 2})
    then = [page.get(round.get_absolute_url()).text.count(">Ingen merknader?<") for page in (leader, member)]
    assert (asked, then) == ([1, 1], [0, 1])


def test_words_that_are_gathered_are_not_gathered_twice(leader, round, climate_member):
    comment = say(round, climate_member, "Mer om klima.")
    fields = {"text": "Hele programmet: Mer om klima. (I-001)", "versjon": 1, "gathered": comment.pk}
    again = leader.post(statement_address(round, "hent-inn/"), fields).context["form"]["text"].value()
    assert again == fields["text"]


def test_a_member_reads_the_statement_and_does_not_write_it(member, round):
    refused = [save_statement(member, round).status_code]
    refused += [
        member.post(statement_address(round, then), {"text": "Mitt", "versjon": 1}).status_code
        for then in ("hent-inn/", "bekreft/", "kladd/", "kladd/forkast/")
    ]
    assert refused == [404] * 5
    assert not Statement.objects.exists()


def test_another_groups_comments_are_not_gathered(leader, round, transport_member):
    Round.objects.update(during=GROUPS)
    other = say(round, transport_member, group=TRANSPORT)
    assert save_statement(leader, round, gathered=other.pk).context["form"].has_error("gathered")


def test_leader_and_deputy_do_not_write_over_each_other(leader, member, round, climate_member, climate_leader):
    Seat.objects.filter(person=climate_member).update(role=Seat.Role.DEPUTY)
    save_statement(leader, round, "Lederens tekst.")
    response = save_statement(member, round, "Nestlederens tekst.", version=1)
    assert faults(response) == [statements.OTHERS_SAVED.format(who=climate_leader), KEPT]
    assert [part.text for part in response.context["difference"] if part.kind != "same"] == [
        "Lederens", "Nestlederens",
    ]  # fmt: skip
    assert (response.context["form"]["text"].value(), response.context["version"]) == ("Nestlederens tekst.", 2)
    assert Statement.objects.get().text == "Lederens tekst."
    save_statement(member, round, "Nestlederens tekst.", version=2)
    assert Statement.objects.get().text == "Nestlederens tekst."


def test_a_statement_that_was_changed_is_not_confirmed_unseen(leader, round, climate_leader):
    save_statement(leader, round)
    save_statement(leader, round, "Noe annet.", version=2)
    response = leader.post(statement_address(round, "bekreft/"), {"versjon": 2}, follow=True)
    assert messages(response)[-1:] == [statements.OTHERS_SAVED.format(who=climate_leader)]
    assert Statement.objects.get().confirmed_at is None


def test_the_round_was_closed_while_the_leader_wrote_and_the_words_are_kept(leader, round, secretary):
    closed(round, secretary)
    response = save_statement(leader, round, "Det vi ville si.")
    assert faults(response) == [rights.IS_CLOSED, KEPT]
    assert response.context["form"]["text"].value() == "Det vi ville si."
    assert Draft.objects.get().content["text"] == ["Det vi ville si."]


def test_the_statement_is_put_aside_and_is_there_when_the_leader_comes_back(leader, round):
    leader.post(statement_address(round, "kladd/"), {"text": "Halve tanken", "versjon": 1})
    assert leader.get(statement_address(round)).context["form"]["text"].value() == "Halve tanken"
    save_statement(leader, round, "Hele tanken")
    assert not Draft.objects.exists()


def test_another_group_reads_a_confirmed_statement_when_the_round_shows_it(leader, neighbour, round, climate_leader):
    statement = statements.draft(round, body(CLIMATE), "Vi støtter.", [], by=climate_leader)
    statements.confirm(statement, by=climate_leader)
    assert neighbour.get(statement_address(round)).status_code == 404
    Round.objects.update(during=GROUPS)
    assert neighbour.get(statement_address(round)).context["statement"].text == "Vi støtter."
    assert list(neighbour.get(round.get_absolute_url()).context["others"]) == [statement]


def test_a_long_list_has_pages(leader, crowd, round):
    Round.objects.update(during=GROUPS)
    crowd(1_000)
    numbers = [len(listed(leader, round, whose)) for whose in ("mine", "alle")]
    assert numbers == [50, 50]
