"""Saying why a printed figure is not the one that follows."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from organisation.models.partner import UNPRINTABLE, one_line
from organisation.record import Verb, note
from organisation.views.secretariat import secretariat

from ..models import Explanation
from .sheets import find_table


@secretariat
@require_POST
def explain(request, year, table):
    """Keep the explanation of one cell; an empty one takes it away."""
    found = find_table(request.user, year, table)
    line = get_object_or_404(found.lines, uuid=_id(request, "linje"))
    column = get_object_or_404(found.columns, uuid=_id(request, "kolonne"))
    text = one_line(UNPRINTABLE.sub(" ", request.POST.get("forklaring", "")))[:500]
    stored = Explanation.objects.filter(line=line, column=column)
    what = f"Avviket i «{line.label}», {found.title} i budsjettet for {year}"
    if text and stored.filter(text=text).exists():
        messages.info(request, "Forklaringen var den samme.")
    elif text:
        Explanation.objects.update_or_create(line=line, column=column, defaults={"text": text, "by": request.user})
        note(request.user, Verb.EXPLAINED, what)
        messages.success(request, f"Avviket i «{line.label}» er forklart.")
    elif stored.delete()[0]:
        note(request.user, Verb.REMOVED, f"Forklaringen på: {what}")
        messages.success(request, f"Forklaringen på avviket i «{line.label}» er fjernet.")
    else:
        messages.warning(request, "Skriv en forklaring først.")
    return redirect(f"{found.budget.get_absolute_url()}#avvik-{found.uuid}")


def _id(request, name) -> UUID:
    try:
        return UUID(request.POST.get(name, ""))
    except ValueError:
        raise Http404 from None
