"""Measures of a document → rows: all of a programme when it is loaded, one when it is edited."""

from collections.abc import Iterable, Mapping
from uuid import UUID

from budget.models import BudgetLine
from organisation.models import Partner

from . import document as doc
from .models import Area, Lineage, Measure, MeasurePartner, ResultTarget, Section, Strategy
from .richtext import write_html

Pairs = list[tuple[Measure, doc.Measure]]


class CannotLoad(Exception):
    """The document cannot be loaded; the message is a Norwegian sentence that says why."""


def measure_row(measure: doc.Measure, section: Section, order: int) -> Measure:
    """The measure as a row that is not saved, without what points at others."""
    return Measure(uuid=measure.id, section=section, order=order, **columns(measure))


def columns(measure: doc.Measure) -> dict:
    """What a measure says in its own columns."""
    return {
        "number": measure.number or "",
        "title": measure.title,
        "content": write_html(measure.content),
        "partners": measure.partners or "",
        "time_frame": measure.time_frame or "",
        "starts_on": measure.starts_on,
        "ends_on": measure.ends_on,
        "responsible": measure.responsible or "",
        "cooperation": measure.cooperation or "",
        "priority": measure.priority,
        "sdgs": list(measure.sdgs),
        "language": measure.language,
    }


def write_relations(pairs: Pairs, areas: Mapping[str, Area], lines: Mapping[UUID, BudgetLine]) -> None:
    """Everything that hangs on measures that are stored and have none of it yet. Raises `CannotLoad`."""
    _write_results_and_lineage(pairs)
    _link_partners(pairs)
    _link("further_areas", "area", areas, pairs, "området «{}»")
    _link("strategies", "strategy", _strategies(pairs), pairs, "strategien {}")
    _link("budget_lines", "budgetline", lines, pairs, "budsjettlinjen {}")


def _write_results_and_lineage(pairs: Pairs) -> None:
    ResultTarget.objects.bulk_create(
        ResultTarget(
            measure=row,
            order=order,
            text=result.text,
            indicator=result.indicator or "",
            baseline=result.baseline or "",
            target=result.target or "",
            unit=result.unit or "",
        )
        for row, measure in pairs
        for order, result in enumerate(measure.results)
    )
    Lineage.objects.bulk_create(
        Lineage(
            measure=row,
            order=order,
            kind=origin.kind,
            origin=origin.measure,
            origin_title=origin.title,
            origin_place=origin.place,
        )
        for row, measure in pairs
        for order, origin in enumerate(measure.origins)
    )


def _link_partners(pairs: Pairs) -> None:
    """Names that the register lacks are put in it."""
    known = Partner.objects.names()
    wanted = dict.fromkeys(name for _row, measure in pairs for name in measure.named_partners)
    new = Partner.objects.bulk_create(
        Partner(name=name) for name in {n.casefold(): n for n in wanted if n.casefold() not in known}.values()
    )
    known |= {partner.name.casefold(): partner.pk for partner in new}
    links = []
    for row, measure in pairs:
        once = dict.fromkeys(known[name.casefold()] for name in measure.named_partners)
        links += [MeasurePartner(measure=row, partner_id=partner, order=order) for order, partner in enumerate(once)]
    MeasurePartner.objects.bulk_create(links)


def _strategies(pairs: Pairs) -> dict[UUID, Strategy]:
    """Strategies that the measures answer to: of the programme's guidelines, or of this very document."""
    wanted = {uuid for _row, measure in pairs for uuid in measure.strategies}
    return {strategy.uuid: strategy for strategy in Strategy.objects.filter(uuid__in=wanted)} if wanted else {}


def _link(relation: str, column: str, targets: Mapping, pairs: Pairs, naming: str) -> None:
    """Fill a many-to-many relation in the document's order."""
    through = getattr(Measure, relation).through
    links: list = []
    for row, measure in pairs:
        links += _links(row, measure, relation, column, targets, naming)
    through.objects.bulk_create(links)


def _links(row: Measure, measure: doc.Measure, relation, column, targets, naming) -> Iterable:
    for wanted in getattr(measure, relation):
        if wanted not in targets:
            raise CannotLoad(f"Tiltaket «{measure.title}» viser til {naming.format(wanted)}, som ikke finnes her.")
        yield getattr(Measure, relation).through(measure=row, **{column: targets[wanted]})
