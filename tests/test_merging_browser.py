"""Merging and splitting in a real Chromium, by keyboard, at every width."""

import re
from itertools import count

import pytest
from playwright.sync_api import expect

from .browsing import faults_at_every_width
from .test_editor_browser import Writer

pytestmark = pytest.mark.browser

CHAPTERS = count(1)  # every test has two measures of its own


@pytest.fixture
def writer(visit):
    """A chapter of one's own with two measures; the first is open."""
    writer, number = Writer(visit("/redaksjon/2024/", person="sekretariat")), next(CHAPTERS)
    writer.one, writer.other = f"Medvirkning {number}", f"Samling {number}"
    page = writer.page
    page.on("dialog", lambda dialog: dialog.accept())
    page.get_by_role("button", name="Nytt kapittel").click()
    page.get_by_label("Overskrift").fill(f"Kapittel {number} for to")
    page.get_by_text("Flere felt").click()
    page.get_by_label("Slag", exact=True).select_option("measures")
    writer.save()
    for title, partners in ((writer.other, "Faggruppene"), (writer.one, "Kommunene")):
        page.get_by_role("button", name=f"Nytt tiltak i «Kapittel {number} for to»").click()
        page.locator("[name=title]").fill(title)
        page.locator("[name=partners]").fill(partners)
        writer.save()
    page.get_by_role("link", name=f"Rediger «{writer.one}»").click()
    return writer


def reach(page, target):
    """Tab until it has the focus."""
    for _ in range(200):
        if target.evaluate("each => each === document.activeElement"):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"{target} cannot be reached")


def press(page, target, key="Enter"):
    reach(page, target)
    page.keyboard.press(key)


def titles(page):
    return page.locator(".measure-heading").all_inner_texts()


def opens_tools(page):
    press(page, page.locator("summary", has_text="Flytt, slå sammen, del eller ta ut"))


def test_two_are_merged_and_parted_again_by_keyboard_alone(writer):
    page = writer.page
    opens_tools(page)
    reach(page, page.get_by_label("Slå sammen med"))
    page.keyboard.type(writer.other)
    press(page, page.get_by_role("button", name="Se dem side ved side"))
    page.wait_for_url("**/sla-sammen/**")
    expect(page.locator(".two-measures h2")).to_have_text([writer.one, writer.other], use_inner_text=True)
    expect(page.locator("[name=partners]")).to_have_value("Kommunene\nFaggruppene")

    reach(page, page.locator("[name=title]"))
    page.keyboard.press("Control+a")
    page.keyboard.type("Medvirkning og samling")
    expect(page.locator(".open-status")).to_contain_text("Kladd tatt vare på")
    with page.expect_navigation(url=re.compile("/avsnitt/")):
        press(page, page.get_by_role("button", name="Slå sammen", exact=True))
    assert titles(page) == ["Medvirkning og samling"]

    press(page, page.locator("summary", has_text="Tatt ut"))
    expect(page.locator(".taken-out li", has_text=writer.other)).to_contain_text(
        "Slått sammen med «Medvirkning og samling»"
    )
    assert faults_at_every_width(page) == {}
    with page.expect_navigation():
        press(page, page.get_by_role("button", name=f"Hent inn «{writer.other}»"))
    assert sorted(titles(page)) == ["Medvirkning og samling", writer.other]
    assert [said.split(".")[0] for said in writer.said()] == [
        f"«{writer.other}» er med igjen", f"«{writer.other}» er ikke lenger opphav til «Medvirkning og samling»",
    ]  # fmt: skip


def test_one_is_split_by_keyboard_and_the_new_one_is_open(writer):
    page = writer.page
    opens_tools(page)
    with page.expect_navigation():
        press(page, page.get_by_role("button", name="Del i to"))
    expect(page.locator("[name=title]")).to_be_focused()
    page.keyboard.press("Control+a")
    page.keyboard.type("Den andre halvdelen")
    page.keyboard.press("Control+s")
    page.wait_for_url("**/avsnitt/**")
    assert titles(page) == [writer.other, writer.one, "Den andre halvdelen"]


def test_every_state_of_merging_is_without_fault(writer, visit):
    page = writer.page
    opens_tools(page)
    assert faults_at_every_width(page) == {}
    page.set_viewport_size({"width": 1280, "height": 900})
    page.get_by_label("Slå sammen med").select_option(label=writer.other)
    page.get_by_role("button", name="Se dem side ved side").click()
    assert faults_at_every_width(page) == {}
    page.set_viewport_size({"width": 1280, "height": 900})
    page.get_by_text("Flere felt").click()
    page.locator("[name=title]").fill("")
    with page.expect_navigation():
        page.get_by_role("button", name="Slå sammen", exact=True).click()
    assert faults_at_every_width(page) == {}  # with an error

    other = Writer(visit(page.locator(".one-measure form.open-form").get_attribute("action"), person="sekretariat2"))
    other.page.goto(page.url.split("sla-sammen")[0] + "rediger/")
    other.page.locator("[name=partners]").fill("Fylkeskommunene")
    other.save()
    page.set_viewport_size({"width": 1280, "height": 900})
    page.locator("[name=title]").fill("Ett tiltak")
    page.locator("[name=partners]").fill("Alle")
    with page.expect_navigation():
        page.get_by_role("button", name="Slå sammen", exact=True).click()
    expect(page.get_by_role("heading", name="Tiltakene er ikke slått sammen ennå")).to_be_visible()
    expect(page.locator("[name=title]")).to_have_value("Ett tiltak")
    assert faults_at_every_width(page) == {}  # somebody else has saved


def test_a_merging_that_is_left_waits_where_it_was(writer):
    page = writer.page
    page.locator("summary", has_text="Flytt, slå sammen, del eller ta ut").click()
    page.get_by_label("Slå sammen med").select_option(label=writer.other)
    page.get_by_role("button", name="Se dem side ved side").click()
    page.locator("[name=title]").fill("Halvferdig")
    page.keyboard.press("Escape")
    page.wait_for_url("**/rediger/")
    page.get_by_role("link", name="Hent kladden fram").click()
    page.wait_for_url("**/sla-sammen/**")
    expect(page.locator("[name=title]")).to_have_value("Halvferdig")


def test_without_javascript_the_same_forms_merge(writer, visit):
    page = visit(writer.page.url, person="sekretariat", java_script_enabled=False)
    page.locator("summary", has_text="Flytt, slå sammen, del eller ta ut").click()
    page.get_by_label("Slå sammen med").select_option(label=writer.other)
    page.get_by_role("button", name="Se dem side ved side").click()
    page.locator("[name=title]").fill("Uten skript")
    page.get_by_role("button", name="Slå sammen", exact=True).click()
    assert titles(page) == ["Uten skript"]
