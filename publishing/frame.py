"""What the frame around every page needs to know."""

from django.conf import settings
from django.db.models import Exists, OuterRef
from django.utils.crypto import salted_hmac

from organisation.roles import body_ids, is_secretariat
from programmes.models import Milestone, Programme, Round

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

# What in an address says which programme a page is about, and where that stands.
NAMES_A_PROGRAMME = {"slug": "slug", "round": "rounds__uuid"}


def frame(request) -> dict:
    """Context processor: which menu entry is current, whether «Innspill» is one, how far the programme has come."""
    person = request.user
    about_them = {"has_rounds": _has_rounds(person), "concerned": _concerned(request), "who": _who(person)}
    return around(request.path) | about_them


def _has_rounds(user) -> bool:
    """Is the person asked in a round, or do they answer them? Nothing is asked for those who sit in no body."""
    return is_secretariat(user) or (bool(body_ids(user)) and Round.objects.visible_to(user).exists())


def _who(user) -> str:
    """Tells one person's pages from another's, and nothing else: a form that was open is not sent as somebody else."""
    return salted_hmac("who", str(user.pk), algorithm="sha256").hexdigest()[:12] if user.is_authenticated else ""


def _concerned(request) -> Programme | None:
    """The programme that the page is about, when it is on its way to a vedtak and the person takes part in that."""
    told = request.resolver_match.kwargs if request.resolver_match else {}
    about = {field: told[name] for name, field in NAMES_A_PROGRAMME.items() if name in told}
    if request.htmx or not (about and body_ids(request.user)):
        return None
    under_way = Programme.objects.exclude(phase=Programme.Phase.ADOPTED).filter(**about)
    sent = Milestone.objects.visible_to(request.user).filter(programme=OuterRef("pk"))
    may_see = Programme.objects.visible_to(request.user).filter(pk=OuterRef("pk"))
    return under_way.filter(Exists(may_see) | Exists(sent)).first()


def around(path: str) -> dict:
    """The same for a page that is drawn without a request."""
    return {
        "nav": MENU.get(path.split("/")[1]),
        "accessibility_statement_url": settings.ACCESSIBILITY_STATEMENT_URL,
    }
