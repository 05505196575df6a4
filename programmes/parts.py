"""What can be pointed at in a document: every section, measure and budget line, with where it stands."""

from dataclasses import dataclass
from uuid import UUID

from . import document as doc
from .models import Comment

About = Comment.About


@dataclass(frozen=True)
class Part:
    """`content` is the document's own part; `chapter` the title of the chapter that it stands in."""

    about: Comment.About
    id: UUID
    title: str
    number: str
    chapter: str
    area: str
    section: UUID
    content: doc.Section | doc.Measure | doc.TableLine

    @property
    def label(self) -> str:
        """The number, when there is one, and the title."""
        return f"{self.number} {self.title}".strip()


def parts(document: doc.Document) -> dict[UUID, Part]:
    """Every part by its id, in reading order."""
    areas = {area.key: area.name for area in document.areas}
    found: dict[UUID, Part] = {}

    def walk(section: doc.Section, chapter: str, area: str) -> None:
        area = areas.get(section.area, area)
        place = {"chapter": chapter, "area": area, "section": section.id}
        here = [(About.SECTION, section, section.title)]
        here += [(About.MEASURE, measure, measure.title) for measure in section.measures]
        here += [(About.LINE, line, line.label) for line in (section.table.lines if section.table else ())]
        for about, content, title in here:
            number = getattr(content, "number", None) or ""
            found[content.id] = Part(about, content.id, title, number, content=content, **place)
        for inner in section.sections:
            walk(inner, chapter, area)

    for section in document.sections:
        walk(section, section.title, "")
    return found
