"""The commands: what they write, what they say, and what they refuse."""

import csv
import io
import re
from uuid import UUID

import pytest
from django.core.management import CommandError, call_command

from organisation.models import User
from programmes.building import build
from programmes.document import Document, Measure, Section, sha256, to_json
from programmes.models import Programme
from programmes.reading import read_json
from publishing.spreadsheet import HEADINGS, measures_csv

from .adopted import freeze_again
from .fidelity import FIXTURES
from .strategies import renewed
from .test_bad_input import everything

pytestmark = pytest.mark.django_db


def said(*command) -> str:
    out = io.StringIO()
    call_command(*map(str, command), stdout=out)
    return out.getvalue()


def refused(*command) -> str:
    with pytest.raises(CommandError) as refusal:
        call_command(*map(str, command))
    return str(refusal.value)


@pytest.fixture
def exported(tmp_path):
    """Exports, and gives the bytes of the file."""

    def export(slug, form, *which):
        path = tmp_path / f"ut.{form}"
        line = said("export_programme", slug, f"--format={form}", f"--output={path}", *which)
        assert line == f"Skrev {path} ({path.stat().st_size} byte).\n"
        return path.read_bytes()

    return export


def fixture(name: str) -> bytes:
    return (FIXTURES / f"{name}.json").read_bytes()


# ── export_programme ─────────────────────────────────────────────────────────────────────────────


def test_an_adopted_programme_is_exported_as_its_stored_edition(exported, edition_2025):
    assert exported("2025", "pdf") == bytes(edition_2025.pdf)
    assert exported("2025", "json") == bytes(edition_2025.document)
    assert exported("2025", "json", "--edition=1") == bytes(edition_2025.document)


def test_the_edition_stays_what_it_was_when_the_programme_is_changed(exported, programme_2025, edition_2025):
    Programme.objects.filter(pk=programme_2025.pk).update(title="Endret")
    assert exported("2025", "json") == bytes(edition_2025.document)
    assert read_json(exported("2025", "json", "--draft")).title == "Endret"


@pytest.mark.pdf
def test_an_earlier_edition_is_exported_by_its_number(exported, programme_2025, edition_2025):
    first = bytes(edition_2025.document)
    Programme.objects.filter(pk=programme_2025.pk).update(title="Handlingsprogram 2025, revidert")
    freeze_again(programme_2025)
    assert exported("2025", "json", "--edition=1") == first
    assert read_json(exported("2025", "json", "--edition=2")).title == "Handlingsprogram 2025, revidert"
    assert exported("2025", "json") == exported("2025", "json", "--edition=2")


def test_a_milestone_is_exported_as_it_was(exported):
    assert exported("2025", "json", "--milestone=utkast-til-faggruppene") == fixture("utkast-2025-faggruppene")


@pytest.mark.parametrize("slug", ["2024", "foringer-2021-2024"])
def test_what_is_not_adopted_is_exported_as_it_stands(exported, slug):
    name = {"2024": "handlingsprogram-2024"}.get(slug, slug)
    assert exported(slug, "json") == fixture(name)


@pytest.mark.pdf
@pytest.mark.parametrize(
    ("slug", "which"),
    [
        ("2024", ()),
        ("foringer-2021-2024", ()),
        ("2025", ("--milestone=utkast-til-faggruppene",)),
        ("2025", ("--draft",)),
    ],
)
def test_a_pdf_is_drawn_when_none_is_stored_and_twice_the_same(exported, slug, which):
    pdf = exported(slug, "pdf", *which)
    assert pdf.startswith(b"%PDF-1.7")
    assert exported(slug, "pdf", *which) == pdf


@pytest.mark.parametrize(
    ("slug", "which", "line"),
    [
        ("2025", (), "Vedtatt av representantskapet 18.12.2024 · utgave 1"),
        ("2025", ("--draft",), "Utkast – ikke vedtatt"),
        ("2025", ("--milestone=utkast-til-faggruppene",), "Milepæl: Utkast til faggruppene"),
        ("2024", (), "Utkast – ikke vedtatt"),
        ("foringer-2021-2024", (), "Gjelder 2021–2024"),
    ],
)
def test_the_html_file_says_what_it_is_and_needs_no_other_file(exported, slug, which, line):
    html = exported(slug, "html", *which).decode()
    document = read_json(exported(slug, "json", *which))
    assert html.count(line) == 1
    assert html.count(sha256(to_json(document))) == 1
    assert html.count("<article") == html.count("</article>") == 1
    assert re.findall(r"<(?:script|link|img|iframe)\b", html) == []
    assert [href for href in re.findall(r'href="([^"]*)"', html) if not re.match(r"#|https?://|mailto:", href)] == []


@pytest.mark.parametrize(
    ("command", "sentence"),
    [
        (("1999",), "Finner verken handlingsprogram eller føringer med adressen «1999»."),
        (("2025", "--milestone=høring"), "«Handlingsprogram 2025» har ingen milepæl med adressen «høring»."),
        (("2025", "--edition=2"), "«Handlingsprogram 2025» har ingen utgave 2."),
        (("2025", "--edition=0"), "«Handlingsprogram 2025» har ingen utgave 0."),
        (("2025", "--milestone="), "«Handlingsprogram 2025» har ingen milepæl med adressen «»."),
        (("2024", "--edition=1"), "«Handlingsprogram 2024 – foreløpig innretning» har ingen utgave 1."),
        (("foringer-2021-2024", "--edition=1"), "Strategiske føringer har verken milepæler eller utgaver."),
        (("foringer-2021-2024", "--milestone=x"), "Strategiske føringer har verken milepæler eller utgaver."),
    ],
)
def test_what_is_not_there_is_not_exported(tmp_path, command, sentence):
    output = tmp_path / "ut.json"
    assert refused("export_programme", *command, "--format=json", f"--output={output}") == sentence
    assert not output.exists()


def test_a_place_that_cannot_be_written_to_is_named(tmp_path):
    def said_of(output):
        return refused("export_programme", "2025", "--format=json", f"--output={output}")

    (tmp_path / "fil").touch()
    assert said_of(tmp_path) == f"«{tmp_path}» er en mappe, ikke en fil."
    assert said_of(tmp_path / "borte" / "ut.json") == f"Finner ikke mappen «{tmp_path / 'borte'}»."
    assert (
        said_of(tmp_path / "fil" / "ut.json") == f"Kan ikke skrive «{tmp_path / 'fil' / 'ut.json'}»: Not a directory."
    )


# ── There and back ───────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("slug", ["2018", "2024", "2025", "foringer-2021-2024"])
def test_what_is_exported_can_be_imported_under_another_slug_and_exported_the_same(exported, tmp_path, slug):
    copy = tmp_path / "kopi.json"
    copy.write_bytes(renewed(exported(slug, "json")))
    said("import_programme", copy, "--slug=kopi")
    assert exported("kopi", "json") == copy.read_bytes().replace(f'"slug": "{slug}"'.encode(), b'"slug": "kopi"', 1)


def test_an_imported_programme_is_for_the_secretariat_alone(tmp_path):
    copy = tmp_path / "kopi.json"
    copy.write_bytes(renewed(fixture("handlingsprogram-2025")))
    assert said("import_programme", copy, "--slug=kopi") == (
        "Importerte «Handlingsprogram 2025» som «kopi»: 39 avsnitt, 30 tiltak.\n"
    )
    programme = Programme.objects.get(slug="kopi")
    assert (programme.visibility, programme.phase, programme.editions.count()) == ("internal", "preparation", 0)


# ── CSV ──────────────────────────────────────────────────────────────────────────────────────────


def rows(data: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""), delimiter=";"))


@pytest.mark.parametrize(("slug", "count"), [("2018", 10), ("2024", 18), ("2025", 30), ("foringer-2021-2024", 0)])
def test_a_csv_has_a_row_for_each_measure(exported, slug, count):
    table = rows(exported(slug, "csv"))
    assert table[0] == list(HEADINGS)
    assert len(table) == 1 + count
    assert {len(row) for row in table} == {len(HEADINGS)}


def test_a_csv_opens_in_norwegian_excel(exported, programme_2025):
    data = exported("2025", "csv")
    assert data[:3] == b"\xef\xbb\xbf"
    assert data.split(b"\r\n")[0].decode("utf-8-sig") == ";".join(HEADINGS)
    assert [row[6] for row in rows(data)[1:]] == [measure.title for measure in build(programme_2025).every_measure()]


@pytest.mark.parametrize(
    ("words", "cell"),
    [
        ("=1+1", "'=1+1"),
        ('=HYPERLINK("http://x.no";"her")', '\'=HYPERLINK("http://x.no";"her")'),
        ("+47 22 00 00 00", "'+47 22 00 00 00"),
        ("-2", "'-2"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("1+1", "1+1"),
        ('Semikolon; «anførsel» "to"', 'Semikolon; «anførsel» "to"'),
    ],
)
def test_no_cell_is_a_formula(words, cell):
    measure = Measure(id=UUID(int=2), title=words, partners=f"{words}\nOslo", time_frame=words)
    section = Section(id=UUID(int=1), title=words, measures=(measure,))
    document = Document(
        kind="programme", slug="prove", title=words, first_year=2031, last_year=2031, sections=(section,)
    )
    assert rows(measures_csv(document))[1] == [
        cell, cell, cell, str(UUID(int=2)), "", "", cell, "", f"{cell}\nOslo", "", cell, "", "",
    ]  # fmt: skip


# ── load_demo ────────────────────────────────────────────────────────────────────────────────────


def test_the_demo_loaded_again_changes_nothing(settings):
    settings.DEBUG = True
    before = everything()
    assert said("load_demo") == "Databasen har programmer fra før; ingenting er endret.\n"
    assert everything() == before


def test_the_demo_is_refused_in_production(settings):
    settings.DEBUG = False
    before = everything()
    assert refused("load_demo") == "Demodata lastes aldri i drift (DEBUG=0)."
    assert everything() == before


def test_the_demo_has_five_documents_and_nine_accounts():
    shown = {
        (
            programme.slug,
            programme.phase,
            programme.visibility,
            programme.editions.count(),
            programme.milestones.count(),
        )
        for programme in Programme.objects.all()
    }
    assert shown == {
        ("2018", "adopted", "public", 1, 0),
        ("2024", "groups", "circulated", 0, 0),
        ("2025", "adopted", "public", 1, 1),
    }
    assert User.objects.filter(email__endswith="@demo.invalid").count() == User.objects.count() == 9


# ── healthz ──────────────────────────────────────────────────────────────────────────────────────


def test_the_house_is_standing(client):
    answer = client.get("/healthz")
    assert (answer.status_code, answer.json()) == (200, {"database": True, "storage": True})
    assert answer["Cache-Control"] == "max-age=0, no-cache, no-store, must-revalidate, private"


def test_a_missing_storage_folder_is_told(client, settings, tmp_path):
    settings.STORAGE_DIR = tmp_path / "borte"
    answer = client.get("/healthz")
    assert (answer.status_code, answer.json()) == (503, {"database": True, "storage": False})
