"""The three layers of what can be hidden: the secretariat's own, what is shown to named bodies, and the public."""

from django.db import models


class Visibility(models.TextChoices):
    INTERNAL = "internal", "bare sekretariatet"
    CIRCULATED = "circulated", "sekretariatet og organene det er sendt til"
    PUBLIC = "public", "alle"
