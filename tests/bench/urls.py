"""The site as it is, and beside it what it is compared with."""

from django.conf import settings
from django.db import transaction
from django.http import FileResponse, HttpResponse
from django.urls import path

from osloregionen.urls import handler404, handler500, urlpatterns  # noqa: F401


@transaction.non_atomic_requests
def empty(request):
    """The limit line: nothing but the server, Django and the middleware."""
    return HttpResponse("hei")


def empty_in_transaction(request):
    """What ATOMIC_REQUESTS adds, as every page that writes has it."""
    return HttpResponse("hei")


@transaction.non_atomic_requests
def file(request):
    return FileResponse((settings.STORAGE_DIR / "bench.pdf").open("rb"), content_type="application/pdf")


urlpatterns = [
    path("bench/empty", empty),
    path("bench/empty-in-transaction", empty_in_transaction),
    path("bench/file", file),
    *urlpatterns,
]
