"""A round through its life: prepared, opened, extended, closed, opened again, its answers published.

Each step has one door, and a function beside it that names every obstacle.
"""

from collections.abc import Iterable
from datetime import date

from django.db import transaction
from django.utils import timezone

from organisation.models import Body, User
from organisation.record import Verb, note
from organisation.rights import require

from ..milestones import keep_milestone
from ..models import Programme, Round
from . import mails

STATE = Round.State
WHILE_OPEN = ("move_deadline", "close_round")
STEPS = {
    STATE.PREPARED: ("open_round", "change_round", "delete_round"),
    STATE.OPEN: WHILE_OPEN,
    STATE.OVERDUE: WHILE_OPEN,
    STATE.CLOSED: ("publish_answers", "open_round_again"),
    STATE.ANSWERED: (),
}


@transaction.atomic
def prepare(
    programme: Programme, *, name: str, bodies: Iterable[Body], deadline: date, during: str, after: str,
    question: str = "", public_log: bool = False, by: User | None,
) -> Round:  # fmt: skip
    """A round that nobody but the secretariat sees yet."""
    round = Round.objects.create(
        programme=programme, name=name, question=question, deadline=deadline, during=during, after=after,
        public_log=public_log, made_by=by,
    )  # fmt: skip
    round.bodies.set(bodies)
    note(by, Verb.ADDED, f"innspillsrunden «{round}» i {programme}", thing=round)
    return round


def obstacles_to_changing(round: Round) -> list[str]:
    """Why the round cannot be changed or deleted: those who are asked were told what it is, and who sees what."""
    return ["Runden er åpnet. Bare fristen kan flyttes."] if round.opened_at else []


@transaction.atomic
def change(round: Round, *, bodies: Iterable[Body], by: User, **fields) -> bool:
    """Other settings for a round that is not opened; `fields` as in `prepare`. `False` when nothing differs.

    Raises `NotAllowed`.
    """
    round = _held(round)
    require(obstacles_to_changing(round))
    bodies = set(bodies)
    if bodies == set(round.bodies.all()) and all(getattr(round, name) == value for name, value in fields.items()):
        return False
    for name, value in fields.items():
        setattr(round, name, value)
    round.save(update_fields=list(fields))
    round.bodies.set(bodies)
    note(by, Verb.CHANGED, f"innspillsrunden «{round}» i {round.programme}", thing=round)
    return True


@transaction.atomic
def delete(round: Round, *, by: User) -> None:
    """Throw away a round that nobody has seen. Raises `NotAllowed`."""
    round = _held(round)
    require(obstacles_to_changing(round))
    note(by, Verb.REMOVED, f"innspillsrunden «{round}» i {round.programme}", thing=round)
    round.delete()


def obstacles_to_opening(round: Round) -> list[str]:
    """Why the round cannot be opened now."""
    reasons = []
    if round.opened_at:
        reasons.append("Runden er åpnet allerede.")
    if not round.bodies.exists():
        reasons.append("Velg minst ett organ som skal få runden.")
    if round.deadline < timezone.localdate():
        reasons.append("Fristen er passert. Sett en ny frist.")
    if round.programme.phase == Programme.Phase.ADOPTED:
        reasons.append("Programmet er vedtatt, og sendes ikke på nye runder.")
    return reasons


@transaction.atomic
def open_round(round: Round, *, by: User | None) -> Round:
    """Store the milestone, send it to the bodies, and hold the text still. Raises `NotAllowed`."""
    round = _held(round)
    require(obstacles_to_opening(round))
    bodies = list(round.bodies.all())
    round.milestone = keep_milestone(round.programme, round.name, by=by, bodies=bodies)
    round.opened_at = timezone.now()
    round.save(update_fields=["milestone", "opened_at"])
    note(by, Verb.OPENED, f"innspillsrunden «{round}» i {round.programme}", thing=round)
    mails.round_opened(round, by=by)
    return round


@transaction.atomic
def move_deadline(round: Round, deadline: date, *, by: User) -> Round:
    """Another deadline, also after the old one has passed; what came too late for the old one is in time then."""
    round = _held(round)
    reasons = ["Runden er avsluttet. Åpne den igjen først."] if round.closed_at else []
    if round.opened_at and deadline < timezone.localdate():
        reasons.append("Den nye fristen er passert allerede.")
    require(reasons)
    if deadline == round.deadline:
        return round
    before, round.deadline, round.deadline_set_at = round.deadline, deadline, timezone.now()
    round.save(update_fields=["deadline", "deadline_set_at"])
    in_time = round.comments.filter(is_late=True, received_on__lte=deadline)
    in_time.update(is_late=False)
    entry = note(by, Verb.EXTENDED, f"for «{round}» fra {before:%d.%m.%Y} til {deadline:%d.%m.%Y}", thing=round)
    mails.deadline_moved(round, entry, by=by)
    return round


@transaction.atomic
def close(round: Round, *, by: User) -> Round:
    """No more comments; the text may be edited again."""
    round = _held(round)
    require(_not_open(round))
    round.closed_at = timezone.now()
    round.save(update_fields=["closed_at"])
    note(by, Verb.CLOSED, f"innspillsrunden «{round}» i {round.programme}", thing=round)
    return round


@transaction.atomic
def open_again(round: Round, deadline: date, *, by: User) -> Round:
    """A closed round whose answers are not published, until another day. The text is held still again."""
    round = _held(round)
    reasons = ["Runden er ikke avsluttet."] if not round.closed_at else []
    if round.answered_at:
        reasons.append("Svarene er publisert. Lag en ny runde.")
    if deadline < timezone.localdate():
        reasons.append("Den nye fristen er passert allerede.")
    if round.programme.phase == Programme.Phase.ADOPTED:
        reasons.append("Programmet er vedtatt.")
    require(reasons)
    round.closed_at, round.deadline, round.deadline_set_at = None, deadline, timezone.now()
    round.save(update_fields=["closed_at", "deadline", "deadline_set_at"])
    again = f"innspillsrunden «{round}» i {round.programme} igjen, til {deadline:%d.%m.%Y}"
    mails.deadline_moved(round, note(by, Verb.OPENED, again, thing=round), by=by)
    return round


def obstacles_to_publishing(round: Round) -> list[str]:
    """Why the answers cannot be published now."""
    reasons = [] if round.closed_at else ["Avslutt runden før svarene publiseres."]
    if round.answered_at:
        reasons.append("Svarene er publisert allerede.")
    if left := round.comments.unanswered().count():
        reasons.append("Ett innspill er ikke besvart." if left == 1 else f"{left} innspill er ikke besvart.")
    return reasons


@transaction.atomic
def publish_answers(round: Round, *, by: User) -> Round:
    """Everybody who sees a comment sees its answer from now on."""
    round = _held(round)
    require(obstacles_to_publishing(round))
    round.answered_at = timezone.now()
    round.save(update_fields=["answered_at"])
    note(by, Verb.PUBLISHED, f"svarene i «{round}» i {round.programme}", thing=round)
    mails.answers_published(round, by=by)
    return round


def _not_open(round: Round) -> list[str]:
    return [] if round.is_open else ["Runden er ikke åpen."]


def steps(round: Round) -> tuple[str, ...]:
    """What can be done to the round as it stands: the names of the addresses. Buttons are drawn from here."""
    return STEPS[round.state]


def _held(round: Round) -> Round:
    """The row itself, locked until the transaction ends: two who press at once do it once."""
    return Round.objects.select_for_update(of=("self",)).select_related("programme").get(pk=round.pk)
