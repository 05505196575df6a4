"""A place of the bench's own: a folder, a database with the demo, and the environment that leads there."""

import json
import os
import subprocess
import sys
import tempfile
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
INHERITED = ("PATH", "HOME", "LANG", "TMPDIR", "VIRTUAL_ENV")


@dataclass(frozen=True)
class Scratch:
    folder: Path
    database: str  # its DATABASE_URL

    def environment(self, *, debug: bool = False) -> dict[str, str]:
        """Production (DEBUG=0) unless said otherwise; nothing of the caller's own settings."""
        return {name: os.environ[name] for name in INHERITED if name in os.environ} | {
            "DJANGO_SETTINGS_MODULE": "tests.bench.settings",
            "DEBUG": "1" if debug else "0",
            "SECRET_KEY": "only-for-the-bench-and-of-no-use-anywhere-else",
            "ALLOWED_HOSTS": "127.0.0.1",
            "SITE_URL": "http://127.0.0.1",
            "EMAIL_URL": f"file://{self.folder}/mail",
            "DATABASE_URL": self.database,
            "STORAGE_DIR": str(self.folder),
            "PYTHONPATH": str(ROOT),
            "PYTHONDONTWRITEBYTECODE": os.environ.get("PYTHONDONTWRITEBYTECODE", ""),
        }

    def child(self, module: str, *arguments, debug: bool = False):
        """What a part of the bench answers when it runs in a process of its own."""
        done = subprocess.run(
            self.child_command(module, *arguments),
            env=self.environment(debug=debug),
            cwd=ROOT,
            stdout=subprocess.PIPE,
            check=True,
        )
        return json.loads(done.stdout or "null")

    def child_command(self, module: str, *arguments) -> list[str]:
        return [sys.executable, "-m", "tests.bench.child", module, *map(str, arguments)]


@contextmanager
def scratch():
    """A scratch place that is gone afterwards. A DATABASE_URL in the environment is used if that database is empty."""
    with tempfile.TemporaryDirectory(prefix="bench-") as name:
        folder = Path(name)
        yield Scratch(folder, os.environ.get("DATABASE_URL") or f"sqlite:///{folder / 'bench.sqlite3'}")
