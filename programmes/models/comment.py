"""Innspill: what somebody says of a milestone, in whose name, and the sentence they propose instead."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from organisation.models import Body, Member, Version
from organisation.roles import body_ids, is_secretariat

from ..difference import Part, word_parts
from ..wording import said
from .programme import Programme
from .response import Response
from .round import Round, shown_to_groups


class CommentQuerySet(models.QuerySet):
    def visible_to(self, user):
        """All for the secretariat. Others see their own, their groups', and those the round shows to every group.

        What is withdrawn is seen by whoever wrote it, and by the secretariat.
        """
        if is_secretariat(user):
            return self
        if not user.is_authenticated:
            return self.none()
        mine = body_ids(user)
        others = Q(body__in=mine) | shown_to_groups(mine)
        return self.filter(Q(person=user) | others & Q(withdrawn_at__isnull=True))

    def standing(self):
        """Those that are not withdrawn."""
        return self.filter(withdrawn_at__isnull=True)

    def counted(self):
        """Those that the secretariat answers: not withdrawn, and those that came too late only when admitted."""
        return self.standing().filter(Q(is_late=False) | Q(admitted_at__isnull=False))

    def unanswered(self):
        return self.counted().filter(response__isnull=True)


class Comment(models.Model):
    """One remark, with a number that never changes (I-042).

    It is about the whole programme, or about something in the round's milestone, which it names by `kind` and id as
    versions and lineage do: a milestone is a frozen document and may hold what has no row (docs/decisions/0020).
    """

    class About(models.TextChoices):
        WHOLE = "whole", "hele programmet"
        SECTION = "section", "avsnitt"
        MEASURE = "measure", "tiltak"
        LINE = "line", "budsjettlinje"

    class Kind(models.TextChoices):
        COMMENT = "comment", "merknad"
        QUESTION = "question", "spørsmål"
        SUGGESTION = "suggestion", "endringsforslag"
        NEW_MEASURE = "new_measure", "forslag om nytt tiltak"
        STRIKE = "strike", "forslag om å stryke"

    TAKEABLE = (Kind.SUGGESTION, Kind.NEW_MEASURE, Kind.STRIKE)

    class Source(models.TextChoices):
        HERE = "here", "skrevet her"
        EMAIL = "email", "e-post"
        MEETING = "meeting", "møte"
        LETTER = "letter", "brev"

    uuid = models.UUIDField("id", default=uuid.uuid4, unique=True, editable=False)
    programme = models.ForeignKey(Programme, models.PROTECT, verbose_name="program", related_name="comments")
    round = models.ForeignKey(Round, models.PROTECT, verbose_name="runde", related_name="comments")
    number = models.PositiveIntegerField("nummer")
    about = models.CharField("gjelder", max_length=20, choices=About)
    object = models.UUIDField("gjelder id", null=True, blank=True)
    object_title = models.CharField("gjelder, slik det het", max_length=1000, blank=True)
    object_version = models.PositiveIntegerField("skrevet på versjon", null=True, blank=True)
    field = models.CharField("felt", max_length=40, blank=True)
    quote = models.TextField("sitat", blank=True)
    kind = models.CharField("slag", max_length=20, choices=Kind, default=Kind.COMMENT)
    text = models.TextField("innspill", blank=True)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="fra", related_name="comments", null=True, blank=True
    )
    sender = models.CharField("avsender uten konto", max_length=200, blank=True)
    body = models.ForeignKey(
        Body, models.PROTECT, verbose_name="på vegne av organet", related_name="comments", null=True, blank=True
    )
    member = models.ForeignKey(
        Member, models.PROTECT, verbose_name="på vegne av medlemmet", related_name="comments", null=True, blank=True
    )
    source = models.CharField("kilde", max_length=20, choices=Source, default=Source.HERE)
    received_on = models.DateField("mottatt")
    registered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="ført inn av", related_name="+", null=True, blank=True
    )
    written_at = models.DateTimeField("skrevet", auto_now_add=True)
    edited_at = models.DateTimeField("endret", null=True, blank=True)
    withdrawn_at = models.DateTimeField("trukket", null=True, blank=True)
    is_late = models.BooleanField("for sent innkommet", default=False)
    admitted_at = models.DateTimeField("tatt med likevel", null=True, blank=True)
    response = models.ForeignKey(
        Response, models.PROTECT, verbose_name="svar", related_name="comments", null=True, blank=True
    )
    led_to = models.ForeignKey(
        Version, models.PROTECT, verbose_name="førte til", related_name="+", null=True, blank=True
    )
    version = models.PositiveIntegerField("versjon", default=1, editable=False)

    objects = CommentQuerySet.as_manager()

    class Meta:
        verbose_name = "innspill"
        verbose_name_plural = "innspill"
        ordering = ["programme", "number"]
        constraints = [
            models.UniqueConstraint(fields=["programme", "number"], name="one_comment_per_programme_and_number"),
            models.CheckConstraint(
                condition=Q(about="whole", object__isnull=True)
                | Q(about__in=["section", "measure", "line"], object__isnull=False),
                name="comment_is_about_something",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=["comment", "question", "suggestion", "new_measure", "strike"]),
                name="comment_kind_is_known",
            ),
            models.CheckConstraint(
                condition=Q(source__in=["here", "email", "meeting", "letter"]), name="comment_source_is_known"
            ),
            models.CheckConstraint(
                condition=Q(source="here", person__isnull=False) | ~Q(source="here") & Q(registered_by__isnull=False),
                name="comment_has_a_writer",
            ),
            models.CheckConstraint(
                condition=Q(person__isnull=False) | ~Q(sender="") | Q(body__isnull=False) | Q(member__isnull=False),
                name="comment_is_in_a_name",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=["suggestion", "strike"]) | ~Q(text=""), name="comment_says_something"
            ),
        ]
        indexes = [models.Index(fields=["round", "object"])]

    def __str__(self) -> str:
        return self.label

    def get_absolute_url(self) -> str:
        return reverse("comment", args=[self.uuid])

    @property
    def label(self) -> str:
        """`I-042`."""
        return f"I-{self.number:03}"

    @property
    def name(self) -> str:
        """In whose name it is, without the person's: `Faggruppe klima og miljø`, `Asker kommune`."""
        return str(self.body or self.member or self.sender or self.person)

    @property
    def is_takeable(self) -> bool:
        """Does it propose something that can be taken in, and that nobody has taken in yet?"""
        return self.kind in self.TAKEABLE and self.led_to_id is None

    @property
    def waits_for_admission(self) -> bool:
        return self.is_late and self.admitted_at is None


class Suggestion(models.Model):
    """Endringsforslag: the whole new value of one field. Values are the field's own, as a state holds them."""

    class State(models.TextChoices):
        OPEN = "open", "ikke behandlet"
        ACCEPTED = "accepted", "tatt inn"
        CHANGED = "changed", "tatt inn med endringer"
        RIVAL = "rival", "et annet forslag ble tatt inn"

    comment = models.OneToOneField(Comment, models.PROTECT, verbose_name="innspill", related_name="suggestion")
    basis = models.JSONField("grunnlag", null=True)
    proposed = models.JSONField("forslag", null=True)
    state = models.CharField("tilstand", max_length=20, choices=State, default=State.OPEN)

    class Meta:
        verbose_name = "endringsforslag"
        verbose_name_plural = "endringsforslag"
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["open", "accepted", "changed", "rival"]), name="suggestion_state_is_known"
            )
        ]

    def __str__(self) -> str:
        return f"Forslag {self.comment}"

    @property
    def difference(self) -> list[Part]:
        """What it would change, word by word; of a new measure everything that it says."""
        if field := self.comment.field:
            return word_parts(said(field, self.basis), said(field, self.proposed))
        return word_parts("", "\n".join(said(name, value) for name, value in (self.proposed or {}).items()))


class InternalNote(models.Model):
    """The secretariat's own note about a comment. A table of its own, so that no filter can leak one."""

    comment = models.ForeignKey(Comment, models.PROTECT, verbose_name="innspill", related_name="notes")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="hvem", related_name="+")
    at = models.DateTimeField("tidspunkt", auto_now_add=True)
    text = models.TextField("notat")

    class Meta:
        verbose_name = "internt notat"
        verbose_name_plural = "interne notater"
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"Notat til {self.comment}"
