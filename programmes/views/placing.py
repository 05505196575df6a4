"""Adding, moving, taking out and bringing back; each is one button."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from .. import editing, order
from ..forms.fields import clean_line
from .finding import writes
from .workplace import place_of

WAYS = {"opp": -1, "ned": 1}
APART = (
    "«{thing}» er ikke lenger opphav til «{heir}». Teksten der er ikke endret. "
    "Den fra før de ble slått sammen, kan du hente tilbake i historikken."
)


@writes
@require_POST
def new_measure(request, work, uuid):
    """A measure in the section, open for writing."""
    section = editing.SECTION.find(work, uuid, held=True)
    measure = order.add_measure(section, by=request.user)
    return redirect("edit_object", work.slug, "tiltak", measure.uuid)


@writes
@require_POST
def new_section(request, work):
    """A chapter, or an avsnitt in the section that `i` names; open for writing."""
    parent = editing.SECTION.find(work, request.POST["i"], held=True) if request.POST.get("i") else None
    try:
        section = order.add_section(work, parent, by=request.user)
    except order.CannotMove as obstacle:
        messages.warning(request, str(obstacle))
        return redirect("workplace_section", work.slug, parent.uuid)
    return redirect("edit_object", work.slug, "avsnitt", section.uuid)


@writes
@require_POST
def move(request, work, uuid, kind):
    """Up, down, in front of a neighbour, or into another section."""
    kind = editing.KINDS[kind]
    thing = kind.find(work, uuid, held=True)
    way, to, before = (request.POST.get(name) for name in ("vei", "til", "foran"))
    try:
        if way in WAYS:
            order.step(thing, WAYS[way], by=request.user)
        elif before:
            order.place(thing, kind.find(work, before).uuid, by=request.user)
        elif to is None or (not to and kind is editing.MEASURE):
            raise Http404
        else:
            target = editing.SECTION.find(work, to, held=True) if to else None
            (order.move_measure if kind is editing.MEASURE else order.nest)(thing, target, by=request.user)
            messages.success(request, f"«{thing.title}» er flyttet.")
    except order.CannotMove as obstacle:
        messages.warning(request, str(obstacle))
    return redirect(place_of(work, kind, thing))


@writes
@require_POST
def take_out(request, work, uuid, kind):
    """Out of the programme, with a reason; the outline keeps it, and it can come back."""
    kind = editing.KINDS[kind]
    thing = kind.find(work, uuid, held=True)
    order.take_out(thing, clean_line(request.POST.get("grunn", ""))[:500], by=request.user)
    messages.success(request, f"«{thing.title}» er tatt ut. Du finner det igjen nederst i disposisjonen.")
    parent = thing.section if kind is editing.MEASURE else thing.parent
    return redirect(
        reverse("workplace_section", args=[work.slug, parent.uuid])
        if parent
        else reverse("workplace", args=[work.slug])
    )


@writes
@require_POST
def bring_in(request, work, uuid, kind):
    """Into the programme again."""
    kind = editing.KINDS[kind]
    thing = kind.find(work, uuid, held=True)
    heirs = order.bring_back(thing, by=request.user)
    messages.success(request, f"«{thing.title}» er med igjen.")
    for heir in heirs:
        messages.info(request, APART.format(thing=thing.title, heir=heir.title))
    return redirect(place_of(work, kind, thing))
