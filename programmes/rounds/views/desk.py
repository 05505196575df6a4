"""The secretariat's desk: the queue, one comment open in it, its answer, and what hangs on it."""

from uuid import UUID

from django.contrib import messages
from django.db.models import Q
from django.http import Http404, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from organisation.models import Draft
from organisation.rights import NotAllowed
from organisation.views.reading import reads
from organisation.views.secretariat import secretariat

from ...models import Comment, InternalNote
from .. import answering, commenting, notes, rights, unsent
from ..answering import AnsweredMeanwhile, stamp
from ..forms.answering import AnswerForm, NoteForm, TieForm
from ..queue import queue
from ..standing import Present
from ..subject import change, may_have_led_to, subject_of, suggested, versions
from .preparing import FORM, counted
from .secretariat import DESK, comments_of, of_comment, rounds_of

ALSO = 30  # comments offered as answered by the same
NOT_SAVED = "Ditt svar står i skjemaet og er ikke lagret. Lagre på nytt hvis det skal gjelde."


@reads
@secretariat
def desk(request):
    """The whole queue."""
    found = queue(request.user, request.GET, comments_of(request.user))
    first = found.next_waiting(None) or found.neighbour(None, 1)
    context = {"queue": found, "first": first, "rounds": _under_work(request.user)}
    return render(request, "rounds/desk.html", context)


def _under_work(user):
    """The rounds that are opened and whose answers are not published, with how much is left."""
    return counted(rounds_of(user).filter(opened_at__isnull=False, answered_at=None))


@of_comment
@FORM
def desk_comment(request, comment):
    """One comment open in the queue, with room for the answer."""
    if request.method != "POST":
        return _page(request, comment, *_begun(request.user, comment))
    form = AnswerForm(
        request.POST, comments=[comment], others=_others(request.user, comment, request.POST.getlist("ogsa"))
    )
    if form.is_valid() and _answered(request, form):
        return redirect(_onwards(request, comment))
    return _page(request, comment, form)


def _answered(request, form) -> bool:
    """Whether the answer is kept; else the form says why, and what happened meanwhile."""
    said = form.cleaned_data
    try:
        response = answering.answer(
            form.chosen, said["utfall"], said["begrunnelse"], by=request.user, seen=form.seen
        )  # fmt: skip
    except AnsweredMeanwhile as told:
        form.look_again()
        for sentence in (*told.sentences, NOT_SAVED):
            form.add_error(None, sentence)
        return False
    except NotAllowed as refusal:
        for reason in refusal.reasons:
            form.add_error("begrunnelse" if reason == answering.SAY_WHY else None, reason)
        return False
    names = ", ".join(str(each) for each in form.chosen)
    messages.success(request, f"{names}: {response}." if response else "Svaret var det samme, så ingenting er lagret.")
    return True


def _onwards(request, comment) -> str:
    """The comment that the button named, else the one that was answered; with the filters it was found by."""
    following = request.POST.get("neste")
    wanted = comments_of(request.user).filter(uuid=following).first() if _is_uuid(following) else None
    return _address(wanted or comment, request)


def _address(comment, request) -> str:
    query = request.GET.urlencode()
    return reverse("desk_comment", args=[comment.uuid]) + (f"?{query}" if query else "") + "#innspill"


def _others(user, comment, ticked=()) -> list[Comment]:
    """Comments that may share the answer: those that do or are `ticked`, and some unanswered ones about the same."""
    rows = comments_of(user).filter(round=comment.round).exclude(pk=comment.pk)
    chosen = Q(uuid__in=filter(_is_uuid, ticked))
    if comment.response_id:
        chosen |= Q(response=comment.response)
    found = {each.pk: each for each in rows.filter(chosen)}
    same = rows.counted().filter(object=comment.object, response=None)
    return list((found | {each.pk: each for each in same[:ALSO]}).values())


def _begun(user, comment) -> tuple[AnswerForm, Draft | None]:
    """The form as one left it: over what was put aside, else over the answer there is."""
    others, draft = _others(user, comment), unsent.reply(comment).draft(user)
    said = {}
    if comment.response:
        said = {"utfall": comment.response.outcome, "begrunnelse": comment.response.reason}
        said["ogsa"] = [str(each.uuid) for each in others if each.response_id == comment.response_id]
    if draft:
        said |= {name: values if name == "ogsa" else values[0] for name, values in draft.content.items() if values}
    return AnswerForm(comments=[comment], others=others, initial=said), draft


def _page(request, comment, form, draft=None, **context):
    found = queue(request.user, request.GET, comments_of(request.user), opened=comment.uuid)
    present = Present(comment.programme)
    led_to = comment.led_to_id or ""
    context |= {
        "queue": found,
        "comment": comment,
        "subject": subject_of(present, comment, request.user),
        "suggested": suggested(comment),
        "led_to": change(comment.led_to) if comment.led_to else [],
        "form": form,
        "draft": draft,
        "tie": TieForm(choices=versions(comment, present, request.user), initial={"versjon": led_to}),
        "notes": comment.notes.select_related("by"),
        "note": context.get("note") or NoteForm(),
        "may_answer": rights.may_answer(request.user, comment.round),
        "previous": found.neighbour(comment.uuid, -1),
        "following": found.neighbour(comment.uuid, 1),
        "waiting": found.next_waiting(comment.uuid),
        "crumbs": [DESK],
    }
    return render(request, "rounds/desk.html", context)


@of_comment
@require_POST
def put_answer_aside(request, comment):
    """Keep what is typed and not saved."""
    content = {name: request.POST.getlist(name) for name in AnswerForm.base_fields}
    unsent.reply(comment).put_aside(content, by=request.user)
    others = f"{comment.uuid}={stamp(comment)}" not in request.POST.get("sett", "").split()
    return JsonResponse({"kept": f"{timezone.localtime():%H.%M}", "others": others})


@of_comment
@require_POST
def discard_answer(request, comment):
    """Throw away what was put aside."""
    unsent.reply(comment).discard(by=request.user)
    messages.success(request, "Kladden er forkastet.")
    return redirect(_address(comment, request))


@of_comment
@require_POST
def take_answer_back(request, comment):
    """The comment waits for an answer again."""
    return _do(request, comment, answering.take_back, f"Svaret på {comment} er tatt bort.")


@of_comment
@require_POST
def admit_comment(request, comment):
    """Count one that came too late."""
    return _do(request, comment, commenting.admit, f"{comment} er tatt med.")


@of_comment
@require_POST
def tie_comment(request, comment):
    """Which change it led to."""
    chosen = request.POST.get("versjon", "")
    version = may_have_led_to(comment, chosen, request.user)
    if chosen and version is None:
        messages.warning(request, "Endringen du valgte, finnes ikke lenger. Velg på nytt.")
        return redirect(_address(comment, request))
    done = f"{comment} er knyttet til endringen." if version else f"{comment} er ikke knyttet til noen endring."
    return _do(request, comment, lambda comment, by: answering.tie(comment, version, by=by), done)


@of_comment
@require_POST
def add_note(request, comment):
    """Write an internal note."""
    form = NoteForm(request.POST)
    if not form.is_valid():
        return _page(request, comment, *_begun(request.user, comment), note=form)
    text = form.cleaned_data["tekst"]
    return _do(request, comment, lambda comment, by: notes.add(comment, text, by=by), "Notatet er lagret.")


@of_comment
@require_POST
def remove_note(request, comment, pk):
    """Take one's own note away."""
    written = get_object_or_404(InternalNote, comment=comment, pk=pk)
    return _do(request, comment, lambda _comment, by: notes.remove(written, by=by), "Notatet er fjernet.")


def _do(request, comment, step, done):
    """Take a step with a comment, say what was done or every obstacle, and be back at it."""
    try:
        step(comment, by=request.user)
    except NotAllowed as refusal:
        for reason in refusal.reasons:
            messages.warning(request, reason)
    else:
        messages.success(request, done)
    return redirect(_address(comment, request))


@secretariat
@FORM
def answer_many(request):
    """One answer to the comments that were ticked in the queue."""
    ticked = request.POST.getlist("innspill") or request.GET.getlist("innspill")
    if not all(map(_is_uuid, ticked)):
        raise Http404
    comments = list(comments_of(request.user).filter(uuid__in=ticked))
    if not comments:
        messages.warning(request, answering.NOTHING_CHOSEN)
        return redirect(f"{reverse('desk')}{_filters(request)}")
    form = AnswerForm(request.POST if request.method == "POST" else None, comments=comments)
    if form.is_bound and form.is_valid() and _answered(request, form):
        return redirect(f"{reverse('desk')}{_filters(request)}")
    context = {"form": form, "comments": comments, "crumbs": [DESK], "filters": _filters(request)}
    return render(request, "rounds/answer_many.html", context)


def _filters(request) -> str:
    """Those that the ticked comments were found by, for the way back to the queue."""
    asked = request.GET.copy()
    asked.pop("innspill", None)
    return f"?{asked.urlencode()}" if asked else ""


def _is_uuid(text) -> bool:
    try:
        return bool(UUID(text or ""))
    except ValueError:
        return False
