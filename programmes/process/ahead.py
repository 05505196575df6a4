"""What the secretariat has before it for a month, over all programmes (task 26 of its year, context.md § 3)."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, Q
from django.urls import reverse
from django.utils import timezone

from ..models import ProcessStep, Programme, Round
from .days import left, told

MONTH = timedelta(days=30)


@dataclass(frozen=True)
class Ahead:
    """A day, what it is, where one sees more. `remark`: what ought to be looked at."""

    first: date
    day: str
    left: str
    what: str
    programme: str
    address: str
    remark: str = ""


def ahead(user) -> list[Ahead]:
    """Steps and deadlines of rounds in the next thirty days, the nearest first."""
    today = timezone.localdate()
    until = today + MONTH
    steps = ProcessStep.objects.visible_to(user).coming().filter(starts_on__lte=until).select_related("programme")
    rounds = Round.objects.visible_to(user).open().filter(deadline__range=(today, until)).select_related("programme")
    found = [
        Ahead(
            step.starts_on, told(step.starts_on, today, step.last_day), left(step.starts_on, step.last_day, today),
            step.what, str(step.programme), f"{reverse('edit_plan', args=[step.programme.slug])}#steg-{step.uuid}",
            " · ".join(_remarks(step)),
        )
        for step in steps
    ]  # fmt: skip
    found += [
        Ahead(
            round.deadline, told(round.deadline, today), left(round.deadline, round.deadline, today),
            f"Frist: {round}", str(round.programme), reverse("run_round", args=[round.uuid]),
        )
        for round in rounds
    ]  # fmt: skip
    return sorted(found, key=lambda each: each.first)


def without_who(user) -> list[Programme]:
    """Programmes under way with steps ahead, or vague ones, that do not say who; how many is `nameless`."""
    today = timezone.localdate()
    to_come = Q(steps__starts_on=None) | Q(steps__ends_on__gte=today) | Q(steps__starts_on__gte=today)
    nameless = Count("steps", filter=Q(steps__who="") & to_come, distinct=True)
    under_way = Programme.objects.visible_to(user).exclude(phase=Programme.Phase.ADOPTED)
    return list(under_way.annotate(nameless=nameless).filter(nameless__gt=0))


def _remarks(step: ProcessStep) -> list[str]:
    return [word for word, is_so in (("«Hvem» mangler", not step.who), ("ikke bekreftet", not step.confirmed)) if is_so]
