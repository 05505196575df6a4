"""Take the pictures of README and the user's guide anew: `make pictures`."""

import shutil
import subprocess
import tempfile
import urllib.request
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page, sync_playwright

from tests.site import Site

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
PDF_PAGES = (1, 10, 20)


def main() -> None:
    with tempfile.TemporaryDirectory() as place:
        site = Site(Path(place))
        try:
            take_shots(site.url)
            lay_out_pdf(site.url, Path(place))
        finally:
            site.close()


def take_shots(url: str) -> None:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        page = browser.new_page(locale="nb-NO")
        for name, (address, width, height) in SHOTS.items():
            shoot(page, url + address, name, width, height)
        page.get_by_label("E-postadresse").fill("sekretariat@site.invalid")
        page.get_by_label("Passord").fill("demo-passord-2025")
        page.get_by_role("button", name="Logg inn med passord").click()
        page.goto(f"{url}/konto/bekreft/")
        page.get_by_label("Passord").fill("demo-passord-2025")
        page.get_by_role("button", name="Bekreft").click()
        for name, (address, width, height) in BEHIND_THE_LOGIN.items():
            shoot(page, url + address, name, width, height)
        browser.close()


def shoot(page: Page, address: str, name: str, width: int, height: int) -> None:
    page.set_viewport_size({"width": width, "height": height})
    page.goto(address)
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
