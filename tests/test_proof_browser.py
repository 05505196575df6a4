"""In a browser: a file that never leaves the machine, a file without script, a package fetched, a trail followed."""

import hashlib

import pytest
from playwright.sync_api import expect

from .browsing import faults_at_every_width

pytestmark = pytest.mark.browser


@pytest.fixture
def pdf(site, visit):
    return visit("/").request.get(f"{site.url}/handlingsprogram/2025/2025.pdf").body()


def test_a_file_is_verified_and_only_its_checksum_leaves_the_machine(visit, pdf):
    page = visit("/verifiser/")
    asked = []
    page.on("request", lambda request: asked.append((request.method, request.url.partition("?")[2])))
    page.get_by_label("Fil", exact=True).set_input_files(
        {"name": "2025.pdf", "mimeType": "application/pdf", "buffer": pdf}
    )
    page.get_by_role("heading", name="Ja, dette er det vedtatte").wait_for()
    told = [each for each in asked if each != ("GET", "")]  # a typeface of the page itself may come late
    assert told == [("GET", f"sum={hashlib.sha256(pdf).hexdigest()}&fil=1")]
    assert faults_at_every_width(page) == {}


def test_a_file_that_is_saved_again_is_looked_into_when_one_asks(visit, pdf):
    page = visit("/verifiser/")
    page.get_by_label("Fil", exact=True).set_input_files(
        {"name": "2025.pdf", "mimeType": "application/pdf", "buffer": pdf + b"\n"}
    )
    page.get_by_role("heading", name="Denne fila er ikke en vedtatt utgave fra Osloregionen").wait_for()
    assert faults_at_every_width(page) == {}
    page.get_by_role("button", name="Send fila og se inni den").click()
    page.get_by_role("heading", name="Innholdet er utgave 1, men fila er endret").wait_for()
    assert faults_at_every_width(page) == {}


def test_a_file_is_verified_without_script(visit, pdf):
    page = visit("/verifiser/", java_script_enabled=False)
    page.get_by_label("Fil", exact=True).set_input_files(
        {"name": "2025.pdf", "mimeType": "application/pdf", "buffer": pdf}
    )
    page.get_by_role("button", name="Bekreft fila").click()
    expect(page.get_by_role("heading", name="Ja, dette er det vedtatte")).to_be_visible()


def test_a_package_is_made_and_fetched(visit):
    page = visit("/redaksjon/2025/arkiv/", person="sekretariat")
    page.get_by_role("button", name="Lag pakken").click()
    fetch = page.get_by_role("button", name="Hent pakken (ZIP)")
    fetch.wait_for(timeout=60_000)
    assert faults_at_every_width(page) == {}
    with page.expect_download() as download:
        fetch.click()
    assert download.value.suggested_filename == "2025-utgave-1-med-navn.zip"
    page.reload()
    expect(page.get_by_text("Ikke hentet ennå")).to_have_count(0)


def test_a_trail_is_without_fault_for_those_who_see_more(visit):
    page = visit("/handlingsprogram/2025/", person="sekretariat")
    measure = page.locator("a[href*='/2025/tiltak/']").first.get_attribute("href")
    page.goto(f"{measure}spor/")
    expect(page.locator(".stop")).to_have_count(2)
    assert faults_at_every_width(page) == {}
