"""The sent log: what has been mailed to whom, and what did not arrive."""

import django_filters
from django.core.paginator import Paginator
from django.shortcuts import render

from organisation.models import Mailing, User
from organisation.views.reading import reads
from organisation.views.secretariat import secretariat

from .secretariat import DESK


class MailingFilter(django_filters.FilterSet):
    om = django_filters.ChoiceFilter(label="Om", field_name="kind", choices=Mailing.Kind, empty_label="Alt")
    tilstand = django_filters.ChoiceFilter(
        label="Tilstand", field_name="state", choices=Mailing.State, empty_label="Alle"
    )
    person = django_filters.ModelChoiceFilter(label="Til", queryset=User.objects.all(), empty_label="Alle")

    class Meta:
        model = Mailing
        fields = ()


@reads
@secretariat
def mailings(request):
    """Newest first, a page at a time."""
    everything = Mailing.objects.visible_to(request.user).select_related("person", "by")
    found = MailingFilter(request.GET, queryset=everything)
    pages = Paginator(found.qs, 50).get_page(request.GET.get("side"))
    return render(request, "rounds/mailings.html", {"form": found.form, "pages": pages, "crumbs": [DESK]})
