"""Cells of a spreadsheet that would be run instead of read (OWASP, «CSV Injection»)."""

from numbers import Number

from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

# Excel and LibreOffice take a cell that begins with one of these for a formula; the wide signs in some languages.
FORMULA_SIGNS = ("=", "+", "-", "@", "＝", "＋", "－", "＠")
FORMULA_STARTS = (*FORMULA_SIGNS, "\t", "\r", "\n")


def harmless(cell):
    """What may be written in a spreadsheet for `cell`: numbers as they are, and no text that runs.

    A lone `-` is how people write «nothing here», and runs nothing.
    """
    if cell is None or isinstance(cell, Number):
        return "" if cell is None else cell
    text = ILLEGAL_CHARACTERS_RE.sub("", str(cell))  # what a sheet cannot hold, before looking at what comes first
    return f"'{text}" if text != "-" and text.startswith(FORMULA_STARTS) else text
