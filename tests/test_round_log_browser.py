"""The innspillslogg in a real Chromium: without fault at every width, asked for as a file with and without scripts."""

import pytest
from playwright.sync_api import expect

from .browsing import faults_at_every_width

pytestmark = pytest.mark.browser

# The site's people have moved to another domain; the round is the one of tests/logs.py.
MAKE = """
from organisation.models import User
from programmes.models import Programme
from tests import logs
logs.person = lambda name: User.objects.get(email=f"{name}@site.invalid")
logs.answered_round(Programme.objects.get(slug="2024"), logs.person("sekretariat"), public_log=True)
"""


@pytest.fixture(scope="module", autouse=True)
def _a_round(site):
    site.manage("shell", "--verbosity", "0", "--command", MAKE)


def open_logs(page):
    return page.get_by_role("heading", name="Innspill og svar").locator("..").get_by_role("link")


def log_of(page) -> str:
    """The address of the log, found from the open one."""
    page.goto("/")
    open_logs(page).click()
    return f"/innspill/{page.url.rstrip('/').split('/')[-1]}/logg/"


def test_an_open_log_is_found_from_the_front_page_and_is_without_fault(visit):
    page = visit("/")
    open_logs(page).click()
    expect(page.get_by_role("rowheader")).to_have_text(["I-001", "I-002", "I-003", "I-004"])
    assert faults_at_every_width(page) == {}


@pytest.mark.parametrize("query", ["", "?navn=on&sortert=plass", "?utfall=not"])
@pytest.mark.parametrize("person", ["sekretariat", "faggruppe-klima2"])
def test_the_log_is_without_fault(visit, person, query):
    page = visit("/", person=person)
    page.goto(f"{log_of(page)}{query}")
    expect(page.get_by_role("heading", level=1)).to_have_text("Innspillslogg", use_inner_text=True)
    assert faults_at_every_width(page) == {}


def test_a_file_is_made_while_one_waits(visit):
    page = visit("/", person="sekretariat")
    page.goto(log_of(page))
    page.get_by_role("button", name="Lag Excel").click()
    with page.expect_download() as fetched:
        page.get_by_role("link", name="Last ned Excel").click(timeout=60_000)
    assert fetched.value.suggested_filename == "innspillslogg-2024-utkast-til-faggruppene.xlsx"
    assert faults_at_every_width(page) == {}


def test_without_scripts_the_log_is_filtered_and_asked_for(visit):
    page = visit("/", person="sekretariat", java_script_enabled=False)
    page.goto(log_of(page))
    page.get_by_label("Utfall").select_option(label="delvis tatt til følge")
    page.get_by_role("button", name="Vis", exact=True).click()
    expect(page.get_by_role("status").first).to_have_text("1 av 4 innspill", use_inner_text=True)
    page.get_by_role("button", name="Lag Word").click()
    expect(page.get_by_role("status").first).to_have_text("1 av 4 innspill", use_inner_text=True)
    link = page.get_by_role("link", name="Last ned Word").or_(page.get_by_role("link", name="Se om fila er ferdig"))
    expect(link).to_have_count(1)
