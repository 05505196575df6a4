"""Writing a saksframlegg: begun from the data, written by several, its figures fetched anew, and begun again.

It goes the way of everything that is written (`programmes.editing`): joined with what a colleague did, kept in the
record. What the data suggest is a third who writes: where somebody has written too, theirs stands until they choose.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils import timezone

from organisation.conflicts import Clash, merge
from organisation.models import Body, User
from organisation.record import Cause, Verb, keep, note
from organisation.rights import ONLY_SECRETARIAT, YES, Answer, require
from organisation.roles import is_secretariat
from programmes.building import build
from programmes.document import as_plain
from programmes.editing import ADOPTED, Kind
from programmes.models import Programme
from programmes.states import State

from ..models import CasePaper
from .facts import changes_since, gather
from .form import TEXTS, PaperForm, settled
from .paper import PARTS, Facts, read_facts
from .sentences import subject, suggest

SAME = ("programme", "body", "meeting_on", "case_number", "title", "since", "texts", "suggested", "facts", "facts_at")
FINISHED = "Saksframlegget er gjort ferdig og kan ikke endres. Lag en ny versjon av det."


def may_write(user, paper: CasePaper) -> Answer:
    """The secretariat writes, until the paper is finished."""
    if not is_secretariat(user):
        return Answer(False, ONLY_SECRETARIAT)
    return Answer(False, FINISHED) if paper.is_finished else YES


def may_begin(user, programme: Programme) -> Answer:
    """A new paper is about a programme that is on its way to a vedtak."""
    if not is_secretariat(user):
        return Answer(False, ONLY_SECRETARIAT)
    return Answer(False, ADOPTED) if programme.phase == Programme.Phase.ADOPTED else YES


# ── As everything else is written ────────────────────────────────────────────────────────────────


def paper_state(paper: CasePaper) -> State:
    """Everything that somebody can write in it."""
    said = {"title": paper.title, "case_number": paper.case_number, "since": paper.since}
    return settled(said | {"body": paper.body.key, "meeting_on": f"{paper.meeting_on}"} | paper.texts)


@transaction.atomic
def change_paper(
    paper: CasePaper, before: State, after: State, *, by: User | None, cause=Cause.EDITED, what: str = ""
) -> bool:
    """Write `after` over `before`, which is what the locked `paper` holds. `False` when nothing differs.

    Another state to tell changes from is told from at once; the other figures are fetched when somebody asks for it.
    """
    require([FINISHED] if paper.is_finished else [])
    if not keep(paper, before, after, by=by, cause=cause, what=what, ends_draft=cause == Cause.EDITED):
        return False
    paper.title, paper.case_number = after["title"], after.get("case_number", "")
    paper.body, paper.meeting_on = Body.objects.get(key=after["body"]), date.fromisoformat(after["meeting_on"])
    paper.texts = {name: after[name] for name in TEXTS if name in after}
    if paper.since != after.get("since", ""):
        paper.since = after.get("since", "")
        changes = changes_since(paper.programme, build(paper.programme), paper.since)
        paper.facts = as_plain(read_facts(paper.facts).model_copy(update={"changes": changes}))
    paper.save()
    note(by, Verb.CHANGED, f"{paper}: {what}".removesuffix(": "), thing=paper)
    return True


def papers_of(programme: Programme):
    return CasePaper.objects.filter(programme=programme).whole()


PAPER = Kind("saksframlegg", "saksframlegget", papers_of, PaperForm, paper_state, change_paper)


# ── Begun ────────────────────────────────────────────────────────────────────────────────────────


@transaction.atomic
def begin(
    programme: Programme, body: Body, meeting_on: date, *, by: User, case_number: str = "", since: str = ""
) -> CasePaper:
    """A saksframlegg with everything that the data can say."""
    require([answer.reason] if not (answer := may_begin(by, programme)) else [])
    facts = gather(programme, since)
    texts = suggest(facts, body, meeting_on)
    paper = CasePaper.objects.create(
        programme=programme, body=body, meeting_on=meeting_on, case_number=case_number, since=since,
        title=subject(facts)[:300], texts=texts, suggested=texts, facts=as_plain(facts),
    )  # fmt: skip
    note(by, Verb.ADDED, f"{paper}: {programme}", thing=paper)
    return paper


@transaction.atomic
def begin_again(paper: CasePaper, *, by: User) -> CasePaper:
    """A new version of a finished paper, with the same words; of two who press at once, both get the one."""
    paper = PAPER.find(paper.programme, paper.uuid, held=True)
    require([] if paper.is_finished else ["Saksframlegget er ikke ferdig, og kan skrives i som det er."])
    same = (
        "programme",
        "body",
        "meeting_on",
        "case_number",
        "title",
        "since",
        "texts",
        "suggested",
        "facts",
        "facts_at",
    )
    new, is_new = CasePaper.objects.get_or_create(
        follows=paper, defaults={name: getattr(paper, name) for name in same} | {"number": paper.number + 1}
    )
    if is_new:
        note(by, Verb.ADDED, f"{new}: {paper.programme}", thing=new)
    return new


# ── The figures fetched anew ─────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class News:
    """What the data say now, and how that differs from what the paper was told last."""

    facts: Facts
    suggested: dict[str, list]
    figures: tuple[str, ...]  # what they are called
    follow: tuple[str, ...]  # texts that nobody has written in: they follow
    clashes: tuple[Clash, ...]  # texts that both have changed: ours stand
    texts: dict[str, list]

    def __bool__(self) -> bool:
        return bool(self.figures or self.follow or self.clashes)


def news(paper: CasePaper) -> News:
    """Nothing is changed by asking."""
    facts = gather(paper.programme, paper.since)
    was, now = paper.facts, as_plain(facts)
    suggested = suggest(facts, paper.body, paper.meeting_on)
    joined = merge(paper.suggested, paper.texts, suggested)
    return News(
        facts=facts,
        suggested=suggested,
        figures=tuple(label for name, label in PARTS.items() if was.get(name) != now.get(name)),
        follow=tuple(name for name in TEXTS if joined.result.get(name) != paper.texts.get(name)),
        clashes=joined.clashes,
        texts=joined.result,
    )


@transaction.atomic
def refresh(paper: CasePaper, *, by: User, use: Collection[str] = ()) -> News:
    """Fetch the figures; of the texts that both have changed, those in `use` become what the data suggest."""
    paper = PAPER.find(paper.programme, paper.uuid, held=True)
    require([answer.reason] if not (answer := may_write(by, paper)) else [])
    found = news(paper)
    if not found:
        return found
    before = paper_state(paper)
    chosen = {clash.field: clash.mine for clash in found.clashes if clash.field in use}
    paper.texts = {name: blocks for name, blocks in (found.texts | chosen).items() if blocks}
    what = "Tallene er hentet på nytt"
    keep(paper, before, paper_state(paper), by=by, cause=Cause.EDITED, what=what, ends_draft=False)
    paper.facts, paper.suggested, paper.facts_at = as_plain(found.facts), found.suggested, timezone.now()
    paper.save()
    note(by, Verb.CHANGED, f"{paper}: {what[:1].lower()}{what[1:]}", thing=paper)
    return found
