"""On behalf of others: what came by e-mail, by letter or in a meeting, written down by the secretariat."""

from django.contrib import messages
from django.db import transaction
from django.http import JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from organisation.models import Draft
from organisation.rights import NotAllowed

from ...views.workplace import as_data
from .. import commenting, rights, unsent
from ..forms.registering import ROWS, Sheet, split
from .preparing import FORM, refused
from .secretariat import crumbs_to_round, of_round

MOST_NAMED = 5  # in the message afterwards


@of_round
@FORM
def register_comments(request, round):
    """Rows to write in; all are kept, or none and each faulty one says why."""
    allowed = rights.may_register(request.user, round)
    if request.method != "POST":
        return _page(request, round, *_begun(request.user, round)) if allowed else refused(request, round, [allowed[1]])
    if "del" in request.POST:
        return _page(request, round, Sheet(round, split(request.POST.get("lim", ""), request.POST)))
    sheet = Sheet(round, request.POST)
    if "flere" in request.POST:
        return _page(request, round, Sheet(round, request.POST, rows=len(sheet.rows) + ROWS))
    if sheet.is_valid() and _registered(request, sheet):
        return redirect("run_round", round.uuid)
    return _page(request, round, sheet)


def _begun(user, round) -> tuple[Sheet, Draft | None]:
    """The rows as one left them."""
    draft = _place(round).draft(user)
    return Sheet(round, as_data(draft.content) if draft else None), draft


def _place(round) -> unsent.Place:
    return unsent.place(round, "for-andre")


def _registered(request, sheet) -> bool:
    """Whether every row is kept; else the sheet says why not."""
    try:
        with transaction.atomic():
            made = [
                commenting.write(sheet.round, remark, sender, by=request.user) for remark, sender in sheet.written
            ]  # fmt: skip
    except NotAllowed as refusal:
        sheet.errors += [*refusal.reasons, "Det du skrev, står her og er ikke lagret."]
        return False
    _place(sheet.round).discard(by=request.user)
    named = ", ".join(f"{each} fra {each.name}" for each in made)
    many = f"{len(made)} innspill, {made[0]} til {made[-1]}"
    messages.success(request, f"Ført inn: {many if len(made) > MOST_NAMED else named}.")
    if late := [str(each) for each in made if each.is_late]:
        messages.info(request, f"Kom etter fristen: {', '.join(late)}. Ta dem med på bordet hvis de skal besvares.")
    return True


def _page(request, round, sheet, draft=None):
    rows = [row for row in sheet.rows if sheet.is_checked and not row.is_blank]
    faults = [(row, field, error) for row in rows for field in row for error in field.errors]
    context = {"round": round, "sheet": sheet, "draft": draft, "faults": faults, "crumbs": crumbs_to_round(round)}
    return render(request, "rounds/register.html", context)


@of_round
@require_POST
def put_rows_aside(request, round):
    """Keep what is typed and not saved."""
    content = {name: request.POST.getlist(name) for name in request.POST if name.startswith(("rad-", "rader"))}
    _place(round).put_aside(content, by=request.user)
    return JsonResponse({"kept": f"{timezone.localtime():%H.%M}", "others": False})


@of_round
@require_POST
def discard_rows(request, round):
    """Throw away what was put aside."""
    _place(round).discard(by=request.user)
    messages.success(request, "Kladden er forkastet.")
    return redirect("register_comments", round.uuid)
