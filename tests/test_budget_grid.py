"""The budget to write in, as the secretariat meets it."""

import re
from decimal import Decimal
from html import unescape

import pytest
from django.test import Client

from budget import years
from budget.building import read_book
from budget.figures import HARD_SPACE
from budget.models import BudgetTable, Explanation
from organisation.models import Draft, Entry, Version

from .books import kept, long_table
from .pages import messages

PROPOSAL = "Forslag budsjett 2026"


@pytest.fixture
def main(secretary) -> BudgetTable:
    """The main table of 2026, drafted from the adopted one of 2025."""
    years.begin(2026, by=secretary)
    return BudgetTable.objects.get(budget__year=2026, title="Hovedtall")


@pytest.fixture
def projects(main) -> BudgetTable:
    return BudgetTable.objects.get(budget__year=2026, title="Prosjektmidler")


def sheet_of(table: BudgetTable):
    return next(sheet for sheet in read_book(table.budget.year).sheets if sheet.id == table.uuid)


def field(table: BudgetTable, line: str, column: str = PROPOSAL) -> str:
    """The name of the cell's field in the version that is stored now."""
    sheet = sheet_of(table)
    row = next(at for at, each in enumerate(sheet.lines) if each.label == line)
    across = next(at for at in range(len(sheet.columns)) if sheet.label(at) == column)
    return f"c{row}.{across}"


def cell(table: BudgetTable, line: str, column: str = PROPOSAL):
    row, across = map(int, field(table, line, column)[1:].split("."))
    return sheet_of(table).lines[row].cells[across]


def address(table: BudgetTable, act: str = "lagre") -> str:
    return f"/budsjett/{table.budget.year}/tabell/{table.uuid}/{act}/"


def save(client, table, fields: dict, act="lagre", version=None, follow=True):
    table.refresh_from_db()
    return client.post(address(table, act), {"versjon": version or table.version, **fields}, follow=follow)


def computed(response, table) -> dict[str, str]:
    """What stands in the cells nobody writes in, by line, in the proposal's column."""
    sheet = sheet_of(table)
    column = next(at for at in range(len(sheet.columns)) if sheet.label(at) == PROPOSAL)
    found = {}
    for place, line in enumerate(sheet.lines):
        spot = re.search(
            rf'id="{table.uuid}-{place}\.{column}"[^>]*><span class="grid-figure">([^<]*)</span>', response.text
        )
        if spot:
            found[line.label] = spot[1]
    return found


# ── Saving ──────────────────────────────────────────────────────────────────────────────────────


def test_what_is_typed_is_saved_and_told_and_versioned(desk, main, secretary):
    response = save(desk, main, {field(main, "Kontingenter"): "7 050", field(main, "Klimasats"): "−12,5"})

    assert messages(response) == [
        f"Lagret: Kontingenter, {PROPOSAL}: tomt → 7{HARD_SPACE}050; Klimasats, {PROPOSAL}: tomt → −12,5."
    ]
    assert (cell(main, "Kontingenter"), cell(main, "Klimasats")) == (Decimal(7050), Decimal("-12.5"))
    assert list(Version.objects.of(main).values_list("number", "by", "cause")) == [
        (2, secretary.pk, "edited"), (1, None, "imported"),
    ]  # fmt: skip
    entry = Entry.objects.first()
    assert (entry.actor, entry.verb) == (secretary, "changed")
    assert entry.what.startswith("Hovedtall i budsjettet for 2026: Kontingenter, ")


def test_everything_that_follows_is_counted(desk, main, projects):
    save(desk, projects, {field(projects, "BEST-konferansen"): "250", field(projects, "Klima"): "50"})
    amounts = {"Kontingenter": "7 050", "Møteutgifter politiske organer": "40", "Lønn sekretariatet, mv.": "6 000"}
    response = save(desk, main, {field(main, line): amount for line, amount in amounts.items()})

    assert computed(response, main) == {
        "Inngående mindreforbruk (overførte midler fra tidl. år)": "",  # the forecast for 2025 is not written yet
        "Inntekter": "",
        "Sum inntekter": f"7{HARD_SPACE}050",
        "Utgifter:": "",
        "Prosjekter": "300",
        "Sum driftsutgifter*": f"6{HARD_SPACE}340",
        "Resultat (neg. resultat = bruk av overførte midler)": "710",
        "Utgående mindreforbruk": "710",
    }


def test_the_opening_is_what_the_year_before_closes_with(desk, main):
    forecast = "Regnskap 2025, prognose"
    opening, closing = "Inngående mindreforbruk (overførte midler fra tidl. år)", "Utgående mindreforbruk"
    response = save(desk, main, {field(main, opening, forecast): "2 151", field(main, "Kontingenter", forecast): "49"})

    assert (computed(response, main)[opening], computed(response, main)[closing]) == (f"2{HARD_SPACE}200",) * 2


def test_a_save_that_changes_nothing_writes_nothing(desk, main):
    response = save(desk, main, {field(main, "Kontingenter", "Budsjett 2025"): "6 987", "l2": "Kontingenter"})

    assert messages(response) == ["Ingenting var endret, så ingenting er lagret."]
    assert not Version.objects.of(main).exists()


def test_blank_dash_and_zero_stay_three_things(desk, main):
    save(desk, main, {field(main, "Kontingenter"): "-", field(main, "Klimasats"): "0", field(main, "SEADITO"): "1"})
    save(desk, main, {field(main, "SEADITO"): ""})

    assert [cell(main, line) for line in ("Kontingenter", "Klimasats", "SEADITO")] == ["-", 0, None]


def test_a_line_gets_another_name_without_losing_its_figures(desk, main):
    save(desk, main, {"l2": "  Kontingent   fra medlemmene "})

    assert cell(main, "Kontingent fra medlemmene", "Budsjett 2025") == 6987


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("mye", "«mye» er ikke et tall. Skriv for eksempel 2 692, −118 eller 2 692,5, en strek (–) eller ingenting."),
        ("1,2345", "«1,2345» har flere enn tre desimaler."),
    ],
)
def test_what_is_no_figure_is_told_and_nothing_typed_is_lost(desk, main, text, sentence):
    wrong, right = field(main, "Kontingenter"), field(main, "Klimasats")
    response = save(desk, main, {wrong: text, right: "800"})

    assert re.findall(r"Kontingenter</a>: ([^<]+)</li>", unescape(response.text)) == [sentence]
    assert re.findall(rf'name="(?:{wrong}|{right})" value="([^"]*)"', response.text)[:2] == [text, "800"]
    assert computed(response, main)["Sum inntekter"] == "800"
    assert not Version.objects.of(main).exists()


def test_a_point_is_asked_about_and_saved_as_it_was_meant(desk, main):
    name = field(main, "Kontingenter")
    asked = save(desk, main, {name: "6.987"})
    assert re.findall(r"<legend[^>]*>([^<]+)</legend>", asked.text) == [
        f"Kontingenter: «6.987» kan være 6{HARD_SPACE}987 eller 6,987. Hvilket mener du?"
    ]
    assert cell(main, "Kontingenter") is None

    save(desk, main, {name: "6.987", name.replace("c", "a"): "6.987"})
    assert cell(main, "Kontingenter") == Decimal("6.987")
    save(desk, main, {name: "6.988", name.replace("c", "a"): "6988"})
    assert cell(main, "Kontingenter") == Decimal(6988)


def test_what_follows_cannot_be_written_by_a_form_made_by_hand(desk, main):
    before = sheet_of(main)
    response = save(
        desk, main, {field(main, "Sum inntekter"): "1", field(main, "Prosjekter"): "1", "c1.1": "1", "c999.1": "1"}
    )

    assert messages(response) == ["Ingenting var endret, så ingenting er lagret."]
    assert sheet_of(main) == before


@pytest.mark.parametrize("version", ["", "x", "77"])
def test_a_version_that_does_not_exist_is_not_found(desk, main, version):
    assert desk.post(address(main), {"versjon": version, "c2.2": "5"}).status_code == 404


# ── What is adopted ─────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def adopted(programme_2025) -> BudgetTable:
    return BudgetTable.objects.get(budget__year=2025, title="Hovedtall")


def test_an_adopted_figure_cannot_be_written_over(desk, adopted):
    before = sheet_of(adopted)
    assert all(column.locked for column in before.columns)

    response = save(desk, adopted, {"c2.3": "1", "l2": "Noe annet"})
    assert messages(response) == ["Ingenting var endret, så ingenting er lagret."]
    for act in ("linje/fjern", "slag"):
        refused = save(desk, adopted, {"linje": "2", "slag": "heading"}, act)
        assert messages(refused)[0].startswith("«Kontingenter» står i et vedtatt budsjett og kan ikke ")
    assert sheet_of(adopted) == before


def test_an_adopted_budget_is_revised_in_a_new_column(desk, adopted):
    page = f"/budsjett/2025/tabell/{adopted.uuid}/kolonner/ny/"
    given = {
        "kind": "revised",
        "year": "2025",
        "as_of": "2025-06-12",
        "decision": "Representantskapet 12.6.2025, sak 8/25",
    }
    adopted.refresh_from_db()
    response = desk.post(page, {"versjon": adopted.version, **given}, follow=True)

    assert messages(response) == ["Lagret: kolonnen «Revidert juni 2025» er ny."]
    save(desk, adopted, {field(adopted, "Kontingenter", "Revidert juni 2025"): "7 000"})
    assert cell(adopted, "Kontingenter", "Revidert juni 2025") == 7000
    assert cell(adopted, "Kontingenter", "Forslag budsjett 2025") == 6987


# ── Lines ───────────────────────────────────────────────────────────────────────────────────────


def labels(table) -> list[str]:
    sheet = sheet_of(table)
    return [f"{'  ' * depth}{line.label}" for depth, line in zip(sheet.depths, sheet.lines, strict=True)][:6]


BEGINNING = [
    "Inngående mindreforbruk (overførte midler fra tidl. år)", "Inntekter", "  Kontingenter", "  Klimasats",
    "  SEADITO", "  Oslofjorden - forprosjekt",
]  # fmt: skip


@pytest.mark.parametrize(
    ("act", "line", "expected"),
    [
        ("ny", 2, [*BEGINNING[:3], "  Ny linje", *BEGINNING[3:5]]),
        ("ny", 1, [*BEGINNING[:2], "  Ny linje", *BEGINNING[2:5]]),
        ("opp", 3, [*BEGINNING[:2], BEGINNING[3], BEGINNING[2], *BEGINNING[4:]]),
        ("ned", 2, [*BEGINNING[:2], BEGINNING[3], BEGINNING[2], *BEGINNING[4:]]),
        ("inn", 3, [*BEGINNING[:3], "    Klimasats", *BEGINNING[4:]]),
        ("fjern", 3, [*BEGINNING[:3], *BEGINNING[4:], "  Forprosjektmidler til interreg-søknad"]),
    ],
)
def test_a_line_is_added_moved_indented_or_removed_and_what_is_typed_is_saved_with_it(desk, main, act, line, expected):
    assert labels(main) == BEGINNING
    save(desk, main, {"linje": line, field(main, "Kontingenter"): "7 050"}, f"linje/{act}")

    assert labels(main) == expected
    assert cell(main, "Kontingenter") == 7050
    assert Version.objects.of(main).first().number == 2


def test_out_is_the_way_back_from_in(desk, main):
    save(desk, main, {"linje": 3}, "linje/inn")
    save(desk, main, {"linje": 3}, "linje/ut")
    assert labels(main) == BEGINNING


@pytest.mark.parametrize(
    ("act", "line", "sentence"),
    [
        ("opp", "2", "«Kontingenter» står allerede øverst der den hører hjemme."),
        ("ut", "1", "«Inntekter» er ikke rykket inn."),
        ("inn", "2", "Det er ingen linje eller overskrift rett over «Kontingenter» å legge den under."),
        ("fjern", "", "Velg en linje først."),
        ("fjern", "999", "Velg en linje først."),
    ],
)
def test_what_cannot_be_done_is_told_and_the_rest_is_saved(desk, main, act, line, sentence):
    response = save(desk, main, {"linje": line, field(main, "Klimasats"): "800"}, f"linje/{act}")

    assert messages(response)[0] == sentence
    assert (labels(main), cell(main, "Klimasats")) == (BEGINNING, 800)


def test_a_line_becomes_a_heading_or_a_sum(desk, main):
    save(desk, main, {"linje": 3, "slag": "sum"}, "slag")
    assert sheet_of(main).lines[3].kind == "sum"
    assert cell(main, "Klimasats", "Budsjett 2025") is None  # it is counted from now on
    assert desk.post(address(main, "slag"), {"versjon": 2, "linje": 3, "slag": "noe"}).status_code == 404


# ── Two people ──────────────────────────────────────────────────────────────────────────────────


def test_two_people_who_write_in_different_cells_both_get_theirs(desk, colleague, main):
    kontingent, climate = field(main, "Kontingenter"), field(main, "Klimasats")
    save(colleague, main, {climate: "800"}, version=1)
    response = save(desk, main, {kontingent: "7 050"}, version=1)

    assert messages(response)[1] == f"Noen andre har lagret i mellomtiden: Klimasats, {PROPOSAL}: tomt → 800."
    assert (cell(main, "Kontingenter"), cell(main, "Klimasats")) == (7050, 800)


def test_lines_that_somebody_moved_meanwhile_are_found_again(desk, colleague, main):
    kontingent = field(main, "Kontingenter")
    save(colleague, main, {"linje": 2}, "linje/ned", version=1)
    save(desk, main, {kontingent: "7 050"}, version=1)

    assert cell(main, "Kontingenter") == 7050


def test_two_people_who_write_in_the_same_cell_meet_the_conflict_page(desk, colleague, main):
    kontingent, climate = field(main, "Kontingenter"), field(main, "Klimasats")
    save(colleague, main, {kontingent: "7 100"}, version=1)
    response = save(desk, main, {kontingent: "7 050", climate: "800"}, version=1)

    assert re.search(r"<h1>([^<]+)</h1>", response.text)[1] == "To har endret det samme"
    assert re.search(r'<p class="lead">(.+?) lagret', response.text)[1] == "Demo Sekretariat to"
    row = re.search(r"<tbody>(.+?)</tbody>", response.text, re.DOTALL)[1]
    assert re.findall(r"<td[^>]*>(?:<ins>)?([^<]+)<", row) == ["tomt", f"7{HARD_SPACE}100", f"7{HARD_SPACE}050"]
    assert cell(main, "Kontingenter") == 7100  # nothing of mine yet

    kept = dict(re.findall(r'<input[^>]* name="([^"]+)" value="([^"]*)"', response.text))
    assert kept == {"versjon": "2", climate: "800", kontingent: f"7{HARD_SPACE}050"} | {
        key: value for key, value in kept.items() if key == "csrfmiddlewaretoken"
    }
    save(desk, main, kept, version=2)
    assert (cell(main, "Kontingenter"), cell(main, "Klimasats")) == (7050, 800)
    assert [each.by.email.split("@")[0] for each in Version.objects.of(main) if each.by] == [
        "sekretariat", "sekretariat2",
    ]  # fmt: skip


def test_a_cell_in_a_line_that_a_colleague_removed_is_told_and_not_lost(desk, colleague, main):
    climate = field(main, "Klimasats")
    save(colleague, main, {"linje": 3}, "linje/fjern", version=1)
    response = save(desk, main, {climate: "800"}, version=1)

    row = re.search(r"<tbody>(.+?)</tbody>", response.text, re.DOTALL)[1]
    assert re.findall(r"<td[^>]*>(?:<ins>)?([^<]+)<", row) == [
        "tomt", "tomt", "800",
        "Linjen eller kolonnen er fjernet. Hent den tilbake i historikken hvis den skal være med.",
    ]  # fmt: skip


# ── Drafts ──────────────────────────────────────────────────────────────────────────────────────


def aside(client, table, fields, version=1) -> dict:
    return client.post(address(table, "kladd"), {"versjon": version, **fields}, headers={"HX-Request": "true"}).json()


def test_what_is_typed_is_put_aside_and_everything_that_follows_comes_back(desk, main, secretary):
    name = field(main, "Kontingenter")
    answer = aside(desk, main, {name: "7 050", field(main, "Klimasats"): "mye", field(main, "SEADITO"): "6.987"})

    draft = Draft.objects.get()
    assert (draft.by, draft.version, draft.content[name]) == (secretary, 1, "7 050")
    total = field(main, "Sum inntekter").removeprefix("c")
    assert answer["computed"][str(main.uuid)][total] == {"text": f"7{HARD_SPACE}050", "mark": ""}
    assert list(answer["faults"]) == [field(main, "Klimasats")]
    assert answer["questions"] == {
        field(main, "SEADITO"): {
            "sentence": f"«6.987» kan være 6{HARD_SPACE}987 eller 6,987. Hvilket mener du?",
            "answers": [f"6{HARD_SPACE}987", "6,987"],
        }
    }
    assert not Version.objects.of(main).exists()


def test_a_draft_is_told_only_to_whoever_wrote_it_and_can_be_taken_up_or_thrown_away(desk, colleague, main):
    name = field(main, "Kontingenter")
    aside(desk, main, {name: "7 050"})
    told = "Hent kladden fram"
    assert [told in client.get("/budsjett/2026/").text for client in (desk, colleague)] == [True, False]

    taken_up = desk.get(address(main, "kladd/hent"))
    assert re.findall(rf'name="{name}" value="([^"]*)" data-stored="([^"]*)"', taken_up.text) == [("7 050", "")]
    assert colleague.get(address(main, "kladd/hent")).status_code == 302

    assert messages(desk.post(address(main, "kladd/forkast"), follow=True)) == ["Kladden er forkastet."]
    assert not Draft.objects.exists()


def test_saving_or_undoing_everything_ends_the_draft(desk, main):
    name = field(main, "Kontingenter")
    aside(desk, main, {name: "7 050"})
    assert aside(desk, main, {name: ""})["kept"] == ""
    assert not Draft.objects.exists()
    aside(desk, main, {name: "7 050"})
    save(desk, main, {name: "7 050"})
    assert not Draft.objects.exists()


def test_a_draft_over_an_earlier_version_is_moved_to_the_present_one(desk, colleague, main):
    name = field(main, "Kontingenter")
    aside(desk, main, {name: "7 050"})
    save(colleague, main, {"linje": 1}, "linje/ny", version=1)

    taken_up = desk.get(address(main, "kladd/hent"))
    moved = field(main, "Kontingenter")
    assert moved != name
    assert re.search(rf'name="{re.escape(moved)}" value="([^"]*)"', taken_up.text)[1] == f"7{HARD_SPACE}050"


def test_a_draft_over_what_somebody_else_changed_meets_the_conflict_page(desk, colleague, main):
    name = field(main, "Kontingenter")
    aside(desk, main, {name: "7 050"})
    save(colleague, main, {name: "7 100"}, version=1)

    assert re.search(r"<h1>([^<]+)</h1>", desk.get(address(main, "kladd/hent")).text)[1] == "To har endret det samme"


def test_whoever_is_logged_out_meanwhile_is_told_so_and_not_sent_away(main):
    response = Client().post(address(main, "kladd"), {"versjon": 1}, headers={"HX-Request": "true"})
    assert (response.status_code, response.text) == (401, "Du er logget ut. Logg inn i en ny fane, og prøv igjen her.")


# ── History ─────────────────────────────────────────────────────────────────────────────────────


def test_every_version_is_told_in_words_and_can_come_back(desk, main):
    save(desk, main, {field(main, "Kontingenter"): "7 050"})
    save(desk, main, {"linje": 3}, "linje/fjern")
    history = desk.get(f"/budsjett/2026/tabell/{main.uuid}/historikk/")
    assert re.findall(r"<li>(Linjen[^<]+|Kontingenter[^<]+)</li>", unescape(history.text)) == [
        "Linjen «Klimasats» er fjernet", f"Kontingenter, {PROPOSAL}: tomt → 7{HARD_SPACE}050",
    ]  # fmt: skip

    response = desk.post(f"/budsjett/2026/tabell/{main.uuid}/historikk/2/hent/", follow=True)
    assert messages(response)[0].startswith("Tabellen er slik den var i versjon 2: linjen «Klimasats» er ny; ")
    assert cell(main, "Klimasats", "Budsjett 2025") == 750
    assert list(Version.objects.of(main).values_list("number", "cause")) == [
        (4, "restored"), (3, "taken_out"), (2, "edited"), (1, "imported"),
    ]  # fmt: skip


def test_undo_is_the_version_before(desk, main):
    before = sheet_of(main)
    response = save(desk, main, {field(main, "Kontingenter"): "7 050"})
    assert re.findall(r'<form id="angre-[^"]+" method="post" action="([^"]+)"', response.text) == [
        f"/budsjett/2026/tabell/{main.uuid}/historikk/1/hent/"
    ]
    desk.post(f"/budsjett/2026/tabell/{main.uuid}/historikk/1/hent/")
    assert sheet_of(main) == before


def test_a_version_from_before_the_adoption_cannot_undo_it(desk, adopted):
    assert Version.objects.of(adopted).count() == 2  # as it was read, and as it was adopted
    response = desk.post(f"/budsjett/2025/tabell/{adopted.uuid}/historikk/1/hent/", follow=True)
    assert messages(response) == ["Tabellen var allerede slik."]
    assert all(column.locked for column in sheet_of(adopted).columns)


# ── Explanations ────────────────────────────────────────────────────────────────────────────────


def test_a_discrepancy_is_explained_and_the_explanation_can_be_taken_back(desk, adopted, secretary):
    page = desk.get("/budsjett/2025/").text
    assert re.findall(r'data-color="warning">(\d+) uten forklaring', page) == ["3", "3"]
    sheet = sheet_of(adopted)
    total = next(line for line in sheet.lines if line.label == "Sum inntekter")
    where = {"linje": total.id, "kolonne": sheet.columns[0].id}

    def explain(text):
        return messages(desk.post(address(adopted, "forklar"), {**where, "forklaring": text}, follow=True))

    assert explain("  Støtten fra NIVA var <b>med</b>  ") == ["Avviket i «Sum inntekter» er forklart."]
    stored = Explanation.objects.get()
    assert (stored.text, stored.by) == ("Støtten fra NIVA var <b>med</b>", secretary)
    assert re.findall(r'data-color="warning">(\d+) uten forklaring', desk.get("/budsjett/2025/").text) == ["2", "3"]
    assert explain("Støtten fra NIVA var <b>med</b>") == ["Forklaringen var den samme."]
    assert explain("") == ["Forklaringen på avviket i «Sum inntekter» er fjernet."]
    assert explain("") == ["Skriv en forklaring først."]
    assert desk.post(address(adopted, "forklar"), {"linje": "x"}).status_code == 404


# ── However large it is ─────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(("lines", "columns"), [(10, 3), (500, 10)])
def test_a_budget_is_opened_with_as_many_queries_however_large_it_is(desk, lines, columns, django_assert_num_queries):
    kept(long_table(lines, columns, 2031))
    with django_assert_num_queries(12):
        assert desk.get("/budsjett/2031/").status_code == 200


@pytest.mark.parametrize(("lines", "columns"), [(10, 3), (500, 10)])
def test_a_budget_is_saved_with_as_many_queries_however_large_it_is(desk, lines, columns, django_assert_num_queries):
    """Every cell is sent, and every one is changed."""
    table = kept(long_table(lines, columns, 2031)).tables.get()
    fields = {f"c{line}.{column}": "-7" for line in range(lines) for column in range(columns)}
    with django_assert_num_queries(33):
        assert save(desk, table, fields, follow=False).status_code == 302
    assert {value for line in sheet_of(table).lines for value in line.cells} == {None, Decimal(-7)}
