"""Processor time and memory of a process and everything it started (Linux)."""

import os
import resource
import signal
import subprocess
import threading
import time
from contextlib import nullcontext, suppress
from ctypes import CDLL
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryFile

TICKS = os.sysconf("SC_CLK_TCK")
PR_SET_CHILD_SUBREAPER = 36


def family(pid: int) -> list[int]:
    """The process and its descendants."""
    found = [pid]
    for parent in found:
        with suppress(OSError):
            for thread in Path(f"/proc/{parent}/task").iterdir():
                found += map(int, (thread / "children").read_text().split())
    return found


def cpu(pid: int) -> float:
    """Seconds of processor time that the family has used, without what has ended."""
    total = 0
    for member in family(pid):
        with suppress(OSError):
            after_name = Path(f"/proc/{member}/stat").read_text().rpartition(")")[2].split()
            total += int(after_name[11]) + int(after_name[12])
    return total / TICKS


def memory(pids: list[int]) -> float:
    """MiB of memory (PSS: a page that several share counts once)."""
    total = 0
    for pid in pids:
        with suppress(OSError):
            for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
                if line.startswith("Pss:"):
                    total += int(line.split()[1])
    return total / 1024


class Peak:
    """Looks at a family's memory over and over; costs time, so it is not used in a round that is timed."""

    def __init__(self, pid: int, itself: bool = True):
        self.pid, self.itself, self.mebibytes = pid, itself, 0.0
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)

    def __enter__(self):
        self._thread.start()
        return self

    def __exit__(self, *_):
        self._over.set()
        self._thread.join()

    def _watch(self):
        while not self._over.wait(0.02):
            pids = family(self.pid)
            self.mebibytes = max(self.mebibytes, memory(pids if self.itself else pids[1:]))


@dataclass(frozen=True)
class Run:
    """A whole process with everything it started."""

    wall: float
    cpu: float
    peak: float | None = None


def run(command: list[str], *, environment: dict | None = None, watch_memory: bool = False) -> Run:
    """Run a command to its end. A browser leaves helpers behind: they are waited for, and counted."""
    CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)  # what the command leaves behind becomes ours to wait for
    others = set(family(os.getpid()))
    with TemporaryFile() as said:
        before, start = _children_cpu(), time.perf_counter()
        process = subprocess.Popen(
            command, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=said
        )
        with Peak(process.pid) if watch_memory else nullcontext() as peak:
            process.wait(timeout=600)
        wall = time.perf_counter() - start
        if process.returncode:
            said.seek(0)
            raise SystemExit(f"{command[0]} ended with {process.returncode}: {said.read()[-500:].decode()}")
    _wait_for_orphans(others)
    return Run(wall, _children_cpu() - before, peak.mebibytes if peak else None)


def _wait_for_orphans(others: set[int]) -> None:
    """Wait for whatever our command started and left; what has not ended after two seconds is ended."""
    deadline = time.monotonic() + 2
    while left := set(family(os.getpid())) - others:
        for pid in left:
            if time.monotonic() > deadline:
                with suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
            with suppress(ChildProcessError):  # somebody else's child: its parent waits for it
                os.waitpid(pid, os.WNOHANG)
        time.sleep(0.01)


def _children_cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime
