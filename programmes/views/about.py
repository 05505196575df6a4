"""A programme or guidelines in themselves and the process plan: written, and new ones begun."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from organisation.views.secretariat import secretariat

from .. import about, editing
from ..forms.work import NewWorkForm
from ..models import Guidelines, Programme
from ..process import looking
from .finding import WORKS, crumbs_to, writes
from .workplace import addresses, conflict, tell, to_write_in, version_sent


@writes
@require_http_methods(["GET", "HEAD", "POST"])
def edit_whole(request, work, kind):
    """Title, years, areas and what the measures print, or the process plan."""
    kind = editing.WHOLES[kind]
    if request.method != "POST":
        thing = kind.find(work)
        form, draft = to_write_in(request, work, kind, thing)
        return _ask(request, work, kind, thing, form, draft=draft)
    tried = editing.save(kind, work, None, request.POST, version_sent(request), by=request.user)
    if not tried.form.is_valid():
        return _ask(request, work, kind, tried.thing, tried.form)
    if tried.clashes:
        form = kind.form(work=work, version=tried.thing.version, initial=tried.mine)
        return _ask(request, work, kind, tried.thing, form, **conflict(tried))
    tell(request, tried)
    return redirect(kind.page, work.slug)


def _ask(request, work, kind, thing, form, **context):
    crumbs = crumbs_to(work)
    context |= {"work": work, "kind": kind, "thing": thing, "form": form, "crumbs": crumbs}
    context["addresses"] = addresses(work, kind, thing)
    if kind is editing.PLAN:
        context["rows"] = looking.looked_at(work, request.user)
    return render(request, f"programmes/{kind.page}.html", context)


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
