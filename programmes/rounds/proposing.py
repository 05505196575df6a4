"""What a member may propose of something in the draft: another text in one of its fields, a new measure, to strike it.

The form is the editor's own, over the text as the round's milestone has it, with one field in it; what is proposed is
kept as a state holds it, so that it can be taken in by one click (`suggesting`).
"""

from dataclasses import dataclass

from django import forms

from organisation.models import Body, User

from ..difference import Part as Stretch
from ..difference import word_parts
from ..forms.fields import LinesField
from ..forms.measure import MeasureForm, StateForm
from ..forms.section import SectionForm
from ..models import Comment, Programme, Round
from ..parts import About, Part
from ..states import INSIDE, State, plain
from ..wording import said
from .commenting import Remark, Sender, write
from .rights import asked_bodies

NEW, STRIKE = "nytt-tiltak", "stryk"
OF_SECTIONS = {"title": "Overskrift", "text": "Tekst", "closing": "Tekst etter"}
FORMS = {About.MEASURE: MeasureForm, About.SECTION: SectionForm}
SAME = "Forslaget er likt teksten slik den er. Endre teksten før du sender."
NEW_MEASURE = ("title", "content")  # what a proposal of a new measure says; the rest is the secretariat's to ask for


@dataclass(frozen=True)
class Way:
    """One thing that can be proposed: `key` in addresses, what it is called, and the text that it is about."""

    key: str
    label: str
    kind: str
    text: str = ""


def ways(programme: Programme, part: Part) -> list[Way]:
    """What can be proposed of this part: the fields that the programme prints, then what is larger than a field."""
    state = part_state(part)
    if part.about == About.MEASURE:
        names = {row["field"]: row["label"] for row in programme.fields if row["field"] != "number"}
        names = {"title": "Tiltak"} | names
    else:
        names = {name: label for name, label in OF_SECTIONS.items() if name != "closing" or name in state}
    found = [Way(name, label, Comment.Kind.SUGGESTION, said(name, state.get(name))) for name, label in names.items()]
    if part.about == About.SECTION and part.content.kind == "measures":
        found.append(Way(NEW, "Foreslå et nytt tiltak", Comment.Kind.NEW_MEASURE))
    word = "tiltaket" if part.about == About.MEASURE else "avsnittet"
    return [*found, Way(STRIKE, f"Foreslå å stryke {word}", Comment.Kind.STRIKE)]


def way_of(comment: Comment) -> str:
    """The way by which a comment was written."""
    keys = {Comment.Kind.NEW_MEASURE: NEW, Comment.Kind.STRIKE: STRIKE}
    return keys.get(comment.kind, comment.field)


def part_state(part: Part) -> State:
    """What a part of a milestone holds, as the state of an object."""
    return plain(part.content, {"id", *INSIDE})


class StrikeForm(forms.Form):
    """There is nothing to write but why."""

    state: State = {}


def form_for(round: Round, part: Part, way: Way, bodies: list[Body], data=None, comment: Comment | None = None):
    """The form for one way; `comment` is what one has proposed before and wants to change."""
    proposed = comment.suggestion.proposed if comment and way.kind != Comment.Kind.STRIKE else None
    if way.kind == Comment.Kind.STRIKE:
        form = StrikeForm(data)
    elif way.kind == Comment.Kind.NEW_MEASURE:
        form = MeasureForm(data, work=round.programme, version=0, initial=proposed or {}).only(*NEW_MEASURE)
    else:
        state = part_state(part) | ({way.key: proposed} if comment else {})
        state = {name: value for name, value in state.items() if value is not None}
        form = FORMS[part.about](data, work=round.programme, version=0, initial=state).only(way.key)
    need = way.kind == Comment.Kind.NEW_MEASURE
    form.fields["hvorfor"] = LinesField(label="Hvorfor?", max_length=5_000, required=need)
    if len(bodies) > 1 and comment is None:
        form.fields["organ"] = forms.ChoiceField(
            label="På vegne av", choices=[(body.key, body.name) for body in bodies], initial=bodies[0].key,
            widget=forms.RadioSelect,
        )  # fmt: skip
    if comment:
        form.initial["hvorfor"] = comment.text
    return form


def asked_for(form) -> list:
    """The fields of the form that somebody sees, what is proposed first."""
    order = ("hvorfor", "organ")
    return sorted((field for field in form if not field.is_hidden), key=lambda field: field.name in order)


def difference(part: Part, way: Way, form: StateForm) -> list[Stretch]:
    """What a valid form would change, word by word."""
    return word_parts(said(way.key, part_state(part).get(way.key)), said(way.key, form.state.get(way.key)))


def says_something_else(part: Part, way: Way, form) -> bool:
    """A proposal to write what is there already is none."""
    return way.kind != Comment.Kind.SUGGESTION or form.state.get(way.key) != part_state(part).get(way.key)


def proposed_by(form, way: Way):
    """What a valid form proposes, as a state holds it."""
    if way.kind == Comment.Kind.STRIKE:
        return None
    if way.kind == Comment.Kind.NEW_MEASURE:
        return {name: form.state[name] for name in NEW_MEASURE if name in form.state}
    return form.state.get(way.key)


def propose(round: Round, part: Part, way: Way, form, *, by: User) -> Comment:
    """Send what a valid form proposes, as a comment. Raises `NotAllowed`."""
    is_field = way.kind == Comment.Kind.SUGGESTION
    remark = Remark(
        kind=way.kind,
        text=form.cleaned_data["hvorfor"],
        object=part.id,
        field=way.key if is_field else "",
        basis=part_state(part).get(way.key) if is_field else None,
        proposed=proposed_by(form, way),
    )
    bodies = asked_bodies(by, round)
    chosen = form.cleaned_data.get("organ")
    body = next((body for body in bodies if body.key == chosen), bodies[0] if bodies else None)
    return write(round, remark, Sender(body=body), by=by)
