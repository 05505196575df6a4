"""Norwegian figures: the one place that writes a number for people to read.

Hard space (U+00A0) between thousands, a true minus (U+2212), decimal comma (Språkrådet, «Tall, tid og dato»).
"""

from datetime import date
from decimal import Decimal

HARD_SPACE = "\u00a0"
MINUS = "\u2212"
DASH = "\u2013"


def figure(value: Decimal | int) -> str:
    """`Decimal("-2084")` as `−2 084`, `Decimal("7.937")` as `7,937`."""
    text = f"{abs(Decimal(value)):,f}".replace(",", HARD_SPACE).replace(".", ",")
    return f"{MINUS}{text}" if value < 0 else text


def signed(value: Decimal | int) -> str:
    """A change: `Decimal("232")` as `+232`, `Decimal("-332")` as `−332`, nothing as `0`."""
    return f"+{figure(value)}" if value > 0 else figure(value)


def amount(value: Decimal | int, unit: str) -> str:
    """A figure and its unit, which do not part at the end of a line: `232 tusen kroner`."""
    return f"{figure(value)}{HARD_SPACE}{unit}"


def cell(value: Decimal | str | None) -> str:
    """What a budget cell shows: nothing, a dash or a figure. The three are different and look different."""
    if value is None:
        return ""
    return DASH if value == "-" else figure(value)


def written_day(day: date) -> str:
    """`18.12.2024`."""
    return f"{day.day}.{day.month}.{day.year}"
