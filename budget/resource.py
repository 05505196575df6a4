"""The lines of a table as django-import-export sees them: which rows of a file are new, changed, alike or wrong.

Nothing is written here. The resource works on rows in memory, so what it finds can be shown before it is done.
"""

from datetime import date, time
from decimal import Decimal
from types import SimpleNamespace
from uuid import UUID

from import_export.fields import Field
from import_export.instance_loaders import BaseInstanceLoader
from import_export.resources import Resource
from import_export.results import Result
from import_export.widgets import Widget
from openpyxl.cell.cell import ERROR_CODES
from tablib import Dataset

from organisation.cells import FORMULA_STARTS
from organisation.models.partner import UNPRINTABLE, one_line

from .arithmetic import Arithmetic
from .figures import figure
from .recognising import Row, Written
from .sheet import Cell, Sheet
from .typed import NotAFigure, Question, read
from .workbook import printable

LONGEST_LABEL = 300
FORMULA = "Celle {place} er en formel. Skriv tallet selv; her er det bare summer og endringer som regnes ut."
TEXT_FORMULA = "Celle {place} er en formel. Skriv teksten selv."
DAY = "Celle {place} er en dato. Excel gjør slikt som 1.5 om til datoer. Skriv 1,5."
ERROR = "Celle {place} viser en feil fra Excel ({text})."
NOT_A_FIGURE = "Celle {place}: {why}"
TOO_LONG = "Teksten i celle {place} er lengre enn 300 tegn."
UNSEEN = "Teksten i celle {place} har usynlige tegn. Skriv den på nytt for hånd."


def figure_in(written: Written) -> Cell:
    """The figure, dash or nothing in a cell of a file. Raises `ValueError` with a Norwegian sentence."""
    value = written.value
    if written.is_formula:
        raise ValueError(FORMULA.format(place=written.place))
    if isinstance(value, date | time):
        raise ValueError(DAY.format(place=written.place))
    if isinstance(value, str) and value in ERROR_CODES:
        raise ValueError(ERROR.format(place=written.place, text=value))
    try:
        found = read(_typed(value))
    except NotAFigure as why:
        raise ValueError(NOT_A_FIGURE.format(place=written.place, why=why)) from why
    if isinstance(found, Question):
        raise ValueError(NOT_A_FIGURE.format(place=written.place, why=found.sentence))
    return found


def _typed(value: object) -> str:
    """As a person would have typed it: Excel's numbers hold fifteen digits, and what follows those is noise."""
    if value is None:
        return ""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return figure(Decimal(f"{value:.15g}"))
    return str(value)


def label_in(written: Written) -> str:
    """The text in a cell of a file, without the sign that keeps it from being a formula. Raises `ValueError`."""
    if written.is_formula:
        raise ValueError(TEXT_FORMULA.format(place=written.place))
    text = one_line(str(written.value))
    if text.startswith("'") and text[1:].startswith(FORMULA_STARTS):
        text = text[1:]
    if len(text) > LONGEST_LABEL:
        raise ValueError(TOO_LONG.format(place=written.place))
    if UNPRINTABLE.search(text):
        raise ValueError(UNSEEN.format(place=written.place))
    return text


class Figure(Widget):
    def clean(self, value, row=None, **kwargs):
        return figure_in(value)


class Label(Widget):
    def clean(self, value, row=None, **kwargs):
        return label_in(value)


class LineResource(Resource):
    """One table. `sheet` has the new lines already, empty; `basis` is the table as it was when the file was taken out.

    Afterwards `kept` names the cells of adopted columns where the file has something else, and `counted` holds what
    the file has where the figure follows.
    """

    id = Field("id", "id")
    label = Field("label", "label", Label())

    class Meta:
        import_id_fields = ["id"]
        instance_loader_class = BaseInstanceLoader  # not asked: the rows are in memory
        skip_unchanged = True
        skip_html_diff = True
        store_instance = True
        use_transactions = False
        using_db = "default"

    def __init__(self, sheet: Sheet, arithmetic: Arithmetic, basis: Sheet | None) -> None:
        super().__init__()
        self.sheet, self.arithmetic, self.basis = sheet, arithmetic, basis
        self.kept: dict[UUID, list[str]] = {}
        self.counted: list[tuple[int, int, Written]] = []
        self.places = {str(column.id): at for at, column in enumerate(sheet.columns)}
        for name, at in self.places.items():
            self.fields[name] = Field(f"cell_{at}", name, Figure())

    def judge(self, rows: list[Row]) -> Result:
        """What each row of the file would do."""
        self.columns = [name for name in self.places if rows and UUID(name) in rows[0].cells]
        dataset = Dataset(headers=["id", "new", "label", *self.columns])
        for row in rows:
            dataset.append([row.line, row.new, row.label, *(row.cells[UUID(name)] for name in self.columns)])
        result = self.import_data(dataset)
        for wrong in (*result.base_errors, *(error for row in result.rows for error in row.errors)):
            raise wrong.error  # ours, and not the file's
        return result

    def get_instance(self, instance_loader, row):
        return None if row["new"] else self.init_instance(row)

    def init_instance(self, row=None):
        line = self.sheet.lines[self.sheet.place[row["id"]]]
        cells = {f"cell_{at}": cell for at, cell in enumerate(line.cells)}
        return SimpleNamespace(id=line.id, label="" if row["new"] else line.label, **cells)

    def save_instance(self, instance, is_create, row, **kwargs):
        """The caller writes, when a person has said yes."""

    def import_field(self, field, instance, row, is_m2m=False, **kwargs):
        if field.column_name == "label":
            if row["new"] or self._is_another_text(instance, row["label"]):
                super().import_field(field, instance, row, is_m2m, **kwargs)
        elif field.column_name in self.columns and self._is_read(field, instance, row):
            super().import_field(field, instance, row, is_m2m, **kwargs)

    def _is_another_text(self, instance, written: Written) -> bool:
        """Not what the export wrote for it."""
        if written.is_formula:
            return True
        now = self.sheet.lines[self.sheet.place[instance.id]]
        then = self._line_of_basis(instance.id)
        said = one_line(str(written.value))
        return said not in {one_line(printable(line.label)) for line in (now, then) if line is not None}

    def _is_read(self, field, instance, row) -> bool:
        """Whether the file has a say: not in adopted columns, not where the figure follows, not where it is as old."""
        at, written = self.places[field.column_name], row[field.column_name]
        column, line = self.sheet.columns[at], self.sheet.place[instance.id]
        if not column.printed and self.arithmetic.is_computed(self.sheet, line, at):
            self.counted.append((line, at, written))
            return False
        if column.locked:
            if self._reads(written) != self.sheet.lines[line].cells[at]:
                self.kept.setdefault(column.id, []).append(written.place)
            return False
        return not self._is_as_it_was(instance.id, column.id, written)

    def _is_as_it_was(self, line: UUID, column: UUID, written: Written) -> bool:
        then = self._line_of_basis(line)
        if then is None or column not in self.basis.place or written.is_formula:
            return False
        return self._reads(written) == then.cells[self.basis.place[column]]

    def _reads(self, written: Written) -> object:
        """What the cell holds; when that is no figure, something that is like nothing else."""
        try:
            return figure_in(written)
        except ValueError:
            return written

    def _line_of_basis(self, line: UUID):
        at = self.basis.place.get(line) if self.basis else None
        return None if at is None else self.basis.lines[at]
