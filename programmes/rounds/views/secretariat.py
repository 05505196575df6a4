"""The doors to the secretariat's side of rounds: each view gets the round, or the comment, instead of its id."""

from functools import wraps

from django.shortcuts import get_object_or_404
from django.urls import reverse, reverse_lazy

from organisation.views.secretariat import secretariat

from ...models import Comment, Programme, Round
from ...views.finding import crumbs_to

DESK = ("Innspill", reverse_lazy("desk"))


def of_round(view):
    """For the secretariat."""

    @secretariat
    @wraps(view)
    def inner(request, round, *args, **kwargs):
        return view(request, get_object_or_404(rounds_of(request.user), uuid=round), *args, **kwargs)

    return inner


def of_comment(view):
    """For the secretariat."""

    @secretariat
    @wraps(view)
    def inner(request, comment, *args, **kwargs):
        return view(request, get_object_or_404(comments_of(request.user), uuid=comment), *args, **kwargs)

    return inner


def rounds_of(user):
    """The rounds a person may see, without the bytes of their milestones."""
    rows = Round.objects.visible_to(user).select_related("programme", "milestone", "made_by")
    return rows.defer("milestone__content")


def comments_of(user):
    """The comments a person may see, with what every list of them tells."""
    names = ("body", "member", "person", "registered_by", "suggestion", "response__by", "led_to")
    rows = Comment.objects.visible_to(user).select_related("programme", "round__milestone", *names)
    return rows.defer("round__milestone__content")


def crumbs_to_round(round: Round) -> list:
    """Where a round's pages lie."""
    return [*crumbs_to_rounds(round.programme), (round.name, reverse("run_round", args=[round.uuid]))]


def crumbs_to_rounds(programme: Programme) -> list:
    return [*crumbs_to(programme), ("Runder", reverse("programme_rounds", args=[programme.slug]))]
