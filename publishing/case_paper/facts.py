"""Database → what a saksframlegg can say of itself: measures, money, changes, comments and treatments.

For the secretariat, who see all of it. The same number of queries whatever the size of the programme.
"""

from collections import Counter

from django.utils import timezone

from programmes.building import build
from programmes.comparison import Comparison
from programmes.decisions import latest_of, recommendation
from programmes.document import Document
from programmes.models import Comment, Decision, NoRemarks, Programme, Response, Round, Statement
from programmes.rounds.log_reading import SOMEBODY_ELSE

from ..comparing import pair_of
from ..finding import Named, NoState, State, every_state, everything, find_state, named_draft
from ..since import innstilling
from .money import money_of
from .paper import BECAME, Became, Changes, Count, Facts, Hearing, Said, Treated


def gather(programme: Programme, since: str = "") -> Facts:
    """What the data say now; `since` is the name of the state that changes are told from."""
    document = build(programme)
    return Facts(
        programme=programme.title,
        year=programme.first_year,
        again="" if programme.edition_kind == Programme.EditionKind.FIRST else programme.get_edition_kind_display(),
        guidelines=programme.guidelines.title if programme.guidelines else "",
        adopting=programme.adopting_body.in_a_sentence if programme.adopting_body else "",
        is_recommended=recommendation(programme) is not None,
        chapters=chapters(document),
        measures=sum(1 for _ in document.every_measure()),
        partners=len({name for measure in document.every_measure() for name in measure.named_partners}),
        money=money_of(document),
        changes=changes_since(programme, document, since),
        hearings=hearings(programme),
        treated=tuple(map(_treated, latest_of(programme).defer("milestone__content"))),
    )


def chapters(document: Document) -> tuple[Count, ...]:
    """How many measures there are in each innsatsområde; where a chapter has none, under its own title."""
    names = {area.key: area.name for area in document.areas}
    found: Counter = Counter()
    around: list[str] = []  # the area of each section around, by depth
    for section, depth in document.every_section():
        inherited = around[depth - 2] if depth > 1 else ""
        around[depth - 1 :] = [names.get(section.area, inherited)]
        if section.measures:
            found[around[-1] or section.title] += len(section.measures)
    return tuple(Count(name=name, count=count) for name, count in found.items())


# ── What has changed ─────────────────────────────────────────────────────────────────────────────


def earlier(programme: Programme) -> list[Named]:
    """What changes can be told from, the likeliest first: what a body treated last, what was adopted last."""
    every = every_state(everything)
    own = {each.name: each for each in every if each.slug == programme.slug and each.at}
    treated = Decision.objects.standing().filter(programme=programme, milestone__isnull=False)
    slugs = list(treated.order_by("-registered_at", "-pk").values_list("milestone__slug", flat=True))
    if recommended := innstilling(programme):
        slugs.insert(0, recommended.milestone.slug)
    found = [own[name] for slug in slugs if (name := f"{programme.slug}@{slug}") in own]
    found += [each for each in own.values() if each.is_public]
    found += [each for each in every if each.is_public and each.at and each.years[0] < programme.first_year][:1]
    found += [each for each in own.values() if not each.is_public]
    return list({each.name: each for each in found}.values())


def changes_since(programme: Programme, document: Document, since: str) -> Changes | None:
    """What differs from an earlier state; nothing when there is none."""
    if not since:
        return None
    try:
        before = find_state(since, everything)
    except NoState:
        return None
    comparison = pair_of(before, State(named_draft(programme), document), everything).compared()
    rows = sorted(_rows(comparison), key=lambda row: list(BECAME).index(row.state))
    return Changes(since=before.named.label, sentence=comparison.sentence, rows=tuple(rows))


def _rows(comparison: Comparison):
    """In the order of the programme, measure by measure."""
    for chapter in comparison.chapters:
        for each in chapter.changed:
            if each.state in BECAME:
                title = chapter.section.part.title
                where = f"Fra «{each.was_in}» til «{title}»" if each.state == "moved" and each.was_in else title
                before, after = (tuple(part.title for part in side) for side in (each.before, each.after))
                yield Became(state=each.state, before=before, after=after, where=where)


# ── What was said ────────────────────────────────────────────────────────────────────────────────


def hearings(programme: Programme) -> tuple[Hearing, ...]:
    """Each round that has been opened, the first first. What came too late counts when it was taken in."""
    rounds = Round.objects.filter(programme=programme, opened_at__isnull=False).order_by("opened_at", "pk")
    comments = list(_grouped(Comment.objects.counted().select_related("body", "member", "response"), rounds))
    said = list(_grouped(Statement.objects.filter(confirmed_at__isnull=False).select_related("body"), rounds))
    silent = list(_grouped(NoRemarks.objects.filter(for_body=True).select_related("body"), rounds))
    return tuple(
        _hearing(round, *([each for each in rows if each.round_id == round.pk] for rows in (comments, said, silent)))
        for round in rounds.prefetch_related("bodies")
    )


def _grouped(rows, rounds):
    return rows.filter(round__in=rounds.order_by())


def _hearing(round: Round, comments: list, statements: list, silent: list) -> Hearing:
    senders = Counter(str(each.body or each.member or SOMEBODY_ELSE) for each in comments)
    outcomes = Counter(each.response.outcome for each in comments if each.response and round.answered_at)
    said = [Said(body=each.body.name, on=_day(each.confirmed_at), text=each.text) for each in statements]
    said += [Said(body=each.body.name, on=_day(each.at)) for each in silent]
    return Hearing(
        name=round.name,
        opened_on=_day(round.opened_at),
        deadline=round.deadline,
        is_open=round.is_open,
        is_answered=bool(round.answered_at),
        bodies=tuple(body.in_a_sentence for body in round.bodies.all()),
        senders=tuple(Count(name=name, count=senders[name]) for name in sorted(senders)),
        outcomes=tuple(
            Count(name=outcome.label, count=outcomes[outcome]) for outcome in Response.Outcome if outcomes[outcome]
        ),
        said=tuple(said),
    )


def _day(moment):
    return timezone.localdate(moment)


def _treated(decision: Decision) -> Treated:
    return Treated(
        body=decision.body.in_a_sentence,
        outcome=decision.get_outcome_display(),
        is_recommending=decision.is_recommending,
        on=decision.decided_on,
        case_number=decision.case_number,
        wording=decision.wording,
    )
