"""The secretariat's workplace: the outline, a chapter as it will look, and one thing open for writing."""

from textwrap import shorten

from django.contrib import messages
from django.db.models import prefetch_related_objects
from django.http import Http404, JsonResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from organisation import presence, record
from organisation.models import Draft
from organisation.views.reading import reads
from organisation.views.secretariat import secretariat

from .. import editing
from ..correcting import may_correct
from ..details import details
from ..difference import word_parts
from ..models import Guidelines, Measure, Programme, Section
from ..outline import outline
from ..process.ahead import ahead, without_who
from ..process.looking import next_step
from ..rounds.beside import badges, comments_on, waiting
from ..spelling import partner_hints
from ..wording import LABELS, differences, first_of, said
from .finding import WORKS, back_to, edits, keep_typed, workplace

WAYS = (("opp", "Flytt opp"), ("ned", "Flytt ned"))
OF_MANY = {
    "edit": "edit_object", "aside": "put_object_aside", "open": "object_still_open", "discard": "discard_draft",
    "history": "object_history", "back": "bring_back_object",
}  # fmt: skip
OF_ONE = {
    "aside": "put_whole_aside", "open": "whole_still_open", "discard": "discard_whole_draft",
    "history": "whole_history", "back": "bring_back_whole",
}  # fmt: skip
NOTHING_CHANGED = "Ingenting var endret, så ingenting er lagret."


@reads
@secretariat
def works(request):
    """Everything that is written, what can be written in first."""
    every = [
        (work, editing.may_edit(request.user, work))
        for model in (Programme, Guidelines)
        for work in model.objects.visible_to(request.user)
    ]
    context = {
        "works": sorted(every, key=lambda row: not row[1]),
        "ahead": ahead(request.user),
        "nameless": without_who(request.user),
    }
    return render(request, "programmes/works.html", context)


@reads
@workplace
def work(request, work):
    """The outline, and the first chapter."""
    first = Section.objects.filter(**{work._meta.model_name: work}, parent=None, is_taken_out=False).first()
    return page(request, work, first)


@reads
@workplace
def section(request, work, uuid):
    """A chapter or an avsnitt with everything in it."""
    return page(request, work, editing.SECTION.find(work, uuid))


def page(request, work, section, **context):
    """The workplace with a section in the middle; `context` says what is open in it."""
    waits = waiting(work, request.user)
    tree = outline(work, presence.who_is_where(work.uuid, but=request.user), waits.by_object)
    chapter = _chapter(section, tree.numbers) if section else []
    thing = context.get("open", section)
    kind = context.get("kind", editing.SECTION)
    opened = getattr(context.get("open"), "uuid", None)
    may_edit = editing.may_edit(request.user, work)
    context |= {
        "work": work,
        "outline": tree,
        "is_numbered": opened in tree.numbers,
        "number": tree.numbers.get(opened),
        "section": section,
        "chapter": chapter,
        "waiting": waits.total,
        "may_edit": may_edit,
        "may_correct": not may_edit and may_correct(request.user, work),
        "crumbs": [WORKS],
        "next_step": next_step(request.user, work) if isinstance(work, Programme) else None,
        "address": reverse("workplace", args=[work.slug]),
        "details_of": kind.name,
        "details": _details(request.user, work, kind, thing, _wear(request.user, work, chapter)) if thing else [],
    }
    return render(request, "programmes/workplace.html", context)


def _wear(user, work, chapter) -> dict:
    """Hang their badges on the sections and measures of a chapter; the badges by id."""
    things = [thing for part, _depth, measures in chapter for thing in (part, *measures)]
    worn = badges(work, [thing.uuid for thing in things], user)
    for thing in things:
        thing.badges = worn.get(thing.uuid, [])
    return worn


def _details(user, work, kind, thing, worn) -> list:
    history = address("history", work, kind, thing)
    return details(work, thing, history, comments_on(thing, user), worn.get(thing.uuid, []))


def _chapter(section, numbers) -> list:
    """The section and those inside it, each with its depth and its measures, in reading order, as they are numbered.

    Three queries for each level of the tree and four for what stands in the sections.
    """
    found, level = [], [(section, 1)]
    while level:
        rows = [each for each, _depth in level]
        measures = {}
        for each in _measures(rows):
            measures.setdefault(each.section_id, []).append(each)
        found += [(each, depth, measures.get(each.pk, [])) for each, depth in level]
        inside = Section.objects.filter(parent__in=rows, is_taken_out=False).select_related("table")
        level = [(each, level[0][1] + 1) for each in inside]
    parts = [each for each, _depth, _rows in found]
    for each in (thing for part, _depth, rows in found for thing in (part, *rows)):
        each.shown_number = numbers.get(each.uuid, each.number)
    prefetch_related_objects(parts, "goals__strategies", "strategies", "footnotes", "sdgs")
    order = {each.pk: (each, depth, rows) for each, depth, rows in found}
    children: dict = {}
    for each, _depth, _rows in found:
        children.setdefault(each.parent_id, []).append(each.pk)

    def walk(pk) -> list:
        return [order[pk], *(row for child in children.get(pk, []) for row in walk(child))]

    return walk(section.pk)


def _measures(sections):
    rows = Measure.objects.filter(section__in=sections, is_taken_out=False)
    return rows.prefetch_related("results")


@edits
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request, work, uuid, kind):
    """One measure or section open for writing where it stands."""
    kind = editing.KINDS[kind]
    if request.method != "POST":
        thing = kind.find(work, uuid)
        form, draft = to_write_in(request, work, kind, thing)
        return _open(request, work, kind, thing, form, draft=draft)
    tried = editing.save(kind, work, uuid, request.POST, version_sent(request), by=request.user)
    if not tried.form.is_valid():
        return _open(request, work, kind, tried.thing, tried.form)
    if tried.clashes:
        return _conflict(request, work, kind, tried)
    tell(request, tried)
    if request.POST.get("neste"):
        following = kind.find(work, request.POST["neste"])
        return redirect(reverse("edit_object", args=[work.slug, kind.word, following.uuid]) + "#id_title")
    return redirect(back_to(request) or place_of(work, kind, tried.thing))


def to_write_in(request, work, kind, thing):
    """The form over an object, and the draft that waits; none when the form is drawn from it."""
    draft = Draft.objects.visible_to(request.user).filter(object=thing.uuid).first()
    if draft and request.GET.get("kladd"):
        return editing.opened(kind, work, thing, as_data(draft.content), draft.version, request.user), None
    return editing.opened(kind, work, thing), draft


def tell(request, tried):
    """What came of saving."""
    if tried.saved:
        messages.success(
            request, f"«{shorten(tried.thing.title, 120, placeholder=' …')}» er lagret: {first_of(tried.saved)}."
        )
    else:
        messages.info(request, NOTHING_CHANGED)


def _open(request, work, kind, thing, form, **context):
    section = thing if kind is editing.SECTION else thing.section
    targets = [("", "Et eget kapittel")] if kind is editing.SECTION else []
    targets += [(each.uuid, each.title) for each in _sections(work) if each.pk != section.pk]
    of_measure = kind is editing.MEASURE
    context |= {"open": thing, "kind": kind, "form": form, "targets": targets, "ways": WAYS}
    context["addresses"] = addresses(work, kind, thing)
    if context.get("correcting"):
        context["addresses"]["edit"] = reverse("correct_object", args=[work.slug, kind.word, thing.uuid])
    context["back"] = back_to(request)
    context["following"] = _following(thing) if of_measure else None
    context["partner_hints"] = partner_hints(work, thing) if of_measure else []
    return page(request, work, section, **context)


def _following(measure):
    """The id of the next measure in the section, if there is one."""
    rows = list(Measure.objects.filter(section=measure.section, is_taken_out=False).values_list("uuid", flat=True))
    at = rows.index(measure.uuid) + 1 if measure.uuid in rows else len(rows)
    return rows[at] if at < len(rows) else None


def _sections(work):
    return Section.objects.filter(**{work._meta.model_name: work}, is_taken_out=False)


def _conflict(request, work, kind, tried):
    """Two people have changed the same field: the form again, over what is stored now, with the three texts above."""
    form = kind.form(work=work, version=tried.thing.version, initial=tried.mine)
    return _open(request, work, kind, tried.thing, form, **conflict(tried))


def conflict(tried, untold=()) -> dict:
    """What a page shows of two who have changed the same: field by field, and what else came from the other.

    `untold` are fields that nobody writes.
    """
    clashes = [
        {
            "label": LABELS.get(clash.field, clash.field),
            "basis": said(clash.field, clash.basis),
            "now": word_parts(said(clash.field, clash.basis), said(clash.field, clash.now)),
            "mine": word_parts(said(clash.field, clash.basis), said(clash.field, clash.mine)),
        }
        for clash in tried.merge.clashes
    ]
    names = [name for name in tried.merge.taken if name not in untold]
    taken = differences(*({name: state.get(name) for name in names} for state in (tried.form.before, tried.now)))
    return {"clashes": clashes, "taken": taken, "latest": record.latest(tried.thing)}


@workplace
@require_POST
def put_aside(request, work, kind, uuid=None):
    """Keep what is typed and not saved, also where it can no longer be saved."""
    thing = editing.EVERY[kind].find(work, uuid)
    version_sent(request)
    others = thing.version != keep_typed(request, thing)
    may = editing.may_edit(request.user, work) or may_correct(request.user, work)
    return JsonResponse({"kept": f"{timezone.localtime():%H.%M}", "others": others, "refused": may.reason})


@workplace
@require_POST
def still_open(request, work, kind, uuid=None):
    """The page is still open; who else has the same open is answered."""
    thing = editing.EVERY[kind].find(work, uuid)
    return JsonResponse({"others": presence.open_here(work.uuid, thing.uuid, request.user)})


@workplace
@require_POST
def discard(request, work, kind, uuid=None):
    """Throw away what was put aside."""
    kind = editing.EVERY[kind]
    thing = kind.find(work, uuid)
    record.discard(thing, by=request.user)
    messages.success(request, "Kladden er forkastet.")
    return redirect(place_of(work, kind, thing))


def as_data(content: dict):
    """A draft as the form's own data again."""
    data = QueryDict(mutable=True)
    for name, values in content.items():
        data.setlist(name, values)
    return data


def place_of(work, kind, thing) -> str:
    """Where an object stands in the workplace."""
    if kind.word in editing.WHOLES:
        return reverse(kind.page, args=[work.slug])
    section = thing if kind is editing.SECTION else thing.section
    return f"{reverse('workplace_section', args=[work.slug, section.uuid])}#{kind.word}-{thing.uuid}"


def address(act, work, kind, thing, *more) -> str:
    """Where something is done to an object; what a work has one of needs no id there."""
    one = kind.word in editing.WHOLES
    name = (OF_ONE if one else OF_MANY)[act]
    return reverse(name, args=[work.slug, kind.word, *([] if one else [thing.uuid]), *more])


def addresses(work, kind, thing) -> dict[str, str]:
    """Where an object is written in, put aside and told of."""
    edit = place_of(work, kind, thing) if kind.word in editing.WHOLES else address("edit", work, kind, thing)
    return {"edit": edit} | {act: address(act, work, kind, thing) for act in ("aside", "open", "discard", "history")}


def version_sent(request, name: str = "versjon") -> int:
    version = request.POST.get(name, "")
    if not version.isdecimal():
        raise Http404
    return int(version)
