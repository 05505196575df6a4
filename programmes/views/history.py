"""The states of an object through time, and the way back to any of them."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from organisation.models import Version
from organisation.views.reading import reads

from .. import editing
from ..wording import changes
from .finding import crumbs_to, workplace, writes
from .workplace import address, place_of


@reads
@workplace
def history(request, work, kind, uuid=None):
    """Every state of an object, newest first, with the difference in words."""
    kind = editing.EVERY[kind]
    thing = kind.find(work, uuid)
    versions = list(Version.objects.visible_to(request.user).of(thing).select_related("by")[:100])
    earlier = {each.number: each.content for each in versions}
    rows = [
        (each, changes(earlier.get(each.number - 1), each.content), address("back", work, kind, thing, each.number))
        for each in versions
    ]
    crumbs = [*crumbs_to(work), (thing.title, place_of(work, kind, thing))]
    context = {"work": work, "thing": thing, "rows": rows, "crumbs": crumbs}
    context["may_edit"] = editing.may_edit(request.user, work)
    return render(request, "programmes/history.html", context)


@writes
@require_POST
def bring_back(request, work, kind, version, uuid=None):
    """Bring a state back as a new one."""
    kind = editing.EVERY[kind]
    what = editing.restore(kind, work, uuid, version, by=request.user)
    thing = kind.find(work, uuid)
    if what:
        messages.success(request, f"«{thing.title}» er slik det var i versjon {version}: {'; '.join(what)}.")
    else:
        messages.info(request, "Det var allerede slik.")
    return redirect(place_of(work, kind, thing))
