"""«Klart for vedtak?»: everything that is found about a programme, and why what is found may stand."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from organisation.views.reading import reads
from programmes.models import Programme
from programmes.views.finding import workplace
from programmes.views.workplace import WORKS

from .. import adoption
from ..readiness import grouped, summary
from ..setting_aside import keep_reasons, lapsed_reasons, typed_reasons

ADOPTED = "Programmet er vedtatt. Begrunnelsene står i utgaven, og kan ikke endres her."


@reads
@workplace
def readiness(request, work):
    """The whole list, with the reasons that are written."""
    found = _outlook(work)
    context = {
        "work": work,
        "groups": grouped(found.findings),
        "summary": summary(found.findings, found.reasons),
        "reasons": found.reasons,
        "lapsed": lapsed_reasons(work, found.findings),
        "may_set_aside": work.phase != Programme.Phase.ADOPTED,
        "crumbs": [WORKS, (work.title, reverse("workplace", args=[work.slug]))],
    }
    return render(request, "publishing/readiness.html", context)


@workplace
@require_http_methods(["POST"])
def set_aside(request, work):
    """Keep what is written of why."""
    found = _outlook(work)
    if work.phase == Programme.Phase.ADOPTED:
        messages.warning(request, ADOPTED)
    elif count := keep_reasons(work, found.findings, typed_reasons(request.POST, found.findings), by=request.user):
        messages.success(request, f"{count} {'begrunnelse' if count == 1 else 'begrunnelser'} er lagret.")
    else:
        messages.info(request, "Ingenting var endret, så ingenting er lagret.")
    return redirect("readiness", work.slug)


def _outlook(work) -> adoption.Outlook:
    if not isinstance(work, Programme):
        raise Http404  # guidelines are not adopted here
    return adoption.outlook(work)
