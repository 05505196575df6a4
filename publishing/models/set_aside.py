"""Why something that is found about a programme may stand when it is adopted."""

from django.conf import settings
from django.db import models

from organisation.roles import is_secretariat
from programmes.models import Programme


class SetAsideQuerySet(models.QuerySet):
    def visible_to(self, user):
        """The secretariat's, until an edition keeps it."""
        return self if is_secretariat(user) else self.none()


class SetAside(models.Model):
    """A reason that somebody has written, by the key of the finding. It may be written over until the adoption.

    `sentence` is what the finding said then: when it says something else now, the reason is of something else.
    """

    programme = models.ForeignKey(Programme, models.CASCADE, verbose_name="program", related_name="set_aside")
    key = models.CharField("mangel", max_length=200)
    sentence = models.TextField("slik den sto")
    why = models.TextField("hvorfor den kan stå")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="skrevet av", related_name="+", null=True, blank=True
    )
    at = models.DateTimeField("skrevet", auto_now=True)

    objects = SetAsideQuerySet.as_manager()

    class Meta:
        verbose_name = "begrunnelse for en mangel"
        verbose_name_plural = "begrunnelser for mangler"
        ordering = ["programme", "key"]
        constraints = [
            models.UniqueConstraint(fields=["programme", "key"], name="one_reason_per_programme_and_finding"),
            models.CheckConstraint(condition=~models.Q(why=""), name="a_finding_is_set_aside_with_a_reason"),
        ]

    def __str__(self) -> str:
        return self.sentence
