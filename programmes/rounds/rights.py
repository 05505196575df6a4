"""What may they do in a round? Each answer is yes, or no with a sentence; templates, views and tests ask here."""

from django.utils import timezone

from organisation.models import Body
from organisation.rights import ONLY_SECRETARIAT, YES, Answer
from organisation.roles import is_member_of, is_secretariat, leads

from ..models import Comment, Programme, Round

NOT_OPENED = "Runden er ikke åpnet ennå."
IS_CLOSED = "Runden er avsluttet."
IS_ANSWERED = "Svarene i runden er publisert."
NOT_ASKED = "Runden er ikke sendt til noe organ du er medlem av."
OBSERVER = "Observatører leser med, men skriver ikke innspill."
NOT_YOURS = "Bare den som har skrevet innspillet, kan endre det."
ONLY_LEADER = "Bare lederen eller nestlederen kan uttale seg på vegne av gruppen."


def may_run_rounds(user) -> Answer:
    """Prepare, open, extend and close rounds, answer, publish, register for others: the secretariat."""
    return YES if is_secretariat(user) else Answer(False, ONLY_SECRETARIAT)


def asked_bodies(user, round: Round) -> list[Body]:
    """The bodies of the round that a person speaks in: where they sit, and not only as an observer."""
    return [body for body in round.bodies.all() if is_member_of(user, body)]


def may_comment(user, round: Round) -> Answer:
    """Whoever is asked may write while the round is open. After the deadline it is kept as too late.

    A comment that is on its way when the round closes is kept as too late as well: nothing typed is lost
    (docs: `commenting.write`). Only when the answers are published is there nobody left to read it.
    """
    if round.opened_at is None:
        return Answer(False, NOT_OPENED)
    if round.answered_at:
        return Answer(False, IS_ANSWERED)
    if is_secretariat(user) or asked_bodies(user, round):
        return YES
    return Answer(False, OBSERVER if round.bodies.filter(seats__in=user.seats.current()).exists() else NOT_ASKED)


def invites(user, round: Round) -> Answer:
    """What the pages ask for: as `may_comment`, but when the round is closed only what was on its way is let in."""
    answer = may_comment(user, round)
    return Answer(False, IS_CLOSED) if answer and round.closed_at else answer


def may_change(user, comment: Comment) -> Answer:
    """Edit, withdraw or bring back: whoever wrote it, or the secretariat what it registered, until the round closes."""
    registered = comment.source != Comment.Source.HERE
    if registered and not is_secretariat(user):
        return Answer(False, "Sekretariatet har ført inn dette. Be dem rette det.")
    if not registered and comment.person_id != user.pk:
        return Answer(False, NOT_YOURS)
    if comment.round.answered_at:
        return Answer(False, IS_ANSWERED)
    if comment.round.closed_at and not registered:
        return Answer(False, IS_CLOSED)
    return YES


def may_speak_for(user, round: Round, body: Body) -> Answer:
    """Write the statement, confirm it, or say «ingen merknader» for the group: its leader or deputy."""
    if round.opened_at is None:
        return Answer(False, NOT_OPENED)
    if not leads(user, body):
        return Answer(False, ONLY_LEADER)
    return Answer(False, IS_CLOSED) if round.closed_at else YES


def may_answer(user, round: Round) -> Answer:
    """Draft answers from the moment the round is opened. What is published may be changed, and says so."""
    if not (answer := may_run_rounds(user)):
        return answer
    return Answer(False, NOT_OPENED) if round.opened_at is None else YES


def may_register(user, round: Round) -> Answer:
    """Write down what others have said, as long as it will be answered: until the answers are published."""
    if not (answer := may_answer(user, round)):
        return answer
    return Answer(False, IS_ANSWERED) if round.answered_at else YES


def locked_by(programme: Programme) -> Round | None:
    """The open round that holds the text still, so that everybody comments on the same."""
    return programme.rounds.open().first()


def is_late(round: Round) -> bool:
    """Would what is written now come too late?"""
    return round.closed_at is not None or timezone.localdate() > round.deadline
