"""The house the tests live in: the demo loaded once, and one cast of people.

Every test starts from Osloregionen's five real documents and changes what it needs inside a
transaction that is rolled back.
"""

import time
from functools import partial
from types import SimpleNamespace

import pytest
from django.conf import settings
from django.core import mail
from django.test import Client

from organisation import entering
from organisation.models import User
from programmes.models import Guidelines, Programme
from publishing import shelf
from publishing.management.commands.load_demo import load_house
from publishing.models import Edition

from .cast import CAST

pytest_plugins = ["tests.at_once", "tests.browsing", "tests.sent_out"]


def pytest_addoption(parser):
    parser.addoption("--database", action="store_true", help="only the tests that use the database")


def pytest_collection_modifyitems(config, items):
    """A second database has nothing to say of a test that asks none."""
    if config.getoption("--database"):
        uses = [item for item in items if {"db", "transactional_db"} & set(item.fixturenames)]
        config.hook.pytest_deselected(items=[item for item in items if item not in set(uses)])
        items[:] = uses


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock():
        settings.DEBUG = True  # pytest-django turns it off; the demo is refused in production
        settings.STATIC_ROOT.mkdir(parents=True, exist_ok=True)
        load_house()
        settings.DEBUG = False


@pytest.fixture(autouse=True)
def _nothing_remembered(monkeypatch):
    """What one test fetched from an edition must not be served to the next, nor be asked for again amid a test."""
    monkeypatch.setattr(shelf, "SECONDS", 1_000_000_000)
    shelf.put_away()


@pytest.fixture
def post(monkeypatch, django_capture_on_commit_callbacks):
    """`with post():` – the transaction ends with the block, and its mail has left before the test goes on."""
    monkeypatch.setattr(entering, "_post", SimpleNamespace(submit=lambda task, *args: task(*args)))
    monkeypatch.setattr(entering, "close_old_connections", lambda: None)  # it is the connection of the test itself
    return partial(django_capture_on_commit_callbacks, execute=True)


@pytest.fixture
def ask(post):
    """Ask for a code for an address; the code that was mailed, or nothing."""

    def ask_for_code(client, address: str, **fields) -> str | None:
        sent = len(mail.outbox)
        with post():
            response = client.post("/konto/logg-inn/", {"login": address, **fields})
        assert (response.status_code, response.url.split("?")[0]) == (302, "/konto/logg-inn/kode/bekreft/")
        return mail.outbox[-1].subject[:6] if len(mail.outbox) > sent else None

    return ask_for_code


@pytest.fixture
def later(monkeypatch):
    """Move the clock that allauth reads."""

    def move(seconds: int) -> None:
        now = time.time() + seconds
        monkeypatch.setattr(time, "time", lambda: now)

    return move


# ── the cast ─────────────────────────────────────────────────────────────────────────────────────


def person(name: str):
    def find(db):
        return User.objects.get(email=f"{name}@demo.invalid")

    find.__name__ = name
    return pytest.fixture(find)


secretary = person("sekretariat")
climate_leader = person("faggruppe-klima")
climate_member = person("faggruppe-klima2")
transport_member = person("faggruppe-atp")
coordinator = person("kg")
board_member = person("styret")
delegate = person("representantskap")
outsider = person("utenfor")


@pytest.fixture
def clients(request, db):
    """A client for each in the cast, by name."""
    made = {}
    for name in CAST:
        made[name] = Client()
        if name != "nobody":
            made[name].force_login(request.getfixturevalue(name))
    return made


@pytest.fixture
def desk(secretary) -> Client:
    """The secretary at work."""
    client = Client()
    client.force_login(secretary)
    return client


@pytest.fixture
def colleague(db) -> Client:
    """The other one in the secretariat, at a machine of their own."""
    client = Client()
    client.force_login(User.objects.get(email="sekretariat2@demo.invalid"))
    return client


# ── the documents ────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def programme_2025(db):
    return Programme.objects.get(slug="2025")


@pytest.fixture
def draft_2024(db):
    return Programme.objects.get(slug="2024")


@pytest.fixture
def guidelines(db):
    return Guidelines.objects.get(slug="foringer-2021-2024")


@pytest.fixture
def edition_2025(db):
    return Edition.objects.get(programme__slug="2025")
