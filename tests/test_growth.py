"""Pages ask the database as often for 300 measures as for 30."""

import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from programmes.models import Measure, ProcessStep, ResultTarget, Section
from publishing import shelf

PAGES = {  # address: number of queries, session and person included
    "/": 10,
    "/handlingsprogram/2024/": 27,
    "/handlingsprogram/2025/milepael/utkast-til-faggruppene/": 5,
    "/redaksjon/2024/forhandsvisning/": 28,
    "/strategiske-foringer/": 4,
    "/strategiske-foringer/foringer-2021-2024/": 24,
}
STORED = {"/handlingsprogram/2025/": 7, "/handlingsprogram/2025/2025.pdf": 2}


def grow(times: int) -> None:
    """`times` copies of every measure, with what hangs on it, and more chapters and steps."""
    for measure in Measure.objects.all():
        for copy in range(times):
            twin = Measure.objects.create(
                section=measure.section, order=100 + copy, title=f"{measure.title} {copy}", content=measure.content
            )
            ResultTarget.objects.create(measure=twin, text="Mer av det samme")
            twin.strategies.set(measure.strategies.all())
    for section in Section.objects.filter(parent=None):
        section.pk, section.uuid, section.order = None, uuid.uuid4(), 900
        section.table = None
        section.kind = "text"
        section.save()
    for step in ProcessStep.objects.all():
        step.pk, step.uuid = None, uuid.uuid4()
        step.save()


@pytest.mark.parametrize("times", [0, 9])
@pytest.mark.parametrize("address", PAGES)
def test_a_page_asks_as_often_however_long_it_is(client, secretary, address, times):
    client.force_login(secretary)
    grow(times)
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address).status_code == 200
    assert len(queries) == PAGES[address]


@pytest.mark.parametrize("address", STORED)
def test_what_is_adopted_is_fetched_once_and_then_not_asked_for(client, db, address):
    shelf.put_away()
    with CaptureQueriesContext(connection) as first:
        client.get(address)
    with CaptureQueriesContext(connection) as then:
        client.get(address)
    assert (len(first), len(then)) == (STORED[address], 0)
