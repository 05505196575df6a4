"""The address of a person's calendars: made when they first ask, and replaced when they want it dead."""

from django.db import transaction

from .models import CalendarAddress, User
from .record import Verb, note


def address_of(person: User) -> CalendarAddress:
    """The address that holds now."""
    return CalendarAddress.objects.get_or_create(person=person)[0]


@transaction.atomic
def replace(person: User, *, by: User) -> CalendarAddress:
    """Another address; whatever subscribes to the old one gets nothing more."""
    held = CalendarAddress.objects.select_for_update().get(pk=address_of(person).pk)
    held.number += 1
    held.save()
    note(by, Verb.CHANGED, "adressen til kalenderne", person=person)
    return held
