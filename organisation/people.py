"""Changing what is known about a person."""

from allauth.account.models import EmailAddress
from django.db import transaction
from django.utils import timezone

from .models import Invitation, User
from .record import Verb, note
from .rights import NotAllowed, may_run_organisation


@transaction.atomic
def correct(person: User, *, name: str, email: str, by: User) -> list[str]:
    """Give `person` a new name or address. Returns what was changed, in words; nothing is noted when nothing was.

    With a new address the old one is dead as a way in: to allauth, and for invitations that were sent to it.
    """
    if not (answer := may_run_organisation(by)):
        raise NotAllowed([answer.reason])
    person = User.objects.select_for_update().get(pk=person.pk)
    if person.pseudonymised_at:
        raise NotAllowed(["Personopplysningene er fjernet. Det kan ikke gjøres om."])
    before = person.name, person.email
    person.name, person.email = name.strip(), email.strip().lower()
    changed = [
        word
        for word, old, new in zip(("navn", "e-postadresse"), before, (person.name, person.email), strict=True)
        if old != new
    ]
    if not changed:
        return []
    person.save(update_fields=["name", "email"])
    if "e-postadresse" in changed:
        EmailAddress.objects.filter(user=person).delete()
        Invitation.objects.open().filter(email=before[1]).update(withdrawn_at=timezone.now())
    note(by, Verb.CHANGED, " og ".join(changed), person=person)
    return changed
