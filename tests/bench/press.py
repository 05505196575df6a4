"""The PDF press in a process of its own: cold for one file, or warm for as many as it is asked for."""

import json
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

from programmes.document import Document, sha256, to_json
from programmes.reading import read_json
from publishing.pdf import STYLESHEET, Imprint, print_html, render

from .copies import copied, programme_2025


def main(task: str, *arguments: str):
    {"write": write, "cold": cold, "warm": warm}[task](*arguments)


def write(folder: str, times: str):
    """Write what the engines print: the document for our press, and the same HTML and CSS for a browser."""
    document = copied(programme_2025(), int(times))
    place = Path(folder)
    (place / f"{times}.json").write_bytes(to_json(document))
    link = f'<link rel="stylesheet" href="{STYLESHEET.as_uri()}"></head>'
    html = print_html(document, imprint(document)).replace("</head>", link, 1)
    (place / f"{times}.html").write_text(html)
    json.dump({"measures": sum(1 for _ in document.every_measure())}, sys.stdout)


def cold(source: str, output: str):
    Path(output).write_bytes(printed(source))


def warm():
    """Print every document that is named on standard input, and say what each took."""
    for line in sys.stdin:
        source, output = line.split()
        wall, cpu = time.perf_counter(), time.process_time()
        pdf = printed(source)
        took = {"wall": time.perf_counter() - wall, "cpu": time.process_time() - cpu}
        Path(output).write_bytes(pdf)
        print(json.dumps(took), flush=True)


def printed(source: str) -> bytes:
    document = read_json(Path(source).read_bytes())
    return render(document, imprint(document))


def imprint(document: Document) -> Imprint:
    return Imprint(
        line="Utkast – ikke vedtatt",
        sha256=sha256(to_json(document)),
        address="",
        made_at=datetime(2024, 12, 18, 12, tzinfo=UTC),
        draft=True,
    )
