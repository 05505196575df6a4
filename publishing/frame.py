"""What the frame around every page needs to know."""

from django.conf import settings

from organisation.roles import body_ids, is_secretariat
from programmes.models import Round

# The first part of an address, and the entry of the main menu it belongs to.
MENU = {
    "": "programmes",
    "handlingsprogram": "programmes",
    "redaksjon": "programmes",
    "sammenlign": "programmes",
    "strategiske-foringer": "guidelines",
    "tiltak": "measures",
    "innspill": "rounds",
    "organisasjon": "organisation",
    "konto": "account",
}


def frame(request) -> dict:
    """Context processor: which menu entry is current, whether «Innspill» is one, and what stands below the page."""
    return around(request.path) | {"has_rounds": _has_rounds(request.user)}


def _has_rounds(user) -> bool:
    """Is the person asked in a round, or do they answer them? Nothing is asked for those who sit in no body."""
    return is_secretariat(user) or (bool(body_ids(user)) and Round.objects.visible_to(user).exists())


def around(path: str) -> dict:
    """The same for a page that is drawn without a request."""
    return {
        "nav": MENU.get(path.split("/")[1]),
        "accessibility_statement_url": settings.ACCESSIBILITY_STATEMENT_URL,
    }
