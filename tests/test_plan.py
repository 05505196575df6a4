"""The process plan, and what a work has one of: written by two at once, put aside, told of, brought back."""

import re
from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from organisation.models import Draft, Entry, Version
from programmes.about import change_work
from programmes.building import build
from programmes.document import to_json
from programmes.models import Area, ProcessPlan, ProcessStep, Programme
from programmes.plan import change_plan, plans_of
from programmes.states import plan_state, work_state

from .pages import messages
from .test_editor import fields

PLAN, ABOUT = "/redaksjon/2024/fremdriftsplan/", "/redaksjon/2024/om/"
NOTHING_CHANGED = ["Ingenting var endret, så ingenting er lagret."]
NO_DAY = "Steg 1: Fra dato: Skriv også fra-datoen, eller la til-datoen stå tom."
NO_WHEN = "Når: Skriv når, for eksempel «mai/juni». Er det ikke bestemt, kan du skrive det."
NO_WHAT = "Hva: Skriv hva som skal skje."
TOO_LONG = "Sørg for at denne verdien har 1000 eller færre tegn (den har nå 1001)."
NO_BODY = "Steg 1: Organ: Velg et gyldig valg. tinget er ikke et av de tilgjengelige valgene."


@pytest.fixture
def plan(draft_2024) -> ProcessPlan:
    return plans_of(draft_2024).get()


def save(client, changes, data=None, address=PLAN):
    data = (data or fields(client.get(address))).copy()
    for name, value in changes.items():
        data[name] = value
    return client.post(address, data, follow=True)


def rows() -> list[tuple]:
    return list(ProcessStep.objects.filter(programme__slug="2024").values_list("when", "what"))


def keys() -> dict[str, tuple]:
    steps = ProcessStep.objects.filter(programme__slug="2024")
    return {what: (pk, uuid) for what, pk, uuid in steps.values_list("what", "pk", "uuid")}


# ── What the plan holds ─────────────────────────────────────────────────────────────────────────


def test_every_plan_and_every_programme_can_be_taken_apart_and_written_again(db, secretary):
    """To the same document, byte for byte, and to the same rows."""
    for programme in Programme.objects.all():
        before, there = to_json(build(programme)), list(programme.steps.values_list("pk", "uuid"))
        plan = plans_of(programme).get()
        state, itself = plan_state(plan), work_state(programme)
        change_plan(plan, {"steps": []}, state, by=secretary)
        change_work(programme, {}, itself, by=secretary)
        assert (to_json(build(programme)), list(programme.steps.values_list("pk", "uuid"))) == (before, there)


def test_what_is_sent_as_it_stands_changes_nothing(desk, draft_2024, plan):
    before = to_json(build(draft_2024))
    assert messages(save(desk, {})) == NOTHING_CHANGED
    assert to_json(build(draft_2024)) == before
    assert (Version.objects.of(plan).count(), Entry.objects.filter(what__startswith="Fremdriftsplanen").count()) == (
        0, 0,
    )  # fmt: skip


# ── Writing ─────────────────────────────────────────────────────────────────────────────────────


def test_a_step_is_changed_versioned_and_logged_and_a_vague_day_keeps_its_words(desk, plan, secretary):
    there = keys()
    answer = save(desk, {"steps-9-when": "mai/juni (TBC)", "steps-9-starts_on": "2024-05-02"})
    assert messages(answer) == [
        "«Fremdriftsplanen» er lagret: steget «Representantskap behandle HP og budsjett», når: 8. Desember (TBC) → "
        "mai/juni (TBC); steget «Representantskap behandle HP og budsjett», fra dato: 08.12.2023 → 02.05.2024."
    ]
    step = ProcessStep.objects.get(when="mai/juni (TBC)")
    assert (step.starts_on.isoformat(), step.confirmed, step.body.key) == ("2024-05-02", False, "representantskapet")
    assert keys() == there
    assert list(Version.objects.of(plan).values_list("number", "by", "cause")) == [
        (2, secretary.pk, "edited"), (1, None, "imported"),
    ]  # fmt: skip
    assert Entry.objects.first().what.startswith("Fremdriftsplanen for Handlingsprogram 2024")


def test_steps_are_added_moved_and_removed_and_those_that_stay_keep_their_rows(desk, draft_2024):
    before, there = rows(), keys()
    answer = save(
        desk,
        {
            "steps-0-remove": "on", "steps-6-place": "2", "steps-10-when": "januar", "steps-10-what": "Evaluere",
            "steps-10-who": "Alle",
        },
    )  # fmt: skip
    assert messages(answer) == [
        "«Fremdriftsplanen» er lagret: steget «Evaluere» er nytt; "
        "steget «Faggruppemøter Klækken - første diskusjon» er fjernet; rekkefølgen på stegene."
    ]
    assert rows() == [before[6], *before[1:6], *before[7:], ("januar", "Evaluere")]
    now = keys()
    assert {what: key for what, key in now.items() if what != "Evaluere"} == {
        what: key for what, key in there.items() if what != before[0][1]
    }
    assert build(draft_2024).steps[-1].who == "Alle"


def test_a_step_is_no_longer_certain(desk, draft_2024):
    data = fields(desk.get(PLAN))
    del data["steps-0-confirmed"]
    save(desk, {}, data)
    assert [step.confirmed for step in build(draft_2024).steps[:2]] == [False, True]


def test_a_step_of_another_programme_cannot_be_taken_over(desk, plan, programme_2025):
    other = ProcessStep.objects.create(programme=programme_2025, when="Nå", what="Noe")
    save(desk, {"steps-0-id": str(other.uuid), "steps-1-id": "tull"})
    other.refresh_from_db()
    assert (other.programme, other.what) == (programme_2025, "Noe")
    assert len(rows()) == 10


@pytest.mark.parametrize(
    ("given", "sentences"),
    [
        ({"steps-0-ends_on": "2023-08-30"}, ["Steg 1: Til dato: Steget kan ikke slutte før det begynner."]),
        ({"steps-0-starts_on": "", "steps-0-ends_on": "2023-08-30"}, [NO_DAY]),
        ({"steps-0-starts_on": "31. august"}, ["Steg 1: Fra dato: Oppgi en gyldig dato."]),
        ({"steps-0-when": " "}, [f"Steg 1: {NO_WHEN}"]),
        ({"steps-0-when": "x" * 1001}, [f"Steg 1: Når: {TOO_LONG}"]),
        ({"steps-10-when": "juni"}, [f"Steg 11: {NO_WHAT}"]),
        ({"steps-10-what": "Møte", "steps-0-what": ""}, [f"Steg 1: {NO_WHAT}", f"Steg 11: {NO_WHEN}"]),
        ({"steps-0-body": "tinget"}, [NO_BODY]),
        ({"steps-0-place": "0"}, ["Steg 1: Plass: Verdien må være større enn eller lik 1."]),
    ],
)  # fmt: skip
def test_what_cannot_be_is_told_and_stays_in_the_form(desk, plan, given, sentences):
    before = plan_state(plan)
    answer = save(desk, given | {"steps-1-who": "Den jeg skrev"})
    assert re.findall(r'href="#id_steps[^"]*">([^<]+)</a>', unescape(answer.text)) == sentences
    assert fields(answer)["steps-1-who"] == "Den jeg skrev"
    assert plan_state(plan) == before


def test_a_step_that_is_removed_need_not_be_right(desk, plan):
    save(desk, {"steps-0-remove": "on", "steps-0-what": "", "steps-0-starts_on": "tull"})
    assert len(rows()) == 9


# ── Two people ──────────────────────────────────────────────────────────────────────────────────


def test_the_plan_and_what_the_programme_is_are_written_at_once_by_two(desk, colleague, plan):
    mine, theirs = fields(desk.get(PLAN)), fields(colleague.get(ABOUT))
    save(colleague, {"title": "Programmet"}, theirs, ABOUT)
    save(desk, {"steps-0-when": "1. september"}, mine)
    assert (Programme.objects.get(slug="2024").title, rows()[0][0]) == ("Programmet", "1. september")


def test_two_who_change_the_plan_meet_and_the_last_one_chooses(desk, colleague, plan):
    mine, theirs = fields(desk.get(PLAN)), fields(colleague.get(PLAN))
    save(colleague, {"steps-0-when": "1. september"}, theirs)
    answer = save(desk, {"steps-0-when": "2. september", "steps-10-when": "juni", "steps-10-what": "Ferie"}, mine)
    assert "To har endret det samme" in answer.text
    assert rows()[0][0] == "1. september"
    save(desk, {}, fields(answer))
    assert (rows()[0][0], rows()[-1]) == ("2. september", ("juni", "Ferie"))


# ── What a work has one of: drafts, history, presence ───────────────────────────────────────────

ONES = {PLAN: ("steps-0-when", "1. september"), ABOUT: ("cover", "Et nytt utkast")}


@pytest.mark.parametrize("address", ONES)
def test_a_draft_waits_for_its_writer_and_for_nobody_else(desk, colleague, plan, secretary, address):
    name, text = ONES[address]
    for each, (field, said) in ONES.items():  # side by side: one does not push the other away
        data = fields(desk.get(each))
        data[field] = said
        assert desk.post(f"{each}kladd/", data).json()["others"] is False
    assert [draft.by for draft in Draft.objects.all()] == [secretary, secretary]

    told = "Hent kladden fram"
    assert [told in client.get(address).text for client in (desk, colleague)] == [True, False]
    assert fields(colleague.get(f"{address}?kladd=1"))[name] != text
    answer = save(desk, {}, fields(desk.get(f"{address}?kladd=1")), address)
    assert messages(answer)[0].startswith("«")
    assert fields(desk.get(address))[name] == text
    assert Draft.objects.count() == 1


@pytest.mark.parametrize("address", ONES)
def test_a_draft_can_be_thrown_away(desk, plan, address):
    desk.post(f"{address}kladd/", fields(desk.get(address)))
    assert messages(desk.post(f"{address}kladd/forkast/", follow=True)) == ["Kladden er forkastet."]
    assert not Draft.objects.exists()


@pytest.mark.parametrize("address", ONES)
def test_who_else_has_it_open_is_told(desk, colleague, plan, address):
    desk.post(f"{address}apen/")
    other = next(each for each in ONES if each != address)
    assert colleague.post(f"{other}apen/").json()["others"] == []
    assert colleague.post(f"{address}apen/").json()["others"] == ["Demo Sekretariat"]


@pytest.mark.parametrize("address", ONES)
def test_every_state_is_told_word_by_word_and_can_come_back(desk, plan, draft_2024, address):
    name, text = ONES[address]
    was = fields(desk.get(address))[name]
    save(desk, {name: text}, address=address)
    page = desk.get(f"{address}historikk/").text
    inserted = re.findall(r"<ins><span[^>]*>satt inn: </span>([^<]+)</ins>", page)
    assert inserted[0] in text
    answer = desk.post(f"{address}historikk/1/hent/", follow=True)
    assert "er slik det var i versjon 1" in messages(answer)[0]
    assert fields(desk.get(address))[name] == was
    assert messages(desk.post(f"{address}historikk/1/hent/", follow=True)) == ["Det var allerede slik."]
    thing = plan if address == PLAN else draft_2024
    assert list(Version.objects.of(thing).values_list("cause", flat=True)) == ["restored", "edited", "imported"]


def test_a_step_that_was_removed_comes_back_as_the_one_it_was(desk, plan):
    there = {what: uuid for what, (_pk, uuid) in keys().items()}
    save(desk, {"steps-0-remove": "on"})
    desk.post(f"{PLAN}historikk/1/hent/")
    assert {what: uuid for what, (_pk, uuid) in keys().items()} == there


def test_an_area_that_is_in_use_stays_when_an_earlier_state_comes_back(desk, draft_2024):
    data = fields(desk.get(ABOUT))
    row = f"areas-{draft_2024.areas.count()}"
    save(desk, {f"{row}-name": "Folkehelse", f"{row}-kind": "area", "title": "Annet"}, data, ABOUT)
    section = draft_2024.sections.filter(area=None).first()
    section.area = Area.objects.get(programme=draft_2024, name="Folkehelse")
    section.save()
    desk.post(f"{ABOUT}historikk/1/hent/")
    draft_2024.refresh_from_db()
    assert draft_2024.title == "Handlingsprogram 2024 – foreløpig innretning"
    assert draft_2024.areas.filter(name="Folkehelse").count() == 1


def test_the_history_of_what_is_adopted_is_read_and_not_brought_back(desk, programme_2025, secretary):
    state = work_state(programme_2025)
    change_work(programme_2025, state, state | {"cover": "Annet"}, by=secretary)
    assert "Hent tilbake" not in desk.get("/redaksjon/2025/om/historikk/").text
    desk.post("/redaksjon/2025/om/historikk/1/hent/")
    assert Programme.objects.get(slug="2025").cover == "Annet"


# ── Where it is found, and how often it asks ────────────────────────────────────────────────────


def test_it_is_found_from_the_strip_and_from_the_chapter_that_prints_it(desk, draft_2024):
    page = desk.get("/redaksjon/2024/").text  # the first chapter is the plan
    assert re.findall(rf'href="{PLAN}">([^<]+)<', page) == ["Fremdriftsplan", "Rediger fremdriftsplanen"]
    ProcessStep.objects.filter(programme=draft_2024).delete()
    assert "Fremdriftsplanen er tom." in desk.get("/redaksjon/2024/").text


def test_guidelines_have_no_plan_and_what_is_adopted_has_one_that_stays(desk, guidelines, programme_2025):
    slug = guidelines.slug
    for act in ("", "historikk/", "kladd/", "apen/"):
        assert desk.post(f"/redaksjon/{slug}/fremdriftsplan/{act}", {"versjon": 1}).status_code in (404, 405)
    assert desk.get(f"/redaksjon/{slug}/fremdriftsplan/").status_code == 404
    before = to_json(build(programme_2025))
    for act in ("", "historikk/1/hent/"):
        assert desk.post(f"/redaksjon/2025/fremdriftsplan/{act}", {"versjon": 1}).url == "/redaksjon/2025/"
    assert to_json(build(programme_2025)) == before


def test_whoever_has_written_in_the_plan_is_named_before_next_year_is_undone(desk):
    desk.post("/redaksjon/2025/neste-ar/", {"lag": "1"})
    address = "/redaksjon/2026/fremdriftsplan/"
    save(desk, {"steps-0-when": "Mai", "steps-0-what": "Møte"}, address=address)
    answer = desk.post("/redaksjon/2026/fra-i-fjor/angre/", follow=True)
    assert "Demo Sekretariat lagret «Fremdriftsplanen»" in " ".join(messages(answer))


@pytest.mark.parametrize("more", [0, 200])
def test_it_asks_as_often_however_long_the_plan_is(desk, draft_2024, plan, more):
    ProcessStep.objects.bulk_create(
        ProcessStep(programme=draft_2024, when="Da", what=f"Dette {number}", order=99) for number in range(more)
    )
    with CaptureQueriesContext(connection) as opening:
        data = fields(desk.get(PLAN))
    with CaptureQueriesContext(connection) as saving:
        assert messages(save(desk, {"steps-0-when": "Nå"}, data)) != NOTHING_CHANGED
    assert (len(opening), len(saving)) == (17, 39)
