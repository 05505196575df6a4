from django.contrib.admin import AdminSite
from django.contrib.auth.views import redirect_to_login
from django.http import Http404
from django.urls import reverse


class Office(AdminSite):
    site_header = "Osloregionen – nødadministrasjon"
    site_title = "Nødadministrasjon"
    index_title = "Alle data, uten arbeidsflatens sikring. Bruk den når noe har låst seg."

    def login(self, request, extra_context=None):
        """There is one door to the house: the login page, with its limits and its second factor."""
        if request.user.is_authenticated:
            raise Http404
        return redirect_to_login(request.GET.get("next") or reverse("admin:index"))
