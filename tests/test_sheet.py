"""The shorter ways to the PDF lead to the same PDF: our reader of HTML and our base style sheet."""

import pytest
from weasyprint import HTML

from publishing import sheet
from publishing.pdf import print_html
from publishing.rendering import article

from .test_pdf import HARD, SOURCES, imprint, read, render, small

pytestmark = pytest.mark.pdf


def found(tree) -> list[tuple]:
    """The elements in order, with their words; spaces alone are nothing."""
    return [(each.tag, dict(each.attrib), (each.text or "").strip(), (each.tail or "").strip()) for each in tree.iter()]


@pytest.mark.parametrize("name", SOURCES)
def test_it_reads_what_an_html5_parser_reads(name):
    document = read(name)
    html = print_html(document, imprint(document))

    assert found(sheet.read(html)) == found(HTML(string=html).etree_element)


def test_it_reads_hostile_text_as_an_html5_parser_does():
    document = small(HARD, title="<script>&amp;</p> & \" ' </title> <br/> &nbsp;\u00a0æ")
    html = print_html(document, imprint(document))

    assert found(sheet.read(html)) == found(HTML(string=html).etree_element)


@pytest.mark.parametrize("html", ["<p><em>a</p></em>", "<p>a", "a</p>", "<p>a</p></div>"])
def test_what_is_not_well_formed_is_an_error(html):
    with pytest.raises(ValueError, match=r"ends nothing|never ended"):
        sheet.read(html)


@pytest.mark.parametrize("document", [*map(read, SOURCES), small(HARD)], ids=[*SOURCES, "hard"])
def test_weasyprints_own_style_sheet_gives_the_same_bytes(document, monkeypatch):
    ours = render(document)
    monkeypatch.delattr(sheet.Sheet, "_ua_stylesheets")

    assert render(document) == ours


@pytest.mark.parametrize("name", SOURCES)
def test_what_only_a_screen_shows_is_not_printed(name):
    document = read(name)
    screen, paper = article(document), article(document, paper=True)

    for shown in ("permalink", "document-head"):
        assert shown in screen
    for shown in ("permalink", "document-head", "cell-label", "chapter-facts"):
        assert shown not in paper
