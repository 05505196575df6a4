"""The register of partners (samarbeidspartnere) and the other ways their names are written."""

import re

from django.core.exceptions import ValidationError
from django.db import models

UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\ufffe\uffff]")  # breaks both XML and PDF


def one_line(name: str) -> str:
    """The name with single spaces."""
    return " ".join(name.split())


class PartnerQuerySet(models.QuerySet):
    def names(self) -> dict[str, int]:
        """Every way a partner's name is written, in lower case, to the partner's primary key. Two queries."""
        known = {alias.casefold(): pk for alias, pk in PartnerAlias.objects.values_list("name", "partner_id")}
        known.update({name.casefold(): pk for name, pk in self.values_list("name", "pk")})
        return known

    def called(self, names) -> "PartnerQuerySet":
        """The partners that go under any of `names`, their own or another spelling."""
        known = Partner.objects.names()
        return self.filter(pk__in={known[name.casefold()] for name in names if name.casefold() in known})

    def holder(self, name: str) -> "Partner | None":
        """Whoever goes under `name`, in any case and with any spaces; nobody when the name is free."""
        known = {one_line(written): pk for written, pk in Partner.objects.names().items()}
        return self.filter(pk=known.get(one_line(name).casefold())).first()


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

    def clean(self) -> None:
        """A name belongs to one partner only, whether as its name or as another spelling of it."""
        super().clean()
        self.name = printable(self.name)
        holder = Partner.objects.holder(self.name)
        if holder and holder.pk != self.pk:
            raise ValidationError({"name": whose(self.name, holder)})


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
        self.name = printable(self.name)
        before = PartnerAlias.objects.filter(pk=self.pk).first()
        unchanged = before is not None and same_name(before.name, self.name)
        if not unchanged and (holder := Partner.objects.holder(self.name)):
            raise ValidationError({"name": whose(self.name, holder)})


def same_name(one: str, other: str) -> bool:
    """Small and capital letters, æ, ø and å too, and spaces make no other name."""
    return one_line(one).casefold() == one_line(other).casefold()


def printable(name: str) -> str:
    """`name` on one line; refused when it holds characters that no document can print."""
    name = one_line(name)
    if UNPRINTABLE.search(name):
        raise ValidationError({"name": "Navnet inneholder tegn som ikke kan trykkes. Skriv det på nytt for hånd."})
    return name


def whose(name: str, holder: Partner) -> str:
    """The sentence that tells who has a name already."""
    if same_name(name, holder.name):
        return f"«{holder}» står i registeret fra før."
    return f"«{name}» er en annen skrivemåte for «{holder}»."
