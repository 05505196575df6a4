"""Comparing two states: choosing them, the page, and the same as PDF and in Word."""

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_POST

from organisation.views.reading import reads

from .. import overviews
from ..comparing import Pair, find_pair, presets, rows, since_treated
from ..finding import NoState, every_state, seen_by
from ..forms import CompareForm
from ..models import Overview
from ..overview_word import overview_docx
from ..word import DOCX
from .previews import STOP_POLLING

private = cache_control(private=True, no_store=True)


@reads
@private
def choose(request):
    """Two states to choose, and for one that is chosen what it is usually held against."""
    every = every_state(seen_by(request.user))
    form = CompareForm(request.GET if "fra" in request.GET else None, every=every, initial=request.GET.dict())
    if form.is_valid():
        return redirect("comparison", form.cleaned_data["fra"], form.cleaned_data["til"])
    chosen = next((each for each in every if each.name == request.GET.get("til")), None)
    near = [*since_treated(chosen, every, request.user), *presets(chosen, every)] if chosen else []
    context = {"form": form, "chosen": chosen, "presets": near, "every": every}
    return render(request, "publishing/choose_comparison.html", context)


@reads
@private
def comparison(request, before, after):
    """What differs, chapter by chapter."""
    pair = pair_called(before, after, request.user)
    found, overview = pair.compared(), overviews.made_of(pair).light().first()
    context = {
        "pair": pair,
        "labels": (pair.before.named.label, pair.after.named.label),
        "document": pair.after.document,
        "comparison": found,
        "rows": list(rows(found)),
        "only_changes": request.GET.get("bare") == "endringer",
        "overview": overview,
        "asked_here": overview is not None and overview.asked_by_id == request.user.pk,
    }
    return render(request, "publishing/comparison.html", context)


@reads
@private
def comparison_word(request, before, after):
    """The same in Word."""
    pair = pair_called(before, after, request.user)
    return _file(overview_docx(pair), DOCX, f"{overviews.FILE}.docx")


@login_required
@require_POST
def make_overview(request, before, after):
    """Ask for the PDF of these two states as they are now."""
    pair = pair_called(before, after, request.user)
    overviews.ask(pair, by=request.user)
    return redirect("comparison", before, after)


@reads
@private
@login_required
def overview_progress(request, before, after, sha256):
    """How far a PDF has come, for whoever asked for it; others look again."""
    if not request.htmx:
        return redirect("comparison", before, after)
    overview = get_object_or_404(Overview.objects.visible_to(request.user).light(), sha256=sha256)
    context = {"before": before, "after": after, "overview": overview, "asked_here": True}
    status = 200 if overview.is_under_way else STOP_POLLING
    return render(request, "publishing/_overview_pdf.html", context, status=status)


@reads
@private
def overview_file(request, before, after):
    """The PDF, for whoever may see both states as they are now."""
    pair = pair_called(before, after, request.user)
    found = get_object_or_404(overviews.made_of(pair), state=Overview.State.DONE)
    return _file(bytes(found.pdf), "application/pdf", f"{overviews.FILE}.pdf")


def pair_called(before: str, after: str, user) -> Pair:
    """The two states with these names; what somebody may not see does not exist."""
    try:
        return find_pair(before, after, seen_by(user))
    except NoState:
        raise Http404 from None


def _file(content: bytes, content_type: str, name: str) -> HttpResponse:
    disposition = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(content, content_type=content_type, headers=disposition)
