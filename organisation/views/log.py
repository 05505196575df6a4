"""The log, for the secretariat to read."""

import django_filters
from django.core.paginator import Paginator
from django.db.models import Q
from django.shortcuts import render

from ..forms.recorded import DateInput
from ..models import Entry, User
from .reading import reads
from .secretariat import secretariat


class EntryFilter(django_filters.FilterSet):
    """What happened, to or by whom, and when."""

    hva = django_filters.ChoiceFilter(label="Hva", field_name="verb", choices=Entry.Verb, empty_label="Alt")
    person = django_filters.ModelChoiceFilter(
        label="Person", queryset=User.objects.all(), empty_label="Alle", method="by_or_about"
    )
    fra = django_filters.DateFilter(label="Fra og med", field_name="at", lookup_expr="date__gte", widget=DateInput)
    til = django_filters.DateFilter(label="Til og med", field_name="at", lookup_expr="date__lte", widget=DateInput)

    class Meta:
        model = Entry
        fields = ()

    def by_or_about(self, queryset, _name, person):
        return queryset.filter(Q(actor=person) | Q(person=person))


@reads
@secretariat
def log(request):
    """Newest first, a page at a time."""
    everything = Entry.objects.visible_to(request.user).select_related("actor", "person", "body")
    found = EntryFilter(request.GET, queryset=everything)
    pages = Paginator(found.qs, 50).get_page(request.GET.get("side"))
    return render(request, "organisation/log.html", {"form": found.form, "pages": pages})
