"""Done: a saksframlegg is stored as it is, and the programme with it as the milestone that the body gets."""

from django.db import transaction
from pydantic_core import to_json

from organisation.models import User
from organisation.record import Verb, note
from organisation.rights import require
from programmes.document import sha256
from programmes.milestones import keep_milestone
from programmes.models import Programme
from programmes.phases import held

from ..models import CasePaper, FinishedPaper
from .paper import HEADINGS, Paper, as_json, read_facts, read_paper
from .sentences import called
from .writing import FINISHED, PAPER, News, news, paper_state

CHANGED_SINCE = "Noe er endret etter at tallene ble hentet. Hent dem på nytt, så saken og utkastet sier det samme."
MUST_BE_SAID = ("matter", "proposal")


def content_of(paper: CasePaper) -> Paper:
    """What it says: as it was stored when it is finished, and else as it is now."""
    if paper.is_finished:
        return read_paper(bytes(paper.finished.content))
    return _as_it_is(paper)


def _as_it_is(paper: CasePaper, milestone: str = "") -> Paper:
    facts = read_facts(paper.facts)
    said = {
        "texts": paper_state(paper),
        "facts": paper.facts,
        "number": paper.number,
        "body": paper.body.in_a_sentence,
        "body_name": paper.body.name,
        "proposal": called(facts, paper.body),
        "milestone": milestone,
    }
    return Paper.model_validate_json(to_json(said))


def milestone_name(paper: CasePaper) -> str:
    """`Til styret 24.11.2026`."""
    more = f" (versjon {paper.number})" if paper.number > 1 else ""
    return f"Til {paper.body.in_a_sentence} {paper.meeting_on:%d.%m.%Y}{more}"


def obstacles(paper: CasePaper, found: News | None = None) -> list[str]:
    """Every reason why it cannot be finished now; `found` is what is new in the data, when somebody has asked."""
    if paper.is_finished:
        return [FINISHED]
    reasons = [f"«{HEADINGS[name]}» er tom." for name in MUST_BE_SAID if not paper.texts.get(name)]
    if paper.programme.phase == Programme.Phase.ADOPTED:
        reasons.append("Programmet er vedtatt. Ta det opp igjen før det legges fram.")
    if news(paper) if found is None else found:
        reasons.append(CHANGED_SINCE)
    return reasons


@transaction.atomic
def finish(paper: CasePaper, *, by: User) -> FinishedPaper:
    """Store the programme for the body, and the paper as it is. Raises `NotAllowed` with every obstacle."""
    programme = held(paper.programme)
    paper = PAPER.find(programme, paper.uuid, held=True)
    paper.programme = programme
    require(obstacles(paper))
    name = milestone_name(paper)
    milestone = keep_milestone(programme, name, by=by, bodies=[paper.body])
    content = as_json(_as_it_is(paper, milestone.name))
    finished = FinishedPaper.objects.create(
        paper=paper, milestone=milestone, content=content, sha256=sha256(content), by=by
    )
    note(by, Verb.CHANGED, f"{paper}: gjort ferdig", body=paper.body, thing=paper)
    return finished
