"""The draft that somebody is asked to comment on, as it will look, and each thing in it on a page of its own."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from organisation.rights import NotAllowed
from organisation.roles import body_ids
from organisation.views.reading import reads
from programmes.milestones import milestone_parts, read_milestone
from programmes.models import Statement
from programmes.rounds import commenting, expired, unsent
from programmes.rounds.became import shown
from programmes.rounds.commenting import Remark, Sender
from programmes.rounds.forms.remark import RemarkForm
from programmes.rounds.groups import groups
from programmes.rounds.phrases import names
from programmes.rounds.rights import asked_bodies, invites, may_comment
from programmes.rounds.steps import corrections
from programmes.rounds.views.asked import around, asked
from programmes.views.workplace import as_data

from ..anchors import anchors
from ..earlier import differs, earlier, last_seen
from ..marks import marks
from ..rendering import article, chapters

ON_A_PAGE = 50
SENT = "{} er sendt. Du kan endre eller trekke det til runden avsluttes."
LATE = "{} er mottatt, men fristen var gått ut. Sekretariatet avgjør om det tas med."
CLOSED = "{} er mottatt, men runden ble avsluttet mens du skrev. Sekretariatet avgjør om det tas med."


@reads
@asked
def round(request, round):
    """What one is asked, the draft with a mark beside everything in it, and what the group has said so far."""
    document, bodies = read_milestone(round.milestone), asked_bodies(request.user, round)
    before = last_seen(request.user, round)
    differing = differs(before, round.milestone) if before else {}
    context = {
        "article": article(document, marks=marks(request.user, round, differing)),
        "before": before,
        "differing": len(differing),
        "contents": chapters(document, None),
        "groups": groups(request.user, round),
        "others": _statements_of_others(request.user, round),
        "whose": "draft",
        "speaks_for": names(bodies) if bodies else "",
        "whole": round.comments.visible_to(request.user).standing().filter(object=None).count(),
    }
    return render(request, "rounds/round.html", around(request, round, **context))


def _statements_of_others(user, round):
    """What other groups have confirmed, where the round shows it."""
    confirmed = Statement.objects.visible_to(user).filter(round=round, confirmed_at__isnull=False)
    return confirmed.exclude(body__in=body_ids(user)).select_related("body")


@asked
@require_http_methods(["GET", "HEAD", "POST"])
def thing(request, round, thing):
    """One thing: its text, what has changed, what is said of it, and a field to write in."""
    part = _part(round, thing)
    if request.method != "POST":
        form, begun = _begun(request, round, part)
        return _sheet(request, round, part, form, begun=begun)
    form = _form(request, round, part, request.POST)
    if not form.is_valid():
        return _sheet(request, round, part, form)
    try:
        comment = _write(round, part, form, by=request.user)
    except NotAllowed as refusal:
        _place(round, part).put_aside(unsent.typed(request.POST), by=request.user)
        form.add_error(None, [*refusal.reasons, "Det du skrev, er ikke sendt, men står her."])
        return _sheet(request, round, part, form)
    _place(round, part).discard(by=request.user)
    (messages.warning if comment.is_late else messages.success)(request, _received(comment).format(comment))
    return redirect(f"{_address(round, part)}#innhold")  # or the browser stays at the form, and the message above it


@asked
@require_POST
def put_aside(request, round, thing):
    """Keep what is typed and not sent, whatever has become of the round."""
    _place(round, _part(round, thing)).put_aside(unsent.typed(request.POST), by=request.user)
    return JsonResponse({"kept": f"{timezone.localtime():%H.%M}", "others": False})


@asked
@require_POST
def discard(request, round, thing):
    part = _part(round, thing)
    _place(round, part).discard(by=request.user)
    return redirect(_address(round, part))


def _part(round, thing):
    """The part of the milestone; nothing for the whole programme."""
    if thing is None:
        return None
    if part := milestone_parts(round.milestone).get(thing):
        return part
    raise Http404


def _place(round, part) -> unsent.Place:
    return unsent.place(round, part and part.id)


def _address(round, part) -> str:
    return reverse("thing", args=[round.uuid, part and part.id])


def _form(request, round, part, data=None, **initial) -> RemarkForm:
    return RemarkForm(data, part=part, bodies=asked_bodies(request.user, round), initial=initial)


def _begun(request, round, part) -> tuple:
    """The form with what is quoted or was begun here, and what was begun."""
    draft = _place(round, part).draft(request.user)
    content = expired.remembered(request) or (draft and draft.content) or {}
    typed = as_data({"quote": [request.GET.get("sitat", "")], **content})
    return _form(request, round, part, **typed.dict()), typed if content else None


def _write(round, part, form, *, by):
    field, quote = form.cleaned_data.get("quote") or ("", "")
    remark = Remark(form.said_as, form.cleaned_data["text"], part and part.id, field, quote)
    return commenting.write(round, remark, Sender(body=form.sender), by=by)


def _received(comment) -> str:
    if not comment.is_late:
        return SENT
    return CLOSED if comment.round.closed_at else LATE


def _sheet(request, round, part, form, **context):
    said = round.comments.visible_to(request.user).standing().filter(object=part and part.id)
    document = read_milestone(round.milestone)
    context |= {
        "part": part,
        "thing": part and part.id,
        "form": form if form.is_bound or _asks(request.user, round, context.get("begun")) else None,
        "said": Paginator(shown(said), ON_A_PAGE).get_page(request.GET.get("side")),
        "address": _address(round, part),
        "labels": {printed.field: printed.label for printed in document.fields},
        "back": round.get_absolute_url(),
    }
    if part:
        section = next(each for each, _depth in document.every_section() if each.id == part.section)
        context |= {
            "section": section,
            "earlier": earlier(request.user, round, part),
            "corrections": corrections(round, part.id),
            "beside": _beside(round, part),
            "back": f"{round.get_absolute_url()}#{anchors(document).get(part.id, anchors(document)[section.id])}",
        }
    return render(request, "rounds/thing.html", around(request, round, **context))


def _asks(user, round, begun) -> bool:
    """Is there a form? In a closed round only for what was begun before, which is kept as too late."""
    return bool(may_comment(user, round) if begun else invites(user, round))


def _beside(round, part) -> list:
    """The one before and the one after of the same kind, so that one can go through the draft."""
    same = [each for each in milestone_parts(round.milestone).values() if each.about == part.about]
    at = same.index(part)
    return [("Forrige", same[at - 1])] * bool(at) + [("Neste", each) for each in same[at + 1 : at + 2]]
