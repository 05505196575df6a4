"""What a text says now that it did not say before, thing by thing: enough to tell whether a decision fits it."""

from collections.abc import Iterator

from .. import document as doc

# What follows from where a thing stands or is told of it beside its text, and what has its own place in the list.
BESIDE = {"id", "number", "origins", "measures", "sections", "table"}


def changed(before: doc.Document, after: doc.Document) -> list[str]:
    """The titles of what is changed, new or gone, in reading order; of the budget the figures, by line."""
    old, new = (dict(_said(document)) for document in (before, after))
    found = [title for key, (title, said) in new.items() if key not in old or old[key][1] != said]
    return found + [title for key, (title, _said) in old.items() if key not in new]


def _said(document: doc.Document) -> Iterator[tuple]:
    for section, _depth in document.every_section():
        yield section.id, (section.title, _own(section))
        for measure in section.measures:
            yield measure.id, (measure.title, _own(measure))
        for line in section.table.lines if section.table else ():
            yield line.id, (f"{section.title}: {line.label}", [line.label, *map(str, line.cells)])


def _own(part) -> dict:
    return {name: value for name, value in doc.as_plain(part).items() if name not in BESIDE}
