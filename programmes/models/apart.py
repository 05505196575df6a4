"""Names of partners that look alike and are not: what somebody has said once is not asked again."""

from django.db import models


class DifferentNames(models.Model):
    """Two names in lower case, the first in the alphabet first."""

    one = models.CharField("det ene navnet", max_length=200)
    other = models.CharField("det andre navnet", max_length=200)

    class Meta:
        verbose_name = "forskjellige navn"
        verbose_name_plural = "forskjellige navn"
        ordering = ["one", "other"]
        constraints = [models.UniqueConstraint(fields=["one", "other"], name="two_names_are_different_once")]

    def __str__(self) -> str:
        return f"«{self.one}» og «{self.other}»"
