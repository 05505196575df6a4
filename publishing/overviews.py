"""The endringsoversikt on paper: asked for, named by what it says, and drawn.

What is stored with the question are both documents and the lineage between them that the asker may know of, so that the
worker prints what was asked for. Whoever sees the same two states and the same lineage gets the same PDF, and nobody
else: it is found by the checksum of what they see themselves.
"""

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from django.template.loader import render_to_string

from organisation.models import User
from programmes.comparing import compare
from programmes.comparison import Comparison, as_data
from programmes.document import Document, as_plain, sha256
from programmes.reading import read_json

from .comparing import Pair, rows
from .models import Overview
from .tasks import make_overview

KEPT = 20  # of all; a PDF is some hundred kilobytes, and can be made again
FILE = "endringsoversikt"


@dataclass(frozen=True)
class Overviewed:
    """What an endringsoversikt is made of."""

    labels: tuple[str, str]
    before: Document
    after: Document
    comparison: Comparison


def content(pair: Pair) -> bytes:
    """Everything that the overview is made of, as canonical JSON."""
    states = {
        side: {"label": state.named.label, "document": as_plain(state.document)}
        for side, state in (("before", pair.before), ("after", pair.after))
    }
    kin = [[str(measure), str(origin)] for measure, origin in pair.kin]
    return json.dumps(states | {"kin": kin}, ensure_ascii=False, separators=(",", ":")).encode()


def read(stored: bytes) -> Overviewed:
    """The same, read again."""
    data = json.loads(stored)
    labels = tuple(data[side]["label"] for side in ("before", "after"))
    before, after = (read_json(json.dumps(data[side]["document"]).encode()) for side in ("before", "after"))
    kin = [(UUID(measure), UUID(origin)) for measure, origin in data["kin"]]
    return Overviewed(labels, before, after, compare(before, after, kin))


def as_json(overview: Overviewed) -> bytes:
    """The comparison as data, to lie in the PDF."""
    before, after = overview.labels
    data = {"before": before, "after": after} | as_data(overview.comparison)
    return (json.dumps(data, ensure_ascii=False, indent=1) + "\n").encode()


def print_html(overview: Overviewed, checksum: str, made_at: datetime) -> str:
    """The HTML that is printed."""
    context = {
        "labels": overview.labels,
        "document": overview.after,
        "comparison": overview.comparison,
        "rows": list(rows(overview.comparison)),
        "paper": True,
        "made_at": made_at.astimezone(UTC),
        "checksum": [checksum[i : i + 8] for i in range(0, len(checksum), 8)],
    }
    return render_to_string("publishing/overview_print.html", context)


# ── Asking ───────────────────────────────────────────────────────────────────────────────────────


def ask(pair: Pair, *, by: User) -> Overview:
    """The overview of two states as they are now. Only the first who asks, or who tries again, sets a worker going."""
    told = content(pair)
    asked = {"document": told, "asked_by": by}
    overview, is_new = Overview.objects.light().get_or_create(sha256=sha256(told), defaults=asked)
    if is_new or Overview.objects.filter(pk=overview.pk).begin_again(by):
        make_overview.enqueue(overview.pk)
        kept = Overview.objects.values_list("pk", flat=True)[:KEPT]
        Overview.objects.exclude(pk__in=list(kept)).delete()
    return overview


def made_of(pair: Pair):
    """The overview of exactly these two states, if somebody has asked for it."""
    return Overview.objects.filter(sha256=sha256(content(pair)))
