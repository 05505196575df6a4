"""A member proposes another text, with the difference in sight; or a new measure, or to strike one."""

from django.contrib import messages
from django.http import Http404, HttpResponseNotAllowed, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from organisation.rights import NotAllowed

from ...milestones import milestone_parts
from ...models import Comment, Round
from ...parts import About
from ...views.workplace import as_data
from .. import commenting, expired, proposing, unsent
from ..proposing import Way
from ..rights import asked_bodies, is_late, may_change, may_comment
from .asked import around, logged_in

KEPT = "Det du skrev, står her fortsatt. Kopier det om du vil bruke det et annet sted."


@logged_in
@require_http_methods(["GET", "HEAD", "POST"])
def suggest(request, round, uuid):
    """Choose what to propose; then write it, look at the difference, and send."""
    round, part = _find(request.user, round, uuid)
    ways = proposing.ways(round.programme, part)
    way = _chosen(request, ways)
    if way is None:
        return _choose(request, round, part, ways)
    bodies = asked_bodies(request.user, round)
    if request.method == "POST":
        form = proposing.form_for(round, part, way, bodies, request.POST)
        return _send(request, round, part, way, form)
    draft = _place(round, part, way).draft(request.user)
    typed = expired.remembered(request) or (draft and draft.content)
    form = proposing.form_for(round, part, way, bodies, as_data(typed) if typed else None)
    return _write(request, round, part, way, form, draft=draft)


@logged_in
@require_http_methods(["GET", "HEAD", "POST"])
def change(request, comment):
    """What one has proposed before, written again while the round is open."""
    comment = get_object_or_404(_takeable(request.user).filter(suggestion__isnull=False), uuid=comment)
    round, part = _find(request.user, comment.round.uuid, comment.object)
    ways = {way.key: way for way in proposing.ways(round.programme, part)}
    way = ways.get(proposing.way_of(comment))
    if way is None or not may_change(request.user, comment):
        raise Http404
    if request.method == "POST":
        form = proposing.form_for(round, part, way, [], request.POST, comment)
        return _send(request, round, part, way, form, comment)
    typed = expired.remembered(request)
    form = proposing.form_for(round, part, way, [], as_data(typed) if typed else None, comment)
    return _write(request, round, part, way, form, comment=comment)


@logged_in
def put_aside(request, round, uuid):
    """Keep what is typed and not sent, for whoever types it."""
    round, part = _find(request.user, round, uuid)
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    way = _chosen(request, proposing.ways(round.programme, part))
    if way is None:
        raise Http404
    _place(round, part, way).put_aside(unsent.typed(request.POST), by=request.user)
    return JsonResponse({"kept": f"{timezone.localtime():%H.%M}"})


def _find(user, round, uuid):
    """The round as this person may see it, and the part of its milestone that can be written another way."""
    rounds = Round.objects.visible_to(user).select_related("programme", "milestone").prefetch_related("bodies")
    round = get_object_or_404(rounds, uuid=round, milestone__isnull=False)
    part = milestone_parts(round.milestone).get(uuid)
    if part is None or part.about == About.LINE:
        raise Http404
    return round, part


def _takeable(user):
    kinds = (Comment.Kind.SUGGESTION, Comment.Kind.NEW_MEASURE, Comment.Kind.STRIKE)
    return Comment.objects.visible_to(user).filter(kind__in=kinds).select_related("round", "suggestion")


def _chosen(request, ways: list[Way]) -> Way | None:
    key = request.POST.get("felt") or request.GET.get("felt")
    return next((way for way in ways if way.key == key), None)


def _choose(request, round, part, ways):
    mine = _takeable(request.user).filter(round=round, object=part.id).select_related("body", "member", "person")
    context = {"ways": ways, "rows": [(each, may_change(request.user, each)) for each in mine]}
    return render(request, "rounds/suggest.html", context | _shared(request, round, part))


def _send(request, round, part, way, form, comment=None):
    """Draw the difference, or send; what cannot be sent stays in the form."""
    if form.is_valid() and not proposing.says_something_else(part, way, form):
        form.add_error(None, proposing.SAME)
    if "vis" in request.POST or not form.is_valid():
        return _write(request, round, part, way, form, comment=comment)
    done = "endret" if comment else "sendt"
    try:
        if comment:
            commenting.change(
                comment, kind=way.kind, text=form.cleaned_data["hvorfor"], by=request.user,
                **({} if way.kind == Comment.Kind.STRIKE else {"proposed": proposing.proposed_by(form, way)}),
            )  # fmt: skip
        else:
            comment = proposing.propose(round, part, way, form, by=request.user)
    except NotAllowed as refusal:
        return _write(request, round, part, way, form, reasons=[*refusal.reasons, KEPT])
    _place(round, part, way).discard(by=request.user)
    late = " Det kom etter fristen, og sekretariatet avgjør om det blir tatt med." if comment.is_late else ""
    (messages.warning if late else messages.success)(request, f"Forslaget {comment} er {done}.{late}")
    return redirect("thing", round.uuid, part.id)


def _write(request, round, part, way, form, **context):
    parts, comment = [], context.get("comment")
    if way.kind == Comment.Kind.SUGGESTION and form.is_bound:
        parts = proposing.difference(part, way, form) if form.is_valid() else []
    elif comment:
        parts = comment.suggestion.difference
    context |= {"way": way, "form": form, "fields": proposing.asked_for(form), "parts": parts}
    if comment:
        context["sends_to"] = context["page"] = reverse("change_suggestion", args=[comment.uuid])
    else:
        context["sends_to"] = reverse("suggest", args=[round.uuid, part.id])
        context["page"] = f"{context['sends_to']}?felt={way.key}"
        context["aside"] = reverse("put_suggestion_aside", args=[round.uuid, part.id])
    template = "rounds/write_suggestion.html" + ("#difference" if request.htmx and "vis" in request.POST else "")
    return render(request, template, context | _shared(request, round, part))


def _shared(request, round, part) -> dict:
    answer = may_comment(request.user, round)
    return around(request, round, part=part, answer=answer, is_late=is_late(round))


def _place(round, part, way) -> unsent.Place:
    return unsent.place(round, f"{part.id}/{way.key}")
