"""Two documents against each other: the council's own draft and programme, and a small case of all that can happen."""

import json
from datetime import date
from decimal import Decimal
from itertools import pairwise
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from programmes import document as doc
from programmes.comparing import compare
from programmes.comparison import STATES, as_data
from programmes.difference import Part, excerpt, word_parts
from programmes.document import Column, Document, Measure, Origin, PrintedField, Result, Section, Table, TableLine
from programmes.reading import read_json
from programmes.richtext import read_html
from programmes.wording import read_out

from .fidelity import FIXTURES
from .strategies import characters, documents, quick, slow, some

DRAFT, ADOPTED = "utkast-2025-faggruppene", "handlingsprogram-2025"


def read(name: str) -> Document:
    return read_json((FIXTURES / f"{name}.json").read_bytes())


def uid(number: int) -> UUID:
    return UUID(int=number)


def measure(which: int, title: str = "", *, of: tuple = (), **fields) -> Measure:
    origins = tuple(Origin(kind="reworded", measure=uid(each), title="Opphav", place="2024") for each in of)
    return Measure(id=uid(which), title=title or f"Tiltak {which}", origins=origins, **fields)


def section(number: int, *measures: Measure, title: str = "", **fields) -> Section:
    return Section(id=uid(1000 + number), title=title or f"Kapittel {number}", measures=measures, **fields)


def programme(*sections: Section, **fields) -> Document:
    return Document(
        kind="programme", slug="prove", title="Prøve", first_year=2025, last_year=2025, sections=sections, **fields
    )


def became(before: Document, after: Document, kin=()) -> list[tuple]:
    """What became of the measures: state, from, to, changed fields."""
    rows = as_data(compare(before, after, kin))["measures"]
    return [(row["state"], row["from"], row["to"], row["fields"]) for row in rows]


# ── The draft for the faggrupper against what was adopted ────────────────────────────────────────


@pytest.fixture(scope="module")
def real():
    return compare(read(DRAFT), read(ADOPTED))


def test_the_real_counts(real):
    assert real.counts == {
        "new": 0, "taken_out": 1, "merged": 3, "split": 0, "moved": 0, "changed": 26, "unchanged": 1,
    }  # fmt: skip
    assert real.sentence == "27 tiltak går igjen (26 endret, 1 uendret), 8 er slått sammen til 3 og 1 er tatt ut."


def test_every_measure_of_both_is_told_once(real):
    before = [each.id for change in real.measures for each in change.before]
    after = [each.id for change in real.measures for each in change.after]

    assert (len(before), len(after)) == (36, 30)
    assert sorted(before) == sorted(each.id for each in read(DRAFT).every_measure())
    assert sorted(after) == sorted(each.id for each in read(ADOPTED).every_measure())


def test_the_merges_that_really_happened(real):
    merged = [(row["from"], row["to"]) for row in as_data(real)["measures"] if row["state"] == "merged"]
    oslofjord = "Koble Oslofjordarbeidet med Oppdrag Mjøsa, gjøre det mer relevant for innlandskommuner"

    assert merged == [
        (
            [
                "Få større fokus på betydningen av utenlandsk arbeidskraft, i henhold til politisk vedtak mai 2024",
                "Gjennomføre to arrangementer om utenlandsk arbeidskraft",
                "Øke intern kunnskapen om Osloregionen som godt omdømme som bo- og arbeidsmarked",
                "Fortsette med best practice nettverk for tiltrekking og tilrettelegging for utenlandsk arbeidskraft i "
                "Osloregionen og nasjonalt.",
            ],
            [
                "Øke kunnskapen om utenlandsk arbeidskraft og bostedsattraktivitet, gjennom erfaringsdeling, temamøter "
                "og målrettede arrangementer"
            ],
        ),
        (
            [
                "Kraftgruppen som arbeidsgruppe for å styrke kunnskapsgrunnlaget for politisk påvirkning for å få til "
                "krafttak for kraft og energi på Østlandet. Herunder økt fornybar kraftproduksjon, nettkapasitet og "
                "energieffektivisering",
                "Sammenstilling om energiutredninger i Osloregionen og vurdere behov for helhetlig energiutredning "
                "Osloregionen.",
            ],
            [
                "Utvikle kunnskapsgrunnlaget for politisk påvirkning for å få et krafttak for kraft og energi på "
                "Østlandet."
            ],
        ),
        ([oslofjord, oslofjord], ["Koble Oslofjorden-arbeidet med prosjektet Oppdrag Mjøsa"]),
    ]


def test_what_was_taken_out_and_what_is_unchanged(real):
    told = {
        row["state"]: row["from"] for row in as_data(real)["measures"] if row["state"] in ("taken_out", "unchanged")
    }

    assert told == {
        "taken_out": [
            "Gjennomføre møter med fokus på erfaringsdeling gjennom «best cases». Temaer settes i faggruppen på "
            "starten av året"
        ],
        "unchanged": ["Samarbeide tettere med fylkeskommunene Osloregionen"],
    }


def test_four_titles_and_three_lists_of_partners_are_the_same_as_the_design_counted(real):
    """«Of the 27 with a plausible successor only 4 titles, 3 partner lists … are unchanged.»"""
    names = [
        {field.name for field in change.fields} for change in real.measures if len(change.before + change.after) == 2
    ]

    assert len(names) == 27
    assert sum("title" not in each for each in names) == 4
    assert sum("partners" not in each for each in names) == 3


def test_headings_were_renamed_and_two_about_the_same_became_one(real):
    rows = [(row["state"], row["from"], row["to"]) for row in as_data(real)["sections"]]

    assert ("moved", ["Tverrgående: Kraft"], ["Kraft og energi"]) in rows
    assert [row for row in rows if row[0] == "merged"] == [
        (
            "merged",
            ["Tverrgående: Internasjonal prioritering", "Tverrgående: Internasjonal profilering"],
            ["Internasjonal profilering"],
        )
    ]


def test_a_real_result_target_word_by_word(real):
    (change,) = [each for each in real.measures if each.part.title.startswith("Faggruppen næringssamarbeid")]
    (results,) = [field for field in change.fields if field.name == "results"]

    assert results.label == "Resultatmål"
    assert results.parts == (
        Part("same", "Økt og "), Part("out", "tyngre"), Part("in", "tydeligere"),
        Part("same", " satsing på næringsutvikling og investeringer i Osloregionen"),
    )  # fmt: skip


def test_two_programmes_without_lineage_have_nothing_in_common():
    found = compare(read("handlingsprogram-2018"), read(ADOPTED))

    assert found.sentence == "Ingen tiltak går igjen, 10 er tatt ut og 30 er nye."


# ── One small case of each state ─────────────────────────────────────────────────────────────────


def test_the_same_id_is_the_same_measure_whatever_it_says():
    before = programme(section(1, measure(1, "Lage et kart")))
    after = programme(section(1, measure(1, "Holde et seminar")))

    assert became(before, after) == [("changed", ["Lage et kart"], ["Holde et seminar"], ["title"])]


def test_a_measure_is_unchanged_new_or_taken_out():
    before, after = programme(section(1, measure(1), measure(2))), programme(section(1, measure(3), measure(1)))

    assert became(before, after) == [
        ("new", [], ["Tiltak 3"], []),
        ("unchanged", ["Tiltak 1"], ["Tiltak 1"], []),
        ("taken_out", ["Tiltak 2"], [], []),
    ]


def test_a_measure_is_moved_when_its_section_is_another():
    before = programme(section(1, measure(1, partners="NHO")), section(2))
    after = programme(section(1), section(2, measure(1, partners="LO")))
    (change,) = compare(before, after).measures

    assert (change.state, change.was_in, change.is_in) == ("moved", "Kapittel 1", "Kapittel 2")
    assert [field.name for field in change.fields] == ["partners"]


@pytest.mark.parametrize("newer_first", [False, True])
def test_lineage_is_followed_from_the_newer_to_the_older_whichever_comes_first(newer_first):
    old, new = programme(section(1, measure(1, "Gammelt"))), programme(section(1, measure(2, "Nytt", of=(1,))))
    pair = (new, old) if newer_first else (old, new)

    assert [(row[0], row[1], row[2]) for row in became(*pair)] == [
        ("changed", ["Nytt"], ["Gammelt"]) if newer_first else ("changed", ["Gammelt"], ["Nytt"])
    ]


def test_several_become_one_and_one_becomes_several():
    old = programme(section(1, measure(1), measure(2)))
    new = programme(section(1, measure(3, of=(1, 2))))

    assert [row[:3] for row in became(old, new)] == [("merged", ["Tiltak 1", "Tiltak 2"], ["Tiltak 3"])]
    assert [row[:3] for row in became(new, old)] == [("split", ["Tiltak 3"], ["Tiltak 1", "Tiltak 2"])]
    assert compare(new, old).sentence == "Ingen tiltak går igjen og 1 er delt i 2."


def test_a_measure_that_takes_up_another_keeps_its_id():
    old, new = programme(section(1, measure(1), measure(2))), programme(section(1, measure(1, of=(2,))))

    assert [row[:3] for row in became(old, new)] == [("merged", ["Tiltak 1", "Tiltak 2"], ["Tiltak 1"])]


def test_two_that_both_go_on_are_two_though_one_took_something_from_the_other():
    old, new = programme(section(1, measure(1), measure(2))), programme(section(1, measure(1, of=(2,)), measure(2)))

    assert [row[0] for row in became(old, new)] == ["unchanged", "unchanged"]


def test_lineage_is_followed_through_the_years_between():
    old, new = programme(section(1, measure(1))), programme(section(1, measure(3, of=(2,))))

    assert [row[0] for row in became(old, new)] == ["new", "taken_out"]
    assert [row[0] for row in became(old, new, kin=[(uid(2), uid(1))])] == ["changed"]


def test_lineage_in_a_circle_ends():
    old, new = programme(section(1, measure(1))), programme(section(1, measure(3, of=(2,))))

    assert [row[0] for row in became(old, new, kin=[(uid(2), uid(3)), (uid(3), uid(2))])] == ["new", "taken_out"]


def test_what_is_merged_is_read_together_and_what_they_say_alike_once():
    old = programme(section(1, measure(1, "A", partners="NHO"), measure(2, "B", partners="NHO")))
    new = programme(section(1, measure(3, "C", of=(1, 2), partners="NHO")))

    assert became(old, new) == [("merged", ["A", "B"], ["C"], ["title"])]


def test_another_order_is_told_of_the_section():
    before = programme(section(1, measure(1), measure(2)))
    after = programme(section(1, measure(2), measure(1)))
    found = compare(before, after)

    assert [row["fields"] for row in as_data(found)["sections"]] == [["order"]]
    assert found.differs


def test_a_section_that_is_new_or_moved_or_gone_stands_in_its_place():
    before = programme(section(1), section(2), section(3))
    after = programme(section(1, sections=(section(3),)), section(4, kind="measures"))
    rows = [(row["state"], row["from"], row["to"]) for row in as_data(compare(before, after))["sections"]]

    assert rows == [
        ("unchanged", ["Kapittel 1"], ["Kapittel 1"]),
        ("taken_out", ["Kapittel 2"], []),
        ("moved", ["Kapittel 3"], ["Kapittel 3"]),
        ("new", [], ["Kapittel 4"]),
    ]


def test_next_years_sections_are_found_by_area_and_by_title_but_for_the_year():
    areas = (doc.Area(key="kraft", name="Kraft", kind="area"),)
    old = programme(section(1, title="Kraft", area="kraft"), section(2, title="Budsjett 2025"), areas=areas)
    new = programme(section(3, title="Kraft og energi", area="kraft"), section(4, title="Budsjett 2026"), areas=areas)

    assert [row["from"] + row["to"] for row in as_data(compare(old, new))["sections"]] == [
        ["Kraft", "Kraft og energi"], ["Budsjett 2025", "Budsjett 2026"],
    ]  # fmt: skip


def test_what_the_whole_says_of_itself_is_compared_too():
    before = programme(section(1))
    after = before.model_copy(update={"title": "Prøve 2", "fields": (PrintedField(field="title", label="Tiltak"),)})

    assert as_data(compare(before, after))["about"] == ["title", "fields"]


def test_every_field_of_a_measure_is_compared():
    full = measure(
        1, "Annet", number="1", content=read_html("<p>Inn</p>"), partners="P", named_partners=("NHO",),
        results=(Result(text="R", indicator="I", target="5"),), time_frame="2025", starts_on=date(2025, 1, 1),
        ends_on=date(2025, 2, 1), responsible="A", cooperation="S", priority=1, sdgs=(9,), further_areas=("kraft",),
        strategies=(uid(7),), budget_lines=(uid(8),), language="nn",
    )  # fmt: skip
    (row,) = became(programme(section(1, measure(1))), programme(section(1, full)))

    assert set(row[3]) == set(Measure.model_fields) - {"id", "origins"}


# ── Rich text ────────────────────────────────────────────────────────────────────────────────────


def content(before: str, after: str):
    """The change in the content of a measure."""
    pair = [programme(section(1, measure(1, content=read_html(html)))) for html in (before, after)]
    (change,) = compare(*pair).measures
    return change.fields


def test_points_are_held_against_the_points_that_they_became():
    (field,) = content(
        "<ul><li>Webinar om kraft</li><li>Kart</li></ul>",
        "<ul><li>Kart over nett</li><li>Webinar om kraft og nett</li></ul>",
    )

    assert field.parts == (
        Part("in", "• Kart over nett\n"), Part("same", "• Webinar om kraft"), Part("in", " og nett"),
        Part("out", "\n• Kart"),
    )  # fmt: skip


def test_a_paragraph_that_becomes_a_point_is_told():
    (field,) = content("<p>Holde seminar</p>", "<ul><li>Holde seminar</li></ul>")

    assert field.parts == (Part("in", "• "), Part("same", "Holde seminar"))


def test_marks_and_links_alone_are_told_in_a_remark():
    (field,) = content("<p>Holde seminar</p>", "<p>Holde <strong>seminar</strong></p>")

    assert (field.name, field.parts) == ("content", ())
    assert field.remark == "Ordene er de samme. Uthevinger, lister eller lenker er endret."


def test_rich_text_is_read_out_with_its_points_and_notes():
    html = "<p>Se[^1]</p><ul><li>En<ol><li>To</li></ol></li></ul>"

    assert read_out(read_html(html)) == "Se[1]\n• En\n1. To"


def test_a_long_text_is_shown_by_the_lines_that_differ():
    parts = word_parts("en\nto\ntre\nfire\nfem\nseks", "en\nto\ntre\nfire\nfemti\nseks\nsju")

    assert "".join(part.text for part in excerpt(parts) if part.kind != "out") == "…\nfemti\nseks\nsju"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("a b " * 3_000, "b c " * 3_000),
        ("\n".join(f"linje {n}" for n in range(400)), "\n".join(f"rad {n}" for n in range(400))),
        ("a, " * 5_000, "a, " * 4_999 + "b"),
    ],
)
def test_what_nobody_should_write_takes_no_time_and_loses_nothing(before, after):
    parts = word_parts(before, after)

    assert "".join(part.text for part in parts if part.kind != "in") == before
    assert "".join(part.text for part in parts if part.kind != "out") == after


# ── Budget ───────────────────────────────────────────────────────────────────────────────────────


def line(number: int, label: str, *cells, **fields) -> TableLine:
    figures = tuple(cell if cell in (None, "-") else Decimal(cell) for cell in cells)
    return TableLine(id=uid(number), label=label, cells=figures, **fields)


def budget(number: int, columns: tuple, *lines: TableLine, year: int = 2025) -> Document:
    table = Table(id=uid(number), year=year, title=f"Hovedtall {year}", columns=columns, lines=lines)
    return programme(section(1, kind="budget", table=table))


PROPOSAL = Column(kind="proposal", label="Forslag budsjett 2025")
LAST_YEAR = Column(kind="budget", label="Budsjett 2024")


def test_a_budget_is_compared_by_columns_lines_and_figures():
    revised = Column(kind="revised", label="Revidert 2024")
    before = budget(1, (LAST_YEAR, PROPOSAL), line(11, "Kontingenter", 6834, 6987), line(12, "SEADITO", None, "-"))
    after = budget(
        1, (LAST_YEAR, revised, PROPOSAL), line(11, "Kontingent", 6834, 6987, 7000), line(13, "IMDi", 1, 2, None)
    )

    assert as_data(compare(before, after))["budget"] == [
        {
            "table": "Hovedtall 2025",
            "state": "changed",
            "fields": [],
            "columns": [
                {"state": "unchanged", "from": "Budsjett 2024", "to": "Budsjett 2024"},
                {"state": "new", "from": None, "to": "Revidert 2024"},
                {"state": "unchanged", "from": "Forslag budsjett 2025", "to": "Forslag budsjett 2025"},
            ],
            "lines": [
                {
                    "state": "changed", "from": "Kontingenter", "to": "Kontingent",
                    "cells": [{"column": "Forslag budsjett 2025", "from": "6987", "to": "7000"}],
                },
                {
                    "state": "new", "from": None, "to": "IMDi",
                    "cells": [
                        {"column": "Budsjett 2024", "from": None, "to": "1"},
                        {"column": "Revidert 2024", "from": None, "to": "2"},
                    ],
                },
                {
                    "state": "taken_out", "from": "SEADITO", "to": None,
                    "cells": [{"column": "Forslag budsjett 2025", "from": "-", "to": None}],
                },
            ],
        }
    ]  # fmt: skip


def test_next_years_budget_is_held_against_this_years_line_by_line():
    before = budget(1, (LAST_YEAR, PROPOSAL), line(11, "Kontingenter", 6834, 6987))
    columns = (Column(kind="budget", label="Budsjett 2025"), Column(kind="proposal", label="Forslag budsjett 2026"))
    after = budget(2, columns, line(21, "Medlemskontingent", 6987, 7100, continues=uid(11)), year=2026)
    (table,) = compare(before, after).tables
    (row,) = table.lines

    assert [(each.column, each.before, each.after, each.difference) for each in row.cells] == [
        ("Budsjett 2025", 6834, 6987, 153), ("Forslag budsjett 2026", 6987, 7100, 113),
    ]  # fmt: skip
    assert compare(after, before).tables[0].lines[0].state == "changed"


def test_nothing_a_dash_and_nought_are_three_things():
    before = budget(1, (PROPOSAL,), line(11, "A", None), line(12, "B", "-"), line(13, "C", 0))
    after = budget(1, (PROPOSAL,), line(11, "A", "-"), line(12, "B", 0), line(13, "C", None))
    (table,) = compare(before, after).tables

    assert [(c.before, c.after, c.difference) for row in table.lines for c in row.cells] == [
        (None, "-", None), ("-", 0, None), (0, None, None),
    ]  # fmt: skip


def test_a_table_that_only_one_has_is_not_taken_apart():
    before, after = budget(1, (PROPOSAL,), line(11, "A", 1)), programme(section(1, kind="budget"))

    assert [(each.state, each.title, each.lines) for each in compare(before, after).tables] == [
        ("taken_out", "Hovedtall 2025", ())
    ]
    assert [each.state for each in compare(after, before).tables] == ["new"]


# ── What always holds ────────────────────────────────────────────────────────────────────────────

brief = settings(slow, max_examples=8, suppress_health_check=list(HealthCheck))  # each draws two whole documents
OTHER_WAY = {"new": "taken_out", "taken_out": "new", "merged": "split", "split": "merged"}
texts = st.text(characters | st.sampled_from(" \n,."), max_size=60)


@pytest.mark.parametrize(
    "name", [DRAFT, ADOPTED, "handlingsprogram-2018", "handlingsprogram-2024", "foringer-2021-2024"]
)
def test_a_real_document_does_not_differ_from_itself(name):
    found = compare(read(name), read(name))

    assert not found.differs
    assert {change.state for change in found.measures} <= {"unchanged"}


@slow
@given(documents())
def test_no_document_differs_from_itself(document):
    found = compare(document, document)

    assert not found.differs
    assert all(count == 0 for state, count in found.counts.items() if state != "unchanged")
    assert json.loads(json.dumps(as_data(found)))["counts"] == found.counts


@brief
@given(documents(), documents())
def test_what_is_new_the_one_way_is_taken_out_the_other(one, other):
    there, back = compare(one, other).counts, compare(other, one).counts
    several = [counts.pop("merged") + counts.pop("split") for counts in (there, back)]  # two of two are called merged

    assert {OTHER_WAY.get(state, state): count for state, count in there.items()} == back
    assert several[0] == several[1]


@pytest.mark.parametrize(("one", "other"), [(DRAFT, ADOPTED), ("handlingsprogram-2018", ADOPTED)])
def test_real_comparisons_are_the_same_both_ways(one, other):
    there, back = compare(read(one), read(other)), compare(read(other), read(one))

    assert {OTHER_WAY.get(state, state): count for state, count in there.counts.items()} == back.counts
    assert list(there.counts) == list(STATES)


@quick
@given(texts, texts)
def test_both_texts_can_be_read_out_of_their_difference(before, after):
    parts = word_parts(before, after)

    assert "".join(part.text for part in parts if part.kind != "in") == before
    assert "".join(part.text for part in parts if part.kind != "out") == after
    assert all(part.text for part in parts)
    assert all(one.kind != other.kind for one, other in pairwise(parts))


@some
@given(texts)
def test_a_text_does_not_differ_from_itself(text):
    assert word_parts(text, text) == ([Part("same", text)] if text else [])
