"""Database → document.

Every table is read once, as plain rows, whatever the size of the programme; the rows are then put
together here. Rows cost a tenth of model objects at 300 measures (docs/performance.md).
"""

from collections import defaultdict
from collections.abc import Callable

from budget.building import fees_in, read_sheets
from budget.models import BudgetTable
from budget.sheet import Sheet
from organisation.models import Body

from . import document as doc
from .decisions import adopting_decision
from .models import (
    Area,
    Footnote,
    Goal,
    Guidelines,
    Lineage,
    Measure,
    MeasurePartner,
    ProcessStep,
    Programme,
    ResultTarget,
    Section,
    Strategy,
    SustainabilityGoal,
)
from .numbering import numbered
from .richtext import read_html
from .tables import printed_tables


def build(work: Programme | Guidelines, settled: Callable[[Sheet], Sheet] = lambda sheet: sheet) -> doc.Document:
    """The document of a programme or of guidelines as it stands now. A fixed number of queries.

    `settled` is done to every budget table on the way: adoption shows what it is about to make of them.
    """
    owner = {"programme": work} if isinstance(work, Programme) else {"guidelines": work}
    areas = _areas(owner)
    bodies = _Bodies()
    common = {
        "slug": work.slug,
        "title": work.title,
        "cover": work.cover or None,
        "first_year": work.first_year,
        "last_year": work.last_year,
        "language": work.language,
        "numbering": work.numbering,
        "areas": tuple(area for area, _pk in areas),
        "sections": _sections(owner, {pk: area.key for area, pk in areas}, bodies, settled),
    }
    if isinstance(work, Guidelines):
        return numbered(doc.Document(kind="guidelines", **common, bodies=bodies.named()))
    document = doc.Document(
        kind="programme",
        **common,
        guidelines=Guidelines.objects.filter(pk=work.guidelines_id).values_list("slug", flat=True).first(),
        adopting_body=bodies.key(work.adopting_body_id),
        decision=_decision(work, bodies),
        layout=work.layout,
        fields=tuple(doc.PrintedField(**row) for row in work.fields),
        steps=_steps(work, bodies),
        bodies=bodies.named(),
    )
    return numbered(document)


class _Bodies:
    """Remembers which bodies the document names, so that it can introduce them."""

    def __init__(self) -> None:
        rows = Body.objects.order_by("order", "name").values_list("pk", "key", "name", "definite_name", "kind")
        self.all = {
            pk: doc.BodyRef(key=key, name=name, definite_name=definite or None, kind=kind)
            for pk, key, name, definite, kind in rows
        }
        self.used: set[int] = set()

    def key(self, pk: int | None) -> str | None:
        if pk is None:
            return None
        self.used.add(pk)
        return self.all[pk].key

    def named(self) -> tuple[doc.BodyRef, ...]:
        return tuple(sorted((self.all[pk] for pk in self.used), key=lambda body: body.key))


def _areas(owner) -> list[tuple[doc.Area, int]]:
    rows = Area.objects.filter(**owner).values_list("pk", "key", "name", "kind", "follows__key")
    return [(doc.Area(key=key, name=name, kind=kind, follows=follows), pk) for pk, key, name, kind, follows in rows]


def _decision(programme, bodies) -> doc.Decision | None:
    found = adopting_decision(programme)
    if found is None:
        return None
    return doc.Decision(
        body=bodies.key(found.body_id),
        outcome=found.outcome,
        decided_on=found.decided_on,
        case_number=found.case_number or None,
    )


def _steps(programme, bodies) -> tuple[doc.Step, ...]:
    names = ("when", "starts_on", "ends_on", "confirmed", "what", "who", "body", "kind")
    return tuple(
        doc.Step(**filled(zip(names, row)) | {"confirmed": row[3], "body": bodies.key(row[6])})
        for row in ProcessStep.objects.filter(programme=programme).values_list(*names)
    )


def filled(pairs) -> dict:
    """Only what is said: a blank text in the database is an absent field in the document."""
    return {name: value for name, value in pairs if value not in ("", None)}


def _grouped(queryset, make) -> dict[int, tuple]:
    """Rows whose first column says where they belong, made into data and gathered there in order."""
    groups = defaultdict(list)
    for owner, *rest in queryset:
        groups[owner].append(make(*rest))
    return {owner: tuple(items) for owner, items in groups.items()}


def _sections(owner, area_keys, bodies, settled) -> tuple[doc.Section, ...]:
    rows = Section.objects.filter(**owner, is_taken_out=False).values_list(
        "pk", "parent", "uuid", "kind", "title", "number", "area", "body", "table__uuid", "text", "closing", "language"
    )
    here = {f"section__{name}": value for name, value in owner.items()}
    notes = _grouped(
        Footnote.objects.filter(**here).values_list("section", "marker", "text"),
        lambda marker, text: doc.Note(marker=marker, text=read_html(text)),
    )
    sdgs = _grouped(
        SustainabilityGoal.objects.filter(**here).values_list("section", "number", "printed"),
        lambda number, printed: doc.Sdg(number=number, printed=printed),
    )
    strategies, goals = strategies_in(here)
    measures = measures_in(here | {"is_taken_out": False}, area_keys)
    shown = BudgetTable.objects.filter(**{f"sections__{name}": value for name, value in owner.items()}).distinct()
    sheets = tuple(map(settled, read_sheets(shown)))
    tables = printed_tables(sheets, fees_in(sheets))
    by_parent = defaultdict(list)
    for row in rows:
        by_parent[row[1]].append(row)

    def tree(parent) -> tuple[doc.Section, ...]:
        return tuple(
            doc.Section(
                id=uuid,
                kind=kind,
                title=title,
                number=number or None,
                area=area_keys.get(area),
                body=bodies.key(body),
                text=read_html(text),
                measures=measures.get(pk, ()),
                goals=goals.get(pk, ()),
                strategies=strategies.get(pk, ()),
                sdgs=sdgs.get(pk, ()),
                table=tables.get(table),
                closing=read_html(closing),
                notes=notes.get(pk, ()),
                sections=tree(pk),
                language=language,
            )
            for pk, _parent, uuid, kind, title, number, area, body, table, text, closing, language in by_parent[parent]
        )

    return tree(None)


def strategies_in(here) -> tuple[dict, dict]:
    """Strategies straight under a section, and goals with the strategies under them, by section."""
    loose, under_goal = defaultdict(list), defaultdict(list)
    rows = Strategy.objects.filter(**here).values_list("section", "goal", "uuid", "text")
    for section, goal, uuid, text in rows:
        strategy = doc.Strategy(id=uuid, text=read_html(text))
        (under_goal[goal] if goal else loose[section]).append(strategy)
    goals = _grouped(
        Goal.objects.filter(**here).values_list("section", "pk", "uuid", "text"),
        lambda pk, uuid, text: doc.Goal(id=uuid, text=text, strategies=tuple(under_goal[pk])),
    )
    return {section: tuple(items) for section, items in loose.items()}, goals


def measures_in(here: dict, area_keys: dict[int, str]) -> dict[int, tuple[doc.Measure, ...]]:
    """The measures that a filter finds, by the primary key of their section. Eight queries."""
    inside = {f"measure__{name}": value for name, value in here.items()}
    results = _grouped(
        ResultTarget.objects.filter(**inside).values_list("measure", "text", "indicator", "baseline", "target", "unit"),
        lambda *row: doc.Result(**filled(zip(("text", "indicator", "baseline", "target", "unit"), row))),
    )
    partners = _grouped(
        MeasurePartner.objects.filter(**inside).values_list("measure", "partner__name"), lambda name: name
    )
    origins = _grouped(
        Lineage.objects.filter(**inside).values_list("measure", "kind", "origin", "origin_title", "origin_place"),
        lambda kind, origin, title, place: doc.Origin(kind=kind, measure=origin, title=title, place=place),
    )

    def linked(relation, column) -> dict[int, tuple]:
        through = getattr(Measure, relation).through
        return _grouped(
            through.objects.filter(**inside).order_by("pk").values_list("measure", column), lambda value: value
        )

    further = linked("further_areas", "area")
    answers = linked("strategies", "strategy__uuid")
    draws_on = linked("budget_lines", "budgetline__uuid")
    plain = (
        "number", "title", "partners", "time_frame", "starts_on", "ends_on", "responsible", "cooperation", "priority",
        "language",
    )  # fmt: skip

    def measure(pk, uuid, content, sdgs, *rest) -> doc.Measure:
        return doc.Measure(
            id=uuid,
            content=read_html(content),
            sdgs=tuple(sdgs),
            named_partners=partners.get(pk, ()),
            results=results.get(pk, ()),
            further_areas=tuple(area_keys[area] for area in further.get(pk, ())),
            strategies=answers.get(pk, ()),
            budget_lines=draws_on.get(pk, ()),
            origins=origins.get(pk, ()),
            **filled(zip(plain, rest)),
        )

    rows = Measure.objects.filter(**here).values_list("section", "pk", "uuid", "content", "sdgs", *plain)
    return _grouped(rows, measure)
