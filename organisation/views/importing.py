"""The secretariat brings in people and seats from a spreadsheet: upload, look, confirm."""

from base64 import b64decode

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import IntegrityError, transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse_lazy
from django.views.decorators.http import require_http_methods, require_POST

from .. import importing
from ..forms.importing import UploadForm
from ..import_template import template
from .partners import ORGANISATION
from .reading import reads
from .secretariat import secretariat

UPLOAD, DONE = "import_seats", "import_seats_done"  # keys in the session
EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CRUMBS = [ORGANISATION, ("Hent verv fra regneark", reverse_lazy("import_seats"))]
NO_UPLOAD = "Det er ingen fil å importere. Last den opp på nytt."
CHANGED = "Noe i registeret er endret siden du så forhåndsvisningen. Ingenting er importert. Se over på nytt."


@transaction.non_atomic_requests
@secretariat
@require_http_methods(["GET", "HEAD", "POST"])
def import_seats(request):
    """Receive the file. It waits in the session, and nothing of it is written."""
    form = UploadForm(request.POST, request.FILES) if request.method == "POST" else UploadForm()
    if form.is_valid():
        request.session[UPLOAD] = form.kept()
        return redirect("import_preview")
    context = {"form": form, "columns": importing.COLUMNS, "crumbs": [ORGANISATION]}
    return render(request, "organisation/import.html", context)


@reads
@secretariat
def import_preview(request):
    """What each row would do."""
    upload = request.session.get(UPLOAD)
    if upload is None:
        messages.info(request, NO_UPLOAD)
        return redirect("import_seats")
    preview = importing.look(upload["name"], b64decode(upload["content"]))
    pages = Paginator(preview.rows, 200).get_page(request.GET.get("side"))
    context = {"preview": preview, "upload": upload, "pages": pages, "crumbs": CRUMBS}
    return render(request, "organisation/import_preview.html", context)


@secretariat
@require_POST
def confirm_import(request):
    """Write all of it, judged anew from the same bytes, or nothing."""
    upload = request.session.get(UPLOAD)
    if upload is None and DONE in request.session:  # the second press of the button
        return redirect("import_done")
    if upload is None or request.POST.get("sha256") != upload["sha256"]:
        messages.info(request, NO_UPLOAD)
        return redirect("import_seats")
    try:
        counts = importing.carry_out(upload["name"], b64decode(upload["content"]), by=request.user)
    except (importing.Faulty, IntegrityError):
        messages.error(request, CHANGED)
        return redirect("import_preview")
    request.session[DONE] = counts
    del request.session[UPLOAD]
    return redirect("import_done")


@secretariat
@require_POST
def cancel_import(request):
    """Forget the file."""
    request.session.pop(UPLOAD, None)
    messages.info(request, "Fila er glemt. Ingenting er importert.")
    return redirect("import_seats")


@reads
@secretariat
def import_done(request):
    """What was written."""
    if DONE not in request.session:
        return redirect("import_seats")
    context = {"summary": importing.summary(request.session[DONE]), "crumbs": CRUMBS}
    return render(request, "organisation/import_done.html", context)


@reads
@secretariat
def import_template(request):
    """The sheet to fill in."""
    headers = {"Content-Disposition": 'attachment; filename="verv.xlsx"', "Cache-Control": "private, no-store"}
    return HttpResponse(template(), content_type=EXCEL, headers=headers)
