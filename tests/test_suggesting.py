"""Another text is proposed, and taken in: once, by whoever comes first, and never over what nobody has looked at."""

import re
from datetime import timedelta
from html import unescape

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from organisation.models import Body, Draft, Seat, User, Version
from organisation.rights import NotAllowed
from programmes import editing, order
from programmes.document import as_plain
from programmes.keeping import change_measure
from programmes.milestones import milestone_parts
from programmes.models import Comment, Lineage, Measure, Programme, Response, Round, Section, Suggestion
from programmes.richtext import read_html, stored_blocks, write_html
from programmes.rounds import answering, commenting, opening, proposing, rights, suggesting
from programmes.rounds.commenting import Remark, Sender
from programmes.rounds.proposal import Proposal
from programmes.rounds.proposing import part_state
from programmes.states import measure_state

from .pages import messages
from .test_editor import opened
from .test_editor import save as save_in_editor
from .test_hostile_richtext import HOSTILE, strange

CLIMATE, TRANSPORT = "faggruppe-klima-og-miljo", "faggruppe-areal-og-transport"
BETTER = "Tettere kontakt med medlemmene"


def body(key: str) -> Body:
    return Body.objects.get(key=key)


@pytest.fixture
def round(draft_2024, secretary) -> Round:
    prepared = opening.prepare(
        draft_2024, name="Utkast til faggruppene", bodies=[body(CLIMATE), body(TRANSPORT)],
        deadline=timezone.localdate() + timedelta(days=10), during="own", after="groups", by=secretary,
    )  # fmt: skip
    return opening.open_round(prepared, by=secretary)


@pytest.fixture
def measure(draft_2024) -> Measure:
    return Measure.objects.get(section__programme=draft_2024, title="Medlemskontakt")


@pytest.fixture
def propose(round, measure, climate_member):
    """Another value of a field of the measure, as a member of the climate group or as somebody else."""

    def send(proposed=BETTER, field="title", by=climate_member, group=CLIMATE, text="", thing=measure) -> Comment:
        basis = part_state(milestone_parts(round.milestone)[thing.uuid]).get(field)
        remark = Remark("suggestion", text, object=thing.uuid, field=field, basis=basis, proposed=proposed)
        return commenting.write(round, remark, Sender(body=body(group)), by=by)

    return send


@pytest.fixture
def close(round, secretary):
    """The round is over, and the text may be written in again."""
    return lambda: opening.close(Round.objects.get(pk=round.pk), by=secretary)


def edit(measure, by, **fields):
    measure.refresh_from_db()
    before = measure_state(measure)
    change_measure(measure, before, before | fields, by=by)


def refused(act, *args, **kwargs) -> list[str]:
    with pytest.raises(NotAllowed) as refusal:
        act(*args, **kwargs)
    return refusal.value.reasons


def title(measure) -> str:
    return Measure.objects.get(pk=measure.pk).title


def typed_title(page: str) -> str:
    """What stands in the form's field for the title."""
    return re.search(r'name="title"[^>]*>\s*([^<]+)<', page)[1]


def versions(thing) -> list:
    return list(Version.objects.of(thing).values_list("number", "cause", "what"))


# ── Taken in with one click ──────────────────────────────────────────────────────────────────────


def test_a_suggestion_is_taken_in_with_one_click_and_leaves_a_version_that_names_it(propose, close, measure, secretary):
    comment = propose()
    close()
    assert suggesting.accept(comment, by=secretary) == f"I-001 er tatt inn i «{BETTER}»."
    what = f"I-001 tatt inn: tittelen: Medlemskontakt → {BETTER}"
    assert (title(measure), versions(measure)) == (BETTER, [(2, "suggestion", what), (1, "imported", "")])
    comment.refresh_from_db()
    assert comment.led_to == Version.objects.of(measure).first()
    assert comment.suggestion.state == Suggestion.State.ACCEPTED
    assert (comment.response.outcome, comment.response.reason) == ("taken", "")


def test_accepted_twice_by_two_people_it_is_taken_in_once(propose, close, measure, secretary, desk, colleague):
    comment = propose()
    close()
    address = f"/innspill/innspill/{comment.uuid}/ta-inn/"
    pages = [client.get(address) for client in (desk, colleague)]
    assert ["Ta inn forslaget" in page.text for page in pages] == [True, True]
    first, second = (messages(client.post(address, follow=True)) for client in (desk, colleague))
    assert first == [f"I-001 er tatt inn i «{BETTER}»."]
    assert second == [f"I-001 er allerede tatt inn av {secretary}."]
    assert len(versions(measure)) == 2
    assert Response.objects.count() == 1


def test_an_answer_that_is_written_already_is_left_alone(propose, close, secretary):
    comment = propose()
    answering.answer([comment], "partly", "Bare tittelen.", by=secretary)
    close()
    suggesting.accept(comment, by=secretary)
    assert Response.objects.get().reason == "Bare tittelen."


def test_what_says_so_already_makes_no_version(propose, close, measure, secretary):
    comment = propose()
    close()
    edit(measure, secretary, title=BETTER)
    suggesting.accept(comment, by=secretary)
    assert [cause for _number, cause, _what in versions(measure)] == ["edited", "imported"]
    comment.refresh_from_db()
    assert comment.led_to == Version.objects.of(measure).first()


def test_different_fields_are_joined_by_themselves(propose, close, measure, secretary):
    comment = propose(2, field="priority")
    close()
    edit(measure, secretary, title=BETTER)
    suggesting.accept(comment, by=secretary)
    measure.refresh_from_db()
    assert (measure.title, measure.priority) == (BETTER, 2)


def test_a_field_that_is_proposed_empty_is_emptied(propose, close, measure, secretary):
    comment = propose(None, field="priority")
    close()
    suggesting.accept(comment, by=secretary)
    measure.refresh_from_db()
    assert measure.priority is None


def test_a_sections_text_is_taken_in_too(propose, close, measure, secretary):
    blocks = as_plain(read_html("<p>Dette står fast.</p>"))
    comment = propose(blocks, field="text", thing=measure.section)
    close()
    suggesting.accept(comment, by=secretary)
    assert Section.objects.get(pk=measure.section_id).text == "<p>Dette står fast.</p>"


# ── Rivals ───────────────────────────────────────────────────────────────────────────────────────


def test_rivals_are_marked_and_what_is_proposed_elsewhere_is_not(propose, close, secretary, transport_member):
    chosen, other = propose(), propose("Noe tredje", by=transport_member, group=TRANSPORT)
    same, elsewhere = propose(by=transport_member, group=TRANSPORT), propose(3, field="priority")
    close()
    suggesting.accept(chosen, by=secretary)
    states = [Suggestion.objects.get(comment=each).state for each in (chosen, other, same, elsewhere)]
    assert states == ["accepted", "rival", "open", "open"]
    assert suggesting.accept(same, by=secretary) == f"I-003 er tatt inn i «{BETTER}»."


def test_a_rival_is_taken_in_only_after_a_look(propose, close, measure, secretary, desk):
    chosen, rival = propose(), propose("Noe tredje")
    close()
    suggesting.accept(chosen, by=secretary)
    changed = "Teksten er endret siden utkastet ble sendt ut. Se over før du tar inn forslaget."
    assert refused(suggesting.accept, rival, by=secretary) == [changed]
    page = desk.get(f"/innspill/innspill/{rival.uuid}/ta-inn/").text
    assert re.findall(r"<h2>([^<]+)</h2>", page) == [
        "Forslaget",
        "Endret siden runden åpnet",
        "Andre forslag til det samme",
    ]
    assert "I-001</a> fra Faggruppe for klima og miljø: tatt inn" in page
    sent = {"versjon": "2", "title": "Noe tredje"}
    assert messages(desk.post(f"/innspill/innspill/{rival.uuid}/ta-inn/med-endringer/", sent, follow=True)) == [
        "I-002 er tatt inn i «Noe tredje»."
    ]
    assert title(measure) == "Noe tredje"


# ── After a look ─────────────────────────────────────────────────────────────────────────────────


def test_the_same_field_that_has_changed_always_gets_a_look(propose, close, measure, secretary, desk):
    comment = propose()
    close()
    edit(measure, secretary, title="Kontakt")
    address = f"/innspill/innspill/{comment.uuid}/ta-inn/"
    assert "Ta inn forslaget" not in desk.get(address).text
    page = desk.post(address).text
    assert (title(measure), "Teksten er endret siden utkastet ble sendt ut." in page) == ("Kontakt", True)
    desk.post(f"{address}med-endringer/", {"versjon": "2", "title": "Kontakt med medlemmene"})
    assert versions(measure)[0] == (3, "suggestion", "I-001 tatt inn: tittelen: Kontakt → Kontakt med medlemmene")
    comment.refresh_from_db()
    assert (comment.suggestion.state, comment.response.reason) == ("changed", "Tatt inn med endringer.")


def test_taken_in_with_changes_though_nothing_else_has_changed(propose, close, measure, secretary):
    comment = propose()
    close()
    said = suggesting.accept_with(comment, {"title": "Tett kontakt", "versjon": "1"}, 1, by=secretary)
    assert said == "I-001 er tatt inn i «Tett kontakt», med endringer."
    assert Suggestion.objects.get().state == Suggestion.State.CHANGED


def test_somebody_saved_the_field_while_the_secretary_looked_and_nothing_is_lost(
    propose, close, measure, secretary, desk
):
    comment = propose()
    close()
    edit(measure, secretary, title="Kollegaens tittel")
    address = f"/innspill/innspill/{comment.uuid}/ta-inn/med-endringer/"
    page = unescape(desk.post(address, {"versjon": "1", "title": "Min tittel"}).text)
    assert "Noen andre lagret tittelen mens du så på." in page
    assert typed_title(page) == "Min tittel"
    assert (title(measure), Suggestion.objects.get().state) == ("Kollegaens tittel", "open")


def test_what_cannot_be_saved_is_told_and_stays(propose, close, measure, desk):
    comment = propose()
    close()
    page = desk.post(f"/innspill/innspill/{comment.uuid}/ta-inn/med-endringer/", {"versjon": "1", "title": " "})
    assert "Feltet er påkrevet." in page.text
    assert title(measure) == "Medlemskontakt"


def test_a_text_that_is_as_it_was_is_not_taken_in(propose, close, secretary):
    comment = propose()
    close()
    data = {"title": "Medlemskontakt", "versjon": "1"}
    assert refused(suggesting.accept_with, comment, data, 1, by=secretary) == [
        "Teksten er slik den var, så I-001 er ikke tatt inn."
    ]


def test_an_earlier_version_is_restored_and_the_suggestion_stays_taken_in(propose, close, measure, secretary, desk):
    comment = propose()
    close()
    suggesting.accept(comment, by=secretary)
    editing.restore(editing.MEASURE, measure.section.programme, measure.uuid, 1, by=secretary)
    assert suggesting.accept(comment, by=secretary) == f"I-001 er allerede tatt inn av {secretary}."
    page = desk.get(f"/innspill/innspill/{comment.uuid}/ta-inn/").text
    assert "Forslaget åpnes ikke igjen av seg selv" in page
    assert title(measure) == "Medlemskontakt"


# ── What is in the way ───────────────────────────────────────────────────────────────────────────


def test_nothing_is_taken_in_while_the_text_is_held_still(propose, round, secretary):
    comment = propose()
    assert refused(suggesting.accept, comment, by=secretary) == [editing.LOCKED.format(round=round)]


def test_nothing_is_taken_into_an_adopted_programme(propose, close, secretary, draft_2024):
    comment = propose()
    close()
    Programme.objects.filter(pk=draft_2024.pk).update(phase="adopted", visibility="public")
    assert refused(suggesting.accept, comment, by=secretary) == [editing.ADOPTED]


def test_the_measure_was_moved_and_the_page_says_where(propose, close, measure, secretary, desk, draft_2024):
    comment = propose()
    close()
    target = Section.objects.filter(programme=draft_2024, kind="measures").exclude(pk=measure.section_id).first()
    order.move_measure(measure, target, by=secretary)
    moved = f"«Medlemskontakt» er flyttet til «{target.title}». Se om forslaget passer der."
    assert refused(suggesting.accept, comment, by=secretary) == [moved]
    assert (
        f"/redaksjon/2024/avsnitt/{target.uuid}/#tiltak-{measure.uuid}"
        in desk.get(f"/innspill/innspill/{comment.uuid}/ta-inn/").text
    )
    suggesting.accept_with(comment, {"title": BETTER, "versjon": "2"}, 2, by=secretary)
    assert title(measure) == BETTER


def test_the_measure_was_taken_out_and_comes_back(propose, close, measure, secretary):
    comment = propose()
    close()
    order.take_out(measure, "", by=secretary)
    assert refused(suggesting.accept, comment, by=secretary) == [
        "«Medlemskontakt» er tatt ut av programmet. Hent det inn igjen før forslaget kan tas inn."
    ]
    order.bring_back(measure, by=secretary)
    suggesting.accept(comment, by=secretary)
    assert title(measure) == BETTER


def test_the_measure_was_merged_and_the_page_leads_to_what_it_became(propose, close, measure, secretary, desk):
    comment = propose()
    close()
    heir = measure.section.measures.exclude(pk=measure.pk).first()
    Lineage.objects.create(
        measure=heir, kind="merged", origin=measure.uuid, origin_title=measure.title, origin_place="2024"
    )
    order.take_out(measure, "", by=secretary)
    merged = f"«Medlemskontakt» er slått sammen med noe annet og heter nå «{heir.title}». Før forslaget inn der."
    assert refused(suggesting.accept, comment, by=secretary) == [merged]
    assert f"#tiltak-{heir.uuid}" in desk.get(f"/innspill/innspill/{comment.uuid}/ta-inn/").text


def test_what_is_withdrawn_or_too_late_is_not_taken_in(propose, close, secretary, climate_member, round):
    withdrawn = propose()
    commenting.withdraw(withdrawn, by=climate_member)
    Round.objects.update(deadline=timezone.localdate() - timedelta(days=1))
    late = propose()
    close()
    assert refused(suggesting.accept, withdrawn, by=secretary) == ["I-001 er trukket."]
    assert refused(suggesting.accept, late, by=secretary) == ["I-002 er for sent innkommet. Ta det med først."]
    commenting.admit(late, by=secretary)
    assert suggesting.accept(late, by=secretary) == f"I-002 er tatt inn i «{BETTER}»."


@pytest.mark.parametrize("name", ["outsider", "board_member", "climate_member", "climate_leader"])
def test_only_the_secretariat_takes_in(request, propose, close, measure, name):
    comment = propose()
    close()
    person = request.getfixturevalue(name)
    assert refused(suggesting.accept, comment, by=person) == ["Bare sekretariatet kan gjøre dette."]
    assert title(measure) == "Medlemskontakt"


# ── New measures, and what is struck ─────────────────────────────────────────────────────────────


def test_a_new_measure_is_added_to_its_section(round, close, measure, secretary, climate_member, desk):
    proposed = {"title": "Felles klimaregnskap", "content": as_plain(read_html("<p>For regionen.</p>"))}
    remark = Remark("new_measure", "Mangler.", object=measure.section.uuid, proposed=proposed)
    comment = commenting.write(round, remark, Sender(body=body(CLIMATE)), by=climate_member)
    close()
    page = desk.get(f"/innspill/innspill/{comment.uuid}/ta-inn/").text
    assert '<strong>Felles klimaregnskap</strong></p><div class="prose"><p>For regionen.</p></div>' in page
    assert suggesting.accept(comment, by=secretary) == "I-001 er tatt inn i «Felles klimaregnskap»."
    made = Measure.objects.get(title="Felles klimaregnskap")
    assert (made.section, made.content) == (measure.section, "<p>For regionen.</p>")
    assert versions(made)[0] == (2, "suggestion", "I-001 tatt inn: nytt tiltak")
    suggesting.accept(comment, by=secretary)
    assert Measure.objects.filter(title="Felles klimaregnskap").count() == 1


def test_a_new_measure_that_is_only_told_of_is_given_its_title_first(round, close, measure, secretary, climate_member):
    remark = Remark("new_measure", "Dere mangler et klimaregnskap.", object=measure.section.uuid)
    comment = commenting.write(round, remark, Sender(body=body(CLIMATE)), by=climate_member)
    close()
    assert refused(suggesting.accept, comment, by=secretary) == ["Forslaget har ingen tittel ennå. Skriv en."]
    suggesting.accept_with(comment, {"title": "Klimaregnskap", "versjon": "1"}, 1, by=secretary)
    assert suggesting.accept(comment, by=secretary) == f"I-001 er allerede tatt inn av {secretary}."
    assert Measure.objects.filter(title="Klimaregnskap").count() == 1


def test_what_is_struck_is_taken_out_with_a_reason_that_names_the_comment(
    round, close, measure, secretary, climate_member
):
    remark = Remark("strike", "Dekkes av andre.", object=measure.uuid)
    comment = commenting.write(round, remark, Sender(body=body(CLIMATE)), by=climate_member)
    close()
    suggesting.accept(comment, by=secretary)
    measure.refresh_from_db()
    assert (measure.is_taken_out, measure.taken_out_because) == (True, "Etter I-001: Dekkes av andre.")
    assert versions(measure)[0] == (2, "suggestion", "I-001 tatt inn: tatt ut")


def test_a_measure_that_has_changed_is_struck_only_after_a_look(round, close, measure, secretary, climate_member):
    remark = Remark("strike", "", object=measure.uuid)
    comment = commenting.write(round, remark, Sender(body=body(CLIMATE)), by=climate_member)
    close()
    edit(measure, secretary, title="Kontakt")
    assert len(refused(suggesting.accept, comment, by=secretary)) == 1
    suggesting.accept_with(comment, {"versjon": "2"}, 2, by=secretary)
    assert Measure.objects.get(pk=measure.pk).is_taken_out


# ── The member's form ────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def member(climate_member) -> Client:
    client = Client()
    client.force_login(climate_member)
    return client


@pytest.fixture
def form(round, measure) -> str:
    return f"/innspill/{round.uuid}/{measure.uuid}/forslag/"


def test_a_member_chooses_among_the_fields_that_the_programme_prints(member, form):
    ways = re.findall(r'href="\?felt=([^"]+)">([^<]+)<', member.get(form).text)
    assert ways == [
        ("title", "Prioritering"), ("content", "Nærmere om innhold"), ("priority", "Prioritet"),
        ("stryk", "Foreslå å stryke tiltaket"),
    ]  # fmt: skip


def test_a_member_sends_another_text_and_a_reason(member, form, measure, climate_member):
    sent = {"felt": "content", "versjon": "0", "content": "<p>Besøke alle <b>medlemmene</b></p>", "hvorfor": "Klarere."}
    assert messages(member.post(form, sent, follow=True)) == ["Forslaget I-001 er sendt."]
    comment = Comment.objects.get()
    found = comment.suggestion
    assert (comment.kind, comment.field, comment.text, str(comment.body.key)) == (
        "suggestion", "content", "Klarere.", CLIMATE,
    )  # fmt: skip
    assert write_html(stored_blocks(found.proposed)) == "<p>Besøke alle <strong>medlemmene</strong></p>"
    assert found.basis == measure_state(measure)["content"]


def test_the_difference_is_drawn_with_and_without_a_script(member, form):
    sent = {"felt": "title", "versjon": "0", "title": "Medlemskontakt hele året", "vis": "1"}
    page, part = member.post(form, sent), member.post(form, sent, headers={"HX-Request": "true"})
    shown = '<ins><span class="visually-hidden">satt inn: </span> hele året</ins>'
    assert [shown in each.text for each in (page, part)] == [True, True]
    assert ["<html" in each.text for each in (page, part)] == [True, False]
    assert not Comment.objects.exists()


def test_what_is_proposed_is_shown_to_the_group_wherever_the_comment_is(member, propose, round, measure):
    comment = propose("Medlemskontakt hele året")
    shown = '<ins><span class="visually-hidden">satt inn: </span> hele året</ins>'
    for address in ("", f"{measure.uuid}/", "mine/", "gruppen/", "alle/"):
        assert shown in member.get(f"/innspill/{round.uuid}/{address}").text
    assert shown in member.get(comment.get_absolute_url()).text


def test_a_proposed_measure_is_shown_with_everything_it_says(member, round, measure):
    section = f"/innspill/{round.uuid}/{measure.section.uuid}/"
    sent = {"felt": "nytt-tiltak", "versjon": "0", "title": "Klimaregnskap", "content": "<p>Hvert år.</p>"}
    member.post(f"{section}forslag/", sent | {"hvorfor": "Mangler."})
    assert [part.text for part in Suggestion.objects.get().difference] == ["Klimaregnskap\nHvert år."]
    assert "Klimaregnskap<br>Hvert år." in member.get(section).text


def test_one_who_sits_in_two_groups_speaks_for_the_first_until_they_choose_another(
    member, form, round, climate_member, secretary
):
    Seat.objects.create(person=climate_member, body=body(TRANSPORT), role="member", from_date="2024-01-01")
    page = member.get(f"{form}?felt=title").text
    assert re.findall(r'name="organ" value="([^"]+)"[^>]*checked', page) == [body(TRANSPORT).key]


def test_what_is_as_it_was_is_not_sent(member, form):
    page = member.post(form, {"felt": "title", "versjon": "0", "title": "Medlemskontakt"})
    assert "Forslaget er likt teksten slik den er." in page.text
    assert not Comment.objects.exists()


def test_a_new_measure_and_a_strike_are_proposed_from_the_same_page(member, form, round, measure):
    section = f"/innspill/{round.uuid}/{measure.section.uuid}/forslag/"
    new = {"felt": "nytt-tiltak", "versjon": "1", "title": "Klimaregnskap", "hvorfor": "Mangler."}
    member.post(section, new)
    member.post(form, {"felt": "stryk", "hvorfor": ""})
    first, second = Comment.objects.all()
    assert (first.kind, first.object, first.suggestion.proposed) == (
        "new_measure", measure.section.uuid, {"title": "Klimaregnskap"},
    )  # fmt: skip
    assert (second.kind, second.object, second.text) == ("strike", measure.uuid, "")


def test_one_changes_ones_own_suggestion_while_the_round_is_open(member, propose, close, climate_leader):
    comment = propose(text="Fordi.")
    address = f"/innspill/innspill/{comment.uuid}/forslag/"
    page = member.get(address).text
    assert typed_title(page) == BETTER
    assert f"{BETTER}</ins>" in page
    assert f'href="{address}">Endre</a>' in member.get(comment.get_absolute_url()).text
    member.post(address, {"versjon": "0", "title": "Enda bedre", "hvorfor": "Fordi."})
    assert Suggestion.objects.get().proposed == "Enda bedre"
    assert [each.content["proposed"] for each in Version.objects.of(comment)] == ["Enda bedre", BETTER]
    leader = Client()
    leader.force_login(climate_leader)
    assert leader.get(address).status_code == 404
    close()
    assert member.get(address).status_code == 404


def test_a_new_measure_that_is_only_told_of_is_changed_as_a_comment(member, round, measure):
    section = f"/innspill/{round.uuid}/{measure.section.uuid}/"
    member.post(section, {"kind": "new_measure", "text": "Noe om klima."})
    comment = Comment.objects.get()
    assert f'href="{comment.get_absolute_url()}endre/">Endre' in member.get(f"{section}forslag/").text
    assert member.get(f"{comment.get_absolute_url()}forslag/").status_code == 404


def test_the_deadline_passed_while_writing_and_the_suggestion_is_kept_as_late(member, form):
    Round.objects.update(deadline=timezone.localdate() - timedelta(days=1))
    told = messages(member.post(form, {"felt": "title", "versjon": "0", "title": BETTER}, follow=True))
    assert told == ["Forslaget I-001 er sendt. Det kom etter fristen, og sekretariatet avgjør om det blir tatt med."]
    assert Comment.objects.get().is_late


def test_the_answers_were_published_while_writing_and_the_text_is_still_there(member, form, close, secretary):
    opening.publish_answers(close(), by=secretary)
    page = member.post(form, {"felt": "title", "versjon": "0", "title": BETTER}).text
    assert rights.IS_ANSWERED in page
    assert typed_title(page) == BETTER
    assert not Comment.objects.exists()


def test_what_is_typed_and_not_sent_waits_for_its_writer_alone(member, form, climate_leader):
    typed = {"felt": "title", "versjon": "0", "title": "Halvferd"}
    assert member.post(f"{form}kladd/", typed).json()["kept"]
    leader = Client()
    leader.force_login(climate_leader)
    shown = [typed_title(client.get(f"{form}?felt=title").text) for client in (member, leader)]
    assert shown == ["Halvferd", "Medlemskontakt"]
    member.post(form, typed | {"title": BETTER})
    assert not Draft.objects.exists()


def test_a_budget_line_and_what_is_not_in_the_draft_have_no_such_page(member, round, programme_2025):
    other = Measure.objects.filter(section__programme=programme_2025).first()
    lines = [part.id for part in milestone_parts(round.milestone).values() if part.about == "line"]
    for thing in (other.uuid, *lines[:1]):
        assert member.get(f"/innspill/{round.uuid}/{thing}/forslag/").status_code == 404


@pytest.mark.parametrize("piece", HOSTILE)
def test_rich_text_that_means_harm_is_harmless_when_it_is_proposed(piece, round, measure, climate_member):
    """Through the form itself; a view and a page for each would take minutes."""
    part = milestone_parts(round.milestone)[measure.uuid]
    way = next(way for way in proposing.ways(round.programme, part) if way.key == "content")
    for name in ("content", "content-plain"):
        data = {"versjon": "0", name: f"<p>før {piece} etter</p>"}
        written = proposing.form_for(round, part, way, [], data)
        assert written.is_valid()
        proposed = proposing.proposed_by(written, way)
        assert strange(write_html(stored_blocks(proposed or []))) == []


# ── Beside the text ──────────────────────────────────────────────────────────────────────────────


def test_the_workplace_counts_what_waits_and_leads_to_it(desk, propose, measure, climate_member):
    comment = propose()
    page = desk.get(f"/redaksjon/2024/tiltak/{measure.uuid}/rett/").text
    assert re.findall(r'outline-comments">([^<]+)<', page) == ["1 innspill"]
    assert "1 innspill uten svar" in page
    assert f'href="/innspill/innspill/{comment.uuid}/ta-inn/">I-001 fra Faggruppe for klima og miljø (ubesvart)' in page


@pytest.mark.parametrize("many", [1, 30])
def test_pages_ask_as_often_however_many_have_commented(desk, member, propose, close, form, measure, many):
    first = propose()
    for number in range(many):
        propose(f"Forslag {number}")
    close()
    counts = []
    for client, address in (
        (desk, f"/redaksjon/2024/avsnitt/{measure.section.uuid}/"),
        (desk, f"/innspill/innspill/{first.uuid}/ta-inn/"),
        (member, form),
    ):
        with CaptureQueriesContext(connection) as queries:
            assert client.get(address).status_code == 200
        counts.append(len(queries))
    assert counts == [30, 44, 11]


def test_a_person_sees_no_proposal_that_is_not_theirs_to_see(propose, transport_member, form):
    propose()
    other = Client()
    other.force_login(transport_member)
    assert "Forslag som er sendt" not in other.get(form).text


def test_the_editor_and_a_suggestion_meet(propose, close, desk, measure, secretary):
    """A form that was open while a suggestion was taken in is joined with it."""
    comment = propose()
    close()
    data = opened(desk, measure)
    suggesting.accept(comment, by=secretary)
    save_in_editor(desk, measure, data, priority="5")
    measure.refresh_from_db()
    assert (measure.title, measure.priority) == (BETTER, 5)


def test_whose_it_is_follows_the_person_and_not_the_page(propose, close, secretary):
    comment = propose()
    close()
    assert Proposal.of(Comment.objects.get(pk=comment.pk), by=secretary).obstacles == []
    outsider = User.objects.get(email="utenfor@demo.invalid")
    assert Proposal.of(Comment.objects.get(pk=comment.pk), by=outsider).obstacles == [
        "Bare sekretariatet kan gjøre dette."
    ]
