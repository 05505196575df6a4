"""What stands beside a measure or a section in the workplace: its origins, what it answers to, who wrote last."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.text import Truncator, capfirst

from organisation import record

from .models import Comment, Guidelines, Lineage, Measure, Programme, Section
from .richtext import read_html, words


@dataclass(frozen=True)
class Line:
    text: str
    address: str = ""


@dataclass(frozen=True)
class Detail:
    label: str
    lines: list[Line]


def details(
    work: Programme | Guidelines,
    thing: Measure | Section,
    history: str,
    comments: tuple[list, int] = ((), 0),
    badges: Sequence[tuple[str, str]] = (),
) -> list[Detail]:
    """Everything that is known beside what is printed, without what is empty. `history` is the address of its history.

    `comments` are those to show, each with its state, and how many more there are; `badges` what it wears, each with
    its address. Seven queries for a measure, three for a section, whatever the size of the programme.
    """
    found = _of_measure(work, thing) if isinstance(thing, Measure) else _of_section(thing)
    worn = Detail("Merket", [Line(*badge) for badge in badges])
    every = (worn, *found, _comments(*comments), _written(thing, history))
    return [detail for detail in every if detail.lines]


def _comments(rows, more: int) -> Detail:
    lines = [Line(f"{comment} fra {comment.name} ({state})", _address(comment)) for comment, state in rows]
    return Detail("Innspill", [*lines, *([Line(f"og {more} til")] if more else [])])


def _address(comment: Comment) -> str:
    """What can be taken in has a page for it; the others have their own."""
    if comment.kind in Comment.TAKEABLE:
        return reverse("take_in", args=[comment.uuid])
    return comment.get_absolute_url()


def _of_measure(work, measure: Measure) -> list[Detail]:
    parts = Lineage.objects.filter(**{f"measure__section__{work._meta.model_name}": work}, measure__is_taken_out=False)
    parts = parts.filter(origin=measure.uuid, kind=Lineage.Kind.SPLIT).select_related("measure__section")
    strategies = measure.strategies.select_related("section")
    lines = measure.budget_lines.select_related("table__budget")
    return [
        Detail("Opphav", [_origin(work, each) for each in measure.lineage.all()]),
        Detail("Delt ut herfra", [Line(each.measure.title, _place(work, each.measure)) for each in parts]),
        Detail("Føring", [Line(f"{each.section.title}: {_short(words(read_html(each.text)))}") for each in strategies]),
        Detail("Gjelder også", [Line(area.name) for area in measure.further_areas.all()]),
        Detail("Budsjett", [Line(each.label, _budget(each.table)) for each in lines]),
        Detail("Spor", [Line("Hvordan ble det slik?", _trail(work, measure))] * isinstance(work, Programme)),
    ]


def _origin(work, lineage: Lineage) -> Line:
    """One of the work's own has a history; others are named by where they stand."""
    said = capfirst(str(lineage))
    if lineage.origin_place == work.slug:
        return Line(said, reverse("object_history", args=[work.slug, "tiltak", lineage.origin]))
    return Line(f"{said} ({lineage.origin_place})")


def _place(work, measure: Measure) -> str:
    return f"{reverse('workplace_section', args=[work.slug, measure.section.uuid])}#tiltak-{measure.uuid}"


def _of_section(section: Section) -> list[Detail]:
    count = section.measures.filter(is_taken_out=False).count()
    area, body = section.area, section.body
    return [
        Detail("Område", [Line(area.name)] if area else []),
        Detail("Organ", [Line(body.name, body.get_absolute_url())] if body else []),
        Detail("Tiltak", [Line(f"{count} tiltak")] if count else []),
    ]


def _written(thing: Measure | Section, history: str) -> Detail:
    version = record.latest(thing)
    if version is None:
        return Detail("Historikk", [Line("Ikke endret siden det ble lagt inn", history)])
    when = f"{version.get_cause_display()} {version.at:%d.%m.%Y}"
    return Detail("Historikk", [Line(capfirst(f"{when} av {version.by}" if version.by else when), history)])


def _trail(work: Programme, measure: Measure) -> str:
    """Its number may become another's; the beginning of its id finds it always."""
    return reverse("trail", args=[work.slug, measure.uuid.hex[:8]])


def _short(text: str) -> str:
    return Truncator(text).chars(120)


def _budget(table) -> str:
    return f"{reverse('budget', args=[table.budget.year])}#tabell-{table.uuid}"
