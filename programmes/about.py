"""What a programme or guidelines are in themselves – title, years, areas, fields: changed, and begun.

The address never changes: what links to it, and what was cited, must still be found.
"""

from django.db import transaction

from budget.models import Budget
from organisation.models import Body, User
from organisation.record import Cause, Verb, keep, note

from .addresses import free_slug
from .models import Area, Guidelines, Programme
from .models.work import Work
from .states import State

FIELDS = (
    ("title", "Tiltak"), ("content", "Nærmere om innhold"), ("partners", "Samarbeidspartnere"),
    ("results", "Resultatmål"),
)  # fmt: skip


@transaction.atomic
def change_work(
    work: Programme | Guidelines, before: State, after: State, *, by: User, cause=Cause.EDITED, what: str = ""
) -> bool:
    """Write `after` over `before`, which is what the locked `work` holds. `False` when nothing differs."""
    if not keep(work, before, after, by=by, cause=cause, what=what, ends_draft=cause == Cause.EDITED):
        return False
    work.title, work.cover, work.language = after["title"], after.get("cover", ""), after.get("language", "nb")
    work.numbering = after.get("numbering", Work.Numbering.WRITTEN)
    work.first_year, work.last_year = after["first_year"], after["last_year"]
    if isinstance(work, Programme):
        work.guidelines = Guidelines.objects.filter(slug=after.get("guidelines")).first()
        work.adopting_body = Body.objects.filter(key=after.get("adopting_body")).first()
        work.budget = Budget.objects.filter(year=after.get("budget")).first()
        work.layout, work.fields = after.get("layout", Programme.Layout.TABLE), after.get("fields", [])
    work.save()
    _write_areas(work, after.get("areas", []))
    note(by, Verb.CHANGED, f"Om {work}: {what}")
    return True


def _write_areas(work, wanted: list[dict]) -> None:
    """Areas keep their rows, because sections and measures point at them."""
    owner = {work._meta.model_name: work}
    there = {area.key: area for area in Area.objects.of(work)}
    guidelines = getattr(work, "guidelines", None)
    followed = {area.key: area for area in Area.objects.filter(guidelines=guidelines)} if guidelines else {}
    for order, row in enumerate(wanted):
        area = there.pop(row["key"], None) or Area(**owner, key=row["key"])
        area.name, area.kind, area.order = row["name"], row["kind"], order
        area.follows = followed.get(row.get("follows"))
        area.save()
    Area.objects.filter(pk__in=[area.pk for area in there.values()]).delete()


def possible(work: Programme | Guidelines, now: State, then: State) -> State:
    """An earlier state as it can be today: areas in use stay, and nothing points at what is no longer there."""
    points = {"guidelines": (Guidelines, "slug"), "adopting_body": (Body, "key"), "budget": (Budget, "year")}
    gone = {
        name
        for name, (model, key) in points.items()
        if name in then and not model.objects.filter(**{key: then[name]}).exists()
    }
    kept = {area["key"] for area in then.get("areas", [])}
    used = {area.key for area in Area.objects.of(work).with_uses() if area.uses}
    areas = [*then.get("areas", []), *(area for area in now.get("areas", []) if area["key"] in used - kept)]
    followed = set(Area.objects.filter(guidelines__slug=then.get("guidelines")).values_list("key", flat=True))
    areas = [{name: value for name, value in area.items() if name != "follows" or value in followed} for area in areas]
    wanted = {name: value for name, value in then.items() if name not in {*gone, "areas"}}
    return wanted | ({"areas": areas} if areas else {})


@transaction.atomic
def add_work(model: type[Programme] | type[Guidelines], title: str, first_year: int, last_year: int, *, by: User):
    """An empty programme or empty guidelines, internal to the secretariat."""
    fields = [{"field": field, "label": label} for field, label in FIELDS]
    more = {"fields": fields} if model is Programme else {}
    slug = free_slug(title, first_year, last_year, "foringer-" if model is Guidelines else "")
    work = model.objects.create(slug=slug, title=title, first_year=first_year, last_year=last_year, **more)
    note(by, Verb.ADDED, str(work))
    return work
