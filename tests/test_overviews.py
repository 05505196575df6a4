"""Comparing as page, command, PDF and Word: who may, what they see, and how much it asks."""

import io
import json
import re
from html import unescape
from itertools import pairwise
from zipfile import ZipFile

import docx
import pypdf
import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from docx.oxml.ns import qn

from organisation.models import Body
from programmes.building import build
from programmes.difference import Part
from programmes.document import sha256, to_json
from programmes.loading import load
from programmes.models import Lineage, Measure, Milestone
from publishing import overviews, shelf
from publishing.comparing import find_pair, presets
from publishing.finding import NoState, every_state, everything, find_state, known_kin, seen_by
from publishing.freezing import freeze
from publishing.models import SILENCE, Overview
from publishing.word import WordFile

from .adopted import freeze_again
from .bench.copies import copied, programme_2025
from .cast import CAST
from .test_previews import work_off

DRAFT = "2025@utkast-til-faggruppene"
EVERYBODY = (200,) * 9
THE_GROUPS = (404,) * 5 + (200,) * 4
SECRET = (404,) * 8 + (200,)
NOWHERE = (404,) * 9
SENTENCE = "27 tiltak går igjen (26 endret, 1 uendret), 8 er slått sammen til 3 og 1 er tatt ut."


def address(before: str, after: str, rest: str = "") -> str:
    return reverse("comparison", args=[before, after]) + rest


def text(response) -> str:
    """What stands on the page, in one line."""
    page = re.search(r"<main.*</main>", response.text, re.DOTALL)[0]
    return unescape(" ".join(re.sub(r"<[^>]+>", " ", page).split()))


# ── Who may ──────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("before", "after", "answers"),
    [
        ("2018", "2025", EVERYBODY),
        ("2025@edition:1", "2025", EVERYBODY),
        ("foringer-2021-2024", "2025", EVERYBODY),
        (DRAFT, "2025", THE_GROUPS),
        ("2025", DRAFT, THE_GROUPS),
        ("2024", "2025", THE_GROUPS),
        ("2024", DRAFT, THE_GROUPS),
        ("2025@edition:2", "2025", NOWHERE),
        ("2025@finnes-ikke", "2025", NOWHERE),
        ("2018@utkast-til-faggruppene", "2025", NOWHERE),
        ("1999", "2025", NOWHERE),
    ],
)
def test_a_comparison_opens_for_those_who_may_see_both(clients, before, after, answers):
    for rest in ("", "endringsoversikt.docx"):
        found = tuple(clients[name].get(address(before, after, rest)).status_code for name in CAST)
        assert found == answers, rest


def test_a_milestone_that_is_not_sent_to_a_body_is_the_secretariats(clients):
    Milestone.objects.get().circulated_to.clear()

    assert tuple(clients[name].get(address(DRAFT, "2025")).status_code for name in CAST) == SECRET


def test_a_state_is_found_by_its_name(secretary, edition_2025):
    see = seen_by(secretary)
    labels = {name: find_state(name, see).named.label for name in ("2025", "2025@edition:1", DRAFT, "2024")}

    assert labels == {
        "2025": "Handlingsprogram 2025, utgave 1",
        "2025@edition:1": "Handlingsprogram 2025, utgave 1",
        DRAFT: "Handlingsprogram 2025, milepælen «Utkast til faggruppene»",
        "2024": "Handlingsprogram 2024 – foreløpig innretning, slik det står nå",
    }
    assert find_state("2025", see).document == shelf.document(edition_2025.pk)


@pytest.mark.parametrize(
    "name", ["", "2025@", "@utkast", "2025@edition:0", "2025@edition:x", "a b", "2025@a@b", "../x"]
)
def test_what_is_no_name_finds_nothing(secretary, name):
    with pytest.raises(NoState):
        find_state(name, seen_by(secretary))


def test_an_earlier_edition_has_its_number(programme_2025, secretary):
    Measure.objects.filter(section__programme=programme_2025).update(title="Et annet tiltak")
    freeze_again(programme_2025)
    names = {each.name for each in every_state(seen_by(secretary)) if each.slug == "2025"}

    assert names == {"2025", "2025@edition:1", DRAFT}
    assert find_pair("2025@edition:1", "2025", everything).compared().counts["changed"] == 30


# ── What they see ────────────────────────────────────────────────────────────────────────────────


def test_the_page_begins_with_the_counts_and_shows_the_merges(desk):
    page = text(desk.get(address(DRAFT, "2025")))

    assert page.startswith(
        "Endringsoversikt Fra Handlingsprogram 2025, milepælen «Utkast til faggruppene» til "
        f"Handlingsprogram 2025, utgave 1 {SENTENCE}"
    )
    assert (
        "Slått sammen Koble Oslofjordarbeidet med Oppdrag Mjøsa, gjøre det mer relevant for innlandskommuner "
        "+ Koble Oslofjordarbeidet med Oppdrag Mjøsa, gjøre det mer relevant for innlandskommuner "
        "→ ble til Koble Oslofjorden-arbeidet med prosjektet Oppdrag Mjøsa" in page
    )
    assert page.count("Slått sammen") == 4  # three measures and a chapter
    assert "Ett tiltak er uendret Samarbeide tettere med fylkeskommunene Osloregionen" in page


def test_lineage_that_the_edition_leaves_out_is_known_to_those_who_may_see_the_milestone(clients):
    """The edition says nothing of where its measures come from; that is told by the lineage in the database."""
    assert not any(each.origins for each in find_state("2025", everything).document.every_measure())
    for name in ("climate_member", "transport_member", "secretary"):
        assert SENTENCE in text(clients[name].get(address(DRAFT, "2025")))


def test_lineage_is_not_told_to_those_who_may_not_see_where_it_leads(climate_member, secretary):
    before, after = find_state("2025", everything), find_state("2018", everything)

    def told(see) -> int:
        return len(known_kin(before, after, see))

    assert [told(see) for see in (seen_by(climate_member), seen_by(secretary), everything)] == [35, 35, 35]
    Milestone.objects.get().circulated_to.clear()
    assert [told(see) for see in (seen_by(climate_member), seen_by(secretary), everything)] == [0, 35, 35]


def test_lineage_that_has_nothing_to_do_with_the_two_makes_no_difference(outsider):
    assert [find_pair("2018", "2025", see).kin for see in (seen_by(outsider), everything)] == [(), ()]


def test_next_years_programme_is_held_against_the_edition_by_lineage(desk, draft_2024, edition_2025):
    origin = next(shelf.document(edition_2025.pk).every_measure())
    mine = Measure.objects.filter(section__programme=draft_2024).first()
    Lineage.objects.create(
        measure=mine, kind="continued", origin=origin.id, origin_title=origin.title, origin_place="2025@edition:1"
    )
    counts = find_pair("2025", "2024", everything).compared().counts

    assert (counts["moved"], counts["taken_out"], counts["new"]) == (1, 29, 17)


def test_only_the_changes_are_shown_by_a_plain_link(desk):
    everything_shown, changes = (desk.get(address(DRAFT, "2025") + rest) for rest in ("", "?bare=endringer"))

    assert 'href="/sammenlign/2025@utkast-til-faggruppene/2025/?bare=endringer"' in everything_shown.text
    assert "Ett tiltak er uendret" in text(everything_shown)
    assert "Ett tiltak er uendret" not in text(changes)
    assert "Vis også det som er uendret" in text(changes)


def test_two_alike_have_no_differences(client, db):
    page = text(client.get(address("2025@edition:1", "2025")))

    assert "Ingen forskjeller. De to tekstene sier det samme, ord for ord." in page


def test_a_measure_of_one_word_more_is_all_that_is_shown(desk, programme_2025):
    milestone(programme_2025, "forst")
    Measure.objects.filter(title="Gjennomføre prosjektverksted").update(title="Gjennomføre et prosjektverksted")
    milestone(programme_2025, "sist")
    page = text(desk.get(address("2025@forst", "2025@sist", "?bare=endringer")))

    assert "30 tiltak går igjen (1 endret, 29 uendret)." in page
    assert page.endswith("Lag PDF Overordnede strategier Gjennomføre satt inn: et prosjektverksted")


def milestone(programme, slug: str, **fields) -> Milestone:
    content = to_json(build(programme))
    return Milestone.objects.create(
        programme=programme, slug=slug, name=slug, content=content, sha256=sha256(content), **fields
    )


# ── Choosing ─────────────────────────────────────────────────────────────────────────────────────


def test_one_chooses_two_and_is_sent_there(desk):
    assert desk.get(reverse("compare"), {"fra": DRAFT, "til": "2025"}).url == address(DRAFT, "2025")


@pytest.mark.parametrize(
    ("fra", "til", "said"),
    [("", "2025", "Velg en tekst."), ("2025", "2025", "Velg to forskjellige tekster."),
     (DRAFT, "2025", "Velg en av tekstene i listen.")],
)  # fmt: skip
def test_a_choice_that_is_none_is_told(client, db, fra, til, said):
    page = client.get(reverse("compare"), {"fra": fra, "til": til})

    assert (page.status_code, said in text(page)) == (200, True)


def test_everybody_chooses_among_what_they_may_see(clients):
    found = {name: re.findall(r'<option value="([^"]+)"', clients[name].get(reverse("compare")).text) for name in CAST}
    public, drafts = {"2018", "2025", "foringer-2021-2024"}, {"2024", DRAFT}

    assert {name: set(names) for name, names in found.items()} == {
        name: public | drafts if answer == 200 else public for name, answer in zip(CAST, THE_GROUPS)
    }


def test_what_is_usually_asked_for_is_near_at_hand(secretary, programme_2025, draft_2024):
    moment = timezone.now()
    milestone(draft_2024, "for-innstilling", made_at=moment)
    milestone(draft_2024, "innstilling-styret", made_at=moment + timezone.timedelta(days=1))
    milestone(draft_2024, "etter-innstilling", made_at=moment + timezone.timedelta(days=2))
    every = every_state(seen_by(secretary))
    names = {each.name: each for each in every}

    def near(name: str) -> list[tuple[str, str]]:
        return [(preset.label, preset.before.name) for preset in presets(names[name], every)]

    assert near("2024") == [
        ("Mot forrige vedtatte program", "2018"),
        ("Siden innstillingen", "2024@innstilling-styret"),
        ("Siden forrige milepæl", "2024@etter-innstilling"),
    ]
    assert near("2024@innstilling-styret") == [
        ("Mot forrige vedtatte program", "2018"), ("Siden forrige milepæl", "2024@for-innstilling"),
    ]  # fmt: skip
    assert near("2018") == []


@pytest.mark.parametrize(
    ("page", "link"),
    [
        ("/handlingsprogram/2025/", "/sammenlign/?til=2025"),
        ("/handlingsprogram/2024/", "/sammenlign/?til=2024"),
        ("/handlingsprogram/2025/milepael/utkast-til-faggruppene/", f"/sammenlign/?til={DRAFT}"),
        ("/redaksjon/2024/", "/sammenlign/?til=2024"),
    ],
)
def test_the_way_in_is_a_link_that_leads_there(desk, page, link):
    assert f'href="{link}"' in desk.get(page).text
    assert desk.get(link).status_code == 200


# ── How much it asks ─────────────────────────────────────────────────────────────────────────────


def test_three_hundred_measures_ask_as_often_as_thirty(client, db):
    asked = []
    for times in (1, 10):
        freeze(load(copied(programme_2025(), times)))
    for slug in ("2025-1", "2025-10"):
        shelf.put_away()
        with CaptureQueriesContext(connection) as queries:
            page = client.get(address("2018", slug))
        asked.append((page.status_code, len(queries)))

    assert asked[0] == asked[1]
    assert asked[0][1] <= 10


def test_two_drafts_ask_as_often_however_long_they_are(desk, db):
    asked = []
    for times in (1, 10):
        work = load(copied(programme_2025(), times))
        with CaptureQueriesContext(connection) as queries:
            desk.get(address(work.slug, "2024"))
        asked.append(len(queries))

    assert asked[0] == asked[1]


# ── PDF ──────────────────────────────────────────────────────────────────────────────────────────


def test_one_asks_and_gets_a_pdf_that_others_who_see_the_same_get_too(clients, secretary):
    page = address(DRAFT, "2025")
    assert clients["secretary"].get(f"{page}endringsoversikt.pdf").status_code == 404
    assert "Lag PDF" in text(clients["secretary"].get(page))
    clients["secretary"].post(f"{page}pdf/")
    assert "Lager PDF." in text(clients["secretary"].get(page))
    work_off()
    answers = {name: clients[name].get(f"{page}endringsoversikt.pdf") for name in ("secretary", "climate_member")}
    reader = pypdf.PdfReader(io.BytesIO(answers["secretary"].content))
    data = json.loads(reader.attachments["endringsoversikt.json"][0])

    assert "Last ned PDF" in text(clients["secretary"].get(page))
    assert answers["climate_member"].content == answers["secretary"].content
    assert clients["outsider"].get(f"{page}endringsoversikt.pdf").status_code == 404
    assert SENTENCE in " ".join(reader.pages[0].extract_text().split())
    assert (data["before"], data["counts"]["merged"]) == (
        "Handlingsprogram 2025, milepælen «Utkast til faggruppene»", 3,
    )  # fmt: skip


def test_the_pdf_of_what_was_is_not_the_pdf_of_what_is(desk, draft_2024):
    page = address("2025", "2024")
    desk.post(f"{page}pdf/")
    work_off()
    assert desk.get(f"{page}endringsoversikt.pdf").status_code == 200
    Measure.objects.filter(section__programme=draft_2024).update(title="Noe annet")

    assert desk.get(f"{page}endringsoversikt.pdf").status_code == 404
    assert "Lag PDF" in text(desk.get(page))


def test_two_who_ask_get_one_and_somebody_who_is_not_logged_in_asks_for_none(clients, secretary):
    page = address("2018", "2025")
    for name in ("secretary", "climate_member"):
        assert clients[name].post(f"{page}pdf/").url == page
    answer = clients["nobody"].post(f"{page}pdf/")

    assert (answer.status_code, answer.url.split("?")[0]) == (302, "/konto/logg-inn/")
    assert Overview.objects.count() == 1
    assert "Lager PDF. Venter på tur … 0 % Se om den er ferdig" in text(clients["nobody"].get(page))
    assert "Logg inn for å lage en PDF, eller skriv ut siden." in text(clients["nobody"].get(address("2025", "2018")))
    assert ["hx-get" in clients[name].get(page).text for name in ("secretary", "climate_member", "nobody")] == [
        True, False, False,
    ]  # fmt: skip


def test_how_far_it_has_come_is_told_to_whoever_asked(clients, secretary):
    page, htmx = address(DRAFT, "2025"), {"HX-Request": "true"}
    clients["secretary"].post(f"{page}pdf/")
    progress = f"{page}{Overview.objects.get().sha256}/"

    assert clients["secretary"].get(progress).url == page
    assert "Venter på tur …" in clients["secretary"].get(progress, headers=htmx).text
    assert clients["climate_member"].get(progress, headers=htmx).status_code == 404
    work_off()
    assert clients["secretary"].get(progress, headers=htmx).status_code == 286


def test_one_that_came_to_nothing_can_be_tried_again(desk):
    page = address("2018", "2025")
    desk.post(f"{page}pdf/")
    Overview.objects.update(alive_at=timezone.now() - 2 * SILENCE)
    assert "Ingen har begynt på PDF-en. Prøv igjen" in text(desk.get(page))
    desk.post(f"{page}pdf/")

    assert "Lager PDF." in text(desk.get(page))


def test_the_oldest_are_thrown_away(secretary, db, monkeypatch):
    monkeypatch.setattr(overviews, "KEPT", 2)
    pairs = [find_pair(*names, everything) for names in (("2018", "2025"), ("2025", "2018"), ("2018", "2018"))]
    made = [overviews.ask(pair, by=secretary) for pair in pairs]

    assert list(Overview.objects.all()) == [made[2], made[1]]


def test_what_is_stored_is_what_was_asked_for(db):
    pair = find_pair(DRAFT, "2025", everything)
    again = overviews.read(overviews.content(pair))

    assert (again.before, again.after) == (pair.before.document, pair.after.document)
    assert again.comparison == pair.compared()


# ── Word ─────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def word(desk):
    return docx.Document(io.BytesIO(desk.get(address(DRAFT, "2025", "endringsoversikt.docx")).content))


def test_the_word_file_says_what_the_page_says(word):
    said = [paragraph.text for paragraph in word.paragraphs]

    assert said[:4] == [
        "Endringsoversikt",
        "Fra Handlingsprogram 2025, milepælen «Utkast til faggruppene» til Handlingsprogram 2025, utgave 1",
        SENTENCE,
        "Slik leser du oversikten: [+satt inn+] [−tatt ut−]",
    ]
    oslofjord = "Koble Oslofjordarbeidet med Oppdrag Mjøsa, gjøre det mer relevant for innlandskommuner"
    assert f"Slått sammen: {oslofjord} + {oslofjord} → Koble Oslofjorden-arbeidet med prosjektet Oppdrag Mjøsa" in said


def test_the_word_file_is_built_of_headings_in_norwegian(word):
    levels = [int(p.style.name[-1]) for p in word.paragraphs if p.style.name.startswith("Heading")]
    language = word.styles.element.find(qn("w:docDefaults")).iter(qn("w:lang"))

    assert levels[0] == 1
    assert all(next_one <= level + 1 for level, next_one in pairwise(levels))
    assert [each.get(qn("w:val")) for each in language] == ["nb-NO"]
    assert (word.core_properties.title, word.core_properties.language) == ("Endringsoversikt", "nb-NO")


def test_what_is_set_in_is_underlined_and_what_is_taken_out_is_struck(word):
    runs = [run for paragraph in word.paragraphs for run in paragraph.runs]

    assert {bool(run.underline) for run in runs if run.text.startswith("[+")} == {True}
    assert {bool(run.font.strike) for run in runs if run.text.startswith("[−")} == {True}
    assert not any(run.underline or run.font.strike for run in runs if run.text[:2] not in ("[+", "[−"))


def test_the_head_of_a_table_comes_again_and_rows_stay_whole():
    file = WordFile("Prøve", made_at=timezone.now())
    file.table(["Post", "Nå"], [["A", "1"], [[Part("in", "B")], "2"]], widths=[50, 20])
    (table,) = docx.Document(io.BytesIO(file.content())).tables

    assert [[cell.text for cell in row.cells] for row in table.rows] == [["Post", "Nå"], ["A", "1"], ["[+B+]", "2"]]
    assert [row._tr.trPr.find(qn("w:tblHeader")) is not None for row in table.rows] == [True, False, False]
    assert all(row._tr.trPr.find(qn("w:cantSplit")) is not None for row in table.rows)


def test_what_somebody_typed_is_text_and_nothing_else():
    hostile = '{ HYPERLINK "https://eksempel.no" } =1+1 <w:fldSimple/> \x07'
    file = WordFile(hostile, made_at=timezone.now())
    file.text(hostile, label=hostile)
    content = file.content()
    xml = ZipFile(io.BytesIO(content)).read("word/document.xml").decode()

    assert docx.Document(io.BytesIO(content)).paragraphs[0].text == hostile.removesuffix("\x07")
    assert not re.search(r"<w:(fldSimple|instrText|fldChar|hyperlink)", xml)


# ── The command ──────────────────────────────────────────────────────────────────────────────────


def said(*arguments) -> str:
    out = io.StringIO()
    call_command("compare_programmes", *arguments, stdout=out)
    return out.getvalue()


def test_the_command_tells_people_and_machines(db):
    data = json.loads(said(DRAFT, "2025", "--json"))

    assert said(DRAFT, "2025").startswith(SENTENCE)
    assert list(data)[:4] == ["counts", "measures", "sections", "budget"]
    assert data["counts"]["merged"] == 3
    assert set(data["measures"][0]) == {"state", "from", "to", "fields"}
    assert said("foringer-2021-2024", "foringer-2021-2024") == "Ingen forskjeller.\n"


@pytest.mark.parametrize(
    ("names", "sentence"),
    [
        (("2025", "2025@finnes-ikke"), "Finner ikke «2025@finnes-ikke»."),
        (("1999", "2025"), "Finner ikke «1999»."),
        (("2025", "2025@edition:9"), "Finner ikke «2025@edition:9»."),
        (("a b", "2025"), "«a b» er ikke navnet på noe: skriv for eksempel 2025, 2025@milepæl eller 2025@edition:1."),
    ],
)
def test_the_command_refuses_with_a_sentence(db, names, sentence):
    with pytest.raises(CommandError) as refusal:
        said(*names)

    assert str(refusal.value) == sentence


def test_the_command_knows_what_nobody_has_been_sent(db):
    Milestone.objects.get().circulated_to.set(Body.objects.none())

    assert said(DRAFT, "2025").startswith(SENTENCE)
