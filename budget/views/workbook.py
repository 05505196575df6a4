"""The secretariat takes a year's budget out as an Excel workbook, and brings one back: upload, look, confirm."""

from base64 import b64decode

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import IntegrityError, transaction
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from organisation.record import Verb, note
from organisation.sheets import Unreadable
from organisation.views.importing import EXCEL, NO_UPLOAD
from organisation.views.reading import reads
from organisation.views.secretariat import secretariat

from .. import importing
from ..building import read_book
from ..forms.importing import BudgetUploadForm
from ..models import Budget, BudgetTable
from ..workbook import workbook
from .sheets import BUDGETS

UPLOAD, DONE = "import_budget", "import_budget_done"  # keys in the session
CHANGED = "Budsjettet er endret siden du så forhåndsvisningen. Ingenting er importert. Se over på nytt."
ROWS_ON_A_PAGE = 200


@secretariat
@require_GET
def budget_workbook(request, year, again):
    """The tables of the year as they are now; that they were taken out is noted in the log."""
    budget = get_object_or_404(Budget.objects.visible_to(request.user), year=year)
    if again != year:
        raise Http404
    versions = dict(BudgetTable.objects.filter(budget=budget).values_list("uuid", "version"))
    content = workbook(read_book(year), versions)
    note(request.user, Verb.EXPORTED, f"budsjettet for {year} som Excel")
    headers = {
        "Content-Disposition": f'attachment; filename="budsjett-{year}.xlsx"',
        "Cache-Control": "private, no-store",
    }
    return HttpResponse(content, content_type=EXCEL, headers=headers)


@transaction.non_atomic_requests
@secretariat
@require_http_methods(["GET", "HEAD", "POST"])
def import_budget(request, year):
    """Receive the file. It waits in the session, and nothing of it is written."""
    get_object_or_404(Budget.objects.visible_to(request.user), year=year)
    sent = (request.POST, request.FILES) if request.method == "POST" else ()
    form = BudgetUploadForm(*sent, year=year)
    if form.is_valid():
        request.session[UPLOAD] = form.kept()
        return redirect("budget_preview", year)
    return render(request, "budget/import.html", {"form": form, "year": year, "crumbs": _crumbs(year)[:-1]})


@reads
@secretariat
def budget_preview(request, year):
    """What each line of the file would change."""
    upload = _waiting(request, year)
    if upload is None:
        messages.info(request, NO_UPLOAD)
        return redirect("import_budget", year)
    try:
        preview = importing.look(*_file(upload))
    except Unreadable as reason:  # the tables it was meant for are gone
        messages.error(request, str(reason))
        return redirect("import_budget", year)
    pages = Paginator(preview.rows, ROWS_ON_A_PAGE).get_page(request.GET.get("side"))
    context = {"preview": preview, "upload": upload, "pages": pages, "year": year, "crumbs": _crumbs(year)}
    return render(request, "budget/import_preview.html", context)


@secretariat
@require_POST
def confirm_budget(request, year):
    """Write all of it, judged anew from the same bytes against the same tables, or nothing."""
    upload = _waiting(request, year)
    if upload is None and request.session.get(DONE, {}).get("year") == year:  # the second press of the button
        return redirect("budget_imported", year)
    if upload is None or request.POST.get("sha256") != upload["sha256"]:
        messages.info(request, NO_UPLOAD)
        return redirect("import_budget", year)
    try:
        summary = importing.carry_out(*_file(upload), seen=request.POST.get("seen"), by=request.user)
    except (importing.Faulty, IntegrityError):
        messages.error(request, CHANGED)
        return redirect("budget_preview", year)
    request.session[DONE] = {"year": year, "summary": summary}
    del request.session[UPLOAD]
    return redirect("budget_imported", year)


@secretariat
@require_POST
def cancel_budget(request, year):
    """Forget the file."""
    request.session.pop(UPLOAD, None)
    messages.info(request, "Fila er glemt. Ingenting er importert.")
    return redirect("import_budget", year)


@reads
@secretariat
def budget_imported(request, year):
    """What was written, and how to undo it."""
    done = request.session.get(DONE, {})
    if done.get("year") != year:
        return redirect("import_budget", year)
    context = {"summary": done["summary"], "year": year, "crumbs": _crumbs(year)}
    return render(request, "budget/import_done.html", context)


def _waiting(request, year: int) -> dict | None:
    """The file that waits to be imported to this year."""
    get_object_or_404(Budget.objects.visible_to(request.user), year=year)
    upload = request.session.get(UPLOAD)
    return upload if upload and upload["year"] == year else None


def _file(upload: dict) -> tuple[int, str, bytes]:
    return upload["year"], upload["name"], b64decode(upload["content"])


def _crumbs(year: int) -> list[tuple[str, str]]:
    return [
        BUDGETS,
        (f"Budsjett {year}", reverse("budget", args=[year])),
        ("Hent fra Excel", reverse("import_budget", args=[year])),
    ]
