"""A rich text field in a real Chromium: written by keyboard, pasted into, without fault, and without JavaScript."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from playwright.sync_api import expect

from programmes.richtext import read_html, write_html

from .browsing import faults, faults_at_every_width
from .site import Site, manage
from .test_hostile_richtext import HOSTILE

pytestmark = pytest.mark.browser
CLIPBOARD = Path(__file__).parent / "clipboard"
SAMPLES = sorted(path.stem for path in CLIPBOARD.glob("*.html"))
SUPERUSER = """
from organisation.models import User
User.objects.filter(email="sekretariat@site.invalid").update(is_staff=True, is_superuser=True)
"""
# The editor takes the focus, and hears of a selection, a moment after it.
SETTLED = "new Promise(done => requestAnimationFrame(() => setTimeout(done, 20)))"
PASTE = """([html, plain]) => {
    const data = new DataTransfer()
    if (html) data.setData("text/html", html)
    data.setData("text/plain", plain)
    document.activeElement.dispatchEvent(
        new ClipboardEvent("paste", {clipboardData: data, bubbles: true, cancelable: true}))
}"""


@pytest.fixture(scope="module")
def site(house, tmp_path_factory):
    place = tmp_path_factory.mktemp("rich")
    site = Site(house, place, settings="tests.rich_field_settings")
    manage(place, 0, "shell", "--verbosity", "0", "--command", SUPERUSER)
    yield site
    site.close()


@pytest.fixture
def page(visit):
    return ready(visit("/skriv/"))


def ready(page):
    page.locator(".rich[data-started]").nth(1).wait_for()
    page.get_by_role("textbox", name="Tekst", exact=True).click()
    return page


def html(page) -> str:
    return page.locator("[name=text]").input_value()


def paste(page, html="", plain="Uten HTML"):
    page.evaluate(PASTE, [html, plain])


def put(page, html):
    """Another text in the textarea, as a draft that is taken up."""
    page.locator("[name=text]").evaluate(
        "(text, html) => { text.value = html; text.dispatchEvent(new Event('rich:read')) }", html
    )


def press(page, *keys):
    for key in keys:
        page.evaluate(SETTLED)
        page.keyboard.press(key)
    page.evaluate(SETTLED)


def save(page):
    page.get_by_role("button", name="Lagre").click()


# ── Writing ──────────────────────────────────────────────────────────────────────────────────────


def test_bold_and_lists_are_written_by_keyboard_and_saved_as_small_html(page):
    page.keyboard.type("Vi ")
    press(page, "Control+b")
    page.keyboard.type("vil")
    press(page, "Control+b")
    page.keyboard.type(" dette.[^1]")
    press(page, "Enter")
    page.keyboard.type("- tog")
    press(page, "Enter")
    page.keyboard.type("buss")
    press(page, "Enter", "Tab")
    page.keyboard.type("natt")
    press(page, "Shift+Enter")
    page.keyboard.type("og dag")
    press(page, "Enter", "Enter", "Enter")
    page.keyboard.type("1. ")
    page.keyboard.type("først")
    save(page)

    expect(page.locator("#stored-text")).to_have_text(
        "<p>Vi <strong>vil</strong> dette.[^1]</p><ul><li><p>tog</p></li><li><p>buss</p>"
        "<ul><li><p>natt</p><p>og dag</p></li></ul></li></ul><ol><li><p>først</p></li></ol>",
        use_inner_text=True,
    )
    assert page.complaints == []


def test_the_toolbar_is_one_stop_of_tab_and_its_buttons_say_what_is_on(page):
    page.keyboard.type("ord")
    press(page, "Control+a", "Shift+Tab")
    on = page.locator(":focus")
    assert (on.inner_text(), on.get_attribute("aria-pressed")) == ("Fet", "false")

    press(page, "Enter")
    assert html(page) == "<p><strong>ord</strong></p>"
    assert page.get_by_role("button", name="Fet").first.get_attribute("aria-pressed") == "true"

    press(page, "Shift+Tab", "ArrowRight", "ArrowRight", "Enter")
    assert html(page) == "<ul><li><p><strong>ord</strong></p></li></ul>"
    press(page, "Shift+Tab", "End", "ArrowLeft", "Enter")
    assert html(page) == "<p><strong>ord</strong></p>"
    expect(page.locator(":focus")).to_have_text("Angre", use_inner_text=True)


def test_what_is_written_can_be_undone_and_done_again(page):
    page.keyboard.type("Noe")
    press(page, "Control+z")
    assert html(page) == ""

    press(page, "Control+Shift+z")
    assert html(page) == "<p>Noe</p>"


def test_tab_leads_through_the_field_and_changes_nothing(page):
    page.get_by_role("textbox", name="Tekst", exact=True).press_sequentially("- en")
    press(page, "Enter")
    page.keyboard.type("to")
    press(page, "Home")  # here Tab would move the item, had one not just come
    before = html(page)
    page.get_by_label("Tittel").focus()
    press(page, "Tab", "Tab", "Tab")

    assert html(page) == before
    expect(page.locator(":focus")).to_have_text("Fet", use_inner_text=True)

    press(page, "Shift+Tab", "Home", "Tab")
    assert html(page) == "<ul><li><p>en</p><ul><li><p>to</p></li></ul></li></ul>"


def test_no_list_becomes_deeper_than_five(page):
    page.keyboard.type("- 1")
    for number in range(2, 8):
        press(page, "Enter", "Tab")
        page.keyboard.type(str(number))

    assert html(page).count("<ul>") == 5


def test_a_link_is_made_changed_and_removed_in_a_dialog(page):
    dialog = page.get_by_role("dialog", name="Lenke")
    page.keyboard.type("se planen")
    press(page, "Control+Shift+ArrowLeft", "Control+k")
    page.keyboard.type("javascript:alert(1)")
    press(page, "Enter")
    assert dialog.get_by_role("alert").inner_text().startswith("Skriv en nettadresse")
    assert faults(page) == {"axe": [], "too wide by": 0, "complaints": []}

    dialog.get_by_label("Adresse").fill("osloregionen.no/plan")
    press(page, "Enter")
    assert html(page) == '<p>se <a href="https://osloregionen.no/plan">planen</a></p>'

    press(page, "End", "ArrowLeft", "Control+k")
    expect(dialog.get_by_label("Adresse")).to_have_value("https://osloregionen.no/plan")
    dialog.get_by_label("Adresse").fill("post@osloregionen.no")
    dialog.get_by_role("button", name="Endre lenke").click()
    assert html(page) == '<p>se <a href="mailto:post@osloregionen.no">planen</a></p>'

    press(page, "End", "ArrowLeft", "Control+k")
    dialog.get_by_role("button", name="Fjern lenke").click()
    assert html(page) == "<p>se planen</p>"

    press(page, "End", "Control+k", "Escape")
    expect(dialog).to_be_hidden()
    press(page, "Control+k")
    dialog.get_by_label("Tekst").fill(" her")
    dialog.get_by_label("Adresse").fill("#tiltak")
    dialog.get_by_role("button", name="Sett inn lenke").click()
    page.keyboard.type(" nå")
    assert html(page) == '<p>se planen<a href="#tiltak">her</a> nå</p>'


def test_the_textarea_says_input_and_change_as_any_other_field_does(page):
    page.evaluate("""() => {
        window.said = []
        for (const type of ["input", "change"])
            document.querySelector("form.stacked").addEventListener(type, ({target}) => {
                if (target.name) said.push([type, target.name, target.value])
            })
    }""")
    page.keyboard.type("Hei")
    page.get_by_label("Tittel").focus()

    assert page.evaluate("said.at(-2)") == ["input", "text", "<p>Hei</p>"]
    assert page.evaluate("said.at(-1)") == ["change", "text", "<p>Hei</p>"]


def test_a_text_put_in_the_textarea_is_read_by_the_editor(page):
    put(page, "<p>Fra kladden</p>")
    expect(page.get_by_role("textbox", name="Tekst", exact=True)).to_have_text("Fra kladden", use_inner_text=True)


def test_a_field_that_came_later_is_started_too(page):
    page.evaluate("""() => {
        const more = document.createElement("div")
        more.innerHTML = document.querySelector(".rich").outerHTML.replaceAll('data-started=""', "")
        more.querySelector(".rich-box").remove()
        document.querySelector("form.stacked").append(more)
        more.dispatchEvent(new CustomEvent("htmx:load", {bubbles: true}))
    }""")
    page.locator(".rich[data-started]").nth(2).wait_for()


# ── To everybody ─────────────────────────────────────────────────────────────────────────────────


def test_the_field_is_without_fault_at_every_width_empty_written_and_refused(page):
    assert faults_at_every_width(page) == {}

    page.keyboard.type("- ord")
    assert faults_at_every_width(page) == {}

    press(page, "Control+a", "Delete", "Backspace")
    save(page)
    ready(page)
    assert faults_at_every_width(page) == {}
    page.emulate_media(color_scheme="dark")
    assert faults_at_every_width(page) == {}


def test_the_text_has_its_label_its_description_its_error_and_its_language(page):
    save(page)
    ready(page)
    text = page.get_by_role("textbox", name="Tekst", exact=True)
    described = text.evaluate(
        "e => e.getAttribute('aria-describedby').split(' ').map(id => document.getElementById(id).textContent)"
    )
    names = ["id", "lang", "spellcheck", "aria-multiline", "aria-invalid", "aria-required"]
    assert described == ["Skriv kort.", "Feltet er påkrevet."]
    assert [text.get_attribute(name) for name in names] == ["id_text", "nb", "true", "true", "true", "true"]

    page.get_by_role("link", name="Tekst: Feltet er påkrevet.").click()
    expect(text).to_be_focused()
    page.get_by_text("Tekst etter").click()
    expect(page.locator("#id_closing")).to_be_focused()


def test_a_text_that_is_refused_stands_there_as_it_was_written(page):
    deep = "".join(f"<ul><li>{number}" for number in range(6)) + "</li></ul>" * 6
    put(page, deep)
    save(page)
    ready(page)

    expect(page.locator("#id_text_error")).to_have_text(
        "Teksten har punkter i mer enn fem nivåer. Flytt de innerste ett nivå ut.", use_inner_text=True
    )
    expect(page.locator("#id_text ul")).to_have_count(6)


def test_the_texts_of_the_demo_come_through_the_editor_unchanged(page, site):
    tables = ("text FROM programmes_section", "text FROM programmes_strategy", "content FROM programmes_measure")
    with closing(sqlite3.connect(site.place / "site.sqlite3")) as database:
        texts = sorted({text for table in tables for (text,) in database.execute(f"SELECT {table}") if text})
    through = page.evaluate(
        """texts => texts.map(html => {
            const value = document.querySelector("[name=text]"), text = document.getElementById("id_text")
            value.value = html
            value.dispatchEvent(new Event("rich:read"))
            return text.innerHTML.replaceAll(/<br[^>]*>/g, "")
        })""",
        texts,
    )
    assert len(texts) > 50
    assert [write_html(read_html(html)) for html in through] == texts


# ── Pasting ──────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("sample", SAMPLES)
def test_what_comes_from_another_program_is_clean_and_keeps_its_lists(page, sample):
    paste(page, (CLIPBOARD / f"{sample}.html").read_text())
    save(page)

    kept = (CLIPBOARD / f"{sample}.txt").read_text().replace("\n", "")
    assert page.locator("#stored-text").text_content() == kept
    assert page.complaints == []


def test_a_word_is_pasted_into_the_sentence_and_plain_lines_are_paragraphs(page):
    page.keyboard.type("Vi vil ")
    paste(page, "<p class=MsoNormal><b>samarbeide</b></p>")
    assert html(page) == "<p>Vi vil <strong>samarbeide</strong></p>"

    press(page, "Control+a", "Delete", "Control+b", "Control+b")
    paste(page, plain="en\nto")
    assert write_html(read_html(html(page))) == "<p>en</p><p>to</p>"


def test_what_is_copied_from_the_field_is_pasted_as_it_was(page):
    page.keyboard.type("- en")
    press(page, "Enter", "Tab")
    page.keyboard.type("to")
    press(page, "Control+a")
    copied = page.evaluate("""() => {
        const data = new DataTransfer()
        document.activeElement.dispatchEvent(
            new ClipboardEvent("copy", {clipboardData: data, bubbles: true, cancelable: true}))
        return data.getData("text/html")
    }""")
    before = html(page)
    paste(page, copied)
    assert html(page) == before


def test_nothing_hostile_runs_when_it_is_pasted_or_drawn(visit):
    page = ready(visit("/skriv/"))
    page.evaluate("window.alert = () => { window.ran = true }")
    for piece in HOSTILE:
        paste(page, piece)
    assert page.evaluate("[...document.querySelectorAll('.rich-sheet *')].map(e => e.tagName)") != []
    assert page.evaluate(STRANGE, ".rich-sheet") == []

    page.goto("/tegn/")
    page.get_by_label("Tekst").fill("\n".join(HOSTILE))
    page.get_by_role("button", name="Tegn").click()
    # Written and read once more by the browser: what mutates, mutates here.
    page.evaluate("drawn.innerHTML = drawn.innerHTML; drawn.innerHTML = drawn.innerHTML")
    assert page.evaluate(STRANGE, "#drawn") == []
    assert page.evaluate("window.ran") is None
    assert page.complaints == []


STRANGE = """where => [...document.querySelectorAll(`${where} *`)].filter(e => !(
    ["P", "STRONG", "EM", "A", "UL", "OL", "LI", "BR"].includes(e.tagName)
    && e.namespaceURI === "http://www.w3.org/1999/xhtml"
    && [...e.attributes].every(({name, value}) =>
        name === "href" ? /^(https?:|mailto:|#)/.test(value) : name === "class" && e.tagName === "BR"
    ))).map(e => e.outerHTML)"""


# ── Without JavaScript ───────────────────────────────────────────────────────────────────────────


def test_without_javascript_one_writes_plain_text_and_it_is_explained(visit):
    page = visit("/skriv/", "phone", java_script_enabled=False)
    text = page.get_by_label("Tekst", exact=True)
    expect(page.get_by_label("Tekst etter")).to_have_value("Vi vil **samarbeide**.[^1]\n\n1. Først")
    page.get_by_text("Slik skriver du lister").first.click()
    expect(page.get_by_text("Ny linje gir nytt avsnitt.").first).to_be_visible()

    text.fill("Vi *vil*\n- tog\n  - natt\n\n[les](https://osloregionen.no)")
    save(page)
    expect(page.locator("#stored-text")).to_have_text(
        "<p>Vi <em>vil</em></p><ul><li><p>tog</p><ul><li><p>natt</p></li></ul></li></ul>"
        '<p><a href="https://osloregionen.no">les</a></p>',
        use_inner_text=True,
    )
    expect(page.locator("#stored-closing")).to_have_text(
        "<p>Vi vil <strong>samarbeide</strong>.[^1]</p><ol><li><p>Først</p></li></ol>", use_inner_text=True
    )


def test_somebody_who_has_begun_in_the_plain_field_goes_on_there(visit):
    page, held = visit("about:blank"), []
    page.route("**/editor*.js", lambda route: held.append(route))
    page.goto("/skriv/")
    page.get_by_label("Tekst", exact=True).fill("**Tidlig** ute")
    for route in held:
        route.continue_()
    page.locator(".rich[data-started]").wait_for()
    save(page)
    expect(page.locator("#stored-text")).to_have_text("<p><strong>Tidlig</strong> ute</p>", use_inner_text=True)


def test_the_field_works_in_the_emergency_administration(visit):
    page = visit("/nodadministrasjon/programmes/section/1/change/", person="sekretariat")
    page.wait_for_selector(".rich[data-started]")
    text = page.get_by_role("textbox", name="Tekst:", exact=True)
    text.click()
    press(page, "Control+a")
    page.keyboard.type("- fra nødadministrasjonen")
    page.get_by_role("button", name="Lagre og fortsett å redigere").click()

    page.wait_for_selector(".rich[data-started]")
    assert html(page) == "<ul><li><p>fra nødadministrasjonen</p></li></ul>"
    assert [said for said in page.complaints if "404" not in said] == []  # the admin names no icon
