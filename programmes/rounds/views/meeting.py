"""The meeting: one thing on the screen at a time with what is said of it, and what becomes of it ticked off."""

from django.contrib import messages
from django.http import Http404, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst
from django.views.decorators.http import require_POST

from organisation.models import Meeting
from organisation.rights import NotAllowed

from ... import correcting, editing
from ...models import Response
from .. import rights, unsent
from ..agenda import agenda
from ..answering import AnsweredMeanwhile
from ..deciding import decide
from ..forms.deciding import DecisionForm
from ..standing import Present
from ..subject import KINDS, lines
from .desk import NOT_SAVED
from .preparing import FORM, refused
from .secretariat import comments_of, of_round


def stops_of(user, round):
    return agenda(round, comments_of(user).filter(round=round).counted())


@of_round
@FORM
def meeting(request, round, number=None):
    """Screen `number`, else the first; what is sent is about the thing that was shown, wherever it stands now."""
    if not (allowed := rights.may_answer(request.user, round)):
        return refused(request, round, [allowed.reason])
    stops = stops_of(request.user, round)
    if request.method == "POST":
        shown = {str(stop.uuid or ""): at for at, stop in enumerate(stops, start=1)}
        number = shown.get(request.POST.get("gjelder", ""), 0)
    elif number is None:
        number = next(iter(_wanted(request, stops)), 1)
    if not 1 <= number <= len(stops):
        raise Http404
    stop = stops[number - 1]
    if request.method != "POST":
        return _page(request, round, stops, number, _begun(request, round, stop))
    form = DecisionForm(request.POST, round=round, stop=stop)
    if form.is_valid() and _decided(request, round, stop, form):
        return redirect(_address(request, round, number, form.cleaned_data["organ"]))
    return _page(request, round, stops, number, form)


def _begun(request, round, stop) -> DecisionForm:
    """Unanswered comments are ticked, and what was put aside stands in its field."""
    draft = _place(round, stop).draft(request.user)
    unanswered = [str(each.uuid) for each in stop.comments if not each.response_id]
    text = draft.content.get("bestemt", [""])[0] if draft else ""
    said = {"innspill": unanswered, "bestemt": text, "organ": _who_meets(request, round)}
    return DecisionForm(round=round, stop=stop, initial=said)


def _place(round, stop) -> unsent.Place:
    return unsent.place(round, f"møte {stop.uuid}")


def _who_meets(request, round):
    """The body in the address, else the one that meets today, else the first."""
    bodies = {body.key: body for body in round.bodies.by_kind()}
    if asked := bodies.get(request.GET.get("organ", "")):
        return asked
    today = Meeting.objects.visible_to(request.user).filter(body__in=bodies.values(), date=timezone.localdate()).first()
    return today.body if today else next(iter(bodies.values()), None)


def _decided(request, round, stop, form) -> bool:
    """Whether it is kept; else the form says why, and what happened meanwhile."""
    said = form.cleaned_data
    try:
        comment, response = decide(
            round, stop.uuid, form.chosen, said["utfall"], said["bestemt"],
            body=said["organ"], on=timezone.localdate(), by=request.user, seen=form.seen,
        )  # fmt: skip
    except AnsweredMeanwhile as told:
        form.look_again()
        for sentence in (*told.sentences, NOT_SAVED):
            form.add_error(None, sentence)
        return False
    except NotAllowed as refusal:
        for reason in refusal.reasons:
            form.add_error("bestemt", reason)
        return False
    _place(round, stop).discard(by=request.user)
    names = str(comment) if comment else ", ".join(str(each) for each in form.chosen)
    messages.success(request, f"{names}: {response or 'skrevet opp'}.")
    return True


def _address(request, round, number, body) -> str:
    asked = request.GET.copy()
    asked["organ"] = body.key
    return f"{reverse('meeting', args=[round.uuid, number])}?{asked.urlencode()}"


def _page(request, round, stops, number, form):
    stop, present = stops[number - 1], Present(round.programme)
    now = present.parts.get(stop.uuid)
    wanted = _wanted(request, stops)
    context = {
        "round": round,
        "stop": stop,
        "number": number,
        "place": f"{wanted.index(number) + 1} av {len(wanted)}" if number in wanted else "Uten innspill",
        "now": now,
        "gone": stop.part is not None and now is None,
        "lines": lines(round.programme, stop.part, now),
        "word": KINDS.get(now.about, "") if now else "",
        "may_edit": editing.may_edit(request.user, round.programme),
        "may_correct": correcting.may_correct(request.user, round.programme),
        "form": form,
        "ticked": set(form["innspill"].value() or []),
        "outcomes": [(value, capfirst(label)) for value, label in Response.Outcome.choices],
        "previous": max((at for at in wanted if at < number), default=None),
        "following": min((at for at in wanted if at > number), default=None),
        "everything": "alle" in request.GET,
    }
    return render(request, "rounds/meeting.html", context)


def _wanted(request, stops) -> list[int]:
    """The screens one goes through: those with comments, or every one when asked for."""
    return [at for at, each in enumerate(stops, start=1) if each.comments or "alle" in request.GET]


@of_round
@require_POST
def put_decision_aside(request, round):
    """Keep what is typed and not saved."""
    known = {str(stop.uuid or ""): stop for stop in stops_of(request.user, round)}
    stop = known.get(request.POST.get("gjelder", ""))
    if stop is None:
        raise Http404
    content = {"bestemt": request.POST.getlist("bestemt")}
    _place(round, stop).put_aside(content, by=request.user)
    return JsonResponse({"kept": f"{timezone.localtime():%H.%M}", "others": False})
