"""The secretariat brings in the members' inhabitants from a spreadsheet: upload, look, confirm."""

from base64 import b64decode
from datetime import date

from django.contrib import messages
from django.db import IntegrityError, transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse_lazy
from django.views.decorators.http import require_http_methods, require_POST

from .. import populations
from ..forms.importing import PopulationForm
from ..import_template import population_template as template
from .importing import CHANGED, EXCEL
from .members import MEMBERS
from .partners import ORGANISATION
from .reading import reads
from .secretariat import secretariat

UPLOAD = "import_populations"  # the key in the session
CRUMBS = [ORGANISATION, MEMBERS, ("Hent innbyggertall", reverse_lazy("import_populations"))]
NO_UPLOAD = "Det er ingen fil som venter. Er den alt importert, står tallene på siden over medlemmene."


@transaction.non_atomic_requests
@secretariat
@require_http_methods(["GET", "HEAD", "POST"])
def import_populations(request):
    """Receive the file. It waits in the session, and nothing of it is written."""
    form = PopulationForm(request.POST, request.FILES) if request.method == "POST" else PopulationForm()
    if form.is_valid():
        request.session[UPLOAD] = form.kept()
        return redirect("population_preview")
    return render(request, "organisation/populations.html", {"form": form, "crumbs": CRUMBS[:-1]})


@reads
@secretariat
def population_preview(request):
    """What each member's row would do, and which rows are passed by."""
    upload = request.session.get(UPLOAD)
    if upload is None:
        messages.info(request, NO_UPLOAD)
        return redirect("import_populations")
    context = {"preview": populations.look(*_sheet(upload)), "upload": upload, "crumbs": CRUMBS}
    return render(request, "organisation/populations_preview.html", context)


@secretariat
@require_POST
def confirm_populations(request):
    """Write all of it, judged anew from the same bytes, or nothing."""
    upload = request.session.get(UPLOAD)
    if upload is None or request.POST.get("sha256") != upload["sha256"]:
        messages.info(request, NO_UPLOAD)
        return redirect("import_populations")
    try:
        done = populations.carry_out(*_sheet(upload), upload["source"], by=request.user)
    except (populations.Faulty, IntegrityError):
        messages.error(request, CHANGED)
        return redirect("population_preview")
    del request.session[UPLOAD]
    messages.success(request, f"Innbyggertallene per {done.day:%d.%m.%Y} er importert: {done.summary}.")
    return redirect("members")


@secretariat
@require_POST
def cancel_populations(request):
    """Forget the file."""
    request.session.pop(UPLOAD, None)
    messages.info(request, "Fila er glemt. Ingenting er importert.")
    return redirect("import_populations")


@reads
@secretariat
def population_template(request):
    """The sheet to fill in."""
    headers = {"Content-Disposition": 'attachment; filename="innbyggere.xlsx"', "Cache-Control": "private, no-store"}
    return HttpResponse(template(), content_type=EXCEL, headers=headers)


def _sheet(upload) -> tuple[str, bytes, date]:
    return upload["name"], b64decode(upload["content"]), date.fromisoformat(upload["date"])
