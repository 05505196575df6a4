"""A real Chromium on a served site: its fixtures, and what a page without fault is."""

import shutil

import pytest
from axe_playwright_python.sync_playwright import Axe
from filelock import FileLock
from playwright.sync_api import expect, sync_playwright

from .site import Site, furnish

expect.set_options(timeout=15_000)  # two cores may have more to do than one browser

PASSWORD = "demo-passord-2025"
WIDTHS = {"desk": (1280, 900), "phone": (360, 740), "zoomed to 400 %": (320, 256)}


@pytest.fixture(scope="session")
def house(tmp_path_factory, worker_id):
    """Furnished once for the whole run, by the worker that needs it first."""
    base = tmp_path_factory.getbasetemp()
    place = (base if worker_id == "master" else base.parent) / "house"
    with FileLock(f"{place}.lock"):
        if not place.exists():
            furnish(base / "being-furnished").rename(place)
    return place


@pytest.fixture(scope="module")
def site(house, tmp_path_factory):
    """A site for each file of tests: what one does to the programmes is nothing to the next."""
    site = Site(house, tmp_path_factory.mktemp("site"))
    yield site
    site.close()


@pytest.fixture(scope="module")
def chromium():
    """One browser for the file and no longer: while its loop runs, Django refuses the tests of other files."""
    path = shutil.which("chromium")
    assert path, "Chromium mangler. Installer med: sudo apt-get install chromium"
    with sync_playwright() as playwright:
        flags = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]
        browser = playwright.chromium.launch(executable_path=path, args=flags)
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def logged_in(site, chromium):
    """The cookies of a person, who logs in and confirms it the first time they are asked for."""
    kept = {}

    def cookies(person):
        if person not in kept:
            page = chromium.new_page(base_url=site.url)
            log_in(page, person)
            page.goto("/konto/bekreft/")
            page.get_by_label("Passord").fill(PASSWORD)
            page.get_by_role("button", name="Bekreft").click()
            kept[person] = page.context.storage_state()
            page.close()
        return kept[person]

    return cookies


@pytest.fixture
def visit(site, chromium, logged_in):
    """Open a page as a person; everything it complains about ends up in `page.complaints`."""
    contexts = []

    def open_page(path, width="desk", person=None, **options):
        size = dict(zip(("width", "height"), WIDTHS[width], strict=True))
        if person:
            options["storage_state"] = logged_in(person)
        context = chromium.new_context(viewport=size, base_url=site.url, locale="nb-NO", **options)
        contexts.append(context)
        page = context.new_page()
        page.complaints = []
        page.on("console", lambda said: page.complaints.append(said.text) if said.type != "log" else None)
        page.on("pageerror", lambda error: page.complaints.append(str(error)))
        page.on(
            "request",
            lambda asked: None if asked.url.startswith((site.url, "data:")) else page.complaints.append(asked.url),
        )
        page.goto(path)
        return page

    yield open_page
    for context in contexts:
        context.close()


def log_in(page, person):
    page.goto("/konto/logg-inn/")
    page.get_by_label("E-postadresse").fill(f"{person}@site.invalid")
    page.get_by_label("Passord").fill(PASSWORD)
    page.get_by_role("button", name="Logg inn med passord").click()
    page.wait_for_url("**/konto/")


def faults(page, axe=True):
    """What axe finds, and whether the page is wider than its window."""
    page.wait_for_load_state()  # a click waits for the next page's first byte, not for its last
    found = Axe().run(page, options={"resultTypes": ["violations"]}).response["violations"] if axe else []
    broken = [f"{rule['id']}: {node['target']}" for rule in found for node in rule["nodes"]]
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    # Chromium itself reports a page that answers 404; that is not a fault of the page.
    said = [text for text in page.complaints if "404" not in text]
    return {"axe": broken, "too wide by": wide, "complaints": said}


FAULTLESS = {"axe": [], "too wide by": 0, "complaints": []}


def faults_at_every_width(page):
    """No rule of ours tells a telephone's 360 points from the 320 of 400 %, so axe reads one of the two."""
    found = {}
    for name, (width, height) in WIDTHS.items():
        page.set_viewport_size({"width": width, "height": height})
        found[name] = faults(page, axe=name != "phone")
    return {name: told for name, told in found.items() if told != FAULTLESS}
