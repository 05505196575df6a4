"""One server process and one database are enough: a worker is started when there is something to do."""

import subprocess
import sys
from threading import Thread

from django.conf import settings
from django.db import transaction
from django_tasks_db.backend import DatabaseBackend


class StartsItsOwnWorker(DatabaseBackend):
    """Puts a task in the queue, and starts `manage.py db_worker --batch` once the task is really there.

    The worker is a process of its own: what it needs (150 MB for a PDF) is gone when the queue is empty, and the
    server never loads it. Two workers at once share the queue. `SEPARATE_WORKER=1` leaves starting to somebody else.
    """

    def enqueue(self, task, args, kwargs):
        result = super().enqueue(task, args, kwargs)
        # Robust: the task stands in the queue even when the machine has no room for a process now.
        transaction.on_commit(start_worker, robust=True)
        return result


def start_worker() -> None:
    """Start a worker that ends when the queue is empty. Nobody waits for it."""
    command = [sys.executable, "manage.py", "db_worker", "--batch", "--no-startup-delay", "--no-reload"]
    worker = subprocess.Popen(command, cwd=settings.BASE_DIR, stdin=subprocess.DEVNULL)
    Thread(target=worker.wait, daemon=True).start()  # or it stays in the process table when it has ended
