"""Where a programme's measures come from, held against an earlier text: what is decided, and what is proposed."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from uuid import UUID

from programmes import document as doc
from programmes.building import build
from programmes.descent import Candidate, candidates
from programmes.models import Lineage, Programme
from programmes.origins import rejected

from .finding import Named, State

Kind = Lineage.Kind


@dataclass(frozen=True)
class Earlier:
    """A measure of the earlier text, and the chapter it stood in."""

    measure: doc.Measure
    chapter: str

    @property
    def id(self) -> UUID:
        return self.measure.id

    @property
    def label(self) -> str:
        return f"{self.measure.number or ''} {self.measure.title}".strip()


@dataclass
class Row:
    """A measure with what is decided of it, what is proposed, and what somebody has said that it does not come from."""

    measure: doc.Measure
    chapter: str
    decided: list[tuple[doc.Origin, Earlier]] = field(default_factory=list)
    proposed: list[tuple[Candidate, Earlier]] = field(default_factory=list)
    rejected: list[Earlier] = field(default_factory=list)

    @property
    def label(self) -> str:
        return f"{self.measure.number or ''} {self.measure.title}".strip()


@dataclass(frozen=True)
class Sheet:
    """Everything to decide between a programme and an earlier text."""

    against: Named
    rows: list[Row]
    earlier: dict[UUID, Earlier]

    @property
    def open(self) -> list[Row]:
        """Those with something to decide."""
        return [row for row in self.rows if row.proposed]

    @property
    def confirmed(self) -> list[tuple[Row, str, Earlier]]:
        """What is decided, and how it is related."""
        return [(row, Kind(origin.kind).label, each) for row in self.rows for origin, each in row.decided]

    @property
    def turned_down(self) -> list[tuple[Row, Earlier]]:
        return [(row, each) for row in self.rows for each in row.rejected]

    @property
    def new(self) -> list[Row]:
        """Those that nothing is like, and that come from nowhere."""
        return [row for row in self.rows if not (row.proposed or row.decided or row.rejected)]

    @property
    def ended(self) -> list[Earlier]:
        """Earlier measures that nothing is decided to come from."""
        gone_on = {earlier.id for row in self.rows for _origin, earlier in row.decided}
        here = {row.measure.id for row in self.rows}
        return [each for key, each in self.earlier.items() if key not in gone_on | here]


def may_be_held_against(programme: Programme, every: Iterable[Named]) -> list[Named]:
    """The programme's own milestones, the newest first, and what other years were; not its own text of now."""
    mine, others = [], []
    for each in every:
        if each.slug == programme.slug and each.at and not each.is_public:
            mine.append(each)
        elif each.slug != programme.slug and each.at and each.years[0] <= programme.first_year:
            others.append(each)
    return sorted(mine, key=lambda each: each.at, reverse=True) + sorted(others, key=lambda each: not each.is_public)


def sheet(programme: Programme, against: State) -> Sheet:
    """Everything between the programme as it stands and a state that is known of."""
    before, after = against.document, build(programme)
    earlier = _placed(before)
    turned_down = rejected(programme)
    proposed = candidates(before, after, turned_down)
    refused: dict[UUID, list[Earlier]] = {}
    for measure, origin in (edge for edge in sorted(turned_down) if edge[1] in earlier):
        refused.setdefault(measure, []).append(earlier[origin])
    rows = []
    for measure, chapter in ((each.measure, each.chapter) for each in _placed(after).values()):
        row = Row(measure, chapter)
        row.decided = [(each, earlier[each.measure]) for each in measure.origins if each.measure in earlier]
        row.proposed = [(each, earlier[each.origin]) for each in proposed.get(measure.id, [])]
        row.rejected = refused.get(measure.id, [])
        rows.append(row)
    return Sheet(against.named, rows, earlier)


def _placed(document: doc.Document) -> dict[UUID, Earlier]:
    return {
        measure.id: Earlier(measure, section.title)
        for section, _depth in document.every_section()
        for measure in section.measures
    }
