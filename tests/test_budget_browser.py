"""The budget as a spreadsheet in a real Chromium: typing, pasting, undoing, two people, the keyboard, no JavaScript."""

import re

import pytest
from playwright.sync_api import expect

from .browsing import FAULTLESS, faults, faults_at_every_width, log_in

pytestmark = pytest.mark.browser

HARD = "\u00a0"
INCOME = ("Kontingenter", "Klimasats", "SEADITO")


@pytest.fixture
def sheet(visit):
    """A new year's budget, so that no test meets what another has written, and its first table."""
    page = visit("/budsjett/", person="sekretariat")
    page.get_by_role("button", name=re.compile(r"Lag budsjett for \d+")).click()
    year = int(page.url.rstrip("/").split("/")[-1])
    return Sheet(page, year)


class Sheet:
    """The first table on the page, as a person handles it."""

    def __init__(self, page, year):
        self.page, self.year = page, year
        self.form = page.locator(".grid-form").first
        self.column = f"Forslag budsjett {year}"

    def cell(self, line, column=None):
        return self.form.get_by_label(f"{line}, {column or self.column}", exact=True)

    def values(self, lines=INCOME):
        return [self.cell(line).input_value() for line in lines]

    def total(self, kind="sum"):
        """What the first sum shows under the proposal."""
        place = [text.split("\n")[0] for text in self.form.locator("thead th").all_inner_texts()].index(self.column)
        return self.form.locator(f"tr.grid-{kind}").first.locator("td, th").nth(place)

    def status(self, text):
        expect(self.form.locator(".grid-status")).to_contain_text(text)

    def paste(self, text):
        """As from Excel: a block with tabs and line breaks."""
        self.page.evaluate(
            """text => { const data = new DataTransfer(); data.setData("text/plain", text);
            document.activeElement.dispatchEvent(
                new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true })) }""",
            text,
        )

    def save(self):
        with self.page.expect_navigation():
            self.page.keyboard.press("Control+s")

    def said(self):
        return self.page.locator(".messages .ds-paragraph").all_inner_texts()


def test_what_follows_is_counted_while_one_types_and_ctrl_s_saves(sheet):
    sheet.cell("Kontingenter").fill("7 050")
    sheet.page.keyboard.press("Enter")
    sheet.page.keyboard.type("- 12,5")
    expect(sheet.total()).to_have_text(f"7{HARD}037,5")
    sheet.status("Ikke lagret ennå.")

    sheet.save()
    expect(sheet.page.locator(".messages")).to_contain_text("Lagret: Kontingenter")
    assert sheet.values(INCOME[:2]) == [f"7{HARD}050", "−12,5"]
    assert faults(sheet.page) == FAULTLESS


def test_arrows_and_enter_move_between_the_cells_that_one_writes_in(sheet):
    sheet.cell("Kontingenter").focus()
    visited = []
    for key in ("ArrowDown", "ArrowDown", "ArrowUp", "Enter", "Shift+Enter", "ArrowLeft", "ArrowRight"):
        sheet.page.keyboard.press(key)
        visited.append(sheet.page.evaluate("document.activeElement.getAttribute('aria-label')").split(",")[0])
    assert visited[:5] == ["Klimasats", "SEADITO", "Klimasats", "SEADITO", "Klimasats"]
    assert visited[-1] == "Klimasats"


def test_a_pasted_block_is_the_same_as_typing_it_and_can_be_undone_and_done_again(sheet):
    sheet.cell("Kontingenter").focus()
    sheet.paste("7 050\n800\n200\n")
    assert sheet.values() == ["7 050", "800", "200"]
    sheet.status("Limte inn 3 verdier. Ctrl+Z angrer.")

    sheet.page.keyboard.press("Control+z")
    assert sheet.values() == ["", "", ""]
    sheet.page.keyboard.press("Control+y")
    assert sheet.values() == ["7 050", "800", "200"]
    expect(sheet.total()).to_have_text(f"8{HARD}050")
    sheet.save()
    pasted = sheet.values()

    for line, figure in zip(INCOME, ("7 050", "800", "200"), strict=True):
        sheet.cell(line).fill("")
        sheet.cell(line).press_sequentially(figure)
    sheet.save()
    assert sheet.said() == ["Ingenting var endret, så ingenting er lagret."]
    assert sheet.values() == pasted


def test_a_block_that_meets_sums_or_the_edge_says_what_was_left_out(sheet):
    sheet.cell("IMDI Velkomsttjenester (Oslo kommune)").focus()
    sheet.paste("1\n999\n\n40\n")  # the line, the sum, a heading, a line
    assert sheet.values(("IMDI Velkomsttjenester (Oslo kommune)", "Møteutgifter politiske organer")) == ["1", "40"]
    sheet.status("Limte inn 2 verdier. 1 traff celler som regnes ut eller er vedtatt, og er ikke tatt med.")


def test_undo_takes_one_step_at_a_time_through_different_cells(sheet):
    sheet.cell("Kontingenter").fill("1")
    sheet.page.keyboard.press("Enter")
    sheet.page.keyboard.type("2")
    sheet.page.keyboard.press("Enter")
    assert sheet.values() == ["1", "2", ""]
    sheet.page.keyboard.press("Control+z")
    assert sheet.values() == ["1", "", ""]
    sheet.page.keyboard.press("Control+z")
    assert sheet.values() == ["", "", ""]


def test_a_point_is_asked_about_in_the_grid_and_answered_with_a_button(sheet):
    sheet.cell("Kontingenter").fill("6.987")
    sheet.status("«6.987» kan være 6 987 eller 6,987. Hvilket mener du?".replace("6 987", f"6{HARD}987"))
    assert faults(sheet.page) == FAULTLESS
    sheet.form.get_by_role("button", name=f"6{HARD}987").click()
    expect(sheet.total()).to_have_text(f"6{HARD}987")


def test_a_point_that_is_saved_is_asked_about_on_the_page(sheet):
    sheet.cell("Kontingenter").fill("6.987")
    sheet.cell("Klimasats").fill("mye")
    sheet.save()
    assert faults_at_every_width(sheet.page) == {}
    sheet.page.set_viewport_size({"width": 1280, "height": 900})
    sheet.page.get_by_label("6,987", exact=True).check()
    sheet.cell("Klimasats").fill("1")
    sheet.page.get_by_role("button", name="Lagre", exact=True).first.click()
    expect(sheet.page.locator(".messages")).to_contain_text("Lagret: ")
    assert sheet.values(INCOME[:2]) == ["6,987", "1"]


def test_two_people_who_write_in_the_same_cell_meet_the_conflict_page(sheet, visit):
    other = Sheet(visit(f"/budsjett/{sheet.year}/", person="sekretariat2"), sheet.year)
    other.cell("Kontingenter").fill("7 100")
    other.save()
    sheet.cell("Kontingenter").fill("7 050")
    sheet.cell("Klimasats").fill("800")
    sheet.status("Noen andre har lagret i mellomtiden: Kontingenter")
    sheet.save()

    page = sheet.page
    expect(page.get_by_role("heading", level=1)).to_have_text("To har endret det samme")
    assert faults_at_every_width(page) == {}
    page.get_by_label(f"Kontingenter – {sheet.column}").fill("7 075")
    page.get_by_role("button", name="Lagre slik").click()
    expect(page.locator(".messages")).to_contain_text("Lagret: ")
    assert sheet.values(INCOME[:2]) == [f"7{HARD}075", "800"]


def test_by_keyboard_alone_one_adds_a_line_names_it_and_fills_it_in(sheet):
    page = sheet.page
    sheet.cell("Klimasats").focus()
    for _ in range(200):
        page.keyboard.press("Shift+Tab")
        if page.evaluate("document.activeElement.textContent.trim()") == "Ny linje under":
            break
    page.keyboard.press("Enter")
    expect(page.locator(".messages")).to_contain_text("linjen «Ny linje» er ny")
    sheet.form.locator("input[value='Ny linje']").focus()
    page.keyboard.type("Gaver")
    page.keyboard.press("Control+s")
    expect(page.locator(".messages")).to_contain_text("linjen «Ny linje» heter nå «Gaver»")
    sheet.cell("Gaver").focus()
    page.keyboard.type("25")
    page.keyboard.press("Escape")
    expect(sheet.cell("Gaver")).to_have_value("")
    page.keyboard.type("30")
    sheet.save()
    expect(sheet.cell("Gaver")).to_have_value("30")


def test_undoing_the_last_saving_is_one_button(sheet):
    sheet.cell("Kontingenter").fill("7 050")
    sheet.save()
    sheet.form.get_by_role("button", name="Angre siste lagring").click()
    expect(sheet.page.locator(".messages")).to_contain_text("Tabellen er slik den var i versjon 1")
    assert sheet.values(INCOME[:1]) == [""]


def test_what_was_not_saved_waits_when_one_comes_back(sheet):
    page = sheet.page
    sheet.cell("Kontingenter").fill("7 050")
    sheet.status("Kladd tatt vare på")
    page.on("dialog", lambda dialog: dialog.accept())
    page.goto(f"/budsjett/{sheet.year}/")
    expect(page.get_by_text("Du har en kladd fra")).to_be_visible()
    assert faults_at_every_width(page) == {}
    page.set_viewport_size({"width": 1280, "height": 900})
    page.get_by_role("link", name="Hent kladden fram").click()
    assert sheet.values(INCOME[:1]) == ["7 050"]
    sheet.save()
    expect(page.locator(".messages")).to_contain_text("Lagret: Kontingenter")


def test_whoever_is_logged_out_or_loses_the_network_keeps_what_is_typed_and_saves_it_later(sheet):
    page, context = sheet.page, sheet.page.context
    context.clear_cookies(name="sessionid")
    sheet.cell("Kontingenter").fill("7 050")
    sheet.status("Du er logget ut. Det du skrev, står her.")
    page.keyboard.press("Control+s")
    sheet.status("Du er logget ut.")
    assert sheet.values(INCOME[:1]) == ["7 050"]

    log_in(context.new_page(), "sekretariat")  # in another tab, where one gets another token
    context.set_offline(True)
    sheet.cell("Klimasats").fill("800")
    sheet.status("Får ikke kontakt med tjeneren. Det du skrev, står her")
    context.set_offline(False)
    sheet.status("Kladd tatt vare på")
    sheet.save()
    assert sheet.values(INCOME[:2]) == [f"7{HARD}050", "800"]


def test_without_javascript_the_same_form_saves_asks_and_adds_lines(sheet, visit):
    page = visit(f"/budsjett/{sheet.year}/", person="sekretariat", java_script_enabled=False)
    plain = Sheet(page, sheet.year)
    plain.cell("Kontingenter").fill("6.987")
    plain.cell("Kontingenter").press("Enter")  # the form's own first button saves
    page.get_by_label(f"6{HARD}987", exact=True).check()
    page.get_by_role("button", name="Lagre", exact=True).first.click()
    assert plain.values(INCOME[:1]) == [f"6{HARD}987"]

    plain.form.get_by_label("Velg linjen Klimasats").check()
    plain.form.get_by_role("button", name="Flytt opp").click()
    assert "linjene står i en annen rekkefølge" in plain.said()[0]


def test_on_a_phone_the_table_scrolls_in_its_frame_and_the_labels_stay(sheet):
    page = sheet.page
    page.set_viewport_size({"width": 360, "height": 740})
    frame = sheet.form.locator(".grid-scroll")
    frame.evaluate("frame => { frame.scrollLeft = 300 }")
    label = sheet.form.locator("tbody .grid-label").nth(2)
    assert label.bounding_box()["x"] >= frame.bounding_box()["x"]
    assert page.evaluate("document.documentElement.scrollWidth") == 360


def test_the_sentence_of_a_discrepancy_is_shown_on_focus_and_leads_to_where_it_is_explained(visit):
    page = visit("/budsjett/2025/", person="sekretariat")
    mark = page.get_by_role("link", name=re.compile("Avvik: Summen av linjene er 7")).first
    mark.focus()
    expect(mark.locator(".grid-sentence")).to_be_visible()
    assert faults(page) == FAULTLESS
    mark.press("Enter")
    page.locator(":target").get_by_label("Forklaring").fill("Støtten fra 2023 er ikke med i linjene")
    page.locator(":target").get_by_role("button").click()
    expect(page.locator(".messages")).to_contain_text("Avviket i «Sum inntekter» er forklart.")
