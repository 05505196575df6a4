"""A programme or guidelines in themselves: written, and new ones begun."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from organisation.views.secretariat import secretariat

from .. import about
from ..forms.work import NewWorkForm, WorkForm
from ..models import Guidelines, Programme
from .finding import writes
from .workplace import NOTHING_CHANGED, WORKS, conflict, version_sent


@writes
@require_http_methods(["GET", "HEAD", "POST"])
def edit_work(request, work):
    """Title, years, areas, and what the measures print."""
    if request.method != "POST":
        return _ask(request, work, about.opened(work, by=request.user))
    tried = about.save(work, request.POST, version_sent(request), by=request.user)
    if not tried.form.is_valid():
        return _ask(request, work, tried.form)
    if tried.clashes:
        form = WorkForm(work=work, version=tried.thing.version, initial=tried.mine)
        return _ask(request, work, form, **conflict(tried))
    if tried.saved:
        messages.success(request, f"Lagret: {'; '.join(tried.saved)}.")
    else:
        messages.info(request, NOTHING_CHANGED)
    return redirect("edit_work", work.slug)


def _ask(request, work, form, **context):
    crumbs = [WORKS, (work.title, reverse("workplace", args=[work.slug]))]
    return render(request, "programmes/about.html", {"work": work, "form": form, "crumbs": crumbs, **context})


@secretariat
@require_http_methods(["GET", "HEAD", "POST"])
def new_programme(request):
    """An empty programme, with the usual fields."""
    return _new(request, Programme, "Nytt program")


@secretariat
@require_http_methods(["GET", "HEAD", "POST"])
def new_guidelines(request):
    """Empty guidelines."""
    return _new(request, Guidelines, "Nye føringer")


def _new(request, model, name):
    form = NewWorkForm(request.POST or None)
    if form.is_valid():
        work = about.add_work(model, **form.cleaned_data, by=request.user)
        messages.success(request, f"{work} er laget. Bare sekretariatet ser det ennå.")
        return redirect("edit_work", work.slug)
    return render(request, "programmes/new_work.html", {"form": form, "name": name, "crumbs": [WORKS]})
