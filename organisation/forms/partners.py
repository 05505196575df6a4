"""The partner register as the secretariat writes it. The rules are the models' own and those of `merging`."""

from django import forms

from ..models import Partner, PartnerAlias


class PartnerForm(forms.ModelForm):
    class Meta:
        model = Partner
        fields = ["name"]


class AliasForm(forms.ModelForm):
    class Meta:
        model = PartnerAlias
        fields = ["name"]
        labels = {"name": "Ny skrivemåte"}


class MergeForm(forms.Form):
    """Which partner to keep."""

    kept = forms.ModelChoiceField(
        Partner.objects.none(), label="Samarbeidspartneren som skal bli stående", empty_label="Velg"
    )

    def __init__(self, gone: Partner, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["kept"].queryset = Partner.objects.exclude(pk=gone.pk)
