"""A sheet of a workbook → which of its rows and columns are a table's lines and columns.

What `budget.workbook` wrote is known by the ids in column A and row 2. A plain sheet, or what is left when somebody has
moved the hidden cells, is known by its words: the sheet's name, the headings, the text of each line.
"""

from collections import Counter
from dataclasses import dataclass, field
from uuid import UUID, uuid4

from openpyxl.utils import get_column_letter

from organisation.models.partner import one_line
from organisation.workbooks import Page

from .sheet import Book, Sheet
from .workbook import printable, sheet_titles

ROWS_ABOVE = 10  # the headings stand within the first rows
MERGED = (
    "Cellene {cells} er slått sammen. Marker dem, velg «Slå sammen og midtstill» én gang til for å dele dem, og last "
    "opp fila på nytt."
)
TWICE = "Overskriften {heading} står flere ganger, så kolonnen kan ikke kjennes igjen."
AMBIGUOUS = "«{text}» i rad {number} kan være flere linjer i tabellen. Last ned budsjettet, og bruk den fila."
NO_FIGURES = (
    "Rad {number} har tekst og ingen tall, og leses ikke: «{text}». Er det en ny linje, så skriv 0 eller en strek."
)
NO_HEADINGS = "Arket har ingen overskrift som er en kolonne i tabellen. Overskriftene må være {labels}."


@dataclass(frozen=True)
class Written:
    """What stands in a cell of the file. `place` is its name in Excel, as `C5`."""

    place: str
    value: object
    is_formula: bool = False

    @property
    def is_empty(self) -> bool:
        return not self.is_formula and (self.value is None or (isinstance(self.value, str) and not self.value.strip()))


@dataclass(frozen=True)
class Row:
    """A row of the file that is a line of the table; `new` when the table does not have it yet."""

    number: int
    line: UUID
    new: bool
    label: Written
    cells: dict[UUID, Written]  # by the column's id


@dataclass
class Found:
    """What a sheet of the file has of a table. A fault stops the import; a remark is only said."""

    sheet: Sheet
    page: Page
    version: int | None = None  # of the table, when the file was taken out
    columns: dict[UUID, int] = field(default_factory=dict)  # id → place in the file
    rows: list[Row] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)

    @property
    def missing(self) -> tuple[str, ...]:
        """The lines that the file does not have."""
        here = {row.line for row in self.rows}
        return tuple(line.label for line in self.sheet.lines if line.id not in here)


# ── Which table ──────────────────────────────────────────────────────────────────────────────────


def recognised(book: Book, pages: list[Page]) -> tuple[list[Found], list[str]]:
    """The sheets that are tables of the book, in its order, and a sentence for each that is none."""
    tables = {sheet.id: sheet for sheet in book.sheets}
    named = {title.casefold(): tables[table] for table, title in sheet_titles(book.sheets).items()}
    found: dict[UUID, Found] = {}
    remarks = []
    for page in pages:
        said = _id(_cell(page, 1, 0))
        sheet = tables.get(said) if said else named.get(one_line(page.title).casefold())
        if sheet is None:
            other = "er lastet ned fra et annet budsjett" if said else f"er ingen tabell i budsjettet for {book.year}"
            remarks.append(f"Arket «{page.title}» {other} og leses ikke.")
        elif sheet.id in found:
            twice = f"Både arket «{found[sheet.id].page.title}» og arket «{page.title}» er tabellen «{sheet.title}»."
            found[sheet.id].faults.append(f"{twice} Slett det ene.")
        else:
            found[sheet.id] = _Reader(sheet, page).read()
    return [found[sheet.id] for sheet in book.sheets if sheet.id in found], remarks


def _id(cell: object) -> UUID | None:
    try:
        return UUID(cell.strip()) if isinstance(cell, str) else None
    except ValueError:
        return None


def _cell(page: Page, number: int, place: int) -> object:
    row = next((cells for at, cells in page.rows if at == number), [])
    return row[place] if place < len(row) else None


# ── Which lines and columns ──────────────────────────────────────────────────────────────────────


class _Reader:
    """Reads one sheet as one table."""

    def __init__(self, sheet: Sheet, page: Page) -> None:
        self.sheet, self.page = sheet, page
        self.found = Found(sheet, page)
        self.lines = {line.id: line for line in sheet.lines}
        words = [_plain(line.label) for line in sheet.lines]
        self.by_words = {_plain(line.label): line.id for line in sheet.lines}
        self.ambiguous = {text for text, times in Counter(words).items() if times > 1}
        self.claimed = {_id(cells[0]) for _number, cells in page.rows}  # by rows that carry an id
        self.first_row: dict[UUID, int] = {}

    def read(self) -> Found:
        if self.page.merged:
            self.found.faults.append(MERGED.format(cells=self.page.merged[0]))
            return self.found
        version = _cell(self.page, 2, 0)
        self.found.version = version if isinstance(version, int) and not isinstance(version, bool) else None
        below = self._find_columns()
        if self.found.columns and not self.found.faults:
            labels = self._label_column(below)
            for number, cells in below:
                self._read_row(number, cells, labels)
            self._look_at_the_order()
        return self.found

    def _find_columns(self) -> list:
        """Place the columns; the rows below the headings."""
        above = self.page.rows[:ROWS_ABOVE]
        known = {column.id for column in self.sheet.columns}
        by_id, places = {}, []
        for _number, cells in above:
            places = [(_id(cell), place) for place, cell in enumerate(cells) if place and _id(cell) in known]
            if places:
                by_id = dict(places)
                break
        self.found.columns = dict(by_id)
        if len(by_id) < len(places):
            self.found.faults.append("En kolonne står to ganger i fila. Fjern den ene.")
        labels = {_plain(self.sheet.label(at)): column.id for at, column in enumerate(self.sheet.columns)}
        for number, cells in above:
            here = [_plain(cell) if isinstance(cell, str) and not _id(cell) else "" for cell in cells]
            wanted = {place for place, text in enumerate(here) if text in labels} | set(by_id.values())
            if any(here[place] for place in wanted if place < len(here)):
                self._place_columns(number, here, labels, by_id)
                return [(at, row) for at, row in self.page.rows if at > number]
        listed = ", ".join(f"«{self.sheet.label(at)}»" for at in range(len(self.sheet.columns)))
        self.found.faults.append(NO_HEADINGS.format(labels=listed))
        return []

    def _place_columns(self, number: int, here: list[str], labels: dict, by_id: dict) -> None:
        """Know the columns by their headings where they have no ids, and say what cannot be used."""
        given = set(by_id.values())
        first = min(given | {place for place, text in enumerate(here) if text in labels})
        names = Counter(_plain(self.sheet.label(at)) for at in range(len(self.sheet.columns)))
        for place, text in enumerate(here):
            if not text or place < first or place in given:
                continue
            heading = f"«{one_line(str(_cell(self.page, number, place)))}»"
            column = labels.get(text)
            if column is None or (column in by_id and by_id[column] != place):
                self.found.remarks.append(f"Kolonnen {heading} er ikke i tabellen og leses ikke.")
            elif names[text] > 1 or column in self.found.columns:
                self.found.faults.append(TWICE.format(heading=heading))
            else:
                self.found.columns[column] = place
        for at, column in enumerate(self.sheet.columns):
            place = self.found.columns.get(column.id)
            if place is None:
                self.found.remarks.append(f"Kolonnen «{self.sheet.label(at)}» er ikke i fila og blir stående.")
            elif place < len(here) and here[place] != _plain(self.sheet.label(at)):
                said = one_line(str(_cell(self.page, number, place) or ""))
                self.found.remarks.append(
                    f"Overskriften over «{self.sheet.label(at)}» er «{said}» i fila. Overskrifter endres ikke her."
                )

    def _label_column(self, below: list) -> int:
        """The first column before the figures that holds words and not ids."""
        first = min(self.found.columns.values())
        for place in range(first):
            if any(isinstance(cells[place], str) and not _id(cells[place]) for _number, cells in below):
                return place
        return max(0, first - 1)

    def _read_row(self, number: int, cells: list, labels: int) -> None:
        def written(place: int) -> Written:
            name = f"{get_column_letter(place + 1)}{number}"
            return Written(name, cells[place] if place < len(cells) else None, name in self.page.formulas)

        label, said = written(labels), _id(cells[0]) if labels else None
        figures = {column: written(place) for column, place in self.found.columns.items()}
        filled = any(not cell.is_empty for cell in figures.values())
        if label.is_empty:
            if said in self.lines or filled:
                self.found.faults.append(f"Rad {number} mangler tekst i celle {label.place}.")
            return
        text = one_line(str(label.value))
        if said and said not in self.lines:
            self.found.remarks.append(f"Linjen «{text}» i rad {number} er ikke lenger i tabellen og leses ikke.")
            return
        line = said or self.by_words.get(_plain(text))
        if not said and _plain(text) in self.ambiguous:
            self.found.faults.append(AMBIGUOUS.format(text=text, number=number))
        elif line in self.first_row or (line and not said and line in self.claimed):
            other = self.first_row.get(line)
            where = f"både i rad {other} og rad {number}" if other else f"i rad {number} og én gang til"
            self.found.faults.append(f"Linjen «{text}» står {where}. Fjern den ene.")
        elif line is None and not filled:
            self.found.remarks.append(NO_FIGURES.format(text=text, number=number))
        else:
            new = line is None
            line = line or uuid4()
            self.first_row[line] = number
            if new and _plain(text) not in self.by_words:
                self.by_words[_plain(text)] = line  # the same words further down are the same line
            self.found.rows.append(Row(number, line, new, label, figures))

    def _look_at_the_order(self) -> None:
        places = [self.sheet.place[row.line] for row in self.found.rows if not row.new]
        if places != sorted(places):
            self.found.remarks.append("Linjene står i en annen rekkefølge i fila. Rekkefølgen endres ikke her.")


def _plain(text: str) -> str:
    """Words that two texts have in common when they are the same to a person."""
    return one_line(printable(text)).casefold()
