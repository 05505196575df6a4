"""How partners are spelled in a programme: what looks wrong, put right, and what is well as it is."""

from dataclasses import dataclass, field
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction

from organisation import merging
from organisation.forms.partners import AliasForm
from organisation.models import Partner, PartnerAlias, User
from organisation.record import Verb, note

from .editing import MEASURE
from .models import DifferentNames, Guidelines, Measure, Programme
from .partner_words import Register, Twice, Variant, in_place_of, pair, rewritten, twice, variants
from .rewriting import NotWritten, rewrite
from .states import State

PRINTED = ("partners", "cooperation")  # the fields of a measure that are lists of partners
LONGEST = 200


@dataclass
class Findings:
    """What to ask about in a programme, with the titles of the measures by id."""

    titles: dict[UUID, str]
    variants: list[Variant]
    twice: list[Twice]


@dataclass
class Outcome:
    """The titles of the measures that were changed, and a sentence for each that was not."""

    made: list[str] = field(default_factory=list)
    left: list[str] = field(default_factory=list)


def findings(work: Programme | Guidelines) -> Findings:
    """Five queries, whatever the size of the programme."""
    register, apart = read_register(), set(DifferentNames.objects.values_list("one", "other"))
    rows = list(_rows(work))
    texts = {uuid: _joined(*printed) for uuid, _title, *printed in rows}
    titles = {uuid: title for uuid, title, *_printed in rows}
    return Findings(titles, variants(texts, register, apart), twice(texts, register, apart))


def partner_hints(work: Programme | Guidelines, measure: Measure) -> list[str]:
    """A sentence for each thing to look at in one measure's partners."""
    found = findings(work)
    here = [each for each in found.variants if measure.uuid in each.places]
    return [each.sentence for each in (*here, *(each for each in found.twice if each.place == measure.uuid))]


def read_register() -> Register:
    """Every way a partner is written, to the register's own form."""
    own = dict(Partner.objects.values_list("pk", "name"))
    return Register({written: own[pk] for written, pk in Partner.objects.names().items()})


def _rows(work: Programme | Guidelines):
    inside = Measure.objects.filter(**{f"section__{work._meta.model_name}": work})
    inside = inside.filter(is_taken_out=False, section__is_taken_out=False)
    return inside.order_by("section__order", "section", "order", "pk").values_list("uuid", "title", *PRINTED)


def _joined(*printed: str) -> str:
    return "\n".join(text for text in printed if text)


@transaction.atomic
def use(work: Programme | Guidelines, measures: list[str], name: str, form: str, *, by: User) -> Outcome:
    """Print `form` where `name` stands in the measures' partners."""
    outcome, register = Outcome(), read_register()

    def change(state: State) -> State:
        return state | {field: rewritten(state[field], name, form, register) for field in PRINTED if field in state}

    for uuid in sorted(measures):
        try:
            what = f"partnerne: «{name}» → «{in_place_of(name, form)}»"
            measure = rewrite(MEASURE, work, uuid, change, by=by, what=what)
        except NotWritten as why:
            outcome.left.append(str(why))
            continue
        if measure:
            outcome.made.append(measure.title)
    return outcome


@transaction.atomic
def add_spelling(name: str, partner_name: str, *, by: User) -> PartnerAlias:
    """Let the register know `name` as another spelling. Raises `ValidationError`, and `Partner.DoesNotExist`."""
    merging.take_register()
    partner = Partner.objects.get(name=partner_name)
    form = AliasForm({"name": name}, instance=PartnerAlias(partner=partner))
    if not form.is_valid():
        raise ValidationError(form.errors["name"])
    alias = form.save(commit=False)
    merging.add_alias(alias, by=by)
    return alias


def keep_apart(name: str, other: str, *, by: User) -> None:
    """Never ask about these two again."""
    one, two = pair(name, other)
    _different, new = DifferentNames.objects.get_or_create(one=one, other=two)
    if new:
        note(by, Verb.ADDED, f"at «{name}» og «{other}» er forskjellige navn")


def ask_again(name: str, other: str, *, by: User) -> None:
    """Ask about these two again."""
    one, two = pair(name, other)
    gone, _ = DifferentNames.objects.filter(one=one, other=two).delete()
    if gone:
        note(by, Verb.REMOVED, f"at «{name}» og «{other}» er forskjellige navn")
