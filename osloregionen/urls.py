from django.contrib import admin
from django.urls import include, path

from . import csp, health

urlpatterns = [
    path("", include("programmes.rounds.urls")),
    path("", include("publishing.urls")),
    path("", include("organisation.urls")),
    path("", include("budget.urls")),
    path("", include("programmes.urls")),
    path("csp-rapport/", csp.report, name="csp_report"),
    path("healthz", health.healthz, name="healthz"),
    path("nodadministrasjon/", admin.site.urls),
]

handler404 = "osloregionen.errors.not_found"
handler500 = "osloregionen.errors.server_error"
