"""Words in a programme: found everywhere, replaced where somebody has chosen, and taken back again."""

import re
from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from organisation.models import Entry, User, Version
from organisation.record import put_aside
from programmes.keeping import change_measure, change_section
from programmes.models import Footnote, Goal, Measure, Programme, Section, Strategy
from programmes.replacing import find
from programmes.searching import Search, hits, replaced
from programmes.states import measure_state, section_state

from .pages import messages
from .test_growth import grow

SEARCH, REPLACE = "/redaksjon/2024/sok/", "/redaksjon/2024/bytt-ut/"
UNDO = f"{REPLACE}angre/"


@pytest.fixture
def trip(draft_2024) -> Measure:
    return Measure.objects.get(section__programme=draft_2024, title__startswith="Studietur 2024")


@pytest.fixture
def frame(draft_2024) -> Section:
    return draft_2024.sections.get(title="Økonomiske rammer 2024")


def count(response) -> str:
    return unescape(re.search(r'class="result-count" role="status">([^<]*)', response.text)[1])


def keys(response, *things) -> list[str]:
    """What can be chosen on a page; of some things only."""
    every = re.findall(r'name="treff" id="[^"]*" value="([^"]*)"', response.text)
    return [key for key in every if not things or any(str(thing.uuid) in key for thing in things)]


def preview(client, words, new, **more):
    return client.get(REPLACE, {"ord": words, "med": new, **more})


def carry_out(client, words, new, chosen, follow=True, **more):
    given = {"ord": words, "med": new, "treff": chosen, "gang": "en", **more}
    return client.post(REPLACE, given, follow=follow)


def write(thing, by, **fields):
    """Save something in a thing, as a colleague does."""
    state, change = (measure_state, change_measure) if isinstance(thing, Measure) else (section_state, change_section)
    before = state(thing)
    change(thing, before, before | fields, by=by)
    thing.refresh_from_db()


def paragraph(*runs) -> list:
    return [{"type": "paragraph", "content": list(runs)}]


# ── Searching ───────────────────────────────────────────────────────────────────────────────────


def test_words_are_found_in_titles_texts_and_lists_section_by_section(desk):
    response = desk.get(SEARCH, {"ord": "2024"})

    assert count(response) == "«2024» står 20 steder."
    shown = re.findall(r'hit-place">([^<]*)</span> <span class="hit-text">(.*?)</span></li>', response.text)
    assert [(place, re.sub("<[^>]*>", "|", text)) for place, text in shown][:3] == [
        ("Tittelen", "Økonomiske rammer |2024|"),
        (
            "Teksten",
            "Prognose for overførte midler fra 2023 til |2024| er høyere enn budsjettet =&gt; "
            "større økonomisk handlingsrom …",
        ),
        ("Teksten", "… høyere enn budsjettet =&gt; større økonomisk handlingsrom i |2024| enn tidligere beregnet"),
    ]  # fmt: skip


def test_every_field_that_people_read_is_searched(desk, draft_2024, trip, frame, secretary):
    result = {"text": "Rev 1", "indicator": "Rev 2", "baseline": "Rev 3", "target": "Rev 4", "unit": "Rev 5"}
    write(trip, secretary, partners="Rev 6", time_frame="Rev 7", responsible="Rev 8", cooperation="Rev 9",
          results=[result], content=paragraph("Rev 10"))  # fmt: skip
    goal = Goal.objects.create(section=frame, text="Rev 11")
    Strategy.objects.create(section=frame, goal=goal, text="<p>Rev 12</p>")
    Strategy.objects.create(section=frame, text="<ul><li>Rev 13</li></ul>")
    Footnote.objects.create(section=frame, marker="1", text="<p>Rev 14</p>")
    Section.objects.filter(pk=frame.pk).update(closing="<p>Rev 15</p>")

    found = {
        (hit.label, hit.after)
        for group in find(draft_2024, Search("rev", whole=True)).groups
        for each in group.found
        for hit in each.hits
    }
    assert found == {
        ("resultatmål 1", " 1"), ("resultatmål 1, indikator", " 2"), ("resultatmål 1, utgangspunkt", " 3"),
        ("resultatmål 1, mål", " 4"), ("resultatmål 1, enhet", " 5"), ("partnerne", " 6"), ("tidsrammen", " 7"),
        ("ansvaret", " 8"), ("samarbeidet", " 9"), ("innholdet", " 10"), ("mål 1", " 11"),
        ("mål 1, strategi 1", " 12"), ("strategi 1", " 13"), ("fotnote 1", " 14"), ("teksten etter", " 15"),
    }  # fmt: skip


def test_numbers_ids_dates_links_and_what_is_taken_out_are_not_searched(desk, draft_2024, trip, secretary):
    write(
        trip,
        secretary,
        number="7.7",
        starts_on="2031-07-07",
        content=paragraph({"text": "x", "href": "https://a.no/q7q7"}),
    )

    assert find(draft_2024, Search("7.7")).total == 0
    assert find(draft_2024, Search("2031")).total == 0
    assert find(draft_2024, Search("q7q7")).total == 0
    assert find(draft_2024, Search(str(trip.uuid))).total == 0
    write(trip, secretary, taken_out="Utgår")
    assert find(draft_2024, Search("Studietur 2024")).total == 0


@pytest.mark.parametrize(
    ("options", "total"), [({}, 3), ({"hele": "on"}, 2), ({"likt": "on"}, 2), ({"hele": "on", "likt": "on"}, 1)]
)
def test_whole_words_and_capitals_narrow_the_search(desk, trip, secretary, options, total):
    write(trip, secretary, title="Ætt, ætt og Ættesaga")

    assert len(keys(preview(desk, "Ætt", "Slekt", **options), trip)) == total


def test_a_hard_space_does_not_hide_a_hit(desk, trip, secretary):
    write(trip, secretary, title="Budsjett\u00a02024 for   alle".replace("   ", " "))

    assert len(keys(preview(desk, "budsjett  2024", "x"), trip)) == 1


@pytest.mark.parametrize("words", ["<b>", "a&b", "(2024", "[^1]", ".*", "\\d", "«%»", "'\"><svg onload=alert(1)>"])
def test_strange_words_are_words_and_nothing_more(desk, trip, secretary, words):
    write(trip, secretary, title=f"Før {words} etter")
    text = desk.get(SEARCH, {"ord": words}).text

    assert unescape(text).count(f"<mark>{words}</mark>") == 1
    assert ("<svg onload" in text, "<mark><b>" in text) == (False, False)
    carry_out(desk, words, "\\1 <i>", keys(preview(desk, words, "\\1 <i>"), trip))
    trip.refresh_from_db()
    assert trip.title == "Før \\1 <i> etter"


def test_an_empty_search_asks_for_words_and_one_without_hits_says_so(desk):
    assert "Skriv ordene du leter etter." in desk.get(SEARCH, {"ord": "  "}).text
    assert "result-count" not in desk.get(SEARCH).text
    assert count(desk.get(SEARCH, {"ord": "finnesikke"})) == (
        "«finnesikke» står ingen steder. Prøv færre ord, eller ta bort et kryss."
    )


@pytest.mark.parametrize("times", [0, 19])
@pytest.mark.parametrize(("address", "total"), [(f"{SEARCH}?ord=e", 29), (f"{REPLACE}?ord=2024&med=2025", 32)])
def test_a_search_asks_as_often_in_three_hundred_measures(desk, address, total, times):
    grow(times)
    with CaptureQueriesContext(connection) as queries:
        assert desk.get(address).status_code == 200
    assert len(queries) == total


def test_of_very_many_hits_the_first_are_shown(desk, monkeypatch):
    monkeypatch.setattr("programmes.replacing.MOST_SHOWN", 4)
    response = preview(desk, "2024", "2025")

    assert count(response) == "20 treff. Ingenting er byttet ennå. Her er de 4 første. Bytt ut dem, og søk på nytt."
    assert len(keys(response)) == 4


# ── The preview ─────────────────────────────────────────────────────────────────────────────────


def test_the_preview_shows_each_hit_before_and_after_and_writes_nothing(desk, trip):
    response = preview(desk, "2024", "2026")

    assert response.text.count('<del><span class="visually-hidden">tatt ut: </span>2024</del>') == 20
    assert response.text.count('<ins><span class="visually-hidden">satt inn: </span>2026</ins>') == 20
    assert len(keys(response)) == 20
    assert (Version.objects.of(trip).count(), trip.version) == (0, 1)


def test_the_preview_can_begin_with_none_chosen(desk):
    assert preview(desk, "2024", "2026").text.count(" checked") == 20
    assert preview(desk, "2024", "2026", ingen="1").text.count(" checked") == 0


@pytest.mark.parametrize(
    ("words", "new", "sentence"),
    [
        ("", "x", "Skriv ordene du leter etter."),
        ("x", "x", "Det er de samme ordene. Skriv hva det skal stå i stedet."),
        ("x", "se[^2]", "«[^» er tegnet for en fotnote. Sett inn fotnoten der den skal stå."),
        ("x" * 101, "y", "Sørg for at denne verdien har 100 eller færre tegn (den har nå 101)."),
    ],
)
def test_a_replacement_that_cannot_be_is_refused_with_a_sentence(desk, words, new, sentence):
    for response in (preview(desk, words, new), carry_out(desk, words, new, [])):
        assert sentence in unescape(response.text)


# ── Replacing ───────────────────────────────────────────────────────────────────────────────────


def test_the_chosen_are_replaced_with_one_version_for_each_thing(desk, trip, frame, secretary):
    text = frame.text
    chosen = keys(preview(desk, "2024", "2025"), trip, frame)
    response = carry_out(desk, "2024", "2025", chosen)

    trip.refresh_from_db()
    frame.refresh_from_db()
    assert trip.title == "Studietur 2025: kompetanseutveksling bolig, areal og transport"
    assert (frame.title, frame.text) == ("Økonomiske rammer 2025", text.replace("2024", "2025"))
    assert "Du byttet «2024» med «2025» i 1 tiltak og 1 avsnitt." in response.text
    for thing in (trip, frame):
        assert list(Version.objects.of(thing).values_list("number", "by", "cause", "what")) == [
            (2, secretary.pk, "edited", "byttet «2024» med «2025»"), (1, None, "imported", ""),
        ]  # fmt: skip
    assert sorted(Entry.objects.filter(verb="changed").values_list("what", flat=True)) == [
        "Tiltaket «Studietur 2025: kompetanseutveksling bolig, areal og transport» i Handlingsprogram 2024 – "
        "foreløpig innretning: byttet «2024» med «2025»",
        "«Økonomiske rammer 2025» i Handlingsprogram 2024 – foreløpig innretning: byttet «2024» med «2025»",
    ]
    assert len(keys(preview(desk, "2024", "2025"))) == 20 - len(chosen)


def test_only_the_chosen_hits_of_a_text_are_replaced(desk, trip, secretary):
    write(trip, secretary, title="Mål, mål og mål")
    chosen = keys(preview(desk, "mål", "delmål"), trip)
    carry_out(desk, "mål", "delmål", chosen[1:2])

    trip.refresh_from_db()
    assert trip.title == "Mål, delmål og mål"


def test_marks_links_and_footnote_calls_are_left_as_they_are(desk, trip, secretary):
    was = '<p>Rapport 2024[^1] er <strong>klar i 2024</strong>, se <a href="https://a.no/2024">rapport 2024</a>.</p>'
    Measure.objects.filter(pk=trip.pk).update(content=was, title="Rapport")
    carry_out(desk, "2024", "2026 & <b>", keys(preview(desk, "2024", "2026 & <b>"), trip))

    trip.refresh_from_db()
    new = "2026 &amp; &lt;b&gt;"
    assert trip.content == (
        f'<p>Rapport {new}[^1] er <strong>klar i {new}</strong>, se <a href="https://a.no/2024">rapport {new}</a>.</p>'
    )


def test_words_that_cross_a_mark_are_shown_and_not_replaced(desk, trip):
    Measure.objects.filter(pk=trip.pk).update(content="<p>I <strong>20</strong>24 og i 2024</p>", title="T")
    response = preview(desk, "2024", "2025")

    assert "Byttes ikke. Ordene går over et skille mellom vanlig tekst og utheving eller lenke." in response.text
    chosen = [f"tiltak:{trip.uuid}:1:.content.0:{number}" for number in (0, 1)]
    assert keys(response, trip) == chosen[1:]
    carry_out(desk, "2024", "2025", chosen)  # the first by a form made by hand
    trip.refresh_from_db()
    assert trip.content == "<p>I <strong>20</strong>24 og i 2025</p>"


def test_words_are_not_found_across_a_footnote_call(desk, draft_2024, trip):
    Measure.objects.filter(pk=trip.pk).update(content="<p>fisk[^1]er</p>", title="T")

    assert (find(draft_2024, Search("fisker")).total, find(draft_2024, Search("fisk1")).total) == (0, 0)


def test_words_are_taken_away_with_the_blank_before_them(desk, trip, secretary):
    Measure.objects.filter(pk=trip.pk).update(
        title="Ny plan",
        content="<p>En ny plan</p><ul><li>ny</li><li>Ny bru, ny vei</li></ul><p><strong>Ny</strong></p>",
    )
    response = carry_out(desk, "ny", "", keys(preview(desk, "ny", ""), trip))

    trip.refresh_from_db()
    assert (trip.title, trip.content) == ("plan", "<p>En plan</p><ul><li><p>bru, vei</p></li></ul>")
    assert "Du tok bort «ny» i 1 tiltak." in response.text


def test_the_whole_text_of_a_link_is_not_taken_away(desk, trip):
    was = '<p>Se <a href="https://a.no/">her</a></p>'
    Measure.objects.filter(pk=trip.pk).update(content=was, title="T")
    response = preview(desk, "her", "", hele="on")
    carry_out(desk, "her", "", [f"tiltak:{trip.uuid}:1:.content.0:0"], hele="on")

    trip.refresh_from_db()
    assert (keys(response, trip), trip.content) == ([], was)
    assert "Ordene er hele teksten i en lenke, og lenken ville blitt borte." in response.text


def test_a_title_is_never_left_empty_and_the_others_are_replaced(desk, trip, frame, secretary):
    write(trip, secretary, title="2024")
    response = carry_out(desk, "2024", "", keys(preview(desk, "2024", ""), trip, frame))

    trip.refresh_from_db()
    frame.refresh_from_db()
    assert (trip.title, frame.title) == ("2024", "Økonomiske rammer")
    assert "«2024» kan ikke bli slik." in response.text
    assert "Du tok bort «2024» i 1 avsnitt." in response.text


def test_what_a_colleague_has_changed_since_is_left_and_told(desk, trip, frame):
    chosen = keys(preview(desk, "2024", "2025"), trip, frame)
    write(trip, User.objects.get(email="sekretariat2@demo.invalid"), title="Studietur 2024 til Gøteborg")
    response = carry_out(desk, "2024", "2025", chosen)

    trip.refresh_from_db()
    frame.refresh_from_db()
    assert (trip.title, frame.title) == ("Studietur 2024 til Gøteborg", "Økonomiske rammer 2025")
    assert "<li>«Studietur 2024 til Gøteborg» er endret av noen i mellomtiden.</li>" in response.text


def test_a_draft_of_my_own_is_not_thrown_away(desk, trip, secretary):
    put_aside(trip, {"title": ["Noe jeg skrev"]}, by=secretary, version=1)
    response = carry_out(desk, "2024", "2025", keys(preview(desk, "2024", "2025"), trip))

    trip.refresh_from_db()
    assert trip.title.startswith("Studietur 2024")
    assert "har en kladd som du ikke har lagret." in response.text


def test_none_chosen_writes_nothing_and_says_so(desk):
    response = carry_out(desk, "2024", "2025", [])

    assert messages(response) == ["Ingen treff var valgt, så ingenting er byttet."]
    assert not Version.objects.filter(what__startswith="byttet").exists()


@pytest.mark.parametrize(
    "key", ["tull", "tiltak:x:1:.title:0", "bord:{}:1:.title:0", "tiltak:{}:en:.title:0", "tiltak:{}:1"]
)
def test_a_choice_made_by_hand_is_not_found(desk, trip, key):
    assert carry_out(desk, "2024", "2025", [key.format(trip.uuid)]).status_code == 404


def test_a_measure_of_another_programme_is_not_found(desk, programme_2025):
    other = Measure.objects.filter(section__programme=programme_2025).first()

    assert carry_out(desk, "e", "x", [f"tiltak:{other.uuid}:{other.version}:.title:0"]).status_code == 404


def test_a_place_that_is_no_text_is_left(desk, trip):
    before = measure_state(trip)
    for place in (".section:0", ".content:0", ".title:99", ".language:0", "title:0"):
        carry_out(desk, "2", "3", [f"tiltak:{trip.uuid}:1:{place}"])

    trip.refresh_from_db()
    assert (measure_state(trip), trip.version) == (before, 1)


def test_pressed_twice_it_is_replaced_once_and_can_still_be_undone(desk, trip):
    chosen = keys(preview(desk, "2024", "20245"), trip)
    first, second = (carry_out(desk, "2024", "20245", chosen) for _ in range(2))

    trip.refresh_from_db()
    assert trip.title.startswith("Studietur 20245:")
    assert (second.redirect_chain, "Angre byttet" in second.text) == (first.redirect_chain, True)


def test_what_is_adopted_is_searched_and_not_replaced(desk, programme_2025):
    response = desk.get("/redaksjon/2025/sok/", {"ord": "2025"})
    assert (count(response), "Se hva som byttes ut" in response.text) == ("«2025» står 29 steder.", False)

    for answer in (
        desk.get("/redaksjon/2025/bytt-ut/", {"ord": "2025", "med": "2026"}, follow=True),
        desk.post("/redaksjon/2025/bytt-ut/", {"ord": "2025", "med": "2026", "treff": []}, follow=True),
        desk.post("/redaksjon/2025/bytt-ut/angre/", follow=True),
    ):
        assert messages(answer) == [
            "Programmet er vedtatt og kan ikke endres her. En rettelse eller en revisjon blir en ny utgave."
        ]


def test_the_guidelines_are_searched_and_replaced_too(desk, guidelines):
    address = f"/redaksjon/{guidelines.slug}/bytt-ut/"
    given = {"ord": "Osloregionen", "med": "Storoslo", "likt": "on"}
    chosen = keys(desk.get(address, given))
    desk.post(address, {**given, "treff": chosen, "gang": "en"})

    assert (len(chosen) > 10, find(guidelines, Search("Storoslo")).total) == (True, len(chosen))


@pytest.mark.parametrize(("measures", "queries"), [(1, 43), (3, 105)])
def test_replacing_asks_thirty_one_times_for_each_thing(desk, draft_2024, measures, queries):
    things = list(Measure.objects.filter(section__programme=draft_2024)[:measures])
    for thing in things:
        thing.title = "Rart ord"
        thing.save()
    chosen = keys(preview(desk, "Rart", "Pent"))
    with CaptureQueriesContext(connection) as asked:
        carry_out(desk, "Rart", "Pent", chosen, follow=False)
    assert (len(chosen), len(asked)) == (measures, queries)


def test_a_word_put_in_its_own_place_changes_nothing(db):
    for search in (Search("e", same_case=True), Search("og", whole=True, same_case=True), Search("2024")):
        for state in (*map(measure_state, Measure.objects.all()), *map(section_state, Section.objects.all())):
            every = {hit.key for hit in hits(state, search)}
            assert replaced(state, search, search.words, every) == state


# ── Undoing ─────────────────────────────────────────────────────────────────────────────────────


def test_undo_brings_back_what_the_replacement_took(desk, trip, frame, secretary):
    before = measure_state(trip), section_state(frame)
    carry_out(desk, "2024", "2025", keys(preview(desk, "2024", "2025"), trip, frame))
    response = desk.post(UNDO, follow=True)

    trip.refresh_from_db()
    frame.refresh_from_db()
    assert (measure_state(trip), section_state(frame)) == before
    assert messages(response) == ["Byttet er angret i 1 tiltak og 1 avsnitt."]
    latest = Version.objects.of(trip).first()
    assert (latest.number, latest.by, latest.cause) == (3, secretary, "restored")
    assert latest.what == "angret: byttet «2024» med «2025»"
    assert messages(desk.post(UNDO, follow=True)) == [
        "Det er ingenting å angre. Du finner alt som er endret, i historikken."
    ]


def test_undo_leaves_what_somebody_has_written_in_since_and_says_which(desk, trip, frame):
    carry_out(desk, "2024", "2025", keys(preview(desk, "2024", "2025"), trip, frame))
    trip.refresh_from_db()
    write(trip, User.objects.get(email="sekretariat2@demo.invalid"), title="Studietur 2025 til Malmö")
    response = desk.post(UNDO, follow=True)

    trip.refresh_from_db()
    frame.refresh_from_db()
    assert (trip.title, frame.title) == ("Studietur 2025 til Malmö", "Økonomiske rammer 2024")
    assert messages(response) == [
        "Byttet er angret i 1 avsnitt.",
        "«Studietur 2025 til Malmö» er endret av noen i mellomtiden. Det som ble byttet der, står som det er.",
    ]


def test_a_replacement_is_undone_in_its_own_programme_only(desk, trip):
    carry_out(desk, "2024", "2025", keys(preview(desk, "2024", "2025"), trip))
    Programme.objects.filter(slug="2025").update(phase="groups")

    assert desk.get("/redaksjon/2025/bytt-ut/gjort/").status_code == 302
    desk.post("/redaksjon/2025/bytt-ut/angre/")
    trip.refresh_from_db()
    assert trip.title.startswith("Studietur 2025")
