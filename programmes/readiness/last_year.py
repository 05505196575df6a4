"""Last year's number left in the text, which often means that a sentence was copied and not read."""

from collections import defaultdict
from collections.abc import Iterator

from .. import document as doc
from ..years import Left, years_left
from .fault import Fault

SAYS = "Nevner {places}. Er det fjorårets tekst som står igjen, så skriv den om."
MOST = 3


def last_years_number(document: doc.Document) -> Iterator[Fault]:
    """One for each section and each measure. The plan of a programme runs in the year before, and is not read; nor is
    the span of years that names the guidelines."""
    year = document.first_year - 1
    own = (document.guidelines or "").replace("–", "-")
    places: dict[tuple, list[Left]] = defaultdict(list)
    for left in years_left(document, year):
        if left.field != "steps" and str(year) in _years(left.years) and left.years.replace("–", "-") not in own:
            places[left.section and left.section.id, left.measure and left.measure.id].append(left)
    for (section, measure), lefts in places.items():
        first = lefts[0]
        subject, place = (first.measure.title, "measure") if measure else (
            (first.section.title, "section") if section else (document.title, "cover")
        )  # fmt: skip
        says = SAYS.format(places=_told(lefts))
        yield Fault("last-year", says, subject, measure or section, place, first.field)


def _years(span: str) -> set[str]:
    """The years that a span ends in: `2024`, `2023–2024`, `2023–24`."""
    first, last = span[:4], span[4:].strip(" –-")
    return {first, first[: 4 - len(last)] + last} if last else {first}


def _told(lefts: list[Left]) -> str:
    """Each with some of the words around it."""
    named = [f"«{_near(left)}»" for left in lefts[:MOST]]
    more = len(lefts) - MOST
    return f"{', '.join(named)} og {more} steder til" if more > 0 else ", ".join(named)


def _near(left: Left) -> str:
    """The words next to the year, as they stand."""
    before, after = left.before.split(" ")[-4:], left.after.split(" ")[:4]
    return " ".join(f"{' '.join(before)}{left.years}{' '.join(after)}".replace("…", "").split())
