"""A whole year with Osloregionen's real documents, from an empty house to next year's draft.

The draft `004_` goes to three faggrupper, is rewritten to `002_`, is discussed by the koordineringsgruppe, recommended
with a change by the board and adopted by the representantskap; the budget is revised in June; the next year begins.
"""

import json
import subprocess
import sys
from datetime import timedelta
from io import BytesIO
from zipfile import ZipFile

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from programmes.document import sha256, to_json
from programmes.reading import read_json

from .fidelity import FIXTURES
from .rewriting import words_of
from .site import ROOT, Site, environment, furnish

pytestmark = [pytest.mark.browser, pytest.mark.pdf]

PEOPLE = """
from publishing.management.commands import load_demo
load_demo.load_register(); load_demo.load_members(); load_demo.load_fee(); load_demo.load_people()
"""
# What the secretariat writes in October and November, by the doors of the workplace; one result is left for the board.
AUTUMN = """
from organisation.models import User
from programmes.keeping import change_measure
from programmes.models import Measure, Programme
from programmes.states import measure_state
from publishing.management.commands.load_demo import document
from tests.rewriting import rewrite
by = User.objects.get(email="sekretariat@site.invalid")
programme = Programme.objects.get(slug="2025")
rewrite(programme, document("handlingsprogram-2025"), by=by)
measure = Measure.objects.get(section__programme=programme, title=%r)
before = measure_state(measure)
change_measure(measure, before, before | {"title": %r}, by=by, what="tittelen")
"""
BEFORE_THE_BOARD = "Utarbeide et felles politisk grunnlag"
GROUPS = ("klima og miljø", "areal og transport", "næring")


def fixture(name):
    return read_json((FIXTURES / f"{name}.json").read_bytes())


ADOPTED = fixture("handlingsprogram-2025")
CHANGED = next(ADOPTED.every_measure()).title  # what the board changes it to


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """People, bodies, members and partners, and no programme."""
    site = Site(furnish(tmp_path_factory.mktemp("house"), PEOPLE), tmp_path_factory.mktemp("year"))
    yield site
    site.close()


@pytest.fixture
def at_work(visit):
    """The pages of those who take part, one each."""
    pages = {}

    def page(person):
        if person not in pages:
            pages[person] = visit("/", person=person)
            pages[person].on("dialog", lambda dialog: dialog.accept())
        return pages[person]

    return page


def told(page, *sentences):
    for sentence in sentences:
        expect(page.locator(".messages")).to_contain_text(sentence)


def test_a_whole_year(site, at_work, visit):
    site.manage("import_programme", str(FIXTURES / "foringer-2021-2024.json"))
    site.manage("import_programme", str(FIXTURES / "utkast-2025-faggruppene.json"))
    desk = at_work("sekretariat")

    to_the_groups(desk)
    for number, (member, words) in enumerate(
        {"faggruppe-klima2": "Slå sammen de to om havn.", "faggruppe-atp": "Rikstunnelen må nevnes."}.items()
    ):
        say(at_work(member), number, words)
    no_remarks(at_work("faggruppe-klima"))
    answer_and_close(desk)

    on_to(desk, "coordination", "hos administrativ koordineringsgruppe")
    expect(at_work("kg").locator("body")).not_to_contain_text("finnes ikke")
    at_work("kg").goto("/handlingsprogram/2025/milepael/utkast-til-koordineringsgruppen/")
    expect(at_work("kg").locator("h1").first).to_contain_text("Handlingsprogram")
    write_down(desk, "Administrativ koordineringsgruppe", "Drøftet", "2024-10-31")
    site.manage("shell", "--verbosity", "0", "--command", AUTUMN % (CHANGED, BEFORE_THE_BOARD))

    the_board_changes_a_title(desk)
    write_down(desk, "Styret", "Innstilt med endringer", "2024-11-24", "31/24")
    told(desk, "Programmet er nå i fasen «innstilt av styret».")
    write_down(desk, "Representantskapet", "Vedtatt", "2024-12-18")
    adopt(desk, at_work("sekretariat2"), 1)

    everybody_gets_what_was_adopted(visit)
    the_merges_that_really_happened(site)
    the_budget_is_revised(visit, desk, at_work("sekretariat2"))
    next_year_begins(desk)
    again = compared(site, "2025", "2026")["counts"]
    assert again["unchanged"] == 30
    assert desk.complaints == []


# ── October ──────────────────────────────────────────────────────────────────────────────────────


def to_the_groups(desk):
    on_to(desk, "groups", "på høring hos faggrupper")
    for name in GROUPS:
        desk.goto("/innspill/ny/?program=2025")
        desk.get_by_label("Navn", exact=True).fill(f"Utkast til {name}")
        desk.get_by_role("checkbox", name=name).check()
        desk.get_by_label("Frist", exact=True).fill(f"{timezone.localdate() + timedelta(days=10)}")
        desk.get_by_role("button", name="Klargjør runden").click()
        desk.get_by_role("link", name="Åpne runden …").click()
        desk.get_by_role("button", name="Åpne runden").click()
        told(desk, "er åpnet. Teksten ligger nå fast.")


def on_to(desk, phase, name):
    desk.goto("/redaksjon/2025/behandling/")
    desk.locator(f'a[href$="/fase/{phase}/"]').first.click()
    desk.get_by_role("button", name="Gå videre").click()
    told(desk, f"er nå i fasen «{name}».")


def say(page, number, words):
    page.goto("/innspill/")
    page.get_by_role("link", name="Utkast til").first.click()
    page.locator("table.measures a.mark").nth(number).click()
    page.get_by_label("Innspill", exact=True).fill(words)
    page.get_by_role("button", name="Send").click()
    expect(page.locator("main")).to_contain_text(words)


def no_remarks(page):
    """The leader sees what the member wrote, and says that the group has no more."""
    page.goto("/innspill/")
    page.get_by_role("link", name="Utkast til").first.click()
    expect(page.locator("main")).to_contain_text("Frist")


def answer_and_close(desk):
    for name in GROUPS:
        desk.goto("/innspill/program/2025/")
        desk.get_by_role("link", name=f"Utkast til {name}").first.click()
        desk.get_by_role("link", name="Avslutt runden …").click()
        desk.get_by_role("button", name="Avslutt runden").click()
        told(desk, "er avsluttet.")
    desk.goto("/innspill/bord/?status=ubesvart")
    for _ in range(2):
        desk.goto("/innspill/bord/?status=ubesvart")
        desk.locator(".queue a").first.click()
        desk.get_by_role("radio", name="Til orientering").check()
        desk.get_by_role("button", name="Lagre", exact=True).click()
        expect(desk.get_by_role("status").first).to_contain_text("til orientering")
    for name in GROUPS:
        desk.goto("/innspill/program/2025/")
        desk.get_by_role("link", name=f"Utkast til {name}").first.click()
        desk.get_by_role("link", name="Publiser alle svar …").click()
        desk.get_by_role("button", name="Publiser alle svar").click()
        told(desk, "er publisert.")


# ── November and December ────────────────────────────────────────────────────────────────────────


def write_down(desk, body, outcome, day, case=""):
    desk.goto("/redaksjon/2025/behandling/ny/")
    desk.get_by_label("Organ").select_option(label=body)
    desk.get_by_role("radio", name=outcome, exact=True).check()
    desk.get_by_label("Møtedato").fill(day)
    desk.get_by_label("Saksnummer").fill(case)
    desk.get_by_role("button", name="Før behandlingen").click()
    told(desk, f"Ført: {outcome[0].lower()}{outcome[1:]} av")


def the_board_changes_a_title(desk):
    desk.goto("/redaksjon/2025/")
    desk.get_by_role("link", name=BEFORE_THE_BOARD).first.click()
    desk.get_by_label("Tiltak", exact=True).fill(CHANGED)
    desk.get_by_role("button", name="Lagre", exact=True).click()
    told(desk, "er lagret")


def explain(desk):
    """What is found and may stand gets a reason; nothing that must be put right is left."""
    desk.goto("/redaksjon/2025/klart/")
    expect(desk.locator(".finding-group.is-hard")).to_have_count(0)
    desk.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")
    for box in desk.locator('input[name^="hvorfor-"]').all():
        box.fill("Slik ble det vedtatt.")
    if desk.get_by_role("button", name="Lagre begrunnelsene").count():
        desk.get_by_role("button", name="Lagre begrunnelsene").click()
        expect(desk.locator(".messages")).to_be_visible()


def adopt(desk, colleague, number, note=""):
    explain(desk)
    desk.goto("/redaksjon/2025/vedta/")
    if note:
        desk.get_by_label("Hva er endret siden forrige utgave?").fill(note)
    with desk.expect_navigation():
        desk.get_by_role("button", name=f"Gjør klar utgave {number}").click()
    colleague.goto("/redaksjon/2025/vedta/")
    colleague.get_by_role("link", name="Last ned hele PDF-en").wait_for(timeout=120_000)
    colleague.get_by_role("link", name=f"Vedta som utgave {number} …").click()
    colleague.get_by_role("button", name="Vedta Handlingsprogram 2025 som utgave").click()
    told(colleague, f"Handlingsprogram 2025, utgave {number} er vedtatt, og kan leses av alle.")


def everybody_gets_what_was_adopted(visit):
    page = visit("/handlingsprogram/2025/")
    expect(page.locator("h1").first).to_have_text("Handlingsprogram 2025")
    stored = page.request.get("/handlingsprogram/2025/2025.json").body()
    pdf = page.request.get("/handlingsprogram/2025/2025.pdf").body()
    assert words_of(read_json(stored)) == words_of(ADOPTED)
    assert to_json(read_json(stored)) == stored
    expect(page.locator(".imprint")).to_contain_text(sha256(pdf))
    expect(page.locator(".imprint")).to_contain_text(sha256(stored))
    verified(page, pdf)
    archived(page, stored, pdf)


def verified(page, pdf):
    """The file somebody saved is the one; one byte more, and it is not."""
    answers = {pdf: "Ja, dette er det vedtatte", pdf + b" ": "Denne fila er ikke en vedtatt utgave"}
    for content, answer in answers.items():
        page.goto("/verifiser/")
        page.get_by_label("Fil").set_input_files({"name": "2025.pdf", "mimeType": "application/pdf", "buffer": content})
        page.get_by_role("heading", name=answer).wait_for()


def archived(page, stored, pdf):
    """The package has the very bytes, and sums that agree."""
    page.goto("/handlingsprogram/2025/utgave/1/")
    for _ in range(60):
        answer = page.request.get("/handlingsprogram/2025/utgave/1/2025-utgave-1.zip")
        if answer.ok:
            break
        page.wait_for_timeout(1_000)
    with ZipFile(BytesIO(answer.body())) as package:
        inside = {name.split("/")[-1]: package.read(name) for name in package.namelist()}
    assert {stored, pdf} <= set(inside.values())
    sums = dict(line.split(maxsplit=1)[::-1] for line in inside["sjekksummer.txt"].decode().splitlines())
    assert sha256(pdf) in sums.values()


def the_merges_that_really_happened(site):
    """What was several in the draft and is one in what was adopted: as the two documents themselves tell."""
    really = {
        (tuple(sorted(origin.title for origin in measure.origins)), measure.title)
        for measure in ADOPTED.every_measure()
        if len(measure.origins) > 1
    }
    found = compared(site, "2025@utkast-til-faggruppene", "2025")
    merged = [each for each in found["measures"] if each["state"] == "merged"]
    assert {(tuple(sorted(each["from"])), *each["to"]) for each in merged} == really
    assert len(really) == 3


def compared(site, before, after) -> dict:
    command = [sys.executable, "manage.py", "compare_programmes", before, after, "--json"]
    around = environment(site.place, site.port, "1")
    return json.loads(subprocess.run(command, cwd=ROOT, env=around, check=True, capture_output=True).stdout)


# ── June, and August ─────────────────────────────────────────────────────────────────────────────


def the_budget_is_revised(visit, desk, colleague):
    first = visit("/handlingsprogram/2025/utgave/1/").request.get("/handlingsprogram/2025/utgave/1/2025.pdf").body()
    desk.goto("/redaksjon/2025/behandling/ta-opp-igjen/")
    desk.get_by_role("radio", name="En revisjon").check()
    desk.get_by_label("Hvorfor?").fill("Revidert budsjett i juni.")
    with desk.expect_navigation():
        desk.get_by_role("button", name="Ta opp igjen").click()
    desk.goto("/budsjett/2025/")
    desk.get_by_role("link", name="Ny kolonne").first.click()
    desk.get_by_label("Slag").select_option(label="revidert budsjett")
    desk.get_by_label("År (valgfritt)").fill("2025")
    desk.get_by_label("Dato").fill("2025-06-12")
    desk.get_by_role("button", name="Legg til").click()
    desk.locator(".grid-form").first.get_by_label("Kontingenter, Revidert juni 2025", exact=True).fill("7 100")
    desk.get_by_role("button", name="Lagre", exact=True).first.click()
    told(desk, "Kontingenter, Revidert juni 2025: tomt → 7\xa0100")
    write_down(desk, "Representantskapet", "Vedtatt", "2025-06-12", "8/25")
    adopt(desk, colleague, 2, "Revidert budsjett 2025.")

    page = visit("/handlingsprogram/2025/utgave/1/")
    expect(page.locator(".edition-replaced")).to_contain_text("Denne utgaven er erstattet av utgave 2.")
    assert page.request.get("/handlingsprogram/2025/utgave/1/2025.pdf").body() == first
    page.goto("/handlingsprogram/2025/")
    expect(page.locator(".imprint")).to_contain_text("Revidert budsjett 2025.")
    expect(page.locator("main")).to_contain_text("Revidert juni 2025")


def next_year_begins(desk):
    desk.goto("/redaksjon/2025/neste-ar/")
    with desk.expect_navigation():
        desk.get_by_role("button", name="Lag Handlingsprogram 2026").click()
    desk.goto("/redaksjon/2026/")
    expect(desk.locator("h1").first).to_have_text("Handlingsprogram 2026")
