"""Two states held against each other, ready to be drawn: as a page, as PDF and in Word."""

from collections.abc import Iterator
from dataclasses import dataclass

from organisation.models import Body
from organisation.roles import body_ids, is_secretariat
from programmes.comparing import compare
from programmes.comparison import Chapter, Comparison, listed
from programmes.kinship import lineage
from programmes.models import Programme
from programmes.treated import treated

from .finding import Named, See, State, find_state, known_kin

RECOMMENDED = "innstilling"  # how the address of the milestone begins that is made when the board recommends


@dataclass(frozen=True)
class Pair:
    """Two states, and the lineage between them that somebody may know of."""

    before: State
    after: State
    kin: tuple[tuple, ...]

    @property
    def is_public(self) -> bool:
        return self.before.named.is_public and self.after.named.is_public

    def compared(self) -> Comparison:
        return compare(self.before.document, self.after.document, self.kin)


def find_pair(before: str, after: str, see: See) -> Pair:
    """The two states with these names. Raises `NoState`."""
    return pair_of(find_state(before, see), find_state(after, see), see)


def pair_of(before: State, after: State, see: See) -> Pair:
    """Two states, and of all that is known only the lineage from one to the other.

    So two who may see different drafts get the same when the drafts have nothing to do with it.
    """
    edges = lineage(before.document, after.document, known_kin(before, after, see))
    return Pair(before, after, tuple(sorted((b, a) for a, b in edges)))


# ── Rows to draw ─────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class Row:
    """A section to draw with its heading, or a run of sections in which nothing differs."""

    level: int  # of its heading
    chapter: Chapter | None = None
    unchanged: tuple[Chapter, ...] = ()

    @property
    def measure_level(self) -> int:
        return self.level + 1


def rows(comparison: Comparison) -> Iterator[Row]:
    """The sections that differ, under headings that skip no level, with what is unchanged between them gathered."""
    drawn = _to_draw(comparison.chapters)
    level, quiet = 1, []
    for chapter, is_drawn in zip(comparison.chapters, drawn):
        if not is_drawn:
            quiet.append(chapter)
            continue
        if quiet:
            yield Row(min(level + 1, 2), unchanged=tuple(quiet))
            quiet = []
        level = min(chapter.depth, level, 4) + 1
        yield Row(level, chapter)
    if quiet:
        yield Row(2, unchanged=tuple(quiet))


def _to_draw(chapters: tuple[Chapter, ...]) -> list[bool]:
    """Whether each differs, or stands over one that does."""
    found, wanted = [], 0  # the depth that the next heading up must have
    for chapter in reversed(chapters):
        is_drawn = chapter.differs or chapter.depth < wanted
        wanted = chapter.depth if is_drawn else wanted
        found.append(is_drawn)
    return found[::-1]


# ── Which comparisons are near at hand ───────────────────────────────────────────────────────────


@dataclass(frozen=True)
class Preset:
    """A comparison that people ask for, in their own words."""

    label: str
    before: Named
    after: Named


def presets(state: Named, every: list[Named]) -> list[Preset]:
    """What this state is usually held against, of the states that the reader may see."""
    earlier = [each for each in every if each.years[0] < state.years[0] and each.detail.startswith("utgave")]
    milestones = [each for each in every if each.slug == state.slug and not each.is_public and "@" in each.name]
    if "@" in state.name:
        milestones = [each for each in milestones if state.at and each.at < state.at]
    recommended = [each for each in milestones if each.name.partition("@")[2].startswith(RECOMMENDED)]
    last_year = earlier and earlier[0].years[1] == state.years[0] - 1
    found = [
        ("Mot fjorårets" if last_year else "Mot forrige vedtatte program", earlier[:1]),
        ("Siden innstillingen", recommended[:1]),
        ("Siden forrige milepæl", [each for each in milestones[:1] if each not in recommended[:1]]),
    ]
    return [Preset(label, before, state) for label, each in found for before in each]


def since_treated(state: Named, every: list[Named], user) -> list[Preset]:
    """What is changed since a body of the reader's treated the programme, up to the newest that they may see.

    For the secretariat since each body did. Five queries at most.
    """
    after = _newest(state.slug, every)
    seen = {each.name: each for each in every}
    told: dict[str, list[Body]] = {}
    for each in treated(Programme.objects.filter(slug=state.slug)):
        name = f"{state.slug}@{each.milestone.slug}"
        if name in seen and seen[name] != after and (is_secretariat(user) or each.body.pk in body_ids(user)):
            told.setdefault(name, []).append(each.body)
    return [Preset(_since(bodies, user), seen[name], after) for name, bodies in told.items()]


def _newest(slug: str, every: list[Named]) -> Named | None:
    """The text as it stands, or the last edition; the last milestone for those who may not see either."""
    mine = [each for each in every if each.slug == slug]
    milestones = sorted((each for each in mine if "@" in each.name and each.at), key=lambda each: each.at)
    return next((each for each in mine if each.name == slug), milestones[-1] if milestones else None)


def _since(bodies: list[Body], user) -> str:
    if not is_secretariat(user) and len(bodies) == 1 and bodies[0].kind == Body.Kind.GROUP:
        return "Siden min gruppe behandlet det"
    return f"Siden {listed([body.in_a_sentence for body in bodies])} behandlet det"
