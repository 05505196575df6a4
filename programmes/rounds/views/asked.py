"""The door to the members' pages: the round they are asked in, and what stands around every one of them."""

from functools import wraps

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.db.models import Count, Q
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse_lazy

from organisation.roles import body_ids

from ...models import Round
from .. import expired
from ..deadline import deadline_words
from ..rights import NOT_OPENED, invites

ROUNDS = ("Innspill", reverse_lazy("rounds"))


def logged_in(view):
    """Log in first; a form that was on its way is not lost by it."""

    @wraps(view)
    def inner(request, *args, **kwargs):
        if request.user.is_authenticated:
            return view(request, *args, **kwargs)
        return redirect_to_login(expired.remember(request))

    return inner


def asked(view):
    """For those a round asks, and the secretariat; the view gets the round instead of its id."""

    @logged_in
    @wraps(view)
    def inner(request, round, *args, **kwargs):
        rows = Round.objects.visible_to(request.user).select_related("programme", "milestone")
        found = get_object_or_404(rows.defer("milestone__content").prefetch_related("bodies"), uuid=round)
        if found.milestone is None:
            messages.info(request, NOT_OPENED)
            return redirect("rounds")
        return view(request, found, *args, **kwargs)

    return inner


def around(request, round: Round, **context) -> dict:
    """What a page in a round is drawn with: the deadline, whether one may write, how much is said."""
    seen = round.comments.visible_to(request.user)
    standing, mine = Q(withdrawn_at__isnull=True), Q(person=request.user)
    return {
        "round": round,
        "deadline": deadline_words(round),
        "my_bodies": body_ids(request.user),
        "invites": invites(request.user, round),
        "counts": seen.aggregate(
            mine=Count("pk", filter=mine),
            group=Count("pk", filter=standing & Q(body__in=body_ids(request.user))),
            all=Count("pk", filter=standing),
        ),
        "crumbs": [ROUNDS, (str(round), round.get_absolute_url())],
        **context,
    }
