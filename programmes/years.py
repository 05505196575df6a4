"""Years in a text: moved along where they name the programme itself, pointed out everywhere else.

Only a person knows whether «2025» in a sentence is the year of the programme, of a law or of a meeting.
"""

import re
from typing import NamedTuple

from . import document as doc
from .richtext import words

AROUND = 60  # how much of the text is shown on each side of a year
YEAR = re.compile(r"(?<![\d.,])(\d{4})(?![\d])")
SPAN = re.compile(r"(?<!\d)(\d{4})(?:\s?[–-]\s?(\d{4}|\d{2}))?(?!\d)")
# What a measure says in plain words; its content and its resultatmål are read apart.
TEXTS = ("title", "partners", "time_frame", "responsible", "cooperation")


class Left(NamedTuple):
    """A year in a text, with the words around it. Without a section it is on the cover or in the process plan."""

    field: str
    before: str
    years: str
    after: str
    section: doc.Section | None = None
    measure: doc.Measure | None = None


def moved(text: str, first: int, last: int, *, by: int | None = None) -> str:
    """The text with the years from `first` to `last` moved on by as many, or `by`: a title, an address, a vague day."""
    more = last - first + 1 if by is None else by

    def later(found: re.Match) -> str:
        year = int(found[1])
        return str(year + more) if first <= year <= last else found[0]

    return YEAR.sub(later, text)


def years_left(document: doc.Document, year: int) -> list[Left]:
    """Every place that names `year` or the year before it, alone or as the end of a span, in reading order."""
    found = [*_in(document.title, year, "title"), *_in(document.cover or "", year, "cover")]
    for step in document.steps:
        found += _in(f"{step.what}\n{step.who or ''}", year, "steps")
    for section, _depth in document.every_section():
        found += [left._replace(section=section) for left in _in_section(section, year)]
        for measure in section.measures:
            found += [left._replace(section=section, measure=measure) for left in in_measure(measure, year)]
    return found


def in_measure(measure: doc.Measure, year: int) -> list[Left]:
    """The places in one measure."""
    found = [left for name in TEXTS for left in _in(getattr(measure, name) or "", year, name)]
    found += _in(words(measure.content), year, "content")
    for result in measure.results:
        said = (result.text, result.indicator, result.baseline, result.target)
        found += _in("\n".join(filter(None, said)), year, "results")
    for name in ("starts_on", "ends_on"):
        if day := getattr(measure, name):
            found += _in(f"{day:%d.%m.%Y}", year, name)
    return found


def _in_section(section: doc.Section, year: int) -> list[Left]:
    found = _in(section.title, year, "title") + _in(words(section.text), year, "text")
    for goal in section.goals:
        found += _in(goal.text, year, "goals")
    for strategy in (*section.strategies, *(each for goal in section.goals for each in goal.strategies)):
        found += _in(words(strategy.text), year, "strategies")
    if section.table:
        named = (section.table.title, section.table.heading, *(line.label for line in section.table.lines))
        found += [left for text in named for left in _in(text or "", year, "table")]
    found += _in(words(section.closing), year, "closing")
    for note in section.notes:
        found += _in(words(note.text), year, "notes")
    return found


def _in(text: str, year: int, field: str) -> list[Left]:
    found = []
    for hit in SPAN.finditer(text):
        ends = {int(hit[1]), int(hit[1][: 4 - len(hit[2])] + hit[2]) if hit[2] else int(hit[1])}
        if ends & {year, year - 1}:
            before, after = text[: hit.start()], text[hit.end() :]
            found.append(Left(field, _end(before), hit[0], _beginning(after)))
    return found


def _end(text: str) -> str:
    """The last words of a text, on one line."""
    text = " ".join(text.split()) + (" " if text[-1:].isspace() else "")
    return text if len(text) <= AROUND else "…" + text[-AROUND:].partition(" ")[2]


def _beginning(text: str) -> str:
    """The first words of a text, on one line."""
    text = (" " if text[:1].isspace() else "") + " ".join(text.split())
    return text if len(text) <= AROUND else text[:AROUND].rpartition(" ")[0] + " …"
