"""«Klart for vedtak?»: everything that is found about a programme, and why what is found may stand."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from organisation.views.reading import reads
from programmes.models import Programme
from programmes.views.finding import crumbs_to, of_programme

from .. import adoption
from ..readiness import grouped, summary
from ..setting_aside import keep_reasons, lapsed_reasons, typed_reasons

ADOPTED = "Programmet er vedtatt. Begrunnelsene står i utgaven, og kan ikke endres her."


@reads
@of_programme
def readiness(request, work):
    """The whole list, with the reasons that are written."""
    found = adoption.outlook(work)
    context = {
        "work": work,
        "groups": grouped(found.findings),
        "summary": summary(found.findings, found.reasons),
        "reasons": found.reasons,
        "lapsed": lapsed_reasons(work, found.findings),
        "is_ready": not found.obstacles and not found.unexplained,
        "may_set_aside": work.phase != Programme.Phase.ADOPTED,
        "crumbs": crumbs_to(work),
    }
    return render(request, "publishing/readiness.html", context)


@of_programme
@require_http_methods(["POST"])
def set_aside(request, work):
    """Keep what is written of why."""
    found = adoption.outlook(work)
    if work.phase == Programme.Phase.ADOPTED:
        messages.warning(request, ADOPTED)
    elif count := keep_reasons(work, found.findings, typed_reasons(request.POST, found.findings), by=request.user):
        messages.success(request, f"{count} {'begrunnelse' if count == 1 else 'begrunnelser'} er lagret.")
    else:
        messages.info(request, "Ingenting var endret, så ingenting er lagret.")
    return redirect("readiness", work.slug)
