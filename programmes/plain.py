r"""Rich text as somebody writes it in a plain field, where no script runs.

    A line is a paragraph; blank lines are only air.

    - a bullet
      - two spaces further in: a bullet below it
      also further in, without a sign: one more paragraph of the bullet
    1. a numbered list begins with 1

    **strong**, *emphasised*, [words](https://address), [^1] where a footnote is called, \* for the sign itself

A line with a backslash alone keeps two lists of the same kind apart. `read_plain(write_plain(blocks)) == blocks`.
"""

import re

from .richtext import DEEPEST_LIST, LINK, LONGEST_LINK, List, Marked, NoteCall, Paragraph, fold, tidy

_MARKER = re.compile(r"(?:[-*•]|([0-9]{1,4})[.)])(?: +|$)")
_APART = "\\"
_ESCAPE = r"\\([!-/:-@\[-`{-~•])"
_TOKEN = re.compile(
    rf"{_ESCAPE}"
    r"|(\[\^[0-9A-Za-z*]{1,8}\])"
    r"|\[((?:\\.|[^\\\[\]])+)\]\(((?:\\.|[^\s()\\]|\([^\s()]*\))+)\)"
    r"|(\*{4,})"  # a line of stars across the page
    r"|(\*\*?)"
)


# ── plain → blocks ───────────────────────────────────────────────────────────────────────────────


class _Open:
    """A list that is still being read: how far in it stands, its kind, and its items."""

    def __init__(self, indent: int, ordered: bool) -> None:
        self.indent, self.ordered, self.items = indent, ordered, []


def read_plain(text: str) -> tuple:
    """Blocks of a plain text. Lists may come out one level deeper than is allowed, so that somebody can say so."""
    blocks: list = []
    lists: list[_Open] = []

    def here() -> list:
        return lists[-1].items[-1] if lists else blocks

    for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n"):
        line = line.expandtabs(4).rstrip(" ")
        bare = line.lstrip(" ")
        indent = len(line) - len(bare)
        if bare == _APART:
            while lists and lists[-1].indent >= indent:
                lists.pop()
        elif found := _MARKER.match(bare):
            while len(lists) > 1 and indent < min(lists[-1].indent, lists[-2].indent + 2):
                lists.pop()
            number, goes_on = found[1], bool(lists) and indent < lists[-1].indent + 2
            if number and int(number) != 1 and not (goes_on and lists[-1].ordered):
                _paragraph(bare, indent, lists, blocks)  # «17. mai» begins no list
                continue
            if goes_on and lists[-1].ordered != bool(number):
                indent = lists.pop().indent
                goes_on = False
            if not goes_on and len(lists) <= DEEPEST_LIST:
                opened = _Open(indent, bool(number))
                here().append(opened)
                lists.append(opened)
            lists[-1].items.append([])
            if content := _inline(bare[found.end() :]):
                here().append(Paragraph(content=content))
        elif bare:
            _paragraph(bare, indent, lists, blocks)
    return _closed(blocks)


def _paragraph(bare: str, indent: int, lists: list[_Open], blocks: list) -> None:
    while lists and indent <= lists[-1].indent:
        lists.pop()
    if content := _inline(bare):
        (lists[-1].items[-1] if lists else blocks).append(Paragraph(content=content))


def _closed(blocks: list) -> tuple:
    """Lists as they are; an empty item was never there."""
    closed = []
    for block in blocks:
        if isinstance(block, Paragraph):
            closed.append(block)
        elif items := tuple(filter(None, map(_closed, block.items))):
            closed.append(List(ordered=block.ordered, items=items))
    return tuple(closed)


def _inline(text: str) -> tuple:
    tokens = list(_tokens(fold(text), None))
    runs, on = [], {"*": False, "**": False}
    left = {sign: [kind for kind, _text, _href in tokens].count(sign) // 2 * 2 for sign in on}
    for kind, said, href in tokens:
        if left.get(kind):
            on[kind] = not on[kind]
            left[kind] -= 1
        else:
            runs.append((said, on["**"], on["*"], href))
    return tidy(runs)


def _tokens(text: str, href: str | None):
    """(kind, words, address): kind is a sign that turns a mark on or off, or nothing."""
    at = 0
    for found in _TOKEN.finditer(text):
        if found.start() > at:
            yield "", text[at : found.start()], href
        at = found.end()
        escaped, note, linked, address, stars, sign = found.groups()
        if linked:
            address = re.sub(_ESCAPE, r"\1", address)
            if href is None and len(address) <= LONGEST_LINK and re.fullmatch(LINK, address):
                yield from _tokens(linked, address)
            else:
                yield "", found[0], href
        elif sign:
            alone = text[found.start() - 1 : found.start()] in ("", " ") and text[at : at + 1] in ("", " ")
            yield "" if alone else sign, sign, href  # 5 * 3
        else:
            yield "", escaped or note or stars, href
    if at < len(text):
        yield "", text[at:], href


# ── blocks → plain ───────────────────────────────────────────────────────────────────────────────


def write_plain(blocks: tuple) -> str:
    """Blocks as somebody would have typed them."""
    return "\n".join(_lines(blocks, 0)).rstrip("\n")


def _lines(blocks: tuple, indent: int):
    pad, before = " " * indent, None
    for block in blocks:
        if isinstance(block, Paragraph):
            yield pad + _line(block.content)
        else:
            if isinstance(before, List) and before.ordered == block.ordered:
                yield pad + _APART
            for number, item in enumerate(block.items, start=1):
                sign = f"{pad}{number}." if block.ordered else f"{pad}-"
                lines = list(_lines(item, indent + 2))
                if isinstance(item[0], Paragraph):
                    sign += f" {lines.pop(0)[indent + 2 :]}"
                yield sign
                yield from lines
        before = block
        if not indent:
            yield ""


def _line(content: tuple) -> str:
    said = "".join(run if isinstance(run, str) else getattr(run, "text", "") for run in content)
    line, strong, em, href = "", False, False, None
    for run in (*content, ""):  # the last ends what is still on
        note = isinstance(run, NoteCall)
        look = run if isinstance(run, Marked) else None
        if href and (note or (look and look.href) != href):
            line += f"]({re.sub(r'([\\()])', r'\\\1', href)})"
            href = None
        if note:
            line += f"[^{run.note}]"
            continue
        line += "**" if strong != bool(look and look.strong) else ""
        line += "*" if em != bool(look and look.em) else ""
        strong, em = bool(look and look.strong), bool(look and look.em)
        if look and look.href and not href:
            line, href = f"{line}[", look.href
        signs = r"[\\*\[\]^]" if href else r"[\\*\[\]]" if "](" in said else r"[\\*]|\[(?=\^|$)"
        line += re.sub(signs, r"\\\g<0>", look.text if look else run)
    if found := _MARKER.match(line):
        at = found.end(1) if found[1] else 0
        line = f"{line[:at]}\\{line[at:]}"
    return line
