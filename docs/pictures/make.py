"""Take the pictures of README and the user's guide anew: `make pictures`."""

import shutil
import subprocess
import tempfile
import urllib.request
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page, sync_playwright

from tests.site import LOAD, Site, furnish

from .adopting import shoot_the_way

HERE = Path(__file__).parent
SHOTS = {  # file: address, width, height
    "page": ("/handlingsprogram/2025/#transport-og-mobilitet", 1280, 820),
    "forside": ("/", 1280, 760),
    "tiltak": ("/tiltak/?ord=oslofjorden", 1280, 820),
    "telefon": ("/handlingsprogram/2025/#sirkulaerokonomi", 390, 780),
    "budsjett": ("/handlingsprogram/2025/#hovedtall", 1280, 820),
    "logg-inn": ("/konto/logg-inn/", 1280, 900),
}
# What only the secretariat sees, and the login page before it.
BEHIND_THE_LOGIN = {
    "organ": ("/organisasjon/organer/faggruppe-klima-og-miljo/", 1280, 900),
    "budsjett-ark": ("/budsjett/2025/", 1280, 900),
    "sla-sammen": ("/organisasjon/partnere/4/sla-sammen/?kept=55", 1280, 820),
}
# A round from each side: from the page that is open, the links to follow, and what is shot then.
WITH_ROUNDS = f"{LOAD}; from publishing.management.commands.load_demo import load_rounds; load_rounds()"
TO_ANSWER = "Foreløpig innretning, til faggruppene"
COMMENTED = "Delta i samarbeidsprosjekt i regi av Pådriv Oslo"
PDF_PAGES = (1, 10, 20)


def main() -> None:
    with tempfile.TemporaryDirectory() as place:
        house = Path(place) / "house"
        site = Site(furnish(house, WITH_ROUNDS), Path(place) / "site")
        try:
            take_shots(site)
            lay_out_pdf(site.url, Path(place))
        finally:
            site.close()


def take_shots(site: Site) -> None:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        page = browser.new_page(locale="nb-NO", base_url=site.url)
        for name, (address, width, height) in SHOTS.items():
            shoot(page, address, name, width, height)
        log_in(page, "sekretariat")
        for name, (address, width, height) in BEHIND_THE_LOGIN.items():
            shoot(page, address, name, width, height)
        shoot_as_secretary(page)
        member = browser.new_page(locale="nb-NO", base_url=site.url)
        log_in(member, "faggruppe-klima2")
        shoot_as_member(member)
        shoot_the_way(site, page, shoot, snap)
        browser.close()


def log_in(page: Page, person: str) -> None:
    page.goto("/konto/logg-inn/")
    page.get_by_label("E-postadresse").fill(f"{person}@site.invalid")
    page.get_by_label("Passord").fill("demo-passord-2025")
    page.get_by_role("button", name="Logg inn med passord").click()
    page.goto("/konto/bekreft/")
    page.get_by_label("Passord").fill("demo-passord-2025")
    page.get_by_role("button", name="Bekreft").click()


def shoot_as_member(page: Page) -> None:
    """The draft with its marks, one measure on a phone, and another text with the difference in sight."""
    page.goto("/innspill/")
    page.get_by_role("link", name="Les og gi innspill").first.click()
    mark = page.locator("a.mark", has_text=COMMENTED)
    measure = mark.get_attribute("href")
    page.set_viewport_size({"width": 1280, "height": 820})
    mark.evaluate("mark => scrollTo(0, mark.getBoundingClientRect().top + scrollY - 300)")
    snap(page, "innspill-utkast")
    shoot(page, f"{measure}#skriv", "innspill-telefon", 390, 780)
    page.set_viewport_size({"width": 1280, "height": 820})
    page.goto(f"{measure}forslag/?felt=partners")
    page.locator("[name=partners]").fill("Kommuner, fylkeskommuner, Pådriv Oslo, Norsk Vann, m.fl.")
    page.locator("#forskjellen ins").wait_for()
    snap(page, "innspill-forslag")


def shoot_as_secretary(page: Page) -> None:
    """The round, a comment on the desk, and the meeting."""
    page.set_viewport_size({"width": 1280, "height": 900})
    page.goto("/innspill/program/2024/")
    page.get_by_role("link", name=TO_ANSWER).first.click()
    round = page.url
    snap(page, "runde")
    page.goto("/innspill/bord/?ord=naturstatus")
    page.locator(".queue a").first.click()
    snap(page, "bordet")
    page.goto(f"{round}mote/")
    page.get_by_role("link", name="Neste").click()
    snap(page, "motevisning")


def shoot(page: Page, address: str, name: str, width: int, height: int) -> None:
    page.set_viewport_size({"width": width, "height": height})
    page.goto(address)
    snap(page, name)


def snap(page: Page, name: str) -> None:
    page.wait_for_timeout(300)
    page.screenshot(path=HERE / f"{name}.png")
    shrink(HERE / f"{name}.png")


def lay_out_pdf(url: str, place: Path) -> None:
    """Three pages of the PDF side by side."""
    pdf = place / "2025.pdf"
    pdf.write_bytes(urllib.request.urlopen(f"{url}/handlingsprogram/2025/2025.pdf").read())
    pages = []
    for number in PDF_PAGES:
        where = place / f"page-{number}"
        only = ["-f", str(number), "-l", str(number), "-singlefile"]
        subprocess.run(["pdftoppm", "-r", "72", "-png", *only, str(pdf), str(where)], check=True)
        pages.append(Image.open(where.with_suffix(".png")).convert("RGB"))
    gap, (width, height) = 24, pages[0].size
    sheet = Image.new("RGB", (len(pages) * (width + gap) + gap, height + 2 * gap), "#c9d2d7")
    for place_of, page in enumerate(pages):
        sheet.paste(page, (gap + place_of * (width + gap), gap))
    sheet.save(HERE / "pdf.png", optimize=True)
    shrink(HERE / "pdf.png")


def shrink(path: Path) -> None:
    """128 colours are enough for letters on white, and a fifth of the bytes."""
    Image.open(path).convert("RGB").quantize(128).save(path, optimize=True)


if __name__ == "__main__":
    main()
