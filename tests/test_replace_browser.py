"""Replacing words and putting partner names right, as somebody at a screen does it."""

import pytest
from playwright.sync_api import expect

from .browsing import faults_at_every_width

pytestmark = pytest.mark.browser

PAGE = "/redaksjon/2024/sok/?ord=Klima-+og+naturstatus"


def test_words_are_chosen_replaced_and_taken_back(visit):
    page = visit(PAGE, person="sekretariat")
    page.get_by_label("Bytt med").fill("Klimastatus")
    page.get_by_role("button", name="Se hva som byttes ut").press("Enter")
    box = page.get_by_role("checkbox", name="Tittelen")
    assert (box.count(), box.is_checked(), faults_at_every_width(page)) == (1, True, {})

    box.press("Space")
    page.get_by_role("button", name="Bytt ut i de valgte").click()
    expect(page.get_by_role("status").first).to_have_text(
        "Ingen treff var valgt, så ingenting er byttet.", use_inner_text=True
    )

    page.get_by_role("button", name="Bytt ut i de valgte").click()
    expect(page.get_by_role("status")).to_have_text(
        "Du byttet «Klima- og naturstatus» med «Klimastatus» i 1 tiltak.", use_inner_text=True
    )
    assert faults_at_every_width(page) == {}

    page.get_by_role("button", name="Angre byttet").click()
    assert page.locator(".messages").inner_text().strip() == "Byttet er angret i 1 tiltak."
    expect(page.locator("mark")).to_have_text(["Klima- og naturstatus"], use_inner_text=True)


def test_without_scripts_words_are_replaced_all_the_same(visit):
    page = visit(PAGE, "phone", person="sekretariat", java_script_enabled=False)
    page.get_by_label("Bytt med").fill("Klimastatus")
    page.get_by_role("button", name="Se hva som byttes ut").click()
    page.get_by_role("button", name="Bytt ut i de valgte").click()
    page.get_by_role("button", name="Angre byttet").click()

    assert page.locator(".messages").inner_text().strip() == "Byttet er angret i 1 tiltak."


def test_a_partners_name_is_hinted_at_and_put_right(visit):
    page = visit("/redaksjon/2024/", person="sekretariat")
    page.get_by_role("link", name="Medlemskontakt").first.click()
    page.get_by_label("Partnere slik det skal trykkes").fill("Kommuner, academia, Visit Osloo, NVE og NVE")
    with page.expect_navigation():
        page.get_by_role("button", name="Lagre", exact=True).click()
    page.get_by_role("link", name="Medlemskontakt").first.click()
    expect(page.locator(".partner-hints li")).to_have_text(
        [
            "«academia» skrives «akademia» i registeret.",
            "«Visit Osloo» skrives «Visit Oslo» i registeret.",
            "«NVE» står to ganger.",
        ]
    )
    assert faults_at_every_width(page) == {}

    page.get_by_role("link", name="Se alle partnernavn").click()
    page.get_by_role("button", name="Bruk «akademia» her").click()
    assert page.locator(".messages").inner_text().strip() == "«academia» er byttet med «akademia» i «Medlemskontakt»."
    page.get_by_role("button", name="Det er to forskjellige").click()
    page.get_by_text("Navn vi ikke spør om").click()
    assert faults_at_every_width(page) == {}

    page.get_by_role("button", name="Spør igjen").click()
    expect(page.locator("h2")).to_have_text(["Visit Osloo → Visit Oslo", "Står to ganger i samme tiltak"])
