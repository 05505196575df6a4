"""Two measures become one, and one becomes two; nothing is lost, and it can be undone."""

import re
from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from budget.models import BudgetLine
from organisation.models import Draft, Entry, User, Version
from programmes import beginning
from programmes.building import build
from programmes.document import for_everybody, sha256, to_json
from programmes.models import Area, Lineage, Measure, Milestone, Section, Strategy
from programmes.order import is_out
from programmes.states import measure_state

from .pages import messages
from .test_editor import address, fields, opened, save
from .test_growth import grow
from .test_next_year import plan_for

GROUPS = "Faggruppesamling mai 2024"
UNSAVED = f"Du har en kladd i «{GROUPS}» som ikke er lagret. Lagre eller forkast den før du slår sammen."


def find(title) -> Measure:
    return Measure.objects.get(section__programme__slug="2024", title=title)


@pytest.fixture
def stays(draft_2024) -> Measure:
    return find("Medlemskontakt")


@pytest.fixture
def goes(draft_2024) -> Measure:
    return find(GROUPS)


def beside(client, stays, goes, **query):
    return client.get(address(stays, "sla-sammen"), {"med": str(goes.uuid), **query})


def merge(client, stays, goes, data=None, **changes):
    """The page as it is sent, with some of it changed."""
    data = (data or fields(beside(client, stays, goes))).copy()
    for name, value in changes.items():
        data[name.replace("__", "-")] = value
    return client.post(address(stays, "sla-sammen"), dict(data.lists()), follow=True)


def history(thing) -> list[tuple]:
    return list(Version.objects.of(thing).values_list("number", "cause", "what"))


def log_since(entry: Entry | None) -> list[tuple[str, str]]:
    rows = Entry.objects.filter(pk__gt=entry.pk if entry else 0).order_by("pk")
    return list(rows.values_list("verb", "what"))


def origins(measure) -> list[tuple]:
    return [(row.kind, row.origin, row.origin_title, row.origin_place) for row in measure.lineage.all()]


# ── Merging ─────────────────────────────────────────────────────────────────────────────────────


def test_the_proposal_says_what_both_say_and_the_title_of_the_one_that_stays(desk, stays, goes):
    save(desk, stays, opened(desk, stays), partners="KS\nNHO", sdgs=["11"], named_partners__0__name="KS")
    save(desk, goes, opened(desk, goes), partners="NHO\nLO", sdgs=["11", "13"], named_partners__0__name="LO")
    form = fields(beside(desk, stays, goes))
    assert (form["title"], form["partners"], form.getlist("sdgs")) == ("Medlemskontakt", "KS\nNHO\nLO", ["11", "13"])
    assert [form[f"named_partners-{at}-name"] for at in range(3)] == ["KS", "LO", ""]
    assert (form["med"], form["versjon"], form["versjon-med"]) == (str(goes.uuid), "2", "2")


def test_one_gets_the_text_and_the_other_is_taken_out_with_both_histories(desk, stays, goes, draft_2024, secretary):
    before, last = [each.title for each in build(draft_2024).every_measure()], Entry.objects.first()
    response = merge(desk, stays, goes, title="Kontakt med medlemmer og faggrupper")

    assert messages(response) == [
        "«Faggruppesamling mai 2024» er slått sammen med «Kontakt med medlemmer og faggrupper», "
        "og ligger under «Tatt ut» i disposisjonen."
    ]
    stays.refresh_from_db(), goes.refresh_from_db()
    reason = "Slått sammen med «Kontakt med medlemmer og faggrupper»"
    assert (stays.title, stays.is_taken_out) == ("Kontakt med medlemmer og faggrupper", False)
    assert (goes.title, goes.is_taken_out, goes.taken_out_because) == (GROUPS, True, reason)
    assert origins(stays) == [("merged", goes.uuid, GROUPS, "2024")]
    assert history(stays) == [
        (2, "merged", "«Faggruppesamling mai 2024» er slått sammen med det"), (1, "imported", ""),
    ]  # fmt: skip
    assert history(goes) == [
        (2, "merged", "slått sammen med «Kontakt med medlemmer og faggrupper»"), (1, "imported", ""),
    ]  # fmt: skip
    assert set(Version.objects.filter(cause="merged").values_list("by", flat=True)) == {secretary.pk}
    assert log_since(last) == [
        (
            "changed",
            "Tiltaket «Kontakt med medlemmer og faggrupper» i Handlingsprogram 2024 – foreløpig innretning: "
            "«Faggruppesamling mai 2024» er slått sammen med det",
        ),
        (
            "changed",
            "Tiltaket «Faggruppesamling mai 2024» i Handlingsprogram 2024 – foreløpig innretning: "
            "slått sammen med «Kontakt med medlemmer og faggrupper»",
        ),
    ]
    after = [each.title for each in build(draft_2024).every_measure()]
    assert after == ["Kontakt med medlemmer og faggrupper", *(each for each in before[1:] if each != GROUPS)]


def test_the_links_of_both_go_along(desk, stays, goes, draft_2024, guidelines, programme_2025):
    areas = Area.objects.filter(programme=draft_2024)[:2]
    strategies = Strategy.objects.filter(section__guidelines=guidelines)[:2]
    draft_2024.guidelines, draft_2024.budget = guidelines, programme_2025.budget
    draft_2024.save()
    lines = BudgetLine.objects.filter(table__budget=draft_2024.budget, kind="line")[:2]
    for each, at in ((stays, 0), (goes, 1)):
        each.strategies.add(strategies[at])
        each.budget_lines.add(lines[at])
        each.further_areas.add(areas[at])
    merge(desk, stays, goes)
    assert set(stays.strategies.all()) == set(strategies)
    assert set(stays.budget_lines.all()) == set(lines)
    assert set(stays.further_areas.all()) == set(areas)


def test_it_comes_from_what_the_other_came_from_too(desk, stays, goes):
    """Or last year's measure would seem to be left out of what is adopted."""
    one, two, shared = (str(each.uuid) for each in Measure.objects.filter(section__programme__slug="2018")[:3])
    for each, rows in ((stays, (one, shared)), (goes, (two, shared))):
        for at, origin in enumerate(rows):
            each.lineage.create(order=at, kind="continued", origin=origin, origin_title="Fra før", origin_place="2018")
    merge(desk, stays, goes)
    found = [(kind, str(origin), place) for kind, origin, _title, place in origins(stays)]
    assert found == [
        ("merged", str(goes.uuid), "2024"), ("continued", one, "2018"), ("continued", shared, "2018"),
        ("merged", two, "2018"),
    ]  # fmt: skip

    desk.post(address(goes, "hent-inn"))
    assert [str(origin) for _kind, origin, *_rest in origins(stays)] == [one, shared]


def test_what_was_a_draft_in_the_same_programme_is_not_for_everybody(desk, stays, goes, draft_2024):
    stays.lineage.create(kind="continued", origin=goes.section.uuid, origin_title="I fjor", origin_place="2023")
    merge(desk, stays, goes)
    document = build(draft_2024)
    mine, everybodys = (next(each.every_measure()).origins for each in (document, for_everybody(document)))
    assert [origin.title for origin in mine] == [GROUPS, "I fjor"]
    assert [origin.title for origin in everybodys] == ["I fjor"]


@pytest.mark.parametrize("name", ["climate_leader", "coordinator", "board_member", "delegate", "outsider"])
def test_only_the_secretariat_merges_and_splits(clients, stays, goes, name):
    before = measure_state(stays), measure_state(goes)
    answers = [
        beside(clients[name], stays, goes),
        clients[name].post(address(stays, "sla-sammen"), {"med": goes.uuid, "versjon": 1, "versjon-med": 1}),
        clients[name].post(address(stays, "del")),
    ]
    assert [answer.status_code for answer in answers] == [404, 404, 404]
    assert (measure_state(stays), measure_state(goes)) == before
    assert Measure.objects.filter(section=stays.section).count() == 6


def test_an_adopted_programme_is_not_merged_or_split(desk, programme_2025):
    one, other = Measure.objects.filter(section__programme=programme_2025)[:2]
    data = {"med": str(other.uuid), "versjon": 1, "versjon-med": 1}
    answers = [desk.post(address(one, "sla-sammen"), data), desk.post(address(one, "del")), beside(desk, one, other)]
    assert [answer.url for answer in answers] == ["/redaksjon/2025/"] * 3
    assert (history(one), history(other), one.lineage.filter(origin=other.uuid).exists()) == ([], [], False)


def test_a_measure_of_another_programme_is_not_found(desk, stays, programme_2025):
    other = Measure.objects.filter(section__programme=programme_2025).first()
    assert beside(desk, stays, other).status_code == 404
    assert desk.get(address(stays, "sla-sammen"), {"med": "noe annet"}).status_code == 404


def test_nothing_chosen_itself_and_what_is_taken_out_are_refused_with_a_sentence(desk, stays, goes):
    def told(other):
        return messages(desk.get(address(stays, "sla-sammen"), {"med": other}, follow=True))

    assert told("") == ["Velg hvilket tiltak det skal slås sammen med."]
    assert told(stays.uuid) == ["Et tiltak kan ikke slås sammen med seg selv."]
    desk.post(address(goes, "ta-ut"), follow=True)
    out = "er tatt ut. Hent det inn igjen før du"
    assert told(goes.uuid) == [f"«Faggruppesamling mai 2024» {out} slår det sammen med noe."]
    assert messages(desk.post(address(goes, "del"), follow=True)) == [f"«Faggruppesamling mai 2024» {out} deler det."]


def test_what_stands_in_a_chapter_that_is_taken_out_is_out_too(desk, stays):
    desk.post(address(stays.section, "ta-ut"))
    assert is_out(find("Medlemskontakt"))
    assert not is_out(Measure.objects.filter(section__programme__slug="2024").exclude(section=stays.section).first())


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [({"title": " "}, "Feltet er påkrevet."), ({"priority": "0"}, "Verdien må være større enn eller lik 1.")],
)
def test_what_cannot_be_saved_is_told_and_stays_in_the_form(desk, stays, goes, changes, sentence):
    response = merge(desk, stays, goes, content="<p>Nytt innhold</p>", **changes)
    assert re.search(r'href="#id_[^"]*">[^:]+: ([^<]+)</a>', unescape(response.text))[1] == sentence
    assert fields(response)["content"] == "<p>Nytt innhold</p>"
    assert (history(stays), history(goes)) == ([], [])


# ── Two people, and what is typed and not saved ─────────────────────────────────────────────────


@pytest.mark.parametrize("saved", ["stays", "goes"])
def test_whoever_saved_either_meanwhile_is_named_and_nothing_typed_is_lost(desk, colleague, stays, goes, saved):
    mine = fields(beside(desk, stays, goes))
    theirs = {"stays": stays, "goes": goes}[saved]
    save(colleague, theirs, opened(colleague, theirs), partners="Fylkeskommunene")
    last = Entry.objects.first()
    response = merge(desk, stays, goes, mine, title="Én kontakt")

    text = unescape(response.text)
    assert "Tiltakene er ikke slått sammen ennå" in text
    assert re.findall(r'paragraph">(Demo Sekretariat to lagret «[^»]+»)', text) == [
        f"Demo Sekretariat to lagret «{theirs.title}»"
    ]
    assert "Dette er også endret av andre, og er med: partnerne: " in text
    form = fields(response)
    assert (form["title"], "Fylkeskommunene" in form["partners"]) == ("Én kontakt", True)
    assert (form["versjon"], form["versjon-med"]) == (("2", "1") if saved == "stays" else ("1", "2"))
    assert log_since(last) == []

    merge(desk, stays, goes, form)
    stays.refresh_from_db(), goes.refresh_from_db()
    assert (stays.title, "Fylkeskommunene" in stays.partners, goes.is_taken_out) == ("Én kontakt", True, True)


def test_a_field_that_both_wrote_in_is_shown_in_all_three_texts(desk, colleague, stays, goes):
    mine = fields(beside(desk, stays, goes))
    save(colleague, stays, opened(colleague, stays), title="Kontakt")
    response = merge(desk, stays, goes, mine, title="Besøk")
    rows = re.findall(r"<dt>(.*?)</dt>", re.search(r'<dl class="clash">(.*?)</dl>', response.text, re.S)[1])
    assert rows == ["Tittelen var", "Det er lagret", "Du skrev"]
    assert fields(response)["title"] == "Besøk"
    assert "Dette er også endret" not in response.text


def test_when_the_other_was_taken_out_meanwhile_what_is_typed_stands_there(desk, colleague, stays, goes):
    mine = fields(beside(desk, stays, goes))
    colleague.post(address(goes, "ta-ut"))
    response = merge(desk, stays, goes, mine, title="Én kontakt")
    assert (
        "«Faggruppesamling mai 2024» er tatt ut. Hent det inn igjen før du slår det sammen med noe. "
        "Det du skrev, står i skjemaet."
    ) in unescape(response.text)
    assert fields(response)["title"] == "Én kontakt"
    assert not Lineage.objects.filter(measure=stays).exists()


def test_what_one_has_not_saved_in_either_is_saved_first(desk, colleague, stays, goes):
    desk.post(address(goes, "kladd"), opened(desk, goes))
    assert messages(desk.get(address(stays, "sla-sammen"), {"med": goes.uuid}, follow=True)) == [UNSAVED]
    assert beside(colleague, stays, goes).status_code == 200  # a draft tells nobody


def test_a_merging_that_is_not_finished_waits_as_a_draft(desk, colleague, stays, goes):
    data = fields(beside(desk, stays, goes))
    data["title"] = "Halvferdig"
    desk.post(address(stays, "kladd"), data)
    save(colleague, goes, opened(colleague, goes), priority="9")

    link = f'href="{address(stays, "sla-sammen")}?med={goes.uuid}&amp;kladd=1'
    assert [link in page.text for page in (desk.get(address(stays)), beside(desk, stays, goes))] == [True, True]
    form = fields(beside(desk, stays, goes, kladd=1))
    assert (form["title"], form["versjon"], form["versjon-med"]) == ("Halvferdig", "1", "1")
    form = fields(merge(desk, stays, goes, form))  # the other one has been saved meanwhile
    merge(desk, stays, goes, form)
    stays.refresh_from_db()
    assert stays.title == "Halvferdig"
    assert not Draft.objects.exists()


def test_who_has_either_open_is_told(desk, colleague, stays, goes):
    colleague.post(address(goes, "apen"))
    told = re.findall(r'outline-writers">([^<]+)<', beside(desk, stays, goes).text)
    assert told == ["Demo Sekretariat to skriver i dette nå"]


# ── Undone ──────────────────────────────────────────────────────────────────────────────────────


def test_brought_back_it_is_in_again_and_the_other_no_longer_comes_from_it(desk, stays, goes, draft_2024):
    before = to_json(build(draft_2024))
    merge(desk, stays, goes, title="Én kontakt")
    last = Entry.objects.first()
    response = desk.post(address(goes, "hent-inn"), follow=True)

    assert messages(response) == [
        "«Faggruppesamling mai 2024» er med igjen.",
        "«Faggruppesamling mai 2024» er ikke lenger opphav til «Én kontakt». Teksten der er ikke endret. "
        "Den fra før de ble slått sammen, kan du hente tilbake i historikken.",
    ]
    assert not Lineage.objects.filter(origin=goes.uuid).exists()
    apart = "«Faggruppesamling mai 2024» er hentet inn igjen, og er ikke opphav lenger"
    assert history(stays)[0] == (3, "restored", apart)
    assert history(goes)[0] == (3, "restored", "hentet inn igjen")
    assert [what.partition(": ")[2] for _verb, what in log_since(last)] == [
        "hentet inn igjen", apart,
    ]  # fmt: skip
    desk.post(address(stays, "historikk/1/hent"))
    assert to_json(build(draft_2024)) == before


def test_an_earlier_text_does_not_change_where_a_measure_comes_from(desk, stays, goes):
    merge(desk, stays, goes, title="Én kontakt")
    desk.post(address(stays, "historikk/1/hent"))
    stays.refresh_from_db()
    assert (stays.title, origins(stays)) == ("Medlemskontakt", [("merged", goes.uuid, GROUPS, "2024")])
    desk.post(address(goes, "hent-inn"))
    desk.post(address(stays, "historikk/2/hent"))
    stays.refresh_from_db()
    assert (stays.title, origins(stays)) == ("Én kontakt", [])


def test_what_was_taken_out_by_hand_comes_back_without_a_word_about_others(desk, goes):
    desk.post(address(goes, "ta-ut"), follow=True)
    assert messages(desk.post(address(goes, "hent-inn"), follow=True)) == ["«Faggruppesamling mai 2024» er med igjen."]


def test_one_of_a_chain_comes_back_alone(desk, stays, goes):
    third = find("Samarbeid med andre organisasjoner")
    merge(desk, stays, goes)
    merge(desk, third, stays)
    assert {origin for _kind, origin, *_rest in origins(third)} == {stays.uuid, goes.uuid}
    desk.post(address(goes, "hent-inn"))
    assert [origin for _kind, origin, *_rest in origins(third)] == [stays.uuid]
    desk.post(address(stays, "hent-inn"))
    assert (origins(third), origins(stays)) == ([], [])


# ── Splitting ───────────────────────────────────────────────────────────────────────────────────


def test_a_new_measure_right_after_it_says_the_same_and_is_open(desk, stays, secretary):
    section, last, before = stays.section, Entry.objects.first(), measure_state(stays)
    titles = list(section.measures.values_list("title", flat=True))
    stays.lineage.create(kind="continued", origin=section.uuid, origin_title="I fjor", origin_place="2023")
    response = desk.post(address(stays, "del"), follow=True)

    assert messages(response) == [
        "«Medlemskontakt» er delt i to. Dette er det nye, og det sier det samme til du skriver det om."
    ]
    rows = list(section.measures.all())
    assert [row.title for row in rows] == [titles[0], *titles]
    assert rows[0] == stays
    new = rows[1]
    assert response.redirect_chain[-1][0] == f"{address(new)}#id_title"
    assert fields(response)["title"] == "Medlemskontakt"
    assert origins(new) == [("split", stays.uuid, "Medlemskontakt", "2024"), ("split", section.uuid, "I fjor", "2023")]
    assert history(new) == [(2, "edited", "delt ut av «Medlemskontakt»"), (1, "imported", "")]
    assert history(stays) == []
    here = "i Handlingsprogram 2024 – foreløpig innretning"
    assert log_since(last) == [
        ("added", f"Et tiltak i «{section.title}»"),
        ("changed", f"Tiltaket «Medlemskontakt» {here}: delt ut av «Medlemskontakt»"),
    ]
    stays.lineage.all().delete()
    assert measure_state(stays) == before
    said = measure_state(new)
    assert {name: value for name, value in said.items() if name != "origins"} == before


def test_the_two_parts_merged_again_are_one(desk, stays, draft_2024):
    before = to_json(build(draft_2024))
    desk.post(address(stays, "del"))
    new = Measure.objects.get(lineage__origin=stays.uuid)
    merge(desk, new, stays)
    assert origins(new) == [("merged", stays.uuid, "Medlemskontakt", "2024")]
    desk.post(address(stays, "hent-inn"))
    desk.post(address(new, "ta-ut"))
    assert to_json(build(draft_2024)) == before


# ── Told ────────────────────────────────────────────────────────────────────────────────────────


def aside(page: str) -> dict[str, list]:
    panel = re.search(r'<aside class="beside".*?</aside>', page, re.S)[0]
    rows = re.findall(r"<dt>([^<]+)</dt>(.*?)</div>", panel, re.S)
    return {label: re.findall(r'(?:href="([^"]+)")?>«?([^<]+)<', said) for label, said in rows}


def test_what_it_comes_from_is_told_beside_it_in_its_history_and_among_what_is_out(desk, stays, goes):
    merge(desk, stays, goes, title="Én kontakt")
    page = desk.get(address(stays)).text
    assert aside(page)["Opphav"] == [(address(goes, "historikk"), "Slått sammen fra «Faggruppesamling mai 2024»")]
    gone = re.search(r'<ul class="taken-out">.*?</ul>', page, re.S)[0]
    place = f"/redaksjon/2024/avsnitt/{stays.section.uuid}/#tiltak-{stays.uuid}"
    assert re.findall(r'>([^<>]+)<a class="ds-link" href="([^"]+)">([^<]+)</a>', gone) == [
        ("Slått sammen med ", place, "«Én kontakt»")
    ]
    assert "satt inn: </span>Slått sammen fra «Faggruppesamling mai 2024» (2024)</ins>" in (
        desk.get(address(stays, "historikk")).text
    )
    assert "satt inn: </span>Slått sammen med «Én kontakt»</ins>" in desk.get(address(goes, "historikk")).text


def test_what_was_split_from_it_is_told_beside_it(desk, stays):
    new = desk.post(address(stays, "del")).url.split("/")[4]
    place = f"/redaksjon/2024/avsnitt/{stays.section.uuid}/#tiltak-{new}"
    assert aside(desk.get(address(stays)).text)["Delt ut herfra"] == [(place, "Medlemskontakt")]
    there = aside(desk.get(f"/redaksjon/2024/tiltak/{new}/rediger/").text)
    assert there["Opphav"] == [(address(stays, "historikk"), "Delt fra «Medlemskontakt»")]


# ── Never deleted ───────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def milestone(draft_2024):
    content = to_json(build(draft_2024))
    return Milestone.objects.create(
        programme=draft_2024, slug="utkast", name="Utkast", content=content, sha256=sha256(content)
    )


def test_no_way_through_the_workplace_deletes_a_measure(desk, stays, goes, milestone):
    every = set(Measure.objects.values_list("uuid", flat=True))
    merge(desk, stays, goes)
    desk.post(address(stays, "del"))
    desk.post(address(stays.section, "ta-ut"))
    desk.post(address(goes, "hent-inn"))
    assert every - set(Measure.objects.values_list("uuid", flat=True)) == set()


def test_next_year_is_not_undone_when_a_milestone_shows_it(programme_2025, secretary):
    new = beginning.begin(programme_2025, plan_for(programme_2025), by=secretary).programme
    content = to_json(build(new))
    Milestone.objects.create(programme=new, slug="u", name="Utkast", content=content, sha256=sha256(content))
    every = Measure.objects.count()
    with pytest.raises(beginning.CannotUndo) as refused:
        beginning.undo(new, by=secretary)
    assert refused.value.reasons == ["Milepælen «Utkast» viser programmet slik det var da."]
    assert Measure.objects.count() == every


@pytest.mark.parametrize("model", [Measure, Section])
def test_not_even_the_emergency_administration_deletes_what_a_milestone_shows(client, draft_2024, stays, model):
    client.force_login(User.objects.create_superuser("vakt@demo.invalid", "et-langt-passord", name="Vakt"))
    thing = stays if model is Measure else stays.section
    where = reverse(f"admin:programmes_{model._meta.model_name}_delete", args=[thing.pk])
    assert client.get(where).status_code == 200
    content = to_json(build(draft_2024))
    Milestone.objects.create(programme=draft_2024, slug="u", name="Utkast", content=content, sha256=sha256(content))
    assert client.post(where, {"post": "yes"}).status_code == 403
    assert model.objects.filter(pk=thing.pk).exists()


# ── However large it is ─────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("times", [0, 9])
def test_merging_and_splitting_ask_as_often_however_large_the_programme_is(desk, stays, goes, times):
    grow(times)
    counts = []
    with CaptureQueriesContext(connection) as queries:
        data = fields(beside(desk, stays, goes))
    counts.append(len(queries))
    with CaptureQueriesContext(connection) as queries:
        assert desk.post(address(stays, "sla-sammen"), data).status_code == 302
    counts.append(len(queries))
    with CaptureQueriesContext(connection) as queries:
        assert desk.post(address(stays, "del")).status_code == 302
    counts.append(len(queries))
    assert counts == [41, 94, 58]
