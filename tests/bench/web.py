"""Requests per second, and the processor time that the server uses for each, by two servers in turn."""

import socket
import subprocess
import sys
import time
from contextlib import ExitStack, contextmanager
from statistics import median

from . import processes
from .load import CONNECTIONS, Ask, load, once
from .scratch import ROOT, Scratch
from .table import Goal, ratio, show

ROUNDS = 7
SECONDS = 0.5
IDLE = 4  # callers that connect and say nothing
WORKERS = "2"
WSGI = "osloregionen.wsgi:application"
SERVERS = {
    "gunicorn": [
        "gunicorn", "--workers", WORKERS, "--no-control-socket", "--log-level", "warning",
        "--bind", "127.0.0.1:{port}", WSGI,
    ],
    "granian": [
        "granian", "--interface", "wsgi", "--workers", WORKERS, "--blocking-threads", "1", "--no-ws",
        "--log-level", "warning", "--host", "127.0.0.1", "--port", "{port}", WSGI,
    ],
}  # fmt: skip


def measure(place: Scratch, demo: dict) -> dict:
    subprocess.run(
        [sys.executable, "-m", "django", "collectstatic", "--no-input", "--verbosity", "0"],
        env=place.environment(),
        cwd=ROOT,
        check=True,
    )
    (place.folder / "static" / "bench.pdf").write_bytes((place.folder / "bench.pdf").read_bytes())
    with ExitStack() as stack:
        servers = {name: stack.enter_context(_served(place, command)) for name, command in SERVERS.items()}
        results = {name: {} for name in servers}
        for number in range(-1, ROUNDS):  # one round to warm up
            for name, (pid, port) in servers.items():
                for case, ask in _cases(port, demo).items():
                    before = processes.cpu(pid)
                    done = load(port, ask, SECONDS if number >= 0 else SECONDS / 3)
                    used = processes.cpu(pid) - before
                    if number >= 0:
                        row = results[name].setdefault(case, {"bytes": done.size, "rate": [], "cpu": []})
                        row["rate"].append(done.requests / done.seconds)
                        row["cpu"].append(used / done.requests)
        held = {name: processes.memory(processes.family(pid)) for name, (pid, _port) in servers.items()}
        idle = {name: _answers_beside_idle_callers(port) for name, (_pid, port) in servers.items()}
    return {"database": demo["database"], "rounds": ROUNDS, "cases": results, "memory": held, "beside idle": idle}


def report(found: dict) -> list[Goal]:
    """Print what `measure` found; the goals it bears on."""
    goals = []
    for server, cases in found["cases"].items():
        show(
            f"Web: {server}, {WORKERS} workers, {CONNECTIONS} connections, {found['database']}, "
            f"{found['memory'][server]:.0f} MiB after the run, "
            f"{'answers' if found['beside idle'][server] else 'DOES NOT ANSWER'} while {IDLE} callers say nothing",
            ["", "bytes", "requests/s", "server CPU µs", "rate ÷ empty", "CPU ÷ empty"],
            [
                [
                    case, row["bytes"], median(row["rate"]), median(row["cpu"]) * 1e6,
                    ratio(row["rate"], cases["empty"]["rate"]), ratio(row["cpu"], cases["empty"]["cpu"]),
                ]
                for case, row in cases.items()
            ],
        )  # fmt: skip

        def rate(case, base, cases=cases):
            return ratio(cases[case]["rate"], cases[base]["rate"])

        goals += [
            Goal(f"{server}: stored page, throughput ÷ empty view", rate("page", "empty"), at_least=0.75),
            Goal(f"{server}: stored page 304, throughput ÷ empty view", rate("page 304", "empty"), at_least=0.75),
            Goal(f"{server}: PDF, throughput ÷ whitenoise's static file", rate("pdf", "static"), at_least=0.9),
            Goal(f"{server}: PDF, throughput ÷ FileResponse", rate("pdf", "file"), at_least=0.9),
        ]
    return goals


def _cases(port: int, demo: dict) -> dict[str, Ask]:
    etag = once(port, Ask(demo["page"])).header("etag")
    return {
        "empty": Ask("/bench/empty"),
        "empty in transaction": Ask("/bench/empty-in-transaction"),
        "page": Ask(demo["page"]),
        "page 304": Ask(demo["page"], 304, (f"If-None-Match: {etag}",)),
        "pdf": Ask(demo["pdf"]),
        "static": Ask("/static/bench.pdf"),
        "file": Ask("/bench/file"),
        "front": Ask("/"),
        "draft": Ask(demo["draft"], headers=(f"Cookie: {demo['cookie']}",)),
    }


def _answers_beside_idle_callers(port: int) -> bool:
    """Does a caller get an answer within three seconds while others are connected and slow?"""
    with ExitStack() as stack:
        for _ in range(IDLE):
            stack.enter_context(socket.create_connection(("127.0.0.1", port)))
        time.sleep(0.2)
        caller = stack.enter_context(socket.create_connection(("127.0.0.1", port), timeout=3))
        caller.sendall(bytes(Ask("/bench/empty")))
        try:
            return caller.recv(12).endswith(b"200")
        except TimeoutError:
            return False


@contextmanager
def _served(place: Scratch, command: list[str]):
    """The site behind this server; its process id and port."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    process = subprocess.Popen(
        [sys.executable, "-m", *(part.format(port=port) for part in command)],
        env=place.environment(),
        cwd=ROOT,
        stdout=subprocess.DEVNULL,
    )
    try:
        _wait_until_it_answers(port)
        yield process.pid, port
    finally:
        process.terminate()
        process.wait(timeout=20)


def _wait_until_it_answers(port: int) -> None:
    for _ in range(200):
        try:
            once(port, Ask("/healthz"))
            return
        except OSError:
            time.sleep(0.1)
    raise SystemExit("The server does not answer.")
