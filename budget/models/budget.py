"""The council's budget for a year: a set of tables."""

from django.db import models
from django.db.models import Q
from django.urls import reverse

from organisation.roles import is_secretariat


class BudgetQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Budgets in the making are the secretariat's; everybody reads them in the programme they belong to."""
        return self if is_secretariat(user) else self.none()


class Budget(models.Model):
    """A budget for one year. The tables hold the figures; `budget.models.table` says how."""

    year = models.PositiveSmallIntegerField("år", unique=True)

    objects = BudgetQuerySet.as_manager()

    class Meta:
        verbose_name = "budsjett"
        verbose_name_plural = "budsjetter"
        ordering = ["-year"]
        constraints = [
            models.CheckConstraint(
                condition=Q(year__gte=1990, year__lte=2200),
                name="budget_year_is_plausible",
                violation_error_message="Året må være mellom 1990 og 2200.",
            )
        ]

    def __str__(self) -> str:
        return f"Budsjett {self.year}"

    def get_absolute_url(self) -> str:
        return reverse("budget", args=[self.year])
