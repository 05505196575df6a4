"""Hvordan ble det slik? The trail of a measure, as far as the reader may follow it."""

from django.http import Http404
from django.shortcuts import render
from django.views.decorators.cache import cache_control

from organisation.views.reading import reads
from programmes.building import build
from programmes.document import Document
from programmes.models import Programme

from .. import shelf
from ..rendering import find_measure
from ..trail import trail as trail_of


@reads
@cache_control(private=True, no_store=True)
def trail(request, slug, address):
    """From the draft to what was adopted, in the order it happened."""
    adopted = shelf.current(slug)
    document = shelf.document(adopted) if adopted else None
    found = document and find_measure(document, address)
    if not found:  # not in what is adopted: in the draft, for those who may see that
        document = _draft(request.user, slug)
        found = find_measure(document, address)
        adopted = None
    if not found:
        raise Http404
    section, measure = found
    context = {
        "document": document,
        "section": section,
        "measure": measure,
        "address": address,
        "adopted": adopted is not None,
        "trail": trail_of(slug, measure.id, request.user),
    }
    return render(request, "publishing/trail.html", context)


def _draft(user, slug: str) -> Document:
    work = Programme.objects.visible_to(user).exclude(phase=Programme.Phase.ADOPTED).filter(slug=slug).first()
    if work is None:
        raise Http404
    return build(work)
