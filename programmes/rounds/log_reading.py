"""Database → innspillsloggen, for one reader.

What the reader may not see is not in it and is not counted. Persons are named only when somebody asks for it, and only
to those who know them already: the secretariat, and whoever sits in the body that they speak for. Bodies and members
are always named.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.db.models import Q, QuerySet
from django.utils import timezone

from organisation.models import Version
from organisation.roles import body_ids, is_secretariat

from ..difference import word_parts
from ..document import Document
from ..milestones import milestone_parts, read_milestone
from ..models import Comment, NoRemarks, Programme, Round, Statement
from ..parts import About
from ..wording import LABELS, LONG, said
from .log import EVERYTHING, UNANSWERED, Answer, Ask, Change, Log, Order, Point, Row, Said
from .standing import Present

SOMEBODY_ELSE = "Annen avsender"  # neither a body nor a member: nobody knows whether the name is a person's
WHOLE = "Hele programmet"
OPAQUE = LONG | {"further_areas", "area", "body"}  # fields that hold ids and keys, which say nothing to a reader


def read_log(rounds: Iterable[Round], user, ask: Ask = EVERYTHING) -> Log:
    """What `user` may see of these rounds of one programme; `user` sees at least one of them.

    Where a thing stands now, and the sentence that became another, are told to those who may read the programme as it
    stands now: the round's milestone does not give that away.
    """
    rounds = list(_rounds().visible_to(user).filter(pk__in=[each.pk for each in rounds]))
    programme = rounds[0].programme
    may_read = Programme.objects.visible_to(user).filter(pk=programme.pk).exists()
    secretariat, mine = is_secretariat(user), body_ids(user)
    reader = _Reader(
        comments=Comment.objects.visible_to(user),
        statements=Statement.objects.visible_to(user),
        silent=NoRemarks.objects.visible_to(user),
        sees_drafts=secretariat,
        sees_changes=may_read,
        present=Present(programme) if may_read else None,
        names=lambda comment: ask.named and (secretariat or comment.body_id in mine or comment.person_id == user.pk),
    )
    return _Reading(programme, rounds, reader, ask).log()


def public_log(round: Round, ask: Ask, adopted: Document | None) -> Log:
    """The log for everybody, of a round that is `open_to_all`. Where things stand now is told from what is `adopted`.

    It names no person, and tells nothing of the draft but what was commented on.
    """
    reader = _Reader(
        comments=Comment.objects.all(),
        statements=Statement.objects.all(),
        silent=NoRemarks.objects.all(),
        present=Present(round.programme, adopted) if adopted else None,
    )
    return _Reading(round.programme, list(_rounds().filter(pk=round.pk)), reader, ask).log()


def whole_log(rounds: Iterable[Round], adopted: Document | None) -> Log:
    """Everything that was said in these rounds of one programme, with names: for the archive alone."""
    rounds = list(_rounds().filter(pk__in=[each.pk for each in rounds]))
    reader = _Reader(
        comments=Comment.objects.all(),
        statements=Statement.objects.all(),
        silent=NoRemarks.objects.all(),
        sees_drafts=True,
        sees_changes=True,
        present=Present(rounds[0].programme, adopted) if adopted else None,
        names=lambda comment: True,
    )
    return _Reading(rounds[0].programme, rounds, reader, Ask(named=True)).log()


def _rounds():
    return Round.objects.select_related("programme", "milestone").defer("milestone__content").order_by("opened_at")


@dataclass(frozen=True)
class _Reader:
    """What somebody may see, as rows to begin with and answers to ask."""

    comments: QuerySet
    statements: QuerySet
    silent: QuerySet
    sees_drafts: bool = False
    sees_changes: bool = False
    present: Present | None = None
    names: Callable[[Comment], bool] = lambda comment: False


class _Reading:
    """The rows of the database, read once whatever their number, and made into the rows of the log."""

    def __init__(self, programme: Programme, rounds: list[Round], reader: _Reader, ask: Ask) -> None:
        self.programme, self.reader, self.ask = programme, reader, ask
        self.rounds = {each.pk: each for each in rounds}
        self.read = {each.pk: _Sent(each) for each in rounds if each.milestone}
        rows = reader.comments.filter(round__in=self.rounds).standing().order_by("number")
        self.comments = list(rows.select_related("body", "member", "person", "response", "suggestion", "led_to"))
        for comment in self.comments:
            comment.round, comment.programme = self.rounds[comment.round_id], programme
        self.before = _states_before(self.comments) if reader.sees_changes else {}
        self.told: dict[int, tuple[Change, ...]] = {}

    def log(self) -> Log:
        bodies = {each.body.key: each.body.name for each in self.comments if each.body}
        return Log(
            programme=self.programme.title,
            rounds=tuple(each.name for each in self.rounds.values()),
            said=() if self.ask.outcome else tuple(self.said()),
            rows=tuple(self.row(each) for each in sorted(filter(self.is_wanted, self.comments), key=self.place)),
            count=len(self.comments),
            bodies=tuple(sorted(bodies.items(), key=lambda body: body[1])),
            ask=self.ask,
        )

    def is_wanted(self, comment: Comment) -> bool:
        answer = self.answer(comment)
        right_body = not self.ask.body or (comment.body is not None and comment.body.key == self.ask.body)
        return right_body and self.ask.outcome in ("", answer.outcome if answer else UNANSWERED)

    def place(self, comment: Comment) -> tuple[int, int]:
        """What the log is sorted by: the number alone, or first where the thing stood in what was sent out."""
        by_place = self.ask.order == Order.PLACE
        return (self.read[comment.round_id].order.get(comment.object, -1) if by_place else 0, comment.number)

    def said(self) -> Iterable[Said]:
        """Statements first, then the bodies that have no remarks."""
        seen = {comment.pk for comment in self.comments}
        about = {"round__in": self.rounds} | ({"body__key": self.ask.body} if self.ask.body else {})
        statements = self.reader.statements.filter(**about, confirmed_at__isnull=False)
        for each in statements.select_related("round", "body").prefetch_related("gathered"):
            gathered = tuple(sorted(str(comment) for comment in each.gathered.all() if comment.pk in seen))
            yield Said(each.round.name, each.body.name, timezone.localdate(each.confirmed_at), each.text, gathered)
        for each in self.reader.silent.filter(**about, for_body=True).select_related("round", "body"):
            yield Said(each.round.name, each.body.name, timezone.localdate(each.at))

    def row(self, comment: Comment) -> Row:
        sent = self.read[comment.round_id]
        then = sent.parts.get(comment.object)
        place = self.reader.present.place(comment) if self.reader.present else None
        answer = self.answer(comment)
        sender = str(comment.body or comment.member or SOMEBODY_ELSE)
        return Row(
            label=comment.label,
            uuid=comment.uuid,
            round=comment.round.name,
            sender=sender,
            person=str(comment.sender or comment.person or "") if self.reader.names(comment) else "",
            received_on=comment.received_on,
            source=comment.get_source_display(),
            late=_late(comment),
            kind=comment.get_kind_display(),
            chapter=then.chapter if then else "",
            then=Point(then.number, then.title) if then else Point("", WHOLE),
            now=tuple(Point(part.number, part.title) for part in place.now) if place else (),
            standing=place.standing.label if place else "",
            field=self.label(comment, comment.field),
            quote=comment.quote,
            text=comment.text,
            proposed=tuple(comment.suggestion.difference) if hasattr(comment, "suggestion") else (),
            answer=answer,
            changes=self.changes(comment) if answer else (),
        )

    def answer(self, comment: Comment) -> Answer | None:
        """The answer, when it is published or the reader sees drafts."""
        response, published = comment.response, comment.round.answered_at
        if response is None or not (published or self.reader.sees_drafts):
            return None
        changed = bool(published and response.at > published)
        return Answer(response.outcome, response.get_outcome_display(), response.reason, not published, changed)

    def changes(self, comment: Comment) -> tuple[Change, ...]:
        """What the comment led to, field by field; told once for all the comments that led to the same."""
        after = comment.led_to
        if after is None or not self.reader.sees_changes:
            return ()
        if after.pk not in self.told:
            before = self.before.get((after.object, after.number - 1), {})
            self.told[after.pk] = tuple(
                Change(self.label(comment, name), parts) for name, parts in _changes(before, after.content)
            )
        return self.told[after.pk]

    def label(self, comment: Comment, name: str) -> str:
        """What a field is called: in a measure what the programme calls it."""
        printed = self.read[comment.round_id].labels if comment.about == About.MEASURE else {}
        return (printed.get(name) or LABELS.get(name, name)).capitalize()


class _Sent:
    """What a round sent out: its parts, their order and what its fields are called."""

    def __init__(self, round: Round) -> None:
        self.parts = milestone_parts(round.milestone)
        self.order = {uuid: place for place, uuid in enumerate(self.parts)}
        self.labels = {printed.field: printed.label for printed in read_milestone(round.milestone).fields}


def _states_before(comments: Iterable[Comment]) -> dict[tuple, dict]:
    """What each thing held before the state that a comment led to. Whoever reads the answer reads this with it."""
    led_to = [comment.led_to for comment in comments if comment.led_to]
    before = Version.objects.filter(
        Q(object__in={each.object for each in led_to}, number__in={each.number - 1 for each in led_to})
    )
    return {(each.object, each.number): each.content for each in before} if led_to else {}


def _changes(before: dict, after: dict) -> Iterable[tuple[str, tuple]]:
    for name in dict.fromkeys((*before, *after)):
        if before.get(name) != after.get(name):
            old, new = (said(name, state.get(name)) for state in (before, after))
            yield name, () if name in OPAQUE else tuple(word_parts(old, new))


def _late(comment: Comment) -> str:
    if not comment.is_late:
        return ""
    return "for sent innkommet, tatt med" if comment.admitted_at else "for sent innkommet"
