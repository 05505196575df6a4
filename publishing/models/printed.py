"""Files that a worker makes when somebody asks: what is not adopted, or not yet, as a PDF. They are thrown away."""

from datetime import timedelta

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from organisation.roles import is_secretariat
from programmes.models import Decision, Guidelines, Programme, Round

SHA256 = r"^[0-9a-f]{64}$"
LASTS = timedelta(days=1)  # how long a file of an innspillslogg is kept: it is a copy of what people wrote
SILENCE = timedelta(minutes=1)  # after which whoever made a preview is taken to be gone


class PrintedQuerySet(models.QuerySet):
    def light(self):
        """Without the stored bytes: for everything but making and sending the PDF."""
        return self.defer("document", "pdf")

    def given_up(self):
        """Those that failed, and those that nobody works on any more. `Printed.failure` tells the same of one."""
        unfinished = Q(state__in=[Printed.State.WAITING, Printed.State.WORKING])
        return self.filter(Q(state=Printed.State.FAILED) | unfinished & Q(alive_at__lt=timezone.now() - SILENCE))

    def begin_again(self, by) -> bool:
        """Take over one that came to nothing; of two who try at once, one does."""
        now, waiting = timezone.now(), Printed.State.WAITING
        again = {"state": waiting, "step": "", "percent": 0, "error": "", "asked_by": by, "asked_at": now}
        return bool(self.given_up().update(**again, alive_at=now))


class Printed(models.Model):
    """A PDF that a worker makes when somebody asks. Its name is the SHA-256 of what it says, so none is made twice.

    `alive_at` is the last sign of life from whoever makes the PDF. A process that dies says nothing, so silence
    counts as having failed.
    """

    WHAT = "PDF-en"

    class State(models.TextChoices):
        WAITING = "waiting", "venter på tur"
        WORKING = "working", "lages"
        DONE = "done", "klar"
        FAILED = "failed", "mislyktes"

    sha256 = models.CharField("dokumentets sjekksum", max_length=64, unique=True)
    document = models.BinaryField("dokument (kanonisk JSON)")
    state = models.CharField("tilstand", max_length=20, choices=State, default=State.WAITING)
    step = models.CharField("steg", max_length=60, blank=True)
    percent = models.PositiveSmallIntegerField("prosent", default=0)
    error = models.CharField("feil", max_length=300, blank=True)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="bedt om av", related_name="+")
    asked_at = models.DateTimeField("bedt om", default=timezone.now)
    alive_at = models.DateTimeField("siste livstegn", default=timezone.now)
    made_at = models.DateTimeField("laget", null=True, blank=True)
    pdf = models.BinaryField("PDF", null=True, blank=True)

    class Meta:
        abstract = True
        ordering = ["-asked_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(sha256__regex=SHA256), name="%(class)s_has_its_sha256"),
            models.CheckConstraint(
                condition=Q(state="done", pdf__isnull=False, made_at__isnull=False)
                | Q(state__in=["waiting", "working", "failed"], pdf__isnull=True, made_at__isnull=True),
                name="%(class)s_is_done_when_it_has_a_pdf",
            ),
            models.CheckConstraint(condition=~Q(state="failed") | ~Q(error=""), name="a_failed_%(class)s_says_why"),
            models.CheckConstraint(condition=Q(percent__lte=100), name="%(class)s_percent_is_at_most_100"),
        ]

    @property
    def is_done(self) -> bool:
        return self.state == self.State.DONE

    @property
    def is_under_way(self) -> bool:
        return not self.is_done and not self.failure

    @property
    def failure(self) -> str:
        """Why there is no PDF, as a Norwegian sentence; empty when there is one or somebody works on it."""
        if self.is_done or self.state == self.State.FAILED or timezone.now() - self.alive_at <= SILENCE:
            return self.error
        if self.state == self.State.WAITING:
            return f"Ingen har begynt på {self.WHAT}."
        return f"Arbeidet med {self.WHAT} stoppet før den var ferdig."


class PreviewQuerySet(PrintedQuerySet):
    def visible_to(self, user):
        """Drafts of any kind are the secretariat's."""
        return self if is_secretariat(user) else self.none()

    def of(self, work: Programme | Guidelines):
        """The previews of a programme or of guidelines, newest first."""
        return self.filter(**owner(work))


def owner(work: Programme | Guidelines) -> dict:
    """The column that says whose preview it is."""
    return {"programme": work} if isinstance(work, Programme) else {"guidelines": work}


class Preview(Printed):
    """A document as a PDF before anybody adopts it."""

    programme = models.ForeignKey(
        Programme, models.CASCADE, verbose_name="program", related_name="previews", null=True, blank=True
    )
    guidelines = models.ForeignKey(
        Guidelines, models.CASCADE, verbose_name="føringer", related_name="previews", null=True, blank=True
    )

    objects = PreviewQuerySet.as_manager()

    class Meta(Printed.Meta):
        verbose_name = "forhåndsvisning"
        verbose_name_plural = "forhåndsvisninger"
        constraints = [
            models.CheckConstraint(
                condition=Q(programme__isnull=True, guidelines__isnull=False)
                | Q(programme__isnull=False, guidelines__isnull=True),
                name="preview_has_one_owner",
            ),
            *Printed.Meta.constraints,
        ]

    def __str__(self) -> str:
        return f"Forhåndsvisning {self.sha256[:8]}"


class OverviewQuerySet(PrintedQuerySet):
    def visible_to(self, user):
        """Whoever asked for it. Others who may see both states find it by what they see, see `overviews`."""
        return self.filter(asked_by=user) if user.is_authenticated else self.none()


class Overview(Printed):
    """An endringsoversikt: two states, the lineage between them that the asker may know of, and their PDF."""

    objects = OverviewQuerySet.as_manager()

    class Meta(Printed.Meta):
        verbose_name = "endringsoversikt"
        verbose_name_plural = "endringsoversikter"

    def __str__(self) -> str:
        return f"Endringsoversikt {self.sha256[:8]}"


class LogFileQuerySet(PrintedQuerySet):
    def visible_to(self, user):
        """Whoever asked for it, while it is kept and they still may see the round."""
        if not user.is_authenticated:
            return self.none()
        mine = self.filter(asked_by=user, round__in=Round.objects.visible_to(user))
        return mine.filter(asked_at__gte=timezone.now() - LASTS)

    def old(self, now=None):
        """Those that nobody shall have any more."""
        return self.filter(asked_at__lt=(now or timezone.now()) - LASTS)


class LogFile(Printed):
    """An innspillslogg as a file: what one person could see of it when they asked, and the file in `pdf`."""

    WHAT = "fila"

    class Form(models.TextChoices):
        PDF = "pdf", "PDF"
        WORD = "docx", "Word"
        EXCEL = "xlsx", "Excel"

    round = models.ForeignKey(Round, models.CASCADE, verbose_name="runde", related_name="+")
    form = models.CharField("format", max_length=10, choices=Form)

    objects = LogFileQuerySet.as_manager()

    class Meta(Printed.Meta):
        verbose_name = "innspillslogg som fil"
        verbose_name_plural = "innspillslogger som filer"
        constraints = [
            models.CheckConstraint(condition=Q(form__in=["pdf", "docx", "xlsx"]), name="log_file_form_is_known"),
            *Printed.Meta.constraints,
        ]

    def __str__(self) -> str:
        return f"Innspillslogg {self.sha256[:8]}.{self.form}"


class PreparedEditionQuerySet(PrintedQuerySet):
    def visible_to(self, user):
        """What is not adopted yet is the secretariat's."""
        return self if is_secretariat(user) else self.none()


class PreparedEdition(Printed):
    """What is about to be adopted: the document and the page as they will be stored, and the PDF that a worker makes.

    `asked_by` prepared it; somebody else should adopt it. It is gone when it has become an edition.
    """

    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="gjort klar av", related_name="+", null=True
    )
    programme = models.OneToOneField(Programme, models.CASCADE, verbose_name="program", related_name="prepared")
    decision = models.ForeignKey(Decision, models.CASCADE, verbose_name="vedtak", related_name="+")
    number = models.PositiveSmallIntegerField("utgave")
    change_note = models.TextField("hva som er endret", blank=True)
    set_aside = models.JSONField("mangler som er godtatt, med begrunnelse", default=list, blank=True)

    objects = PreparedEditionQuerySet.as_manager()

    class Meta(Printed.Meta):
        verbose_name = "utgave som er gjort klar"
        verbose_name_plural = "utgaver som er gjort klare"

    def __str__(self) -> str:
        return f"{self.programme}, utgave {self.number} (gjort klar)"
