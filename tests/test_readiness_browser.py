"""«Klart for vedtak?» and «Opphav» in a browser: unfolded, saved, and without JavaScript."""

import pytest
from playwright.sync_api import expect

from .browsing import faults_at_every_width

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("scripts", [True, False])
def test_a_reason_is_written_and_read_again(visit, scripts):
    page = visit("/redaksjon/2024/klart/", person="sekretariat", java_script_enabled=scripts)
    group = page.get_by_role("region", name="Fjorårets årstall")
    group.locator("summary").first.click()
    group.get_by_label("Hvorfor det kan stå").first.fill("Datoen er riktig." if scripts else "Tallet er riktig.")
    group.get_by_text("Samme begrunnelse for alle 2").click()
    if scripts:
        assert faults_at_every_width(page) == {}
    page.get_by_role("button", name="Lagre begrunnelsene").click()

    expect(page.get_by_text("1 begrunnelse er lagret.")).to_be_visible()
    expect(page.get_by_text("Kan stå: Datoen" if scripts else "Kan stå: Tallet")).to_be_visible()


def test_origins_are_confirmed_and_taken_away_without_javascript(visit):
    page = visit("/redaksjon/2024/opphav/", person="sekretariat", java_script_enabled=False)
    page.get_by_label("Hold mot").select_option("2018")
    page.get_by_role("button", name="Vis").click()
    page.get_by_label("Tiltaket").select_option(index=1)
    page.get_by_label("kommer fra").select_option(index=1)
    page.get_by_role("button", name="Legg til opphavet").click()
    expect(page.get_by_text("Opphavet er lagt til.")).to_be_visible()
    page.get_by_text("Bekreftet (1)").click()
    page.get_by_role("button", name="Ta bort").click()

    expect(page.get_by_text("Opphavet er tatt bort.")).to_be_visible()


def test_what_is_decided_is_unfolded_without_fault(visit):
    page = visit("/redaksjon/2025/opphav/?mot=2025@utkast-til-faggruppene", person="sekretariat")
    for summary in page.locator("main summary").all():
        summary.click()

    assert faults_at_every_width(page) == {}
