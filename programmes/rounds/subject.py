"""What a comment is about, as the desk shows it: the thing then and now, its history, what was changed since."""

from dataclasses import dataclass, field

from django.db.models import Q
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.timezone import localtime

from organisation.models import Version

from ..difference import word_parts
from ..models import Comment, Measure, Programme, Section
from ..parts import About, Part
from ..richtext import stored_blocks
from ..templatetags.rich_text import rich
from ..wording import LABELS, RICH, said
from .standing import Place, Present, own
from .steps import steps

# What is read aloud; the title is the heading, and what is only keys and ids says nothing.
READ = (
    "content", "text", "partners", "results", "time_frame", "responsible", "cooperation", "priority", "goals",
    "closing", "notes",
)  # fmt: skip
KINDS = {About.MEASURE: "tiltak", About.SECTION: "avsnitt"}  # the words of `editing.KINDS`


@dataclass(frozen=True)
class Line:
    """A field of the thing. `parts` is the difference word by word, when it has changed since it was sent out."""

    label: str
    value: SafeString | str
    parts: list = field(default_factory=list)


@dataclass(frozen=True)
class Subject:
    """`addresses`: where it is now, and the word for its kind in the workplace's addresses."""

    place: Place | None
    lines: list[Line]
    history: list[Version]
    addresses: list[tuple[Part, str]]


def subject_of(present: Present, comment: Comment, user) -> Subject:
    """Everything about what a comment is about. The programme is read once, in `present`; two queries more."""
    place = present.place(comment)
    if place is None:
        return Subject(None, [], [], [])
    ids = [comment.object, *(part.id for part in place.now)]
    history = Version.objects.visible_to(user).filter(object__in=ids).select_related("by").order_by("-at", "-pk")
    now = place.now[0] if len(place.now) == 1 else None
    return Subject(
        place,
        lines(comment.programme, place.then, now),
        list(history[:5]),
        [(part, KINDS.get(part.about, "")) for part in place.now],
    )


def lines(programme: Programme, then: Part | None, now: Part | None) -> list[Line]:
    """The fields of a part as they are now, each with its difference from what was sent out; else as they were."""
    shown = now or then
    if shown is None:
        return []
    before, after = own(then) if then else {}, own(shown)
    labels = _labels(programme) if shown.about == About.MEASURE else {}
    found = []
    for name in ("title", *READ):
        old, new = said(name, before.get(name)), said(name, after.get(name))
        changed = bool(then and now) and old != new
        if (name == "title" and not changed) or not (old or new):
            continue
        label = labels.get(name) or capfirst(LABELS.get(name, name))
        value = rich(stored_blocks(after[name])) if name in RICH and after.get(name) else new
        found.append(Line(label, value, word_parts(old, new) if changed else []))
    if shown.about == About.LINE:
        amounts = [said("", cell) or "ingen" for cell in after.get("cells", [])]
        found.append(Line("Beløp", " · ".join(amounts)))
    return found


def suggested(comment: Comment) -> Line | None:
    """What a suggestion would change, word by word; nothing for other comments."""
    told = getattr(comment, "suggestion", None)
    if told is None:
        return None
    labels = _labels(comment.programme) if comment.about == About.MEASURE else {}
    return Line(labels.get(comment.field) or capfirst(LABELS.get(comment.field, "tiltaket")), "", told.difference)


def _labels(programme: Programme) -> dict[str, str]:
    """What the programme calls the fields of its measures."""
    return {row["field"]: row["label"] for row in programme.fields}


def versions(comment: Comment, present: Present, user) -> list[tuple[str, list[tuple[int, str]]]]:
    """The states that a comment may have led to, as choices: those since its round opened, its own thing's first."""
    rows = _since(comment, user).select_related("by").order_by("-at", "-pk")[:100]
    own = {comment.object}
    if comment.object and (place := present.place(comment)):
        own |= {part.id for part in place.now}
    mine, rest = [], []
    for row in rows:
        here = row.object in own
        title = "" if here else f"{_title(present, row)}: "
        what = row.what or row.get_cause_display()
        (mine if here else rest).append((row.pk, f"{title}{what}, {localtime(row.at):%d.%m. kl. %H.%M}"[:160]))
    groups = [("Det innspillet gjelder", mine), ("Andre endringer", rest[:50])]
    return [group for group in groups if group[1]]


def may_have_led_to(comment: Comment, pk: str, user) -> Version | None:
    """The version with this key, when it is of something in the programme and later than the round."""
    return _since(comment, user).filter(pk=pk).first() if pk.isdecimal() else None


def change(version: Version) -> list[tuple[str, list]]:
    """What a version changed, field by field, word by word. One query."""
    told = [(capfirst(label), parts) for label, parts in steps([version])[version.pk]]
    return told or [("Endring", word_parts("", version.what or version.get_cause_display()))]


def _since(comment: Comment, user):
    programme = comment.programme_id
    things = Q(object__in=Measure.objects.filter(section__programme=programme).values("uuid"))
    things |= Q(object__in=Section.objects.filter(programme=programme).values("uuid"))
    return Version.objects.visible_to(user).filter(things, at__gte=comment.round.opened_at)


def _title(present: Present, version: Version) -> str:
    part = present.parts.get(version.object)
    return part.label if part else version.content.get("title", "")
