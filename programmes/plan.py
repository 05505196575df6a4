"""The fremdriftsplan of a programme: found, and changed through the one door."""

from uuid import UUID

from django.db import transaction

from organisation.models import Body, User
from organisation.record import Cause, Verb, keep, note

from .models import Guidelines, ProcessPlan, ProcessStep, Programme
from .states import State, step_of

COLUMNS = ("order", "when", "starts_on", "ends_on", "confirmed", "what", "who", "body", "kind")


def plans_of(work: Programme | Guidelines):
    """The plan of a programme, made the first time; guidelines have none."""
    if isinstance(work, Programme):
        ProcessPlan.objects.get_or_create(programme=work)
        return ProcessPlan.objects.filter(programme=work).select_related("programme")
    return ProcessPlan.objects.none()


@transaction.atomic
def change_plan(
    plan: ProcessPlan, before: State, after: State, *, by: User | None, cause=Cause.EDITED, what: str = "",
    ends_draft: bool = True,
) -> bool:  # fmt: skip
    """Write `after` over `before`, which is what the locked `plan` holds. `False` when nothing differs.

    A step that is in both keeps its row, because other things hang on it. `ends_draft`: what `by` had put aside is in
    it now.
    """
    ends_draft = ends_draft and cause == Cause.EDITED
    if not keep(plan, before, after, by=by, cause=cause, what=what, ends_draft=ends_draft):
        return False
    there = {step.uuid: step for step in plan.programme.steps.all()}
    bodies = {body.key: body for body in Body.objects.all()}
    old, new = [], []
    for order, row in enumerate(after.get("steps", [])):
        uuid, content = UUID(row["id"]), step_of(row)
        (old if uuid in there else new).append(step := there.pop(uuid, None) or ProcessStep(uuid=uuid))
        step.programme, step.order, step.body = plan.programme, order, bodies.get(content.body)
        step.when, step.what, step.who = content.when, content.what, content.who or ""
        step.starts_on, step.ends_on, step.confirmed = content.starts_on, content.ends_on, content.confirmed
        step.kind = content.kind or ""
    ProcessStep.objects.filter(pk__in=[step.pk for step in there.values()]).delete()
    ProcessStep.objects.bulk_update(old, COLUMNS)
    ProcessStep.objects.bulk_create(new)
    note(by, Verb.CHANGED, f"{plan}: {what}".removesuffix(": "))
    return True
