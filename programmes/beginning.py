"""Next year's programme written from this year's – and taken away again, as long as nobody has worked in it.

The source is only read: of an adopted programme the rows say the same as its edition.
"""

import json
from dataclasses import dataclass
from hashlib import sha256
from uuid import UUID

from django.db import models, transaction
from django.db.models import Max
from django.utils.timezone import localtime

from budget import years
from budget.models import Budget, BudgetLine, BudgetTable, Explanation
from organisation.models import Draft, User, Version
from organisation.record import Verb, note
from organisation.visibility import Visibility

from .building import build
from .document import to_json
from .loading import load
from .models import Area, Beginning, Guidelines, Measure, ProcessPlan, ProcessStep, Programme, Section
from .next_year import Copy, Plan, faults, following_slug, following_year
from .reading import Unreadable, read_json
from .writing import CannotLoad

LAST_YEAR = 2200
SHOWN = 20  # of what has been written; the rest is counted


class CannotBegin(Exception):
    """It cannot be made; the message is a Norwegian sentence."""


class CannotUndo(Exception):
    """Somebody has worked in it; `reasons` says who and where, a sentence each."""

    def __init__(self, reasons: list[str]) -> None:
        super().__init__(" ".join(reasons))
        self.reasons = reasons


@dataclass(frozen=True)
class Begun:
    """The new programme, and a sentence for each thing that could not come along."""

    programme: Programme
    left_out: list[str]


def successor(programme: Programme, user) -> Programme | Guidelines | None:
    """What already has the address of next year's programme."""
    slug = following_slug(programme)
    found = (model.objects.visible_to(user).filter(slug=slug).first() for model in (Programme, Guidelines))
    return next(filter(None, found), None)


def obstacle(programme: Programme, user) -> str:
    """Why there can be no next year now; empty when there can."""
    if there := successor(programme, user):
        return f"{there} finnes allerede."
    if following_year(programme) + programme.last_year - programme.first_year > LAST_YEAR:
        return f"Programmet kan ikke gå lenger enn til {LAST_YEAR}."
    return ""


def foundations(programme: Programme, user) -> list[Guidelines]:
    """The guidelines that next year's programme can be built on: this year's own and newer ones, newest first."""
    every = Guidelines.objects.visible_to(user)
    return list(every.filter(first_year__gte=programme.guidelines.first_year) if programme.guidelines else every)


def usual_foundation(programme: Programme, offered: list[Guidelines]) -> str | None:
    """The newest that hold in the new year; else those it has now."""
    year = following_year(programme)
    holding = (each.slug for each in offered if each.first_year <= year <= each.last_year)
    return next(holding, programme.guidelines and programme.guidelines.slug)


@transaction.atomic
def begin(programme: Programme, plan: Plan, *, by: User) -> Begun:
    """Make next year's programme, internal to the secretariat, with the budget of its year when there is none."""
    programme = Programme.objects.select_for_update(of=("self",)).get(pk=programme.pk)
    document = build(programme)
    wrong = [obstacle(programme, by), *faults(document, plan.chosen).values()]
    if any(wrong):
        raise CannotBegin(" ".join(filter(None, wrong)))
    copy = Copy(document, plan.chosen, place=place(programme))
    areas = Area.objects.filter(guidelines__slug=plan.guidelines).values_list("key", flat=True)
    try:
        new = load(read_json(to_json(copy.under(plan.guidelines, set(areas)))))
    except (Unreadable, CannotLoad) as fault:  # as when what is merged becomes longer than a field holds
        raise CannotBegin(f"{programme} kan ikke kopieres slik det er valgt. {fault}") from None
    left_out = [_links_lost(copy.lost_links)] if copy.lost_links else []
    made = _give_budget(new, programme, by=by)
    left_out += _point_at_budget(new, programme, copy.ids)
    Beginning.objects.create(programme=new, source=programme, by=by, made_budget=made, shape=shape(new, made))
    note(by, Verb.ADDED, f"{new} fra {programme}")
    return Begun(new, left_out)


def place(programme: Programme) -> str:
    """Where an origin in the programme stands: in its newest edition when it is adopted."""
    number = programme.editions.aggregate(last=Max("number"))["last"]
    adopted = programme.phase == Programme.Phase.ADOPTED and number
    return f"{programme.slug}@edition:{number}" if adopted else programme.slug


def _links_lost(number: int) -> str:
    links = "1 kobling" if number == 1 else f"{number} koblinger"
    return f"{links} til strategier i de gamle føringene er ikke med, siden programmet bygger på andre føringer nå."


def _give_budget(new: Programme, old: Programme, *, by: User) -> bool:
    """The budget of the new year, made when there is none; whether it was. No budget last year gives none now."""
    if old.budget_id is None:
        return False
    there = Budget.objects.filter(year=new.first_year).first()
    new.budget = there or years.begin(new.first_year, by=by)
    new.save(update_fields=["budget"])
    return there is None


def _point_at_budget(new: Programme, old: Programme, ids: dict[UUID, UUID]) -> list[str]:
    """Sections show the new year's tables, and measures draw on its lines, by what each line continues."""
    following = _following_lines(new)
    tables = {before: table for before, _line, table in following.values()}
    links = Measure.budget_lines.through
    drawn = links.objects.filter(measure__section__programme=old).order_by("pk")
    measures = dict(Measure.objects.filter(section__programme=new).values_list("uuid", "pk"))
    pairs = {
        (measures[ids[measure]], following[line][1]): None
        for measure, line in drawn.values_list("measure__uuid", "budgetline__uuid")
        if measure in ids and line in following
    }
    links.objects.bulk_create(links(measure_id=measure, budgetline_id=line) for measure, line in pairs)
    sections = {section.uuid: section for section in new.sections.all()}
    placed, without = [], []
    for uuid, table in old.sections.filter(table__isnull=False).values_list("uuid", "table"):
        if uuid not in ids:
            continue
        section = sections[ids[uuid]]
        section.table_id = tables.get(table)
        (placed if section.table_id else without).append(section)
    Section.objects.bulk_update(placed, ["table"])
    year = new.first_year
    return [f"«{each.title}» viser ingen budsjettabell: budsjettet for {year} fortsetter ikke den." for each in without]


def _following_lines(new: Programme) -> dict[UUID, tuple[int, int, int]]:
    """By last year's line: the table it stood in, the line that continues it, and the table that one stands in."""
    rows = BudgetLine.objects.filter(table__budget=new.budget_id, continues__isnull=False)
    following = {before: (line, table) for before, line, table in rows.values_list("continues", "pk", "table")}
    before = BudgetLine.objects.filter(uuid__in=rows.values("continues")).values_list("uuid", "table")
    return {uuid: (table, *following[uuid]) for uuid, table in before}


# ── Undoing ──────────────────────────────────────────────────────────────────────────────────────


def shape(programme: Programme, with_budget: bool) -> str:
    """How the programme is built, as a checksum: what is in it and in which order, not what it says."""
    inside = {"section__programme": programme}
    rows = [
        Section.objects.filter(programme=programme).order_by("uuid").values_list("uuid", "parent__uuid", "order"),
        Measure.objects.filter(**inside).order_by("uuid").values_list("uuid", "section__uuid", "order"),
        Area.objects.filter(programme=programme).order_by("key").values_list("key", "name", "kind", "order"),
        ProcessStep.objects.filter(programme=programme).values_list("when", "what", "who", "starts_on", "ends_on"),
    ]
    if with_budget:
        rows.append(BudgetTable.objects.filter(budget=programme.budget_id).order_by("uuid").values_list("uuid"))
    return sha256(json.dumps([list(each) for each in rows], default=str).encode()).hexdigest()


def written(programme: Programme) -> list[str]:
    """What stands in the way of undoing it, a sentence each: what was written, by whom and when; empty when nothing."""
    beginning = programme.beginning
    found = []
    if programme.phase != Programme.Phase.PREPARATION or programme.visibility != Visibility.INTERNAL:
        found.append("Programmet er vist for andre enn sekretariatet.")
    milestones = programme.milestones.values_list("name", flat=True)
    found += [f"Milepælen «{name}» viser programmet slik det var da." for name in milestones]
    titles = _titles(programme, beginning.made_budget)
    kept = Version.objects.filter(object__in=titles).select_related("by").order_by("-at")
    found += [
        f"{each.by or 'Noen'} lagret «{titles[each.object]}» {_when(each.at)}."
        for each in kept
        if each.cause != Version.Cause.IMPORTED
    ]
    drafts = Draft.objects.filter(object__in=titles).select_related("by").order_by("-at")
    found += [f"{each.by} har en kladd i «{titles[each.object]}» fra {_when(each.at)}." for each in drafts]
    if beginning.made_budget:
        found += _leaning_on_budget(programme)
    if not found and shape(programme, beginning.made_budget) != beginning.shape:
        found.append("Noe er lagt til, flyttet eller fjernet.")
    more = len(found) - SHOWN
    return [*found[:SHOWN], f"Og {more} til."] if more > 0 else found


def _titles(programme: Programme, with_budget: bool) -> dict[UUID, str]:
    """What has a history of its own in the programme, by id."""
    rows = [
        Section.objects.filter(programme=programme).values_list("uuid", "title"),
        Measure.objects.filter(section__programme=programme).values_list("uuid", "title"),
    ]
    if with_budget:
        rows.append(BudgetTable.objects.filter(budget=programme.budget_id).values_list("uuid", "title"))
    plan = ProcessPlan.objects.filter(programme=programme).values_list("uuid", flat=True)
    itself = {programme.uuid: programme.title} | dict.fromkeys(plan, ProcessPlan.title)
    return itself | {uuid: title for each in rows for uuid, title in each}


def _leaning_on_budget(programme: Programme) -> list[str]:
    """What others have built on the budget that was made."""
    budget = programme.budget
    if budget is None:
        return ["Programmet viser et annet budsjett nå."]
    found = [f"{each} bruker budsjettet for {budget.year}." for each in budget.programmes.exclude(pk=programme.pk)]
    lines = BudgetLine.objects.filter(table__budget=budget)
    if later := Budget.objects.filter(tables__lines__continues__in=lines.values("uuid")).first():
        found.append(f"Budsjettet for {later.year} bygger på budsjettet for {budget.year}.")
    explained = Explanation.objects.filter(line__in=lines).select_related("by")
    return found + [f"{each.by or 'Noen'} forklarte et avvik i budsjettet for {budget.year}." for each in explained]


def _when(moment) -> str:
    return f"{localtime(moment):%d.%m.%Y kl. %H.%M}"


@transaction.atomic
def undo(programme: Programme, *, by: User) -> Programme:
    """Delete the programme and the budget made with it; gives the programme it was made from. Raises `CannotUndo`."""
    programme = Programme.objects.select_for_update(of=("self",)).get(pk=programme.pk)
    beginning = programme.beginning
    inside = (
        Section.objects.filter(programme=programme),
        Measure.objects.filter(section__programme=programme),
        ProcessPlan.objects.filter(programme=programme),
    )
    for rows in inside:
        list(rows.select_for_update(of=("self",)).values_list("pk"))  # whoever is saving one now is waited for
    if reasons := written(programme):
        raise CannotUndo(reasons)
    budget = programme.budget if beginning.made_budget else None
    source, name = beginning.source, str(programme)
    try:
        with transaction.atomic():
            programme.sections.all().delete()
            programme.delete()
            if budget:
                budget.delete()
    except models.ProtectedError:
        raise CannotUndo(["En milepæl, et annet program eller et innspill viser til programmet."]) from None
    note(by, Verb.REMOVED, f"{name}, som var laget fra {source}")
    return source
