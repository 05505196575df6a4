"""The adoption page: the next edition is made ready, looked at, and adopted by somebody else."""

from functools import wraps

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from organisation.rights import NotAllowed
from organisation.views.confirming import confirmed
from organisation.views.reading import reads
from organisation.views.secretariat import secretariat
from programmes.views.finding import of_programme
from programmes.views.treatment import crumbs_to_treatment

from .. import adoption, first_pages
from ..comparing import rows
from ..forms import AdoptForm, PrepareForm
from ..models import PreparedEdition
from ..since import since_treated
from .previews import STOP_POLLING, private

PAGES = 6  # of the PDF that are shown; the rest is in the file
FORM = require_http_methods(["GET", "HEAD", "POST"])


def of_prepared(view):
    """The view gets what is made ready; when nothing is, whoever asks comes to the page where that is done."""

    @of_programme
    @wraps(view)
    def inner(request, programme, *args, **kwargs):
        rows = PreparedEdition.objects.visible_to(request.user).select_related(
            "programme", "decision__body", "asked_by"
        )
        prepared = rows.filter(programme=programme).first()
        if prepared is None and programme.phase == programme.Phase.ADOPTED:
            messages.info(request, "Programmet er vedtatt allerede.")
            return redirect("editions", programme.slug)
        if prepared is None:
            messages.info(request, "Ingen utgave er gjort klar.")
            return redirect("adopt", programme.slug)
        return view(request, prepared, *args, **kwargs)

    return inner


@reads
@private
@of_programme
def adopt(request, programme):
    """What is about to be adopted, and what is left to do first."""
    prepared = PreparedEdition.objects.visible_to(request.user).light().filter(programme=programme).first()
    if prepared is None:
        return _to_prepare(request, programme, PrepareForm(programme=programme))
    found = adoption.outlook(programme)
    context = {
        "prepared": prepared,
        "pages": range(1, PAGES + 1),
        "stale": adoption.is_stale(prepared, found),
        **_difference(programme, found.document),
        **_base(programme),
    }
    return render(request, "publishing/adopt.html", context)


def _to_prepare(request, programme, form):
    found = adoption.outlook(programme)
    context = {"outlook": found, "form": form, **_difference(programme, found.document), **_base(programme)}
    return render(request, "publishing/prepare.html", context)


def _difference(programme, document) -> dict:
    """What has changed since the innstilling, or since what was last adopted."""
    pair = since_treated(programme, document)
    if pair is None:
        return {}
    found = pair.compared()
    return {"pair": pair, "comparison": found, "rows": list(rows(found)), "only_changes": True, "document": document}


def _base(programme) -> dict:
    return {"programme": programme, "crumbs": crumbs_to_treatment(programme)}


@of_programme
@require_POST
def prepare_edition(request, programme):
    """Store what is about to be adopted, and ask for its PDF."""
    form = PrepareForm(request.POST, programme=programme)
    if form.is_valid():
        try:
            adoption.ask(programme, by=request.user, **form.cleaned_data)
        except NotAllowed as refusal:
            form.add_error(None, refusal.reasons)
        else:
            return redirect("adopt", programme.slug)
    return _to_prepare(request, programme, form)


@of_prepared
@require_POST
def try_prepared_again(request, prepared):
    """A PDF that came to nothing."""
    adoption.try_again(prepared)
    return redirect("adopt", prepared.programme.slug)


@of_prepared
@require_POST
def discard_prepared(request, prepared):
    """It is not to be adopted after all."""
    adoption.discard(prepared)
    messages.success(request, "Utgaven som var gjort klar, er forkastet. Teksten i programmet er som før.")
    return redirect("adopt", prepared.programme.slug)


@reads
@private
@of_prepared
def prepared_progress(request, prepared):
    """How far the PDF has come; the whole page when it is done."""
    if not request.htmx:
        return redirect("adopt", prepared.programme.slug)
    if prepared.is_under_way:
        return render(request, "publishing/_prepared_pdf.html", {"prepared": prepared})
    return HttpResponse(status=STOP_POLLING, headers={"HX-Refresh": "true"})


@reads
@private
@of_prepared
def prepared_file(request, prepared):
    """The PDF as it will be."""
    pdf, name = _pdf(prepared), f"{prepared.programme.slug}-utgave-{prepared.number}-ikke-vedtatt.pdf"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(pdf, content_type="application/pdf", headers=headers)


@reads
@private
@of_prepared
def prepared_page(request, prepared, number):
    """A page of it as a picture."""
    drawn = first_pages.picture(_pdf(prepared), number)
    if drawn is None:
        raise Http404
    return HttpResponse(drawn, content_type="image/png")


def _pdf(prepared) -> bytes:
    if not prepared.is_done:
        raise Http404
    return bytes(prepared.pdf)


@private
@secretariat
@confirmed
@of_prepared
@FORM
def confirm_adoption(request, prepared):
    """The last question, for whoever has just shown who they are."""
    alone = prepared.asked_by_id == request.user.pk
    form = AdoptForm(request.POST if request.method == "POST" else None, alone=alone)
    if form.is_valid():
        try:
            edition = adoption.adopt(
                prepared, by=request.user, alone_because=form.cleaned_data.get("alone_because", "")
            )
        except NotAllowed as refusal:
            form.add_error(None, refusal.reasons)
        else:
            messages.success(request, f"{edition} er vedtatt, og kan leses av alle.")
            return redirect("edition_record", prepared.programme.slug, edition.number)
    blocking = adoption.obstacles(prepared, by=None)
    context = {"prepared": prepared, "form": form, "alone": alone, "obstacles": blocking, **_base(prepared.programme)}
    return render(request, "publishing/confirm_adoption.html", context)
