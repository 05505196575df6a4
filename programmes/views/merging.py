"""Two measures beside each other, merged into one; one measure split in two."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from organisation import presence

from .. import merging
from ..editing import MEASURE
from ..forms.measure import MeasureForm
from ..merging import WITH, Pair
from .finding import crumbs_to, writes
from .workplace import as_data, conflict, place_of, version_sent

MERGED = "«{goes}» er slått sammen med «{stays}», og ligger under «Tatt ut» i disposisjonen."
SPLIT = "«{title}» er delt i to. Dette er det nye, og det sier det samme til du skriver det om."
UNSAVED = "Du har en kladd i «{title}» som ikke er lagret. Lagre eller forkast den før du slår sammen."


@writes
@require_http_methods(["GET", "HEAD", "POST"])
def merge(request, work, uuid):
    """The two beside each other, and what they would be as one; merged when it is sent."""
    other = (request.POST or request.GET).get(WITH)
    if not other:
        messages.info(request, "Velg hvilket tiltak det skal slås sammen med.")
        return redirect("edit_object", work.slug, MEASURE.word, uuid)
    pair = Pair.find(work, uuid, other, held=request.method == "POST")
    if request.method != "POST":
        return _ask(request, pair)
    tried = merging.save(pair, request.POST, _versions_sent(request), by=request.user)
    if tried.obstacle or not tried.form.is_valid():
        return _beside(request, pair, tried.form, versions=_versions_sent(request), obstacle=tried.obstacle)
    if tried.since:
        form = MeasureForm(work=work, version=pair.stays.version, initial=tried.mine)
        return _beside(request, pair, form, since=tried.since, **conflict(tried, untold=["origins"]))
    messages.success(request, MERGED.format(goes=pair.goes.title, stays=pair.stays.title))
    return redirect(place_of(work, MEASURE, pair.stays))


def _ask(request, pair):
    """The proposal, or what was put aside of it; refused while something else is in the way."""
    draft, written = pair.drafts(request.user)
    if obstacle := pair.obstacle:
        messages.warning(request, obstacle)
        return redirect("workplace_section", pair.work.slug, pair.stays.section.uuid)
    if written:
        messages.warning(request, UNSAVED.format(title=written.title))
        return redirect("edit_object", pair.work.slug, MEASURE.word, written.uuid)
    if draft and request.GET.get("kladd"):
        data = as_data(draft.content)
        versions = (draft.version, int(data.get(f"versjon-{WITH}") or 0))
        form = merging.opened(pair, data, versions, request.user)
        return _beside(request, pair, form, versions=versions)
    return _beside(request, pair, merging.opened(pair), draft=draft)


def _beside(request, pair, form, **context):
    work, names = pair.work, presence.who_is_where(pair.work.uuid, but=request.user)
    roles = ("Blir stående", "Blir tatt ut")
    columns = [(role, each, names.get(str(each.uuid))) for role, each in zip(roles, pair.both, strict=True)]
    crumbs = crumbs_to(work)
    crumbs.append((pair.stays.title, reverse("edit_object", args=[work.slug, MEASURE.word, pair.stays.uuid])))
    context = {"versions": pair.versions} | context
    context |= {"work": work, "pair": pair, "form": form, "columns": columns, "crumbs": crumbs}
    return render(request, "programmes/merge.html", context)


def _versions_sent(request) -> tuple[int, int]:
    return version_sent(request), version_sent(request, f"versjon-{WITH}")


@writes
@require_POST
def split(request, work, uuid):
    """A new measure with the same content, open for writing."""
    measure = MEASURE.find(work, uuid, held=True)
    try:
        new = merging.split(measure, by=request.user)
    except merging.CannotSplit as obstacle:
        messages.warning(request, str(obstacle))
        return redirect("workplace_section", work.slug, measure.section.uuid)
    messages.success(request, SPLIT.format(title=measure.title))
    return redirect(reverse("edit_object", args=[work.slug, MEASURE.word, new.uuid]) + "#id_title")
