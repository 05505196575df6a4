"""The budgets of all years, and the beginning of the next."""

from django.contrib import messages
from django.db.models import Count, Max
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from organisation.record import Verb, note
from organisation.views.reading import reads
from organisation.views.secretariat import secretariat

from ..keeping import add_table
from ..models import Budget
from ..years import CannotBegin, begin, blank


@reads
@secretariat
def budgets(request):
    """Every year, newest first, and the year that may begin."""
    every = Budget.objects.visible_to(request.user)
    latest = every.aggregate(last=Max("year"))["last"]
    context = {
        "budgets": every.annotate(tables_in_all=Count("tables")),
        "latest": latest,
        "next_year": latest + 1 if latest else timezone.localdate().year + 1,
    }
    return render(request, "budget/budgets.html", context)


@secretariat
@require_POST
def begin_year(request):
    """The budget of the year after the last, drafted from it."""
    year = request.POST.get("year", "")
    if not (year.isdecimal() and 1990 <= int(year) <= 2200):
        messages.warning(request, "Skriv et år mellom 1990 og 2200.")
        return redirect("budgets")
    try:
        budget = begin(int(year), by=request.user)
    except CannotBegin as obstacle:
        messages.warning(request, str(obstacle))
        return redirect("budget", int(year))
    messages.success(request, f"Budsjettet for {year} er laget. Ingenting er vedtatt ennå.")
    return redirect(budget)


@secretariat
@require_POST
def new_table(request, year):
    """One more table in the year's budget."""
    budget = get_object_or_404(Budget.objects.visible_to(request.user).select_for_update(), year=year)
    table = add_table(budget, blank(year).model_copy(update={"title": "Ny tabell"}), order=budget.tables.count())
    note(request.user, Verb.ADDED, f"En tabell i budsjettet for {year}")
    messages.success(request, "En ny tabell er lagt til. Gi den en tittel.")
    return redirect("edit_table", year, table.uuid)
