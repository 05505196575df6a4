"""A served site for browser tests: the demo on its own database, run as in production (DEBUG=0, granian)."""

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = Path(sys.executable).parent


LOAD = "from publishing.management.commands.load_demo import load_house; load_house()"
# Production refuses the demo's own accounts, so its people move to another domain.
MOVE_OUT = """
from django.db.models import F, Value
from django.db.models.functions import Replace
from organisation.models import User
User.objects.update(email=Replace(F("email"), Value("@demo.invalid"), Value("@site.invalid")))
"""

# The draft of 2024 recommended, changed and adopted by the representantskap; a reason for everything that is found.
DECIDED = """
from datetime import date
from organisation.models import Body, User
from programmes import phases
from programmes.decisions import Treatment
from programmes.models import Programme, Section
from publishing import adoption
from publishing.models import SetAside
by = User.objects.get(email="sekretariat@site.invalid")
programme = Programme.objects.get(slug="2024")
for key, outcome in (("styret", "recommended"), ("representantskapet", "adopted_with_changes")):
    said = Treatment(Body.objects.get(key=key), outcome, date(2023, 12, 8), "40/23", "Vi sier ja.", "34 mot 3")
    phases.write_down(programme, said, by=by)
    programme.refresh_from_db()
Section.objects.create(programme=programme, title="Etter styret", order=990)
for doubt in adoption.outlook(programme).doubts:
    SetAside.objects.create(programme=programme, key=doubt.key, sentence=doubt.sentence, why="Kan stå.", by=by)
"""


def environment(place: Path, port: int, debug: str, settings: str = "osloregionen.settings") -> dict[str, str]:
    return os.environ | {
        "DJANGO_SETTINGS_MODULE": settings,
        "DATABASE_URL": f"sqlite:///{place / 'site.sqlite3'}",
        "STORAGE_DIR": str(place),
        "SITE_URL": f"http://127.0.0.1:{port}",
        "ALLOWED_HOSTS": "127.0.0.1,localhost",
        "SECRET_KEY": "bare-for-denne-testen-og-lang-nok-til-at-ingen-klager",
        "EMAIL_URL": f"file://{place / 'mail'}",
        "DEBUG": debug,
    }


def manage(place: Path, port: int, *command: str, debug: str = "1") -> None:
    subprocess.run(
        [sys.executable, "manage.py", *command],
        cwd=ROOT,
        env=environment(place, port, debug),
        check=True,
        stdout=subprocess.DEVNULL,
    )


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def furnish(place: Path, load: str = LOAD) -> Path:
    """What `load` loads (the demo without its rounds), and the static files, ready to be served from a copy."""
    port = free_port()
    place.mkdir(exist_ok=True)
    manage(place, port, "migrate", "--verbosity", "0")
    manage(place, port, "shell", "--verbosity", "0", "--command", f"{load}\n{MOVE_OUT}")
    manage(place, port, "collectstatic", "--noinput", "--verbosity", "0", debug="0")
    return place


class Site:
    """Serves a copy of a furnished place until `close()`; `url` is where."""

    def __init__(self, house: Path, place: Path, settings: str = "osloregionen.settings") -> None:
        self.place, self.port = place, (port := free_port())
        self.url = f"http://127.0.0.1:{port}"
        shutil.copytree(house, place, dirs_exist_ok=True)
        self.process = subprocess.Popen(
            [
                str(VENV / "granian"),
                "--interface",
                "wsgi",
                "--host",
                "127.0.0.1",
                "--port",
                str(port),
                "--blocking-threads",
                "1",  # as in production
                "--log-level",
                "warning",
                "osloregionen.wsgi:application",
            ],
            cwd=ROOT,
            env=environment(place, port, "0", settings),
        )
        self._wait()

    def _wait(self) -> None:
        for _ in range(150):
            try:
                urllib.request.urlopen(f"{self.url}/healthz", timeout=2).read()
                return
            except OSError:
                time.sleep(0.1)
        raise RuntimeError("The site did not answer within 15 seconds.")

    def manage(self, *command: str) -> None:
        """A command on the site's own database, while it serves."""
        manage(self.place, self.port, *command)

    def close(self) -> None:
        self.process.terminate()
        self.process.wait(timeout=10)
