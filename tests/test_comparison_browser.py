"""Comparing in a real Chromium: with everything unfolded, with figures, and from the question to the PDF."""

import pytest
from playwright.sync_api import expect

from .browsing import FAULTLESS, faults, faults_at_every_width

pytestmark = pytest.mark.browser

DRAFT = "/sammenlign/2025@utkast-til-faggruppene/2025/"
MILESTONES = """
from decimal import Decimal
from programmes.building import build
from programmes.document import sha256, to_json
from programmes.models import Milestone, Programme
programme = Programme.objects.get(slug="2025")
document = build(programme)
def more(line):
    return line.model_copy(update={"cells": tuple(c + 100 if isinstance(c, Decimal) else c for c in line.cells)})
def section(old):
    table = old.table and old.table.model_copy(update={"lines": tuple(map(more, old.table.lines[:-1]))})
    return old.model_copy(update={"table": table, "sections": tuple(map(section, old.sections))})
changed = document.model_copy(update={"sections": tuple(map(section, document.sections))})
for slug, each in (("budsjett-for", document), ("budsjett-etter", changed)):
    content = to_json(each)
    Milestone.objects.create(programme=programme, slug=slug, name=slug, content=content, sha256=sha256(content))
"""


@pytest.fixture(scope="module")
def budgets(site):
    """Two milestones with other figures; nobody can take a milestone away again."""
    site.manage("shell", "--verbosity", "0", "--command", MILESTONES)
    return "/sammenlign/2025@budsjett-for/2025@budsjett-etter/"


def test_everything_that_is_folded_is_without_fault_too(visit):
    page = visit(DRAFT, person="faggruppe-klima2")
    page.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")

    expect(page.get_by_text("Osloregionens handlingsprogram baserer seg på Strategiske føringer")).to_be_visible()
    assert faults_at_every_width(page) == {}


def test_the_figures_of_a_budget_are_within_the_page(visit, budgets):
    page = visit(budgets, person="sekretariat")
    table = page.get_by_role("table", name="Hovedtall (tusen kroner)")

    assert table.get_by_role("row").nth(1).inner_text().split("\t")[2:] == ["2\u00a0692", "2\u00a0792", "+100"]
    assert faults_at_every_width(page) == {}


def test_one_chooses_two_and_reads_only_the_changes(visit):
    page = visit("/handlingsprogram/2025/", "phone", person="faggruppe-klima2")
    page.get_by_role("link", name="Sammenlign").click()
    page.get_by_role("link", name="Siden forrige milepæl").click()
    expect(page.get_by_text("8 er slått sammen til 3")).to_be_visible()
    page.get_by_role("link", name="Vis bare endringer").click()

    expect(page.get_by_role("link", name="Vis også det som er uendret")).to_be_visible()
    expect(page.get_by_text("Ett tiltak er uendret")).to_have_count(0)


def test_one_asks_for_the_pdf_follows_it_and_takes_it_home(visit):
    page = visit(DRAFT, person="sekretariat")
    page.get_by_role("button", name="Lag PDF").click()
    page.get_by_role("progressbar", name="Lager PDF").wait_for()
    assert faults(page) == FAULTLESS
    page.get_by_role("link", name="Last ned PDF").wait_for()
    with page.expect_download() as taken:
        page.get_by_role("link", name="Last ned PDF").click()

    assert taken.value.suggested_filename == "endringsoversikt.pdf"
    assert taken.value.path().read_bytes().startswith(b"%PDF-1.7")
    assert faults(page) == FAULTLESS
