"""Permanent addresses inside a document: `#transport-og-mobilitet`, `tiltak/3f2a9c01`."""

from itertools import chain, count
from uuid import UUID

from django.utils.text import slugify

from programmes.document import Document, Measure

NORWEGIAN = str.maketrans({"æ": "ae", "ø": "o", "å": "a", "Æ": "ae", "Ø": "o", "Å": "a"})


def anchors(document: Document) -> dict[UUID, str]:
    """The `id` in the page of every section and measure; a title that comes again gets a number."""
    used = {"innhold"}
    found = {}
    for section, _depth in document.every_section():
        name = slugify(section.title.translate(NORWEGIAN))[:80].strip("-") or "avsnitt"
        found[section.id] = next(n for n in chain([name], (f"{name}-{i}" for i in count(2))) if n not in used)
        used.add(found[section.id])
        for measure in section.measures:
            found[measure.id] = f"tiltak-{address(measure)}"
    return found


def address(measure: Measure) -> str:
    """What a measure is called in an address: its number when it has one, else the start of its id."""
    return measure.number or short_id(measure)


def short_id(measure: Measure) -> str:
    """What always finds it, also when its number has become another's."""
    return measure.id.hex[:8]
