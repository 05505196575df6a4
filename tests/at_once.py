"""Several people at the same moment: a database of its own where they really write beside each other."""

import sqlite3
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, connections, transaction

from osloregionen import worker

COPY = "at_once"


@pytest.fixture
def own_database(django_db_setup, django_db_blocker, tmp_path, monkeypatch):
    """The house as it was furnished, on a database that is thrown away: what is written here is committed, and the
    record and the editions refuse to be emptied afterwards as other tests' databases are."""
    monkeypatch.setattr(worker, "start_worker", lambda: None)  # it would work in the house of everybody else
    settings, shared = connections.settings["default"], connections["default"]
    with django_db_blocker.unblock():
        name = settings["NAME"]
        make, throw_away = _on_sqlite(shared, tmp_path) if shared.vendor == "sqlite" else _on_postgres(shared)
        own = make()
        try:
            settings["NAME"] = own
            connections["default"] = shared.copy()  # other threads make their own from the settings
            yield
        finally:
            connections["default"].close()
            settings["NAME"] = name
            connections["default"] = shared
            throw_away()


def _on_sqlite(shared, place):
    """A file as in production: a database in memory, as the tests have, knows no turns among writers."""
    file = place / "own.sqlite3"

    def make() -> str:
        shared.ensure_connection()
        with sqlite3.connect(file) as copy:
            shared.connection.backup(copy)
        copy.close()
        return str(file)

    return make, lambda: None


def _on_postgres(shared):
    name = f"{shared.settings_dict['NAME']}_{COPY}"

    def make() -> str:
        template = shared.settings_dict["NAME"]
        shared.close()
        with shared._nodb_cursor() as cursor:
            cursor.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
        return name

    def throw_away() -> None:
        with shared._nodb_cursor() as cursor:
            cursor.execute(f'DROP DATABASE "{name}" WITH (FORCE)')

    return make, throw_away


def at_once(rows, *acts) -> list:
    """What each of the acts gives or raises when they meet at the same rows.

    The rows are held until every act has come as far as it can without them, so what they have read is as old as it
    can be. SQLite holds no rows: there each waits to begin, and they follow each other whole.
    """
    with ThreadPoolExecutor(len(acts)) as people:
        with transaction.atomic():
            list(rows.select_for_update(of=("self",)) if connection.vendor == "postgresql" else rows)
            futures = [people.submit(_alone, act) for act in acts]
            _wait_for(len(acts))
        return [future.result(timeout=60) for future in futures]


def _alone(act):
    """With a connection of its own, as every request has."""
    try:
        return act()
    except Exception as error:
        return error
    finally:
        connections.close_all()


def _wait_for(people: int) -> None:
    """Until so many stand and wait."""
    if connection.vendor == "sqlite":
        time.sleep(0.2)
        return
    waiting = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
    for _ in range(500):
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_stat_clear_snapshot()")  # what is told is else the same all through a transaction
            cursor.execute(waiting)
            if cursor.fetchone()[0] >= people:
                return
        time.sleep(0.02)
    raise AssertionError("They never met: the rows that are held stand in nobody's way.")
