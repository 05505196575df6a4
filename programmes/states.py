"""What a measure, a section, a work and its plan hold, as plain data: what a version keeps, and what two people's
work meets in.

The fields are the document's own (`document.Measure` …), so that whatever can be saved can be printed, compared and
imported; beside them stand where it is and whether it is taken out.
"""

from typing import Any
from uuid import UUID

from pydantic_core import to_json

from . import document as doc
from .building import filled, measures_in, strategies_in
from .models import Area, Guidelines, Measure, ProcessPlan, ProcessStep, Programme, Section
from .richtext import read_html

State = dict[str, Any]
# Fields of a section that are other objects, with a state each of their own.
INSIDE = {"measures", "sections", "table"}
# What a state says beside the document's fields: where the object is, what it shows, whether it is taken out.
PLACES = ("section", "parent", "table", "taken_out")
# What a programme or guidelines hold themselves; a programme also has its budget, which is no part of the document.
SHARED = ("title", "cover", "first_year", "last_year", "language", "numbering", "areas")
OF_PROGRAMMES = ("guidelines", "adopting_body", "layout", "fields")
NOBODY = UUID(int=0)


def plain(model: doc.Plain, without: set[str]) -> State:
    """A part of a document as JSON holds it, without what is empty: two states compare by what they say."""
    return {name: value for name, value in doc.as_plain(model).items() if name not in without and value not in ([], {})}


def measure_state(measure: Measure) -> State:
    """Everything a measure holds now. Nine queries, whatever the size of the programme."""
    areas = area_keys(measure.section)
    found = measures_in({"pk": measure.pk}, areas)
    (content,) = found[measure.section_id]
    place = {"section": str(measure.section.uuid)}
    return plain(content, {"id"}) | place | _taken_out(measure)


def section_state(section: Section) -> State:
    """What a section itself holds: its text and its place in the tree, not the measures and sections in it."""
    here = {"section": section}
    strategies, goals = strategies_in(here)
    content = doc.Section(
        id=section.uuid,
        kind=section.kind,
        title=section.title,
        number=section.number or None,
        area=section.area and section.area.key,
        body=section.body and section.body.key,
        text=read_html(section.text),
        goals=goals.get(section.pk, ()),
        strategies=strategies.get(section.pk, ()),
        sdgs=tuple(doc.Sdg(number=each.number, printed=each.printed) for each in section.sdgs.all()),
        closing=read_html(section.closing),
        notes=tuple(doc.Note(marker=each.marker, text=read_html(each.text)) for each in section.footnotes.all()),
        language=section.language,
    )
    parent = {"parent": str(section.parent.uuid)} if section.parent_id else {}
    table = {"table": str(section.table.uuid)} if section.table_id else {}
    return plain(content, {"id", *INSIDE}) | parent | table | _taken_out(section)


def work_state(work: Programme | Guidelines) -> State:
    """Everything a work holds in itself."""
    rows = Area.objects.filter(**{work._meta.model_name: work}).values_list("key", "name", "kind", "follows__key")
    fields = {
        "title": work.title,
        "cover": work.cover or None,
        "first_year": work.first_year,
        "last_year": work.last_year,
        "language": work.language,
        "numbering": work.numbering,
        "areas": tuple(doc.Area(key=key, name=name, kind=kind, follows=follows) for key, name, kind, follows in rows),
    }
    if isinstance(work, Guidelines):
        return settled_work(work, fields)
    fields |= {
        "guidelines": work.guidelines and work.guidelines.slug,
        "adopting_body": work.adopting_body and work.adopting_body.key,
        "layout": work.layout,
        "fields": work.fields,
    }
    return settled_work(work, fields) | ({"budget": work.budget.year} if work.budget else {})


def settled_work(work: Programme | Guidelines, known: dict) -> State:
    """What is known of a work in the document's own form, without what is empty. Raises `ValidationError`."""
    names = SHARED if isinstance(work, Guidelines) else (*SHARED, *OF_PROGRAMMES)
    fields = {name: known[name] for name in names if known.get(name) is not None}
    content = doc.Document.model_validate_json(to_json({"kind": work._meta.model_name, "slug": work.slug} | fields))
    state = plain(content, {"format", "version", "kind", "slug"})
    return state | ({"budget": known["budget"]} if known.get("budget") else {})


def plan_state(plan: ProcessPlan) -> State:
    """The steps of the plan as the document has them, each with its id, by which it is known when it changes."""
    names = ("when", "starts_on", "ends_on", "confirmed", "what", "who", "body", "kind")
    rows = ProcessStep.objects.filter(programme=plan.programme_id).values_list(
        "uuid", *(name if name != "body" else "body__key" for name in names)
    )
    return settled_plan({"steps": [{"id": uuid} | filled(zip(names, row)) for uuid, *row in rows]})


def settled_plan(known: dict) -> State:
    """What is known of a plan, as it would be stored. Raises `ValidationError`."""
    steps = [{"id": str(row["id"])} | doc.as_plain(step_of(row)) for row in known.get("steps", [])]
    return {"steps": steps} if steps else {}


def step_of(row: dict) -> doc.Step:
    """A step of a plan's state as a step of a document. Raises `ValidationError`."""
    return doc.Step.model_validate_json(to_json({name: value for name, value in row.items() if name != "id"}))


def _taken_out(thing) -> State:
    return {"taken_out": thing.taken_out_because or True} if thing.is_taken_out else {}


def measure_of(state: State, uuid: UUID) -> doc.Measure:
    """The state as a measure of a document, checked and cleaned as anything that is read. Raises `ValidationError`."""
    return _read(doc.Measure, state, uuid, set())


def section_of(state: State, uuid: UUID) -> doc.Section:
    """The same for a section."""
    return _read(doc.Section, state, uuid, INSIDE)


def _read(model, state: State, uuid: UUID, without: set[str]):
    fields = {name: value for name, value in state.items() if name in model.model_fields and name not in without}
    return model.model_validate_json(to_json({"id": str(uuid)} | fields))


def settled(model: type[doc.Plain], state: State) -> State:
    """The state as it would be stored: every part in the document's own form. Raises `ValidationError`."""
    without = INSIDE if model is doc.Section else set()
    content = plain(_read(model, state, NOBODY, without), {"id", *without})
    return content | {name: state[name] for name in PLACES if name in state}


def area_keys(section: Section) -> dict[int, str]:
    """The keys of the areas of the programme or guidelines that a section stands in, by primary key."""
    owner = {"programme": section.programme_id} if section.programme_id else {"guidelines": section.guidelines_id}
    return dict(Area.objects.filter(**owner).values_list("pk", "key"))
