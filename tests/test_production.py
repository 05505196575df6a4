"""Production does not start with accounts whose password everybody knows."""

import pytest
from django.core.exceptions import ImproperlyConfigured

from organisation.models import User
from osloregionen.production import refuse_demo_accounts


def test_demo_accounts_are_refused_in_production(db, settings):
    settings.DEBUG = False

    with pytest.raises(ImproperlyConfigured, match="Databasen har demokontoer"):
        refuse_demo_accounts()


def test_demo_accounts_are_welcome_on_a_newcomers_machine(db, settings):
    settings.DEBUG = True

    assert refuse_demo_accounts() is None


def test_a_closed_demo_account_stops_nobody(db, settings):
    settings.DEBUG = False
    User.objects.update(is_active=False)

    assert refuse_demo_accounts() is None
