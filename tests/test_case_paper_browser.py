"""The saksframlegg in a browser: begun, written, fetched anew, finished, and without fault in every state."""

import pytest
from playwright.sync_api import expect

from .browsing import faults_at_every_width

pytestmark = pytest.mark.browser

LIST = "/redaksjon/2024/saksframlegg/"


def test_from_the_meeting_to_the_finished_paper(visit, site):
    page = visit(LIST, person="sekretariat")
    assert faults_at_every_width(page) == {}
    page.get_by_role("link", name="Nytt saksframlegg").click()
    assert faults_at_every_width(page) == {}
    page.get_by_role("button", name="Lag saksframlegget").click()
    expect(page.get_by_role("alert")).to_be_visible()
    page.get_by_label("Organ").select_option("styret")
    page.get_by_label("Møtedag").fill("2026-11-24")
    page.get_by_role("button", name="Lag saksframlegget").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(
        "Handlingsprogram 2024 – foreløpig innretning", use_inner_text=True
    )
    assert faults_at_every_width(page) == {}

    page.set_viewport_size({"width": 1280, "height": 900})
    page.get_by_role("link", name="Skriv", exact=True).click()
    assert faults_at_every_width(page) == {}
    page.set_viewport_size({"width": 1280, "height": 900})
    page.get_by_role("textbox", name="Vurdering").fill("Programmet er kortere og mer målrettet.")
    page.get_by_text("Kladd tatt vare på").wait_for()
    page.keyboard.press("Control+s")
    page.get_by_text("er lagret: «Vurdering»").wait_for()
    assert "Programmet er kortere" in page.get_by_role("article").inner_text()

    site.manage(
        "shell", "--verbosity", "0", "--command",
        "from programmes.models import Programme; Programme.objects.filter(slug='2024').update(title='Program 2024')",
    )  # fmt: skip
    page.reload()
    assert faults_at_every_width(page) == {}
    page.get_by_role("link", name="Hent tallene på nytt …").click()
    assert faults_at_every_width(page) == {}
    page.get_by_role("button", name="Hent tallene på nytt").click()
    page.get_by_role("link", name="Historikk").click()
    assert faults_at_every_width(page) == {}
    page.go_back()

    page.get_by_role("button", name="Lag Word").click()
    page.get_by_role("link", name="Last ned Word").wait_for(timeout=60_000)
    page.get_by_role("link", name="Gjør ferdig …").click()
    assert faults_at_every_width(page) == {}
    page.get_by_role("button", name="Gjør ferdig").click()
    page.get_by_text("milepælen «Til styret 24.11.2026» er laget").wait_for()
    assert faults_at_every_width(page) == {}
    page.get_by_role("link", name="Før behandlingen").click()
    assert (
        page.get_by_label("Utkastet som ble behandlet").locator("option:checked").inner_text().startswith("Til styret")
    )


def test_it_works_without_a_script(visit):
    page = visit(
        f"{LIST}nytt/?organ=koordineringsgruppen&dato=2026-10-31", person="sekretariat", java_script_enabled=False
    )
    page.get_by_role("button", name="Lag saksframlegget").click()
    page.get_by_role("link", name="Skriv", exact=True).click()
    page.get_by_label("Vurdering").fill("Vi ber om råd.\n\n- Ett\n- To")
    page.get_by_role("button", name="Lagre").click()
    expect(page.get_by_role("article").get_by_role("listitem").filter(has_text="Ett")).to_have_count(1)
