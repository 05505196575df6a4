"""The states of a table through time, and the way back to one."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from organisation.models import Version
from organisation.views.reading import reads
from organisation.views.secretariat import secretariat

from ..differences import differences
from ..lines import CannotDo
from ..saving import restore
from ..sheet import Sheet
from .sheets import BUDGETS, find_table

SAME = "Tabellen var allerede slik."


@reads
@secretariat
def versions(request, year, table):
    """Who saved what, newest first, with the difference from the version before in words."""
    found = find_table(request.user, year, table)
    every = Version.objects.visible_to(request.user).of(found).select_related("by")
    pages = Paginator(every, 20).get_page(request.GET.get("side"))
    shown = list(pages)
    earlier = every.filter(number=shown[-1].number - 1) if shown else []
    sheets = {each.number: Sheet.model_validate(each.content) for each in (*shown, *earlier)}
    rows = [
        (each, differences(sheets[each.number - 1], sheets[each.number]) if each.number - 1 in sheets else [])
        for each in shown
    ]
    budget = found.budget
    context = {
        "table": found,
        "year": year,
        "pages": pages,
        "rows": rows,
        "crumbs": [BUDGETS, (str(budget), budget.get_absolute_url())],
    }
    return render(request, "budget/history.html", context)


@secretariat
@require_POST
def bring_back(request, year, table, version):
    """Bring a version back as a new one; the ones between stay in the history."""
    found = find_table(request.user, year, table)
    try:
        what = restore(found, version, by=request.user)
    except CannotDo as obstacle:
        messages.warning(request, str(obstacle))
    else:
        messages.success(request, f"Tabellen er slik den var i versjon {version}: {what}." if what else SAME)
    return redirect(f"{found.budget.get_absolute_url()}#tabell-{table}")
