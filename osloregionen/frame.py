"""What the frame around every page needs to know."""

from django.conf import settings


def frame(request) -> dict:
    return {"accessibility_statement_url": settings.ACCESSIBILITY_STATEMENT_URL}
