"""The register of partners (samarbeidspartnere) and the other ways their names are written."""

from django.core.exceptions import ValidationError
from django.db import models


class PartnerQuerySet(models.QuerySet):
    def names(self) -> dict[str, int]:
        """Every way a partner's name is written, in lower case, to the partner's primary key. Two queries."""
        known = {alias.casefold(): pk for alias, pk in PartnerAlias.objects.values_list("name", "partner_id")}
        known.update({name.casefold(): pk for name, pk in self.values_list("name", "pk")})
        return known


class Partner(models.Model):
    """Somebody the council may work with. Printed texts keep their own spelling; this is the register's."""

    name = models.CharField("navn", max_length=200, unique=True)

    objects = PartnerQuerySet.as_manager()

    class Meta:
        verbose_name = "samarbeidspartner"
        verbose_name_plural = "samarbeidspartnere"
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class PartnerAlias(models.Model):
    """Another way of writing a partner: «NVE» for «Norges vassdrags- og energidirektorat»."""

    partner = models.ForeignKey(Partner, models.CASCADE, verbose_name="samarbeidspartner", related_name="aliases")
    name = models.CharField("skrives også", max_length=200, unique=True)

    class Meta:
        verbose_name = "annen skrivemåte"
        verbose_name_plural = "andre skrivemåter"
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        super().clean()
        if Partner.objects.filter(name__iexact=self.name).exists():
            raise ValidationError({"name": "Dette er navnet på en samarbeidspartner i registeret."})
