"""The preview in a real Chromium, on a site whose server starts its own worker. Nothing is pretended here."""

import io
import re

import pypdf
import pytest
from playwright.sync_api import expect

from .browsing import FAULTLESS, faults, faults_at_every_width

pytestmark = pytest.mark.browser

PAGE = "/redaksjon/2024/forhandsvisning/"
EDIT = """
from programmes.models import Programme, Section
programme = Programme.objects.get(slug="{}")
Section.objects.create(programme=programme, title="Et nytt kapittel", order=990)
"""
UNDO = "from programmes.models import Section; Section.objects.filter(title='Et nytt kapittel').delete()"
# What the server does when somebody asks; with SEPARATE_WORKER=1 it only asks.
ASK = """
from organisation.models import User
from publishing.previews import ask
ask(programme, by=User.objects.get(email="sekretariat@site.invalid"))
"""


@pytest.fixture
def put_back(site):
    """The site is used by other tests as well."""
    yield
    run(site, UNDO)


def run(site, code: str) -> None:
    site.manage("shell", "--verbosity", "0", "--command", code)


def pages(download) -> list[str]:
    return [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(download.path().read_bytes())).pages]


def test_one_asks_for_the_pdf_follows_it_and_takes_it_home(visit, site, put_back):
    page = visit(PAGE, person="sekretariat")
    part = page.locator(".preview-pdf")
    assert faults_at_every_width(page) == {}

    page.get_by_role("button", name="Lag PDF").click()
    page.get_by_role("progressbar", name="Lager PDF").wait_for()
    assert part.inner_text().startswith("Lager PDF.")
    assert faults(page) == FAULTLESS

    page.get_by_role("link", name="Last ned PDF").wait_for()
    assert part.inner_text().startswith("PDF-en er klar.")
    with page.expect_download() as taken:
        page.get_by_role("link", name="Last ned PDF").click()
    assert taken.value.suggested_filename == "2024-utkast.pdf"
    assert ["Utkast – ikke vedtatt" in text for text in pages(taken.value)] == [True] * len(pages(taken.value))

    run(site, EDIT.format("2024"))
    page.reload()
    assert part.inner_text().startswith("Teksten er endret siden denne PDF-en ble laget")
    assert faults_at_every_width(page) == {}

    page.get_by_role("button", name="Lag ny").click()
    part.get_by_text("PDF-en er klar.").wait_for()
    with page.expect_download() as taken:
        page.get_by_role("link", name="Last ned PDF").click()
    assert "Et nytt kapittel" in "".join(pages(taken.value))
    assert page.complaints == []


def test_without_javascript_one_looks_again_until_it_is_there(visit):
    page = visit(
        "/redaksjon/foringer-2021-2024/forhandsvisning/", "phone", person="sekretariat", java_script_enabled=False
    )
    page.get_by_role("button", name="Lag PDF").click()
    for _ in range(60):
        if not page.get_by_role("progressbar").count():
            break
        page.get_by_role("link", name="Se om den er ferdig").click()
        page.wait_for_timeout(500)

    assert page.get_by_role("status").inner_text().startswith("PDF-en er klar.")
    expect(page.get_by_role("link", name="Last ned PDF")).to_be_visible()


def test_a_worker_beside_the_server_takes_what_the_server_only_asks_for(visit, site, monkeypatch, put_back):
    monkeypatch.setenv("SEPARATE_WORKER", "1")
    run(site, EDIT.format("2025") + ASK)
    page = visit("/redaksjon/2025/forhandsvisning/", person="sekretariat")
    assert re.match("Lager PDF. Venter på tur", page.locator(".preview-pdf").inner_text())

    site.manage("db_worker", "--batch", "--no-startup-delay", "--verbosity", "0")
    page.get_by_role("link", name="Last ned PDF").wait_for()
    assert faults(page) == FAULTLESS
