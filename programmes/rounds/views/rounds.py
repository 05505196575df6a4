"""/innspill/: the rounds that somebody is asked in, and what became of what they wrote before."""

from django.db.models import Count
from django.shortcuts import redirect, render

from organisation.roles import is_secretariat
from organisation.views.reading import reads

from ...models import Comment, Response, Round
from ..deadline import deadline_words
from ..phrases import names
from ..rights import asked_bodies
from .asked import logged_in

OUTCOMES = dict(Response.Outcome.choices)


@reads
@logged_in
def rounds(request):
    """The member's page; the secretariat goes to its desk."""
    return redirect("desk") if is_secretariat(request.user) else my_rounds(request)


def my_rounds(request):
    """Open rounds first, the nearest deadline on top; then the earlier ones with what the answers were."""
    user = request.user
    seen = list(Round.objects.visible_to(user).select_related("programme").prefetch_related("bodies"))
    mine = Comment.objects.filter(person=user, withdrawn_at__isnull=True)
    written = dict(mine.filter(round__in=seen).order_by().values_list("round").annotate(Count("pk")))
    for each in seen:
        each.deadline_words = deadline_words(each)
        each.speaks_in = asked_bodies(user, each)
        each.speaks_for = names(each.speaks_in) if each.speaks_in else ""
        each.written = written.get(each.pk, 0)
        each.outcomes = []
    answered = mine.filter(round__in=seen, round__answered_at__isnull=False, response__isnull=False)
    by_round = {each.pk: each for each in seen}
    for pk, outcome, count in answered.order_by().values_list("round", "response__outcome").annotate(Count("pk")):
        by_round[pk].outcomes.append(f"{count} {OUTCOMES[outcome]}")
    context = {
        "open": sorted((each for each in seen if each.is_open), key=lambda each: each.deadline),
        "earlier": [each for each in seen if not each.is_open],
        "elsewhere": mine.exclude(round__in=seen).select_related("round"),
    }
    return render(request, "rounds/my_rounds.html", context)
