"""The budget of a year as sheets to write in."""

from django.contrib import messages
from django.http import Http404, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse_lazy
from django.utils import timezone
from django.views.decorators.http import require_POST

from organisation import record
from organisation.models import Draft
from organisation.views.reading import reads
from organisation.views.secretariat import secretariat

from .. import editing, grid, lines, saving
from ..building import read_book
from ..models import Budget, BudgetLine, BudgetTable

BUDGETS = ("Budsjett", reverse_lazy("budgets"))
KINDS = [*BudgetLine.Kind.choices, ("fees", "linje som hentes fra kontingenten")]
MOVED = ("opp", "ned", "inn", "ut")
NOTHING_CHANGED = "Ingenting var endret, så ingenting er lagret."


@reads
@secretariat
def budget(request, year):
    """All tables of the year, with what does not add up."""
    get_object_or_404(Budget.objects.visible_to(request.user), year=year)
    return page(request, year)


def page(request, year, tried: saving.Attempt | None = None):
    """The page; `tried` is an attempt to save one of the tables that did not succeed."""
    book = tried.book if tried else read_book(year)
    stored = {table.uuid: table for table in BudgetTable.objects.filter(budget__year=year)}
    drafts = {draft.object: draft for draft in Draft.objects.visible_to(request.user).filter(object__in=stored)}
    said = grid.explanations(year)
    grids = []
    for sheet in book.sheets:
        here = tried if tried and tried.table.uuid == sheet.id else None
        version = here.version if here else stored[sheet.id].version
        shown = grid.grid(book, sheet, version, said, here.typed if here else None)
        grids.append((shown, None if here else drafts.get(sheet.id)))
    context = {
        "year": year,
        "grids": grids,
        "kinds": KINDS,
        "before": book.before,
        "crumbs": [BUDGETS],
    }
    return render(request, "budget/budget.html", context)


@secretariat
@require_POST
def save_table(request, year, table):
    """Save what is typed."""
    return _save(request, find_table(request.user, year, table))


@secretariat
@require_POST
def change_lines(request, year, table, act):
    """Save what is typed, then add, move, indent or remove the chosen line."""
    found = find_table(request.user, year, table)
    cause = record.Cause.MOVED if act in MOVED else record.Cause.TAKEN_OUT if act == "fjern" else record.Cause.EDITED
    return _save(request, found, _on_line(request, lines.ACTS[act]), cause)


@secretariat
@require_POST
def change_kind(request, year, table):
    """Save what is typed, then make the chosen line a heading, a sum …"""
    found = find_table(request.user, year, table)
    kind = request.POST.get("slag", "")
    if kind not in dict(KINDS):
        raise Http404
    return _save(request, found, _on_line(request, lambda sheet, line: lines.become(sheet, line, kind)))


def _on_line(request, act):
    """`act` on the line that was chosen in the version that the person had before them."""
    chosen = request.POST.get("linje", "")

    def do(sheet, basis):
        if not basis.lines and act is lines.add:
            return lines.first(sheet)
        if not chosen.isdecimal() or int(chosen) >= len(basis.lines):
            raise lines.CannotDo("Velg en linje først.")
        line = basis.lines[int(chosen)]
        if line.id not in sheet.place:
            raise lines.CannotDo(f"«{line.label}» er fjernet av noen andre.")
        return act(sheet, sheet.place[line.id])

    return do


def _save(request, table, act=None, cause=record.Cause.EDITED):
    tried = saving.save(table, _version(request), request.POST, by=request.user, act=act, cause=cause)
    if not tried.typed.is_clear:
        return page(request, table.budget.year, tried)
    if tried.clashes:
        return conflict(request, tried)
    if tried.obstacle:
        messages.warning(request, tried.obstacle)
    if tried.saved:
        messages.success(request, f"Lagret: {tried.saved}.")
    elif not tried.obstacle:
        messages.info(request, NOTHING_CHANGED)
    if tried.others:
        messages.info(request, f"Noen andre har lagret i mellomtiden: {'; '.join(tried.others[:3])}.")
    return redirect(f"{table.budget.get_absolute_url()}#tabell-{table.uuid}")


def conflict(request, tried: saving.Attempt):
    """Two people have changed the same: what it was, what is stored now and by whom, and what you wrote."""
    latest = record.latest(tried.table)
    context = {
        "tried": tried,
        "year": tried.table.budget.year,
        "choices": editing.choices(tried.basis, tried.now, tried.merge.clashes),
        "mine": editing.my_fields(tried.now, tried.joined),
        "latest": latest,
        "crumbs": [BUDGETS, (f"Budsjett {tried.table.budget.year}", tried.table.budget.get_absolute_url())],
    }
    return render(request, "budget/conflict.html", context)


@secretariat
@require_POST
def put_aside(request, year, table):
    """Keep what is typed and not saved, and answer with all that follows from it."""
    found = find_table(request.user, year, table)
    tried = saving.attempt(found, _version(request), request.POST, by=request.user)
    if tried.typed.texts:
        record.put_aside(found, tried.typed.texts, by=request.user, version=tried.version)
    else:
        record.discard(found, by=request.user)
    answer = {
        "computed": grid.computed(tried.book.with_sheet(tried.typed.sheet)),
        "questions": {
            name: {"sentence": asked.sentence, "answers": [words for _figure, words in asked.answers]}
            for name, asked in tried.typed.questions.items()
        },
        "faults": tried.typed.faults,
        "others": tried.others,
        "kept": f"{timezone.localtime():%H.%M}" if tried.typed.texts else "",
    }
    return JsonResponse(answer)


@secretariat
def take_up(request, year, table):
    """The page with what was put aside filled in again."""
    found = find_table(request.user, year, table)
    draft = Draft.objects.visible_to(request.user).filter(object=found.uuid).first()
    if draft is None:
        return redirect("budget", year)
    tried = saving.attempt(found, draft.version, draft.content, by=request.user)
    if tried.clashes:
        return conflict(request, tried)
    if tried.typed.is_clear and tried.version != tried.table.version:  # written over an earlier version
        fields = editing.my_fields(tried.now, tried.joined)
        tried = saving.attempt(found, tried.table.version, fields, by=request.user)
    return page(request, year, tried)


@secretariat
@require_POST
def discard(request, year, table):
    """Throw away what was put aside."""
    record.discard(find_table(request.user, year, table), by=request.user)
    messages.success(request, "Kladden er forkastet.")
    return redirect("budget", year)


def find_table(user, year, uuid) -> BudgetTable:
    tables = BudgetTable.objects.visible_to(user).select_related("budget")
    return get_object_or_404(tables, uuid=uuid, budget__year=year)


def _version(request) -> int:
    version = request.POST.get("versjon", "")
    if not version.isdecimal():
        raise Http404
    return int(version)
