"""The log of a programme, for the secretariat to read."""

import django_filters
from django.core.paginator import Paginator
from django.shortcuts import render
from django.utils.text import Truncator, capfirst

from organisation.models import User, Version
from organisation.record import Cause
from organisation.views.reading import reads

from .. import editing
from ..log import TABLE, changed_things, told, versions_in
from .finding import crumbs_to, workplace
from .workplace import address, place_of

KINDS = {kind.name: kind for kind in editing.EVERY.values()}


class LogFilter(django_filters.FilterSet):
    """By whom, what was done, and to what."""

    hvem = django_filters.ModelChoiceFilter(label="Hvem", field_name="by", queryset=None, empty_label="Alle")
    hva = django_filters.ChoiceFilter(
        label="Hva som ble gjort", field_name="cause", empty_label="Alt",
        choices=[(cause.value, capfirst(cause.label)) for cause in Cause],
    )  # fmt: skip
    gjelder = django_filters.ChoiceFilter(label="Gjelder", field_name="object", empty_label="Alt")

    class Meta:
        model = Version
        fields = ()

    def __init__(self, *args, things, **kwargs):
        super().__init__(*args, **kwargs)
        people = User.objects.filter(pk__in=self.queryset.order_by().values("by"))
        self.filters["hvem"].queryset = people
        self.filters["gjelder"].extra["choices"] = _choices(things)
        for field in self.form.fields.values():
            field.widget.attrs["class"] = "ds-input"


def _choices(things):
    """What has a history, under a heading for each kind."""
    groups: dict = {}
    for word, thing in things:
        groups.setdefault(GROUPS[word], []).append((thing.uuid, Truncator(thing.title).chars(80)))
    return list(groups.items())


GROUPS = {
    editing.WORK.name: "Hele dokumentet", editing.PLAN.name: "Hele dokumentet", editing.SECTION.name: "Avsnitt",
    editing.MEASURE.name: "Tiltak", TABLE: "Budsjett",
}  # fmt: skip


@reads
@workplace
def log(request, work):
    """Newest first, day by day, fifty at a time."""
    things = changed_things(work, request.user)
    found = LogFilter(request.GET, queryset=versions_in(work, request.user), things=things)
    pages = Paginator(found.qs, 50).get_page(request.GET.get("side"))
    days = told(pages, {thing.uuid: (word, thing) for word, thing in things})
    context = {
        "work": work,
        "form": found.form,
        "pages": pages,
        "days": [(day, [(line, _address(work, line)) for line in lines]) for day, lines in days],
        "crumbs": crumbs_to(work),
    }
    return render(request, "programmes/log.html", context)


def _address(work, line) -> str:
    """Where the thing stands; its history when it stands nowhere, or where it may no longer be written in."""
    if line.word == TABLE:
        return f"{line.thing.budget.get_absolute_url()}#tabell-{line.thing.uuid}"
    kind = KINDS[line.word]
    standing = kind.word in editing.KINDS and not line.thing.is_taken_out
    return place_of(work, kind, line.thing) if standing else address("history", work, kind, line.thing)
