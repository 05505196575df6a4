"""Whether the words of the five source documents are all there: in a fixture, on a page, in a PDF.

`expected` reads a source in `fixtures/sources/` and gives every sentence, heading, list item, table cell
and figure in reading order. What the fixtures changed on purpose is in `fixtures/mends.json`: an entry
is applied to the source text here, and the systematic ones (`"class": true`) are what this code does.
`missing` says which of them a text lacks.

The text may come from HTML (put a newline or a tab between cells and blocks) or from a PDF. There it must
follow the order in which the PDF is drawn – `pdftotext -raw` or pypdf, form feeds between pages – since
other modes of pdftotext mix the lines of neighbouring cells.
"""

import json
import re
import unicodedata
from collections import Counter
from functools import cache
from itertools import pairwise
from pathlib import Path

FIXTURES = Path(__file__).resolve().parent.parent / "fixtures"

# The names of the measures' fields: printed for every measure in the sources, held once in the fixtures.
FIELDS = {
    "Tiltak", "Partnere", "Potensielle partnere", "Resultatmål", "Tidsramme", "Ansvar/organisering", "Samarbeid med",
    "Nærmere om innhold",
}  # fmt: skip
LABELLED = re.compile(r"(Tiltak|Partnere|Resultatmål|Nærmere om innhold):\s*(.*)")
LEFT_OUT = {"Osloregionen", "Innholdsfortegnelse", "# Innhold", "Når\tHva\tHvem"}  # the frame, not the document
CONTENTS_LINE = re.compile(r"[^\t]+\t\d{1,2}")  # a heading and its page
NUMBERED = re.compile(r"(\d+(?:\.\d+)*)(\.?) (?=\S)")
FIGURE = re.compile(r"-? ?\d{1,3}(?: \d{3})*|-")
SENTENCE_END = re.compile(r"(?:(?<=[^\d\W][.!?])|(?<=\d{4}\.)|(?<=[)»%]\.))(?<!bl\.a\.)(?<!ift\.)\s+(?=[A-ZÆØÅ«“])")
NOTE = re.compile(r"\[\d\]")

BREAKS = re.compile(r"</?(?:p|ul|li)\b[^>]*>|  +")
TAGS = re.compile(r"</?[bu]>")


# ── What a source says ───────────────────────────────────────────────────────────────────────────


@cache
def mends() -> tuple[dict, ...]:
    return tuple(json.loads((FIXTURES / "mends.json").read_text()))


def source(name: str) -> str:
    return (FIXTURES / "sources" / name).read_text()


def expected(source_name: str) -> list[str]:
    """Every sentence, heading, list item, table cell and figure of a source after the mends, in order."""
    return [text for kind, text in _parts(source_name)]


def figures(source_name: str) -> list[tuple[str, list[str]]]:
    """Each line of the budget tables: its label, and its cells as `"2692"`, `"-118"`, `"-"` or `""`."""
    found = []
    for line in _mended(source_name).split("\n"):
        if row := _budget_row(line):
            found.append((row[0], [cell.replace(" ", "") for cell in row[1]]))
    return found


def _mended(source_name: str) -> str:
    text = source(source_name)
    for mend in mends():
        if mend["source"] == source_name and mend["printed"] and not mend.get("class"):
            if text.count(mend["printed"]) != 1:
                raise ValueError(f"{source_name}: «{mend['printed']}» stands {text.count(mend['printed'])} times")
            text = text.replace(mend["printed"], mend["kept"])
    return text


def _parts(source_name: str) -> list[tuple[str, str]]:
    """Pairs of kind (`words`, `field` or `figure`) and text."""
    parts, fields = [], set()
    lines = _mended(source_name).split("\n")
    for at, line in enumerate(lines):
        if line.strip() in LEFT_OUT or CONTENTS_LINE.fullmatch(line):
            continue
        if row := _budget_row(line):
            parts += [("words", row[0])] + [("figure", cell) for cell in row[1] if cell]
            continue
        if "\t" not in line:
            line = _without_list_number(line, lines[max(0, at - 1) : at + 2])
        for text in _pieces(line):
            if match := LABELLED.fullmatch(text):
                field, text = match.groups()
            else:
                field, text = (text, "") if text in FIELDS else ("", text)
            if field and field not in fields:
                fields.add(field)
                parts.append(("field", field))
            parts += [("words", sentence) for sentence in _sentences(text)]
    return parts


def _budget_row(line: str) -> tuple[str, list[str]] | None:
    label, *cells = [TAGS.sub("", cell).strip() for cell in line.split("\t")]
    if len(cells) > 3 and label and all(not cell or FIGURE.fullmatch(cell) for cell in cells) and any(cells):
        return label, [re.sub(r"^- ", "-", cell) for cell in cells]
    return None


def _without_list_number(line: str, neighbours: list[str]) -> str:
    """`1.` goes when the line is one of several in a numbered list; a heading's number only loses its full stop."""
    if sum(bool(re.match(r"\d+\. ", neighbour)) for neighbour in neighbours) > 1:
        return re.sub(r"^\d+\. ", "", line)
    return NUMBERED.sub(r"\1 ", line, count=1) if NUMBERED.match(line) else line


def _pieces(line: str) -> list[str]:
    """The paragraphs, list items and cells of one line, without the marks of Markdown and HTML."""
    pieces = []
    for piece in BREAKS.sub("\t", TAGS.sub("", line)).split("\t"):
        piece = re.sub(r"^\s*(#+ |- |• ?|\[\d\] )?", "", piece).strip()
        piece = re.sub(r"\*\*(.+?)\*\*|\*(\w.*?)\*", lambda match: match[1] or match[2], piece)
        if piece:
            pieces.append(piece)
    return pieces


def _sentences(text: str) -> list[str]:
    """A full stop ends a sentence after a letter, a year or a closing mark and before a capital: not in «1. mars»."""
    return [part for part in SENTENCE_END.split(text) if part]


# ── Whether a text says it ───────────────────────────────────────────────────────────────────────

_SAME = str.maketrans(
    {
        **dict.fromkeys("‐‑‒–—―−", "-"),
        **dict.fromkeys("“”„‟«»″", '"'),
        **dict.fromkeys("‘’‚‛′`´", "'"),
        **dict.fromkeys("•◦▪▫‣●○■", " "),
        **dict.fromkeys("\u00ad\u200b\u200c\u200d\u2060\ufeff", ""),
        **dict.fromkeys("¹²³⁴⁵⁶⁷⁸⁹⁰", ""),
    }
)


def normalise(text: str) -> str:
    """The text as it is compared: what print, type and extraction do to it is folded away, the words stay."""
    return " ".join(_folded(text).split())


def _folded(text: str) -> str:
    """`normalise` with the lines still apart."""
    text = re.sub(r"\[\^?[0-9*]{1,2}\]", "", text.translate(_SAME))
    text = re.sub(r"(?<=\d)[\u00a0\u2007\u2009\u202f](?=\d{3}(?!\d))", "", text)
    text = re.sub(r"(?<![\d.,])\d{1,3}(?: \d{3})+(?!\d)", lambda match: match[0].replace(" ", ""), text)
    text = unicodedata.normalize("NFKC", text).casefold()
    return re.sub(r"(?<=\d)\.(?=\s|$)", "", text)  # «1.» is «1»


A_ROW = 800  # as many characters may stand between the page turn and each half of a cell that it parts


def missing(source_name: str, text: str) -> list[str]:
    """The expected strings that `text` lacks, in the source's order; a budget line is one string.

    A string that the source has several times, also inside other strings, must be there as often. Hyphenation at
    the end of a line is forgiven and, where form feeds part the pages, what stands at their foot and head.
    """
    searched = _Searched(text)
    parts = dict.fromkeys(_parts(source_name))
    lacking = Counter()
    for part, (own, inside) in _wanted(source_name).items():  # longest first: what a lost sentence held is lost with it
        lost = sum(count * _squeeze(other).count(_squeeze(part)) for other, count in lacking.items() if count)
        wanted = own + inside
        lacking[part] = min(own, max(0, wanted - searched.count(part, wanted) - lost))
    absent = []
    for kind, part in parts:
        if kind == "words":
            absent += [part] * lacking[part]
        elif kind == "field" and not searched.count(part, 1):
            absent.append(part)
    absent += [" ".join([label, *cells]) for label, cells in figures(source_name) if not searched.has_row(label, cells)]
    return absent


@cache
def _wanted(source_name: str) -> dict[str, tuple[int, int]]:
    """The words of a source, longest first: how often each is a part of its own, and how often inside other parts."""
    own = Counter(part for kind, part in _parts(source_name) if kind == "words")
    squeezed = {part: _squeeze(part) for part in own}
    longest_first = sorted(own, key=lambda part: len(squeezed[part]), reverse=True)
    return {
        part: (own[part], 0)
        if _is_short(part)
        else (own[part], sum(own[other] * squeezed[other].count(squeezed[part]) for other in own if other != part))
        for part in longest_first
    }


def _is_short(part: str) -> bool:
    """One or two words are looked for between word boundaries and not counted inside other parts."""
    return len(part.split()) < 3


class _Searched:
    def __init__(self, text: str) -> None:
        self.folded = _folded(text)
        self.lines = [normalise(text), *(normalise(re.sub(r"[-\u00ad‐]\n", hyphen, text)) for hyphen in ("", "-"))]
        self.squeezed = _squeeze(text)
        self.rows = re.sub(r"[^\S\n]", "", self.folded)
        self.turns = [(_feet(foot), _heads(head)) for foot, head in pairwise(text.split("\f"))]

    def count(self, part: str, wanted: int) -> int:
        """How often the text has `part`, counted up to `wanted`."""
        if _is_short(part):
            word = rf"(?<!\w){re.escape(normalise(part))}(?!\w)"
            return min(wanted, max(len(re.findall(word, line)) for line in self.lines))
        pattern = r"(?:fotnote)?\d{0,2}".join(re.escape(_squeeze(piece)) for piece in NOTE.split(part))
        found = len(re.findall(pattern, self.squeezed))
        if found < wanted and self.turns:
            found += self.over_a_page_turn(NOTE.sub("", part))
        return min(wanted, found)

    def over_a_page_turn(self, part: str) -> int:
        """How often `part` ends a line near the foot of a page and goes on in a line near the head of the next."""
        whole = _squeeze(part)
        halves = [(whole[:at], whole[at:]) for at in range(1, len(whole))]
        return sum(
            any(
                any(foot.endswith(before) for foot in feet) and any(head.startswith(after) for head in heads)
                for before, after in halves
            )
            for feet, heads in self.turns
        )

    def has_row(self, label: str, cells: list[str]) -> bool:
        """Whether the label stands before its figures, with no other figure or dash among them."""
        if not any(cells):
            return True  # a heading in the table: its label is one of the words
        filler = r"[^\d-]{0,60}?"
        printed = filler.join(re.escape(cell) for cell in cells if cell)
        end = r"(?!\d)" if cells[-1] else r"(?!\s*[\d-])"
        words = label.split()
        return any(
            re.search(
                _loose(words[:at]) + filler + printed + end + filler * bool(words[at:]) + _loose(words[at:]), self.rows
            )
            for at in range(len(words), 0, -1)  # with -layout a label of two lines goes around its figures
        )


def _feet(page: str) -> list[str]:
    """The page up to the end of each of its last lines."""
    lines = [_squeeze(line) for line in page.split("\n")]
    ends = ["".join(lines[:at]) for at in range(1, len(lines) + 1)]
    return [end for end in ends if len(end) > len(ends[-1]) - A_ROW]


def _heads(page: str) -> list[str]:
    """The page from the start of each of its first lines."""
    lines = [_squeeze(line) for line in page.split("\n")]
    starts = ["".join(lines[at:]) for at in range(len(lines))]
    return [start for start in starts if len(start) > len(starts[0]) - A_ROW]


def _squeeze(text: str) -> str:
    return re.sub(r"[\s-]", "", _folded(text))


def _loose(words: list[str]) -> str:
    """A pattern for words that may be parted by lines and hyphens."""
    return r"[\s-]*".join(re.escape(character) for character in _squeeze(" ".join(words)))
