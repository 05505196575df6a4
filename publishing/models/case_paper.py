"""Saksframlegg: what the secretariat writes to a body about a programme, and how it was when it was finished."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from organisation.models import Body
from organisation.roles import is_secretariat
from programmes.models import Milestone, Programme

from .printed import SHA256, Printed, PrintedQuerySet


class CasePaperQuerySet(models.QuerySet):
    def visible_to(self, user):
        """The secretariat's; the body gets the file with its other papers."""
        return self if is_secretariat(user) else self.none()

    def whole(self):
        """With what every page tells of a paper, and without the bytes of its milestone."""
        rows = self.select_related("programme__adopting_body", "body", "finished__milestone", "finished__by", "next")
        return rows.defer("finished__milestone__content")


class CasePaper(models.Model):
    """A saksframlegg for one body and one meeting.

    `texts` is what stands there, as states hold rich text; `suggested` is what the data suggested when the figures were
    last fetched. Where the two are alike nobody has written anything, so the text may follow the data. `facts` are the
    figures themselves (`case_paper.paper.Facts`).
    """

    uuid = models.UUIDField("id", default=uuid.uuid4, unique=True, editable=False)
    programme = models.ForeignKey(Programme, models.PROTECT, verbose_name="program", related_name="case_papers")
    body = models.ForeignKey(Body, models.PROTECT, verbose_name="organ", related_name="+")
    meeting_on = models.DateField("møtedag")
    case_number = models.CharField("saksnummer", max_length=40, blank=True)
    title = models.CharField("tittel", max_length=300)
    since = models.CharField("endringene regnes fra", max_length=200, blank=True)
    number = models.PositiveSmallIntegerField("versjon av saksframlegget", default=1)
    follows = models.OneToOneField(
        "self", models.PROTECT, verbose_name="ny versjon av", related_name="next", null=True, blank=True
    )
    texts = models.JSONField("tekster", default=dict)
    suggested = models.JSONField("tekster slik dataene foreslo dem", default=dict)
    facts = models.JSONField("tall", default=dict)
    facts_at = models.DateTimeField("tallene hentet", default=timezone.now)
    version = models.PositiveIntegerField("versjon", default=1, editable=False)

    objects = CasePaperQuerySet.as_manager()

    class Meta:
        verbose_name = "saksframlegg"
        verbose_name_plural = "saksframlegg"
        ordering = ["-meeting_on", "-number", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(number=1, follows__isnull=True) | Q(number__gt=1, follows__isnull=False),
                name="a_later_case_paper_follows_another",
            )
        ]

    def __str__(self) -> str:
        more = f" (versjon {self.number})" if self.number > 1 else ""
        return f"Saksframlegg til {self.body.in_a_sentence} {self.meeting_on:%d.%m.%Y}{more}"

    def get_absolute_url(self) -> str:
        return reverse("case_paper", args=[self.programme.slug, self.uuid])

    @property
    def is_finished(self) -> bool:
        return hasattr(self, "finished")


class FinishedPaper(models.Model):
    """A saksframlegg as it was when it was finished, with the milestone that it is about. It never changes."""

    paper = models.OneToOneField(CasePaper, models.PROTECT, verbose_name="saksframlegg", related_name="finished")
    milestone = models.OneToOneField(Milestone, models.PROTECT, verbose_name="milepæl", related_name="case_paper")
    content = models.BinaryField("innhold (JSON)", editable=False)
    sha256 = models.CharField("sjekksum", max_length=64, editable=False)
    at = models.DateTimeField("gjort ferdig", default=timezone.now)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="gjort ferdig av", related_name="+", null=True
    )

    class Meta:
        verbose_name = "ferdig saksframlegg"
        verbose_name_plural = "ferdige saksframlegg"
        constraints = [models.CheckConstraint(condition=Q(sha256__regex=SHA256), name="finished_paper_has_its_sha256")]

    def __str__(self) -> str:
        return f"{self.paper}, ferdig"


class PaperFileQuerySet(PrintedQuerySet):
    def visible_to(self, user):
        """As the papers."""
        return self if is_secretariat(user) else self.none()


class PaperFile(Printed):
    """A saksframlegg as a file: what it said when somebody asked, and the file in `pdf`."""

    WHAT = "fila"

    class Form(models.TextChoices):
        WORD = "docx", "Word"
        PDF = "pdf", "PDF"

    paper = models.ForeignKey(CasePaper, models.CASCADE, verbose_name="saksframlegg", related_name="files")
    form = models.CharField("format", max_length=10, choices=Form)

    objects = PaperFileQuerySet.as_manager()

    class Meta(Printed.Meta):
        verbose_name = "saksframlegg som fil"
        verbose_name_plural = "saksframlegg som filer"
        constraints = [
            models.CheckConstraint(condition=Q(form__in=["docx", "pdf"]), name="paper_file_form_is_known"),
            *Printed.Meta.constraints,
        ]

    def __str__(self) -> str:
        return f"Saksframlegg {self.sha256[:8]}.{self.form}"
