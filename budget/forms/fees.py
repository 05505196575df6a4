"""The fee of a year as the secretariat writes it."""

from decimal import Decimal
from hashlib import sha256

from django import forms

from organisation.forms.recorded import RecordedForm
from organisation.models import Member
from organisation.record import Verb

from ..figures import priced, trimmed
from ..models import FeeMultiplier, FeeRate, MembershipFee
from ..models.fee import HIGHEST_RATE


def rate_field(**options) -> forms.DecimalField:
    """Kroner for each inhabitant, written with a decimal comma."""
    options = {"min_value": 0, "max_value": HIGHEST_RATE, "max_digits": 8, "decimal_places": 4} | options
    return forms.DecimalField(localize=True, **options)


class FeeForm(RecordedForm):
    """The day of counting, the rate of each kind of member, and the decision."""

    added = Verb.CHANGED  # a year that gets its fee is no new thing in the log
    RATES = {"rate_municipality": Member.Kind.MUNICIPALITY, "rate_county": Member.Kind.COUNTY}

    rate_municipality = rate_field(label="Sats for kommuner", help_text="Kroner per innbygger, for eksempel 3,00.")
    rate_county = rate_field(
        label="Sats for fylkeskommuner",
        help_text="Kroner per innbygger. Tomt når ingen fylkeskommuner er med.",
        required=False,
    )

    class Meta(RecordedForm.Meta):
        model = MembershipFee
        fields = ["base_date", "decision"]

    field_order = ["rate_municipality", "rate_county", "base_date", "decision"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name, kind in self.RATES.items():
            if kind in self.rates:
                self.initial[name] = priced(self.rates[kind])

    def about(self) -> dict:
        return {"what": f"kontingenten for {self.instance.year}"}

    def save(self, commit=True):
        """The fee and its rates; a rate that is left empty is none."""
        fee = super().save(commit)
        for name, kind in self.RATES.items():
            kroner = self.cleaned_data[name]
            if kroner is None:
                fee.rates.filter(kind=kind).delete()
            else:
                FeeRate.objects.update_or_create(fee=fee, kind=kind, defaults={"kroner": kroner})
        return fee

    def _state_now(self) -> str:
        fee = self.instance
        self.rates = {rate.kind: rate.kroner for rate in fee.rates.all()} if fee.pk else {}
        stored = super()._state_now()
        return stored and sha256(f"{stored} {sorted(self.rates.items())}".encode()).hexdigest()[:16]


class MultiplierForm(RecordedForm):
    """What a member pays in relation to the others, and why."""

    added = Verb.CHANGED

    class Meta(RecordedForm.Meta):
        model = FeeMultiplier
        fields = ["multiplier", "reason"]
        localized_fields = ["multiplier"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial["multiplier"] = trimmed(Decimal(self.initial["multiplier"]))

    def about(self) -> dict:
        return {"what": f"kontingenten for {self.instance.fee.year}: {self.instance.member}"}

    def keep(self, *, by) -> bool:
        """Where the usual multiplier was left as it is there is nothing to save."""
        return self.has_changed() and super().keep(by=by)


class OtherRateForm(forms.Form):
    """A rate to try."""

    sats = rate_field(label="Prøv en annen sats", help_text="Kroner per innbygger, for eksempel 3,25.")
