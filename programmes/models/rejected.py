"""Measures that look as if one came from the other and did not: what somebody has said once is not asked again."""

from django.db import models

from .measure import Measure


class RejectedOrigin(models.Model):
    """`origin` is the id of a measure that may live in a milestone or an edition, as in `Lineage`."""

    measure = models.ForeignKey(Measure, models.CASCADE, verbose_name="tiltak", related_name="rejected_origins")
    origin = models.UUIDField("id til det som ikke er opphavet")

    class Meta:
        verbose_name = "avvist opphav"
        verbose_name_plural = "avviste opphav"
        ordering = ["measure", "pk"]
        constraints = [models.UniqueConstraint(fields=["measure", "origin"], name="an_origin_is_rejected_once")]

    def __str__(self) -> str:
        return f"«{self.measure}» kommer ikke fra {self.origin}"
