"""The endringsoversikt in Word, for the case papers."""

from django.utils import timezone

from budget.figures import cell as written_cell
from budget.figures import signed
from programmes.comparison import Became, Change, TableChange
from programmes.difference import Part

from .comparing import Pair, Row, rows
from .word import WordFile

TAGS = {"new": "Nytt: ", "taken_out": "Tatt ut: ", "merged": "Slått sammen: ", "split": "Delt: ", "moved": "Flyttet: "}


def overview_docx(pair: Pair) -> bytes:
    """What differs between two states, as a Word file."""
    comparison = pair.compared()
    file = WordFile("Endringsoversikt", made_at=timezone.now())
    file.text(f"Fra {pair.before.named.label} til {pair.after.named.label}")
    if not comparison.differs:
        file.text("Ingen forskjeller.")
        return file.content()
    if comparison.sentence:
        file.text(comparison.sentence)
    file.text("Slik leser du oversikten: ", Part("in", "satt inn"), " ", Part("out", "tatt ut"), soft=True)
    if comparison.about:
        file.heading(1, [Part("same", "Om føringene" if pair.after.document.kind == "guidelines" else "Om programmet")])
        _fields(file, comparison.about)
    for row in rows(comparison):
        if row.chapter:
            _section(file, row)
    return file.content()


def _section(file: WordFile, row: Row) -> None:
    section = row.chapter.section
    file.heading(row.level - 1, title(section))
    _fields(file, section.shown_fields, alone=section.is_alone)
    for change in row.chapter.changed:
        file.heading(row.level, title(change))
        if change.state == "moved":
            file.text(f"Sto i «{change.was_in}».", soft=True)
        _fields(file, change.shown_fields, alone=change.is_alone)
    for table in row.chapter.changed_tables:
        _table(file, table)


def title(change: Became) -> list[Part]:
    """What a heading says: what became of it, and what it was and is called."""
    tag = [Part("same", TAGS[change.state])] if change.state in TAGS else []
    if change.state in ("merged", "split"):
        before, after = (" + ".join(part.title for part in side) for side in (change.before, change.after))
        return [*tag, Part("same", f"{before} → {after}")]
    number = [Part("same", f"{change.part.number} ")] if change.part.number else []
    return [*tag, *number, *([Part("same", change.part.title)] if change.is_alone else change.title)]


def _fields(file: WordFile, fields: tuple[Change, ...], *, alone: bool = False) -> None:
    for field in fields:
        parts = [field.remark] if field.remark else [field.text] if alone else field.parts
        file.text(*parts, label=field.label)


def _table(file: WordFile, table: TableChange) -> None:
    if table.state in ("new", "taken_out"):
        file.text(f"Budsjettabellen «{table.title}» er {'ny' if table.state == 'new' else 'tatt ut'}.")
        return
    _fields(file, table.fields)
    file.text(f"{table.title} ({table.unit})", label="Budsjett")
    for column in table.changed_columns:
        if column.state == "changed":
            file.text(f"Kolonnen «{column.before.label}» heter nå «{column.after.label}».")
        else:
            file.text("Kolonne: ", Part("in" if column.state == "new" else "out", column.label))
    if table.changed_lines:
        file.table(["Post", "Kolonne", "Før", "Nå", "Endring"], _figures(table), widths=[55, 45, 20, 20, 20])


def _figures(table: TableChange):
    for line in table.changed_lines:
        for cell in line.cells:
            more = "" if cell.difference is None else signed(cell.difference)
            yield [line.label, cell.column, written_cell(cell.before), written_cell(cell.after), more]
        if not line.cells:
            yield [line.label, "", "", "", ""]
