"""The pages that everybody reads: what is adopted, the guidelines, and drafts for those who may see them."""

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.cache import get_conditional_response

from organisation.models import Partner
from organisation.roles import body_ids, is_secretariat
from organisation.views.reading import reads
from programmes.building import build
from programmes.models import Guidelines, Milestone, Programme, Round
from programmes.process.looking import next_step
from programmes.reading import read_json
from programmes.rounds.deadline import deadline_words

from .. import shelf
from ..anchors import anchors
from ..filters import AdoptedMeasureFilter
from ..models import AdoptedMeasure, Edition
from ..rendering import article, chapters, find_measure

AGAIN_SOON = "public, max-age=60"  # may be another edition tomorrow
LOGS_IN_FRONT = 5
FOR_EVER = "public, max-age=31536000, immutable"


def send(request, stored: shelf.Stored, cache_control: str) -> HttpResponse:
    """Stored bytes with their ETag, or 304 when the reader has them already."""
    response = HttpResponse(stored.body, content_type=stored.content_type)
    response["ETag"] = stored.etag
    response["Cache-Control"] = cache_control
    return get_conditional_response(request, etag=stored.etag, response=response)


@reads
def front(request):
    """The adopted programmes, newest first, and what is under way for those who may see it."""
    editions = list(Edition.objects.visible_to(request.user).light().current().select_related("programme", "body"))
    drafts = Programme.objects.visible_to(request.user).exclude(phase=Programme.Phase.ADOPTED)
    context = {
        "newest": editions[0] if editions else None,
        "older": editions[1:],
        "guidelines": Guidelines.objects.visible_to(request.user),
        "drafts": drafts,
        "rounds": _open_rounds(request.user),
        "milestones": Milestone.objects.visible_to(request.user).select_related("programme"),
        "open_logs": Round.objects.open_to_all().select_related("programme").order_by("-answered_at")[:LOGS_IN_FRONT],
        "next_step": next_step(request.user),
    }
    return render(request, "publishing/front.html", context)


def _open_rounds(user) -> list[Round]:
    """The rounds that the reader is asked in now, with how long there is left."""
    rounds = list(Round.objects.visible_to(user).open().order_by("deadline")) if body_ids(user) else []
    for each in rounds:
        each.deadline_words = deadline_words(each)
    return rounds


@reads
def programme(request, slug):
    """The adopted edition as it is stored; a draft is drawn now, for those who may see it."""
    if edition := shelf.current(slug):
        return send(request, shelf.page(edition, edition), AGAIN_SOON)
    draft = get_object_or_404(Programme.objects.visible_to(request.user), slug=slug)
    document = build(draft)
    context = {
        "programme": draft,
        "is_secretariat": is_secretariat(request.user),
        "article": article(document, draft.get_absolute_url()),
        "contents": chapters(document, None),
    }
    return render(request, "publishing/draft.html", context)


@reads
def programme_file(request, slug, name, form):
    """The current edition as a file."""
    edition = shelf.current(slug)
    if edition is None or name != slug or form not in shelf.FORMS:
        raise Http404
    return send(request, shelf.file(edition, form), AGAIN_SOON)


@reads
def edition(request, slug, number):
    """An edition by its number; an earlier one says what it was replaced by."""
    found, newest = shelf.numbered(slug, number), shelf.current(slug)
    if found is None:
        raise Http404
    return send(request, shelf.page(found, newest), AGAIN_SOON)


@reads
def edition_file(request, slug, number, name, form):
    """An edition as a file, at an address whose bytes never change."""
    found = shelf.numbered(slug, number)
    if found is None or name != slug or form not in shelf.FORMS:
        raise Http404
    return send(request, shelf.file(found, form), FOR_EVER)


@reads
def milestone(request, slug, milestone):
    """A frozen draft, for the bodies it was circulated to."""
    found = get_object_or_404(
        Milestone.objects.visible_to(request.user).select_related("programme"), programme__slug=slug, slug=milestone
    )
    document = read_json(bytes(found.content))
    context = {"milestone": found, "article": article(document), "contents": chapters(document, None)}
    return render(request, "publishing/milestone.html", context)


@reads
def measure(request, slug, address):
    """One measure on a page of its own."""
    edition = shelf.current(slug)
    if edition:
        document = shelf.document(edition)
    else:
        document = build(get_object_or_404(Programme.objects.visible_to(request.user), slug=slug))
    found = find_measure(document, address)
    if found is None:
        raise Http404
    section, measure = found
    names = anchors(document)
    context = {
        "document": document,
        "section": section,
        "measure": measure,
        "address": address,
        "adopted": edition is not None,
        "labels": {printed.field: printed.label for printed in document.fields},
        "chapter_anchor": names[section.id],
        "measure_anchor": names[measure.id],
        "partners": Partner.objects.called(measure.named_partners).filter(adopted_measures__isnull=False).distinct(),
    }
    return render(request, "publishing/measure.html", context)


@reads
def every_guidelines(request):
    """All guidelines that the reader may see, newest first."""
    return render(request, "publishing/every_guidelines.html", {"every": Guidelines.objects.visible_to(request.user)})


@reads
def guidelines(request, slug):
    """Guidelines as a page, with the programmes that answer to them."""
    found = get_object_or_404(Guidelines.objects.visible_to(request.user), slug=slug)
    document = build(found)
    context = {
        "guidelines": found,
        "is_secretariat": is_secretariat(request.user),
        "article": article(document),
        "contents": chapters(document, None),
        "programmes": Programme.objects.visible_to(request.user).filter(guidelines=found),
    }
    return render(request, "publishing/guidelines.html", context)


@reads
def measures(request):
    """Search and filter among the adopted measures of all years."""
    found = AdoptedMeasureFilter(request.GET, queryset=AdoptedMeasure.objects.visible_to(request.user).light())
    pages = Paginator(found.qs, 50).get_page(request.GET.get("side"))
    asked = request.GET.copy()
    asked.pop("side", None)
    context = {"filter": found, "pages": pages, "query": f"{asked.urlencode()}&" if asked else ""}
    return render(request, "publishing/measures.html" + ("#results" if request.htmx else ""), context)
