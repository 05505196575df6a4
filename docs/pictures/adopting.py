"""The pictures of the way from a draft to a vedtak, and of what is proved afterwards."""

from playwright.sync_api import Page

from tests.site import DECIDED, Site

PLACES = {  # file: address
    "endringsoversikt": "/sammenlign/2025@utkast-til-faggruppene/2025/?bare=endringer",
    "fremdriftsplan": "/handlingsprogram/2024/fremdriftsplan/",
    "klart": "/redaksjon/2024/klart/",
    "opphav": "/redaksjon/2024/opphav/?mot=2018",
    "behandling": "/redaksjon/2024/behandling/",
    "arkiv": "/redaksjon/2025/arkiv/",
}
MEASURE = "/tiltak/?ord=oslofjorden"
PAPER = "/redaksjon/2024/saksframlegg/nytt/?organ=styret&dato=2023-11-24"


def shoot_the_way(site: Site, page: Page, shoot, snap) -> None:
    """The pages of somebody in the secretariat; at last the draft of 2024 is decided, and ready to be adopted."""
    for name, address in PLACES.items():
        shoot(page, address, name, 1280, 900)
    page.goto("/redaksjon/2024/")
    page.get_by_role("link", name="Klima- og naturstatus").first.click()
    page.locator(".rich[data-started]").first.wait_for()
    snap(page, "skrive")
    page.goto(PAPER)
    page.get_by_role("button", name="Lag saksframlegget").click()
    snap(page, "saksframlegg")
    page.goto(MEASURE)
    page.locator("#results h2 a").first.click()
    page.get_by_role("link", name="Hvordan ble det slik?").click()
    snap(page, "spor")
    page.goto("/handlingsprogram/2025/")
    sum = page.locator(".imprint .checksum").first.inner_text()
    shoot(page, f"/verifiser/{sum}/", "ektheten", 1280, 900)
    site.manage("shell", "--verbosity", "0", "--command", DECIDED)
    page.goto("/redaksjon/2024/vedta/")
    page.get_by_role("button", name="Gjør klar utgave 1").click()
    page.get_by_role("link", name="Last ned hele PDF-en").wait_for(timeout=120_000)
    snap(page, "vedta")
