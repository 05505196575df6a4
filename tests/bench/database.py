"""Queries and time that it takes to put a document together, at several sizes."""

import json
import sys
import time
from functools import cache
from statistics import median

from django.db import connection, transaction
from django.db.models import Prefetch
from django.test.utils import CaptureQueriesContext

from programmes.building import build
from programmes.comparing import compare
from programmes.document import Section
from programmes.loading import load
from programmes.models import Lineage, Measure, MeasurePartner, Programme, ResultTarget

from .copies import copied, programme_2025, reworded

SIZES = (1, 10, 100)
ROUNDS = 5


def main():
    document = programme_2025()
    works = [load(copied(document, times)) for times in SIZES]
    cases = {"build": build, "compare": compared, "rows": rows, "objects": objects}
    results = {}
    for work in works:
        found = {name: {"ms": [], "cpu": []} for name in cases}
        pair_of(work)  # the documents are there before anybody compares them
        for name, read in cases.items():
            with CaptureQueriesContext(connection) as asked:
                read(work)
            found[name]["queries"] = len(asked)
        for _ in range(ROUNDS):
            for name, read in cases.items():
                with transaction.atomic():
                    start, busy = time.perf_counter(), time.process_time()
                    read(work)
                    found[name]["ms"].append((time.perf_counter() - start) * 1000)
                    found[name]["cpu"].append((time.process_time() - busy) * 1000)
        measures = str(Measure.objects.filter(section__programme=work).count())
        results[measures] = {
            name: {"queries": case["queries"], "ms": median(case["ms"]), "cpu": median(case["cpu"])}
            for name, case in found.items()
        }
    json.dump({"database": connection.vendor, "rounds": ROUNDS, "sizes": results}, sys.stdout)


# ── Two programmes whose every measure is written anew ───────────────────────────────────────────


@cache
def pair_of(work: Programme):
    """The document of a programme, and the same with the words of every measure in another order."""

    def shuffled(section: Section) -> Section:
        measures = tuple(reworded(measure, 7) for measure in section.measures)
        return section.model_copy(update={"measures": measures, "sections": tuple(map(shuffled, section.sections))})

    document = build(work)
    return document, document.model_copy(update={"sections": tuple(map(shuffled, document.sections))})


def compared(work: Programme) -> None:
    """Everything that differs between the two."""
    compare(*pair_of(work))


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
