"""Queries and time that it takes to put a document together, at several sizes."""

import json
import sys
import time
from statistics import median

from django.db import connection, transaction
from django.db.models import Prefetch
from django.test.utils import CaptureQueriesContext

from programmes.building import build
from programmes.loading import load
from programmes.models import Lineage, Measure, MeasurePartner, Programme, ResultTarget

from .copies import copied, programme_2025

SIZES = (1, 10, 100)
ROUNDS = 5


def main():
    document = programme_2025()
    works = [load(copied(document, times)) for times in SIZES]
    cases = {"build": build, "rows": rows, "objects": objects}
    results = {}
    for work in works:
        found = {name: {"ms": []} for name in cases}
        for name, read in cases.items():
            with CaptureQueriesContext(connection) as asked:
                read(work)
            found[name]["queries"] = len(asked)
        for _ in range(ROUNDS):
            for name, read in cases.items():
                with transaction.atomic():
                    start = time.perf_counter()
                    read(work)
                    found[name]["ms"].append((time.perf_counter() - start) * 1000)
        measures = str(Measure.objects.filter(section__programme=work).count())
        results[measures] = {
            name: {"queries": case["queries"], "ms": median(case["ms"])} for name, case in found.items()
        }
    json.dump({"database": connection.vendor, "rounds": ROUNDS, "sizes": results}, sys.stdout)


# ── The same measures fetched in two ways ────────────────────────────────────────────────────────


def rows(work: Programme) -> None:
    """The measures with their results, partners and origins as plain rows, in the way of `building`."""
    inside = {"measure__section__programme": work}
    for queryset, columns in (
        (Measure.objects.filter(section__programme=work), ("section", "pk", "uuid", "title", "content", "partners")),
        (ResultTarget.objects.filter(**inside), ("measure", "text", "indicator", "baseline", "target", "unit")),
        (MeasurePartner.objects.filter(**inside), ("measure", "partner__name")),
        (Lineage.objects.filter(**inside), ("measure", "kind", "origin", "origin_title", "origin_place")),
    ):
        list(queryset.values_list(*columns))


def objects(work: Programme) -> None:
    """The same as model objects."""
    partners = Prefetch("partner_links", MeasurePartner.objects.select_related("partner"))
    list(Measure.objects.filter(section__programme=work).prefetch_related("results", partners, "lineage"))
