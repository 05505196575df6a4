"""The project's own settings, and two addresses more."""

from osloregionen.settings import *  # noqa: F403

ROOT_URLCONF = "tests.bench.urls"
