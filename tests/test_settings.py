"""The settings fail loudly when production is given what is only fit for development."""

import os
import subprocess
import sys

import pytest

from .site import ROOT


def start(**environment):
    """Exit status and last line of stderr of `manage.py check` under these variables."""
    clean = {name: value for name, value in os.environ.items() if name not in ("DEBUG", "SECRET_KEY", "DATABASE_URL")}
    done = subprocess.run(
        [sys.executable, "manage.py", "check"], cwd=ROOT, env=clean | environment, capture_output=True, text=True
    )
    return done.returncode, done.stderr.strip().split("\n")[-1]


def test_everything_has_a_default_for_development():
    assert start()[0] == 0


def test_production_refuses_the_development_secret():
    assert start(DEBUG="0") == (
        1,
        "django.core.exceptions.ImproperlyConfigured: "
        "Sett miljøvariabelen SECRET_KEY; utviklingsnøkkelen brukes ikke i drift.",
    )


def test_production_starts_with_a_secret_of_its_own():
    assert start(DEBUG="0", SECRET_KEY="noe-langt-og-hemmelig-som-ingen-gjetter")[0] == 0


@pytest.mark.parametrize("value", ["ja", "True", "2"])
def test_a_flag_is_0_or_1_and_nothing_else(value):
    assert start(DEBUG=value) == (
        1,
        f"django.core.exceptions.ImproperlyConfigured: DEBUG må være 0 eller 1, ikke «{value}».",
    )


def test_production_over_https_passes_djangos_own_deployment_check():
    environment = os.environ | {
        "DEBUG": "0",
        "SECRET_KEY": "k7Wq-ZrP2u9xTe5LbN8vYc3MfHs6JdAg1RiQoEwXzUyKt4Bp-og-litt-til",
        "SITE_URL": "https://handlingsprogram.example",
        "ALLOWED_HOSTS": "handlingsprogram.example",
    }
    done = subprocess.run(
        [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
    )
    assert (done.returncode, done.stdout.strip()) == (0, "System check identified no issues (0 silenced).")
