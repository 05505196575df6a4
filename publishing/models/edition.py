"""Vedtatte utgaver: what was adopted, byte for byte, and what was said of it afterwards.

The database itself refuses to change or delete any of it (migrations 0002 and 0006), so nothing here needs to.
"""

from django.conf import settings
from django.db import models
from django.db.models import Case, Exists, OuterRef, Q, When
from django.urls import reverse
from django.utils import timezone

from organisation.models import Body, Partner
from programmes.models import Decision, Programme

SHA256 = r"^[0-9a-f]{64}$"


class EditionQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Everybody may read what was adopted."""
        return self

    def light(self):
        """Without the stored bytes: for lists and headings."""
        return self.defer("document", "page", "pdf")

    def standing(self):
        """Those that are not withdrawn."""
        return self.filter(withdrawal=None)

    def by_standing(self):
        """The one that holds first: the newest that is not withdrawn, else the newest."""
        return self.order_by(Case(When(withdrawal=None, then=0), default=1), "-number")

    def current(self):
        """Of each programme the newest edition that is not withdrawn; when all are, the newest."""
        others = Edition.objects.filter(programme=OuterRef("programme"))
        newer = others.filter(number__gt=OuterRef("number"))
        standing = self.filter(~Exists(newer.standing()), withdrawal=None)
        all_withdrawn = self.filter(~Exists(others.standing()), ~Exists(newer))
        return standing | all_withdrawn


class Edition(models.Model):
    """A programme as a body adopted it: the document, the page and the PDF, each with its SHA-256."""

    Kind = Programme.EditionKind

    programme = models.ForeignKey(Programme, models.PROTECT, verbose_name="program", related_name="editions")
    number = models.PositiveSmallIntegerField("utgave")
    kind = models.CharField("slag", max_length=20, choices=Kind, default=Kind.FIRST)
    change_note = models.TextField("hva som er endret", blank=True)
    title = models.CharField("tittel", max_length=300)
    body = models.ForeignKey(Body, models.PROTECT, verbose_name="vedtatt av", related_name="+")
    decided_on = models.DateField("vedtatt", null=True)
    case_number = models.CharField("saksnummer", max_length=40, blank=True)
    document = models.BinaryField("dokument (kanonisk JSON)")
    document_sha256 = models.CharField("dokumentets sjekksum", max_length=64)
    page = models.BinaryField("side (HTML)")
    page_sha256 = models.CharField("sidens sjekksum", max_length=64)
    pdf = models.BinaryField("PDF")
    pdf_sha256 = models.CharField("PDF-ens sjekksum", max_length=64)
    measure_count = models.PositiveIntegerField("antall tiltak")
    partner_count = models.PositiveIntegerField("antall samarbeidspartnere")
    budget_total = models.DecimalField("sum inntekter, tusen kroner", max_digits=14, decimal_places=3, null=True)
    decision = models.ForeignKey(
        Decision, models.PROTECT, verbose_name="vedtak", related_name="editions", null=True, blank=True
    )
    frozen_at = models.DateTimeField("låst", default=timezone.now)
    frozen_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="låst av", related_name="+", null=True
    )
    prepared_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="gjort klar av", related_name="+", null=True, blank=True
    )
    alone_because = models.TextField("hvorfor bare én person", blank=True)
    set_aside = models.JSONField("mangler som ble godtatt, med begrunnelse", default=list, blank=True)

    objects = EditionQuerySet.as_manager()

    class Meta:
        verbose_name = "utgave"
        verbose_name_plural = "utgaver"
        ordering = ["-programme__first_year", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["programme", "number"], name="one_edition_per_programme_and_number"),
            models.CheckConstraint(condition=Q(number__gte=1), name="editions_count_from_one"),
            models.CheckConstraint(
                condition=Q(document_sha256__regex=SHA256, page_sha256__regex=SHA256, pdf_sha256__regex=SHA256),
                name="edition_has_its_sha256",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=["first", "revision", "correction"]), name="edition_kind_is_known"
            ),
            models.CheckConstraint(
                condition=Q(kind="first") | ~Q(change_note=""), name="a_later_edition_says_what_is_changed"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title}, utgave {self.number}"

    def get_absolute_url(self) -> str:
        return reverse("edition", args=[self.programme.slug, self.number])

    @property
    def adopted(self) -> str:
        """`Vedtatt av representantskapet 18.12.2024`, as far as it is known."""
        day = f" {self.decided_on:%d.%m.%Y}" if self.decided_on else ""
        return f"Vedtatt av {self.body.in_a_sentence}{day}"

    @property
    def needs_confirming(self) -> bool:
        """Was it frozen by whoever prepared it, and has no colleague looked at it since?"""
        return bool(self.alone_because) and not hasattr(self, "confirmation")


class Withdrawal(models.Model):
    """An edition that does not hold any more. It is still there to be read, under a notice."""

    edition = models.OneToOneField(Edition, models.PROTECT, verbose_name="utgave", related_name="withdrawal")
    why = models.TextField("begrunnelse")
    at = models.DateTimeField("trukket tilbake", default=timezone.now)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="trukket tilbake av", related_name="+"
    )

    class Meta:
        verbose_name = "tilbaketrekking"
        verbose_name_plural = "tilbaketrekkinger"
        constraints = [models.CheckConstraint(condition=~Q(why=""), name="a_withdrawal_says_why")]

    def __str__(self) -> str:
        return f"{self.edition} er trukket tilbake"


class Confirmation(models.Model):
    """A colleague has looked at an edition that one person alone prepared and froze (four eyes, afterwards)."""

    edition = models.OneToOneField(Edition, models.PROTECT, verbose_name="utgave", related_name="confirmation")
    at = models.DateTimeField("bekreftet", default=timezone.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="bekreftet av", related_name="+")

    class Meta:
        verbose_name = "bekreftelse"
        verbose_name_plural = "bekreftelser"

    def __str__(self) -> str:
        return f"{self.edition} er bekreftet"


class AdoptedMeasureQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Everybody may search in what was adopted."""
        return self

    def light(self):
        """With what names and places a measure, and without the stored bytes: for lists."""
        heavy = ("edition__document", "edition__page", "edition__pdf")
        return self.select_related("edition__programme").defer("words", *heavy)


class AdoptedMeasure(models.Model):
    """A line in the index of adopted measures: derived from the current editions, written anew with each.

    `words` is everything a reader can see of the measure, in lower case, so that a search needs no
    database function that treats æ, ø and å differently on SQLite and PostgreSQL.
    """

    edition = models.ForeignKey(Edition, models.PROTECT, verbose_name="utgave", related_name="measures")
    uuid = models.UUIDField("id")
    address = models.CharField("nummer eller kort id", max_length=20)
    order = models.PositiveIntegerField("rekkefølge")
    number = models.CharField("nummer", max_length=20, blank=True)
    title = models.CharField("tiltak", max_length=1000)
    chapter = models.CharField("kapittel", max_length=1000)
    area = models.CharField("område", max_length=300, blank=True)
    area_kind = models.CharField("slag område", max_length=20, blank=True)
    partner_words = models.TextField("samarbeidspartnere som trykt", blank=True)
    result_words = models.TextField("resultatmål som trykt", blank=True)
    words = models.TextField("søkeord")
    partners = models.ManyToManyField(Partner, verbose_name="samarbeidspartnere", related_name="adopted_measures")

    objects = AdoptedMeasureQuerySet.as_manager()

    class Meta:
        verbose_name = "vedtatt tiltak"
        verbose_name_plural = "vedtatte tiltak"
        ordering = ["-edition__programme__first_year", "order"]
        constraints = [
            models.UniqueConstraint(fields=["edition", "address"], name="one_address_per_edition_and_measure")
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("measure", args=[self.edition.programme.slug, self.address])
