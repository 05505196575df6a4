"""The secret address of a person's calendars: a calendar program cannot log in."""

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.db import models

SIGNER = Signer(salt="organisation.calendar")


class CalendarAddress(models.Model):
    """Which of a person's addresses holds now. Nothing in the database is enough to make one."""

    person = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, verbose_name="hvem", related_name="calendar_address"
    )
    number = models.PositiveIntegerField("nummer", default=1)
    made_at = models.DateTimeField("laget", auto_now=True)

    class Meta:
        verbose_name = "kalenderadresse"
        verbose_name_plural = "kalenderadresser"

    def __str__(self) -> str:
        return f"Kalenderadresse nr. {self.number}"

    @property
    def token(self) -> str:
        """What stands in the address: person and number, signed."""
        return SIGNER.sign(f"{self.person_id}.{self.number}")


def person_of(token: str):
    """Whose address it is, if it holds: not replaced by a new one, and the account open. Else `None`."""
    try:
        person, number = SIGNER.unsign(token).split(".")
    except BadSignature:
        return None
    rows = CalendarAddress.objects.select_related("person")
    held = rows.filter(person=person, number=number, person__is_active=True).first()
    return held and held.person
