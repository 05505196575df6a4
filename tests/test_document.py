"""The document in the middle: the same bytes through JSON, through the database, and through the schema."""

import json
from datetime import date
from decimal import Decimal
from uuid import UUID, uuid5

import pytest
from django.core.management import call_command
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import given, settings
from jsonschema import Draft202012Validator

from programmes import document as doc
from programmes.building import build
from programmes.document import for_everybody, sha256, to_json
from programmes.loading import load
from programmes.management.commands.document_schema import PATH
from programmes.models import Programme
from programmes.reading import read_json
from programmes.richtext import List, Marked, Paragraph, read_html
from programmes.schema import json_schema, schema_json

from .fidelity import FIXTURES
from .strategies import documents, renewed, slow

NAMES = (
    "foringer-2021-2024", "handlingsprogram-2018", "handlingsprogram-2024", "handlingsprogram-2025",
    "utkast-2025-faggruppene",
)  # fmt: skip


def written(name: str) -> bytes:
    return (FIXTURES / f"{name}.json").read_bytes()


def through_the_database(document: doc.Document) -> doc.Document:
    """Loaded, built again, and the database left as it was."""
    with transaction.atomic():
        built = build(load(document))
        transaction.set_rollback(True)
    return built


def small(**parts) -> doc.Document:
    parts = {
        "kind": "programme",
        "slug": "lite",
        "title": "Lite program",
        "first_year": 2031,
        "last_year": 2031,
    } | parts
    return doc.Document(**parts)


def section(number=1, **parts) -> doc.Section:
    return doc.Section(**{"id": UUID(int=number), "title": "Kapittel"} | parts)


# ── Canonical JSON ───────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("name", NAMES)
def test_a_document_is_written_as_it_was_read(name):
    assert to_json(read_json(written(name))) == written(name)


@slow
@given(documents())
def test_any_document_is_read_back_the_same(document):
    assert read_json(to_json(document)) == document


def test_the_same_document_has_the_same_bytes_however_the_file_was_written():
    plain = small(sections=(section(text=read_html("<p>Æ</p>")),))
    every_field = plain.model_dump(mode="json")
    backwards = {name: every_field[name] for name in reversed(every_field)}
    assert to_json(read_json(json.dumps(backwards).encode("ascii"))) == to_json(plain)


def test_only_what_is_said_is_written():
    assert to_json(small(sections=(section(),))).decode() == (
        "{\n"
        ' "format": "osloregionen-dokument",\n'
        ' "version": 1,\n'
        ' "kind": "programme",\n'
        ' "slug": "lite",\n'
        ' "title": "Lite program",\n'
        ' "first_year": 2031,\n'
        ' "last_year": 2031,\n'
        ' "sections": [\n'
        "  {\n"
        '   "id": "00000000-0000-0000-0000-000000000001",\n'
        '   "title": "Kapittel"\n'
        "  }\n"
        " ]\n"
        "}\n"
    )


def test_a_document_is_known_by_its_sha256():
    assert sha256(to_json(small())) == "bddea0639be7a77ebf5576428ebebc907885243b20dacc680e78db57db03c6cb"


@pytest.mark.parametrize(
    ("figure", "as_written"),
    [
        ("2692", "2692"),
        ("2692.000", "2692"),
        ("7.937", "7.937"),
        ("7.90", "7.9"),
        ("-118", "-118"),
        ("0", "0"),
        ("-0.00", "0"),
        ("007", "7"),
        ("1000000", "1000000"),
        ("99999999999.999", "99999999999.999"),
    ],
)
def test_a_figure_is_written_in_one_way(figure, as_written):
    assert json.loads(to_json(with_cells([figure])))["sections"][0]["table"]["lines"][0]["cells"] == [as_written]


def test_everybody_sees_origins_in_adopted_programmes_and_not_in_drafts():
    def origins(*places):
        return tuple(
            doc.Origin(kind="continued", measure=UUID(int=n), title="Før", place=place)
            for n, place in enumerate(places)
        )

    def programme(*places):
        measure = doc.Measure(id=UUID(int=9), title="Tiltak", origins=origins(*places))
        return small(sections=(section(sections=(section(2, measures=(measure,)),)),))

    assert for_everybody(programme("2024", "2025@utkast")) == programme("2024")
    assert for_everybody(programme("2024", "2025@edition:1")) == programme("2024", "2025@edition:1")


# ── Through the database ─────────────────────────────────────────────────────────────────────────


@slow
@given(documents())
@pytest.mark.django_db
def test_any_document_goes_through_the_database_unchanged(document):
    assert to_json(through_the_database(document)) == to_json(document)


def with_cells(*lines) -> doc.Document:
    columns = tuple(doc.Column(kind="budget", label=f"Budsjett {n}") for n, _cell in enumerate(lines[0]))
    rows = tuple(
        doc.TableLine(id=UUID(int=100 + n), label=f"Linje {n}", cells=tuple(cells)) for n, cells in enumerate(lines)
    )
    table = doc.Table(id=UUID(int=50), year=2031, title="Hovedtall", columns=columns, lines=rows)
    return small(sections=(section(kind="budget", table=table),))


@pytest.mark.django_db
def test_a_blank_cell_a_dash_and_a_zero_stay_three_things():
    built = through_the_database(
        with_cells([None, "-", "0"], ["-118", "7.937", "-0.5"], [None, None, None], ["-", "-", "99999999999.999"])
    )
    assert [line.cells for line in built.sections[0].table.lines] == [
        (None, "-", Decimal(0)),
        (Decimal(-118), Decimal("7.937"), Decimal("-0.5")),
        (None, None, None),
        ("-", "-", Decimal("99999999999.999")),
    ]


@pytest.mark.django_db
def test_everything_stands_in_the_order_it_was_written():
    """Ids and titles are given backwards, so that no other order would do."""

    def measures(*numbers):
        return tuple(doc.Measure(id=UUID(int=n), title=f"Tiltak {n}") for n in numbers)

    under = tuple(section(n, title=f"Avsnitt {n}", measures=measures(n + 200, n + 100)) for n in (23, 22, 21))
    built = through_the_database(
        small(sections=(section(12, title="B"), section(11, title="A", measures=measures(93, 92, 91), sections=under)))
    )
    assert [(depth, part.title) for part, depth in built.every_section()] == [
        (1, "B"),
        (1, "A"),
        (2, "Avsnitt 23"),
        (2, "Avsnitt 22"),
        (2, "Avsnitt 21"),
    ]
    assert [measure.id.int for measure in built.every_measure()] == [93, 92, 91, 223, 123, 222, 122, 221, 121]


@pytest.mark.django_db
def test_partners_results_areas_and_goals_of_a_measure_keep_their_order():
    measure = doc.Measure(
        id=UUID(int=9),
        title="Tiltak",
        named_partners=("Ås kommune", "Oslo kommune", "Asker kommune"),
        results=(doc.Result(text="To"), doc.Result(text="En", target="100", unit="prosent")),
        further_areas=("b", "a"),
        sdgs=(13, 9, 11),
    )
    areas = tuple(doc.Area(key=key, name=key.upper(), kind="area") for key in ("c", "b", "a"))
    built = through_the_database(small(areas=areas, sections=(section(measures=(measure,)),)))
    assert built.areas == areas
    assert next(built.every_measure()) == measure


@pytest.mark.django_db
def test_vague_dates_are_kept_as_they_are_printed():
    steps = (
        doc.Step(when="mai/juni", what="Innspill"),
        doc.Step(when="8. Desember (TBC)", starts_on=date(2030, 12, 8), confirmed=False, what="Møte", who="Styret"),
        doc.Step(when="17., 18. oktober", starts_on=date(2030, 10, 17), ends_on=date(2030, 10, 18), what="Samling"),
    )
    assert through_the_database(small(steps=steps)).steps == steps


@pytest.mark.django_db
def test_nested_lists_links_and_emphasis_are_kept():
    text = read_html(
        "<p>Vi <strong>vil</strong> <em>alltid</em> <a href='https://osloregionen.no/?a=1&amp;b=2'>samarbeide</a></p>"
        "<ol><li>En<ul><li>to</li><li><b>tre</b></li></ul></li><li>fire</li></ol>"
    )
    built = through_the_database(small(sections=(section(text=text, closing=text[1:]),))).sections[0]
    assert built.text[0].content == (
        "Vi ",
        Marked(text="vil", strong=True),
        " ",
        Marked(text="alltid", em=True),
        " ",
        Marked(text="samarbeide", href="https://osloregionen.no/?a=1&b=2"),
    )
    inner = List(items=((Paragraph(content=("to",)),), (Paragraph(content=(Marked(text="tre", strong=True),)),)))
    outer = List(ordered=True, items=((Paragraph(content=("En",)), inner), (Paragraph(content=("fire",)),)))
    assert built.text[1] == outer
    assert built.closing == (outer,)


# ── How often the database is asked ──────────────────────────────────────────────────────────────


def times(number: int, document: doc.Document) -> doc.Document:
    """The document under another slug, with every measure `number` times."""

    def more(part: doc.Section) -> doc.Section:
        copies = tuple(
            measure.model_copy(update={"id": uuid5(measure.id, str(copy))})
            for measure in part.measures
            for copy in range(number)
        )
        return part.model_copy(update={"measures": copies, "sections": tuple(map(more, part.sections))})

    return document.model_copy(update={"slug": f"{number}-ganger", "sections": tuple(map(more, document.sections))})


@pytest.mark.django_db
@pytest.mark.parametrize("number", [1, 10])
def test_building_asks_as_often_whatever_the_size_of_the_programme(number):
    load(times(number, read_json(renewed(written("handlingsprogram-2025")))))
    programme = Programme.objects.get(slug=f"{number}-ganger")
    with CaptureQueriesContext(
        connection,
    ) as asked:
        document = build(programme)
    assert sum(1 for _ in document.every_measure()) == 30 * number
    # bodies, areas, sections, their notes, UN goals, goals and strategies; measures, their results, partners,
    # origins, areas, strategies and budget lines; tables, columns, amounts and lines; guidelines, decision, steps
    assert len(asked) == 21


# ── The schema ───────────────────────────────────────────────────────────────────────────────────

VALIDATOR = Draft202012Validator(json_schema(), format_checker=Draft202012Validator.FORMAT_CHECKER)


def test_the_schema_is_a_schema_and_the_committed_file_is_current():
    Draft202012Validator.check_schema(json_schema())
    assert PATH.read_bytes() == schema_json(), "Kjør: manage.py document_schema"


def test_the_command_writes_the_schema(tmp_path, monkeypatch):
    monkeypatch.setattr("programmes.management.commands.document_schema.PATH", tmp_path / "skjema.json")
    call_command("document_schema", verbosity=0)
    assert (tmp_path / "skjema.json").read_bytes() == schema_json()


@pytest.mark.parametrize("name", NAMES)
def test_every_fixture_is_valid_by_the_schema(name):
    assert [error.message for error in VALIDATOR.iter_errors(json.loads(written(name)))] == []


@settings(slow, max_examples=10)
@given(documents())
def test_any_document_is_valid_by_the_schema(document):
    assert VALIDATOR.is_valid(json.loads(to_json(document)))


@pytest.mark.parametrize(
    ("change", "where"),
    [
        ({"version": 2}, ["version"]),
        ({"format": "noe-annet"}, ["format"]),
        ({"kind": "rundskriv"}, ["kind"]),
        ({"title": ""}, ["title"]),
        ({"title": "To\nlinjer"}, ["title"]),
        ({"first_year": "2031"}, ["first_year"]),
        ({"slug": "Blå Tur"}, ["slug"]),
        ({"ukjent": 1}, []),
        ({"sections": [{"title": "Uten id"}]}, ["sections", 0]),
        ({"sections": [{"id": "1", "title": "Med dårlig id"}]}, ["sections", 0, "id"]),
    ],
)
def test_a_wrong_document_is_not_valid_and_the_schema_says_where(change, where):
    wrong = json.loads(to_json(small())) | change
    assert [list(error.absolute_path) for error in VALIDATOR.iter_errors(wrong)] == [where]


@pytest.mark.parametrize("cell", [12, 1.5, "1 200", "1,5", "–", "1.2345", True])
def test_a_cell_that_is_not_a_figure_a_dash_or_nothing_is_not_valid(cell):
    wrong = json.loads(to_json(with_cells([None])))
    wrong["sections"][0]["table"]["lines"][0]["cells"] = [cell]
    assert not VALIDATOR.is_valid(wrong)


@pytest.mark.parametrize("missing", ["format", "version", "kind", "slug", "title", "first_year", "last_year"])
def test_what_every_file_must_say_is_required(missing):
    wrong = json.loads(to_json(small()))
    del wrong[missing]
    assert [error.message for error in VALIDATOR.iter_errors(wrong)] == [f"'{missing}' is a required property"]
