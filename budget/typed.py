"""What people type in a budget cell → a figure, a dash, nothing, or a question back.

Norwegian figures have a space between thousands and a decimal comma (Språkrådet, «Tall, tid og dato»). People also
write a point, for both: `6.987` is thousands in one of the council's own tables and decimals in its text. So a figure
with one point and three digits after it is asked about and never guessed.
"""

import re
from dataclasses import dataclass
from decimal import Decimal

from .figures import figure
from .sheet import Cell

SPACES = re.compile(r"[\s\u00a0\u2000-\u200b\u202f\u205f\u2060\ufeff]+")
MINUS = re.compile(r"^[-\u2010-\u2015\u2212\ufe63\uff0d]")
DASHES = ("-", "\u2010", "\u2011", "\u2012", "\u2013", "\u2014", "\u2212")
PLAIN = re.compile(r"([0-9]+|[0-9]{1,3}( [0-9]{3})+)(,[0-9]+)?")  # 2692 or 2 692,5; 26 92 is two figures or a slip
POINTED = re.compile(r"[0-9]{1,3}(\.[0-9]{3})+(,[0-9]+)?")  # 6.987 or 1.234.567,5
DECIMAL_POINT = re.compile(r"[0-9]+\.[0-9]+")
ASKED = re.compile(r"[1-9][0-9]{0,2}\.[0-9]{3}")
LONGEST = 40
MOST_DIGITS, MOST_DECIMALS = 11, 3  # what the database holds

NOT_A_FIGURE = "«{text}» er ikke et tall. Skriv for eksempel 2 692, −118 eller 2 692,5, en strek (–) eller ingenting."
TOO_BIG = "«{text}» er for stort: et beløp kan ha høyst 11 sifre foran komma."
TOO_FINE = "«{text}» har flere enn tre desimaler."


class NotAFigure(Exception):
    """It cannot be a figure; the message is a Norwegian sentence."""


@dataclass(frozen=True)
class Question:
    """It can be two figures, and only the person knows which."""

    text: str
    thousands: Decimal
    decimals: Decimal

    @property
    def answers(self) -> list[tuple[str, str]]:
        """What can be meant: as the form sends it, and in words."""
        return [(str(each), figure(each)) for each in (self.thousands, self.decimals)]

    @property
    def sentence(self) -> str:
        return f"«{self.text}» kan være {figure(self.thousands)} eller {figure(self.decimals)}. Hvilket mener du?"


def read(text: str) -> Cell | Question:
    """The figure in `text` in the table's unit, `"-"` for a dash, `None` for nothing. Raises `NotAFigure`."""
    bare = SPACES.sub(" ", text).strip()
    if not bare:
        return None
    if bare in DASHES:
        return "-"
    if len(bare) > LONGEST:
        raise NotAFigure(NOT_A_FIGURE.format(text=f"{bare[:LONGEST]}…"))
    in_brackets = bare.startswith("(") and bare.endswith(")")  # as accountants write what is below zero
    negative = in_brackets or bool(MINUS.match(bare))
    digits = MINUS.sub("", bare[1:-1] if in_brackets else bare).removeprefix("+").strip()
    sign = -1 if negative else 1
    if ASKED.fullmatch(digits):
        thousands, decimals = Decimal(digits.replace(".", "")), Decimal(digits)
        return Question(f"{'−' * negative}{digits}", sign * thousands, sign * decimals)
    if PLAIN.fullmatch(digits) or (POINTED.fullmatch(digits) and not digits.startswith("0")):
        value = Decimal(digits.replace(" ", "").replace(".", "").replace(",", "."))
    elif DECIMAL_POINT.fullmatch(digits):
        value = Decimal(digits)
    else:
        raise NotAFigure(NOT_A_FIGURE.format(text=bare))
    return _fitting(sign * value, bare)


def _fitting(value: Decimal, text: str) -> Decimal:
    value = value.quantize(1) if value == value.to_integral_value() else value.normalize()
    if value.adjusted() >= MOST_DIGITS:
        raise NotAFigure(TOO_BIG.format(text=text))
    if -value.as_tuple().exponent > MOST_DECIMALS:
        raise NotAFigure(TOO_FINE.format(text=text))
    return value or abs(value)  # no minus zero


def written(cell: Cell) -> str:
    """A cell as it stands in the field where it can be changed; `read` understands it the same way again."""
    if cell is None:
        return ""
    return "–" if cell == "-" else figure(cell)
