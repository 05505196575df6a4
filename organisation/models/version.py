"""The states of an object through time, and what somebody has written but not saved.

Both point to their object by its uuid: budget and programmes have the objects, and nothing on the ground floor may
know them. An object that is kept so has a `uuid` and a `version`, the number of its latest state.
"""

from django.conf import settings
from django.db import models

from ..roles import is_secretariat


class VersionQuerySet(models.QuerySet):
    def visible_to(self, user):
        """History is the secretariat's: it holds drafts."""
        return self if is_secretariat(user) else self.none()

    def of(self, thing):
        """The states of one object, newest first."""
        return self.filter(object=thing.uuid)


class Version(models.Model):
    """Everything that an object held after a save. Rows are only ever added; the database refuses anything else."""

    class Cause(models.TextChoices):
        EDITED = "edited", "redigert"
        SUGGESTION = "suggestion", "forslag tatt inn"
        MOVED = "moved", "flyttet"
        MERGED = "merged", "slått sammen"
        TAKEN_OUT = "taken_out", "tatt ut"
        RESTORED = "restored", "hentet tilbake"
        IMPORTED = "imported", "importert"
        CORRECTED = "corrected", "rettet etter utsending"

    object = models.UUIDField("gjelder")
    number = models.PositiveIntegerField("nummer")
    at = models.DateTimeField("tidspunkt", auto_now_add=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="hvem", related_name="+", null=True, blank=True
    )
    cause = models.CharField("årsak", max_length=20, choices=Cause)
    what = models.CharField("hva", max_length=300, blank=True)
    content = models.JSONField("innhold")

    objects = VersionQuerySet.as_manager()

    class Meta:
        verbose_name = "versjon"
        verbose_name_plural = "versjoner"
        ordering = ["object", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["object", "number"], name="one_version_per_object_and_number"),
            models.CheckConstraint(
                condition=models.Q(
                    cause__in=[
                        "edited",
                        "suggestion",
                        "moved",
                        "merged",
                        "taken_out",
                        "restored",
                        "imported",
                        "corrected",
                    ]
                ),
                name="version_cause_is_known",
            ),
        ]

    def __str__(self) -> str:
        return f"Versjon {self.number}"


class DraftQuerySet(models.QuerySet):
    def visible_to(self, user):
        """What somebody has not saved is theirs alone."""
        return self.filter(by=user) if user.is_authenticated else self.none()


class Draft(models.Model):
    """What a person has written in an object's form and not saved. It is no version and tells nobody."""

    object = models.UUIDField("gjelder")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, verbose_name="hvem", related_name="+")
    version = models.PositiveIntegerField("skrevet på versjon")
    at = models.DateTimeField("tidspunkt", auto_now=True)
    content = models.JSONField("innhold")

    objects = DraftQuerySet.as_manager()

    class Meta:
        verbose_name = "kladd"
        verbose_name_plural = "kladder"
        constraints = [models.UniqueConstraint(fields=["object", "by"], name="one_draft_per_object_and_person")]

    def __str__(self) -> str:
        return f"Kladd fra {self.at:%d.%m.%Y}"
