"""Every page in a real Chromium: accessible, quiet, within its frame, by keyboard, and without JavaScript."""

from io import BytesIO

import pytest
from openpyxl import load_workbook
from playwright.sync_api import expect

from .browsing import FAULTLESS, PASSWORD, WIDTHS, faults, faults_at_every_width, log_in

pytestmark = pytest.mark.browser

EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MAIN_TABLE = "/budsjett/2025/tabell/65b31d8c-acfc-5d71-9c23-f81515f507f5/"  # of the 2025 budget
EVERYBODY = [
    "/",
    "/handlingsprogram/2025/",
    "/handlingsprogram/2018/",
    "/handlingsprogram/2025/utgave/1/",
    "/handlingsprogram/2018/tiltak/1.1/",
    "/handlingsprogram/2018/tiltak/1.1/spor/",
    "/verifiser/",
    "/verifiser/abcdef01/",
    "/verifiser/?sum=hei",
    "/strategiske-foringer/",
    "/strategiske-foringer/foringer-2021-2024/",
    "/tiltak/",
    "/tiltak/?ord=jernbane",
    "/tiltak/?ord=finnesikke",
    "/tiltak/?ar=1999",
    "/organisasjon/",
    "/organisasjon/organer/styret/",
    "/organisasjon/organer/samarbeidsradet/",
    "/organisasjon/medlemmer/",
    "/organisasjon/moter/",
    "/konto/logg-inn/",
    "/sammenlign/",
    "/sammenlign/?fra=&til=2025",
    "/sammenlign/2018/2025/",
    "/sammenlign/2025@edition:1/2025/",
    "/handlingsprogram/2024/",  # a draft: not for everybody, so the 404 page
]
LOGGED_IN = [
    "/",
    "/konto/",
    "/konto/sikkerhet/",
    "/konto/sikkerhet/passnokler/",
    "/konto/bekreft/",
    "/konto/passord/",
    "/konto/logg-ut/",
    "/handlingsprogram/2024/",
    "/handlingsprogram/2025/milepael/utkast-til-faggruppene/",
    "/sammenlign/?til=2025",
    "/sammenlign/2025@utkast-til-faggruppene/2025/",
    "/sammenlign/2025/2025@utkast-til-faggruppene/?bare=endringer",
    "/sammenlign/2024/2025/",
    "/organisasjon/",
    "/organisasjon/nytt-organ/",
    "/organisasjon/organer/faggruppe-klima-og-miljo/",
    "/organisasjon/organer/faggruppe-klima-og-miljo/endre/",
    "/organisasjon/organer/faggruppe-klima-og-miljo/verv/ny/",
    "/organisasjon/organer/faggruppe-klima-og-miljo/verv/3/",
    "/organisasjon/organer/faggruppe-klima-og-miljo/verv/3/avslutt/",
    "/organisasjon/moter/",
    "/organisasjon/moter/nytt/?organ=styret",
    "/organisasjon/medlemmer/",
    "/organisasjon/medlemmer/nytt/",
    "/organisasjon/medlemmer/1/",
    "/organisasjon/medlemmer/innbyggere/",
    "/organisasjon/delregioner/",
    "/organisasjon/delregioner/ny/",
    "/organisasjon/organer/styret/inviter/",
    "/organisasjon/invitasjoner/",
    "/organisasjon/personer/",
    "/organisasjon/personer/3/",
    "/organisasjon/personer/3/endre/",
    "/organisasjon/personer/3/fjern-personopplysninger/",
    "/organisasjon/partnere/",
    "/organisasjon/partnere/ny/",
    "/organisasjon/partnere/1/",
    "/organisasjon/partnere/1/sla-sammen/?kept=2",
    "/organisasjon/import/",
    "/organisasjon/logg/",
    "/budsjett/",
    "/budsjett/2025/",
    *(f"{MAIN_TABLE}{rest}" for rest in ("", "historikk/", "kolonner/ny/")),
    f"{MAIN_TABLE}kolonner/547d0dd8-0a9c-5038-bff7-00828705c467/",
    "/budsjett/2025/import/",
    "/konto/innlogginger/",
    "/konto/opplysninger/",
    "/konto/e-post/",
    "/konto/kalender/",
    "/innspill/post/",
    "/budsjett/2025/kontingent/",
    "/budsjett/2025/kontingent/?sats=mye",
    "/budsjett/2025/kontingent/sats/",
    "/budsjett/2025/kontingent/medlem/1/",
    "/budsjett/2026/kontingent/",
    "/redaksjon/nytt-program/",
    "/redaksjon/nye-foringer/",
    "/redaksjon/2024/om/",
    "/redaksjon/foringer-2021-2024/om/",
    "/redaksjon/2025/neste-ar/",
    "/redaksjon/2018/neste-ar/",
    "/redaksjon/2024/neste-ar/",
    "/redaksjon/2024/sok/",
    "/redaksjon/2024/sok/?ord=2024",
    "/redaksjon/2024/sok/?ord=",
    "/redaksjon/2025/sok/?ord=kommune",
    "/redaksjon/2024/bytt-ut/?ord=2024&med=2025",
    "/redaksjon/2024/bytt-ut/?ord=x&med=x",
    "/redaksjon/2024/partnere/",
    "/redaksjon/2024/klart/",
    "/redaksjon/2025/klart/",
    "/redaksjon/2024/opphav/",
    "/redaksjon/2024/opphav/?mot=2018",
    "/redaksjon/2025/opphav/?mot=2025@utkast-til-faggruppene",
    "/redaksjon/2025/partnere/",
    "/redaksjon/2025/arkiv/",
    "/redaksjon/2024/arkiv/",
    "/handlingsprogram/2024/tiltak/1/spor/",
]


@pytest.mark.parametrize("path", EVERYBODY)
def test_a_page_for_everybody_is_without_fault(visit, path):
    assert faults_at_every_width(visit(path)) == {}


@pytest.mark.parametrize("path", LOGGED_IN)
def test_a_page_behind_the_login_is_without_fault(visit, path):
    assert faults_at_every_width(visit(path, person="sekretariat")) == {}


def test_next_year_is_chosen_made_looked_over_and_undone(visit):
    page = visit("/redaksjon/2025/neste-ar/", person="sekretariat")
    group = page.get_by_role("group", name="Gjennomføre prosjektverksted")
    number = group.get_by_label("med nr.")
    expect(number).to_be_hidden()
    group.get_by_label("Slå sammen").check()
    number.press("Enter")
    expect(number).to_be_visible()
    page.get_by_role("button", name="Lag Handlingsprogram 2026").click()
    expect(page.get_by_role("alert").get_by_role("link")).to_have_count(1)
    assert faults_at_every_width(page) == {}
    number.fill("3")
    page.get_by_role("button", name="Lag Handlingsprogram 2026").click()
    expect(page.get_by_role("heading", name="Fra i fjor")).to_be_visible()
    assert faults_at_every_width(page) == {}
    page.get_by_role("button", name="Angre og slett Handlingsprogram 2026").click()
    assert "Handlingsprogram 2026 er slettet igjen." in page.get_by_role("status").inner_text()


def test_the_fee_of_each_subregion_unfolds_within_the_page(visit):
    page = visit("/budsjett/2025/kontingent/", person="sekretariat")
    page.get_by_text("Kontingent fra hver delregion").click()
    for width, height in WIDTHS.values():
        page.set_viewport_size({"width": width, "height": height})
        table, around = (page.locator(f".by-subregion {part}").bounding_box() for part in ("table", "> div"))
        assert table["x"] + table["width"] <= around["x"] + around["width"]


SHEET = "region;Personer 2024\n0301 Oslo;717710\n3201 Bærum;131000\n3203 Asker;98.815\n1101 Eigersund;15122\n"


def test_inhabitants_are_looked_at_before_they_are_imported(visit):
    page = visit("/organisasjon/medlemmer/innbyggere/", person="sekretariat")
    page.get_by_label("Innbyggertallene gjelder per").fill("2024-01-01")
    page.get_by_label("Regneark").set_input_files(
        {"name": "tall.csv", "mimeType": "text/csv", "buffer": SHEET.encode()}
    )
    page.get_by_role("button", name="Se forhåndsvisning").click()
    page.get_by_text("1 rad brukes ikke").click()

    expect(page.locator(".ds-tag")).to_have_text(["Uendret", "Endret tall", "Feil"])
    assert faults_at_every_width(page) == {}


@pytest.mark.parametrize("path", ["/", "/handlingsprogram/2025/", "/tiltak/", "/konto/logg-inn/"])
def test_a_page_is_without_fault_in_the_dark(visit, path):
    assert faults(visit(path, color_scheme="dark")) == FAULTLESS


def test_a_wrong_password_is_answered_with_a_sentence_and_the_address_is_kept(visit):
    page = visit("/konto/logg-inn/")
    page.get_by_label("E-postadresse").fill("styret@site.invalid")
    page.get_by_label("Passord").fill("feil")
    page.get_by_role("button", name="Logg inn med passord").click()

    assert page.get_by_role("alert").inner_text().strip() == (
        "E-postadressen og passordet passer ikke sammen. Prøv igjen, eller be om en kode."
    )
    expect(page.get_by_label("E-postadresse")).to_have_value("styret@site.invalid")
    assert faults(page) == FAULTLESS


def test_one_logs_in_with_the_keyboard_alone(visit):
    page = visit("/konto/logg-inn/")
    reach(page, "E-postadresse")
    page.keyboard.type("styret@site.invalid")
    reach(page, "Passord")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/konto/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Demo Styret", use_inner_text=True)

    reach(page, "Logg ut")
    page.keyboard.press("Enter")
    page.wait_for_url(page.url.removesuffix("konto/"))
    assert page.goto("/konto/").url.endswith("/konto/logg-inn/?next=/konto/")


AUTHENTICATOR = {
    "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
    "isUserVerified": True, "automaticPresenceSimulation": True,
}  # fmt: skip


def test_with_a_passkey_one_logs_in_without_code_and_password(site, chromium):
    page = chromium.new_page(base_url=site.url.replace("127.0.0.1", "localhost"), locale="nb-NO")  # a name, by WebAuthn
    device = page.context.new_cdp_session(page)
    device.send("WebAuthn.enable")
    device.send("WebAuthn.addVirtualAuthenticator", {"options": AUTHENTICATOR})
    log_in(page, "kg")
    page.goto("/konto/sikkerhet/passnokler/ny/")
    page.get_by_label("Passord").fill(PASSWORD)
    page.get_by_role("button", name="Bekreft").click()
    page.get_by_label("Navn").fill("Jobb-PC")
    page.get_by_role("button", name="Legg til").click()
    page.get_by_role("heading", name="Reservekoder").wait_for()
    page.context.clear_cookies()

    page.goto("/konto/logg-inn/")
    page.get_by_role("button", name="Bruk passnøkkel").click()
    page.wait_for_url("**/konto/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Demo Koordineringsgruppe", use_inner_text=True)
    page.context.close()


def reach(page, name):
    """Press Tab until the focus is on what has this label or text."""
    for _ in range(60):
        page.keyboard.press("Tab")
        told = page.evaluate(
            "(({activeElement: e}) => e.labels?.length ? e.labels[0].textContent : e.textContent)(document)"
        )
        if told.strip().startswith(name):
            return
    raise AssertionError(f"No Tab leads to «{name}».")


def test_a_budget_goes_to_excel_and_comes_back(visit):
    page = visit("/budsjett/", person="sekretariat")
    page.get_by_role("button", name="Lag budsjett for 2026").click()
    page.get_by_role("link", name="Hent fra Excel").click()
    with page.expect_download() as taken:
        page.get_by_role("link", name="Last ned budsjettet").click()
    file = load_workbook(BytesIO(taken.value.path().read_bytes()))
    file["Hovedtall"]["B8"], file["Prosjektmidler"]["B5"] = "SEADITO 2", "=1+1"
    bring(page, file)
    expect(page.locator(".faults")).to_have_text(
        "Prosjektmidler: Celle B5 er en formel. Skriv teksten selv.", use_inner_text=True
    )
    assert faults_at_every_width(page) == {}

    page.get_by_role("button", name="Last opp en rettet fil").click()
    file["Prosjektmidler"]["B5"] = "Prosess strategiske føringer"
    bring(page, file)
    expect(page.locator('.budget-rows [data-label="Linje"]')).to_have_text(
        ["SEADITO 2\nhet «SEADITO»"], use_inner_text=True
    )
    assert faults_at_every_width(page) == {}

    page.get_by_role("button", name="Importer").click()
    expect(page.get_by_role("status")).to_have_text("1 endret tekst i budsjettet for 2026.", use_inner_text=True)
    assert faults_at_every_width(page) == {}


def bring(page, file):
    """Upload a workbook as a person does."""
    out = BytesIO()
    file.save(out)
    page.get_by_label("Regneark").set_input_files(
        {"name": "budsjett.xlsx", "mimeType": EXCEL, "buffer": out.getvalue()}
    )
    page.get_by_role("button", name="Se forhåndsvisning").click()


def test_the_first_tab_leads_past_the_menu(visit):
    page = visit("/handlingsprogram/2025/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Hopp til innhold"

    page.keyboard.press("Enter")
    expect(page.locator("#innhold")).to_be_focused()


def test_every_stop_of_the_keyboard_can_be_seen(visit):
    page = visit("/handlingsprogram/2025/")
    unseen = []
    for _ in range(60):
        page.keyboard.press("Tab")
        name, outline = page.evaluate(
            "(({activeElement: e}) => [e.outerHTML.slice(0, 80), getComputedStyle(e).outlineStyle])(document)"
        )
        if outline == "none":
            unseen.append(name)
    assert unseen == []


def test_the_contents_list_follows_the_reader(visit):
    page = visit("/handlingsprogram/2025/")
    for chapter in ("Transport og mobilitet", "Kraft og energi"):
        page.get_by_role("heading", name=chapter, exact=True).evaluate("heading => heading.scrollIntoView()")
        marked = page.locator("#contents a[aria-current]")
        marked.filter(has_text=chapter).wait_for()
        expect(marked).to_have_text([chapter], use_inner_text=True)


def test_on_a_phone_the_contents_list_opens_by_keyboard_leads_on_and_closes(visit):
    page = visit("/handlingsprogram/2025/", "phone")
    contents = page.locator("#contents")
    expect(contents).to_be_hidden()

    page.get_by_role("button", name="Innhold").press("Enter")
    expect(contents).to_be_visible()
    assert faults(page) == FAULTLESS

    contents.get_by_role("link", name="Kraft og energi").press("Enter")
    contents.wait_for(state="hidden")
    assert page.url.endswith("#kraft-og-energi")


def test_a_footnote_leads_there_and_back(visit):
    page = visit("/handlingsprogram/2025/")
    page.get_by_role("link", name="Fotnote 1", exact=True).click()
    assert page.locator(":target").inner_text().split()[:2] == ["[1]", "Fremtidstekning"]

    page.get_by_role("link", name="Tilbake til teksten fra fotnote 1").click()
    expect(page.locator(":target")).to_have_text("[1]", use_inner_text=True)


def test_a_measure_has_a_page_of_its_own_and_a_way_back(visit):
    page = visit("/handlingsprogram/2025/")
    title = "Gjennomføre prosjektverksted"
    page.get_by_role("link", name=f"Lenke til tiltaket «{title}»").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(title, use_inner_text=True)
    assert faults(page) == FAULTLESS

    page.get_by_role("link", name="Vis tiltaket i programmet").click()
    expect(page.locator(":target .measure-title")).to_have_text(title, use_inner_text=True)


def test_the_search_narrows_while_one_types_and_the_address_can_be_shared(visit):
    page = visit("/tiltak/")
    page.get_by_label("Søk etter ord").press_sequentially("oslofjorden")
    page.wait_for_url("**ord=oslofjorden**")
    page.get_by_label("År").select_option("2025")
    page.wait_for_url("**ar=2025**")
    titles = page.locator("#results h2").all_inner_texts()

    shared = visit(page.url)
    expect(shared.locator("#results h2")).to_have_text(titles, use_inner_text=True)
    expect(shared.get_by_label("Søk etter ord")).to_have_value("oslofjorden")
    assert page.complaints == shared.complaints == []


def test_without_javascript_one_reads_searches_and_opens_the_contents(visit):
    page = visit("/handlingsprogram/2025/", "phone", java_script_enabled=False)
    page.get_by_role("button", name="Innhold").click()
    expect(page.locator("#contents")).to_be_visible()

    page.goto("/tiltak/")
    page.get_by_label("Søk etter ord").fill("sømløse")
    page.get_by_role("button", name="Søk").click()
    expect(page.get_by_role("status")).to_have_text("1 tiltak", use_inner_text=True)


def test_a_measure_is_a_card_on_a_phone_and_a_row_on_a_desk(visit):
    for width, shown in {"desk": False, "phone": True}.items():
        page = visit("/handlingsprogram/2025/", width)
        assert page.locator(".cell-label").first.is_visible() is shown


def test_in_a_picture_no_text_meets_another_is_cut_or_is_small(visit):
    for width in WIDTHS:
        page = visit("/handlingsprogram/2025/", width)
        expect(page.locator(".picture-bars")).to_have_count(5)
        assert page.evaluate(TEXT_IN_PICTURES) == []


TEXT_IN_PICTURES = """[...document.querySelectorAll(".picture-bars")].flatMap(svg => {
    const frame = svg.getBoundingClientRect()
    const texts = [...svg.querySelectorAll("text")].map(t => ({said: t.textContent, size: getComputedStyle(t).fontSize,
        box: t.getBoundingClientRect()}))
    const meets = (a, b) => a.box.left < b.box.right && b.box.left < a.box.right
        && a.box.top + 4 < b.box.bottom && b.box.top + 4 < a.box.bottom
    const outside = ({box}) => box.left < frame.left - 1 || box.right > frame.right + 1
    return texts.filter((a, n) => parseFloat(a.size) < 12 || outside(a)
        || texts.slice(n + 1).some(b => meets(a, b))).map(a => a.said)
})"""


def test_the_figures_of_a_picture_open_as_a_table_without_javascript(visit):
    page = visit("/handlingsprogram/2025/", "phone", java_script_enabled=False)
    first = page.locator(".picture").first
    expect(first.locator("table")).to_be_hidden()

    first.get_by_text("Vis tallene som tabell").click()
    first.get_by_role("row", name="Kontingenter 6 987").wait_for()


def test_the_printed_page_is_the_document_alone(visit):
    page = visit("/handlingsprogram/2025/")
    page.emulate_media(media="print")
    hidden = [".site-head", ".site-foot", ".downloads", ".contents-column"]
    assert [page.locator(part).first.is_visible() for part in hidden] == [False] * 4
    expect(page.locator(".measures").first).to_be_visible()
