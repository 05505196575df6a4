"""The membership fee (kontingent): so much for each inhabitant, as the council decides it for a year."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q

from organisation.models import Member

HIGHEST_RATE, HIGHEST_MULTIPLIER = 1000, 10


class MembershipFee(models.Model):
    """The fee of one year: who decided it, and on which day the inhabitants are counted."""

    year = models.PositiveSmallIntegerField("år", unique=True)
    base_date = models.DateField("innbyggertall per", help_text="Datoen innbyggertallene gjelder for.")
    decision = models.CharField(
        "vedtak", max_length=300, blank=True, help_text="Hvem som vedtok satsen, og når. Tomt til det er vedtatt."
    )

    class Meta:
        verbose_name = "kontingent"
        verbose_name_plural = "kontingenter"
        ordering = ["-year"]
        constraints = [
            models.CheckConstraint(
                condition=Q(year__gte=1990, year__lte=2200),
                name="fee_year_is_plausible",
                violation_error_message="Året må være mellom 1990 og 2200.",
            )
        ]

    def __str__(self) -> str:
        return f"Kontingent {self.year}"


class FeeRate(models.Model):
    """Kroner for each inhabitant of one kind of member."""

    fee = models.ForeignKey(MembershipFee, models.CASCADE, verbose_name="kontingent", related_name="rates")
    kind = models.CharField("slag", max_length=20, choices=Member.Kind)
    kroner = models.DecimalField(
        "kroner per innbygger",
        max_digits=8,
        decimal_places=4,
        validators=[MinValueValidator(0), MaxValueValidator(HIGHEST_RATE)],
    )

    class Meta:
        verbose_name = "sats"
        verbose_name_plural = "satser"
        ordering = ["fee", "-kind"]
        constraints = [
            models.UniqueConstraint(fields=["fee", "kind"], name="one_rate_per_fee_and_kind"),
            models.CheckConstraint(
                condition=Q(kroner__gte=0, kroner__lte=HIGHEST_RATE),
                name="fee_rate_is_plausible",
                violation_error_message="Satsen må være mellom 0 og 1000 kroner.",
            ),
            models.CheckConstraint(condition=Q(kind__in=["municipality", "county"]), name="fee_rate_kind_is_known"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.kroner}"


class FeeMultiplier(models.Model):
    """A member that pays more or less than the rate: 0.5 for half a year, 2 for Oslo in 2018. Without a row it is 1."""

    fee = models.ForeignKey(MembershipFee, models.CASCADE, verbose_name="kontingent", related_name="multipliers")
    member = models.ForeignKey(Member, models.PROTECT, verbose_name="medlem", related_name="+")
    multiplier = models.DecimalField(
        "faktor",
        max_digits=6,
        decimal_places=3,
        default=1,
        validators=[MinValueValidator(0), MaxValueValidator(HIGHEST_MULTIPLIER)],
        help_text="1 er vanlig kontingent, 0,5 halv og 2 dobbel.",
    )
    reason = models.CharField(
        "begrunnelse", max_length=300, blank=True, help_text="For eksempel «Medlem fra 1. juli». Vises i listen."
    )

    class Meta:
        verbose_name = "faktor"
        verbose_name_plural = "faktorer"
        ordering = ["fee", "member"]
        constraints = [
            models.UniqueConstraint(fields=["fee", "member"], name="one_multiplier_per_fee_and_member"),
            models.CheckConstraint(
                condition=Q(multiplier__gte=0, multiplier__lte=HIGHEST_MULTIPLIER),
                name="fee_multiplier_is_plausible",
                violation_error_message="Faktoren må være mellom 0 og 10.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.member}: {self.multiplier}"
