"""Pictures of a budget table, laid out for SVG: `templates/document/_picture.html` only writes down what stands here.

A bar lies under its label, and its value stands to the right of the label. So one layout serves a phone, a desk and
paper: across everything is a share of the picture's width, downwards everything is in em, and no text is scaled.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import batched

from budget.pictures import Bar, Group, Picture, pictures
from programmes.document import Table
from programmes.tables import sheet_of

from .glyphs import width

# In em. The room is what a window of 320 points has at the page's size, with something left for another typeface.
ROOM, GAP, NARROWEST = 19, 1, 6
LINE, BASELINE, ABOVE_BAR, BAR, BELOW_BAR = 1.4, 1.05, 0.25, 0.6, 0.7
LONGEST = 56  # of a panel: what a page of paper has room for together with the words around it
TICK = 0.1  # as much the line at zero reaches over and under a bar


@dataclass(frozen=True)
class Row:
    """A bar with its text. Lengths are written as SVG has them: `43.2%` across, `1.05em` down."""

    bar: Bar
    lines: tuple[tuple[str, str], ...]  # baseline and text of each line of the label
    baseline: str  # of the value: the label's last line
    top: str
    tick: str
    left: str
    length: str


@dataclass(frozen=True)
class Panel:
    """One SVG: the bars of a group, or as many of them as go on a page. `zero` is where bars of both ways start."""

    id: str
    title: str
    heading: str
    total: str
    remark: str
    height: str
    zero: str
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class Drawn:
    picture: Picture
    panels: tuple[Panel, ...]

    @property
    def pairs(self) -> list[tuple[Panel, ...]]:
        """The panels side by side, as far as there is room."""
        return list(batched(self.panels, 2))


def drawn(table: Table, anchor: str) -> list[Drawn]:
    """The table's pictures. `anchor` makes their ids; the full stop in them is in no anchor."""
    found = enumerate(pictures(sheet_of(table)), 1)
    return [Drawn(picture, tuple(panels(picture, f"{anchor}.{number}"))) for number, picture in found]


def panels(picture: Picture, name: str) -> Iterator[Panel]:
    """The groups one by one; one that is longer than a page goes on in a panel of its own."""
    parts = [(group, bars, place) for group in picture.groups for place, bars in enumerate(_parts(group.bars))]
    for number, (group, bars, place) in enumerate(parts, 1):
        yield _panel(picture, group, bars, goes_on=place > 0, id=f"{name}.{number}")


def _panel(picture: Picture, group: Group, bars: list[Bar], goes_on: bool, id: str) -> Panel:
    low, high = scale(picture)
    rows, height = _rows(bars, low, high)
    return Panel(
        id=id,
        title=f"{group.heading or picture.title}, fortsatt." if goes_on else group.point,
        heading=f"{group.heading}, fortsatt" if goes_on and group.heading else group.heading,
        total="" if goes_on else group.total,
        remark=group.remark if bars[-1:] == list(group.bars[-1:]) else "",
        height=height,
        zero=_share(-low, high - low) if low < 0 else "",
        rows=rows,
    )


def scale(picture: Picture) -> tuple[float, float]:
    """The lowest and the highest value that all panels of a picture have room for."""
    values = [float(bar.value) for group in picture.groups for bar in group.bars]
    return min(0.0, *values), max(0.0, *values)


def _parts(bars: tuple[Bar, ...]) -> list[list[Bar]]:
    """The bars in parts that go on a page each; one part when there are none."""
    parts: list[list[Bar]] = [[]]
    filled = 0.0
    for bar in bars:
        height = _height(bar)
        if parts[-1] and filled + height > LONGEST:
            parts.append([])
            filled = 0.0
        parts[-1].append(bar)
        filled += height
    return parts


def _rows(bars: list[Bar], low: float, high: float) -> tuple[tuple[Row, ...], str]:
    """The bars under one another, and how high they are together."""
    rows, top = [], 0.0
    for bar in bars:
        rows.append(_row(bar, top, low, high))
        top += _height(bar)
    return tuple(rows), _em(max(0, top - BELOW_BAR + TICK))


def _row(bar: Bar, top: float, low: float, high: float) -> Row:
    texts, value = _lines(bar), float(bar.value)
    under = top + LINE * len(texts) + ABOVE_BAR
    return Row(
        bar=bar,
        lines=tuple((_em(top + LINE * n + BASELINE), text) for n, text in enumerate(texts)),
        baseline=_em(top + LINE * (len(texts) - 1) + BASELINE),
        top=_em(under),
        tick=_em(under - TICK),
        left=_share(min(value, 0) - low, high - low),
        length=_share(abs(value), high - low),
    )


def _height(bar: Bar) -> float:
    return LINE * len(_lines(bar)) + ABOVE_BAR + BAR + BELOW_BAR


def _share(part: float, whole: float) -> str:
    return f"{100 * part / whole:.3f}%"


def _em(length: float) -> str:
    return f"{length:.2f}em"


# ── Labels ───────────────────────────────────────────────────────────────────────────────────────


def _lines(bar: Bar) -> list[str]:
    """The label in lines that leave room for the value."""
    return list(wrapped(bar.label, max(NARROWEST, ROOM - GAP - width(bar.written))))


def wrapped(text: str, room: float) -> Iterator[str]:
    """The text in lines no wider than `room` em; a word that is wider itself is cut."""
    line = ""
    for word in _words(text, room):
        if line and width(f"{line} {word}") > room:
            yield line
            line = ""
        line = f"{line} {word}" if line else word
    yield line


def _words(text: str, room: float) -> Iterator[str]:
    for word in re.split(r"[ \t\n]+", text.strip()):
        start = 0
        for end in range(1, len(word)):
            if width(word[start : end + 1]) > room:
                yield word[start:end]
                start = end
        yield word[start:]
