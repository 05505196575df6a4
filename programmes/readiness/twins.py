"""The same measure twice: in the draft of 2025 one stood in two chapters, and both were sent out."""

from collections.abc import Iterator

from .. import document as doc
from ..likeness import bags_of, pairs
from .fault import Fault, listed

ALIKE = 0.9  # measured: that pair is 1.0, and the next two that are most alike in any of the council's programmes 0.5
SAYS = "Sier nesten det samme som {title}{where}. Slå dem sammen, eller skriv hva som skiller dem."


def twins(document: doc.Document) -> Iterator[Fault]:
    """One for each measure that says the same as one before it. A title alone is no measure: many chapters have
    «Gjennomføre webinarer», each with themes of its own."""
    sections = {measure.id: section for section, _depth in document.every_section() for measure in section.measures}
    measures = {measure.id: measure for measure in document.every_measure()}
    order = {each: place for place, each in enumerate(measures)}
    bags = bags_of(measures.values())
    same = set(pairs(bags, bags, ALIKE)) | _same_title(measures)
    first: dict = {}
    for one, other in sorted(same, key=lambda pair: order[pair[1]]):
        if order[other] < order[one]:
            first.setdefault(one, other)
    for each in sorted(first, key=order.__getitem__):
        twin = measures[first[each]]
        elsewhere = sections[twin.id] is not sections[each]
        where = f" i «{sections[twin.id].title}»" if elsewhere else ""
        says = SAYS.format(title=listed([twin.title]), where=where)
        yield Fault("twin", says, measures[each].title, each, "measure", "title", words=str(twin.id))


def _same_title(measures: dict) -> set[tuple]:
    """Pairs with one title, of which at least one says nothing more."""
    by_title: dict[str, list] = {}
    for each in measures.values():
        by_title.setdefault(" ".join(each.title.casefold().rstrip(" .:").split()), []).append(each)
    return {
        (one.id, group[0].id)
        for group in by_title.values()
        for one in group[1:]
        if not (one.content and group[0].content) and one.results == group[0].results
    }
