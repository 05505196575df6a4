"""Rich text: what a paragraph, a list and a marked word are, and how they are written as HTML.

The database and the editor hold a small, fixed HTML (`p strong em a ul ol li`); a document holds the
same as typed data. `read_html` and `write_html` are each other's inverse on what `write_html` writes,
and `read_html` is the sanitiser: whatever is not one of these types has nowhere to go.

A footnote is marked in the HTML by `[^1]`, which survives every editor and clipboard.
"""

import re
from html import escape
from html.parser import HTMLParser
from typing import Annotated, Literal

import nh3
from pydantic import BaseModel, ConfigDict, Discriminator, Field, StringConstraints, Tag, TypeAdapter
from pydantic_core import to_json

DEEPEST_LIST = 5
LONGEST_LINK = 2_000
LINK = r'^(https?://|mailto:|#)[^\s"<>\x00-\x1f\x7f-\x9f]+$'


class Plain(BaseModel):
    """Frozen data and nothing else; an unknown field is an error, not a surprise."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


# Control characters have no place in a text and break both XML and PDF.
WORDS = r"^[^\x00-\x1f\x7f-\x9f\ufffe\uffff]+$"
MARKER = r"^[0-9A-Za-z*]{1,8}$"
Words = Annotated[str, StringConstraints(max_length=20_000, min_length=1, pattern=WORDS)]
Marker = Annotated[str, StringConstraints(pattern=MARKER)]
Link = Annotated[str, StringConstraints(max_length=LONGEST_LINK, pattern=LINK)]


class Marked(Plain):
    """Words that are strong, emphasised, a link, or several of these."""

    text: Words
    strong: bool = False
    em: bool = False
    href: Link | None = None


class NoteCall(Plain):
    """The place in a text where a footnote is called."""

    note: Marker


def _inline_kind(value) -> str:
    if isinstance(value, str):
        return "words"
    if isinstance(value, NoteCall) or (isinstance(value, dict) and "note" in value):
        return "note"
    return "marked"


Inline = Annotated[
    Annotated[Words, Tag("words")] | Annotated[Marked, Tag("marked")] | Annotated[NoteCall, Tag("note")],
    Discriminator(_inline_kind),
]


class Paragraph(Plain):
    type: Literal["paragraph"] = "paragraph"
    content: tuple[Inline, ...] = Field(min_length=1, max_length=2_000)


class List(Plain):
    type: Literal["list"] = "list"
    ordered: bool = False
    items: tuple["Blocks", ...] = Field(min_length=1, max_length=1_000)


Block = Annotated[Paragraph | List, Field(discriminator="type")]
Blocks = Annotated[tuple[Block, ...], Field(max_length=1_000)]
List.model_rebuild()


# ── HTML → blocks ────────────────────────────────────────────────────────────────────────────────

_SAME = {"b": "strong", "i": "em"}
_BREAKS = {
    "p", "br", "hr", "div", "pre", "section", "article", "blockquote", "h1", "h2", "h3", "h4", "h5", "h6",
    "table", "caption", "tr", "th", "td", "dl", "dt", "dd",
}  # fmt: skip
_ALLOWED = {*_BREAKS, "strong", "em", "b", "i", "a", "ul", "ol", "li"}
_NOTE = re.compile(r"\[\^([0-9A-Za-z*]{1,8})\]")
_SPACE = re.compile(r"[ \t\r\n\f]+")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f-\x9f\ufffe\uffff]")


class _Reader(HTMLParser):
    """Builds blocks from well-formed HTML; a tag that is neither a mark nor a list is a paragraph break."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[tuple[str, list]] = [("text", [])]  # the text, then open lists and items with what they hold
        self.flattened = False
        self.too_deep = 0  # open lists below the deepest: their items are paragraphs of the item they stand in
        self.runs: list[tuple] = []
        self.strong = self.em = 0
        self.hrefs: list[str | None] = []

    def handle_starttag(self, tag, attrs):
        tag = _SAME.get(tag, tag)
        if tag == "strong":
            self.strong += 1
        elif tag == "em":
            self.em += 1
        elif tag == "a":
            href = dict(attrs).get("href") or ""
            self.hrefs.append(href if len(href) <= LONGEST_LINK and re.fullmatch(LINK, href) else None)
        else:
            self.end_paragraph()
            if tag in ("ul", "ol"):
                self.start_list(tag)
            elif tag == "li" and len(self.open) > 1 and not self.too_deep:
                if self.open[-1][0] == "li":
                    self.end_innermost()
                self.open.append(("li", []))

    def handle_endtag(self, tag):
        tag = _SAME.get(tag, tag)
        if tag == "strong":
            self.strong = max(0, self.strong - 1)
        elif tag == "em":
            self.em = max(0, self.em - 1)
        elif tag == "a":
            self.hrefs and self.hrefs.pop()
        else:
            self.end_paragraph()
            if tag in ("ul", "ol"):
                self.end_list()
            elif tag == "li" and self.open[-1][0] == "li" and not self.too_deep:
                self.end_innermost()

    def handle_data(self, data):
        href = next((h for h in reversed(self.hrefs) if h), None)
        if text := fold(data):
            self.runs.append((text, bool(self.strong), bool(self.em), href))

    def end_paragraph(self):
        content = tidy(self.runs)
        self.runs = []
        if content:
            self.into_item()
            self.open[-1][1].append(Paragraph(content=content))

    def start_list(self, tag):
        if sum(name != "li" for name, _held in self.open) > DEEPEST_LIST:
            self.too_deep += 1
            self.flattened = True
        else:
            self.into_item()
            self.open.append((tag, []))

    def end_list(self):
        if self.too_deep:
            self.too_deep -= 1
        elif len(self.open) > 1:
            if self.open[-1][0] == "li":
                self.end_innermost()
            self.end_innermost()

    def into_item(self):
        """What stands straight in a list, as pasted lists in lists do, belongs to the item before it."""
        name, items = self.open[-1]
        if name in ("ul", "ol"):
            self.open.append(("li", items.pop() if items else []))

    def end_innermost(self):
        """End the innermost open list or item; an empty one was never there."""
        name, held = self.open.pop()
        if held:
            block = held if name == "li" else List(ordered=name == "ol", items=tuple(map(tuple, held)))
            self.open[-1][1].append(block)


def fold(text: str) -> str:
    """Without control characters, and with one space where there were several."""
    return _SPACE.sub(" ", _CONTROL.sub("", text))


def tidy(runs: list[tuple]) -> tuple:
    """Join neighbours that look alike, fold spaces across them, trim the ends, and tell footnote calls from words."""
    joined: list[list] = []
    for text, *look in runs:
        if not joined or joined[-1][0].endswith(" "):
            text = text.lstrip(" ")
        if joined and joined[-1][1:] == look:
            joined[-1][0] += text
        elif text:
            joined.append([text, *look])
    while joined:
        joined[-1][0] = joined[-1][0].rstrip(" ")
        if joined[-1][0]:
            break
        joined.pop()
    if not any(text.strip() for text, *_look in joined):
        return ()  # hard spaces alone, as in an empty line from Word
    content: list = []
    for text, *look in joined:
        for place, part in enumerate(_NOTE.split(text)):
            if place % 2:
                content.append(NoteCall(note=part))
            elif part:
                content.append(_inline([part, *look]))
    return tuple(content)


def _inline(run: list):
    text, strong, em, href = run
    return Marked(text=text, strong=strong, em=em, href=href) if strong or em or href else text


def safe_html(html: str) -> str:
    """The HTML without what could do harm, otherwise as it came, however deep: to show somebody their own text."""
    return nh3.clean(html or "", tags=_ALLOWED, attributes={"a": {"href"}}, link_rel=None, strip_comments=True)


def _read(html: str) -> _Reader:
    reader = _Reader()
    reader.feed(safe_html(html))
    reader.close()
    reader.end_paragraph()
    while len(reader.open) > 1:  # nh3 closes what it can; this holds for the rest
        reader.end_innermost()
    return reader


def read_html(html: str) -> tuple:
    """Blocks of an HTML text. Scripts, styles, unknown tags, attributes and link schemes are left behind."""
    return tuple(_read(html).open[0][1])


def is_too_deep(html: str) -> bool:
    """Whether `read_html` has to move the innermost lists of the text outwards."""
    return _read(html).flattened


# ── blocks → HTML and plain words ────────────────────────────────────────────────────────────────


def write_html(blocks: tuple) -> str:
    """The database's HTML for blocks; `read_html(write_html(blocks)) == blocks`."""
    return "".join(_html(block) for block in blocks)


def _html(block) -> str:
    if isinstance(block, List):
        tag = "ol" if block.ordered else "ul"
        return f"<{tag}>{''.join(f'<li>{write_html(item)}</li>' for item in block.items)}</{tag}>"
    return f"<p>{''.join(_html_inline(run) for run in block.content)}</p>"


def _html_inline(run) -> str:
    if isinstance(run, str):
        return escape(run, quote=False)
    if isinstance(run, NoteCall):
        return f"[^{run.note}]"
    html = escape(run.text, quote=False)
    html = f"<em>{html}</em>" if run.em else html
    html = f"<strong>{html}</strong>" if run.strong else html
    return f'<a href="{escape(run.href)}">{html}</a>' if run.href else html


def words(blocks: tuple) -> str:
    """The text alone, a line for each paragraph and list item."""
    lines = []
    for block in blocks:
        if isinstance(block, List):
            lines += [words(item) for item in block.items]
        else:
            lines.append(inline_words(block.content))
    return "\n".join(lines)


def inline_words(content: tuple) -> str:
    """The words of one paragraph, without marks and footnote calls."""
    return "".join(run if isinstance(run, str) else "" if isinstance(run, NoteCall) else run.text for run in content)


def note_calls(blocks: tuple) -> list[str]:
    """Markers called in the text, in reading order."""
    found = []
    for block in blocks:
        if isinstance(block, List):
            for item in block.items:
                found += note_calls(item)
        else:
            found += [run.note for run in block.content if isinstance(run, NoteCall)]
    return found


def list_depth(blocks: tuple) -> int:
    """How many lists the deepest item stands in; 0 without lists."""
    lists = [block for block in blocks if isinstance(block, List)]
    return max((1 + list_depth(item) for block in lists for item in block.items), default=0)


def stored_blocks(value: list) -> Blocks:
    """Blocks from plain data that was stored as JSON. Raises `ValidationError`."""
    return _BLOCKS.validate_json(to_json(value))


_BLOCKS = TypeAdapter(Blocks)
