"""What the frame around every page needs to know."""

from django.conf import settings

# The first part of an address, and the entry of the main menu it belongs to.
MENU = {
    "": "programmes",
    "handlingsprogram": "programmes",
    "redaksjon": "programmes",
    "innspill": "programmes",
    "sammenlign": "programmes",
    "strategiske-foringer": "guidelines",
    "tiltak": "measures",
    "organisasjon": "organisation",
    "konto": "account",
}


def frame(request) -> dict:
    """Context processor: which menu entry is current, and where the accessibility statement lies."""
    return around(request.path)


def around(path: str) -> dict:
    """The same for a page that is drawn without a request."""
    return {
        "nav": MENU.get(path.split("/")[1]),
        "accessibility_statement_url": settings.ACCESSIBILITY_STATEMENT_URL,
    }
