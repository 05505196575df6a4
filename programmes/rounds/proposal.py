"""A suggestion held against the programme as it is now: may it be taken in, and must somebody look first?"""

from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from organisation.models import User

from .. import editing
from ..difference import Part as Stretch
from ..difference import word_parts
from ..models import Comment, Measure, Programme, Section, Suggestion
from ..parts import About, Part
from ..richtext import stored_blocks
from ..states import State
from ..wording import LABELS, said
from .proposing import part_state
from .standing import Place, Present, Standing

NOT_TAKEABLE = "Dette innspillet har ikke noe som kan tas inn med ett klikk."
WITHDRAWN = "{comment} er trukket."
TOO_LATE = "{comment} er for sent innkommet. Ta det med først."
TAKEN_OUT = "«{title}» er tatt ut av programmet. Hent det inn igjen før forslaget kan tas inn."
MERGED = "«{title}» er slått sammen med noe annet og heter nå {titles}. Før forslaget inn der."
BECAME = "«{title}» er blitt til {titles}. Før forslaget inn der."
MOVED = "«{title}» er flyttet til «{section}». Se om forslaget passer der."
CHANGED = "Teksten er endret siden utkastet ble sendt ut. Se over før du tar inn forslaget."
NO_TITLE = "Forslaget har ingen tittel ennå. Skriv en."
ALREADY = "{comment} er allerede tatt inn{by}."


@dataclass
class Proposal:
    """`thing` is the row it is about, or the section of a new measure; `state` is what it holds now."""

    comment: Comment
    suggestion: Suggestion | None
    work: Programme
    place: Place | None
    kind: editing.Kind | None
    thing: Measure | Section | None
    state: State
    obstacles: list[str]

    @classmethod
    def of(cls, comment: Comment, *, by: User, held: bool = False) -> "Proposal":
        """`held`: the row is locked until the transaction ends."""
        work, suggestion = comment.programme, getattr(comment, "suggestion", None)
        place = Present(work).place(comment)
        reasons = _of_comment(comment, suggestion)
        if not (allowed := editing.may_edit(by, work)):
            reasons.append(allowed.reason)
        reasons += _of_place(comment, place)
        kind = thing = None
        state: State = {}
        if place and comment.object in {part.id for part in place.now}:
            kind = editing.MEASURE if comment.about == About.MEASURE else editing.SECTION
            thing = kind.find(work, comment.object, held=held)
            state = kind.state(thing)
            if thing.is_taken_out:  # since the programme was read
                reasons.append(TAKEN_OUT.format(title=thing.title))
        return cls(comment, suggestion, work, place, kind, thing, state, reasons)

    @property
    def proposed(self) -> Any:
        return self.suggestion and self.suggestion.proposed

    @property
    def basis(self) -> Any:
        return self.suggestion and self.suggestion.basis

    @property
    def now(self) -> Any:
        """The whole value of the field as it is."""
        return self.state.get(self.comment.field)

    @property
    def done(self) -> str:
        """The sentence for whoever comes second; empty when it is not taken in."""
        taken = (Suggestion.State.ACCEPTED, Suggestion.State.CHANGED)
        if self.suggestion.state not in taken if self.suggestion else not self.comment.led_to:
            return ""
        by = self.comment.led_to and self.comment.led_to.by
        return ALREADY.format(comment=self.comment, by=f" av {by}" if by else "")

    @property
    def is_undone(self) -> bool:
        """It was taken in as it was, and is not there any more."""
        is_field = self.comment.kind == Comment.Kind.SUGGESTION
        accepted = is_field and self.suggestion.state == Suggestion.State.ACCEPTED
        return bool(accepted and self.thing and self.now != self.proposed)

    @property
    def doubts(self) -> list[str]:
        """Why a person must look before it is taken in."""
        if self.obstacles or self.thing is None:
            return []
        then, here = self.place.then, self.place.now[0]
        if self.comment.kind == Comment.Kind.NEW_MEASURE:
            return [] if self.proposed and self.proposed.get("title") else [NO_TITLE]
        found = [CHANGED] if self._is_changed(then) else []
        if then and then.section != here.section:
            found.append(MOVED.format(title=here.title, section=self._section_title(here)))
        return found

    def _is_changed(self, then: Part | None) -> bool:
        if self.comment.kind == Comment.Kind.STRIKE:
            return self.place.standing in (Standing.CHANGED, Standing.QUOTE_GONE)
        return self.now not in (self.basis, self.proposed)

    def _section_title(self, part: Part) -> str:
        return self.thing.section.title if part.about == About.MEASURE else part.title

    def differences(self) -> dict[str, list[Stretch]]:
        """What there is to look at, word by word: what is proposed, and what has happened since."""
        name = self.comment.field
        basis, now, proposed = (said(name, value) for value in (self.basis, self.now, self.proposed))
        if self.now in (self.basis, self.proposed) or self.thing is None:
            return {"Forslaget": word_parts(basis, proposed)}
        return {"Forslaget": word_parts(basis, proposed), "Endret siden runden åpnet": word_parts(basis, now)}

    def new_measure(self) -> dict:
        """What a new measure would say, so far as it is proposed."""
        if self.comment.kind != Comment.Kind.NEW_MEASURE or not self.proposed:
            return {}
        return {"title": self.proposed["title"], "content": stored_blocks(self.proposed.get("content", []))}

    def changes(self) -> list[tuple[str, list[Stretch]]]:
        """What has happened to all of it since it was sent out, field by field: whoever strikes it should know."""
        if self.thing is None or self.place.then is None:
            return []
        before, now = part_state(self.place.then), part_state(self.place.now[0])
        names = [name for name in dict.fromkeys((*before, *now)) if before.get(name) != now.get(name)]
        return [
            (LABELS.get(name, name), word_parts(said(name, before.get(name)), said(name, now.get(name))))
            for name in names
            if name not in ("number", "origins")
        ]

    def links(self) -> list[tuple[str, str]]:
        """Where the thing, or what became of it, is now: title and address in the workplace."""
        now = self.place.now if self.place else ()
        return [(part.label, part_address(self.work, part)) for part in now]


def part_address(work: Programme, part: Part) -> str:
    """Where a part stands in the workplace."""
    word = "tiltak" if part.about == About.MEASURE else "avsnitt"
    return f"{reverse('workplace_section', args=[work.slug, part.section])}#{word}-{part.id}"


def rivals(comment: Comment) -> list[Suggestion]:
    """Other suggestions for the same field of the same thing, by number."""
    if comment.kind != Comment.Kind.SUGGESTION:
        return []
    others = Suggestion.objects.filter(
        comment__programme=comment.programme_id, comment__object=comment.object, comment__field=comment.field,
        comment__kind=Comment.Kind.SUGGESTION, comment__withdrawn_at=None,
    )  # fmt: skip
    others = others.exclude(comment=comment).select_related("comment__body", "comment__member", "comment__person")
    return list(others.order_by("comment__number"))


def _of_comment(comment: Comment, suggestion: Suggestion | None) -> list[str]:
    reasons = []
    if comment.kind not in Comment.TAKEABLE or (comment.kind == Comment.Kind.SUGGESTION and suggestion is None):
        reasons.append(NOT_TAKEABLE)
    if comment.withdrawn_at:
        reasons.append(WITHDRAWN.format(comment=comment))
    if comment.waits_for_admission:
        reasons.append(TOO_LATE.format(comment=comment))
    return reasons


def _of_place(comment: Comment, place: Place | None) -> list[str]:
    if place is None:
        return [NOT_TAKEABLE] if comment.kind in Comment.TAKEABLE else []
    if comment.object in {part.id for part in place.now}:
        return []
    sentence = {Standing.TAKEN_OUT: TAKEN_OUT, Standing.MERGED: MERGED}.get(place.standing, BECAME)
    titles = " og ".join(f"«{part.title}»" for part in place.now)
    return [sentence.format(title=place.then.title if place.then else comment.object_title, titles=titles)]
