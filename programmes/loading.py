"""Document → database.

A document is loaded whole or not at all. Loading never overwrites: a slug or an id that is already
there is an obstacle with a sentence, and the database stays as it was.
"""

from django.db import transaction

from budget.keeping import add_table
from budget.models import Budget, BudgetLine, BudgetTable
from organisation.models import Body

from . import document as doc
from .models import (
    Area,
    Decision,
    Footnote,
    Goal,
    Guidelines,
    Measure,
    ProcessStep,
    Programme,
    Section,
    Strategy,
    SustainabilityGoal,
)
from .numbering import misnumbered, unnumbered
from .richtext import write_html
from .tables import sheets_of
from .writing import CannotLoad, measure_row, write_relations


@transaction.atomic
def load(document: doc.Document) -> Programme | Guidelines:
    """Write a document into the database as a new programme or new guidelines, internal to the secretariat.

    Bodies and partners that the register lacks are added; those it has are used as they are.
    Raises `CannotLoad` when the slug or an id is taken, a reference leads nowhere or a number does not follow the
    document's scheme.
    """
    _refuse_what_is_taken(document)
    _refuse_other_numbers(document)
    document = unnumbered(document)
    bodies = _bodies(document)
    common = {
        "slug": document.slug,
        "title": document.title,
        "cover": document.cover or "",
        "first_year": document.first_year,
        "last_year": document.last_year,
        "language": document.language,
        "numbering": document.numbering,
    }
    if document.kind == "guidelines":
        work = Guidelines.objects.create(**common)
        owner = {"guidelines": work}
    else:
        work = Programme.objects.create(
            **common,
            guidelines=_guidelines(document),
            adopting_body=bodies.get(document.adopting_body),
            layout=document.layout,
            fields=[row.model_dump() for row in document.fields],
        )
        owner = {"programme": work}
        _write_process(work, document, bodies)
    areas = _write_areas(owner, document, getattr(work, "guidelines", None))
    tables, lines = _write_tables(document)
    if document.kind == "programme" and tables:
        work.budget = next(iter(tables.values())).budget
        work.save(update_fields=["budget"])
    sections = _write_sections(owner, document, areas, bodies, tables)
    _write_guidance(document, sections)
    placed = [
        (section.id, order, measure)
        for section, _depth in document.every_section()
        for order, measure in enumerate(section.measures)
    ]
    written = Measure.objects.bulk_create(
        measure_row(measure, sections[section], order) for section, order, measure in placed
    )
    pairs = list(zip(written, (measure for _section, _order, measure in placed), strict=True))
    write_relations(pairs, areas, lines)
    return work


def _refuse_what_is_taken(document) -> None:
    for kind in (Programme, Guidelines):
        if kind.objects.filter(slug=document.slug).exists():
            raise CannotLoad(
                f"Adressen «{document.slug}» er i bruk, og en import skriver aldri over: velg en annen med --slug."
            )
    sections = [section for section, _depth in document.every_section()]
    goals = [goal for section in sections for goal in section.goals]
    tables = [section.table for section in sections if section.table]
    taken = [
        (Section, sections, "et avsnitt"),
        (Measure, document.every_measure(), "et tiltak"),
        (Goal, goals, "et mål"),
        (Strategy, [strategy for owner in (*sections, *goals) for strategy in owner.strategies], "en strategi"),
        (BudgetTable, tables, "en budsjettabell"),
        (BudgetLine, [line for table in tables for line in table.lines], "en budsjettlinje"),
    ]
    for model, parts, word in taken:
        ids = [part.id for part in parts]
        for start in range(0, len(ids), 500):
            there = model.objects.filter(uuid__in=ids[start : start + 500]).values_list("uuid", flat=True).first()
            if there:
                raise CannotLoad(f"Dokumentet har {word} som finnes fra før, med id {there}.")


def _refuse_other_numbers(document) -> None:
    for thing, wanted in misnumbered(document):
        has, gives = (f"nummeret {number}" if number else "ikke noe nummer" for number in (thing.number, wanted))
        raise CannotLoad(
            f"«{thing.title}» har {has}, men nummereringen «{document.numbering}» gir det {gives}. "
            "Rett nummeret, eller ta bort «numbering»."
        )


def _guidelines(document) -> Guidelines | None:
    if document.guidelines is None:
        return None
    found = Guidelines.objects.filter(slug=document.guidelines).first()
    if found is None:
        raise CannotLoad(
            f"Programmet bygger på føringene «{document.guidelines}», som ikke finnes her: importer dem først."
        )
    return found


def _bodies(document) -> dict[str, Body]:
    there = {body.key: body for body in Body.objects.all()}
    names = {body.name: body.key for body in there.values()}
    for ref in document.bodies:
        if ref.key not in there:
            if ref.name in names:
                raise CannotLoad(f"Organet «{ref.name}» finnes fra før under nøkkelen «{names[ref.name]}».")
            there[ref.key] = Body.objects.create(
                key=ref.key, name=ref.name, definite_name=ref.definite_name or "", kind=ref.kind, order=len(there)
            )
    return there


def _write_process(programme, document, bodies) -> None:
    if document.decision:
        Decision.objects.create(
            programme=programme,
            body=bodies[document.decision.body],
            outcome=document.decision.outcome,
            decided_on=document.decision.decided_on,
            case_number=document.decision.case_number or "",
        )
    ProcessStep.objects.bulk_create(
        ProcessStep(
            programme=programme,
            order=order,
            when=step.when,
            starts_on=step.starts_on,
            ends_on=step.ends_on,
            confirmed=step.confirmed,
            what=step.what,
            who=step.who or "",
            body=bodies.get(step.body),
            kind=step.kind or "",
        )
        for order, step in enumerate(document.steps)
    )


def _write_areas(owner, document, guidelines) -> dict[str, Area]:
    followed = {area.key: area for area in Area.objects.filter(guidelines=guidelines)} if guidelines else {}
    for area in document.areas:
        if area.follows and area.follows not in followed:
            raise CannotLoad(f"Området «{area.name}» følger «{area.follows}», som ikke finnes i føringene.")
    written = Area.objects.bulk_create(
        Area(**owner, key=area.key, name=area.name, kind=area.kind, order=order, follows=followed.get(area.follows))
        for order, area in enumerate(document.areas)
    )
    return {area.key: area for area in written}


def _write_tables(document) -> tuple[dict, dict]:
    """The document's budget tables and their lines, by id."""
    written = {}
    sheets = sheets_of(section.table for section, _depth in document.every_section() if section.table)
    for order, sheet in enumerate(sheets):
        budget, _made = Budget.objects.get_or_create(year=sheet.year)
        written[sheet.id] = add_table(budget, sheet, order=order)
    lines = {line.uuid: line for line in BudgetLine.objects.filter(table__in=written.values())}
    for sheet in sheets:
        if sheet.details:
            written[sheet.id].details = lines[sheet.details]
            written[sheet.id].save(update_fields=["details"])
    return written, lines


def _write_sections(owner, document, areas, bodies, tables) -> dict:
    """All sections by id, a level of the tree at a time so that each parent is there first."""
    written, level = {}, [(None, section) for section in document.sections]
    while level:
        made = Section.objects.bulk_create(
            Section(
                **owner,
                uuid=section.id,
                parent=written.get(parent),
                order=order,
                kind=section.kind,
                number=section.number or "",
                title=section.title,
                area=areas.get(section.area),
                body=bodies.get(section.body),
                table=tables[section.table.id] if section.table else None,
                text=write_html(section.text),
                closing=write_html(section.closing),
                language=section.language,
            )
            for order, (parent, section) in enumerate(level)
        )
        written |= {section.uuid: section for section in made}
        level = [(section.id, child) for _parent, section in level for child in section.sections]
    return written


def _write_guidance(document, sections) -> None:
    """Footnotes, UN goals, goals and strategies."""
    notes, sdgs, goals, strategies = [], [], [], []
    for section, _depth in document.every_section():
        here = sections[section.id]
        notes += [
            Footnote(section=here, order=order, marker=note.marker, text=write_html(note.text))
            for order, note in enumerate(section.notes)
        ]
        sdgs += [
            SustainabilityGoal(section=here, order=order, number=sdg.number, printed=sdg.printed)
            for order, sdg in enumerate(section.sdgs)
        ]
        for order, goal in enumerate(section.goals):
            goals.append(Goal(uuid=goal.id, section=here, order=order, text=goal.text))
            strategies += [(here, goals[-1], place, row) for place, row in enumerate(goal.strategies)]
        strategies += [(here, None, place, row) for place, row in enumerate(section.strategies)]
    Footnote.objects.bulk_create(notes)
    SustainabilityGoal.objects.bulk_create(sdgs)
    Goal.objects.bulk_create(goals)
    Strategy.objects.bulk_create(
        Strategy(uuid=row.id, section=here, goal=goal, order=order, text=write_html(row.text))
        for here, goal, order, row in strategies
    )
