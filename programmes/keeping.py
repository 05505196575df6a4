"""States → database: the one door through which a measure or a section of a programme changes.

Nothing is checked here but what the document's types say; who may, and whether somebody else has changed the same, is
asked before (`editing`).
"""

from django.db import transaction

from budget.models import BudgetLine, BudgetTable
from organisation.models import Body, User
from organisation.record import Cause, Verb, keep, note

from .models import Area, Footnote, Goal, Measure, Section, Strategy, SustainabilityGoal
from .richtext import write_html
from .states import State, measure_of, section_of
from .writing import columns, write_relations

TYPED = (Cause.EDITED, Cause.CORRECTED)  # what somebody had put aside is in it


@transaction.atomic
def change_measure(
    measure: Measure, before: State, after: State, *, by: User | None, cause=Cause.EDITED, what: str = ""
) -> bool:
    """Write `after` over `before`, which is what the locked `measure` holds. `False` when nothing differs.

    Raises pydantic's `ValidationError`, and `CannotLoad` when something it points to is not there.
    """
    content = measure_of(after, measure.uuid)
    if not keep(measure, before, after, by=by, cause=cause, what=what, ends_draft=cause in TYPED):
        return False
    for name, value in columns(content).items():
        setattr(measure, name, value)
    measure.section = _section(measure.section, after["section"])
    _take_out(measure, after)
    measure.save()
    measure.results.all().delete()
    measure.lineage.all().delete()
    measure.partner_links.all().delete()
    for relation in ("further_areas", "strategies", "budget_lines"):
        getattr(measure, relation).clear()
    lines = {line.uuid: line for line in BudgetLine.objects.filter(uuid__in=content.budget_lines)}
    write_relations([(measure, content)], _areas(measure.section), lines)
    note(by, Verb.CHANGED, f"Tiltaket «{measure.title}» i {_work(measure.section)}: {what}".removesuffix(": "))
    return True


@transaction.atomic
def change_section(
    section: Section, before: State, after: State, *, by: User | None, cause=Cause.EDITED, what: str = ""
) -> bool:
    """The same for a section: its own text, notes, goals and strategies, and its place in the tree."""
    content = section_of(after, section.uuid)
    if not keep(section, before, after, by=by, cause=cause, what=what, ends_draft=cause in TYPED):
        return False
    section.kind, section.title, section.number = content.kind, content.title, content.number or ""
    section.text, section.closing = write_html(content.text), write_html(content.closing)
    section.area = _areas(section).get(content.area)
    section.body = Body.objects.filter(key=content.body).first()
    section.table = BudgetTable.objects.filter(uuid=after.get("table")).first()
    section.parent = _section(section, after["parent"]) if "parent" in after else None
    section.language = content.language
    _take_out(section, after)
    section.save()
    _write_notes(section, content)
    _write_guidance(section, content)
    note(by, Verb.CHANGED, f"«{section.title}» i {_work(section)}: {what}".removesuffix(": "))
    return True


def _write_notes(section: Section, content) -> None:
    section.footnotes.all().delete()
    Footnote.objects.bulk_create(
        Footnote(section=section, order=order, marker=each.marker, text=write_html(each.text))
        for order, each in enumerate(content.notes)
    )
    section.sdgs.all().delete()
    SustainabilityGoal.objects.bulk_create(
        SustainabilityGoal(section=section, order=order, number=each.number, printed=each.printed)
        for order, each in enumerate(content.sdgs)
    )


def _write_guidance(section: Section, content) -> None:
    """Goals and strategies keep their rows, because measures answer to them."""
    goals = {goal.uuid: goal for goal in section.goals.all()}
    strategies = {strategy.uuid: strategy for strategy in section.strategies.all()}
    placed = [(None, order, each) for order, each in enumerate(content.strategies)]
    for order, each in enumerate(content.goals):
        goal = goals.pop(each.id, None) or Goal(uuid=each.id, section=section)
        goal.order, goal.text = order, each.text
        goal.save()
        placed += [(goal, place, strategy) for place, strategy in enumerate(each.strategies)]
    for goal, order, each in placed:
        strategy = strategies.pop(each.id, None) or Strategy(uuid=each.id, section=section)
        strategy.goal, strategy.order, strategy.text = goal, order, write_html(each.text)
        strategy.save()
    Strategy.objects.filter(pk__in=[each.pk for each in strategies.values()]).delete()
    Goal.objects.filter(pk__in=[each.pk for each in goals.values()]).delete()


def _section(near: Section, uuid: str) -> Section:
    """A section of the same programme or guidelines."""
    return Section.objects.get(uuid=uuid, programme=near.programme_id, guidelines=near.guidelines_id)


def _areas(section: Section) -> dict[str, Area]:
    owner = {"programme": section.programme_id} if section.programme_id else {"guidelines": section.guidelines_id}
    return {area.key: area for area in Area.objects.filter(**owner)}


def _take_out(thing: Measure | Section, after: State) -> None:
    thing.is_taken_out = "taken_out" in after
    thing.taken_out_because = after["taken_out"] if isinstance(after.get("taken_out"), str) else ""


def _work(section: Section) -> str:
    return str(section.programme or section.guidelines)
