"""Rich text as plain text: there and back without loss, and as people happen to write it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from programmes.plain import read_plain, write_plain
from programmes.richtext import List, Marked, NoteCall, Paragraph, list_depth, read_html, write_html

from .strategies import MARKERS, blocks, quick

# ── There and back ───────────────────────────────────────────────────────────────────────────────

# Words and addresses full of the signs that mean something in the plain text.
signs = st.text(st.sampled_from("**[]()^\\\\-•1.2 a#:\u00a0\u2028>_"), min_size=1, max_size=12)
addresses = st.sampled_from(["https://x.no/a_(b)", "#)(", "mailto:a@b", "https://x.no/*[y](z)\\"])
calls = st.sampled_from(["1", "*", "**a"])
inline = (
    signs
    | st.builds(Marked, text=signs, strong=st.booleans(), em=st.booleans(), href=st.none() | addresses)
    | st.builds(NoteCall, note=calls)
)
paragraphs = st.builds(Paragraph, content=st.lists(inline, min_size=1, max_size=5).map(tuple))


def lists_of(block):
    items = st.lists(st.lists(block, min_size=1, max_size=3).map(tuple), min_size=1, max_size=3).map(tuple)
    return paragraphs | st.builds(List, ordered=st.booleans(), items=items)


thorny = (
    st.lists(st.recursive(paragraphs, lists_of, max_leaves=8), max_size=4).map(tuple).map(write_html).map(read_html)
)


@quick
@given(blocks(MARKERS) | thorny)
def test_what_is_written_is_read_back_the_same(text):
    assert read_plain(write_plain(text)) == text


@quick
@given(st.text(st.sampled_from("**[]()^\\-1. a\n\n  \t") | st.characters(exclude_categories=["Cs"]), max_size=60))
def test_whatever_is_typed_is_read_and_stays_the_same_from_then_on(typed):
    once = read_plain(typed)
    assert read_html(write_html(once)) == once
    assert read_plain(write_plain(once)) == once


# ── As people write it ───────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("typed", "html"),
    [
        ("en\nto\n\n\ntre\r\nfire", "<p>en</p><p>to</p><p>tre</p><p>fire</p>"),
        ("**fet** og *kursiv*", "<p><strong>fet</strong> og <em>kursiv</em></p>"),
        ("***begge***", "<p><strong><em>begge</em></strong></p>"),
        ("5 * 3 * 2", "<p>5 * 3 * 2</p>"),
        ("* * *\n****\n***", "<ul><li><p>* *</p></li></ul><p>****</p><p>***</p>"),
        ("Tall* og **mer", "<p>Tall* og **mer</p>"),
        (r"\*ikke\*", "<p>*ikke*</p>"),
        ("C:\\mappe", "<p>C:\\mappe</p>"),
        ("[les](https://x.no/a_(b))", '<p><a href="https://x.no/a_(b)">les</a></p>'),
        ("[**les**](#a)", '<p><a href="#a"><strong>les</strong></a></p>'),
        ("[les](javascript:alert)", "<p>[les](javascript:alert)</p>"),
        ("[1] og ord[^1]", "<p>[1] og ord[^1]</p>"),
        ("<b>fet</b> & &amp;", "<p>&lt;b&gt;fet&lt;/b&gt; &amp; &amp;amp;</p>"),
        ("- en\n* to\n• tre", "<ul><li><p>en</p></li><li><p>to</p></li><li><p>tre</p></li></ul>"),
        ("- en\n\n- to", "<ul><li><p>en</p></li><li><p>to</p></li></ul>"),
        ("– sier ordføreren", "<p>– sier ordføreren</p>"),
        ("-5 grader", "<p>-5 grader</p>"),
        ("1. en\n1. to\n3) tre", "<ol><li><p>en</p></li><li><p>to</p></li><li><p>tre</p></li></ol>"),
        ("17. mai feires", "<p>17. mai feires</p>"),
        ("1. en\n\nslutt", "<ol><li><p>en</p></li></ol><p>slutt</p>"),
        ("- en\n1. to", "<ul><li><p>en</p></li></ul><ol><li><p>to</p></li></ol>"),
        ("- en\n  - to\n    - tre\n- fire",
         "<ul><li><p>en</p><ul><li><p>to</p><ul><li><p>tre</p></li></ul></li></ul></li><li><p>fire</p></li></ul>"),
        ("- en\n    - to\n  - tre", "<ul><li><p>en</p><ul><li><p>to</p></li><li><p>tre</p></li></ul></li></ul>"),
        ("- en\n\t- to", "<ul><li><p>en</p><ul><li><p>to</p></li></ul></li></ul>"),
        ("- en\n  mer\n  - to\n  enda mer",
         "<ul><li><p>en</p><p>mer</p><ul><li><p>to</p></li></ul><p>enda mer</p></li></ul>"),
        ("- en\n\\\n- to", "<ul><li><p>en</p></li></ul><ul><li><p>to</p></li></ul>"),
        ("-\n- \n-", ""),
        ("  \n\t\n", ""),
    ],
)  # fmt: skip
def test_what_is_typed(typed, html):
    assert write_html(read_plain(typed)) == html


def test_a_text_is_written_so_that_a_person_can_read_it():
    html = (
        "<p>Vi <strong>vil</strong> [1] noe.[^1]</p>"
        "<ul><li><p>en</p><ol><li><p>to</p></li></ol></li><li><p>tre</p></li></ul>"
        '<p><a href="https://x.no">les</a></p>'
    )
    assert write_plain(read_html(html)) == ("Vi **vil** [1] noe.[^1]\n\n- en\n  1. to\n- tre\n\n[les](https://x.no)")


@pytest.mark.parametrize("sign", ["- ", "1. "])
def test_a_list_can_come_out_one_deeper_than_allowed_and_never_more(sign):
    typed = "\n".join(f"{'  ' * depth}{sign}{depth}" for depth in range(400))
    assert list_depth(read_plain(typed)) == 6


def test_thousands_of_signs_are_no_trouble():
    for typed in ("*" * 19_000, "[" * 19_000, "\\" * 19_000, "[a](" * 5_000, "(" * 19_000, "[a](" + "(" * 19_000):
        assert read_plain(typed)
