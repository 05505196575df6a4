"""The innspillslogg as a page and as files; for those who may see the round, and for everybody when it is public."""

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.text import slugify
from django.views.decorators.http import require_POST

from organisation.roles import is_secretariat
from organisation.views.importing import EXCEL
from organisation.views.reading import reads
from programmes.models import Round
from programmes.rounds.forms.log import LogForm, asked
from programmes.rounds.log import Log
from programmes.rounds.log_reading import public_log, read_log

from .. import log_files, shelf
from ..models import LogFile
from .previews import STOP_POLLING, private

ROWS_ON_A_PAGE = 200
TYPES = {
    LogFile.Form.PDF: "application/pdf",
    LogFile.Form.WORD: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    LogFile.Form.EXCEL: EXCEL,
}


@reads
@private
@login_required
def round_log(request, round):
    """What the reader may see of the round's log, and of the other rounds of the programme when they ask for all."""
    round, others, log = asked_log(request, round)
    context = {
        "round": round,
        "others": others,
        "every": "runder" in request.GET,
        "back": reverse("run_round", args=[round.uuid]) if is_secretariat(request.user) else round.get_absolute_url(),
        "files": log_files.there_are(log, request.user),
        **page_of(request, log, LogForm(request.GET, log.bodies)),
    }
    return render(request, "publishing/round_log.html", context)


@login_required
@require_POST
def make_log_file(request, round, form):
    """Ask for the log, as the address says it is filtered, as a file."""
    round, _others, log = asked_log(request, round)
    if form not in LogFile.Form.values:
        raise Http404
    log_files.ask(log, form, round, by=request.user)
    return redirect(f"{reverse('round_log', args=[round.uuid])}?{request.GET.urlencode()}#filer")


@reads
@private
@login_required
def log_file_progress(request, round, sha256):
    """How far a file has come."""
    files = LogFile.objects.visible_to(request.user).light().select_related("round")
    file = get_object_or_404(files, round__uuid=round, sha256=sha256)
    if not request.htmx:
        return redirect("round_log", round)
    context = {"round": file.round, "form": LogFile.Form(file.form), "file": file}
    status = 200 if file.is_under_way else STOP_POLLING
    return render(request, "publishing/_log_file.html", context, status=status)


@reads
@private
@login_required
def log_file(request, round, sha256, form):
    """The file."""
    files = LogFile.objects.visible_to(request.user).select_related("round__programme")
    found = get_object_or_404(files, round__uuid=round, sha256=sha256, form=form, state="done")
    name = f"{log_files.FILE}-{found.round.programme.slug}-{slugify(found.round.name) or 'runde'}.{form}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(bytes(found.pdf), content_type=TYPES[form], headers=headers)


@reads
def open_log(request, slug, round):
    """The log for everybody, without names of persons."""
    found = get_object_or_404(Round.objects.open_to_all().select_related("programme"), programme__slug=slug, uuid=round)
    edition = shelf.current(slug)
    log = public_log(found, asked(request.GET), shelf.document(edition) if edition else None)
    context = {
        "round": found,
        "is_adopted": edition is not None,
        **page_of(request, log, LogForm(request.GET, log.bodies, may_name=False)),
    }
    return render(request, "publishing/open_log.html", context)


def asked_log(request, uuid) -> tuple[Round, bool, Log]:
    """The round, whether the reader sees other rounds of its programme, and the log they ask for. 404 for others."""
    seen = Round.objects.visible_to(request.user).select_related("programme")
    round = get_object_or_404(seen, uuid=uuid)
    every = list(seen.filter(programme=round.programme_id, opened_at__isnull=False))
    wanted = every if "runder" in request.GET and round in every else [round]
    return round, len(every) > 1, read_log(wanted, request.user, asked(request.GET))


def page_of(request, log: Log, form: LogForm) -> dict:
    """A page of the log for a template."""
    return {"log": log, "form": form, "pages": Paginator(log.rows, ROWS_ON_A_PAGE).get_page(request.GET.get("side"))}
