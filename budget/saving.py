"""Saving what somebody typed: at once, or after a question, or after a choice between two people's words.

Nothing is written unless everything can be understood and nobody else has changed the same; nothing typed is lost
on the way there.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from uuid import UUID

from organisation import record
from organisation.conflicts import Merge
from organisation.models import User
from organisation.record import Cause

from . import editing
from .building import read_book
from .differences import differences, summary
from .keeping import change, locked
from .lines import CannotDo
from .models import BudgetTable
from .sheet import Book, Sheet

Act = Callable[[Sheet, Sheet], Sheet]  # the table as it will be saved, and as the person had it before them


@dataclass
class Attempt:
    """What came of an attempt to save. `saved` is what was done, in words; empty when nothing was."""

    table: BudgetTable
    book: Book  # with the table as it is shown to the person
    basis: Sheet  # what they had before them
    version: int
    typed: editing.Typed
    now: Sheet
    joined: Sheet | None = None
    merge: Merge | None = None
    saved: str = ""
    obstacle: str = ""
    others: list[str] = field(default_factory=list)  # what somebody else had changed meanwhile

    @property
    def clashes(self) -> bool:
        return bool(self.merge and self.merge.clashes)


def attempt(table: BudgetTable, version: int, posted: Mapping[str, str], *, by: User) -> Attempt:
    """Understand `posted`, typed over a version of the table, and join it with what is stored; nothing is written."""
    held, now = locked(table)
    basis = now if version == held.version else as_of(held, version, by=by)
    book = read_book(held.budget.year)
    found = editing.read(book.with_sheet(basis), basis, posted)
    tried = Attempt(held, book.with_sheet(basis), basis, version, found, now)
    if found.is_clear:
        tried.joined, tried.merge = editing.join(basis, now, found.sheet)
        tried.others = differences(basis, now) if basis is not now else []
    return tried


def save(
    table: BudgetTable, version: int, posted: Mapping[str, str], *, by: User, act: Act | None = None, cause=Cause.EDITED
) -> Attempt:
    """Save what is typed, then do `act` to the table in the same step. Look at what comes back for what stopped it."""
    tried = attempt(table, version, posted, by=by)
    if not tried.typed.is_clear or tried.clashes:
        return tried
    after = tried.joined
    if act:
        try:
            after = act(after, tried.basis)
        except CannotDo as obstacle:
            tried.obstacle = str(obstacle)
    if after != tried.now:
        tried.saved = summary(tried.now, after)
        change(tried.table, tried.now, after, by=by, cause=cause, what=tried.saved)
    return tried


def as_of(table: BudgetTable, version: int, *, by: User) -> Sheet:
    """The table as it was in a version."""
    return Sheet.model_validate(record.as_of(table, version, by=by))


def restore(table: BudgetTable, version: int, *, by: User) -> str:
    """Bring a version back as a new one. Returns what that changed; raises `CannotDo`."""
    held, now = locked(table)
    then = as_of(held, version, by=by)
    adopted = {column.id: column for column in now.columns if column.locked}
    then = then.model_copy(update={"columns": tuple(adopted.get(column.id, column) for column in then.columns)})
    if _adopted_figures(now, set(adopted)) != _adopted_figures(then, set(adopted)):
        raise CannotDo("Versjonen har andre tall i kolonner som er vedtatt. De kan ikke endres.")
    what = summary(now, then)
    change(held, now, then, by=by, cause=Cause.RESTORED, what=what)
    return what


def _adopted_figures(sheet: Sheet, columns: set[UUID]) -> list:
    """What stands in the adopted columns, line by line; lines that hold nothing there do not count."""
    places = [sheet.place[column] for column in sorted(columns, key=str) if column in sheet.place]
    rows = [(line.id, line.label, tuple(line.cells[at] for at in places)) for line in sheet.lines]
    return [len(places), *(row for row in rows if any(cell is not None for cell in row[2]))]
