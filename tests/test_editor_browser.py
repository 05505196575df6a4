"""Writing a programme in a real Chromium: by hand, two at once, with the lid closed and the network gone."""

import json
import re

import pytest
from django.conf import settings
from playwright.sync_api import expect

from programmes.document import as_plain
from programmes.reading import read_json

from .browsing import FAULTLESS, faults, faults_at_every_width, log_in

pytestmark = pytest.mark.browser

SECTION = "Transport og mobilitet"


@pytest.fixture
def adopted():
    """The chapter as the council adopted it in 2025."""
    document = read_json((settings.BASE_DIR / "fixtures" / "handlingsprogram-2025.json").read_bytes())
    return next(section for section, _depth in document.every_section() if section.title == SECTION)


class Writer:
    """Somebody of the secretariat at the draft of 2024."""

    def __init__(self, page):
        self.page = page

    def rich(self, label):
        return self.page.get_by_role("textbox", name=f"{label} (valgfritt)", exact=True)

    def rows(self, label, texts):
        for number, text in enumerate(texts, 1):
            self.page.get_by_role("combobox", name=f"{label} {number}", exact=True).fill(text)

    def save(self):
        with self.page.expect_navigation():
            self.page.get_by_role("button", name="Lagre", exact=True).click()

    def write(self, label, blocks):
        """Rich text as one writes it: paragraphs and lists, by keyboard."""
        self.rich(label).click()
        for block in blocks:
            self.block(block)

    def block(self, block):
        keys = self.page.keyboard
        if block["type"] == "list":
            kind = "orderedList" if block.get("ordered") else "bulletList"
            self.page.locator(f"[data-do={kind}]").first.click()
            for number, item in enumerate(block["items"]):
                if number:
                    keys.press("Enter")
                for inner in item:
                    keys.type("".join(part if isinstance(part, str) else part["text"] for part in inner["content"]))
            keys.press("Enter")
            keys.press("Enter")
        else:
            keys.type("".join(part if isinstance(part, str) else part["text"] for part in block["content"]))
            keys.press("Enter")

    def said(self):
        return self.page.locator(".messages .ds-paragraph").all_inner_texts()


@pytest.fixture
def writer(visit):
    page = visit("/redaksjon/2024/", person="sekretariat")
    page.on("dialog", lambda dialog: dialog.accept())
    return Writer(page)


@pytest.fixture
def chapter(writer):
    """A new chapter of one's own, open for writing."""
    writer.page.get_by_role("button", name="Nytt kapittel").click()
    return writer


def stored(site, slug="2024"):
    """The document as it is stored."""
    target = site.place / "ut.json"
    site.manage("export_programme", slug, "--format", "json", "--draft", "--output", str(target))
    return read_json(target.read_bytes())


def without_ids(section) -> dict:
    data = as_plain(section)
    data.pop("area", None)  # the areas of 2024 have other names
    for thing in (data, *data.get("measures", [])):
        thing.pop("id")
    for measure in data.get("measures", []):
        for field in ("origins", "further_areas", "strategies", "budget_lines"):
            measure.pop(field, None)
    return json.loads(json.dumps(data))


def test_the_adopted_chapter_written_by_hand_is_the_adopted_chapter(site, chapter, adopted):
    page = chapter.page
    page.get_by_label("Overskrift").fill(adopted.title)
    chapter.write("Tekst", [as_plain(block) for block in adopted.text])
    page.get_by_text("Flere felt").click()
    page.get_by_label("Slag", exact=True).select_option("measures")
    chapter.save()
    for measure in adopted.measures:
        page.get_by_role("button", name=f"Nytt tiltak i «{adopted.title}»").click()
        page.locator("[name=title]").fill(measure.title)
        if measure.content:
            chapter.write("Nærmere om innhold", [as_plain(block) for block in measure.content])
        page.locator("[name=partners]").fill(measure.partners or "")
        chapter.rows("Samarbeidspartner", measure.named_partners)
        for number, result in enumerate(measure.results):
            page.locator(f"[name=results-{number}-text]").fill(result.text)
        chapter.save()

    written = next(section for section in stored(site).sections if section.title == adopted.title)
    assert without_ids(written) == without_ids(adopted)


def test_every_state_of_the_workplace_is_without_fault(chapter, visit):
    page = chapter.page
    assert faults_at_every_width(page) == {}
    page.set_viewport_size({"width": 1280, "height": 900})
    page.get_by_text("Flere felt").click()
    page.get_by_text("Flytt eller ta ut").click()
    page.get_by_label("Overskrift").fill("")
    chapter.save()
    assert faults_at_every_width(page) == {}  # with an error
    page.set_viewport_size({"width": 1280, "height": 900})
    page.get_by_label("Overskrift").fill("Prøvekapittel")
    page.get_by_label("Slag", exact=True).select_option("measures")
    chapter.save()
    assert faults_at_every_width(page) == {}
    page.get_by_role("button", name="Nytt tiltak i «Prøvekapittel»").click()
    assert faults_at_every_width(page) == {}
    page.goto("/redaksjon/2025/")
    assert faults(page) == FAULTLESS
    page.goto("/redaksjon/foringer-2021-2024/")
    page.get_by_role("link", name=re.compile("^Rediger «")).first.click()
    assert faults_at_every_width(page) == {}


@pytest.fixture
def measure(chapter):
    """A measure of one's own, open for writing; answers with its address too."""
    page = chapter.page
    page.get_by_label("Overskrift").fill("Kapittel for prøver")
    page.get_by_text("Flere felt").click()
    page.get_by_label("Slag", exact=True).select_option("measures")
    chapter.save()
    page.get_by_role("button", name="Nytt tiltak i «Kapittel for prøver»").click()
    return chapter, page.url.split("#")[0]


def test_two_who_write_in_different_fields_both_get_theirs(measure, visit):
    writer, address = measure
    other = Writer(visit(address, person="sekretariat2"))
    other.page.locator("[name=title]").fill("Tittel fra den ene")
    other.save()
    writer.page.locator("[name=partners]").fill("Partnere fra den andre")
    writer.save()
    writer.page.goto(address)
    expect(writer.page.locator("[name=title]")).to_have_value("Tittel fra den ene")
    expect(writer.page.locator("[name=partners]")).to_have_value("Partnere fra den andre")


def test_two_who_write_in_the_same_field_choose_with_all_three_texts_before_them(measure, visit):
    writer, address = measure
    other = Writer(visit(address, person="sekretariat2"))
    other.page.locator("[name=title]").fill("Tittel fra den ene")
    other.save()
    writer.page.locator("[name=title]").fill("Tittel fra den andre")
    writer.save()
    expect(writer.page.get_by_role("heading", name="To har endret det samme")).to_be_visible()
    assert faults_at_every_width(writer.page) == {}
    expect(writer.page.locator("[name=title]")).to_have_value("Tittel fra den andre")
    writer.save()
    assert writer.said()[0].startswith("«Tittel fra den andre» er lagret")


def test_what_was_typed_is_found_again_when_the_lid_was_closed(measure, visit):
    writer, address = measure
    writer.page.locator("[name=title]").fill("Skrevet før lokket ble lukket")
    writer.rich("Nærmere om innhold").click()
    writer.page.keyboard.type("Også i den rike teksten")
    expect(writer.page.locator(".open-status")).to_contain_text("Kladd tatt vare på")
    writer.page.close(run_before_unload=False)

    again = Writer(visit(address, person="sekretariat"))
    again.page.get_by_role("link", name="Hent kladden fram").click()
    expect(again.page.locator("[name=title]")).to_have_value("Skrevet før lokket ble lukket")
    expect(again.rich("Nærmere om innhold")).to_have_text("Også i den rike teksten")
    assert faults(again.page) == FAULTLESS


def test_what_was_typed_stays_when_one_is_logged_out_or_the_server_is_gone(measure):
    writer, _address = measure
    page, context = writer.page, writer.page.context
    context.clear_cookies(name="sessionid")
    page.locator("[name=title]").fill("Skrevet uten å være logget inn")
    expect(page.locator(".open-status")).to_contain_text("Du er logget ut. Det du skrev, står her.")
    page.keyboard.press("Control+s")
    expect(page.locator(".open-status")).to_contain_text("Du er logget ut.")

    log_in(context.new_page(), "sekretariat")  # in another tab, where one gets another token
    context.set_offline(True)
    page.locator("[name=partners]").fill("Skrevet uten nett")
    expect(page.locator(".open-status")).to_contain_text("Får ikke kontakt med tjeneren.")
    context.set_offline(False)
    expect(page.locator(".open-status")).to_contain_text("Kladd tatt vare på", timeout=10_000)
    writer.save()
    assert writer.said()[0].startswith("«Skrevet uten å være logget inn» er lagret")


def test_by_keyboard_one_saves_goes_to_the_next_and_leaves(measure):
    writer, address = measure
    page = writer.page
    page.locator("[name=title]").fill("Først")
    writer.save()
    page.get_by_role("button", name="Nytt tiltak i «Kapittel for prøver»").click()
    page.locator("[name=title]").fill("Så")
    writer.save()
    page.goto(address)
    page.locator("[name=title]").fill("Først, endret")
    with page.expect_navigation():
        page.keyboard.press("Control+Enter")
    expect(page.locator("[name=title]")).to_have_value("Så")
    page.keyboard.press("Escape")
    page.wait_for_url("**/avsnitt/**")


def test_a_click_on_a_text_opens_it_there_and_leaving_keeps_what_is_typed(measure):
    writer, address = measure
    page = writer.page
    page.locator("[name=title]").fill("Klikk på meg")
    page.locator(".ProseMirror").fill("Kommuner")
    writer.save()
    page.locator("[data-field=id_content]").click()
    page.wait_for_url("**/rediger/#id_content")
    expect(page.locator(".ProseMirror")).to_be_focused()
    asked = []
    page.on("dialog", lambda dialog: asked.append(dialog.message))
    page.keyboard.press("Control+End")
    page.keyboard.type(" og NHO")
    page.keyboard.press("Escape")
    page.wait_for_url("**/avsnitt/**")
    assert asked == []
    page.goto(f"{address}?kladd=1")
    expect(page.locator(".ProseMirror")).to_have_text("Kommuner og NHO", use_inner_text=True)


def test_a_measure_is_dragged_in_front_of_another(measure):
    writer, _address = measure
    page = writer.page
    page.locator("[name=title]").fill("Dra meg sist")
    writer.save()
    page.get_by_role("button", name="Nytt tiltak i «Kapittel for prøver»").click()
    page.locator("[name=title]").fill("Dra meg først")
    writer.save()
    row = page.locator(".outline-list li[data-id] li[data-id]")
    with page.expect_navigation():
        row.filter(has_text="Dra meg først").last.drag_to(row.filter(has_text="Dra meg sist").last)
    headings = page.locator(".measure-heading").all_inner_texts()
    assert headings == ["Dra meg først", "Dra meg sist"]


def test_without_javascript_the_same_form_saves(measure, visit):
    _writer, address = measure
    page = visit(address, person="sekretariat", java_script_enabled=False)
    page.locator("[name=title]").fill("Uten skript")
    page.locator("[name=content-plain]").fill("Et avsnitt\n\n- ett punkt\n- et til")
    page.get_by_role("button", name="Lagre", exact=True).click()
    expect(page.locator(".manuscript-measure .prose li")).to_have_text(["ett punkt", "et til"])
