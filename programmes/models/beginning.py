"""That a programme was made from the one of the year before; gone again when that is undone."""

from django.conf import settings
from django.db import models

from .programme import Programme


class Beginning(models.Model):
    """Who made the programme from which, and how it was built then: nobody has worked in it as long as that holds."""

    programme = models.OneToOneField(Programme, models.CASCADE, verbose_name="program", related_name="beginning")
    source = models.ForeignKey(Programme, models.PROTECT, verbose_name="laget fra", related_name="+")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="hvem", related_name="+", null=True, blank=True
    )
    at = models.DateTimeField("tidspunkt", auto_now_add=True)
    made_budget = models.BooleanField("laget budsjettet også", default=False)
    shape = models.CharField("oppbygningens sjekksum", max_length=64, editable=False)

    class Meta:
        verbose_name = "begynnelse"
        verbose_name_plural = "begynnelser"

    def __str__(self) -> str:
        return f"{self.programme} fra {self.source}"
