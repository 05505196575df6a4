from django.contrib import admin
from django.urls import include, path

from . import health

urlpatterns = [
    path("", include("publishing.urls")),
    path("konto/", include("organisation.urls")),
    path("healthz", health.healthz, name="healthz"),
    path("nodadministrasjon/", admin.site.urls),
]

handler404 = "osloregionen.errors.not_found"
handler500 = "osloregionen.errors.server_error"
