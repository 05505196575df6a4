"""Bekreft ektheten: drop a file, or paste its checksum, and be told whether it is what was adopted. For everybody."""

from allauth.core import ratelimit
from django.db import transaction
from django.http import JsonResponse
from django.shortcuts import render
from django.views.decorators.cache import cache_control
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods
from django.views.decorators.vary import vary_on_headers

from .. import brought, verifying
from ..forms import VerifyForm

MEGABYTES = brought.LARGEST // 1024 // 1024
TOO_LARGE = f"Fila er større enn {MEGABYTES} MB. Så store er ingen av filene våre. Lim inn sjekksummen i stedet."
NO_FILE = "Velg en fil først."
TOO_MANY = "Mange bekrefter filer akkurat nå. Vent et minutt, eller lim inn sjekksummen i stedet."


@csrf_exempt  # nothing is changed by it, and software may send a file too
@transaction.non_atomic_requests
@vary_on_headers("Accept")
@cache_control(private=True, no_store=True)
@require_http_methods(["GET", "HEAD", "POST"])
def verify(request, sum=""):
    """What the file or the checksum is; with neither, where to put one."""
    if request.method == "POST":
        return _verify_file(request)
    if not sum and "sum" not in request.GET:
        return _page(request, VerifyForm())
    form = VerifyForm({"sum": sum or request.GET["sum"]})
    if not form.is_valid():
        return _page(request, form, refusal=form.errors["sum"][0])
    answer = verifying.verify(form.cleaned_data["sum"], request.user)
    return _page(request, form, answer, is_file="fil" in request.GET)  # the browser has summed up a file


def _verify_file(request):
    if brought.is_too_large(request):
        return _page(request, VerifyForm(), refusal=TOO_LARGE, status=413)
    if not ratelimit.consume(request, action="verify_file", key="everybody"):
        return _page(request, VerifyForm(), refusal=TOO_MANY, status=429)
    file = brought.take_in(request)
    if file is None:
        return _page(request, VerifyForm(), refusal=NO_FILE)
    return _page(request, VerifyForm(), verifying.verify_file(file, request.user), is_file=True)


def _page(request, form, answer=None, *, refusal="", status=200, is_file=False):
    """The answer as a page, or as JSON for those who ask for that."""
    if request.get_preferred_type(["text/html", "application/json"]) == "application/json":
        data = verifying.as_data(answer) if answer else {"error": refusal or verifying.NO_SUM}
        return JsonResponse(data, status=200 if answer else max(status, 400), json_dumps_params={"ensure_ascii": False})
    context = {"form": form, "answer": answer, "refusal": refusal, "is_file": is_file, "megabytes": MEGABYTES}
    return render(request, "publishing/verify.html", context, status=status)
