"""The pages on the way to a vedtak: at every width, read by axe, and by keyboard alone."""

import pytest
from playwright.sync_api import expect

from .browsing import faults_at_every_width
from .site import DECIDED

pytestmark = pytest.mark.browser

DRAFT = "/redaksjon/2024"


@pytest.fixture(scope="module")
def decided(site):
    site.manage("shell", "--verbosity", "0", "--command", DECIDED)


def test_before_anything_is_decided_the_pages_are_without_fault(visit):
    page = visit(f"{DRAFT}/behandling/", person="sekretariat")
    found = {}
    for address in ("behandling/", "behandling/ny/", "behandling/fase/coordination/", "vedta/", "utgaver/"):
        page.goto(f"{DRAFT}/{address}")
        found[address] = faults_at_every_width(page)
    for address in ("behandling/", "behandling/ta-opp-igjen/", "utgaver/", "utgaver/1/", "utgaver/1/trekk-tilbake/"):
        page.goto(f"/redaksjon/2025/{address}")
        found[f"2025 {address}"] = faults_at_every_width(page)
    assert {address: faults for address, faults in found.items() if faults} == {}


def test_a_decision_that_cannot_be_is_refused_without_fault(visit):
    page = visit(f"{DRAFT}/behandling/ny/", person="sekretariat")
    page.get_by_role("button", name="Før behandlingen").click()
    expect(page.get_by_role("heading", name="Før en behandling")).to_be_visible()
    assert faults_at_every_width(page) == {}


def test_the_whole_ceremony_by_keyboard_and_without_fault(visit, decided):
    desk, colleague = visit(f"{DRAFT}/vedta/", person="sekretariat"), visit("/", person="sekretariat2")
    assert faults_at_every_width(desk) == {}
    desk.get_by_role("button", name="Gjør klar utgave 1").press("Enter")
    desk.get_by_role("link", name="Last ned hele PDF-en").wait_for(timeout=120_000)
    assert faults_at_every_width(desk) == {}

    desk.get_by_role("link", name="Vedta som utgave 1 …").press("Enter")
    expect(desk.get_by_label("Hvorfor vedtar du det du selv har gjort klart?")).to_be_visible()
    assert faults_at_every_width(desk) == {}
    colleague.goto(f"{DRAFT}/vedta/bekreft/")
    colleague.get_by_role("button", name="som utgave 1").press("Enter")
    expect(colleague.locator(".messages")).to_contain_text("er vedtatt, og kan leses av alle.")
    assert faults_at_every_width(colleague) == {}
    colleague.goto(f"{DRAFT}/behandling/")
    assert faults_at_every_width(colleague) == {}
