"""The desk's queue: every comment that the filters let through, in the order the programme is read in.

The whole order is read as plain rows, since «the next one» must be known; only a page of them becomes comments. As many
queries for ten comments as for a thousand.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from urllib.parse import parse_qsl
from uuid import UUID

import django_filters
from django import forms
from django.db.models import Q

from organisation.models import Body, Member

from ..milestones import milestone_parts
from ..models import Comment, Response, Round
from . import senders

PAGE = 50
ALL = "alle"
STATUS = (
    ("ubesvart", "Ubesvart"), ("besvart", "Besvart"), ("sent", "For sent innkommet, ikke tatt med"),
    ("trukket", "Trukket"),
)  # fmt: skip


class CommentFilter(django_filters.FilterSet):
    """Which comments; `runde` says which rounds, and without it those whose answers are not published."""

    ord = django_filters.CharFilter(label="Nummer eller ord", method="with_words")
    runde = django_filters.ChoiceFilter(label="Runde", method="unchanged", empty_label="Runder som ikke er besvart")
    fra = django_filters.ChoiceFilter(label="Fra", method="from_sender", empty_label="Alle")
    omrade = django_filters.ChoiceFilter(label="Område", method="in_area", empty_label="Alle områder")
    slag = django_filters.ChoiceFilter(label="Slag", field_name="kind", choices=Comment.Kind, empty_label="Alle slag")
    status = django_filters.ChoiceFilter(label="Status", method="with_status", choices=STATUS, empty_label="Alle")
    utfall = django_filters.ChoiceFilter(
        label="Utfall", field_name="response__outcome", choices=Response.Outcome, empty_label="Alle utfall"
    )

    class Meta:
        model = Comment
        fields = ()

    def __init__(self, data, *, user):
        self.opened = list(
            Round.objects.visible_to(user).filter(opened_at__isnull=False)
            .select_related("programme", "milestone").defer("milestone__content")
        )  # fmt: skip
        self.rounds = self._chosen(data.get("runde", ""))
        super().__init__(data, Comment.objects.visible_to(user).filter(round__in=self.rounds))
        areas = dict.fromkeys(part.area for each in self.rounds for part in _parts(each).values() if part.area)
        named = [(str(each.uuid), f"{each.name} ({each.programme.title})") for each in self.opened]
        self.filters["runde"].extra["choices"] = [*named, (ALL, "Alle runder")]
        self.filters["omrade"].extra["choices"] = [(area, area) for area in areas]
        bodies = Body.objects.filter(Q(rounds__in=self.opened) | Q(comments__round__in=self.opened)).distinct()
        members = Member.objects.filter(comments__round__in=self.opened).distinct()
        self.filters["fra"].extra["choices"] = senders.choices(bodies, members)
        self.form.fields["ord"].widget = forms.TextInput(attrs={"type": "search", "autocomplete": "off"})

    def _chosen(self, value: str) -> list[Round]:
        if value == ALL:
            return self.opened
        return [each for each in self.opened if (str(each.uuid) == value if value else not each.answered_at)]

    def unchanged(self, queryset, _name, _value):
        """The rounds are chosen already."""
        return queryset

    def with_words(self, queryset, _name, value):
        """`I-042`, `42`, or words that stand in the comment or in the name of what it is about."""
        number = value.strip().upper().removeprefix("I-")
        if number.isdecimal() and len(number) < 9:
            return queryset.filter(number=int(number))
        for word in value.split()[:10]:
            places = ("text", "quote", "object_title", "response__reason")
            found = Q()
            for place in places:
                found |= Q(**{f"{place}__icontains": word})
            queryset = queryset.filter(found)
        return queryset

    def from_sender(self, queryset, _name, value):
        return queryset.filter(**senders.read(value))

    def in_area(self, queryset, _name, value):
        ids = {part.id for each in self.rounds for part in _parts(each).values() if part.area == value}
        return queryset.filter(object__in=ids)

    def with_status(self, queryset, _name, value):
        return {
            "ubesvart": queryset.unanswered(),
            "besvart": queryset.standing().filter(response__isnull=False),
            "sent": queryset.standing().filter(is_late=True, admitted_at=None),
            "trukket": queryset.filter(withdrawn_at__isnull=False),
        }[value]


@dataclass
class Queue:
    """What the filters let through: ids in reading order, and which of them wait for an answer."""

    filter: CommentFilter
    order: list[UUID]
    waiting: set[UUID]
    query: str  # the filters, for addresses
    page: int = 1
    comments: Sequence[Comment] = field(default_factory=list)  # of the page

    @property
    def asked(self) -> list[tuple[str, str]]:
        """The filters, for a form."""
        return parse_qsl(self.query)

    @property
    def pages(self) -> int:
        return max(1, -(-len(self.order) // PAGE))

    def neighbour(self, uuid: UUID | None, step: int) -> UUID | None:
        """The one before or after; for one that the filters no longer let through, the first."""
        if uuid not in self.order:
            return self.order[0] if self.order and step > 0 else None
        place = self.order.index(uuid) + step
        return self.order[place] if 0 <= place < len(self.order) else None

    def next_waiting(self, uuid: UUID | None) -> UUID | None:
        """The next one without an answer, from the beginning again after the last."""
        place = self.order.index(uuid) + 1 if uuid in self.order else 0
        around = self.order[place:] + self.order[:place]
        return next((each for each in around if each in self.waiting and each != uuid), None)


def queue(user, asked, comments, *, opened: UUID | None = None) -> Queue:
    """The queue for the filters in `asked`, with the page it names, or the one where `opened` stands.

    `comments` is what a page's comments are fetched from.
    """
    found = CommentFilter(asked, user=user)
    names = ("uuid", "round", "object", "number", "response", "withdrawn_at", "is_late", "admitted_at")
    rows = list(found.qs.order_by().values_list(*names))
    places = {each.pk: (at, _parts(each)) for at, each in enumerate(found.rounds)}
    within = {at: {uuid: place for place, uuid in enumerate(parts)} for at, parts in places.values()}

    def place(row) -> tuple:
        _uuid, round, thing, number, *_rest = row
        at = places[round][0]
        return at, within[at].get(thing, -1), number

    rows.sort(key=place)
    waiting = {row[0] for row in rows if row[4] is None and row[5] is None and (not row[6] or row[7])}
    kept = asked.copy()
    kept.pop("side", None)
    made = Queue(found, [row[0] for row in rows], waiting, kept.urlencode())
    wanted = str(asked.get("side", ""))
    if opened in set(made.order):
        made.page = made.order.index(opened) // PAGE + 1
    elif wanted.isdecimal():
        made.page = min(max(1, int(wanted[:6])), made.pages)
    shown = made.order[(made.page - 1) * PAGE : made.page * PAGE]
    fetched = {each.uuid: each for each in comments.filter(uuid__in=shown)}
    made.comments = [fetched[uuid] for uuid in shown if uuid in fetched]
    return made


def _parts(round: Round):
    return milestone_parts(round.milestone)
