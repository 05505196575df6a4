"""Where browsers report what the content security policy refused."""

import json
import logging

from django.db import transaction
from django.http import HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

LARGEST = 8 * 1024  # bytes; a report is a few hundred
KEPT = ("document-uri", "violated-directive", "blocked-uri", "source-file", "line-number")
logger = logging.getLogger("csp")


@transaction.non_atomic_requests
@csrf_exempt  # browsers report on their own, without a token; nothing is changed by it
@require_POST
def report(request):
    """204 whatever was sent; a report that makes sense becomes one line in the log of the server."""
    body = request.read(LARGEST)
    try:
        told = json.loads(body)["csp-report"]
        line = {key: str(told[key])[:200] for key in KEPT if key in told}
    except (ValueError, KeyError, TypeError):
        line = {}
    if line:
        logger.warning("CSP: %s", json.dumps(line, ensure_ascii=True))
    return HttpResponse(status=204)
