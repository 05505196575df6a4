"""Numbers in a real Chromium: chosen, seen beforehand, and right at once when something is dragged or moved."""

from uuid import uuid4

import pytest
from playwright.sync_api import expect

from programmes import document as doc
from programmes.document import to_json
from programmes.numbering import numbered

from .browsing import faults_at_every_width

pytestmark = pytest.mark.browser


@pytest.fixture
def page(site, visit):
    """The workplace of a programme of its own, with two chapters of three measures, numbered by letters."""
    chapters = tuple(
        doc.Section(
            id=uuid4(),
            title=title,
            kind="measures",
            measures=tuple(doc.Measure(id=uuid4(), title=f"{title} {name}") for name in ("en", "to", "tre")),
        )
        for title in ("Klima", "Kraft")
    )
    about = {"slug": f"prove-{uuid4().hex}", "title": "Handlingsprogram 2041", "first_year": 2041, "last_year": 2041}
    document = numbered(doc.Document(kind="programme", **about, numbering="A1", sections=chapters))
    path = site.place / f"{document.slug}.json"
    path.write_bytes(to_json(document))
    site.manage("import_programme", str(path))
    return visit(f"/redaksjon/{document.slug}/", person="sekretariat")


def outline(page) -> list[str]:
    return page.locator(".outline-list a").all_inner_texts()


def row(page, title):
    return page.locator(f'.outline-list li[data-id]:has(> a:text("{title}"))')


def test_dragging_moving_and_taking_out_number_the_outline_and_the_manuscript_anew(page):
    before = ["A Klima", "A1 Klima en", "A2 Klima to", "A3 Klima tre", "B Kraft", "B1 Kraft en", "B2 Kraft to"]
    assert outline(page) == [*before, "B3 Kraft tre"]
    with page.expect_navigation():
        row(page, "Klima tre").drag_to(row(page, "Klima en"))
    assert outline(page)[:4] == ["A Klima", "A1 Klima tre", "A2 Klima en", "A3 Klima to"]
    expect(page.locator(".measure-heading")).to_have_text(
        ["A1 Klima tre", "A2 Klima en", "A3 Klima to"], use_inner_text=True
    )

    row(page, "Klima tre").get_by_role("link").click()
    expect(page.locator(".open-number-itself")).to_have_text("A1", use_inner_text=True)
    page.get_by_text("Flytt, slå sammen, del eller ta ut").click()
    with page.expect_navigation():
        page.get_by_role("button", name="Flytt ned").click()
    assert outline(page)[:4] == ["A Klima", "A1 Klima en", "A2 Klima tre", "A3 Klima to"]

    row(page, "Klima tre").get_by_role("link").click()
    page.get_by_text("Flytt, slå sammen, del eller ta ut").click()
    with page.expect_navigation():
        page.get_by_role("button", name="Ta ut av programmet").click()
    assert outline(page)[:4] == ["A Klima", "A1 Klima en", "A2 Klima to", "B Kraft"]
    page.get_by_text("Tatt ut (1)").click()
    with page.expect_navigation():
        page.get_by_role("button", name="Hent inn «Klima tre»").click()
    assert outline(page)[:5] == ["A Klima", "A1 Klima en", "A2 Klima tre", "A3 Klima to", "B Kraft"]


def test_another_scheme_is_chosen_from_what_it_looks_like_and_every_state_is_without_fault(page):
    row(page, "Kraft en").get_by_role("link").click()
    assert faults_at_every_width(page) == {}
    page.set_viewport_size({"width": 1280, "height": 900})
    page.get_by_role("link", name="Endre hvordan det nummereres").click()
    choice = page.get_by_role("group", name="Numre på tiltakene")
    expect(choice.get_by_role("radio", checked=True)).to_have_accessible_name(
        "Bokstaver A Klima A1 Klima en A2 Klima to"
    )
    assert faults_at_every_width(page) == {}
    page.set_viewport_size({"width": 1280, "height": 900})
    choice.get_by_role("radio", name="Tall 1 Klima").check()
    with page.expect_navigation():
        page.get_by_role("button", name="Lagre", exact=True).click()
    page.get_by_role("link", name="Handlingsprogram 2041").click()
    assert [text.split()[0] for text in outline(page)] == ["1", "1.1", "1.2", "1.3", "2", "2.1", "2.2", "2.3"]
