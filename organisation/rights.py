"""What may they do with that? Each answer is yes, or no with a sentence that can be shown to the person."""

from typing import NamedTuple

from django.db.models import Q

from .models import Invitation, Seat, User
from .roles import is_secretariat

ONLY_SECRETARIAT = "Bare sekretariatet kan gjøre dette."


class Answer(NamedTuple):
    """Truthy when it is allowed; `reason` is empty then, and else a Norwegian sentence."""

    allowed: bool
    reason: str = ""

    def __bool__(self) -> bool:
        return self.allowed


class NotAllowed(Exception):
    """It cannot be done now; `reasons` holds every obstacle as a Norwegian sentence."""

    def __init__(self, reasons: list[str]) -> None:
        super().__init__(" ".join(reasons))
        self.reasons = reasons


YES = Answer(True)


def require(reasons: list[str]) -> None:
    """Go on when there is no obstacle. Raises `NotAllowed` with every one of them."""
    if reasons:
        raise NotAllowed(reasons)


def may_run_organisation(user) -> Answer:
    """Edit bodies, seats, members, subregions, meetings and partners; invite; import; read the log."""
    return YES if is_secretariat(user) else Answer(False, ONLY_SECRETARIAT)


def may_end_seat(user, seat: Seat) -> Answer:
    """The secretariat keeps one seat that lasts as long as this one: without it nobody could give any."""
    if not (answer := may_run_organisation(user)):
        return answer
    if seat.body.kind == seat.body.Kind.SECRETARIAT and seat.role != Seat.Role.OBSERVER:
        others = Seat.objects.current().filter(body__kind=seat.body.Kind.SECRETARIAT, person__is_active=True)
        others = others.filter(
            Q(to_date=None) if seat.to_date is None else Q(to_date=None) | Q(to_date__gte=seat.to_date)
        )
        if not others.exclude(pk=seat.pk).exclude(role=Seat.Role.OBSERVER).exists():
            return Answer(False, "Sekretariatet må ha minst én person. Gi et annet verv før du avslutter dette.")
    return YES


def may_send_again(user, invitation: Invitation) -> Answer:
    """An invitation that is used or withdrawn is done with."""
    if not (answer := may_run_organisation(user)):
        return answer
    if invitation.accepted_at:
        return Answer(False, "Invitasjonen er allerede tatt imot.")
    if invitation.withdrawn_at:
        return Answer(False, "Invitasjonen er trukket. Lag en ny hvis personen likevel skal ha vervet.")
    return YES


may_withdraw = may_send_again


def may_close_account(user, person: User) -> Answer:
    """Deactivate or pseudonymise. Nobody locks themselves out by accident."""
    if not (answer := may_run_organisation(user)):
        return answer
    if person.pk == user.pk:
        return Answer(False, "Du kan ikke stenge din egen konto. Be en kollega i sekretariatet.")
    return YES
