"""The secretariat takes in what somebody has proposed: with one click, or after a look and a change."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from organisation.rights import NotAllowed
from organisation.views.secretariat import secretariat

from ...difference import word_parts
from ...models import Comment
from ...wording import LABELS, said
from .. import suggesting
from ..proposal import Proposal, rivals


@secretariat
@require_http_methods(["GET", "HEAD", "POST"])
def take_in(request, comment):
    """What is proposed beside what is there; a click takes it in."""
    comment = _find(request.user, comment)
    if request.method != "POST":
        return _show(request, comment)
    return _answer(request, comment, lambda: suggesting.accept(comment, by=request.user))


@secretariat
@require_POST
def take_in_with(request, comment):
    """Take it in as the secretariat has written it."""
    comment = _find(request.user, comment)
    version = request.POST.get("versjon", "")
    if not version.isdecimal():
        raise Http404
    return _answer(
        request, comment, lambda: suggesting.accept_with(comment, request.POST, int(version), by=request.user)
    )


def _find(user, uuid) -> Comment:
    rows = Comment.objects.visible_to(user).filter(kind__in=Comment.TAKEABLE)
    rows = rows.select_related(
        "round__milestone", "programme", "suggestion", "led_to__by", "body", "member", "person", "response"
    )
    return get_object_or_404(rows, uuid=uuid)


def _answer(request, comment, act):
    """Do it, and say what came of it; what is in the way is shown over what was written."""
    try:
        done = act()
    except NotAllowed as refusal:
        return _show(request, comment, refused=refusal.reasons)
    if not isinstance(done, str):
        return _show(request, comment, tried=done)
    messages.success(request, done)
    return redirect("take_in", comment.uuid)


def _show(request, comment, tried=None, refused=()):
    found = Proposal.of(comment, by=request.user)
    doubts = found.doubts
    is_field = comment.kind == Comment.Kind.SUGGESTION
    context = {
        "comment": comment,
        "found": found,
        "refused": [reason for reason in refused if reason not in (*found.obstacles, *doubts)],
        "doubts": doubts,
        "label": LABELS.get(comment.field, ""),
        "differences": found.differences() if is_field else {},
        "changes": found.changes() if comment.kind == Comment.Kind.STRIKE else [],
        "rivals": rivals(comment),
        "form": None if found.done or found.obstacles else _form(found, comment, tried),
        "must_look": bool(doubts or tried or refused),
        "clashes": _clashes(tried),
    }
    return render(request, "rounds/take_in.html", context)


def _form(found, comment, tried):
    """What is proposed, to be written in; over what is stored now."""
    if comment.kind == Comment.Kind.STRIKE:
        return None
    if tried and not tried.clashes:
        return tried.form
    if comment.kind == Comment.Kind.NEW_MEASURE:
        return suggesting.measure_form(found)
    return suggesting.field_form(found, tried.form.state if tried else None)


def _clashes(tried) -> list:
    """The field that somebody else saved meanwhile: their text, word by word."""
    if not (tried and tried.clashes):
        return []
    return [
        (LABELS.get(each.field, each.field), word_parts(said(each.field, each.basis), said(each.field, each.now)))
        for each in tried.merge.clashes
    ]
