"""Search and filter among adopted measures."""

import django_filters
from django import forms

from organisation.models import Partner

from .models import AdoptedMeasure


def _years(_request=None):
    rows = AdoptedMeasure.objects.values_list("edition__programme__first_year", flat=True)
    return [(year, str(year)) for year in rows.distinct().order_by("-edition__programme__first_year")]


def _areas(*kinds):
    def choices():
        rows = AdoptedMeasure.objects.filter(area_kind__in=kinds).exclude(area="")
        return [(name, name) for name in rows.values_list("area", flat=True).distinct().order_by("area")]

    return choices


class AdoptedMeasureFilter(django_filters.FilterSet):
    """What the search page asks for: words, year, area, theme, partner."""

    ord = django_filters.CharFilter(label="Søk etter ord", method="with_words")
    ar = django_filters.ChoiceFilter(
        label="År", field_name="edition__programme__first_year", choices=_years, empty_label="Alle år"
    )
    omrade = django_filters.ChoiceFilter(
        label="Innsatsområde", field_name="area", choices=_areas("area", "overall"), empty_label="Alle områder"
    )
    tema = django_filters.ChoiceFilter(
        label="Tverrgående tema", field_name="area", choices=_areas("theme"), empty_label="Alle temaer"
    )
    partner = django_filters.ModelChoiceFilter(
        label="Samarbeidspartner",
        field_name="partners",
        queryset=lambda _request: Partner.objects.filter(adopted_measures__isnull=False).distinct(),
        empty_label="Alle samarbeidspartnere",
    )

    class Meta:
        model = AdoptedMeasure
        fields = ()

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name, field in self.form.fields.items():
            field.widget.attrs["class"] = "ds-input"
            if name == "ord":
                field.widget = forms.TextInput(attrs={"class": "ds-input", "type": "search", "autocomplete": "off"})

    def with_words(self, queryset, _name, value):
        """Every word must stand somewhere in the measure, in any order and any case."""
        for word in value.casefold().split()[:10]:
            queryset = queryset.filter(words__contains=word)
        return queryset
