"""The one command. It prints tables and goals, and succeeds whether a goal is reached or not."""

import argparse
import json
import os
import sys
import time
from pathlib import Path

from . import __doc__ as about
from . import pdf, web
from .scratch import scratch
from .table import Goal, show

PARTS = ("web", "pdf", "database")


def main():
    parser = argparse.ArgumentParser(
        prog="python -m tests.bench", description=about, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("parts", nargs="*", metavar="PART", help="web, pdf or database; all three when none is named")
    parser.add_argument("--large", action="store_true", help="PDF at 50 times the size as well")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures here too")
    asked = parser.parse_args()
    if strange := set(asked.parts) - set(PARTS):
        parser.error(f"no such part: {', '.join(sorted(strange))}")
    parts = asked.parts or PARTS

    start, load = time.monotonic(), os.getloadavg()[0]
    found: dict = {"machine": {"cores": os.cpu_count(), "load before": load, "python": sys.version.split()[0]}}
    goals: list[Goal] = []
    print(f"{os.cpu_count()} cores, load {load:.1f} before the run" + (" – busy, be wary" if load > 0.5 else ""))
    with scratch() as place:
        demo = place.child("prepare", debug=True)
        if "web" in parts:
            found["web"] = web.measure(place, demo)
            goals += web.report(found["web"])
        if "pdf" in parts:
            found["pdf"] = pdf.measure(place, [1, 10, 50] if asked.large else [1, 10])
            goals += pdf.report(found["pdf"])
        if "database" in parts:
            found["database"] = place.child("database")
            goals += report_database(found["database"])
    print("\nGoals")
    for goal in goals:
        print(f"  {goal}")
    print(f"\n{time.monotonic() - start:.0f} seconds in all")
    if asked.json:
        found["goals"] = [goal.as_data() for goal in goals]
        asked.json.write_text(json.dumps(found, indent=1) + "\n")


def report_database(found: dict) -> list[Goal]:
    """Here and not in `database`, which cannot be imported without Django."""
    names = {
        "build": "build(): the whole document",
        "compare": "two documents compared",
        "rows": "measures as rows",
        "objects": "measures as objects",
    }
    show(
        f"Database: {found['database']}",
        ["measures", "queries", "ms", "ms a measure"],
        [
            [f"{size:>5}  {names[name]}", case["queries"], case["ms"], case["ms"] / int(size)]
            for size, cases in found["sizes"].items()
            for name, case in cases.items()
        ],
    )
    small, _, large = (cases["build"] for cases in found["sizes"].values())
    middle = list(found["sizes"].values())[1]
    return [
        Goal("build(): queries at 3000 ÷ at 30 measures", large["queries"] / small["queries"], at_most=1),
        Goal(
            "300 measures: processor time, comparing ÷ build()",
            middle["compare"]["cpu"] / middle["build"]["cpu"],
            at_most=20,
        ),
        Goal("300 measures: rows ÷ model objects", middle["rows"]["ms"] / middle["objects"]["ms"], at_most=0.15),
    ]


if __name__ == "__main__":
    main()
