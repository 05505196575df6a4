"""What is printed: rows of figures, ratios, and whether a goal was reached."""

from dataclasses import asdict, dataclass
from statistics import median


@dataclass(frozen=True)
class Goal:
    """A ratio, and what it should be at least or at most."""

    what: str
    ratio: float
    at_least: float | None = None
    at_most: float | None = None

    @property
    def reached(self) -> bool:
        return self.ratio >= self.at_least if self.at_least is not None else self.ratio <= self.at_most

    def __str__(self) -> str:
        limit = f"≥ {self.at_least}" if self.at_least is not None else f"≤ {self.at_most}"
        return f"{'reached' if self.reached else 'MISSED ':7}  {self.ratio:6.2f}  (goal {limit})  {self.what}"

    def as_data(self) -> dict:
        return asdict(self) | {"reached": self.reached}


def ratio(figures: list[float], base: list[float]) -> float:
    """The median of the ratios, taken round by round: what disturbs a round disturbs both sides of it."""
    return median(figure / other for figure, other in zip(figures, base, strict=True))


def show(title: str, columns: list[str], rows: list[list]) -> None:
    """A table with the first column to the left and figures to the right."""
    cells = [columns, *([_cell(value) for value in row] for row in rows)]
    widths = [max(len(row[i]) for row in cells) for i in range(len(columns))]
    print(f"\n{title}")
    for row in cells:
        print("  " + row[0].ljust(widths[0]) + "".join(f"  {c.rjust(w)}" for c, w in zip(row[1:], widths[1:])))


def _cell(value) -> str:
    match value:
        case None:
            return "–"
        case float():
            return f"{value:,.0f}".replace(",", " ") if value >= 100 else f"{value:.{1 if value >= 10 else 2}f}"
        case _:
            return str(value)
