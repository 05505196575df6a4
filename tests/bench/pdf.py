"""How long a PDF takes and how much memory: our press cold and warm, and a browser that prints the same HTML."""

import json
import os
import shutil
import subprocess
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from pypdf import PdfReader

from . import processes
from .scratch import ROOT, Scratch
from .table import Goal, ratio, show

ROUNDS = {1: 7, 10: 2, 50: 1}  # how often each size is timed; once more for its memory
NAMES = {
    "cold": "our press, cold process",
    "chromium": "Chromium, cold process",
    "trimmed": "Chromium, trimmed, profile kept",
    "warm": "our press, warm process",
}
BROWSERS = ("chromium", "chromium-browser", "google-chrome")


def measure(place: Scratch, sizes: list[int]) -> dict:
    browser = next(filter(None, map(shutil.which, BROWSERS)), None)
    if browser is None:
        print("\nNo Chromium here: the PDF press is measured alone.")
    return {str(size): _measure(place, size, browser) for size in sizes}


def _measure(place: Scratch, size: int, browser: str | None) -> dict:
    known = place.child("press", "write", place.folder, size)
    source, html = place.folder / f"{size}.json", place.folder / f"{size}.html"
    output = {case: place.folder / f"{size}-{case}.pdf" for case in NAMES}
    cold = place.child_command("press", "cold", source, output["cold"])
    cases = {
        "cold": lambda watch: processes.run(cold, environment=place.environment(), watch_memory=watch),
    }
    if browser:
        typed = _chromium(browser, html, output["chromium"])
        trimmed = [
            *_chromium(browser, html, output["trimmed"]),
            *TRIMMED,
            f"--user-data-dir={place.folder / 'browser'}",
        ]
        processes.run(trimmed)  # the first time it makes itself a profile

        def chromium(watch: bool) -> processes.Run:
            with TemporaryDirectory(dir=place.folder) as home:
                return processes.run(typed, environment=os.environ | {"HOME": home}, watch_memory=watch)

        cases["chromium"] = chromium
        cases["trimmed"] = lambda watch: processes.run(trimmed, watch_memory=watch)
    with _warm(place) as printing:
        cases["warm"] = lambda watch: printing(source, output["warm"], watch)
        printing(source, output["warm"], False)
        rounds = [{case: time(False) for case, time in cases.items()} for _ in range(ROUNDS[size])]
        peaks = {case: time(True).peak for case, time in cases.items()}
    return known | {
        "cases": {
            case: {
                "wall": [timed[case].wall for timed in rounds],
                "cpu": [timed[case].cpu for timed in rounds],
                "peak": peaks[case],
                "pages": len(PdfReader(output[case]).pages),
                "bytes": output[case].stat().st_size,
            }
            for case in cases
        }
    }


def report(found: dict) -> list[Goal]:
    """Print what `measure` found; the goals it bears on."""
    goals = []
    for size, result in found.items():
        cases = result["cases"]
        show(
            f"PDF: {result['measures']} measures ({size} × 2025)",
            ["", "pages", "kB", "wall s", "CPU s", "peak MiB", "wall ÷ warm", "CPU ÷ warm"],
            [
                [
                    NAMES[case], row["pages"], row["bytes"] // 1000, median(row["wall"]), median(row["cpu"]),
                    row["peak"], ratio(row["wall"], cases["warm"]["wall"]), ratio(row["cpu"], cases["warm"]["cpu"]),
                ]
                for case, row in cases.items()
            ],
        )  # fmt: skip
    first = found["1"]["cases"]
    if "chromium" in first:
        warm, browser = first["warm"], first["chromium"]
        goals += [
            Goal("PDF 2025, warm: wall ÷ cold Chromium", ratio(warm["wall"], browser["wall"]), at_most=1.0),
            Goal("PDF 2025, warm: CPU ÷ cold Chromium", ratio(warm["cpu"], browser["cpu"]), at_most=1.0),
            Goal("PDF 2025, warm: peak memory ÷ cold Chromium", warm["peak"] / browser["peak"], at_most=0.5),
        ]
    if "10" in found:
        growth = median(found["10"]["cases"]["warm"]["cpu"]) / median(first["warm"]["cpu"])
        goals.append(Goal("PDF 10 × 2025, warm: CPU ÷ 2025", growth, at_most=4.5))
    return goals


@contextmanager
def _warm(place: Scratch):
    """A press that stays; what is yielded prints one document with it."""
    press = subprocess.Popen(
        place.child_command("press", "warm"),
        env=place.environment(),
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )

    def printing(source: Path, output: Path, watch: bool) -> processes.Run:
        press.stdin.write(f"{source} {output}\n")
        press.stdin.flush()
        if watch:
            with processes.Peak(press.pid) as peak:
                said = press.stdout.readline()
            return processes.Run(**json.loads(said), peak=peak.mebibytes)
        return processes.Run(**json.loads(press.stdout.readline()))

    try:
        yield printing
    finally:
        press.stdin.close()
        press.wait(timeout=60)


# What a browser does at every start and printing does not need.
TRIMMED = (
    "--disable-gpu", "--no-first-run", "--disable-extensions", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--disable-breakpad",
)  # fmt: skip


def _chromium(browser: str, html: Path, output: Path) -> list[str]:
    """A browser that prints one local file, as anybody would type it."""
    root = ["--no-sandbox"] if os.geteuid() == 0 else []
    return [browser, "--headless", *root, "--no-pdf-header-footer", f"--print-to-pdf={output}", html.as_uri()]
