"""What can be said of an edition afterwards: a colleague confirms it, or it is withdrawn. Its bytes never change."""

from django.db import transaction

from organisation.models import User
from organisation.record import Verb, note
from organisation.rights import require
from programmes import phases
from programmes.reading import read_json

from . import shelf
from .adopted_measures import write_index
from .models import AdoptedMeasure, Confirmation, Edition, Withdrawal


def obstacles_to_confirming(edition: Edition, by: User) -> list[str]:
    if not edition.needs_confirming:
        return ["Utgaven trenger ingen bekreftelse."]
    if by.pk in (edition.frozen_by_id, edition.prepared_by_id):
        return ["Du vedtok utgaven selv. En kollega må bekrefte den."]
    return []


@transaction.atomic
def confirm(edition: Edition, *, by: User) -> Confirmation:
    """A second pair of eyes, afterwards. Raises `NotAllowed`."""
    edition = _held(edition)
    require(obstacles_to_confirming(edition, by))
    note(by, Verb.CONFIRMED, f"{edition}", body=edition.body, thing=edition.programme)
    return Confirmation.objects.create(edition=edition, by=by)


def obstacles_to_withdrawing(edition: Edition) -> list[str]:
    return ["Utgaven er trukket tilbake allerede."] if hasattr(edition, "withdrawal") else []


@transaction.atomic
def withdraw(edition: Edition, why: str, *, by: User) -> Withdrawal:
    """It does not hold any more, and stays to be read under a notice. Raises `NotAllowed`."""
    edition = _held(edition)
    require([*obstacles_to_withdrawing(edition), *([] if why.strip() else ["Skriv hvorfor utgaven trekkes tilbake."])])
    withdrawal = Withdrawal.objects.create(edition=edition, why=why.strip(), by=by)
    index_current(edition.programme)
    note(by, Verb.REVOKED, f"{edition}", body=edition.body, thing=edition.programme)
    transaction.on_commit(shelf.put_away)
    return withdrawal


def index_current(programme) -> None:
    """A search finds the measures of the edition that holds; those of a withdrawn one are found nowhere."""
    AdoptedMeasure.objects.filter(edition__programme=programme).delete()
    standing = programme.editions.standing().order_by("-number").first()
    if standing:
        write_index(standing, read_json(bytes(standing.document)))


def _held(edition: Edition) -> Edition:
    """With the programme held, so that two who press at once do it once."""
    programme = phases.held(edition.programme)
    found = programme.editions.select_related("body", "withdrawal", "confirmation").get(pk=edition.pk)
    found.programme = programme
    return found
