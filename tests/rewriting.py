"""The autumn of 2024 through the doors of the workplace: the draft `004_` becomes the text of the programme `002_`.

Nothing is loaded over: measures are merged, reworded, moved and taken out where they really were (the adopted document
says which came from which), new chapters are written, and the budget is set up. Run in a test, or in the database of a
site with `manage.py shell`.
"""

from budget.keeping import add_table
from budget.models import Budget, BudgetLine
from organisation.models import User
from programmes import document as doc
from programmes import order
from programmes.about import change_work
from programmes.document import Document
from programmes.keeping import change_measure, change_section
from programmes.lineage import joined
from programmes.models import Measure, Programme, Section
from programmes.states import measure_of, measure_state, plain, section_state, work_state
from programmes.tables import sheets_of

NOT_TAKEN_IN = "Ikke med i programmet som ble vedtatt"
INSIDE = {"id", "measures", "sections", "table"}


def rewrite(programme: Programme, target: Document, *, by: User) -> None:
    """Write the programme so that it says what `target` says; its measures keep the ids that they have."""
    _write_itself(programme, target, by)
    tables = _set_up_budget(programme, target)
    old = {section.area.key: section for section in programme.sections.filter(area__isnull=False) if not section.parent}
    placed = {}
    for number, (section, parent) in enumerate(_every_section(target)):
        row = old.pop(section.area, None) if section.kind == "measures" else None
        row = row or order.add_section(programme, None, by=by)
        placed[section.id] = row
        _write_section(row, section, placed.get(parent), tables, by)
        Section.objects.filter(pk=row.pk).update(order=number)
    used: set = set()
    for section, _parent in _every_section(target):
        for number, measure in enumerate(section.measures):
            row = _measure(programme, measure, placed[section.id], used, by)
            used.add(row.uuid)
            Measure.objects.filter(pk=row.pk).update(order=number)
    for row in Measure.objects.filter(section__programme=programme, is_taken_out=False).exclude(uuid__in=used):
        order.take_out(row, NOT_TAKEN_IN, by=by)
    for row in programme.sections.filter(is_taken_out=False).exclude(pk__in=[each.pk for each in placed.values()]):
        order.take_out(row, NOT_TAKEN_IN, by=by)


def _every_section(target: Document):
    def walk(sections, parent):
        for section in sections:
            yield section, parent
            yield from walk(section.sections, section.id)

    return walk(target.sections, None)


def _write_itself(programme, target, by) -> None:
    before = work_state(programme)
    fields = {"title": target.title, "fields": [row.model_dump() for row in target.fields], "budget": target.first_year}
    fields |= {"cover": target.cover} if target.cover else {}
    Budget.objects.get_or_create(year=target.first_year)
    areas = [doc.as_plain(area) for area in target.areas]
    change_work(programme, before, before | fields | {"areas": areas}, by=by, what="slik det ble")


def _set_up_budget(programme, target) -> dict:
    budget = Budget.objects.get(year=target.first_year)
    sheets = sheets_of(section.table for section, _depth in target.every_section() if section.table)
    tables = {sheet.id: add_table(budget, sheet, order=at) for at, sheet in enumerate(sheets)}
    for sheet in sheets:
        if sheet.details:
            tables[sheet.id].details = BudgetLine.objects.get(uuid=sheet.details)
            tables[sheet.id].save(update_fields=["details"])
    return tables


def _write_section(row, section, parent, tables, by) -> None:
    state = plain(section, INSIDE)
    state |= {"parent": str(parent.uuid)} if parent else {}
    state |= {"table": str(tables[section.table.id].uuid)} if section.table else {}
    change_section(row, section_state(row), state, by=by, what="slik det ble")


def _measure(programme, measure, section, used, by) -> Measure:
    """The row that becomes this measure: the draft's first that it came from, with the others merged into it."""
    drafts = [origin.measure for origin in measure.origins if "@" in origin.place and origin.measure not in used]
    rows = [Measure.objects.get(section__programme=programme, uuid=uuid) for uuid in drafts]
    row, *merged = rows or [order.add_measure(section, by=by)]
    for other in merged:
        _merge(programme, row, other, by)
        used.add(other.uuid)
    before = measure_state(row)
    after = plain(measure.model_copy(update={"origins": ()}), {"id"}) | {"section": str(section.uuid)}
    after |= {"origins": before["origins"]} if "origins" in before else {}
    change_measure(row, before, after, by=by, what="slik det ble")
    return row


def _merge(programme, stays, goes, by) -> None:
    states = measure_state(stays), measure_state(goes)
    one, other = (measure_of(state, row.uuid) for state, row in zip(states, (stays, goes), strict=True))
    origins = [doc.as_plain(origin) for origin in joined(one, other, programme.slug)]
    change_measure(stays, states[0], states[0] | {"origins": origins}, by=by, cause="merged", what="slått sammen")
    out = states[1] | {"taken_out": f"Slått sammen med «{stays.title}»"}
    change_measure(goes, states[1], out, by=by, cause="merged", what="slått sammen")


def words_of(document: Document) -> Document:
    """The document without what differs from one installation to another: the ids of what was written in it."""
    nobody = "00000000-0000-0000-0000-000000000000"

    def measure(old):
        return old.model_copy(update={"id": nobody, "origins": ()})

    def section(old):
        return old.model_copy(
            update={
                "id": nobody,
                "measures": tuple(map(measure, old.measures)),
                "sections": tuple(map(section, old.sections)),
            }
        )

    return document.model_copy(update={"sections": tuple(map(section, document.sections))})
