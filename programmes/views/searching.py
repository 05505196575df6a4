"""Words in a programme: where they stand, what replacing them would do, and then doing it."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.crypto import get_random_string
from django.views.decorators.http import require_http_methods, require_POST

from organisation.views.reading import reads

from .. import editing, replacing
from ..forms.searching import ReplaceForm, SearchForm
from .finding import crumbs_to, workplace, writes

REPLACED = "replaced"  # key in the session: what the last replacement made, so that it can be taken back
NOTHING_CHOSEN = "Ingen treff var valgt, så ingenting er byttet."
NOTHING_TO_UNDO = "Det er ingenting å angre. Du finner alt som er endret, i historikken."


@reads
@workplace
def search(request, work):
    """Everywhere the words stand, section by section, each with a way to where it is edited."""
    form = SearchForm(request.GET if "ord" in request.GET else None)
    found = replacing.find(work, form.search) if form.is_valid() else None
    replace = ReplaceForm(initial=request.GET.dict()) if found else None
    return _page(request, work, "search", form=form, found=found, replace=replace)


@writes
@require_http_methods(["GET", "HEAD", "POST"])
def replace(request, work):
    """Every hit before and after, to choose among; then one version of each thing that changes."""
    form = ReplaceForm(request.POST if request.method == "POST" else request.GET)
    if not form.is_valid():
        return _page(request, work, "replace", form=form)
    if request.method != "POST":
        found = replacing.find(work, form.search, form.cleaned_data["med"])
        again = get_random_string(12)
        chosen = "ingen" not in request.GET
        return _page(request, work, "replace", form=form, found=found, again=again, chosen=chosen)
    if request.POST.get("gang") == _last(request, work).get("gang", ""):  # the second press of the button
        return redirect("replaced", work.slug)
    return _carry_out(request, work, form)


def _carry_out(request, work, form):
    chosen, new = request.POST.getlist("treff"), form.cleaned_data["med"]
    try:
        outcome = replacing.replace(work, form.search, new, chosen, by=request.user)
    except ValueError:
        raise Http404 from None
    if not chosen:
        messages.info(request, NOTHING_CHOSEN)
        return redirect(reverse("replace_words", args=[work.slug], query=_asked(form)))
    what = replacing.told(form.search, new)
    request.session[REPLACED] = {
        "slug": work.slug, "gang": request.POST.get("gang"), "what": what, "asked": _asked(form),
        "made": outcome.made, "left": outcome.left,
    }  # fmt: skip
    return redirect("replaced", work.slug)


@reads
@workplace
def replaced(request, work):
    """What the last replacement did and did not, with a way back."""
    if not (last := _last(request, work)):
        return redirect("search_words", work.slug)
    return _page(request, work, "replaced", last=last, count=count(last["made"]))


@writes
@require_POST
def undo(request, work):
    """Bring back what the last replacement took."""
    if not (last := _last(request, work)):
        messages.info(request, NOTHING_TO_UNDO)
        return redirect("search_words", work.slug)
    del request.session[REPLACED]
    outcome = replacing.undo(work, last["made"], last["what"], by=request.user)
    if outcome.made:
        messages.success(request, f"Byttet er angret i {count(outcome.made)}.")
    for why in outcome.left:
        messages.warning(request, f"{why} Det som ble byttet der, står som det er.")
    return redirect(reverse("search_words", args=[work.slug], query=last["asked"]))


def count(made) -> str:
    """«3 tiltak og 1 avsnitt»"""
    numbers = {word: sum(each[0] == word for each in made) for word in editing.KINDS}
    return " og ".join(f"{number} {word}" for word, number in numbers.items() if number)


def _last(request, work) -> dict:
    last = request.session.get(REPLACED, {})
    return last if last.get("slug") == work.slug else {}


def _asked(form) -> dict[str, str]:
    """The search as it stands in an address."""
    given = {"ord": form.cleaned_data["ord"], "med": form.cleaned_data["med"]}
    return given | {name: "on" for name in ("hele", "likt") if form.cleaned_data[name]}


def _page(request, work, name, **context):
    crumbs = crumbs_to(work)
    if name != "search":
        crumbs.append(("Søk", reverse("search_words", args=[work.slug])))
    context |= {"work": work, "crumbs": crumbs, "may_edit": editing.may_edit(request.user, work)}
    return render(request, f"programmes/{name}.html", context)
