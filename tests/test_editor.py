"""Writing a programme in the workplace: saved by the field, lost by nobody, moved, taken out, brought back."""

import re
from html import unescape
from html.parser import HTMLParser

import pytest
from django.db import connection
from django.http import QueryDict
from django.test import Client
from django.test.utils import CaptureQueriesContext

from organisation.models import Draft, Entry, Partner, User, Version
from programmes import editing
from programmes.building import build
from programmes.difference import Part, word_parts
from programmes.document import to_json
from programmes.forms.measure import NUMBER_SAYS
from programmes.keeping import change_measure, change_section
from programmes.models import Area, Guidelines, Lineage, Measure, ProcessStep, Programme, Section
from programmes.models.work import Language
from programmes.states import measure_state, section_state
from programmes.wording import CODES, ORIGINS

from .pages import messages
from .test_growth import grow

NO_RESULT = "Skriv resultatmålet, ikke bare indikator, utgangspunkt, mål eller enhet."


@pytest.fixture
def measure(draft_2024) -> Measure:
    return Measure.objects.get(section__programme=draft_2024, title="Medlemskontakt")


def address(thing, act="rediger") -> str:
    kind = "tiltak" if isinstance(thing, Measure) else "avsnitt"
    section = thing.section if isinstance(thing, Measure) else thing
    return f"/redaksjon/{(section.programme or section.guidelines).slug}/{kind}/{thing.uuid}/{act}/"


class _Fields(HTMLParser):
    """What a browser would send of the form that is open."""

    def __init__(self):
        super().__init__()
        self.data, self.area, self.select, self.inside = QueryDict(mutable=True), None, None, False

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        if tag == "form":
            self.inside = "open-form" in attrs.get("class", "")
        if not self.inside:
            return
        if (
            tag == "input"
            and "name" in attrs
            and (attrs.get("type") not in ("checkbox", "radio") or "checked" in attrs)
        ):
            usual = "on" if attrs.get("type") == "checkbox" else ""
            self.data.appendlist(attrs["name"], attrs.get("value") or usual)
        elif tag == "textarea":
            self.area, self.text = attrs["name"], ""
        elif tag == "select":
            self.select = attrs["name"]
        elif tag == "option" and "selected" in attrs:
            self.data.appendlist(self.select, attrs.get("value", ""))

    def handle_data(self, data):
        if self.area:
            self.text += data

    def handle_endtag(self, tag):
        if tag == "textarea" and self.area:
            self.data.appendlist(self.area, self.text.removeprefix("\n"))
            self.area = None
        elif tag == "form":
            self.inside = False


def fields(response) -> QueryDict:
    reader = _Fields()
    reader.feed(response.text)
    return reader.data


def opened(client, thing) -> QueryDict:
    return fields(client.get(address(thing)))


def save(client, thing, data: QueryDict, **changes):
    data = data.copy()
    for name, value in changes.items():
        data.setlist(name.replace("__", "-"), value if isinstance(value, list) else [value])
    return client.post(address(thing), dict(data.lists()), follow=True)


def test_codes_are_called_what_the_models_call_them():
    kinds = dict(Area.Kind.choices) | dict(Section.Kind.choices) | dict(ProcessStep.Kind.choices)
    assert (CODES["kind"], CODES["layout"]) == (kinds, dict(Programme.Layout.choices))
    assert (CODES["language"], ORIGINS) == (dict(Language.choices), dict(Lineage.Kind.choices))


# ── What an object holds ────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("slug", ["2018", "2024", "2025"])
def test_every_object_of_every_programme_can_be_taken_apart_and_written_again(db, slug):
    """To the same document, byte for byte."""
    programme = Programme.objects.get(slug=slug)
    before = to_json(build(programme))
    for measure in Measure.objects.filter(section__programme=programme):
        state = measure_state(measure)
        change_measure(measure, state | {"title": "Noe annet"}, state, by=None)
    for section in Section.objects.filter(programme=programme):
        state = section_state(section)
        change_section(section, state | {"title": "Noe annet"}, state, by=None)
    assert to_json(build(programme)) == before


def test_every_section_of_the_guidelines_too(guidelines):
    before = to_json(build(guidelines))
    for section in guidelines.sections.all():
        state = section_state(section)
        change_section(section, state | {"title": "Noe annet"}, state, by=None)
    assert to_json(build(guidelines)) == before


@pytest.mark.parametrize("model", [Measure, Section])
def test_a_form_that_is_opened_and_sent_again_changes_nothing(desk, draft_2024, model):
    rows = model.objects.filter(**{"section__programme" if model is Measure else "programme": draft_2024})
    for thing in rows:
        response = save(desk, thing, opened(desk, thing))
        assert messages(response) == ["Ingenting var endret, så ingenting er lagret."]
    assert not Version.objects.filter(object__in=rows.values("uuid")).exists()


# ── Saving ──────────────────────────────────────────────────────────────────────────────────────


def test_what_is_written_is_saved_told_versioned_and_logged(desk, measure, secretary):
    data = opened(desk, measure)
    response = save(desk, measure, data, title="  Kontakt med   medlemmene ", priority="2")

    assert messages(response) == [
        "«Kontakt med medlemmene» er lagret: tittelen: Medlemskontakt → Kontakt med medlemmene; prioriteten: 1 → 2."
    ]
    measure.refresh_from_db()
    assert (measure.title, measure.priority, measure.version) == ("Kontakt med medlemmene", 2, 2)
    assert list(Version.objects.of(measure).values_list("number", "by", "cause")) == [
        (2, secretary.pk, "edited"), (1, None, "imported"),
    ]  # fmt: skip
    assert Entry.objects.first().what.startswith("Tiltaket «Kontakt med medlemmene» i Handlingsprogram 2024")


def test_partners_are_recognised_by_their_other_names_and_new_ones_are_added(desk, measure):
    alias = Partner.objects.filter(aliases__isnull=False).first().aliases.first()
    data = opened(desk, measure)
    save(
        desk, measure, data,
        named_partners__0__name=alias.name, named_partners__1__name="Hjartdal kommune", partners="Slik vi trykker det",
    )  # fmt: skip

    assert [link.partner.name for link in measure.partner_links.all()] == [alias.partner.name, "Hjartdal kommune"]
    measure.refresh_from_db()
    assert measure.partners == "Slik vi trykker det"


def test_a_result_target_has_what_makes_it_checkable(desk, measure):
    data = opened(desk, measure)
    save(
        desk, measure, data,
        results__0__text="Flere medlemmer", results__0__indicator="Kommuner", results__0__baseline="65",
        results__0__target="70", results__1__text="  ",
    )  # fmt: skip
    assert list(measure.results.values_list("text", "indicator", "baseline", "target", "unit")) == [
        ("Flere medlemmer", "Kommuner", "65", "70", "")
    ]


def test_the_uns_goals_are_saved_and_stay(desk, measure):
    save(desk, measure, opened(desk, measure), sdgs=["11", "13"])
    measure.refresh_from_db()
    assert measure.sdgs == [11, 13]
    save(desk, measure, opened(desk, measure), title="Kontakt")
    measure.refresh_from_db()
    assert (measure.title, measure.sdgs) == ("Kontakt", [11, 13])


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"title": "   "}, "Feltet er påkrevet."),
        ({"title": "x" * 1001}, "Sørg for at denne verdien har 1000 eller færre tegn (den har nå 1001)."),
        ({"results__0__indicator": "Kommuner"}, NO_RESULT),
        ({"starts_on": "2024-05-01", "ends_on": "2024-04-01"}, "Tiltaket kan ikke slutte før det starter."),
        ({"number": "1 a"}, NUMBER_SAYS),
        ({"priority": "0"}, "Verdien må være større enn eller lik 1."),
    ],
)  # fmt: skip
def test_what_cannot_be_saved_is_told_and_stays_in_the_form(desk, measure, changes, sentence):
    before = measure_state(measure)
    response = save(desk, measure, opened(desk, measure), content="<p>Nytt innhold</p>", **changes)

    assert re.search(r'href="#id_[^"]*">[^:]+: ([^<]+)</a>', unescape(response.text))[1] == sentence
    assert fields(response)["content"] == "<p>Nytt innhold</p>"
    assert measure_state(measure) == before


def test_an_adopted_programme_is_read_and_not_written(desk, programme_2025):
    measure = Measure.objects.filter(section__programme=programme_2025).first()
    sentence = "Programmet er vedtatt og kan ikke endres her. En rettelse eller en revisjon blir en ny utgave."
    assert messages(desk.get(address(measure), follow=True)) == [sentence]
    before = measure_state(measure)
    sent = {"versjon": 1, "vei": "opp", "title": "Noe"}
    answers = [desk.post(address(measure, act), sent) for act in ("flytt", "ta-ut", "hent-inn")]
    assert {answer.url for answer in answers} == {"/redaksjon/2025/"}
    assert desk.post(address(measure), sent).url == address(measure, "ikke-lagret")  # what was typed is not lost
    assert measure_state(measure) == before


def test_an_object_of_another_programme_is_not_found_here(desk, measure, programme_2025):
    other = Measure.objects.filter(section__programme=programme_2025).first()
    assert desk.get(f"/redaksjon/2024/tiltak/{other.uuid}/rediger/").status_code == 404
    assert desk.post(address(measure, "flytt"), {"til": str(other.section.uuid)}).status_code == 404
    assert desk.post(address(measure, "flytt"), {"til": "x"}).status_code == 404


# ── Two people ──────────────────────────────────────────────────────────────────────────────────


def test_two_people_who_write_in_different_fields_both_get_theirs(desk, colleague, measure):
    mine, theirs = opened(desk, measure), opened(colleague, measure)
    save(colleague, measure, theirs, title="Kontakt")
    save(desk, measure, mine, content="<p>Nytt innhold</p>")

    measure.refresh_from_db()
    assert (measure.title, measure.content) == ("Kontakt", "<p>Nytt innhold</p>")


def test_two_people_who_write_in_the_same_field_see_all_three_texts(desk, colleague, measure):
    mine, theirs = opened(desk, measure), opened(colleague, measure)
    save(colleague, measure, theirs, title="Kontakt med medlemmene", priority="3")
    response = save(desk, measure, mine, title="Besøk hos medlemmene", content="<p>Nytt</p>")

    assert "To har endret det samme" in response.text
    texts = re.findall(r"<dd>(.*?)</dd>", re.search(r'<dl class="clash">(.*?)</dl>', response.text, re.S)[1], re.S)
    plain = [
        " ".join(re.sub(r'<span class="visually-hidden">[^<]*</span>|<[^>]+>', " ", text).split()) for text in texts
    ]
    assert plain == ["Medlemskontakt", "Medlemskontakt Kontakt med medlemmene", "Medlemskontakt Besøk hos medlemmene"]
    assert "prioriteten: 1 → 3" in response.text
    measure.refresh_from_db()
    assert (measure.title, measure.priority) == ("Kontakt med medlemmene", 3)

    form = fields(response)
    assert (form["title"], form["content"], form["priority"], form["versjon"]) == (
        "Besøk hos medlemmene", "<p>Nytt</p>", "3", "2",
    )  # fmt: skip
    save(desk, measure, form, title="Besøk og kontakt")
    measure.refresh_from_db()
    assert (measure.title, measure.content, measure.priority) == ("Besøk og kontakt", "<p>Nytt</p>", 3)


# ── Drafts and history ──────────────────────────────────────────────────────────────────────────


def test_a_draft_waits_for_its_writer_and_for_nobody_else(desk, colleague, measure, secretary):
    data = opened(desk, measure)
    data["title"] = "Halvferdig tit"
    answer = desk.post(address(measure, "kladd"), data, headers={"HX-Request": "true"})
    assert (answer.status_code, answer.json()["others"]) == (200, False)
    assert (Draft.objects.get().by, Draft.objects.get().content["title"]) == (secretary, ["Halvferdig tit"])

    told = "Hent kladden fram"
    assert [told in client.get(address(measure)).text for client in (desk, colleague)] == [True, False]
    assert fields(desk.get(f"{address(measure)}?kladd=1"))["title"] == "Halvferdig tit"
    assert fields(colleague.get(f"{address(measure)}?kladd=1"))["title"] == "Medlemskontakt"
    save(desk, measure, fields(desk.get(f"{address(measure)}?kladd=1")))
    assert not Draft.objects.exists()
    measure.refresh_from_db()
    assert measure.title == "Halvferdig tit"


def test_moving_a_thing_leaves_what_one_has_written_in_it(desk, measure):
    desk.post(address(measure, "kladd"), opened(desk, measure))
    target = Section.objects.filter(programme=measure.section.programme, kind="measures").last()
    desk.post(address(measure, "flytt"), {"til": str(target.uuid)})
    assert Draft.objects.filter(object=measure.uuid).exists()


def test_a_draft_can_be_thrown_away(desk, measure):
    desk.post(address(measure, "kladd"), opened(desk, measure))
    assert messages(desk.post(address(measure, "kladd/forkast"), follow=True)) == ["Kladden er forkastet."]
    assert not Draft.objects.exists()


def test_whoever_is_logged_out_meanwhile_is_told_so_and_not_sent_away(measure):
    answer = Client().post(address(measure, "kladd"), {"versjon": 1}, headers={"HX-Request": "true"})
    assert (answer.status_code, answer.text) == (401, "Du er logget ut. Logg inn i en ny fane, og prøv igjen her.")


def test_every_state_is_told_word_by_word_and_can_come_back(desk, measure):
    save(desk, measure, opened(desk, measure), title="Kontakt med medlemmer")
    save(desk, measure, opened(desk, measure), title="Kontakt med alle medlemmer")
    page = desk.get(address(measure, "historikk")).text
    assert re.findall(r"<ins><span[^>]*>satt inn: </span>([^<]+)</ins>", page) == ["alle ", "Kontakt med medlemmer"]

    response = desk.post(address(measure, "historikk/1/hent"), follow=True)
    assert messages(response) == [
        "«Medlemskontakt» er slik det var i versjon 1: tittelen: Kontakt med alle medlemmer → Medlemskontakt."
    ]
    assert messages(desk.post(address(measure, "historikk/1/hent"), follow=True)) == ["Det var allerede slik."]
    assert list(Version.objects.of(measure).values_list("number", "cause")) == [
        (4, "restored"), (3, "edited"), (2, "edited"), (1, "imported"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("before", "after", "parts"),
    [
        ("", "Nytt", [Part("in", "Nytt")]),
        ("Likt", "Likt", [Part("same", "Likt")]),
        ("en to tre", "en tre", [Part("same", "en "), Part("out", "to "), Part("same", "tre")]),
        (
            "jobbe for en sømløs reise", "arbeide med sømløs reise",
            [Part("out", "jobbe for en"), Part("in", "arbeide med"), Part("same", " sømløs reise")],
        ),
    ],
)  # fmt: skip
def test_a_difference_is_read_word_by_word(before, after, parts):
    assert word_parts(before, after) == parts


# ── Places ──────────────────────────────────────────────────────────────────────────────────────


def titles(section) -> list[str]:
    return list(section.measures.filter(is_taken_out=False).values_list("title", flat=True))


def test_measures_move_past_each_other_and_stop_at_the_ends(desk, measure):
    section = measure.section
    before = titles(section)
    desk.post(address(measure, "flytt"), {"vei": "ned"})
    assert titles(section) == [before[1], before[0], *before[2:]]
    desk.post(address(measure, "flytt"), {"vei": "opp"})
    assert titles(section) == before
    assert messages(desk.post(address(measure, "flytt"), {"vei": "opp"}, follow=True)) == [
        "«Medlemskontakt» står allerede øverst her."
    ]


def test_a_measure_is_dropped_in_front_of_a_neighbour_and_nowhere_else(desk, measure, draft_2024):
    before = titles(measure.section)
    third = measure.section.measures.all()[2]
    desk.post(address(measure, "flytt"), {"foran": str(third.uuid)})
    assert titles(measure.section) == [before[1], before[0], *before[2:]]

    elsewhere = Measure.objects.filter(section__programme=draft_2024).exclude(section=measure.section).first()
    refused = desk.post(address(measure, "flytt"), {"foran": str(elsewhere.uuid)}, follow=True)
    assert messages(refused) == ["«Medlemskontakt» kan bare dras dit hvor det hører til. Bruk «Flytt til» i stedet."]
    assert titles(measure.section) == [before[1], before[0], *before[2:]]


def test_a_measure_moves_to_another_chapter_and_its_history_says_so(desk, measure, draft_2024):
    target = Section.objects.filter(programme=draft_2024, kind="measures").exclude(pk=measure.section_id).first()
    desk.post(address(measure, "flytt"), {"til": str(target.uuid)})
    assert titles(target)[-1] == "Medlemskontakt"
    version = Version.objects.of(measure).first()
    assert (version.cause, version.content["section"]) == ("moved", str(target.uuid))


def test_what_is_taken_out_is_out_of_the_document_and_can_come_back(desk, measure, draft_2024):
    before = to_json(build(draft_2024))
    response = desk.post(address(measure, "ta-ut"), {"grunn": "Dekkes av et annet"}, follow=True)
    assert messages(response) == ["«Medlemskontakt» er tatt ut. Du finner det igjen nederst i disposisjonen."]
    assert "Medlemskontakt" not in [each.title for each in build(draft_2024).every_measure()]
    assert "Dekkes av et annet" in response.text

    desk.post(address(measure, "hent-inn"))
    assert to_json(build(draft_2024)) == before
    assert list(Version.objects.of(measure).values_list("cause", flat=True)) == ["restored", "taken_out", "imported"]


def test_a_section_is_taken_out_with_everything_in_it(desk, measure, draft_2024):
    before = to_json(build(draft_2024))
    desk.post(address(measure.section, "ta-ut"))
    assert "Medlemskontakt" not in [each.title for each in build(draft_2024).every_measure()]
    desk.post(address(measure.section, "hent-inn"))
    assert to_json(build(draft_2024)) == before


def test_sections_nest_and_a_section_cannot_lie_in_itself(desk, draft_2024):
    first, second = Section.objects.filter(programme=draft_2024, parent=None)[:2]
    desk.post(address(second, "flytt"), {"til": str(first.uuid)}, follow=True)
    second.refresh_from_db()
    assert second.parent == first
    refused = desk.post(address(first, "flytt"), {"til": str(second.uuid)}, follow=True)
    assert messages(refused) == ["Et avsnitt kan ikke ligge inne i seg selv."]
    desk.post(address(second, "flytt"), {"til": ""})
    second.refresh_from_db()
    assert second.parent is None


def test_a_new_chapter_and_a_new_measure_are_opened_for_writing(desk, draft_2024):
    chapter = desk.post("/redaksjon/2024/nytt-avsnitt/").url
    assert fields(desk.get(chapter))["title"] == "Nytt avsnitt"
    section = Section.objects.get(title="Nytt avsnitt")
    inner = desk.post("/redaksjon/2024/nytt-avsnitt/", {"i": str(section.uuid)}).url
    assert Section.objects.get(uuid=inner.split("/")[4]).parent == section
    measure = desk.post(f"/redaksjon/2024/avsnitt/{section.uuid}/nytt-tiltak/").url
    assert fields(desk.get(measure))["title"] == "Nytt tiltak"


# ── Who is where ────────────────────────────────────────────────────────────────────────────────


def test_who_else_has_it_open_is_told_for_a_minute_and_a_half(desk, colleague, measure, later):
    def others(client):
        return client.post(address(measure, "apen")).json()["others"]

    assert others(desk) == []
    assert others(colleague) == ["Demo Sekretariat"]
    assert others(desk) == ["Demo Sekretariat to"]
    told = re.findall(r'outline-writers">([^<]+)<', colleague.get("/redaksjon/2024/").text)
    assert told == ["Demo Sekretariat skriver"]

    section = measure.section
    desk.post(address(section, "apen"))  # one thing at a time
    assert others(colleague) == []
    later(91)
    assert re.findall(r'outline-writers">([^<]+)<', colleague.get("/redaksjon/2024/").text) == []


# ── However large it is ─────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("times", [0, 9])
def test_the_workplace_asks_as_often_however_large_the_programme_is(desk, draft_2024, measure, times):
    grow(times)
    with CaptureQueriesContext(connection) as queries:
        assert desk.get(f"/redaksjon/2024/avsnitt/{measure.section.uuid}/").status_code == 200
    with CaptureQueriesContext(connection) as opening:
        assert desk.get(address(measure)).status_code == 200
    assert (len(queries), len(opening)) == (28, 57)


@pytest.mark.parametrize("times", [0, 9])
def test_saving_asks_as_often_however_large_the_programme_is(desk, measure, times):
    data = opened(desk, measure)
    grow(times)
    data["title"] = "Noe annet"
    with CaptureQueriesContext(connection) as queries:
        assert desk.post(address(measure), data).status_code == 302
    assert len(queries) == 50


def test_the_secretariat_finds_every_programme_and_the_guidelines(desk):
    page = desk.get("/redaksjon/").text
    listed = re.search(r'<ul class="work-list">(.*?)</ul>', page, re.S)[1]
    assert sorted(re.findall(r'href="/redaksjon/([^/"]+)/"', listed)) == ["2018", "2024", "2025", "foringer-2021-2024"]
    assert desk.get("/redaksjon/foringer-2021-2024/").status_code == 200
    assert desk.get("/redaksjon/finnes-ikke/").status_code == 404
    assert editing.find_work(User.objects.get(email="sekretariat@demo.invalid"), "foringer-2021-2024") == (
        Guidelines.objects.get()
    )
