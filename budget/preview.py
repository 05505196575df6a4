"""What a file would do to a year's budget, as plain data and in words."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from .figures import cell as shown
from .sheet import Cell, Sheet

MOST_NAMED = 8  # cells in one sentence


@dataclass(frozen=True)
class Difference:
    """A cell that would change."""

    column: str
    before: Cell
    after: Cell

    @property
    def words(self) -> tuple[str, str]:
        """`("2 692", "tomt")`, with words for a dash and for nothing."""
        return tuple({None: "tomt", "-": "strek (–)"}.get(cell) or shown(cell) for cell in (self.before, self.after))


@dataclass
class Row:
    """A row of the file that would change something, or that cannot be understood."""

    table: str
    number: int
    label: str
    is_new: bool = False
    old_label: str = ""  # when the text would change
    cells: list[Difference] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)


@dataclass
class TableChange:
    """What a file would do to one table."""

    before: Sheet
    after: Sheet
    rows: list[Row]
    missing: tuple[str, ...]
    faults: list[str]
    remarks: list[str]

    @property
    def title(self) -> str:
        return self.before.title

    @property
    def summary(self) -> str:
        return summary(self.rows)


@dataclass
class Preview:
    """What a file would do to a year's budget. `seen` stands for the state of the tables it was judged against."""

    year: int
    tables: list[TableChange]
    remarks: list[str]
    seen: str

    @property
    def rows(self) -> list[Row]:
        return [row for table in self.tables for row in table.rows]

    @property
    def faults(self) -> list[str]:
        return [f"{table.title}: {sentence}" for table in self.tables for sentence in table.faults]

    @property
    def changes(self) -> bool:
        return any(table.after != table.before for table in self.tables)

    @property
    def summary(self) -> str:
        return summary(self.rows)


def summary(rows: Iterable[Row]) -> str:
    """`12 endrede beløp, 1 ny linje`; `ingen endringer` when there are none."""
    rows = [row for row in rows if not row.faults]
    counts = (
        (sum(len(row.cells) for row in rows if not row.is_new), "endret beløp", "endrede beløp"),
        (sum(row.is_new for row in rows), "ny linje", "nye linjer"),
        (sum(bool(row.old_label) for row in rows), "endret tekst", "endrede tekster"),
    )
    return ", ".join(f"{count} {one if count == 1 else more}" for count, one, more in counts if count) or (
        "ingen endringer"
    )


def listed(names: list[str], most: int = MOST_NAMED) -> str:
    """`C5, C6 og C9`; of many, the first and how many more."""
    if len(names) > most:
        return f"{', '.join(names[:most])} og {len(names) - most} til"
    return " og ".join([part for part in (", ".join(names[:-1]), names[-1]) if part])
