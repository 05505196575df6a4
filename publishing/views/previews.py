"""The preview: the text as it stands now, as a page and as a PDF, for those who write it."""

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_POST

from organisation.views.reading import reads
from organisation.views.secretariat import secretariat
from programmes.document import Document, sha256, to_json
from programmes.models import Guidelines, Programme

from .. import previews
from ..models import Edition, Preview
from ..rendering import article, chapters

STOP_POLLING = 286  # htmx swaps this answer in, and asks no more
private = cache_control(private=True, no_store=True)


@reads
@private
@secretariat
def preview(request, slug):
    """The page as it will look, with its PDF on top."""
    work = work_called(slug, request.user)
    document = previews.current_document(work)
    context = {**pdf_part(work, document), "article": article(document), "contents": chapters(document, None)}
    return render(request, "publishing/preview.html", context)


@secretariat
@require_POST
def make_preview(request, slug):
    """Ask for the PDF of the text as it stands now."""
    work = work_called(slug, request.user)
    previews.ask(work, by=request.user)
    return redirect("preview", work.slug)


@reads
@private
@secretariat
def preview_progress(request, slug, sha256):
    """How far a PDF has come; when it is finished, how things stand now."""
    if not request.htmx:
        return redirect("preview", slug)
    work = work_called(slug, request.user)
    asked = Preview.objects.visible_to(request.user).of(work).light().filter(sha256=sha256).first()
    if asked and asked.is_under_way:
        return render(request, "publishing/preview.html#pdf", {"work": work, "preview": asked})
    context = pdf_part(work, previews.current_document(work))
    return render(request, "publishing/preview.html#pdf", context, status=STOP_POLLING)


@reads
@private
@secretariat
def preview_file(request, slug, sha256):
    """The PDF of a preview, by the checksum of its document."""
    work = work_called(slug, request.user)
    found = get_object_or_404(Preview.objects.visible_to(request.user).of(work), sha256=sha256, state="done")
    name = f"{work.slug}-utkast.pdf"
    return HttpResponse(
        bytes(found.pdf),
        content_type="application/pdf",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def work_called(slug: str, user) -> Programme | Guidelines:
    """The programme or guidelines with this address, for whoever may see it."""
    for kind in (Programme, Guidelines):
        if work := kind.objects.visible_to(user).filter(slug=slug).first():
            return work
    raise Http404


def pdf_part(work: Programme | Guidelines, document: Document) -> dict:
    """The PDF to show with the text, and whether the text has been edited since.

    An edition with the same text comes before both: nobody shall have a draft of what is adopted.
    """
    checksum = sha256(to_json(document))
    shown = previews.to_show(work, checksum)
    return {
        "work": work,
        "preview": shown,
        "is_old": shown is not None and shown.sha256 != checksum,
        "same_as": Edition.objects.light().select_related("programme").filter(document_sha256=checksum).first(),
    }
