"""What production refuses to start with, beyond what the settings themselves can see."""

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError

from organisation.models import User

DEMO_DOMAIN = "@demo.invalid"


def refuse_demo_accounts() -> None:
    """Raises ImproperlyConfigured when anybody could log in with the password that stands in the README."""
    if settings.DEBUG:
        return
    try:
        found = User.objects.filter(email__endswith=DEMO_DOMAIN, is_active=True).exists()
    except DatabaseError:
        return  # not migrated yet; /healthz and the first page tell
    if found:
        raise ImproperlyConfigured(
            "Databasen har demokontoer, og passordet til dem er kjent for alle. Bruk en tom database i drift."
        )
