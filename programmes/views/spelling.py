"""How partners are spelled in a programme; each answer is one button."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from organisation.models import Partner
from organisation.views.reading import reads

from .. import editing, spelling
from ..forms.fields import clean_line
from ..models import DifferentNames
from ..partner_words import in_place_of
from .finding import crumbs_to, workplace, writes


@reads
@workplace
def partners(request, work):
    """Names that are probably the same partner, and partners that stand twice."""
    found = spelling.findings(work)
    context = {
        "work": work,
        "variants": [(each, [(uuid, found.titles[uuid]) for uuid in each.places]) for each in found.variants],
        "twice": [(each, found.titles[each.place]) for each in found.twice],
        "apart": DifferentNames.objects.all(),
        "may_edit": editing.may_edit(request.user, work),
        "crumbs": crumbs_to(work),
    }
    return render(request, "programmes/partner_words.html", context)


@writes
@require_POST
def use(request, work):
    """Print the other form in the measures that are named."""
    name, form = _names(request)
    outcome = spelling.use(work, request.POST.getlist("tiltak"), name, form, by=request.user)
    for title in outcome.made:
        messages.success(request, f"«{name}» er byttet med «{in_place_of(name, form)}» i «{title}».")
    for why in outcome.left:
        messages.warning(request, why)
    if not (outcome.made or outcome.left):
        messages.info(request, f"«{name}» står ikke der lenger, så ingenting er endret.")
    return redirect("partner_words", work.slug)


@writes
@require_POST
def add_spelling(request, work):
    """Let the register know the name as another spelling; what is printed stays."""
    name, form = _names(request)
    try:
        alias = spelling.add_spelling(name, form, by=request.user)
    except Partner.DoesNotExist:
        raise Http404 from None
    except ValidationError as fault:
        messages.error(request, fault.messages[0])
    else:
        messages.success(request, f"«{alias}» finner nå «{alias.partner}». Teksten i tiltakene er ikke endret.")
    return redirect("partner_words", work.slug)


@writes
@require_POST
def keep_apart(request, work):
    """They are two: do not ask again."""
    name, form = _names(request)
    spelling.keep_apart(name, form, by=request.user)
    messages.success(request, f"«{name}» og «{form}» blir stående. Vi spør ikke om dem igjen.")
    return redirect("partner_words", work.slug)


@writes
@require_POST
def ask_again(request, work):
    """Perhaps they are the same after all."""
    name, form = _names(request)
    spelling.ask_again(name, form, by=request.user)
    messages.success(request, f"Vi spør om «{name}» og «{form}» igjen.")
    return redirect("partner_words", work.slug)


def _names(request) -> tuple[str, str]:
    """The name as it is printed, and the form it is held against."""
    name, form = (clean_line(request.POST.get(field, "")) for field in ("navn", "form"))
    if not (0 < len(name) <= spelling.LONGEST and 0 < len(form) <= spelling.LONGEST):
        raise Http404
    return name, form
