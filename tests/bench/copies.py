"""Larger programmes: the measures of 2025 several times over, with ids and words of their own."""

import random
from uuid import UUID, uuid5

from django.conf import settings

from programmes.document import Document, Measure, Section, Table
from programmes.reading import read_json
from programmes.richtext import List, Marked, NoteCall

NAMESPACE = UUID("3f0cf9a5-4a8c-4d0e-9a57-0d9a64a1d9b4")


def programme_2025() -> Document:
    return read_json((settings.BASE_DIR / "fixtures" / "handlingsprogram-2025.json").read_bytes())


def copied(document: Document, times: int) -> Document:
    """The document with every measure `times` times in its place, and with a slug and ids of its own."""

    def own(old: UUID, copy: int = 0) -> UUID:
        return uuid5(NAMESPACE, f"{times} {copy} {old}")

    def table(old: Table) -> Table:
        lines = tuple(
            line.model_copy(update={"id": own(line.id), "under": line.under and own(line.under)}) for line in old.lines
        )
        loose = {"id": own(old.id), "details": old.details and own(old.details), "title": f"{old.title} × {times}"}
        return old.model_copy(update={**loose, "lines": lines})

    def measure(old: Measure, copy: int) -> Measure:
        number = f"{old.number}.{copy}" if old.number and copy else old.number
        loose = {"id": own(old.id, copy), "number": number, "strategies": (), "budget_lines": (), "origins": ()}
        return (reworded(old, copy) if copy else old).model_copy(update=loose)

    def section(old: Section) -> Section:
        return old.model_copy(
            update={
                "id": own(old.id),
                "measures": tuple(measure(m, copy) for copy in range(times) for m in old.measures),
                "table": old.table and table(old.table),
                "sections": tuple(map(section, old.sections)),
            }
        )

    return document.model_copy(
        update={"slug": f"{document.slug}-{times}", "sections": tuple(map(section, document.sections))}
    )


def reworded(measure: Measure, copy: int) -> Measure:
    """The measure with its words in another order: a text that comes again would be cheaper than a new one."""
    chance = random.Random(f"{copy} {measure.id}")

    def mixed(text: str) -> str:
        words = text.split(" ")
        return " ".join(chance.sample(words, len(words))).strip() or text

    def inline(part):
        match part:
            case str():
                return mixed(part)
            case Marked():
                return part.model_copy(update={"text": mixed(part.text)})

    def block(old):
        if isinstance(old, List):
            return old.model_copy(update={"items": tuple(tuple(map(block, item)) for item in old.items)})
        parts = tuple(inline(part) for part in old.content if not isinstance(part, NoteCall))
        return old.model_copy(update={"content": parts or ("…",)})

    return measure.model_copy(
        update={
            "title": mixed(measure.title),
            "content": tuple(map(block, measure.content)),
            "results": tuple(r.model_copy(update={"text": mixed(r.text)}) for r in measure.results),
        }
    )
