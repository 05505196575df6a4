"""Runs a part of the bench in a process of its own with Django set up: `python -m tests.bench.child MODULE …`."""

import importlib
import sys

import django

if __name__ == "__main__":
    django.setup()
    importlib.import_module(f"tests.bench.{sys.argv[1]}").main(*sys.argv[2:])
