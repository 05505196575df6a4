"""Arkivpakker: what the archive, or anybody, gets of an edition or of a draft that a body treated, as one ZIP.

And the checksum of every file that was given out so, for ever: what is thrown away here may come back as a file that
somebody asks about.
"""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from organisation.roles import is_secretariat
from programmes.models import Milestone, Programme

from .edition import SHA256, Edition
from .printed import LASTS, Printed, PrintedQuerySet

ONE_OF_TWO = Q(edition__isnull=False, milestone__isnull=True) | Q(edition__isnull=True, milestone__isnull=False)


class ArchivePackageQuerySet(PrintedQuerySet):
    def visible_to(self, user):
        """What holds no names and is of an edition is for everybody; the rest for the secretariat, while it is kept."""
        if is_secretariat(user):
            return self.filter(Q(is_full=False) | Q(asked_at__gte=timezone.now() - LASTS))
        return self.filter(is_full=False)

    def old(self, now=None):
        """Those that nobody shall have any more: they name people, and can be made again."""
        return self.filter(is_full=True, asked_at__lt=(now or timezone.now()) - LASTS)


class ArchivePackage(Printed):
    """One package; the ZIP is in `pdf`. `is_full`: with the names of those who said something, for the archive alone.

    A package of an edition without names is public, and kept for ever. Nobody has asked for one that the adoption
    itself, or the demo, asked for.
    """

    WHAT = "arkivpakken"

    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="bedt om av", related_name="+", null=True, blank=True
    )
    programme = models.ForeignKey(Programme, models.CASCADE, verbose_name="program", related_name="packages")
    edition = models.ForeignKey(
        Edition, models.PROTECT, verbose_name="utgave", related_name="packages", null=True, blank=True
    )
    milestone = models.ForeignKey(
        Milestone, models.PROTECT, verbose_name="milepæl", related_name="packages", null=True, blank=True
    )
    is_full = models.BooleanField("med navn på personer")

    objects = ArchivePackageQuerySet.as_manager()

    class Meta(Printed.Meta):
        verbose_name = "arkivpakke"
        verbose_name_plural = "arkivpakker"
        constraints = [
            models.CheckConstraint(condition=ONE_OF_TWO, name="a_package_is_of_one_thing"),
            models.CheckConstraint(
                condition=Q(is_full=True) | Q(milestone__isnull=True), name="a_package_of_a_draft_is_never_public"
            ),
            *Printed.Meta.constraints,
        ]

    def __str__(self) -> str:
        return f"Arkivpakke: {self.edition or self.milestone}"


class IssuedFileQuerySet(models.QuerySet):
    def visible_to(self, user):
        """What was given out of an edition is known to everybody; of a milestone, to those who may see it."""
        return self.filter(Q(edition__isnull=False) | Q(milestone__in=Milestone.objects.visible_to(user)))

    def packages(self):
        return self.filter(form=IssuedFile.Form.PACKAGE)


class IssuedFile(models.Model):
    """A file that has been given out, by its checksum; of a whole package also who fetched it. Never changed."""

    class Form(models.TextChoices):
        PACKAGE = "package", "arkivpakken"
        PAGE = "page", "nettsiden som fil"
        PDF = "pdf", "PDF-en"

    sha256 = models.CharField("sjekksum", max_length=64, db_index=True)
    form = models.CharField("slag", max_length=20, choices=Form)
    edition = models.ForeignKey(
        Edition, models.PROTECT, verbose_name="utgave", related_name="issued", null=True, blank=True
    )
    milestone = models.ForeignKey(
        Milestone, models.PROTECT, verbose_name="milepæl", related_name="issued", null=True, blank=True
    )
    is_full = models.BooleanField("med navn på personer", default=False)
    at = models.DateTimeField("utlevert", default=timezone.now)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="hentet av", related_name="+", null=True, blank=True
    )

    objects = IssuedFileQuerySet.as_manager()

    class Meta:
        verbose_name = "utlevert fil"
        verbose_name_plural = "utleverte filer"
        ordering = ["-at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=ONE_OF_TWO, name="an_issued_file_is_of_one_thing"),
            models.CheckConstraint(condition=Q(sha256__regex=SHA256), name="an_issued_file_has_its_sha256"),
            models.CheckConstraint(condition=Q(form__in=["package", "page", "pdf"]), name="issued_form_is_known"),
        ]

    def __str__(self) -> str:
        return f"{self.get_form_display()}: {self.edition or self.milestone}"
