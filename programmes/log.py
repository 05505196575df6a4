"""The log of a whole programme: every change of it and of everything in it, as its versions tell it.

The state that a thing was found in when it was first changed is nobody's doing, and left out.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import reduce
from operator import or_
from uuid import UUID

from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import capfirst

from budget.differences import differences as table_differences
from budget.models import BudgetTable
from budget.sheet import Sheet
from organisation.models import User, Version
from organisation.record import Cause

from .editing import MEASURE, PLAN, SECTION, WORK
from .models import Guidelines, Measure, ProcessPlan, Programme, Section
from .wording import changes

DONE = {
    Cause.EDITED: "redigerte", Cause.SUGGESTION: "tok inn et forslag i", Cause.MOVED: "flyttet",
    Cause.MERGED: "slo sammen", Cause.TAKEN_OUT: "tok ut", Cause.RESTORED: "hentet tilbake",
    Cause.IMPORTED: "importerte",
}  # fmt: skip
TABLE = "budsjettabellen"


def things_in(work: Programme | Guidelines) -> dict[str, QuerySet]:
    """Everything that is written in, by what it is called in a sentence; what is taken out too."""
    found = {
        WORK.name: type(work).objects.filter(pk=work.pk),
        SECTION.name: Section.objects.filter(**{work._meta.model_name: work}).select_related("parent"),
        MEASURE.name: Measure.objects.filter(**{f"section__{work._meta.model_name}": work}).select_related("section"),
    }
    if isinstance(work, Programme):
        found[PLAN.name] = ProcessPlan.objects.filter(programme=work)
        tables = BudgetTable.objects.filter(Q(budget=work.budget_id) | Q(sections__programme=work))
        found[TABLE] = tables.select_related("budget").distinct()
    return found


def versions_in(work: Programme | Guidelines, user: User) -> QuerySet:
    """What has been done to any of it, newest first, each with the state `before` it."""
    inside = reduce(or_, (Q(object__in=rows.order_by().values("uuid")) for rows in things_in(work).values()))
    before = Version.objects.filter(object=OuterRef("object"), number=OuterRef("number") - 1).values("content")
    done = Version.objects.visible_to(user).filter(inside).exclude(cause=Cause.IMPORTED, by=None)
    return done.annotate(before=Subquery(before)).select_related("by").order_by("-at", "-pk")


def changed_things(work: Programme | Guidelines, user: User) -> list[tuple[str, object]]:
    """What has a history in it – its word, and itself – in the order of `things_in`."""
    known = Version.objects.visible_to(user).values("object")
    return [(word, thing) for word, rows in things_in(work).items() for thing in rows.filter(uuid__in=known)]


@dataclass(frozen=True)
class Line:
    """One thing that was done. `differences` are fields word by word, `phrases` what differs in a budget table."""

    version: Version
    done: str
    word: str
    thing: object
    differences: list = field(default_factory=list)
    phrases: list[str] = field(default_factory=list)

    @property
    def about(self) -> str:
        """Why it was taken out, where somebody has said so; else what was changed."""
        if self.version.cause != Cause.TAKEN_OUT:
            return capfirst(self.version.what)
        reason = self.version.content["taken_out"]
        return f"Begrunnelse: {reason}" if isinstance(reason, str) else ""


def told(versions: Iterable[Version], things: dict[UUID, tuple[str, object]]) -> list[tuple[str, list[Line]]]:
    """The versions of `things` day by day, in the order they come; each day by its name."""
    days: dict[date, list[Line]] = {}
    for version in versions:
        if version.object not in things:  # changed for the first time since they were read
            continue
        word, thing = things[version.object]
        line = Line(version, DONE[version.cause], word, thing, *_differences(word, version))
        days.setdefault(timezone.localtime(version.at).date(), []).append(line)
    return [(day_name(day), lines) for day, lines in days.items()]


def _differences(word: str, version: Version) -> tuple[list, list[str]]:
    if version.before is None:
        return [], []
    if word == TABLE:
        before, after = (Sheet.model_validate(state) for state in (version.before, version.content))
        return [], table_differences(before, after)
    return changes(version.before, version.content), []


def day_name(day: date) -> str:
    """«I dag», «I går», «3. oktober», and with the year when that is another."""
    today = timezone.localdate()
    if day in (today, today - timedelta(days=1)):
        return "I dag" if day == today else "I går"
    return date_format(day, "j. F" if day.year == today.year else "j. F Y")
