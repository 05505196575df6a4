"""What a group says as a group: the leader gathers, the members see it, the leader confirms. Or it has no remarks."""

from collections.abc import Collection

from django.db import transaction
from django.utils import timezone

from organisation.models import Body, User
from organisation.record import Cause, Verb, keep, note
from organisation.rights import NotAllowed, require
from organisation.roles import leads

from ..models import Comment, NoRemarks, Round, Statement
from .rights import asked_bodies, may_comment, may_speak_for

OTHERS_SAVED = "{who} har lagret uttalelsen etter at du åpnet den. Se over det som er lagret, og lagre på nytt."
NO_TEXT = "Uttalelsen er tom. Skriv hva gruppen sier, eller meld at dere ikke har merknader."


@transaction.atomic
def draft(
    round: Round, body: Body, text: str, gathered: Collection[Comment], *, by: User, version: int | None = None
) -> Statement:
    """Write what the group says. A confirmed statement that gets another text must be confirmed again.

    `version` is the one that `by` has seen: leader and deputy do not write over each other. Raises `NotAllowed`.
    """
    _require(may_speak_for(by, round, body))
    statement, _new = Statement.objects.select_for_update(of=("self",)).get_or_create(
        round=round, body=body, defaults={"written_by": by}
    )
    require(_saved_by_others(statement, version))
    before = statement_state(statement)
    after = {"text": text.strip(), "gathered": sorted(str(comment) for comment in gathered)}
    if keep(statement, before, after, by=by, cause=Cause.EDITED, what="uttalelsen"):
        statement.text, statement.written_by = after["text"], by
        statement.confirmed_by = statement.confirmed_at = None
        statement.save()
        statement.gathered.set(gathered)
        note(by, Verb.CHANGED, f"uttalelsen i «{round}»", body=body)
    return statement


@transaction.atomic
def confirm(statement: Statement, *, by: User, version: int | None = None) -> Statement:
    """The group says this, as `by` has seen it. Raises `NotAllowed`."""
    statement = Statement.objects.select_for_update(of=("self",)).select_related("round", "body").get(pk=statement.pk)
    _require(may_speak_for(by, statement.round, statement.body))
    require(_saved_by_others(statement, version))
    require([] if statement.text else [NO_TEXT])
    if statement.confirmed_at is None:
        statement.confirmed_by, statement.confirmed_at = by, timezone.now()
        statement.save(update_fields=["confirmed_by", "confirmed_at"])
        NoRemarks.objects.filter(round=statement.round, body=statement.body, for_body=True).delete()
        note(by, Verb.CONFIRMED, f"uttalelsen i «{statement.round}»", body=statement.body)
    return statement


@transaction.atomic
def say_no_remarks(round: Round, body: Body, *, by: User) -> NoRemarks:
    """«Ingen merknader»: the leader says it for the group, a member for themselves. Saying it twice is saying it once.

    Raises `NotAllowed`.
    """
    _require(may_comment(by, round))
    if body not in asked_bodies(by, round):
        raise NotAllowed(["Du er ikke medlem av dette organet."])
    Round.objects.select_for_update(of=("self",)).get(pk=round.pk)  # one press at a time, also of leader and deputy
    for_body = leads(by, body)
    if for_body and Statement.objects.filter(round=round, body=body, confirmed_at__isnull=False).exists():
        raise NotAllowed(["Gruppen har bekreftet en uttalelse. Endre den i stedet."])
    said = NoRemarks.objects.filter(round=round, body=body)
    there = said.filter(for_body=True).first() if for_body else said.filter(person=by).first()
    if there is None:
        # Whoever said it for themselves before they became leader says it for the group now.
        there, _new = said.update_or_create(round=round, body=body, person=by, defaults={"for_body": for_body})
        note(by, Verb.CONFIRMED, f"at det ikke er merknader i «{round}»", body=body)
    return there


@transaction.atomic
def take_back_no_remarks(round: Round, body: Body, *, by: User) -> None:
    """We have something to say after all. Raises `NotAllowed`."""
    _require(may_comment(by, round))
    said = NoRemarks.objects.filter(round=round, body=body)
    said = said.filter(for_body=True) if leads(by, body) else said.filter(person=by)
    if said.delete()[0]:
        note(by, Verb.REMOVED, f"at det ikke er merknader i «{round}»", body=body)


def statement_state(statement: Statement) -> dict:
    """What a version of a statement holds."""
    return {"text": statement.text, "gathered": sorted(str(comment) for comment in statement.gathered.all())}


def _saved_by_others(statement: Statement, version: int | None) -> list[str]:
    return [] if version in (None, statement.version) else [OTHERS_SAVED.format(who=statement.written_by)]


def _require(answer) -> None:
    require([] if answer else [answer.reason])
