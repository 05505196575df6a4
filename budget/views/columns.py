"""What a table and its columns are."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from organisation.record import Cause
from organisation.views.secretariat import secretariat

from .. import columns
from ..building import read_book
from ..differences import summary
from ..forms.columns import ColumnForm, TableForm
from ..keeping import change, locked
from ..lines import CannotDo
from ..saving import as_of
from .sheets import BUDGETS, NOTHING_CHANGED, find_table


@secretariat
@require_http_methods(["GET", "HEAD", "POST"])
def edit_table(request, year, table):
    """Title, unit, and the line that the table breaks down."""
    held, now = locked(find_table(request.user, year, table))
    seen = _seen(request, held, now)
    stale = _about(seen) != _about(now)
    form = TableForm(request.POST or None, book=read_book(year), sheet=now, version=held.version, stale=stale)
    if form.is_valid():
        return _keep(request, held, now, form.table_as_written(now))
    return _ask(request, held, form, title=f"Om tabellen «{now.title}»")


@secretariat
@require_http_methods(["GET", "HEAD", "POST"])
def new_column(request, year, table):
    """A revised budget, a forecast, the accounts …: a new column, never an overwrite."""
    held, now = locked(find_table(request.user, year, table))
    form = ColumnForm(request.POST or None, sheet=now, version=held.version, initial={"year": year})
    if form.is_valid():
        before = form.cleaned_data["before"]
        place = next((column.id for column in now.columns if str(column.id) == before), None)
        return _do(request, held, now, lambda: columns.add(now, form.column_as_written(), place))
    lead = "Det som er vedtatt, blir aldri skrevet over. En revisjon, en prognose eller et regnskap er en ny kolonne."
    return _ask(request, held, form, title="Ny kolonne", button="Legg til", lead=lead)


@secretariat
@require_http_methods(["GET", "HEAD", "POST"])
def edit_column(request, year, table, column):
    """What the column is; what is adopted can only be looked at."""
    held, now = locked(find_table(request.user, year, table))
    here = _find(now, column)
    seen = _seen(request, held, now)
    stale = column not in seen.place or seen.columns[seen.place[column]] != here
    form = ColumnForm(request.POST or None, sheet=now, column=here, version=held.version, stale=stale)
    if not here.locked and form.is_valid():
        return _do(request, held, now, lambda: columns.settle(now, form.column_as_written()))
    label = now.label(now.place[column])
    return _ask(request, held, None if here.locked else form, title=f"Kolonnen «{label}»", column=here)


@secretariat
@require_POST
def move_column(request, year, table, column):
    """One place to the left or to the right."""
    held, now = locked(find_table(request.user, year, table))
    here, way = _find(now, column), {"venstre": -1, "hoyre": 1}.get(request.POST.get("vei"))
    if way is None:
        raise Http404
    return _do(request, held, now, lambda: columns.move(now, here.id, way), Cause.MOVED)


@secretariat
@require_POST
def remove_column(request, year, table, column):
    """Away with the column; «Angre siste lagring» brings it back."""
    held, now = locked(find_table(request.user, year, table))
    here = _find(now, column)
    return _do(request, held, now, lambda: columns.remove(now, here.id), Cause.TAKEN_OUT)


def _find(sheet, column):
    found = next((each for each in sheet.columns if each.id == column), None)
    if found is None:
        raise Http404
    return found


def _seen(request, table, now):
    """The table as the person had it before them when they began to write."""
    version = request.POST.get("versjon", "")
    return as_of(table, int(version), by=request.user) if version.isdecimal() and int(version) != table.version else now


def _about(sheet):
    return sheet.title, sheet.heading, sheet.unit, sheet.details


def _do(request, table, now, act, cause=Cause.EDITED):
    try:
        return _keep(request, table, now, act(), cause)
    except CannotDo as obstacle:
        messages.warning(request, str(obstacle))
        return _back(table)


def _keep(request, table, now, after, cause=Cause.EDITED):
    what = summary(now, after)
    if change(table, now, after, by=request.user, cause=cause, what=what):
        messages.success(request, f"Lagret: {what}.")
    else:
        messages.info(request, NOTHING_CHANGED)
    return _back(table)


def _back(table):
    return redirect(f"{table.budget.get_absolute_url()}#tabell-{table.uuid}")


def _ask(request, table, form, *, title, button="Lagre", **more):
    back = table.budget.get_absolute_url()
    crumbs = [BUDGETS, (str(table.budget), back)]
    context = {"form": form, "title": title, "crumbs": crumbs, "back": back, "button": button, "table": table, **more}
    return render(request, "budget/column.html", context)
