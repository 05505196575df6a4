"""What follows: sums, changes, the result, the closing surplus, and what one table takes from another.

Three answers about a cell. `shown` is what stands there: the stored cell, and in a column written here whatever
follows. `follows` is counted all the way from the lines that people wrote. `next_to_it` is counted one step, from
what is shown – so that a figure that is only wrong because another is can be told from one that is wrong itself.

All arithmetic is in `Decimal`, in the table's unit. A blank and a dash count as nothing, and nothing follows from
nothing: where no figure goes in, none comes out.
"""

import re
from collections.abc import Callable, Iterable
from decimal import Decimal

from .sheet import Book, Cell, Sheet, same_column

NOTHING = Decimal(0)
THOUSANDS = "tusen kroner"
EXPENSE = re.compile(r"utgift|kostnad", re.IGNORECASE)
Get = Callable[[Sheet, int, int], Cell]


class Arithmetic:
    """The figures of a book. Cells are named by table, line and column, the last two by place."""

    def __init__(self, book: Book) -> None:
        self.book = book
        self.detailed = {sheet.details: sheet for sheet in book.sheets if sheet.details}
        self._rules: dict[tuple, tuple | None] = {}
        self._shown: dict[tuple, Cell] = {}
        self._follows: dict[tuple, Cell] = {}
        self._groups: dict[tuple, tuple[tuple[int, ...], int]] = {}

    def shown(self, sheet: Sheet, line: int, column: int) -> Cell:
        """What stands in the cell."""
        if sheet.columns[column].printed or not self.is_computed(sheet, line, column):
            return sheet.lines[line].cells[column]
        if (given := self.given(sheet, line, column)) is not None:
            return given
        return self._once(self._shown, sheet, line, column, self.shown)

    def follows(self, sheet: Sheet, line: int, column: int) -> Cell:
        """What the lines that people wrote lead to."""
        if not self.is_computed(sheet, line, column):
            return sheet.lines[line].cells[column]
        if (given := self.given(sheet, line, column)) is not None:
            return given
        return self._once(self._follows, sheet, line, column, self.follows)

    def next_to_it(self, sheet: Sheet, line: int, column: int) -> Cell:
        """What follows from the figures that are shown."""
        return self._count(sheet, line, column, self.shown)

    def is_computed(self, sheet: Sheet, line: int, column: int) -> bool:
        """Whether a person need not write it: it follows."""
        return self.rule(sheet, line, column) is not None or self.given(sheet, line, column) is not None

    def given(self, sheet: Sheet, line: int, column: int) -> Decimal | None:
        """The figure that comes from outside the tables: what the membership fees of a proposal's year come to."""
        here, row = sheet.columns[column], sheet.lines[line]
        if row.source != "fees" or here.kind != "proposal" or here.printed or here.locked or sheet.unit != THOUSANDS:
            return None
        return self.book.fees.get(here.about)

    def _once(self, known: dict, sheet: Sheet, line: int, column: int, get: Get) -> Cell:
        key = (sheet.id, line, column)
        if key not in known:
            known[key] = None  # a circle ends here
            known[key] = self._count(sheet, line, column, get)
        return known[key]

    def _count(self, sheet: Sheet, line: int, column: int, get: Get) -> Cell:
        rule = self.rule(sheet, line, column)
        operands = [(sign, get(there, row, at)) for sign, there, row, at in rule or ()]
        if not any(isinstance(value, Decimal) for _sign, value in operands):
            return None
        return sum((sign * value for sign, value in operands if isinstance(value, Decimal)), NOTHING)

    # ── Which figures a cell is made of ─────────────────────────────────────────────────────────

    def rule(self, sheet: Sheet, line: int, column: int) -> tuple | None:
        """The cells it follows from, each `(sign, table, line, column)`; `None` when people write it."""
        key = (sheet.id, line, column)
        if key not in self._rules:
            self._rules[key] = self._rule(sheet, line, column)
        return self._rules[key]

    def _rule(self, sheet: Sheet, line: int, column: int) -> tuple | None:
        here, row = sheet.columns[column], sheet.lines[line]
        if row.kind == "heading":
            return None
        if here.kind == "change":
            pair = sheet.compared(column)
            return pair and ((-1, sheet, line, pair[0]), (1, sheet, line, pair[1]))
        if row.kind == "sum" or (row.kind == "line" and sheet.children.get(row.id)):
            return tuple((1, sheet, part, column) for part in self.parts(sheet, line))
        if row.kind == "result":
            return tuple((sign, sheet, total, column) for sign, total in self.totals(sheet, line))
        if row.kind == "closing":
            found = (self._nearest(sheet, line, "opening"), self._nearest(sheet, line, "result"))
            return tuple((1, sheet, part, column) for part in found if part is not None)
        if not here.printed and (linked := self.linked(sheet, line, column)):
            return ((1, *linked),)
        return None

    def linked(self, sheet: Sheet, line: int, column: int) -> tuple[Sheet, int, int] | None:
        """The cell that this one repeats: last year's closing surplus, or the total of the table that details it."""
        row, here = sheet.lines[line], sheet.columns[column]
        if here.kind == "change":
            return None
        if row.kind == "opening" and here.opens_from in sheet.place:
            closing = next((at for at, each in enumerate(sheet.lines) if each.kind == "closing"), None)
            return None if closing is None else (sheet, closing, sheet.place[here.opens_from])
        if row.kind == "line" and (details := self.detailed.get(row.id)) and details.id != sheet.id:
            total = next((at for at in reversed(range(len(details.lines))) if details.lines[at].kind == "sum"), None)
            at = same_column(sheet, column, details)
            return None if total is None or at is None else (details, total, at)
        return None

    def parts(self, sheet: Sheet, line: int) -> tuple[int, ...]:
        """The lines that a sum adds, or that a line with lines under it is made of."""
        if sheet.lines[line].kind == "line":
            return tuple(at for at in sheet.children[sheet.lines[line].id] if sheet.lines[at].kind == "line")
        return self.group(sheet, line)[0]

    def group(self, sheet: Sheet, total: int) -> tuple[tuple[int, ...], int]:
        """What a sum adds, and where its group begins.

        Walking up from the sum: the lines back to the heading or the sum on its own level; of a deeper group with a
        sum of its own, that sum. Right after other sums it is a grand total, and adds those.
        """
        key = (sheet.id, total)
        if key not in self._groups:
            self._groups[key] = self._group(sheet, total)
        return self._groups[key]

    def _group(self, sheet: Sheet, total: int) -> tuple[tuple[int, ...], int]:
        depth, found, grand, at = sheet.depths[total], [], False, total - 1
        while at >= 0:
            line, deeper = sheet.lines[at], sheet.depths[at] > depth
            if sheet.depths[at] < depth or line.kind in ("opening", "result", "closing"):
                break
            if line.kind == "sum":
                if not deeper and found and not grand:
                    break
                grand = grand or not deeper
                found.append(at)
                at = self.group(sheet, at)[1]
            elif line.kind == "heading" and not deeper and not grand:
                at -= 1
                break
            elif line.kind == "line" and not self._is_part_of_line(sheet, at):
                if grand:
                    break
                found.append(at)
            at -= 1
        return tuple(reversed(found)), at + 1

    def totals(self, sheet: Sheet, result: int) -> list[tuple[int, int]]:
        """The sums that the result is made of: income counts up, expenses down.

        Which is which is told by the words of the sum or its heading; where none tell, the first is income.
        """
        found, at = [], result - 1
        while at >= 0 and sheet.lines[at].kind not in ("result", "closing"):
            if sheet.lines[at].kind == "sum" and sheet.depths[at] <= sheet.depths[result]:
                found.append(at)
                at = self.group(sheet, at)[1]
            at -= 1
        found.reverse()
        signs = [-1 if self._is_expense(sheet, total) else 1 for total in found]
        if len(found) > 1 and set(signs) == {1}:
            signs = [1] + [-1] * (len(found) - 1)
        return list(zip(signs, found, strict=True))

    def _is_expense(self, sheet: Sheet, total: int) -> bool:
        first = sheet.lines[self.group(sheet, total)[1]]
        words = sheet.lines[total].label + (f" {first.label}" if first.kind == "heading" else "")
        return EXPENSE.search(words) is not None

    def _nearest(self, sheet: Sheet, line: int, kind: str) -> int | None:
        return next((at for at in reversed(range(line)) if sheet.lines[at].kind == kind), None)

    def _is_part_of_line(self, sheet: Sheet, line: int) -> bool:
        under = sheet.lines[line].under
        return under is not None and sheet.lines[sheet.place[under]].kind == "line"


def rounding(sheet: Sheet) -> Decimal:
    """How far a figure may be from the truth it was rounded from, in the table's unit.

    A budget in kroner or tusen kroner is written in that unit, so its sums are exact. Millions are rounded to as
    many decimals as the table shows.
    """
    if "mill" not in sheet.unit.casefold():
        return NOTHING
    return Decimal("0.5").scaleb(-max([0, *map(_decimals, _figures(sheet))]))


def _figures(sheet: Sheet) -> Iterable[Decimal]:
    return (cell for line in sheet.lines for cell in line.cells if isinstance(cell, Decimal))


def _decimals(figure: Decimal) -> int:
    return max(0, -figure.normalize().as_tuple().exponent)
