"""Numbers that follow from the order: by which scheme, in which trees, and at once."""

import re
from html import unescape
from string import ascii_uppercase
from uuid import UUID

import pytest
from django.db import connection, transaction
from django.db.utils import IntegrityError
from django.test.utils import CaptureQueriesContext

from organisation.models import Entry, Version
from programmes import beginning
from programmes import document as doc
from programmes.building import build
from programmes.document import to_json
from programmes.keeping import change_measure
from programmes.loading import load
from programmes.models import Measure, Programme, Section
from programmes.next_year import Choice, Fate, Plan
from programmes.numbering import letters, numbered, unnumbered
from programmes.order import add_measure
from programmes.outline import outline
from programmes.reading import read_json
from programmes.states import measure_state
from programmes.wording import said
from programmes.writing import CannotLoad
from publishing.rendering import article, find_measure
from publishing.spreadsheet import measures_csv

from .fidelity import FIXTURES
from .pages import messages
from .strategies import renewed
from .test_editor import address, opened, save
from .test_work_settings import shown

SCHEMES = ("written", "none", "1.1", "A1")


# ── As data ─────────────────────────────────────────────────────────────────────────────────────


class Tree:
    """Sections with ids that count upwards: `t.part("Kraft", measures=2)`."""

    def __init__(self):
        self.count = 0

    def id(self) -> UUID:
        self.count += 1
        return UUID(int=self.count)

    def part(self, title, *inside, measures=0, **more) -> doc.Section:
        rows = tuple(doc.Measure(id=self.id(), title=f"{title} {n}") for n in range(1, measures + 1))
        return doc.Section(id=self.id(), title=title, measures=rows, sections=inside, **more)


def small(*sections, scheme="1.1", kind="programme") -> doc.Document:
    about = {"slug": "lite", "title": "Lite program", "first_year": 2030, "last_year": 2030}
    areas = tuple(doc.Area(key=key, name=key, kind="area") for key in "abc")
    return doc.Document(kind=kind, **about, numbering=scheme, areas=areas, sections=sections)


def numbers(*sections, **about) -> dict[str, str | None]:
    """What each title gets, in reading order."""
    document = small(*sections, **about)
    found = numbered(document)
    assert unnumbered(found) == document
    return {thing.title: thing.number for part, _depth in found.every_section() for thing in (part, *part.measures)}


@pytest.mark.parametrize(
    ("scheme", "becomes"),
    [
        ("written", [None, None, None, None, None]),
        ("none", [None, None, None, None, None]),
        ("1.1", [None, "1", "1.1", "1.2", "2"]),
        ("A1", [None, "A", "A1", "A2", "B"]),
    ],
)
def test_measures_and_their_chapters_are_numbered_and_what_stands_in_front_is_not(scheme, becomes):
    t = Tree()
    parts = (t.part("Kort om"), t.part("Klima", measures=2, kind="measures"), t.part("Tom ennå", kind="measures"))
    assert list(numbers(*parts, scheme=scheme).values()) == becomes


def test_chapters_count_through_the_whole_tree_however_deep_they_lie():
    t = Tree()
    parts = (
        t.part("Overordnet", measures=1, kind="measures"),
        t.part("Områder", t.part("Klima", t.part("Luft", measures=1, kind="measures"), measures=1, kind="measures")),
        t.part("Temaer", t.part("Kraft", measures=1, kind="measures")),
    )
    assert numbers(*parts) == {
        "Overordnet": "1", "Overordnet 1": "1.1", "Områder": None, "Klima": "2", "Klima 1": "2.1", "Luft": "3",
        "Luft 1": "3.1", "Temaer": None, "Kraft": "4", "Kraft 1": "4.1",
    }  # fmt: skip


def test_the_number_stands_at_the_area_and_measures_count_on_below_it():
    """The draft of 2024 names the area one level above the measures."""
    t = Tree()
    parts = (
        t.part(
            "Klima",
            t.part("Viktigst", measures=2, kind="measures"),
            t.part("Luft", measures=1, kind="measures", area="b"),
            t.part("Resten", measures=1, kind="measures"),
            area="a",
        ),
        t.part("Uten tiltak", t.part("Fra føringene"), area="c"),
    )
    assert numbers(*parts, scheme="A1") == {
        "Klima": "A", "Viktigst": None, "Viktigst 1": "A1", "Viktigst 2": "A2", "Luft": "B", "Luft 1": "B1",
        "Resten": None, "Resten 1": "A3", "Uten tiltak": None, "Fra føringene": None,
    }  # fmt: skip


def test_measures_in_a_section_of_another_kind_have_numbers_too():
    t = Tree()
    assert numbers(t.part("Kort om", measures=1)) == {"Kort om": "1", "Kort om 1": "1.1"}


def test_chapters_of_guidelines_are_those_with_strategies():
    t = Tree()
    parts = (t.part("Visjon", kind="sdgs"), t.part("Klima", kind="strategies"), t.part("Kraft", kind="strategies"))
    assert numbers(*parts, scheme="A1", kind="guidelines") == {"Visjon": None, "Klima": "A", "Kraft": "B"}
    assert numbers(*parts, scheme="A1") == {"Visjon": None, "Klima": None, "Kraft": None}


def test_after_z_comes_aa():
    every = [letters(at) for at in range(1, 26 + 26 * 26 + 2)]
    assert every[:26] == list(ascii_uppercase)
    assert (every[26], every[27], every[51], every[52], every[-2], every[-1]) == ("AA", "AB", "AZ", "BA", "ZZ", "AAA")
    assert len(set(every)) == len(every)
    t = Tree()
    parts = [t.part(f"Område {n}", measures=1, kind="measures") for n in range(1, 28)]
    assert list(numbers(*parts, scheme="A1").values())[-2:] == ["AA", "AA1"]


@pytest.mark.parametrize("scheme", ["none", "1.1", "A1"])
def test_a_heading_that_is_not_numbered_keeps_what_is_typed_and_what_is_numbered_does_not(scheme):
    t = Tree()
    parts = (t.part("Kort om", number="I"), t.part("Klima", kind="measures", number="7"))
    document = small(*parts, scheme=scheme)
    becomes = {"none": None, "1.1": "1", "A1": "A"}[scheme]
    assert [section.number for section in numbered(document).sections] == ["I", becomes]
    assert [section.number for section in unnumbered(document).sections] == ["I", None]


@pytest.mark.parametrize("name", ["handlingsprogram-2018", "foringer-2021-2024"])
def test_what_was_numbered_by_hand_has_the_same_numbers_by_figures(name):
    """The council's own numbers, of 2018 and of the guidelines, are what the scheme `1.1` gives."""
    printed = read_json((FIXTURES / f"{name}.json").read_bytes())
    assert numbered(printed.model_copy(update={"numbering": "1.1"})).sections == printed.sections


# ── Through the database ─────────────────────────────────────────────────────────────────────────


@pytest.fixture
def draft(programme_2025) -> Programme:
    """The programme of 2025 once more, as a draft without numbers."""
    return load(read_json(renewed(to_json(build(programme_2025))), slug="2030"))


def choose(client, scheme, slug="2030"):
    where = f"/redaksjon/{slug}/om/"
    return client.post(where, shown(client, where) | {"numbering": scheme}, follow=True)


def of_document(work) -> dict[UUID, str]:
    """The numbers of the chapters and measures of a programme in reading order, of those that have any."""
    document = build(type(work).objects.get(pk=work.pk))
    things = [thing for part, _depth in document.every_section() for thing in (part, *part.measures)]
    return {thing.id: thing.number for thing in things if thing.number}


def of_outline(client, slug="2030") -> list[str]:
    """What the outline calls everything, as it is read."""
    page = client.get(f"/redaksjon/{slug}/").text
    listed = re.search(r'<ol class="outline-list">(.*?)</nav>', page, re.S)[1]
    return [unescape(text) for text in re.findall(r"<a [^>]*>([^<]*)</a>", listed)]


def test_a_scheme_is_chosen_and_told_and_the_document_carries_it(desk, draft):
    answer = choose(desk, "A1")
    assert messages(answer) == ["«Handlingsprogram 2025» er lagret: numrene: slik de er skrevet → bokstaver."]
    document = build(Programme.objects.get(pk=draft.pk))
    assert (document.numbering, b'"numbering": "A1"' in to_json(document)) == ("A1", True)
    assert [section.number for section, _depth in document.every_section() if section.number] == list("ABCDEFGHIJ")
    kraft = next(section for section, _depth in document.every_section() if section.title == "Kraft og energi")
    assert [measure.number for measure in kraft.measures] == ["H1", "H2"]
    assert choose(desk, "A1").context["form"].initial["numbering"] == "A1"
    assert Version.objects.of(draft).count() == 2


def test_the_page_about_the_programme_shows_what_the_numbers_will_look_like(desk, draft, guidelines):
    def examples(slug):
        page = desk.get(f"/redaksjon/{slug}/om/").text
        return [
            [unescape(line) for line in re.findall(r"<span>(.*?)</span>", example)]
            for example in re.findall(r'<span class="numbering-example">(<span>.*?</span>)</span>', page)
        ]

    chapter = draft.sections.get(title="Overordnede strategier")
    first, second = (measure.title for measure in chapter.measures.all()[:2])

    def short(title):
        return title if len(title) <= 60 else title[:59] + "…"

    assert examples("2030") == [
        ["1 Overordnede strategier", f"1.1 {short(first)}", f"1.2 {short(second)}"],
        ["A Overordnede strategier", f"A1 {short(first)}", f"A2 {short(second)}"],
    ]
    assert examples(guidelines.slug) == [
        ["1 Areal, transport, mobilitet og logistikk", "2 Klima og miljø", "3 Konkurranseskraft og attraktivitet"],
        ["A Areal, transport, mobilitet og logistikk", "B Klima og miljø", "C Konkurranseskraft og attraktivitet"],
    ]
    desk.post("/redaksjon/nytt-program/", {"title": "Tomt", "first_year": "2040"})
    assert examples("2040") == [
        ["1 Første kapittel", "1.1 Første tiltak", "1.2 Andre tiltak"],
        ["A Første kapittel", "A1 Første tiltak", "A2 Andre tiltak"],
    ]


def test_what_is_not_a_scheme_is_refused(desk, draft):
    answer = choose(desk, "i")
    assert (answer.status_code, "Numre på tiltakene: " in answer.text) == (200, True)
    assert Programme.objects.get(pk=draft.pk).numbering == "written"
    with pytest.raises(IntegrityError), transaction.atomic():
        Programme.objects.filter(pk=draft.pk).update(numbering="i")


def test_numbers_follow_at_once_when_something_is_moved_added_taken_out_and_brought_back(desk, draft, secretary):
    choose(desk, "1.1")
    transport = draft.sections.get(title="Transport og mobilitet")
    one, two, three, four = transport.measures.all()

    def here():
        """The numbers of this chapter in the order of their measures, after making sure that the outline agrees."""
        found = of_document(draft)
        assert [text.split()[0] for text in of_outline(desk) if re.match(r"\d", text)] == list(found.values())
        return [found.get(measure.uuid) for measure in (one, two, three, four)]

    assert here() == ["4.1", "4.2", "4.3", "4.4"]
    desk.post(address(one, "flytt"), {"vei": "ned"})
    assert here() == ["4.2", "4.1", "4.3", "4.4"]
    desk.post(address(four, "flytt"), {"foran": str(two.uuid)})
    assert here() == ["4.3", "4.2", "4.4", "4.1"]
    desk.post(address(two, "ta-ut"))
    assert here() == ["4.2", None, "4.3", "4.1"]
    desk.post(address(two, "hent-inn"))
    assert here() == ["4.3", "4.2", "4.4", "4.1"]
    new = add_measure(transport, by=secretary)
    assert of_document(draft)[new.uuid] == "4.5"

    climate = draft.sections.get(title="Klima, miljø og natur")
    desk.post(address(climate, "ta-ut"))
    assert here() == ["3.3", "3.2", "3.4", "3.1"]
    desk.post(address(climate, "hent-inn"))
    desk.post(address(transport, "flytt"), {"vei": "opp"})
    assert here() == ["3.3", "3.2", "3.4", "3.1"]
    desk.post(address(one, "flytt"), {"til": str(climate.uuid)})
    assert here() == ["4.3", "3.2", "3.3", "3.1"]


def test_an_order_that_changes_makes_no_version_of_anything(desk, draft):
    choose(desk, "1.1")
    before = Version.objects.count()
    measure = draft.sections.get(title="Transport og mobilitet").measures.first()
    desk.post(address(measure, "flytt"), {"vei": "ned"})
    assert (Version.objects.count(), Entry.objects.first().what) == (before, f"Rekkefølgen: «{measure.title}» ned")


def test_the_number_is_shown_and_not_asked_for(desk, draft):
    chapter = draft.sections.get(title="Transport og mobilitet")
    things = (chapter.measures.first(), chapter, draft.sections.get(title="Kort om Osloregionen"))
    assert ["number" in opened(desk, thing) for thing in things] == [True, True, True]
    choose(desk, "A1")
    assert ["number" in opened(desk, thing) for thing in things] == [False, False, True]
    pages = [desk.get(address(thing)).text for thing in things]
    assert [re.findall(r'open-number-itself">([^<]*)<', page) for page in pages] == [["D1"], ["D"], []]
    choose(desk, "none")
    assert re.findall(r'open-number-itself">([^<]*)<', desk.get(address(things[0])).text) == ["Ingen"]


def test_the_manuscript_shows_the_numbers(desk, draft):
    choose(desk, "A1")
    chapter = draft.sections.get(title="Transport og mobilitet")
    page = desk.get(f"/redaksjon/2030/avsnitt/{chapter.uuid}/").text
    shown_numbers = re.findall(r'class="(?:section|measure)-number">([^<]*)<', page)
    assert shown_numbers == ["D", "D1", "D2", "D3", "D4"]


@pytest.fixture
def typed(draft, secretary) -> Measure:
    """A measure that somebody has numbered by hand."""
    measure = draft.sections.get(title="Transport og mobilitet").measures.first()
    state = measure_state(measure)
    change_measure(measure, state, state | {"number": "7b"}, by=secretary)
    return measure


def test_typed_numbers_wait_while_a_scheme_is_used(desk, draft, typed):
    choose(desk, "1.1")
    assert of_document(draft)[typed.uuid] == "4.1"
    answer = save(desk, typed, opened(desk, typed), partners="Noen andre")
    assert [text for text in messages(answer) if "nummer" in text] == []
    choose(desk, "none")
    assert of_document(draft) == {}
    choose(desk, "written")
    assert of_document(draft) == {typed.uuid: "7b"}


def test_a_draft_from_before_the_scheme_was_dropped_does_not_blank_the_number(desk, draft, typed):
    choose(desk, "1.1")
    desk.post(address(typed, "kladd"), opened(desk, typed) | {"partners": "Noen andre"})
    choose(desk, "written")
    form = desk.get(f"{address(typed)}?kladd=1").context["form"]
    assert (form["number"].value(), form["partners"].value()) == ("7b", "Noen andre")


@pytest.mark.parametrize("scheme", SCHEMES)
def test_what_is_exported_is_read_again_to_the_same_bytes_and_goes_on_numbering(desk, draft, typed, scheme):
    choose(desk, scheme)
    written = to_json(build(Programme.objects.get(pk=draft.pk)))
    again = renewed(written, "igjen")
    there = load(read_json(again, slug="2031"))
    document = build(there)
    assert to_json(document.model_copy(update={"slug": "2030"})) == again
    chapter = there.sections.get(title="Transport og mobilitet")
    added = add_measure(chapter, by=None)
    assert of_document(there).get(added.uuid) == {"1.1": "4.5", "A1": "D5"}.get(scheme)
    typed_there = set(Measure.objects.filter(section__programme=there).values_list("number", flat=True))
    assert typed_there == ({"", "7b"} if scheme == "written" else {""})


def test_a_file_whose_numbers_contradict_its_scheme_is_refused_whole(db):
    t = Tree()
    document = small(t.part("Klima", kind="measures", measures=1, number="2"))
    with pytest.raises(CannotLoad) as refused:
        load(document)
    assert str(refused.value) == (
        "«Klima» har nummeret 2, men nummereringen «1.1» gir det nummeret 1. Rett nummeret, eller ta bort «numbering»."
    )
    assert not Programme.objects.filter(slug="lite").exists()


def test_next_year_keeps_the_scheme_and_counts_anew(desk, draft, secretary):
    choose(desk, "A1")
    draft.refresh_from_db()
    document = build(draft)
    chapter = next(part for part, _depth in document.every_section() if part.title == "Transport og mobilitet")
    chosen = dict(Plan.usual(document, document.guidelines).chosen)
    chosen |= {measure.id: Choice(Fate.CONTINUE) for measure in document.every_measure()}
    chosen[chapter.measures[0].id] = Choice(Fate.DROP)
    new = beginning.begin(draft, Plan(chosen, document.guidelines), by=secretary).programme
    assert new.numbering == "A1"
    found, there = of_document(new), new.sections.get(title="Transport og mobilitet").measures.all()
    assert [(measure.title, found[measure.uuid]) for measure in there] == [
        (measure.title, number) for measure, number in zip(chapter.measures[1:], ("D1", "D2", "D3"), strict=True)
    ]


def test_page_contents_table_and_address_say_the_same_number(desk, draft):
    choose(desk, "1.1")
    document = build(Programme.objects.get(pk=draft.pk))
    measure = next(iter(document.every_measure()))
    drawn = article(document, "/handlingsprogram/2030/")
    assert f'<span class="measure-number">1.1</span> {measure.title}' in unescape(drawn)
    assert 'href="/handlingsprogram/2030/tiltak/1.1/"' in drawn
    assert [find_measure(document, name)[1] for name in ("1.1", measure.id.hex[:8])] == [measure, measure]
    assert measures_csv(document).decode().splitlines()[1].split(";")[4] == "1.1"
    page = desk.get("/handlingsprogram/2030/").text
    assert re.search(r'<a href="#overordnede-strategier">([^<]*)</a>', page)[1] == "1 Overordnede strategier"
    assert desk.get("/handlingsprogram/2030/tiltak/1.1/").status_code == 200


def test_a_list_of_priorities_shows_the_number_and_keeps_the_priority(desk, draft_2024):
    choose(desk, "A1", "2024")
    page = unescape(desk.get("/handlingsprogram/2024/").text)
    row = re.search(r'<li id="tiltak-A1"[^>]*>(.*?)<ul', page, re.S)[1]
    assert re.sub(r"<[^>]+>", "", row).strip() == "A1 Medlemskontakt · Prioritet 1"


def test_the_guidelines_number_their_chapters(desk, guidelines):
    choose(desk, "A1", guidelines.slug)
    assert list(of_document(guidelines).values()) == ["A", "B", "C", "D"]
    assert "B Klima og miljø" in of_outline(desk, guidelines.slug)


def test_what_is_adopted_keeps_the_numbers_it_was_adopted_with(desk, programme_2025):
    answer = desk.post("/redaksjon/2025/om/", {"numbering": "1.1", "versjon": "1"})
    assert answer.status_code == 302
    assert Programme.objects.get(slug="2025").numbering == "written"


def test_two_who_choose_different_schemes_are_told_both_in_words(desk, colleague, draft):
    mine, theirs = (shown(client, "/redaksjon/2030/om/") for client in (desk, colleague))
    colleague.post("/redaksjon/2030/om/", theirs | {"numbering": "none"})
    answer = desk.post("/redaksjon/2030/om/", mine | {"numbering": "A1"})
    text = re.sub(
        r"\s+", " ", re.sub(r"<[^>]+>", " ", re.search(r'<dl class="clash">(.*?)</dl>', answer.text, re.S)[1])
    )
    assert text.startswith(" Numrene var slik de er skrevet Det er lagret ")
    assert [said("numbering", value) for value in (None, "none", "1.1", "A1")] == [
        "slik de er skrevet", "ingen", "tall", "bokstaver",
    ]  # fmt: skip


@pytest.mark.parametrize("scheme", ["written", "1.1"])
@pytest.mark.parametrize("measures", [1, 100])
def test_as_many_questions_for_three_measures_as_for_three_hundred_numbered_or_not(desk, scheme, measures):
    t = Tree()
    parts = [t.part(title, measures=measures, kind="measures") for title in ("Klima", "Kraft", "Transport")]
    work = load(numbered(small(*parts, scheme=scheme)))
    inside = Section.objects.get(programme=work, title="Kraft")
    measure = inside.measures.first()
    counts = []
    for ask in (
        lambda: build(work),
        lambda: outline(work),
        lambda: desk.get("/redaksjon/lite/om/"),
        lambda: desk.get(f"/redaksjon/lite/avsnitt/{inside.uuid}/"),
        lambda: desk.get(address(measure)),
    ):
        with CaptureQueriesContext(connection) as queries:
            ask()
        counts.append(len(queries))
    assert counts == [21, 5, 19, 27, 55]
