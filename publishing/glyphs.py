"""Which characters the vendored fonts can draw, and how wide they are.

A character without a glyph makes a PDF fail both PDF/A-3 and PDF/UA-1, and a font that happens to
lie on the machine would make the file depend on the machine. So this is asked before a programme
is frozen.
"""

import unicodedata
from functools import cache

from django.conf import settings
from fontTools.ttLib import TTFont

from programmes.document import Document, Measure, Section
from programmes.richtext import words

FONTS = settings.BASE_DIR / "static" / "fonts"
# The text face in the three cuts that a text may be set in; each is two files, and headings fall back on it.
CUTS = ("400-normal", "400-italic", "600-normal")
# Drawn as nothing or as a space by the text engine itself: line ends, soft hyphens, joiners, narrow spaces.
UNDRAWN = {"Cc", "Cf", "Zs", "Zl", "Zp"}


@cache
def coverage() -> frozenset[int]:
    """The code points that the text face has in every cut."""
    return frozenset.intersection(*(_characters(f"inter-*{cut}.woff2") for cut in CUTS))


def _characters(pattern: str) -> frozenset[int]:
    found: set[int] = set()
    for path in sorted(FONTS.glob(pattern)):
        with TTFont(path) as font:
            found |= set(font.getBestCmap())
    return frozenset(found)


def missing(text: str) -> list[str]:
    """The characters in `text` that no vendored font can draw, each once, in order."""
    return sorted(c for c in set(text) if ord(c) not in coverage() and unicodedata.category(c) not in UNDRAWN)


def width(text: str) -> float:
    """How wide a text is in the text face, in em; a character that it lacks counts as a whole one."""
    return sum(_advances().get(ord(character), 1.0) for character in text)


@cache
def _advances() -> dict[int, float]:
    found = {}
    for path in FONTS.glob("inter-*-400-normal.woff2"):
        with TTFont(path) as font:
            glyphs, em = font["hmtx"].metrics, font["head"].unitsPerEm
            found |= {code: glyphs[name][0] / em for code, name in font.getBestCmap().items()}
    return found


def document_text(document: Document) -> str:
    """Everything that the document prints, in reading order."""
    parts = [document.title, document.cover]
    parts += [body.definite_name or body.name for body in document.bodies]
    parts += [field.label for field in document.fields]
    for step in document.steps:
        parts += [step.when, step.what, step.who]
    parts += [section_text(section) for section, _depth in document.every_section()]
    return _joined(parts)


def section_text(section: Section) -> str:
    """Everything that a section prints itself, without its subsections."""
    parts = [section.number, section.title, words(section.text)]
    parts += [sdg.printed for sdg in section.sdgs]
    for goal in section.goals:
        parts += [goal.text, *(words(strategy.text) for strategy in goal.strategies)]
    parts += [words(strategy.text) for strategy in section.strategies]
    parts += [measure_text(measure) for measure in section.measures]
    if table := section.table:
        parts += [table.title, table.unit, table.heading]
        parts += [column.label for column in table.columns] + [line.label for line in table.lines]
    parts += [words(section.closing)]
    parts += [f"{note.marker} {words(note.text)}" for note in section.notes]
    return _joined(parts)


def measure_text(measure: Measure) -> str:
    parts = [measure.number, measure.title, words(measure.content), measure.partners, measure.time_frame]
    parts += [measure.responsible, measure.cooperation]
    for result in measure.results:
        parts += [result.text, result.indicator, result.baseline, result.target, result.unit]
    return _joined(parts)


def _joined(parts: list[str | None]) -> str:
    return "\n".join(part for part in parts if part)
