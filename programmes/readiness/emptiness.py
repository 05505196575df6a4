"""What nobody has filled in. Only what the programme prints can be missing."""

from collections.abc import Collection, Iterator

from .. import document as doc
from .fault import Fault

# The fields that a measure should have when they are printed, and what the outline calls them. Not every measure has
# more to say than its title, so its content is not among them.
MISSING = {
    "partners": "partnere", "results": "resultatmål", "time_frame": "tidsramme", "responsible": "ansvar",
    "cooperation": "samarbeid",
}  # fmt: skip
SAYS = {
    "partners": "Ingen samarbeidspartnere. Skriv hvem som kan være med.",
    "results": "Ingen resultatmål. Skriv hva som skal være gjort eller oppnådd.",
    "time_frame": "Ingen tidsramme. Skriv når det skal gjøres.",
    "responsible": "Ingen ansvarlig. Skriv hvem som har ansvaret.",
    "cooperation": "Ingen å samarbeide med. Skriv hvem tiltaket gjøres sammen med.",
}
EMPTY = "Bare tittelen er skrevet. Skriv hva tiltaket går ut på, eller ta det ut."


def lacking(printed: Collection[str], has: Collection[str]) -> list[str]:
    """The fields that are printed and not filled in, in order. The outline and this list count by the same rule."""
    return [name for name in MISSING if name in printed and name not in has]


def empty_measures(document: doc.Document) -> Iterator[Fault]:
    """Measures with a title and nothing that says what is to be done."""
    tells = {"content", "results"} & {field.field for field in document.fields}
    for measure in document.every_measure():
        if tells and not any(getattr(measure, name) for name in ("content", "results")):
            yield Fault("empty", EMPTY, measure.title, measure.id, "measure", "content")


def missing_fields(document: doc.Document) -> Iterator[Fault]:
    """One for each field of each measure."""
    printed = {field.field for field in document.fields}
    for measure in document.every_measure():
        has = {name for name in MISSING if getattr(measure, name)} | ({"partners"} if measure.named_partners else set())
        for name in lacking(printed, has):
            yield Fault(f"no-{name.replace('_', '-')}", SAYS[name], measure.title, measure.id, "measure", name)
