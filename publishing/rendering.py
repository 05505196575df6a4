"""Document → HTML: the same article for the page, the stored edition and the PDF."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from uuid import UUID

from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from programmes.document import Document, Measure, Section

from .anchors import address, anchors, short_id
from .pictures import Drawn, drawn

IN_TITLE_CELL = {"number", "title", "content", "priority"}


@dataclass
class Chapter:
    """A section as the templates need it: with its depth, its anchor and its own subsections."""

    section: Section
    depth: int
    anchor: str
    measures: list["Row"]
    chapters: list["Chapter"] = field(default_factory=list)

    @property
    def level(self) -> int:
        """Heading level: chapters are h2, since the title is h1."""
        return min(self.depth + 1, 6)

    @property
    def partner_count(self) -> int:
        return len({name for row in self.measures for name in row.measure.named_partners})

    @cached_property
    def pictures(self) -> list[Drawn]:
        """What the section's budget table looks like."""
        return drawn(self.section.table, self.anchor) if self.section.table else []


@dataclass
class Row:
    """A measure with its permanent address."""

    measure: Measure
    anchor: str
    href: str
    level: int


@dataclass(frozen=True)
class Mark:
    """A comment mark: the link's address and words, what it is about, and what a reader should know of the thing."""

    href: str
    words: str
    title: str
    tags: tuple[str, ...] = ()


def chapters(document: Document, base: str | None) -> list[Chapter]:
    """The section tree, ready to be drawn. `base` is the address that measures have a page under, if they have one."""
    names = anchors(document)

    def row(measure: Measure, depth: int) -> Row:
        anchor = names[measure.id]
        href = f"{base}tiltak/{address(measure)}/" if base else f"#{anchor}"
        return Row(measure, anchor, href, min(depth + 2, 6))

    def chapter(section: Section, depth: int) -> Chapter:
        return Chapter(
            section,
            depth,
            names[section.id],
            [row(measure, depth) for measure in section.measures],
            [chapter(child, depth + 1) for child in section.sections],
        )

    return [chapter(section, 1) for section in document.sections]


def article(
    document: Document, base: str | None = None, *, paper: bool = False, marks: Mapping[UUID, Mark] | None = None
) -> SafeString:
    """The document as one `<article>`, without anything around it; on `paper` without what only a screen shows.

    `marks` stand beside what somebody is asked to comment on.
    """
    return render_to_string(
        "document/article.html",
        {
            "document": document,
            "paper": paper,
            "marks": marks,
            "chapters": chapters(document, base),
            "labels": {printed.field: printed.label for printed in document.fields},
            "columns": [printed for printed in document.fields if printed.field not in IN_TITLE_CELL],
            "decision": decision_sentence(document),
        },
    )


def decision_sentence(document: Document) -> str:
    """`Vedtatt av representantskapet 18.12.2024`, or nothing for a draft."""
    if document.decision is None:
        return ""
    body = next(body for body in document.bodies if body.key == document.decision.body)
    day = document.decision.decided_on
    changed = " med endringer" if document.decision.outcome == "adopted_with_changes" else ""
    return f"Vedtatt{changed} av {body.definite_name or body.name}" + (f" {day:%d.%m.%Y}" if day else "")


def find_measure(document: Document, wanted: str) -> tuple[Section, Measure] | None:
    """The measure with this number or short id, and the section it stands in."""
    every = [(section, measure) for section, _depth in document.every_section() for measure in section.measures]
    by_id = {short_id(measure): (section, measure) for section, measure in reversed(every)}
    return {address(measure): (section, measure) for section, measure in reversed(every)}.get(wanted, by_id.get(wanted))


def area_of(document: Document, section: Section) -> str:
    """The name of the section's area; the section's own title when it has none."""
    return next((area.name for area in document.areas if area.key == section.area), section.title)
