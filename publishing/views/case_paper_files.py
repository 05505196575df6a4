"""A saksframlegg as Word and PDF: asked for, waited for, fetched."""

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.text import slugify
from django.views.decorators.http import require_POST

from organisation.views.reading import reads

from ..case_paper import files
from ..models import PaperFile
from ..word import DOCX
from .case_papers import around, of_paper
from .previews import STOP_POLLING, private

TYPES = {PaperFile.Form.WORD: DOCX, PaperFile.Form.PDF: "application/pdf"}


@of_paper
@require_POST
def make_paper_file(request, paper, form):
    """Ask for the paper as it is now, as a file."""
    if form not in PaperFile.Form.values:
        raise Http404
    files.ask(paper, form, by=request.user)
    return redirect(f"{reverse('case_paper', args=[paper.programme.slug, paper.uuid])}#filer")


def files_of(paper, user):
    return PaperFile.objects.visible_to(user).filter(paper=paper)


@reads
@private
@of_paper
def paper_file_progress(request, paper, sha256):
    """How far a file has come."""
    file = get_object_or_404(files_of(paper, request.user).light(), sha256=sha256)
    if not request.htmx:
        return redirect(paper)
    context = around(paper) | {"form": PaperFile.Form(file.form), "file": file}
    status = 200 if file.is_under_way else STOP_POLLING
    return render(request, "publishing/_paper_file.html", context, status=status)


@reads
@private
@of_paper
def paper_file(request, paper, sha256, form):
    """The file."""
    found = get_object_or_404(files_of(paper, request.user), sha256=sha256, form=form, state=PaperFile.State.DONE)
    name = f"{files.FILE}-{slugify(paper.body.in_a_sentence)}-{paper.meeting_on:%Y-%m-%d}-v{paper.number}.{form}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(bytes(found.pdf), content_type=TYPES[form], headers=headers)
