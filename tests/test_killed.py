"""Whoever pulls the plug while the council adopts: either nothing happened, or everything did."""

import json
import os
import subprocess
import sys
from urllib.parse import quote

import psycopg
import pytest
from django.db import connection

from .site import ROOT


@pytest.fixture
def empty_database(db, tmp_path):
    """The address of an empty database of its own, of the same kind as the tests'."""
    if connection.vendor == "sqlite":
        yield f"sqlite:///{tmp_path / 'killed.sqlite3'}"
        return
    here = connection.settings_dict
    server = {"host": here["HOST"], "port": here["PORT"], "user": here["USER"], "password": here["PASSWORD"]}
    server = {name: value for name, value in server.items() if value}
    with psycopg.connect(dbname="postgres", autocommit=True, **server) as control:
        name = f"killed_{os.getpid()}"
        control.execute(f"CREATE DATABASE {name}")
        try:
            login = (
                f"{quote(here['USER'])}:{quote(here['PASSWORD'])}@" if here["PASSWORD"] else f"{quote(here['USER'])}@"
            )
            place = quote(here["HOST"], safe="") + (f":{here['PORT']}" if here["PORT"] else "")
            yield f"postgres://{login}{place}/{name}"
        finally:
            control.execute(f"DROP DATABASE {name} WITH (FORCE)")


def test_an_adoption_that_is_killed_at_any_write_has_not_happened(empty_database, tmp_path):
    around = os.environ | {"DATABASE_URL": empty_database, "STORAGE_DIR": str(tmp_path), "SEPARATE_WORKER": "1"}
    command = [sys.executable, "-m", "tests.killed"]
    done = subprocess.run(command, cwd=ROOT, env=around, capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout.splitlines()[-1])
    assert told["killed"] >= 10
    assert told == {"killed": told["killed"], "adopted": True}
