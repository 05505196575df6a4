"""The fixtures hold the five source documents word for word, and each is a sound document."""

import json
import re
from collections import Counter
from decimal import Decimal

import pytest

from programmes.building import build
from programmes.document import Document, to_json
from programmes.models import Guidelines, Programme
from programmes.reading import read_json
from programmes.richtext import List, inline_words, words

from .fidelity import FIXTURES, expected, figures, mends, missing, normalise, source

SOURCES = {
    "foringer-2021-2024": "foringer-2021-2024.txt",
    "handlingsprogram-2018": "handlingsprogram-2018.txt",
    "handlingsprogram-2024": "utkast-2024.txt",
    "handlingsprogram-2025": "handlingsprogram-2025.txt",
    "utkast-2025-faggruppene": "utkast-2025-faggruppene.txt",
}
LOADED = ("foringer-2021-2024", "handlingsprogram-2018", "handlingsprogram-2024", "handlingsprogram-2025")
DRAFT_PLACE = "2025@utkast-til-faggruppene"


def fixture(name: str) -> Document:
    return read_json((FIXTURES / f"{name}.json").read_bytes())


def data(name: str) -> list[dict]:
    return json.loads((FIXTURES / f"{name}.json").read_text())


def flat(document: Document) -> str:
    """All words of a document, a line for each paragraph, list item and cell, in reading order."""
    lines = [document.title, *(document.cover or "").split("\n"), *(printed.label for printed in document.fields)]
    if document.decision and document.decision.decided_on:
        body = next(body for body in document.bodies if body.key == document.decision.body)
        lines.append(f"Vedtatt av {body.definite_name} {document.decision.decided_on:%d.%m.%Y}")
    for section, _depth in document.every_section():
        lines += [f"{section.number or ''} {section.title}", words(section.text)]
        lines += [words(note.text) for note in section.notes]
        if section.kind == "process":
            lines += [text for step in document.steps for text in (step.when, step.what, step.who or "")]
        lines += [f"Mål {sdg.number}: {sdg.printed}" for sdg in section.sdgs]
        lines += [words(strategy.text) for strategy in section.strategies]
        for measure in section.measures:
            lines += [f"{measure.number or ''} {measure.title}", measure.time_frame or "", measure.responsible or ""]
            lines += [measure.cooperation or "", words(measure.content), measure.partners or ""]
            lines += [result.text for result in measure.results]
        if section.table:
            lines += [section.table.heading or "", *(column.label for column in section.table.columns)]
            for line in section.table.lines:
                lines.append("\t".join([line.label, *("" if cell is None else str(cell) for cell in line.cells)]))
        lines.append(words(section.closing))
    return "\n".join(line for line in lines if line.strip())


def section_of(document: Document, title: str):
    return next(section for section, _depth in document.every_section() if section.title == title)


def measures_by_title(document: Document) -> dict:
    return {measure.title: measure for measure in document.every_measure()}


# ── Sound documents ──────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("name", SOURCES)
def test_a_fixture_is_canonical_json(name):
    written = (FIXTURES / f"{name}.json").read_bytes()
    assert to_json(read_json(written)) == written


@pytest.mark.django_db
@pytest.mark.parametrize("name", LOADED)
def test_a_fixture_loaded_into_an_empty_database_is_built_again_unchanged(name):
    """The demo is loaded into an empty database before the tests (`conftest.py`)."""
    document = fixture(name)
    model = Guidelines if document.kind == "guidelines" else Programme
    assert to_json(build(model.objects.get(slug=document.slug))) == to_json(document)


@pytest.mark.parametrize("name", SOURCES)
def test_the_bodies_are_those_of_the_register(name):
    register = {body["key"]: body for body in data("bodies")}
    for body in fixture(name).bodies:
        in_register = register[body.key]
        assert body.model_dump() == {field: in_register[field] for field in body.model_dump()}


def test_no_id_is_used_twice_across_the_fixtures_except_the_sections_that_draft_and_programme_share():
    def ids(document):
        for section, _depth in document.every_section():
            yield from (section.id, *(strategy.id for strategy in section.strategies))
            yield from (measure.id for measure in section.measures)
            yield from (line.id for line in section.table.lines) if section.table else ()

    used = Counter(id for name in SOURCES for id in ids(fixture(name)))
    shared = {id for id, count in used.items() if count > 1}
    adopted, draft = fixture("handlingsprogram-2025"), fixture("utkast-2025-faggruppene")
    areas = {section.id: section.area for section, _depth in adopted.every_section() if section.measures}
    assert shared == {section.id for section, _depth in draft.every_section()} & set(areas)
    assert all(areas[section.id] == section.area for section, _depth in draft.every_section() if section.id in shared)


# ── Word for word ────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("name", SOURCES)
def test_no_word_of_the_source_is_missing(name):
    assert missing(SOURCES[name], flat(fixture(name))) == []


@pytest.mark.parametrize("name", SOURCES)
def test_no_word_is_added_to_the_source(name):
    """Every line of the fixture stands in the source, or is listed as a mend."""
    added = [mend["kept"] for mend in mends() if mend["source"] == SOURCES[name] and not mend["printed"]]
    whole = normalise("\n".join(expected(SOURCES[name])) + "\n" + "\n".join(added))
    for line in flat(fixture(name)).split("\n"):
        for part in re.split(r"\t|(?<=[.!?])\s", line):
            assert normalise(part).removesuffix(":") in whole


@pytest.mark.parametrize("name", SOURCES)
def test_sentences_stand_in_the_order_of_the_source(name):
    """Those long enough to be unmistakable and printed once; the sheets of 2018 print their fields in varying order."""
    document = fixture(name)
    fields = {normalise(m.cooperation or "") for m in document.every_measure()}
    fields |= {normalise(m.responsible or "") for m in document.every_measure()}
    text = normalise(flat(document))
    wanted = [part for part in map(normalise, expected(SOURCES[name])) if len(part) > 60 and text.count(part) == 1]
    places = [text.index(part) for part in wanted if part not in fields]
    assert len(places) >= 12
    assert places == sorted(places)


def test_every_mend_is_printed_in_its_source_and_says_why():
    for mend in mends():
        assert set(mend) - {"class"} == {"source", "printed", "kept", "why"}
        assert mend["printed"] in source(mend["source"])
        assert mend["why"]
        assert mend["printed"] != mend["kept"]


def test_what_a_mend_keeps_stands_in_the_fixture():
    texts = {SOURCES[name]: normalise(flat(fixture(name))) for name in SOURCES}
    for mend in mends():
        for line in re.split(r"[\n\t]", mend["kept"]):
            line = re.sub(r"^(#+|-) |:$", "", line)
            assert normalise(line).removesuffix(":") in texts[mend["source"]], mend


def test_a_changed_word_is_reported_by_its_sentence():
    name = "handlingsprogram-2025"
    text = flat(fixture(name)).replace("ledet av styrets leder", "ledet av styrets nestleder")
    assert missing(SOURCES[name], text) == [
        "Representantskapet er Osloregionens øverste organ, ledet av styrets leder."
    ]


def test_a_sentence_that_the_source_has_twice_must_be_there_twice():
    name = "utkast-2025-faggruppene"
    twice = "Koble Oslofjordarbeidet med Oppdrag Mjøsa, gjøre det mer relevant for innlandskommuner"
    assert missing(SOURCES[name], flat(fixture(name)).replace(twice, "", 1)) == [twice]


@pytest.mark.parametrize(
    ("printed", "wrong"),
    [
        ("Totalt\t2530\t1410\t1194\t1350\t-20", "Totalt\t2530\t1410\t1194\t1350\t-60"),
        ("Klimasats\t762\t762\t762\t750\t-12", "Klimasats\t762\t762\t762\t750\t12"),
        ("SEADITO\t\t100", "SEADITO\t0\t100"),
        ("SEADITO\t\t-\t33", "SEADITO\t\t\t33"),
        ("Prosess strategiske føringer\t160\t-\t169\t\t", "Prosess strategiske føringer\t160\t-\t169\t\t0"),
        ("Lokale utviklingsprosjekter\t50\t50\t-\t-\t-50", "Lokale utviklingsprosjekter\t50\t50\t0\t0\t-50"),
    ],
)
def test_a_wrong_figure_is_reported_by_its_line(printed, wrong):
    text = flat(fixture("handlingsprogram-2025"))
    assert text.count(printed) == 1
    absent = missing(SOURCES["handlingsprogram-2025"], text.replace(printed, wrong))
    assert len(absent) == 1
    assert absent[0].startswith(printed.split("\t")[0])


def test_what_print_does_to_a_text_is_forgiven():
    text = flat(fixture("handlingsprogram-2025"))
    text = re.sub(r"\b(\d)(\d{3})(?=\t|$)", "\\1\u00a0\\2", text, flags=re.MULTILINE).replace("-", "−")
    text = text.replace("en Foresight og", "en Foresight1 og").replace("sekretariat", "sekre\u00adtariat").upper()
    text = text.replace("INTERESSEPOLITISK ARBEID", "INTERESSEPOLI-\nTISK ARBEID").replace("TILTAKENE", "TIL\n\nTAKENE")
    text = text.replace("GJENSPEILER INNTEKTENE", "GJENSPEILER\n12\n\fHANDLINGSPROGRAM 2025\nINNTEKTENE")
    assert missing(SOURCES["handlingsprogram-2025"], text) == []


# ── What each document holds ─────────────────────────────────────────────────────────────────────


def test_the_guidelines_have_five_of_the_un_goals_and_four_areas():
    guidelines = fixture("foringer-2021-2024")
    assert [(sdg.number, sdg.printed) for sdg in section_of(guidelines, "Visjon").sdgs] == [
        (9, "Innovasjon og infrastruktur"),
        (11, "Bærekraftige byer og samfunn"),
        (12, "Ansvarlig forbruk og produksjon"),
        (13, "Stoppe klimaendringene"),
        (17, "Samarbeid for å nå målene"),
    ]
    areas = section_of(guidelines, "Innsatsområder og prioriterte aktiviteter 2021–2024").sections
    assert [(area.number, area.area, len(area.strategies)) for area in areas] == [
        ("1", "areal-transport-mobilitet-og-logistikk", 3),
        ("2", "klima-og-miljo", 6),
        ("3", "konkurranseskraft-og-attraktivitet", 7),
        ("4", "felleskap-og-samarbeid", 3),
    ]
    assert len(areas[0].strategies[0].text[1].items) == 5


def test_the_2018_programme_has_ten_numbered_measures():
    measures = list(fixture("handlingsprogram-2018").every_measure())
    assert [measure.number for measure in measures] == [
        "1.1",
        "1.2",
        "1.3",
        "2.1",
        "2.2",
        "3.1",
        "3.2",
        "4.1",
        "4.2",
        "4.3",
    ]
    assert all(measure.time_frame and measure.responsible and measure.content for measure in measures)
    assert [measure.number for measure in measures if measure.cooperation] == ["1.1", "1.2", "1.3", "2.1", "4.1", "4.2"]
    assert not any(measure.results or measure.partners for measure in measures)
    nested = [item for item in measures[0].content[0].items if any(isinstance(block, List) for block in item)]
    assert [len(block.items) for item in nested for block in item if isinstance(block, List)] == [2]


def test_the_2018_programme_was_adopted_by_the_board_on_an_unknown_date():
    programme = fixture("handlingsprogram-2018")
    assert (programme.adopting_body, programme.decision.body, programme.decision.decided_on) == (
        "styret",
        "styret",
        None,
    )


def test_the_2024_process_plan_has_ten_steps_and_one_is_not_confirmed():
    steps = fixture("handlingsprogram-2024").steps
    assert len(steps) == 10
    assert [step.when for step in steps if not step.confirmed] == ["8. Desember (TBC)"]
    assert steps[3].when == "17., 18. oktober"
    assert (steps[3].starts_on.isoformat(), steps[3].ends_on.isoformat()) == ("2023-10-17", "2023-10-18")
    starts = [step.starts_on for step in steps]
    assert starts == sorted(starts)


def test_the_2024_priorities_are_ranked_area_by_area_beside_the_guidelines():
    programme = fixture("handlingsprogram-2024")
    areas = [section for section, _depth in programme.every_section() if section.kind == "beside"]
    assert [len(area.sections[0].measures) for area in areas] == [6, 4, 4, 4]
    for area in areas:
        ranked, quoted = area.sections
        assert [measure.priority for measure in ranked.measures] == list(range(1, len(ranked.measures) + 1))
        assert quoted.title == "Fra strategiske føringer (2021-2024)"
    guidelines = {area.key for area in fixture("foringer-2021-2024").areas}
    assert {area.follows for area in programme.areas} == guidelines


def test_the_2025_programme_has_thirty_measures():
    programme = fixture("handlingsprogram-2025")
    placed = [
        (section.area, len(section.measures)) for section, _depth in programme.every_section() if section.measures
    ]
    assert [count for _area, count in placed] == [6, 2, 2, 4, 3, 2, 2, 2, 4, 3]
    assert [area for area, _count in placed] == [area.key for area in programme.areas]
    assert all(measure.partners and measure.results for measure in programme.every_measure())
    assert max(depth for _section, depth in programme.every_section()) == 5


def test_a_cell_with_two_paragraphs_is_two_results():
    several = [measure for measure in fixture("handlingsprogram-2025").every_measure() if len(measure.results) > 1]
    assert [[result.text for result in measure.results] for measure in several] == [
        ["Kunnskapsutvikling og erfaringsdeling", "Kunnskapsunderlag som også muliggjør politiske gjennomslag"]
    ]


def test_the_overall_strategies_have_two_footnotes():
    section = section_of(fixture("handlingsprogram-2025"), "Overordnede strategier")
    assert [note.marker for note in section.notes] == ["1", "2"]
    called = [run for run in section.text[-1].content if not isinstance(run, str)]
    assert [run.note for run in called] == ["1", "2"]
    assert inline_words(section.text[-1].content).startswith("Eksempelvis vil utvikling av en Foresight og Indeks")


def test_the_tasks_are_a_numbered_list_and_the_goals_are_introduced_in_bold():
    programme = fixture("handlingsprogram-2025")
    (tasks,) = [block for block in section_of(programme, "Kort om Osloregionen").text if isinstance(block, List)]
    assert tasks.ordered
    assert len(tasks.items) == 6
    goals = section_of(programme, "Overordnede mål og politiske prioriteringer")
    assert [
        block.content[0].strong
        for block in goals.text
        if hasattr(block, "content") and len(block.content) == 1 and not isinstance(block.content[0], str)
    ] == [True, True]


def test_sections_that_describe_a_body_say_which():
    described = {
        section.title: section.body for section, _d in fixture("handlingsprogram-2025").every_section() if section.body
    }
    assert described == {
        "Representantskapet": "representantskapet",
        "Styret": "styret",
        "Interessepolitisk utvalg": "interessepolitisk-utvalg",
        "Osloregionens sekretariat": "sekretariatet",
        "Administrativ koordineringsgruppe": "koordineringsgruppen",
    }


def test_the_budget_tables_hold_the_printed_figures():
    programme = fixture("handlingsprogram-2025")
    for title, size in (("Hovedtall", (19, 5)), ("Prosjektmidler", (12, 5))):
        table = section_of(programme, title).table
        assert (len(table.lines), len(table.columns)) == size
    held = [
        (line.label, ["" if cell is None else str(cell) for cell in line.cells])
        for section, _depth in programme.every_section()
        if section.table
        for line in section.table.lines
        if line.kind != "heading"
    ]
    assert held == figures("handlingsprogram-2025.txt")


def test_blank_dash_and_zero_are_three_things():
    programme = fixture("handlingsprogram-2025")
    main = {line.label: line for line in section_of(programme, "Hovedtall").table.lines}
    projects = {line.label: line for line in section_of(programme, "Prosjektmidler").table.lines}
    welcome = "IMDI Velkomsttjenester (Oslo kommune)"
    assert main[welcome].cells == (None, Decimal(150), None, Decimal(0), Decimal(-150))
    assert main["Sum inntekter"].cells == tuple(map(Decimal, (8096, 8269, 7849, 7937, -332)))
    assert projects["Prosess strategiske føringer"].cells == (Decimal(160), "-", Decimal(169), None, None)
    assert projects["Lokale utviklingsprosjekter"].cells == (Decimal(50), Decimal(50), "-", "-", Decimal(-50))
    assert projects["Totalt"].cells == tuple(map(Decimal, (2530, 1410, 1194, 1350, -20)))
    assert [line.kind for line in main.values()].count("line") == 12
    assert [line.label for line in main.values() if line.kind not in ("line", "heading")] == [
        "Inngående mindreforbruk (overførte midler fra tidl. år)",
        "Sum inntekter",
        "Sum driftsutgifter*",
        "Resultat (neg. resultat = bruk av overførte midler)",
        "Utgående mindreforbruk",
    ]
    assert Counter(line.under for line in main.values() if line.kind == "line") == {
        main["Inntekter"].id: 6,
        main["Utgifter:"].id: 6,
    }


# ── The draft, and what came of it ───────────────────────────────────────────────────────────────


def test_the_draft_has_thirty_six_measures_and_one_of_them_twice():
    draft = fixture("utkast-2025-faggruppene")
    titles = Counter(measure.title for measure in draft.every_measure())
    assert titles.total() == 36
    assert [title for title, count in titles.items() if count > 1] == [
        "Koble Oslofjordarbeidet med Oppdrag Mjøsa, gjøre det mer relevant for innlandskommuner"
    ]
    assert {area.key for area in draft.areas} == {area.key for area in fixture("handlingsprogram-2025").areas}


def test_every_origin_is_a_measure_of_the_draft():
    drafts = {measure.id: measure.title for measure in fixture("utkast-2025-faggruppene").every_measure()}
    programme = fixture("handlingsprogram-2025")
    assert not drafts.keys() & {measure.id for measure in programme.every_measure()}
    for measure in programme.every_measure():
        assert measure.origins
        for origin in measure.origins:
            assert (origin.place, origin.title) == (DRAFT_PLACE, drafts[origin.measure])
            assert (origin.kind == "continued") == (origin.title == measure.title)
            assert (origin.kind == "merged") == (len(measure.origins) > 1)
    came_from = [origin.measure for measure in programme.every_measure() for origin in measure.origins]
    assert len(came_from) == len(set(came_from)) == 35
    assert [title for id, title in drafts.items() if id not in came_from] == [
        "Gjennomføre møter med fokus på erfaringsdeling gjennom «best cases». "
        "Temaer settes i faggruppen på starten av året"
    ]


# ── The register of partners ─────────────────────────────────────────────────────────────────────


def test_no_two_partners_share_a_name_or_an_alias():
    register = data("partners")
    assert [partner["name"] for partner in register] == sorted((p["name"] for p in register), key=str.casefold)
    written = Counter(name.casefold() for partner in register for name in (partner["name"], *partner["aliases"]))
    assert [name for name, count in written.items() if count > 1] == []


def test_every_named_partner_is_in_the_register_and_every_entry_is_named():
    named = {
        name
        for document in map(fixture, SOURCES)
        for measure in document.every_measure()
        for name in measure.named_partners
    }
    assert named == {partner["name"] for partner in data("partners")}


@pytest.mark.parametrize("name", SOURCES)
def test_named_partners_stand_in_the_printed_text_in_its_order(name):
    spellings = {
        partner["name"]: [normalise(spelling) for spelling in (partner["name"], *partner["aliases"])]
        for partner in data("partners")
    }
    for measure in fixture(name).every_measure():
        text = normalise(f"{measure.partners or ''} {measure.cooperation or ''} {measure.responsible or ''}")
        text = text.replace("energi-/nettselskap", "energiselskap/nettselskap")
        places = []
        for partner in measure.named_partners:
            found = [re.search(rf"(?<!\w){re.escape(spelling)}(?!\w)", text) for spelling in spellings[partner]]
            assert any(found), (measure.title, partner)
            places.append(min(match.start() for match in found if match))
        assert places == sorted(places), measure.title


def test_the_spelling_of_the_sources_is_kept():
    programme = measures_by_title(fixture("handlingsprogram-2025"))
    text = flat(fixture("handlingsprogram-2025"))
    for word in ("Oslopolititan", "iff revidert", "ihht revidert", "feilposterings", "kostander", "Kommunenettnet"):
        assert word in text
    assert any("Medlemskommuner, IMDI, academia" in measure.partners for measure in programme.values())
    assert "Wbinarerer:" in measures_by_title(fixture("utkast-2025-faggruppene"))
