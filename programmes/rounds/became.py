"""What became of comments: where the thing stands now, the published answer, and what it led to before and after."""

from collections.abc import Collection
from dataclasses import dataclass, field

from ..difference import word_parts
from ..models import Comment, Programme, Response
from ..wording import said
from .standing import Place, places
from .steps import Changes, steps

# What a comment is shown with; a milestone's document is read once for all of them, not with every row.
SHOWN_WITH = (
    "round__programme", "round__milestone", "body", "member", "person", "response", "led_to", "suggestion",
)  # fmt: skip


@dataclass(frozen=True)
class Row:
    """`proposal` is the difference that a suggestion makes. `answer` and `change` come when answers are published."""

    comment: Comment
    place: Place | None = None
    answer: Response | None = None
    change: Changes = field(default_factory=list)
    proposal: list = field(default_factory=list)


def shown(comments):
    """The comments of a queryset with everything that they are shown with."""
    return comments.select_related(*SHOWN_WITH).defer("round__milestone__content")


def rows(user, programme: Programme, comments: Collection[Comment]) -> list[Row]:
    """The comments of one programme, as a person may see them.

    Where a thing stands now is told only to those who may read the programme as it is now: it may be a draft again.
    """
    may_look = Programme.objects.visible_to(user).filter(pk=programme.pk).exists()
    stands = places(programme, comments) if may_look and any(each.object for each in comments) else {}
    told = steps([each.led_to for each in comments if each.round.answered_at and each.led_to])
    return [_row(each, stands.get(each.pk), told.get(each.led_to_id, [])) for each in comments]


def _row(comment: Comment, place: Place | None, change: Changes) -> Row:
    proposal = []
    if suggestion := getattr(comment, "suggestion", None):
        proposal = word_parts(said(comment.field, suggestion.basis), said(comment.field, suggestion.proposed))
    if not comment.round.answered_at:
        return Row(comment, place, proposal=proposal)
    return Row(comment, place, comment.response, change, proposal)
