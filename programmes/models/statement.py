"""What a body as such says in a round, and that somebody has nothing to remark."""

import uuid

from django.conf import settings
from django.db import models

from organisation.models import Body
from organisation.roles import body_ids, is_secretariat

from .comment import Comment
from .round import Round, shown_to_groups


class StatementQuerySet(models.QuerySet):
    def visible_to(self, user):
        """The secretariat sees what is confirmed, a group its own also before; others as the round shows comments."""
        confirmed = models.Q(confirmed_at__isnull=False)
        if is_secretariat(user):
            return self.filter(confirmed)
        mine = body_ids(user)
        return self.filter(models.Q(body__in=mine) | confirmed & shown_to_groups(mine))


class Statement(models.Model):
    """Uttalelse: what the leader gathers from the members' comments and confirms. Faggrupper seek consensus."""

    uuid = models.UUIDField("id", default=uuid.uuid4, unique=True, editable=False)
    round = models.ForeignKey(Round, models.PROTECT, verbose_name="runde", related_name="statements")
    body = models.ForeignKey(Body, models.PROTECT, verbose_name="organ", related_name="statements")
    text = models.TextField("uttalelse", blank=True)
    gathered = models.ManyToManyField(Comment, verbose_name="bygger på", related_name="statements", blank=True)
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="skrevet av", related_name="+"
    )
    written_at = models.DateTimeField("skrevet", auto_now=True)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="bekreftet av", related_name="+", null=True, blank=True
    )
    confirmed_at = models.DateTimeField("bekreftet", null=True, blank=True)
    version = models.PositiveIntegerField("versjon", default=1, editable=False)

    objects = StatementQuerySet.as_manager()

    class Meta:
        verbose_name = "uttalelse"
        verbose_name_plural = "uttalelser"
        ordering = ["round", "body"]
        constraints = [
            models.UniqueConstraint(fields=["round", "body"], name="one_statement_per_round_and_body"),
            models.CheckConstraint(
                condition=models.Q(confirmed_at__isnull=True, confirmed_by__isnull=True)
                | models.Q(confirmed_at__isnull=False, confirmed_by__isnull=False) & ~models.Q(text=""),
                name="a_confirmed_statement_has_a_text",
            ),
        ]

    def __str__(self) -> str:
        return f"Uttalelse fra {self.body.in_a_sentence}"


class NoRemarksQuerySet(models.QuerySet):
    def visible_to(self, user):
        """As statements: the secretariat sees all, a group its own; others what a group says as the round shows it."""
        if is_secretariat(user):
            return self
        mine = body_ids(user)
        return self.filter(models.Q(body__in=mine) | models.Q(for_body=True) & shown_to_groups(mine))


class NoRemarks(models.Model):
    """«Ingen merknader», which is not silence. From a member for themselves, or for the group when `for_body`."""

    round = models.ForeignKey(Round, models.PROTECT, verbose_name="runde", related_name="no_remarks")
    body = models.ForeignKey(Body, models.PROTECT, verbose_name="organ", related_name="+")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="hvem", related_name="+")
    for_body = models.BooleanField("på vegne av gruppen")
    at = models.DateTimeField("tidspunkt", auto_now_add=True)

    objects = NoRemarksQuerySet.as_manager()

    class Meta:
        verbose_name = "ingen merknader"
        verbose_name_plural = "ingen merknader"
        ordering = ["round", "at"]
        constraints = [
            models.UniqueConstraint(fields=["round", "body", "person"], name="one_no_remarks_per_person"),
            models.UniqueConstraint(
                fields=["round", "body"], condition=models.Q(for_body=True), name="one_no_remarks_per_body"
            ),
        ]

    def __str__(self) -> str:
        return f"Ingen merknader fra {self.body.in_a_sentence if self.for_body else self.person}"
