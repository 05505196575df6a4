"""What a programme or guidelines are in themselves – title, years, areas, fields – as a state that is kept like others.

The address never changes: what links to it, and what was cited, must still be found.
"""

from django.db import transaction

from budget.models import Budget
from organisation.models import Body, User
from organisation.record import Cause, Verb, as_of, keep, note

from .addresses import free_slug
from .editing import Attempt, attempt
from .forms.work import WorkForm
from .models import Area, Guidelines, Programme
from .models.work import Work
from .states import State, work_state

FIELDS = (
    ("title", "Tiltak"), ("content", "Nærmere om innhold"), ("partners", "Samarbeidspartnere"),
    ("results", "Resultatmål"),
)  # fmt: skip


def opened(work, data=None, version: int | None = None, *, by: User) -> WorkForm:
    """The form over a work as it is, or as it was in the version that `data` was written on."""
    number = work.version if version is None else version
    state = work_state(work) if number == work.version else as_of(work, number, by=by)
    return WorkForm(data, work=work, version=number, initial=state)


def save(work: Programme | Guidelines, data, version: int, *, by: User) -> Attempt:
    """Save what is typed over a version; nothing is written when it is faulty or somebody else changed the same."""
    work = type(work).objects.select_for_update(of=("self",)).get(pk=work.pk)
    now, form = work_state(work), opened(work, data, version, by=by)
    return attempt(work, form, now, change_work, by=by)


@transaction.atomic
def change_work(work: Programme | Guidelines, before: State, after: State, *, by: User, what: str = "") -> bool:
    """Write `after` over `before`, which is what the locked `work` holds. `False` when nothing differs."""
    if not keep(work, before, after, by=by, cause=Cause.EDITED, what=what):
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
    there = {area.key: area for area in Area.objects.filter(**owner)}
    guidelines = getattr(work, "guidelines", None)
    followed = {area.key: area for area in Area.objects.filter(guidelines=guidelines)} if guidelines else {}
    for order, row in enumerate(wanted):
        area = there.pop(row["key"], None) or Area(**owner, key=row["key"])
        area.name, area.kind, area.order = row["name"], row["kind"], order
        area.follows = followed.get(row.get("follows"))
        area.save()
    Area.objects.filter(pk__in=[area.pk for area in there.values()]).delete()


@transaction.atomic
def add_work(model: type[Programme] | type[Guidelines], title: str, first_year: int, last_year: int, *, by: User):
    """An empty programme or empty guidelines, internal to the secretariat."""
    fields = [{"field": field, "label": label} for field, label in FIELDS]
    more = {"fields": fields} if model is Programme else {}
    slug = free_slug(title, first_year, last_year, "foringer-" if model is Guidelines else "")
    work = model.objects.create(slug=slug, title=title, first_year=first_year, last_year=last_year, **more)
    note(by, Verb.ADDED, str(work))
    return work
