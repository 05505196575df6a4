"""The saksframlegg as files: asked for, made by the worker, and opened again as Word (PDF: tests/test_pdf.py)."""

from datetime import datetime
from io import BytesIO

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from docx import Document
from docx.oxml.ns import qn

from organisation.models import User
from programmes.models import Programme
from publishing.case_paper import files, finishing, printing
from publishing.case_paper.files import UNDRAWN, print_html
from publishing.case_paper.paper import as_json, read_paper
from publishing.case_paper.word import paper_docx
from publishing.models import CasePaper, PaperFile

from .papers import bare_paper, begun, hard_paper
from .test_previews import work_off

MADE_AT = timezone.make_aware(datetime(2026, 11, 10, 12))


@pytest.fixture
def paper(draft_2024, secretary) -> CasePaper:
    return begun(draft_2024, secretary, since="2018")


def where(name: str, paper, **more) -> str:
    return reverse(name, args=[paper.programme.slug, paper.uuid, *more.values()])


def asked_for(client, paper, form: str) -> PaperFile:
    client.post(where("make_paper_file", paper, form=form))
    return PaperFile.objects.latest("pk")


# ── Asking, waiting, fetching ────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(("form", "begins"), [("docx", b"PK"), ("pdf", b"%PDF")])
def test_a_file_is_asked_for_made_and_fetched(desk, paper, form, begins):
    file = asked_for(desk, paper, form)
    progress = where("paper_file_progress", paper, sha256=file.sha256)
    download = where("paper_file", paper, sha256=file.sha256, form=form)
    waiting = desk.get(progress, headers={"HX-Request": "true"})
    assert (waiting.status_code, "Venter på tur" in waiting.text) == (200, True)
    assert desk.get(download).status_code == 404

    work_off()
    done = desk.get(progress, headers={"HX-Request": "true"})
    assert (done.status_code, download in done.text) == (286, True)
    fetched = desk.get(download)
    assert fetched.content.startswith(begins)
    assert fetched["Content-Disposition"] == f'attachment; filename="saksframlegg-styret-2026-11-24-v1.{form}"'
    assert download in desk.get(paper.get_absolute_url()).text


def test_the_same_words_are_printed_once_and_others_are_another_file(desk, paper):
    names = [asked_for(desk, paper, form).sha256 for form in ("pdf", "pdf", "docx")]
    CasePaper.objects.update(title="En annen tittel")
    names.append(asked_for(desk, paper, "pdf").sha256)
    assert (names[0] == names[1], len(set(names))) == (True, 3)
    assert desk.post(where("make_paper_file", paper, form="exe")).status_code == 404


def test_the_file_holds_what_the_paper_said_then(desk, paper):
    asked_for(desk, paper, "docx")
    content = finishing.content_of(paper)
    Programme.objects.filter(slug="2024").update(title="Noe annet")
    assert read_paper(bytes(PaperFile.objects.get().document)) == content


def test_a_file_that_came_to_nothing_says_so_and_is_tried_again(desk, paper, monkeypatch):
    file = asked_for(desk, paper, "docx")
    monkeypatch.setattr(printing, "paper_docx", lambda *what: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        printing.print_paper(file.pk)
    page = desk.get(paper.get_absolute_url()).text
    assert ("Noe gikk galt da fila ble laget." in page, "Prøv Word igjen" in page) == (True, True)
    monkeypatch.undo()
    assert asked_for(desk, paper, "docx").pk == file.pk
    printing.print_paper(file.pk)
    assert PaperFile.objects.get().is_done


def test_only_so_many_are_kept(desk, paper, secretary, monkeypatch):
    monkeypatch.setattr(files, "KEPT", 2)
    for number in range(3):
        CasePaper.objects.update(title=f"Tittel {number}")
        files.ask(CasePaper.objects.whole().get(), "pdf", by=secretary)
    assert PaperFile.objects.count() == 2


def test_the_database_knows_the_forms(paper, secretary):
    with pytest.raises(IntegrityError), transaction.atomic():
        PaperFile.objects.create(paper=paper, form="exe", sha256="0" * 64, document=b"", asked_by=secretary)


def test_no_name_of_a_person_is_in_a_file(desk, paper, secretary):
    finishing.finish(paper, by=secretary)
    file = asked_for(desk, CasePaper.objects.whole().get(), "docx")
    stored = bytes(file.document).decode()
    assert [name for name in User.objects.exclude(name="").values_list("name", flat=True) if name in stored] == []


def test_a_sign_that_the_typefaces_lack_stands_in_the_way_of_no_pdf():
    html = print_html(hard_paper(), "0" * 64, MADE_AT)
    assert f"Vi støtter. {UNDRAWN} &lt;b&gt;" in html
    assert f"Tegn som ikke lar seg trykke, står som {UNDRAWN}." in html


def test_it_is_read_again_to_the_same_bytes():
    for paper in (hard_paper(), bare_paper()):
        assert as_json(read_paper(as_json(paper))) == as_json(paper)


# ── Word ─────────────────────────────────────────────────────────────────────────────────────────


def opened(paper) -> Document:
    return Document(BytesIO(paper_docx(paper, MADE_AT)))


@pytest.fixture(scope="module")
def word():
    return opened(hard_paper())


def headings(word) -> list[tuple[str, str]]:
    kinds = ("Title", "Heading 1", "Heading 2")
    return [(each.style.name, each.text) for each in word.paragraphs if each.style.name in kinds]


def test_word_has_every_heading_in_order(word):
    assert headings(word) == [
        ("Title", "Handlingsprogram 2026 <b>med</b> budsjett & mer"),
        ("Heading 1", "Saken gjelder"),
        ("Heading 1", "Bakgrunn"),
        ("Heading 1", "Innspill"),
        *(("Heading 2", f"Runde {number}") for number in range(6)),
        ("Heading 1", "Programmet i tall"),
        ("Heading 1", "Endringer"),
        ("Heading 1", "Vurdering"),
        ("Heading 1", "Økonomi"),
        ("Heading 1", "Forslag til innstilling"),
        ("Heading 1", "Vedlegg"),
    ]


def test_what_there_is_nothing_to_say_of_has_no_heading_and_the_rest_says_so():
    word = opened(bare_paper())
    assert headings(word) == [
        ("Title", "Handlingsprogram 2026"),
        ("Heading 1", "Programmet i tall"),
        ("Heading 1", "Endringer"),
    ]
    assert [each.text for each in word.paragraphs if not each.style.name.startswith(("Title", "Heading"))] == [
        "Saksframlegg · Utkast, versjon 1",
        "Organ: Styret",
        "Møtedag: 24.11.2026",
        "Saksnummer: Ikke satt ennå",
        "Handlingsprogram 2026 har ingen tiltak ennå.",
        "Saken viser ikke endringer fra noe tidligere program eller utkast.",
    ]


def test_word_says_its_language_and_its_pages_are_numbered(word):
    assert word.core_properties.language == "nb-NO"
    assert [each.get(qn("w:val")) for each in word.styles.element.iter(qn("w:lang"))] == ["nb-NO"]
    (section,) = word.sections
    assert section.footer.paragraphs[0].text == "Saksframlegg til styret 24.11.2026 · Side  av "
    assert [each.text for each in section.footer._element.iter(qn("w:instrText"))] == ["PAGE", "NUMPAGES"]


def test_no_paragraph_is_blank(word):
    assert [place for place, each in enumerate(word.paragraphs) if not each.text.strip()] == []


def test_every_table_has_a_caption_and_a_head_that_comes_again(word):
    for table in word.tables:
        heads = [row._tr.trPr.find(qn("w:tblHeader")) is not None for row in table.rows]
        assert heads == [True] + [False] * (len(table.rows) - 1)
        before = table._tbl.getprevious()
        assert before.pPr.pStyle.val == "Caption"
    heads = {tuple(cell.text for cell in table.rows[0].cells) for table in word.tables}
    assert heads == {
        ("Fra", "Innspill"), ("Område", "Tiltak"), ("Endring", "Tiltak", "Hvor"),
        ("Post", "Budsjett 2025", "Budsjett 2026", "Endring"),
    }  # fmt: skip


def test_figures_are_norwegian_and_stand_to_the_right(word):
    rows = [[cell.text for cell in row.cells] for row in word.tables[-1].rows]
    assert rows[1] == ["Sum inntekter", "8\u00a0269", "7\u00a0937", "\u2212332"]
    assert rows[2][1:] == ["–", "\u22122\u00a0084", "\u22122\u00a0084"]
    assert rows[3] == ["Utgående", "", "", ""]
    alignments = {cell.paragraphs[0].alignment for row in word.tables[-1].rows for cell in row.cells[1:]}
    assert [str(each) for each in alignments] == ["RIGHT (2)"]
    captions = [each.text for each in word.paragraphs if each.style.name == "Caption"]
    assert captions[-1] == "Tabell 2 (tusen kroner)"


def test_what_became_of_measures_is_told_line_by_line(word):
    table = next(each for each in word.tables if each.rows[0].cells[0].text == "Endring")
    assert [[cell.text for cell in row.cells] for row in table.rows[1:4]] == [
        ["Slått sammen", "Ett tiltak\nEt annet\nBle til: Begge", "Transport"],
        ["Delt", "Begge\nBle til: Ett tiltak + Et annet", "Transport"],
        ["Flyttet", "Et", "Fra «Klima» til «Transport»"],
    ]


def test_every_list_with_numbers_counts_from_one(word):
    lists = [each for each in word.paragraphs if each.style.name.startswith("List Number")]
    numbers = [each._p.pPr.numPr.numId.val for each in lists]
    numbering = word.part.numbering_part.element
    starts = {
        each.numId: [start.val for start in each.iter(qn("w:startOverride"))]
        for each in numbering.findall(qn("w:num"))
        if each.numId in numbers
    }
    assert set(map(tuple, starts.values())) == {(1,)}
    assert len(set(numbers)) == 5 * 3 + 1  # two lists and one inside in five texts, and the attachments
    assert {each.style.name for each in word.paragraphs if each.text == "Dypest"} == {"List Number 3"}


def test_marks_and_links_are_kept_and_markup_is_text(word):
    paragraph = next(each for each in word.paragraphs if each.text.startswith("Et sterkt"))
    assert [(run.text, bool(run.bold), bool(run.italic)) for run in paragraph.runs][1:4] == [
        ("sterkt", True, False), (" og ", False, False), ("skrått", False, True),
    ]  # fmt: skip
    (link,) = paragraph.hyperlinks
    assert (link.text, link.address) == ("lenke", "https://example.org/?a=1&b=2")
