"""Lines added, moved, indented and taken away: each a sheet in, a sheet out.

A line moves with everything under it. What cannot be done raises `CannotDo` with a Norwegian sentence.
"""

from collections.abc import Callable
from uuid import UUID, uuid4

from .arithmetic import Arithmetic
from .editing import is_adopted
from .sheet import Book, Line, Sheet

MOST_LINES = 1_000  # what a document holds
NEW = "Ny linje"


class CannotDo(Exception):
    """It cannot be done to this line or column; the message says why."""


def add(sheet: Sheet, line: int) -> Sheet:
    """A new line under this one, on the same level; under a heading, as its first."""
    if len(sheet.lines) >= MOST_LINES:
        raise CannotDo(f"En tabell kan ha høyst {MOST_LINES} linjer.")
    here = sheet.lines[line]
    under = here.id if here.kind == "heading" else here.under
    at = line + 1 if here.kind == "heading" else _end(sheet, line)
    new = Line(id=uuid4(), label=NEW, under=under, cells=(None,) * len(sheet.columns))
    return _with(sheet, (*sheet.lines[:at], new, *sheet.lines[at:]))


def first(sheet: Sheet) -> Sheet:
    """The first line of an empty table."""
    return _with(sheet, (Line(id=uuid4(), label=NEW, cells=(None,) * len(sheet.columns)), *sheet.lines))


def up(sheet: Sheet, line: int) -> Sheet:
    """Past the one above on the same level."""
    before = _neighbour(sheet, line, -1)
    if before is None:
        raise CannotDo(f"«{sheet.lines[line].label}» står allerede øverst der den hører hjemme.")
    block = sheet.lines[line : _end(sheet, line)]
    return _with(sheet, (*sheet.lines[:before], *block, *sheet.lines[before:line], *sheet.lines[_end(sheet, line) :]))


def down(sheet: Sheet, line: int) -> Sheet:
    """Past the one below on the same level."""
    after = _neighbour(sheet, line, 1)
    if after is None:
        raise CannotDo(f"«{sheet.lines[line].label}» står allerede nederst der den hører hjemme.")
    return up(sheet, after)


def indent(sheet: Sheet, line: int) -> Sheet:
    """Under the one above on the same level."""
    above = _neighbour(sheet, line, -1)
    if above is None or sheet.lines[above].kind not in ("heading", "line"):
        raise CannotDo(f"Det er ingen linje eller overskrift rett over «{sheet.lines[line].label}» å legge den under.")
    if sheet.depths[line] >= 4:
        raise CannotDo("En linje kan ikke rykkes lenger inn enn dette.")
    return _put_under(sheet, line, sheet.lines[above].id)


def outdent(sheet: Sheet, line: int) -> Sheet:
    """Out to the level of the one it is under, and below everything there."""
    here = sheet.lines[line]
    if here.under is None:
        raise CannotDo(f"«{here.label}» er ikke rykket inn.")
    owner = sheet.place[here.under]
    end, stop = _end(sheet, line), _end(sheet, owner)
    moved = (*sheet.lines[:line], *sheet.lines[end:stop], *sheet.lines[line:end], *sheet.lines[stop:])
    out = _with(sheet, moved)
    return _put_under(out, out.place[here.id], sheet.lines[owner].under)


def remove(sheet: Sheet, line: int) -> Sheet:
    """Away with it; what was under it moves out to its level."""
    here = sheet.lines[line]
    if is_adopted(sheet, line):
        raise CannotDo(f"«{here.label}» står i et vedtatt budsjett og kan ikke fjernes.")
    kept = [
        each.model_copy(update={"under": here.under}) if each.under == here.id else each
        for place, each in enumerate(sheet.lines)
        if place != line
    ]
    return _with(sheet, tuple(kept))


def become(sheet: Sheet, line: int, kind: str) -> Sheet:
    """Another kind of line, or (`fees`) one that takes its figures from the membership fees.

    What was written in it stays where its kind lets people write.
    """
    here = sheet.lines[line]
    if is_adopted(sheet, line):
        raise CannotDo(f"«{here.label}» står i et vedtatt budsjett og kan ikke bli noe annet.")
    if kind in ("opening", "closing", "result") and any(each.kind == kind for each in sheet.lines if each is not here):
        raise CannotDo("Tabellen har allerede en slik linje.")
    source = "fees" if kind == "fees" else ""
    changed = here.model_copy(update={"kind": "line" if source else kind, "source": source})
    after = _with(sheet, (*sheet.lines[:line], changed, *sheet.lines[line + 1 :]))
    if sheet.children.get(here.id) and kind not in ("heading", "line"):
        raise CannotDo("Linjen har linjer under seg. Rykk dem ut først.")
    return without_what_follows(after)


ACTS: dict[str, Callable[[Sheet, int], Sheet]] = {
    "ny": add,
    "opp": up,
    "ned": down,
    "inn": indent,
    "ut": outdent,
    "fjern": remove,
}


def without_what_follows(sheet: Sheet) -> Sheet:
    """The sheet without stored figures in cells that follow, or that nobody writes in, in columns written here."""
    arithmetic = Arithmetic(Book(year=sheet.year, sheets=(sheet,)))
    return sheet.with_cells(
        {
            (line, column): None
            for column, about in enumerate(sheet.columns)
            for line, row in enumerate(sheet.lines)
            if not about.printed
            and row.cells[column] is not None
            and (row.kind == "heading" or arithmetic.is_computed(sheet, line, column))
        }
    )


def _with(sheet: Sheet, lines: tuple[Line, ...]) -> Sheet:
    above = set()
    for line in lines:
        if line.under is not None and line.under not in above:  # a source may list lines apart from what they belong to
            raise CannotDo(f"Da ville «{line.label}» stått over det den hører under. Rykk den ut først.")
        above.add(line.id)
    return sheet.model_copy(update={"lines": lines})


def _end(sheet: Sheet, line: int) -> int:
    """The place after the last line under this one."""
    at = line + 1
    while at < len(sheet.lines) and sheet.depths[at] > sheet.depths[line]:
        at += 1
    return at


def _neighbour(sheet: Sheet, line: int, way: int) -> int | None:
    """The one before (-1) or after (1) under the same line."""
    under: UUID | None = sheet.lines[line].under
    same = [at for at, each in enumerate(sheet.lines) if each.under == under]
    at = same.index(line) + way
    return same[at] if 0 <= at < len(same) else None


def _put_under(sheet: Sheet, line: int, under: UUID | None) -> Sheet:
    changed = sheet.lines[line].model_copy(update={"under": under})
    return _with(sheet, (*sheet.lines[:line], changed, *sheet.lines[line + 1 :]))
