from django.contrib.admin import AdminSite


class Office(AdminSite):
    site_header = "Osloregionen – nødadministrasjon"
    site_title = "Nødadministrasjon"
    index_title = "Alle data, uten arbeidsflatens sikring. Bruk den når noe har låst seg."
