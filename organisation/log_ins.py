"""Where somebody is logged in, and how that is ended."""

from allauth.usersessions.models import UserSession
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.models import Session
from django.utils import timezone

from .models import Entry, User

# The first that occurs in what the browser says about itself; Edge and Chrome also claim to be the later ones.
BROWSERS = {
    "Edg": "Edge",
    "OPR/": "Opera",
    "Firefox": "Firefox",
    "FxiOS": "Firefox",
    "Chrome": "Chrome",
    "CriOS": "Chrome",
    "Safari": "Safari",
}
SYSTEMS = {
    "iPhone": "iPhone",
    "iPad": "iPad",
    "Android": "Android",
    "Windows": "Windows",
    "Mac OS": "Mac",
    "CrOS": "Chromebook",
    "Linux": "Linux",
}


def device(user_agent: str) -> str:
    """`Firefox på Windows`, from what the browser says about itself."""
    browser = next((name for sign, name in BROWSERS.items() if sign in user_agent), "Ukjent nettleser")
    system = next((name for sign, name in SYSTEMS.items() if sign in user_agent), "")
    return f"{browser} på {system}" if system else browser


def last_log_ins(person: User, number: int = 5):
    """The log's rows of the last times `person` logged in, newest first."""
    return Entry.objects.filter(actor=person, verb=Entry.Verb.LOGGED_IN)[:number]


def end_log_ins(person: User, *, but: str | None = None) -> int:
    """Log `person` out everywhere at once, except in the session with the key `but`. Returns in how many places.

    Django's sessions are read one by one: the list that allauth keeps knows only those that began at its own door.
    """
    theirs = [
        session.session_key
        for session in Session.objects.filter(expire_date__gt=timezone.now()).exclude(session_key=but).iterator()
        if session.get_decoded().get(SESSION_KEY) == str(person.pk)
    ]
    UserSession.objects.filter(user=person).exclude(session_key=but).delete()
    Session.objects.filter(session_key__in=theirs).delete()
    return len(theirs)
