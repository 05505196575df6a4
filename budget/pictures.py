"""What a budget table shows at a glance, as plain, frozen data: bars, their sums, and the main point in a sentence.

Every figure is a cell of the table as it stands there; nothing is counted but shares. Who draws it decides how.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from .arithmetic import Arithmetic
from .figures import HARD_SPACE, amount, figure, signed
from .sheet import Book, Sheet, own_column, small


@dataclass(frozen=True)
class Bar:
    """A line of the table, or one of its columns. `written` is the value for people, with its sign in a change."""

    label: str
    value: Decimal
    written: str


@dataclass(frozen=True)
class Group:
    """Bars that lead to one sum. `heading` and `total` are empty when there is none; `point` is the main point."""

    heading: str
    total: str
    bars: tuple[Bar, ...]
    point: str
    remark: str = ""  # what is left out, and where the lines lead to another sum than the table's


@dataclass(frozen=True)
class Picture:
    """One picture: all its bars are drawn to one scale. `about` says which figures they are, and their unit."""

    title: str
    about: str
    point: str
    groups: tuple[Group, ...]


@dataclass(frozen=True)
class Side:
    """Income or expenses: the place of the sum, and the places of the lines that lead to it."""

    sign: int
    total: int
    lines: tuple[int, ...]


def pictures(sheet: Sheet) -> tuple[Picture, ...]:
    """The pictures that the table has figures for; a table that only breaks down a line of another has none."""
    if sheet.details is not None:
        return ()
    both = sides(sheet)
    return tuple(drawn for drawn in (balance(sheet, both), change(sheet, both), surplus(sheet)) if drawn)


def sides(sheet: Sheet) -> tuple[Side, ...]:
    """The sums that the table's results are made of; without a result nobody knows what is income."""
    arithmetic = Arithmetic(Book(year=sheet.year, sheets=(sheet,)))
    results = [place for place, line in enumerate(sheet.lines) if line.kind == "result"]
    totals = [found for result in results for found in arithmetic.totals(sheet, result)]
    return tuple(Side(sign, total, tuple(_lines(arithmetic, sheet, total))) for sign, total in totals)


def _lines(arithmetic: Arithmetic, sheet: Sheet, total: int) -> Iterable[int]:
    for part in arithmetic.parts(sheet, total):
        if sheet.lines[part].kind == "sum":
            yield from _lines(arithmetic, sheet, part)
        else:
            yield part


# ── Where the money comes from, and where it goes ────────────────────────────────────────────────


def balance(sheet: Sheet, both: tuple[Side, ...]) -> Picture | None:
    """Income and expenses in the year's own column."""
    column = own_column(sheet.columns)
    if column is None:
        return None
    groups = tuple(_group(sheet, side, column, figure, _largest) for side in both)
    shares = [_share(sheet, side, column) for side in both]
    point = " ".join(filter(None, [_difference(sheet, both, column), _sentence(shares)]))
    return _picture("Hvor pengene kommer fra og hvor de går", _about(sheet, sheet.label(column)), point, groups)


def _difference(sheet: Sheet, both: tuple[Side, ...], column: int) -> str:
    """Whether the income covers the expenses; nothing when the table does not have both sums."""
    sums = {sign: [_value(sheet, side.total, column) for side in both if side.sign == sign] for sign in (1, -1)}
    if not all(sums.values()) or None in [*sums[1], *sums[-1]]:
        return ""
    rest = sum(sums[1]) - sum(sums[-1])
    if rest == 0:
        return f"Inntektene og utgiftene er like store, {amount(sum(sums[1]), sheet.unit)}."
    more, less = ("Inntektene", "utgiftene") if rest > 0 else ("Utgiftene", "inntektene")
    return f"{more} er {amount(abs(rest), sheet.unit)} høyere enn {less}."


def _share(sheet: Sheet, side: Side, column: int) -> str:
    """`«Kontingenter» er 88 prosent av sum inntekter`, where shares have a meaning."""
    bars, total = _bars(sheet, side, column, figure), _value(sheet, side.total, column)
    if len(bars) < 2 or not total or total != sum(bar.value for bar in bars) or min(bar.value for bar in bars) < 0:
        return ""
    largest = max(bars, key=lambda bar: bar.value)
    percent = (100 * largest.value / total).quantize(Decimal(1), ROUND_HALF_UP)
    return f"«{largest.label}» er {percent} prosent av {small(_name(sheet, side.total))}"


def _largest(bars: tuple[Bar, ...]) -> str:
    if not bars:
        return ""
    largest = max(bars, key=lambda bar: bar.value)
    return f"Størst er «{largest.label}» med {largest.written}." if len(bars) > 1 and largest.value > 0 else ""


# ── What has changed ─────────────────────────────────────────────────────────────────────────────


def change(sheet: Sheet, both: tuple[Side, ...]) -> Picture | None:
    """The lines of the last column that says what has changed."""
    column = next((at for at in reversed(range(len(sheet.columns))) if sheet.columns[at].kind == "change"), None)
    if column is None:
        return None
    pair = sheet.compared(column)
    compared = f"Fra {small(sheet.label(pair[0]))} til {small(sheet.label(pair[1]))}" if pair else sheet.label(column)
    groups = tuple(_group(sheet, side, column, signed, _extremes) for side in both)
    point = _sentence([_move(sheet, side, column) for side in both])
    return _picture("Hva som er endret", _about(sheet, compared), point, groups)


def _move(sheet: Sheet, side: Side, column: int) -> str:
    value, name = _value(sheet, side.total, column), small(_name(sheet, side.total))
    if value is None:
        return ""
    if value == 0:
        return f"{name} er uendret"
    return f"{name} går {'opp' if value > 0 else 'ned'} med {amount(abs(value), sheet.unit)}"


def _extremes(bars: tuple[Bar, ...]) -> str:
    up = max((bar for bar in bars if bar.value > 0), key=lambda bar: bar.value, default=None)
    down = min((bar for bar in bars if bar.value < 0), key=lambda bar: bar.value, default=None)
    said = [f"Mest {way} går «{bar.label}», {bar.written}." for way, bar in (("opp", up), ("ned", down)) if bar]
    return " ".join(said)


# ── The surplus over the years ───────────────────────────────────────────────────────────────────


def surplus(sheet: Sheet) -> Picture | None:
    """The closing surplus in every column that has one; over time only when there are two."""
    row = next((place for place, line in enumerate(sheet.lines) if line.kind == "closing"), None)
    if row is None:
        return None
    columns = [place for place, column in enumerate(sheet.columns) if column.kind != "change"]
    values = [(sheet.label(place), _value(sheet, row, place)) for place in columns]
    bars = tuple(Bar(label, value, figure(value)) for label, value in values if value is not None)
    if len(bars) < 2 or not any(bar.value for bar in bars):
        return None
    point = _highest_and_lowest(bars, sheet.unit)
    title, empty = _name(sheet, row), len(columns) - len(bars)
    remark = _counted(empty, "kolonne er uten tall og er utelatt", "kolonner er uten tall og er utelatt")
    return Picture(title, _about(sheet, ""), point, (Group("", "", bars, f"{title}. {point}", remark),))


def _highest_and_lowest(bars: tuple[Bar, ...], unit: str) -> str:
    low, high = min(bars, key=lambda bar: bar.value), max(bars, key=lambda bar: bar.value)
    if low.value == high.value:
        return f"Det er {amount(high.value, unit)} i alle kolonnene."
    return (
        f"Det er høyest i «{high.label}» med {amount(high.value, unit)} og lavest i «{low.label}» med {low.written}. "
        f"I «{bars[-1].label}» er det {bars[-1].written}."
    )


# ── Common to them ───────────────────────────────────────────────────────────────────────────────


def _picture(title: str, about: str, point: str, groups: tuple[Group, ...]) -> Picture | None:
    """Nothing at all when there is no bar to draw."""
    return Picture(title, about, point, groups) if any(group.bars for group in groups) else None


def _group(sheet: Sheet, side: Side, column: int, write, main_point) -> Group:
    bars, total = _bars(sheet, side, column, write), _value(sheet, side.total, column)
    heading, written = _name(sheet, side.total), "" if total is None else write(total)
    summed = f"{heading}: {written}{HARD_SPACE}{sheet.unit}." if written else f"{heading}."
    counted, empty = sum((bar.value for bar in bars), Decimal(0)), len(side.lines) - len(bars)
    remarks = (
        _counted(empty, "linje er 0 eller tom og er utelatt", "linjer er 0 eller tomme og er utelatt"),
        f"Linjene gir {write(counted)}; summen i tabellen er {written}." if total not in (None, counted) else "",
    )
    return Group(heading, written, bars, f"{summed} {main_point(bars)}".strip(), " ".join(filter(None, remarks)))


def _bars(sheet: Sheet, side: Side, column: int, write) -> tuple[Bar, ...]:
    """The lines of a side that are not nothing."""
    values = [(place, _value(sheet, place, column)) for place in side.lines]
    return tuple(Bar(_name(sheet, place), value, write(value)) for place, value in values if value)


def _value(sheet: Sheet, line: int, column: int) -> Decimal | None:
    cell = sheet.lines[line].cells[column]
    return cell if isinstance(cell, Decimal) else None


def _name(sheet: Sheet, line: int) -> str:
    """The line's label without the asterisk that calls a note below the table."""
    label = sheet.lines[line].label
    return label.rstrip(" *") or label


def _about(sheet: Sheet, what: str) -> str:
    said = f"{what}, {sheet.unit}" if what else sheet.unit
    return said[:1].upper() + said[1:]


def _sentence(parts: list[str]) -> str:
    """`a`, `b` and `c` as «A, b og c.», those that are empty left out."""
    *first, last = [part for part in parts if part] or [""]
    said = f"{', '.join(first)} og {last}" if first else last
    return f"{said[:1].upper()}{said[1:]}." if said else ""


def _counted(number: int, one: str, many: str) -> str:
    return "" if number == 0 else f"{number} {one if number == 1 else many}."
