"""A spreadsheet that somebody uploads → rows; or one Norwegian sentence about why not.

The file is a stranger's: it is measured before it is unpacked, nothing in it is run, and no name in it
is used as a path. openpyxl reads XML through defusedxml, which refuses entities, when that is
installed; the tests hold that it is.
"""

import csv
import warnings
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from io import BytesIO, StringIO
from pathlib import PurePath
from zipfile import ZipFile

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import ParseError, iterparse
from openpyxl import load_workbook
from openpyxl.xml.constants import SHEET_MAIN_NS

MOST_BYTES = 1_000_000
MOST_UNPACKED = 10_000_000
MOST_TIMES_PACKED = 100
MOST_PARTS = 500
MOST_SHEETS = 10
LONGEST_FORMAT = 255
MOST_TAGS = 300_000  # the reader's time and memory follow the number of tags: this many take a second or two
MOST_ROWS = 2_000
MOST_COLUMNS = 50
LAST_ROW_OF_EXCEL = 1_048_576
CELL, FORMULA, MERGED = (f"{{{SHEET_MAIN_NS}}}{tag}" for tag in ("c", "f", "mergeCell"))
KINDS = "[Content_Types].xml"  # what each part of the archive is
WITH_MACROS = (".xlsm", ".xltm", ".xlsb", ".xlam")

WRONG_KIND = "Fila må være et Excel-ark (.xlsx) eller en CSV-fil (.csv)."
MACROS = "Filer med makroer tas ikke imot. Lagre arket som en vanlig Excel-fil (.xlsx), og last det opp på nytt."
TOO_BIG = "Fila er for stor. Den kan være høyst 1 MB. Del den opp."
TOO_BIG_INSIDE = f"Fila er for stor når den pakkes ut, og er ikke lest. Den kan ha høyst {MOST_ROWS} rader."
NOT_EXCEL = "Fila er ikke et Excel-ark, selv om navnet slutter på .xlsx. Lagre arket på nytt i Excel."
OLD_OR_LOCKED = "Fila har passord eller er i et gammelt Excel-format. Lagre den uten passord som .xlsx."
DAMAGED = "Excel-arket er skadet eller inneholder noe som ikke hører hjemme der. Kopier radene over i malen."
TOO_MANY_SHEETS = "Fila har flere enn {most} ark. Slett dem som ikke skal leses."
AS_VALUES = "Kopier arket og lim det inn som verdier, så det bare inneholder tekst, tall og datoer."
NOT_CSV = "Fila er ikke en CSV-fil, selv om navnet slutter på .csv."
LETTERS = "Bokstavene i fila kan ikke leses. Lagre den som «CSV UTF-8» i Excel."
TOO_MANY_ROWS = f"Fila har flere enn {MOST_ROWS} rader. Del den opp."
EMPTY = "Fila er tom."

Rows = list[tuple[int, list]]  # the row's number in the sheet, and its cells


class Unreadable(Exception):
    """The file cannot be read; the text is a sentence for the person who sent it."""


def read(name: str, content: bytes) -> Rows:
    """The rows that hold something, of the first sheet."""
    kind = kind_of(name, content, {".xlsx", ".csv"}, WRONG_KIND)
    return _excel(content) if kind == ".xlsx" else _csv(content)


def kind_of(name: str, content: bytes, kinds: set[str], otherwise: str) -> str:
    """The ending of the name, which is one of `kinds`. Raises `Unreadable`, with `otherwise` for another ending."""
    kind = PurePath(name).suffix.lower()
    if kind in WITH_MACROS:
        raise Unreadable(MACROS)
    if kind not in kinds:
        raise Unreadable(otherwise)
    if not content:
        raise Unreadable(EMPTY)
    if len(content) > MOST_BYTES:
        raise Unreadable(TOO_BIG)
    return kind


def filled(rows: Iterable[Sequence]) -> Rows:
    """Numbered as in the sheet, without the empty ones, and not too many."""
    filled = []
    for number, cells in enumerate(rows, start=1):
        if any(cells) and any(str(cell).strip() for cell in cells if cell is not None):  # the first is the quick one
            if number > MOST_ROWS + 1:  # one for the headings
                raise Unreadable(TOO_MANY_ROWS)
            filled.append((number, list(cells)))
    if not filled:
        raise Unreadable(EMPTY)
    return filled


# ── Excel ────────────────────────────────────────────────────────────────────────────────────────


@dataclass
class Marks:
    """What a part of the archive has besides values: where its formulas stand, and which cells are merged."""

    formulas: set[str] = field(default_factory=set)  # `C5`
    merged: list[str] = field(default_factory=list)  # `B4:C4`


def _excel(content: bytes) -> Rows:
    look_inside(content)
    with reading():
        return filled(_first_sheet(content))


@contextmanager
def reading():
    """Whatever a library stumbles over in a stranger's file is said in one sentence."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about drop-down lists and the like, which are not read
            yield
    except Unreadable:
        raise
    except Exception as error:
        raise Unreadable(DAMAGED) from error


def look_inside(content: bytes, *, most_sheets: int = MOST_SHEETS, marks: dict[str, Marks] | None = None) -> None:
    """Refuse an archive that would unpack to more than its share, and one that carries macros.

    Formulas are refused too, unless there are `marks` to note them in, by the name of the part they stand in.
    Python never unpacks more of a part than the archive says it holds, so what it says can be trusted.
    """
    if content.startswith(b"\xd0\xcf\x11\xe0"):
        raise Unreadable(OLD_OR_LOCKED)
    try:
        with ZipFile(BytesIO(content)) as archive:
            parts = archive.infolist()
            if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > most_unpacked(content):
                raise Unreadable(TOO_BIG_INSIDE)
            if sum(archive.read(part).count(b"<") for part in parts) > MOST_TAGS:
                raise Unreadable(TOO_BIG_INSIDE)
            noted = {
                part.filename: None if marks is None else marks.setdefault(part.filename, Marks()) for part in parts
            }
            if sum(_go_through(archive.read(part), noted[part.filename]) for part in parts) > most_sheets:
                raise Unreadable(TOO_MANY_SHEETS.format(most=most_sheets))
            kinds = b"".join(archive.read(part) for part in parts if part.filename == KINDS)
    except Unreadable:
        raise
    except Exception as error:
        raise Unreadable(NOT_EXCEL) from error
    if b"macroEnabled" in kinds or any(part.filename.endswith("vbaProject.bin") for part in parts):
        raise Unreadable(MACROS)
    if not kinds:
        raise Unreadable(NOT_EXCEL)


def _go_through(part: bytes, marks: Marks | None) -> int:
    """How many sheets a part lists. Refuses formats of numbers longer than Excel makes them, and notes formulas.

    openpyxl would take minutes over such a format and over a long shared formula, and opens every sheet. So no
    formula is read: it is refused, or its place is noted and the value that Excel saved beside it is what counts.
    """
    listed = 0
    try:
        for _event, element in iterparse(BytesIO(part)):
            listed += element.tag.rpartition("}")[2] == "sheet"
            if len(element.get("formatCode", "")) > LONGEST_FORMAT:
                raise Unreadable(DAMAGED)
            if element.tag == CELL:
                if element.find(FORMULA) is not None:
                    if marks is None:
                        raise Unreadable(f"Celle {element.get('r', '')[:10]} er en formel. {AS_VALUES}")
                    marks.formulas.add(element.get("r", ""))
                element.clear()
            elif element.tag == MERGED and marks is not None:
                marks.merged.append(element.get("ref", "")[:30])
    except (ParseError, DefusedXmlException):
        pass  # a picture, or something that openpyxl will refuse
    return listed


def most_unpacked(content: bytes) -> int:
    """How many bytes an archive may unpack to."""
    return min(MOST_UNPACKED, MOST_TIMES_PACKED * len(content))


def _first_sheet(content: bytes) -> Iterator[Sequence]:
    book = load_workbook(BytesIO(content), read_only=True, data_only=True, keep_links=False)
    try:
        sheet = book.worksheets[0]
        yield from sheet.iter_rows(max_row=LAST_ROW_OF_EXCEL, max_col=MOST_COLUMNS, values_only=True)
    finally:
        book.close()


# ── CSV ──────────────────────────────────────────────────────────────────────────────────────────


def _csv(content: bytes) -> Rows:
    text = _decoded(content)
    first = text.partition("\n")[0]
    reader = csv.reader(StringIO(text, newline=""), delimiter=max(";,\t", key=first.count), strict=True)
    try:
        return filled(row[:MOST_COLUMNS] for row in reader)
    except csv.Error as error:
        raise Unreadable(f"Linje {reader.line_num} i CSV-fila kan ikke leses. Se etter anførselstegn.") from error


def _decoded(content: bytes) -> str:
    """Text in the encodings that Excel writes: UTF-8 with or without its mark, UTF-16, or the Western European one."""
    marks = {b"\xef\xbb\xbf": "utf-8-sig", b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}
    marked = [encoding for mark, encoding in marks.items() if content.startswith(mark)]
    if not marked and (b"\x00" in content or content.startswith(b"PK\x03\x04")):
        raise Unreadable(NOT_CSV)
    for encoding in marked or ("utf-8", "cp1252"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise Unreadable(LETTERS)
