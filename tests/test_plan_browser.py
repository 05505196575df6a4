"""The process plan, what a work is in itself, and the log, in a real Chromium."""

import pytest
from playwright.sync_api import expect

from .browsing import FAULTLESS, faults, faults_at_every_width
from .test_editor_browser import Writer

pytestmark = pytest.mark.browser

PLAN, ABOUT, LOG = "/redaksjon/2024/fremdriftsplan/", "/redaksjon/2024/om/", "/redaksjon/2024/logg/"


@pytest.fixture
def writer(visit):
    page = visit(PLAN, person="sekretariat")
    page.on("dialog", lambda dialog: dialog.accept())
    return Writer(page)


def last(page):
    return page.locator(".row-of-fields").count() - 1


def test_a_step_is_written_in_a_row_that_comes_when_it_is_needed(writer):
    page = writer.page
    row = last(page)
    page.locator(f"[name=steps-{row}-when]").fill("mai/juni")
    expect(page.locator(".row-of-fields")).to_have_count(row + 2)  # another is ready
    page.locator(f"[name=steps-{row}-what]").fill("Evaluere året")
    page.get_by_role("checkbox", name=f"Bekreftet {row + 1}").uncheck()
    page.get_by_role("combobox", name=f"Organ {row + 1}").select_option("styret")
    more = row + 1
    expect(page.get_by_role("checkbox", name=f"Bekreftet {more + 1}")).to_be_checked()
    page.locator(f"[name=steps-{more}-when]").fill("juli")
    page.locator(f"[name=steps-{more}-what]").fill("Ferie")
    writer.save()
    assert "steget «Evaluere året» er nytt; steget «Ferie» er nytt" in writer.said()[0]
    steps = page.goto("/redaksjon/2024/") and page.locator(".part-steps tbody tr").all_inner_texts()
    assert [step.split("\t")[:2] for step in steps[-2:]] == [["mai/juni", "Evaluere året"], ["juli", "Ferie"]]


def test_what_was_typed_is_found_again_when_the_lid_was_closed(writer, visit):
    writer.page.locator("[name=steps-0-who]").fill("Skrevet før lokket ble lukket")
    expect(writer.page.locator(".open-status")).to_contain_text("Kladd tatt vare på")
    writer.page.close(run_before_unload=False)

    page = visit(PLAN, person="sekretariat")
    assert faults_at_every_width(page) == {}
    page.get_by_role("link", name="Hent kladden fram").click()
    expect(page.locator("[name=steps-0-who]")).to_have_value("Skrevet før lokket ble lukket")
    assert faults(page) == FAULTLESS
    page.goto(PLAN)
    page.get_by_role("button", name="Forkast kladden").click()
    expect(page.get_by_text("Kladden er forkastet.")).to_be_visible()


def test_who_else_has_the_plan_open_is_told(writer, visit):
    other = visit(PLAN, person="sekretariat2")
    expect(other.locator(".open-others")).to_have_text("Demo Sekretariat har også denne åpen.")


def test_a_row_of_the_fields_that_can_be_printed_is_not_doubled(visit):
    page = visit(ABOUT, person="sekretariat")
    names = page.locator("[name^=fields-][name$=-label]")
    before = names.count()
    names.last.fill("Et navn")
    expect(names).to_have_count(before)
    areas = page.locator("[name^=areas-][name$=-name]")
    before = areas.count()
    areas.last.fill("Folkehelse")
    expect(areas).to_have_count(before + 1)
    expect(page.locator(f"select[name=areas-{before}-kind]")).to_have_count(1)
    assert faults(page) == FAULTLESS


def test_every_state_is_without_fault(writer, visit):
    page = writer.page
    assert faults_at_every_width(page) == {}
    page.set_viewport_size({"width": 1280, "height": 900})
    page.locator("[name=steps-1-what]").fill("")
    page.locator("[name=steps-2-starts_on]").fill("2024-02-02")
    page.locator("[name=steps-2-ends_on]").fill("2024-01-01")
    writer.save()
    assert faults_at_every_width(page) == {}  # with errors
    page.goto(PLAN)
    other = Writer(visit(PLAN, person="sekretariat2"))
    other.page.locator("[name=steps-1-who]").fill("Den ene")
    other.save()
    page.locator("[name=steps-1-who]").fill("Den andre")
    writer.save()
    expect(page.get_by_role("heading", name="To har endret det samme")).to_be_visible()
    assert faults_at_every_width(page) == {}
    writer.save()
    for address in (
        f"{PLAN}historikk/",
        ABOUT,
        f"{ABOUT}historikk/",
        LOG,
        f"{LOG}?hva=merged",
        "/redaksjon/2018/logg/",
    ):
        page.goto(address)
        assert faults_at_every_width(page) == {}, address
    page.goto(LOG)
    page.get_by_text("Vis endringen").first.click()
    assert faults(page) == FAULTLESS


def test_without_javascript_the_plan_saves(visit):
    page = visit(PLAN, person="sekretariat", java_script_enabled=False)
    page.get_by_role("spinbutton", name="Plass 1", exact=True).fill("3")
    page.get_by_role("checkbox", name="Fjern 2", exact=True).check()
    page.get_by_role("button", name="Lagre", exact=True).click()
    assert "er fjernet; rekkefølgen på stegene." in page.locator(".messages").inner_text()
    page.goto(LOG)
    assert "redigerte «Fremdriftsplanen»" in page.locator(".log-line").first.inner_text()


# ── The plan as a calendar ──────────────────────────────────────────────────────────────────────

READ, BACK = "/handlingsprogram/2024/fremdriftsplan/", f"{PLAN}bakover/"


@pytest.mark.parametrize("script", [True, False])
def test_a_warning_is_mended_where_it_stands(visit, script):
    page = visit(PLAN, person="sekretariat", java_script_enabled=script)
    what, body = ("innstille til rep.skap", "Styret") if script else ("Representantskap behandle", "Representantskapet")
    button = page.locator(".plan-step", has_text=what).get_by_role("button", name=f"Skriv «{body}»")
    button.click()
    expect(button).to_have_count(0)
    expect(page.locator(".messages")).to_contain_text("hvem: tomt → ")


@pytest.mark.parametrize("script", [True, False])
def test_a_plan_is_counted_backwards_looked_over_and_saved(visit, script):
    page = visit(BACK, person="sekretariat", java_script_enabled=script)
    for box in page.locator("[name=kg-mote]").all():
        box.uncheck()  # registered when the one before was saved
    page.locator("[name=kg-fra]").fill("2023-11-01" if script else "2023-11-02")
    page.get_by_role("button", name="Vis forslaget").click()
    expect(page.get_by_role("heading", name="Forslaget")).to_be_visible()
    page.get_by_role("button", name="Lagre planen").click()
    expect(page.get_by_text("Ført i møtelista: ")).to_contain_text("Møte i administrativ koordineringsgruppe 0")
    expect(page.locator(".plan-step", has_text="Behandle utkast i KG")).to_contain_text("november 2023")


def test_the_plan_is_without_fault_wherever_it_stands(visit):
    page = visit(READ, person="sekretariat")
    for address in (
        READ,
        PLAN,
        BACK,
        f"{BACK}?kg-til=2023-11-01&administrativ=7&politisk=14&arbeid=2",
        f"{BACK}?vedtak-fra=2023-12-09&vedtak-organ=representantskapet&administrativ=7&politisk=14&arbeid=2",
        "/redaksjon/",
    ):
        page.goto(address)
        assert faults_at_every_width(page) == {}, address
    everybody = visit("/handlingsprogram/2025/fremdriftsplan/")
    assert faults_at_every_width(everybody) == {}


def test_a_printed_plan_is_the_plan_alone(visit):
    page = visit(READ, person="sekretariat")
    page.emulate_media(media="print")
    expect(page.locator(".plan-step").first).to_be_visible()
    for hidden in (".site-head", ".crumbs", ".plan-subscribe", ".ways"):
        expect(page.locator(hidden)).to_be_hidden()
