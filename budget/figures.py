"""Norwegian figures: the one place that writes a number for people to read.

Hard space (U+00A0) between thousands, a true minus (U+2212), decimal comma (Språkrådet, «Tall, tid og dato»).
"""

from datetime import date
from decimal import ROUND_HALF_UP, Decimal

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


def trimmed(value: Decimal) -> Decimal:
    """The database's 2692.000 is the document's 2692."""
    return value.quantize(1) if value == value.to_integral_value() else value.normalize()


def priced(value: Decimal) -> Decimal:
    """Two decimals at least: the database's 3.0000 is a price of 3.00, and 2.9750 one of 2.975."""
    value = trimmed(value)
    return value if value.as_tuple().exponent < -2 else value.quantize(Decimal("0.01"))


def kroner(value: Decimal | int) -> str:
    """Whole kroner, `6859308` as `kr 6 859 308`."""
    return f"kr{HARD_SPACE}{figure(value)}"


def price(value: Decimal) -> str:
    """Kroner and øre, `Decimal("3.0000")` as `kr 3,00`."""
    return kroner(priced(value))


def millions(value: Decimal | int) -> str:
    """Kroner in millions, to the nearest thousand: `6987000` as `6,987 mill. kr`."""
    rounded = (Decimal(value) / 1_000_000).quantize(Decimal("0.001"), ROUND_HALF_UP)
    return f"{figure(rounded)}{HARD_SPACE}mill.{HARD_SPACE}kr"
