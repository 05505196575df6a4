"""Comments that are written: mine, my group's, everybody's, and one on a page of its own."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from organisation.rights import NotAllowed
from organisation.roles import body_ids, is_secretariat
from organisation.views.reading import reads

from ...milestones import milestone_parts
from ...models import Comment, Round
from ...views.workplace import as_data
from .. import commenting, expired, unsent
from ..became import rows, shown
from ..forms.remark import RemarkForm
from ..rights import may_change
from .asked import ROUNDS, around, asked, logged_in

ON_A_PAGE = 50


@reads
@asked
def my_comments(request, round):
    """What I have written, also what I have withdrawn."""
    return _list(request, round, "mine", "Mine innspill", round.comments.filter(person=request.user))


@reads
@asked
def group_comments(request, round):
    """What is said in my groups."""
    said = round.comments.visible_to(request.user).standing().filter(body__in=body_ids(request.user))
    return _list(request, round, "group", "Gruppens innspill", said)


@reads
@asked
def round_comments(request, round):
    """Everything that I may see."""
    return _list(request, round, "all", "Alle innspill", round.comments.visible_to(request.user).standing())


def _list(request, round, whose, title, comments):
    pages = Paginator(shown(comments), ON_A_PAGE).get_page(request.GET.get("side"))
    told = rows(request.user, round.programme, list(pages))
    context = around(request, round, title=title, whose=whose, pages=pages, rows=told)
    return render(request, "rounds/comments.html", context)


def found(view):
    """Log in first; the view gets the comment instead of its id. Whoever may not see it finds nothing."""

    @logged_in
    def inner(request, comment):
        seen = shown(Comment.objects.visible_to(request.user))
        return view(request, get_object_or_404(seen, uuid=comment))

    return inner


def own(view):
    """The same, for whoever wrote it, or registered it for somebody; nobody else finds the address."""

    @found
    def inner(request, comment):
        registered = comment.source != Comment.Source.HERE and is_secretariat(request.user)
        if comment.person_id != request.user.pk and not registered:
            raise Http404
        return view(request, comment)

    return inner


@reads
@found
def comment(request, comment):
    """One comment with its answer. Whoever wrote it sees it also after they have left the group."""
    (row,) = rows(request.user, comment.programme, [comment])
    in_round = Round.objects.visible_to(request.user).filter(pk=comment.round_id).exists()
    context = {
        "row": row,
        "my_bodies": body_ids(request.user),
        "may_change": may_change(request.user, comment),
        "in_round": in_round,
        "crumbs": [ROUNDS, *([_round(comment)] if in_round else [])],
    }
    return render(request, "rounds/comment.html", context)


@own
@require_http_methods(["GET", "HEAD", "POST"])
def edit_comment(request, comment):
    """Other words. What is typed is kept when it can no longer be changed."""
    if request.method != "POST":
        typed = _typed_before(request, comment)
        return _edit(request, comment, _form(comment, **typed.dict()), begun=bool(typed))
    form = _form(comment, request.POST)
    if not form.is_valid():
        return _edit(request, comment, form)
    try:
        changed = _change(comment, form, by=request.user)
    except NotAllowed as refusal:
        _place(comment).put_aside(unsent.typed(request.POST), by=request.user)
        form.add_error(None, [*refusal.reasons, "Det du skrev, er ikke lagret, men står her."])
        return _edit(request, comment, form)
    messages.success(request, f"{comment} er endret." if changed else f"Ingenting i {comment} var endret.")
    return redirect(comment)


def _typed_before(request, comment):
    """What was on its way when the person was logged out, or what they put aside."""
    draft = _place(comment).draft(request.user)
    return as_data(expired.remembered(request) or (draft.content if draft else {}))


def _place(comment) -> unsent.Place:
    return unsent.Place(comment.uuid)  # a comment is a row, and another text is a version of it


def _form(comment, data=None, **typed) -> RemarkForm:
    part = milestone_parts(comment.round.milestone).get(comment.object)
    initial = {"kind": comment.kind, "text": comment.text, "quote": comment.quote} | typed
    return RemarkForm(data, part=part, comment=comment, initial=initial)


def _change(comment, form, *, by) -> bool:
    given = form.cleaned_data
    return commenting.change(comment, kind=form.said_as, text=given["text"], quoted=given.get("quote"), by=by)


def _edit(request, comment, form, begun=False):
    may = may_change(request.user, comment)
    if not may and not form.is_bound:
        messages.info(request, may.reason)
        return redirect(comment)
    crumbs = [ROUNDS, _round(comment), (str(comment), comment.get_absolute_url())]
    context = {"comment": comment, "form": form, "begun": begun, "crumbs": crumbs}
    return render(request, "rounds/edit_comment.html", context)


def _round(comment) -> tuple[str, str]:
    return str(comment.round), comment.round.get_absolute_url()


@own
@require_POST
def put_comment_aside(request, comment):
    """Keep what is typed and not saved."""
    _place(comment).put_aside(unsent.typed(request.POST), by=request.user)
    return JsonResponse({"kept": f"{timezone.localtime():%H.%M}", "others": False})


@own
@require_POST
def discard_comment_draft(request, comment):
    _place(comment).discard(by=request.user)
    return redirect(comment)


@own
@require_POST
def withdraw_comment(request, comment):
    return _do(request, comment, commenting.withdraw, f"{comment} er trukket. Du kan ta det tilbake.")


@own
@require_POST
def bring_comment_back(request, comment):
    return _do(request, comment, commenting.bring_back, f"{comment} gjelder igjen.")


def _do(request, comment, act, done):
    try:
        act(comment, by=request.user)
        messages.success(request, done)
    except NotAllowed as refusal:
        messages.warning(request, " ".join(refusal.reasons))
    return redirect(comment)
