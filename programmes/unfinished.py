"""What is not done with a programme, beside its text: rounds, answers, what somebody has not saved, partners' names.

The same number of queries whatever the size of the programme and however many rounds it has had.
"""

from collections import Counter
from collections.abc import Iterator
from functools import reduce
from operator import or_
from urllib.parse import urlencode

from django.db.models import Q
from django.urls import reverse

from organisation.record import unsaved

from .editing import MEASURE, PLAN, SECTION, WORK
from .log import TABLE, things_in
from .models import Comment, Programme, Round
from .readiness.fault import Fault, listed
from .rounds.answering import without_change
from .spelling import findings

OPEN = "Runden er ikke avsluttet, så noen kan fortsatt uttale seg. Avslutt den først."
UNANSWERED = "{count} uten svar. Svar på dem, så de som skrev, vet hva som skjedde."
UNPUBLISHED = "Runden er avsluttet, men svarene er ikke publisert. Publiser dem."
UNCHANGED = "Innspillet er «{outcome}», men ingenting i teksten viser det. Endre teksten, eller knytt endringen til."
UNSAVED = "{who} har skrevet noe i {word} som ikke er lagret. Be dem lagre eller forkaste kladden."
TWICE = "{sentence} Ta det ene bort."
SPELLED = "{sentence} Bruk den ene skrivemåten i alle tiltak."


def open_rounds(programme: Programme) -> Iterator[Fault]:
    for round in programme.rounds.open():
        yield Fault("open-round", OPEN, round.name, round.uuid, address=_run(round), is_hard=True)


def answers(programme: Programme) -> Iterator[Fault]:
    """Comments without an answer and answers nobody has seen, round by round, and what is taken without a change."""
    rounds = list(programme.rounds.filter(opened_at__isnull=False).order_by("opened_at", "pk"))
    mine = Comment.objects.filter(programme=programme)
    waiting = Counter(mine.unanswered().values_list("round", flat=True))
    counted = set(mine.counted().values_list("round", flat=True))
    for round in rounds:
        if count := waiting[round.pk]:
            desk = f"{reverse('desk')}?{urlencode({'runde': round.uuid, 'status': 'ubesvart'})}"
            says = UNANSWERED.format(count=f"{count} innspill")
            yield Fault("unanswered", says, round.name, round.uuid, address=desk)
    for round in rounds:
        if round.closed_at and not round.answered_at and round.pk in counted:
            yield Fault("unpublished", UNPUBLISHED, round.name, round.uuid, address=_run(round))
    for comment in without_change(mine).select_related("response", "body", "member", "person"):
        subject = " ".join(filter(None, [f"{comment}", comment.object_title]))
        says = UNCHANGED.format(outcome=comment.response)
        desk = reverse("desk_comment", args=[comment.uuid])
        yield Fault("without-change", says, subject, comment.uuid, address=desk)


def unsaved_texts(programme: Programme) -> Iterator[Fault]:
    """Who has written something and not saved it; what it says is their own."""
    things = things_in(programme)
    inside = reduce(or_, (Q(object__in=rows.order_by().values("uuid")) for rows in things.values()))
    drafts = list(unsaved(inside))
    if not drafts:
        return
    ids = {draft.object for draft in drafts}
    there = {thing.uuid: (word, thing) for word, rows in things.items() for thing in rows.filter(uuid__in=ids)}
    for draft in sorted(drafts, key=lambda draft: (list(there).index(draft.object), draft.at)):
        word, thing = there[draft.object]
        says = UNSAVED.format(who=draft.by.name or draft.by.email, word=word or "fremdriftsplanen")
        words = str(draft.by_id)
        yield Fault("unsaved", says, thing.title, thing.uuid, words=words, address=_written_in(programme, word, thing))


def partner_names(programme: Programme) -> Iterator[Fault]:
    """Names that are probably the same partner, and partners that stand twice in a measure."""
    found, page = findings(programme), reverse("partner_words", args=[programme.slug])
    for each in found.variants:
        says = SPELLED.format(sentence=each.sentence)
        where = listed([found.titles[place] for place in each.places])
        words = "/".join(each.pair)
        yield Fault("partner-name", f"{says} Det gjelder {where}.", each.name, words=words, address=page)
    for each in found.twice:
        says = TWICE.format(sentence=each.sentence)
        words = "/".join(each.pair)
        yield Fault("partner-twice", says, found.titles[each.place], each.place, "measure", "partners", words)


def _run(round: Round) -> str:
    return reverse("run_round", args=[round.uuid])


def _written_in(programme: Programme, word: str, thing) -> str:
    """Where an object is written in."""
    if word == TABLE:
        return f"{reverse('budget', args=[thing.budget.year])}#tabell-{thing.uuid}"
    if kind := next((kind for kind in (WORK, PLAN) if kind.name == word), None):
        return reverse(kind.page, args=[programme.slug])
    kind = MEASURE if word == MEASURE.name else SECTION
    return reverse("edit_object", args=[programme.slug, kind.word, thing.uuid])
