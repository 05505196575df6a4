"""The site as it is, and beside it what it is compared with."""

from django.conf import settings
from django.db import transaction
from django.http import FileResponse, HttpResponse
from django.urls import path

from osloregionen.urls import handler404, handler500, urlpatterns  # noqa: F401


def empty(request):
    """The limit line: nothing but the server, Django and the middleware (and the project's ATOMIC_REQUESTS)."""
    return HttpResponse("hei")


def file(request):
    return FileResponse((settings.STORAGE_DIR / "bench.pdf").open("rb"), content_type="application/pdf")


urlpatterns = [
    path("bench/empty", empty),
    path("bench/empty-without-transaction", transaction.non_atomic_requests(empty)),
    path("bench/file", transaction.non_atomic_requests(file)),
    *urlpatterns,
]
