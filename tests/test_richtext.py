"""Rich text: what is kept, what is left behind, and that nothing changes the second time."""

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given

from programmes.models import Section
from programmes.richtext import (
    List,
    Marked,
    NoteCall,
    Paragraph,
    list_depth,
    note_calls,
    read_html,
    words,
    write_html,
)

from .strategies import MARKERS, blocks, quick, soup


def clean(html: str) -> str:
    return write_html(read_html(html))


# ── There and back ───────────────────────────────────────────────────────────────────────────────


@quick
@given(blocks(MARKERS))
def test_what_is_written_is_read_back_the_same(text):
    assert read_html(write_html(text)) == text


@quick
@given(soup)
def test_what_has_been_cleaned_once_is_clean(html):
    assert clean(clean(html)) == clean(html)


@quick
@given(soup)
def test_no_list_is_deeper_than_five_and_nothing_but_the_seven_tags_is_left(html):
    assert list_depth(read_html(html)) <= 5
    tags = {piece.split(">")[0].split()[0].strip("/") for piece in clean(html).split("<")[1:]}
    assert tags - {"p", "strong", "em", "a", "ul", "ol", "li"} == set()


def test_every_kind_of_block_and_mark_is_written_as_its_tag():
    text = (
        Paragraph(content=("Vi vil ", Marked(text="samarbeide", strong=True), ".", NoteCall(note="1"))),
        List(
            ordered=True,
            items=(
                (Paragraph(content=(Marked(text="Først", em=True),)),),
                (Paragraph(content=("Så",)), List(items=((Paragraph(content=("og & så",)),),))),
            ),
        ),
        Paragraph(content=(Marked(text="les", strong=True, em=True, href="https://osloregionen.no/?a=1&b=2"),)),
    )
    html = (
        "<p>Vi vil <strong>samarbeide</strong>.[^1]</p>"
        "<ol><li><p><em>Først</em></p></li><li><p>Så</p><ul><li><p>og &amp; så</p></li></ul></li></ol>"
        '<p><a href="https://osloregionen.no/?a=1&amp;b=2"><strong><em>les</em></strong></a></p>'
    )
    assert write_html(text) == html
    assert read_html(html) == text


def test_the_words_alone_are_a_line_for_each_paragraph_and_item():
    text = read_html("<p>Ett <b>to</b>[^1]</p><ul><li>tre<ul><li>fire</li></ul></li></ul>")
    assert words(text) == "Ett to\ntre\nfire"
    assert note_calls(text) == ["1"]


# ── What is left behind ──────────────────────────────────────────────────────────────────────────

HARMLESS = "<p>Tekst</p>"


@pytest.mark.parametrize(
    "html",
    [
        "<p>Tekst<script>alert(1)</script></p>",
        "<p>Tekst<SCRIPT SRC=//x.no/x.js></SCRIPT></p>",
        "<style>p{color:red}</style><p>Tekst</p>",
        "<p>Tekst<svg><script>alert(1)</script></svg></p>",
        "<p>Tekst<svg onload=alert(1)></p>",
        "<p>Tekst<svg><a xlink:href='javascript:alert(1)'></a></svg></p>",
        "<p>Tekst<math><mi xlink:href='data:x,alert(1)'></mi></math></p>",
        "<p>Tekst<iframe src='https://x.no'></iframe></p>",
        "<p>Tekst<img src=x onerror=alert(1)></p>",
        "<p onclick='alert(1)' onmouseover=alert(1) style='color:red' class=x id=y>Tekst</p>",
        "<p>Te<!-- <script>alert(1)</script> -->kst</p>",
        "<p>Tekst<!-- et utrygt <b>",
        "<p>Tekst<object data=x></object><embed src=x><base href=//x.no><meta charset=x><link href=x></p>",
        "<p>Tekst<form action=x><input name=y></form></p>",
        "<div><span><font color=red>Tekst</font></span></div>",
        "<h2>Tekst</h2>",
        "<p>Tekst",
        "Tekst",
        "  Tekst \n ",
        "<p><b></b>Te<i></i>kst</p><p> </p><p>&nbsp;</p><br><ul><li></li></ul>",
        "<p>Te\x00k\x08\x0bs\x7ft\x85\x9f\ufffe\uffff</p>",
    ],
)
def test_only_the_words_are_left(html):
    assert clean(html) == HARMLESS


@pytest.mark.parametrize(
    "href",
    [
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        " javascript:alert(1)",
        "java&#10;script:alert(1)",
        "java\tscript:alert(1)",
        "&#106;&#97;&#118;&#97;&#115;cript:alert(1)",
        "javascript&colon;alert(1)",
        "\x01javascript:alert(1)",
        "vbscript:msgbox(1)",
        "data:text/html,<script>alert(1)</script>",
        "data:text/html;base64,PHNjcmlwdD4=",
        "file:///etc/passwd",
        "blob:https://x.no/1",
        "//x.no",
        "/handlingsprogram/2025/",
        "x.no",
        "https:x.no",
        "https://",
        "#",
        "",
        "https://x.no/ onclick=alert(1)",
        "https://x.no/<b>",
        "https://x.no/\x7f",
        "https://x.no/" + "a" * 2000,
    ],
)
def test_a_link_that_leads_anywhere_else_is_words(href):
    assert clean(f'<p><a href="{href}" target=_blank>Tekst</a></p>') == HARMLESS


@pytest.mark.parametrize(
    "href",
    [
        "https://osloregionen.no/",
        "http://x.no/?a=1&amp;b=2",
        "mailto:post@osloregionen.no",
        "#tiltak",
        "https://å.no/ø",
    ],
)
def test_a_link_to_a_page_an_address_or_a_heading_is_kept(href):
    assert clean(f'<a href="{href}" onclick="alert(1)" rel=x>Tekst</a>') == f'<p><a href="{href}">Tekst</a></p>'


@pytest.mark.parametrize(
    ("html", "kept"),
    [
        ("<script>", ""),
        ("<scr<script>ipt>alert(1)</script>", "<p>ipt&gt;alert(1)</p>"),
        ("&lt;script&gt;alert(1)&lt;/script&gt;", "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>"),
        ("<iframe><p>x</p></iframe>", "<p>&lt;p&gt;x&lt;/p&gt;</p>"),
        ("<textarea><img src=x onerror=alert(1)></textarea>", "<p>&lt;img src=x onerror=alert(1)&gt;</p>"),
        ("<p>5 < 6 & 7 > 3</p>", "<p>5 &lt; 6 &amp; 7 &gt; 3</p>"),
    ],
)
def test_what_looks_like_markup_is_words(html, kept):
    assert clean(html) == kept


# ── What is kept ─────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("html", "kept"),
    [
        ("<b>fet</b> <i>kursiv</i>", "<p><strong>fet</strong> <em>kursiv</em></p>"),
        ("<b>fet</b><strong>ere</strong>", "<p><strong>fetere</strong></p>"),
        ("<i><b>begge</b></i>", "<p><strong><em>begge</em></strong></p>"),
        ("<b><p>to</p><p>avsnitt</p></b>", "<p><strong>to</strong></p><p><strong>avsnitt</strong></p>"),
        ("<b>ikke lukket", "<p><strong>ikke lukket</strong></p>"),
        ("en<br>to<div>tre</div>", "<p>en</p><p>to</p><p>tre</p>"),
        ("<table><tr><th>en</th><td>to</td></tr></table>", "<p>en</p><p>to</p>"),
        ("<section>en</section><pre>to</pre><dl><dt>tre</dt></dl>", "<p>en</p><p>to</p><p>tre</p>"),
        ("to  mellomrom \n og <b> ett</b>", "<p>to mellomrom og <strong>ett</strong></p>"),
        ("5&nbsp;mill.\u00a0kr", "<p>5\u00a0mill.\u00a0kr</p>"),
        ("ord\u00addeling 🙂 e\u0301", "<p>ord\u00addeling 🙂 e\u0301</p>"),
    ],
)
def test_marks_spaces_and_breaks(html, kept):
    assert clean(html) == kept


def nested(*levels: str) -> str:
    """A list in a list, a level for each word."""
    first, *rest = levels
    return f"<ul><li><p>{first}</p>{nested(*rest) if rest else ''}</li></ul>"


@pytest.mark.parametrize(
    ("html", "kept"),
    [
        (nested("a", "b", "c", "d", "e"), nested("a", "b", "c", "d", "e")),
        ("<ol><li>a<ul><li>b</ul><li>c", "<ol><li><p>a</p><ul><li><p>b</p></li></ul></li><li><p>c</p></li></ol>"),
        ("<ul><li>a</li><ul><li>b</li></ul></ul>", nested("a", "b")),
        ("<ul><ul><li>a</li></ul></ul>", "<ul><li><ul><li><p>a</p></li></ul></li></ul>"),
        ("<ul><li>a</li>løst<li>b</li></ul>", "<ul><li><p>a</p><p>løst</p></li><li><p>b</p></li></ul>"),
        ("<li>a</li><li>b</li>", "<p>a</p><p>b</p>"),
        ("</ul></li>a", "<p>a</p>"),
        ("<ul></ul><ul><li></li></ul>", ""),
        ("<ul><li><p>a</p><p>b</p></li></ul>", "<ul><li><p>a</p><p>b</p></li></ul>"),
    ],
)
def test_lists(html, kept):
    assert clean(html) == kept


def test_a_list_deeper_than_five_becomes_paragraphs_of_the_fifth_and_the_rest_goes_on_as_before():
    deepest = "<p>e</p><p>f</p><p>g</p><p>f2</p>"
    too_deep = "<ul><li>e<ul><li>f<ol><li>g</li></ol></li><li>f2</li></ul></li><li>e2</li></ul>"
    html = f"<ul><li>a<ul><li>b<ul><li>c<ul><li>d{too_deep}</li></ul></li></ul></li></ul></li><li>a2</li></ul>"
    assert clean(html) == (
        "<ul><li><p>a</p><ul><li><p>b</p><ul><li><p>c</p><ul><li><p>d</p>"
        f"<ul><li>{deepest}</li><li><p>e2</p></li></ul>"
        "</li></ul></li></ul></li></ul></li><li><p>a2</p></li></ul>"
    )


@pytest.mark.parametrize(
    ("html", "content"),
    [
        ("ord[^1] og[^2].", ("ord", NoteCall(note="1"), " og", NoteCall(note="2"), ".")),
        ("[^*]", (NoteCall(note="*"),)),
        ("<b>ord[^1]</b>", (Marked(text="ord", strong=True), NoteCall(note="1"))),
        ("[^<b></b>1]", (NoteCall(note="1"),)),
        ("[^<span>1</span>]", (NoteCall(note="1"),)),
        ("[^\x011]", (NoteCall(note="1"),)),
        ("[^for-langt-merke]", ("[^for-langt-merke]",)),
        ("[^] [1]", ("[^] [1]",)),
    ],
)
def test_footnote_calls(html, content):
    assert read_html(html) == (Paragraph(content=content),)


def test_what_word_pastes_keeps_its_words_its_bold_and_its_hard_spaces():
    html = """<html xmlns:o="urn:schemas-microsoft-com:office:office"><head><meta name=Generator content="Word 15">
        <style><!-- p.MsoNormal {margin:0cm} --></style>
        <!--[if gte mso 9]><xml><w:View>Normal</w:View></xml><![endif]-->
        </head><body lang=NO-BOK><!--StartFragment-->
        <p class=MsoNormal><b><span style='font-size:12.0pt'>Nærmere om innhold<o:p></o:p></span></b></p>
        <p class=MsoNormal><o:p>&nbsp;</o:p></p>
        <p class=MsoListParagraph style='text-indent:-18.0pt'>Bruke 5&nbsp;000 <i>kroner</i><o:p></o:p></p>
        <!--EndFragment--></body></html>"""
    assert clean(html) == "<p><strong>Nærmere om innhold</strong></p><p>Bruke 5\u00a0000 <em>kroner</em></p>"


@pytest.mark.parametrize("html", ["<b>" * 5000 + "a", "<div>" * 5000 + "a", "<ul><li>" * 5000 + "a"])
def test_thousands_of_open_tags_are_no_trouble(html):
    assert words(read_html(html)) == "a"


# ── Through every door ───────────────────────────────────────────────────────────────────────────

DIRTY = "<p onclick=x>Vi <b>vil</b><script>alert(1)</script></p>"
CLEAN = "<p>Vi <strong>vil</strong></p>"


@pytest.mark.django_db
def test_a_text_is_clean_when_it_is_saved(programme_2025):
    section = Section(programme=programme_2025, title="Nytt", text=DIRTY)
    section.save()
    assert section.text == CLEAN
    assert Section.objects.values_list("text", flat=True).get(pk=section.pk) == CLEAN


@pytest.mark.django_db
def test_a_text_is_clean_when_it_is_written_with_many_others(programme_2025):
    Section.objects.bulk_create([Section(programme=programme_2025, title="Nytt", text=DIRTY, closing=DIRTY)])
    assert Section.objects.values_list("text", "closing").get(title="Nytt") == (CLEAN, CLEAN)


@pytest.mark.django_db
def test_a_text_is_clean_when_it_is_changed_by_an_update(programme_2025):
    section = programme_2025.sections.first()
    Section.objects.filter(pk=section.pk).update(text=DIRTY)
    section.closing = DIRTY
    Section.objects.bulk_update([section], ["closing"])
    assert Section.objects.values_list("text", "closing").get(pk=section.pk) == (CLEAN, CLEAN)


def test_a_form_refuses_a_paragraph_that_is_too_long():
    field = Section._meta.get_field("text")
    assert field.clean(DIRTY, None) == CLEAN
    with pytest.raises(ValidationError) as refused:
        field.clean("a" * 20_001, None)
    assert refused.value.messages == ["Teksten er for lang: høyst 1 000 avsnitt, og 20 000 tegn i hvert."]
