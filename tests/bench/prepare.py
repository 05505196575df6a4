"""Fills the scratch database with the demo and answers what the web part asks for."""

import json
import sys
from io import StringIO

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.core.management import call_command
from django.db import connection

from organisation.models import User
from programmes.models import Programme
from publishing.models import Edition


def main():
    if connection.introspection.table_names():
        sys.exit("DATABASE_URL leads to a database that is not empty. The bench wants one of its own.")
    call_command("migrate", verbosity=0)
    call_command("load_demo", stdout=StringIO())
    edition = Edition.objects.get(programme__slug="2025")
    (settings.STORAGE_DIR / "bench.pdf").write_bytes(edition.pdf)
    member = User.objects.get(email="faggruppe-klima2@demo.invalid")
    draft = Programme.objects.visible_to(member).exclude(phase=Programme.Phase.ADOPTED).get()
    json.dump(
        {
            "database": connection.vendor,
            "page": f"/handlingsprogram/{edition.programme.slug}/",
            "pdf": f"/handlingsprogram/{edition.programme.slug}/{edition.programme.slug}.pdf",
            "draft": f"/handlingsprogram/{draft.slug}/",
            "cookie": f"{settings.SESSION_COOKIE_NAME}={_logged_in(member)}",
        },
        sys.stdout,
    )


def _logged_in(person: User) -> str:
    """The key of a session in which this person is logged in."""
    session = SessionStore()
    session[SESSION_KEY] = str(person.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = person.get_session_auth_hash()
    session.create()
    return session.session_key
