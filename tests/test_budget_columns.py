"""Columns through the year, next year's budget, and the membership fee that flows into a line."""

import re
from datetime import date
from decimal import Decimal
from uuid import uuid4

import pytest

from budget import columns, lines, years
from budget.arithmetic import Arithmetic
from budget.building import read_book
from budget.checks import discrepancies
from budget.fees import total_in_thousands
from budget.keeping import change, locked
from budget.models import Budget, BudgetTable, FeeRate, MembershipFee
from budget.sheet import Column, Sheet
from programmes.building import build
from programmes.document import for_everybody
from programmes.loading import load
from programmes.models import Decision, Programme
from programmes.reading import read_json
from publishing.freezing import freeze

from .books import long_table
from .strategies import renewed


@pytest.fixture
def main(secretary) -> BudgetTable:
    years.begin(2026, by=secretary)
    return BudgetTable.objects.get(budget__year=2026, title="Hovedtall")


def sheet_of(table: BudgetTable) -> Sheet:
    return next(sheet for sheet in read_book(table.budget.year).sheets if sheet.id == table.uuid)


def shown(table: BudgetTable, line: str, column: str):
    book = read_book(table.budget.year)
    sheet = next(each for each in book.sheets if each.id == table.uuid)
    row = next(at for at, each in enumerate(sheet.lines) if each.label == line)
    across = next(at for at in range(len(sheet.columns)) if sheet.label(at) == column)
    return Arithmetic(book).shown(sheet, row, across)


# ── What stands over a column ───────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("column", "label"),
    [
        ({"kind": "budget", "year": 2026}, "Budsjett 2026"),
        ({"kind": "proposal", "year": 2026}, "Forslag budsjett 2026"),
        ({"kind": "revised", "year": 2025, "as_of": date(2025, 6, 12)}, "Revidert juni 2025"),
        ({"kind": "revised", "year": 2025}, "Revidert budsjett 2025"),
        ({"kind": "forecast", "year": 2025, "as_of": date(2025, 11, 29)}, "Regnskap 2025, prognose per 29.11.2025"),
        ({"kind": "forecast", "year": 2025}, "Regnskap 2025, prognose"),
        ({"kind": "accounts", "year": 2025}, "Regnskap 2025"),
        ({"kind": "proposal", "year": 2026, "label": "Forslag til styret"}, "Forslag til styret"),
        ({"kind": "change"}, "Endring"),
    ],
)
def test_the_label_of_a_column_written_here_follows_from_what_it_is(column, label):
    sheet = Sheet(id=uuid4(), year=2026, title="Tabell", columns=(Column(id=uuid4(), **column),))
    assert sheet.label(0) == label


def test_a_change_says_what_it_is_a_change_from(main):
    sheet = sheet_of(main)
    assert [sheet.label(at) for at in range(len(sheet.columns))] == [
        "Budsjett 2025", "Regnskap 2025, prognose", "Forslag budsjett 2026", "Endring fra budsjett 2025",
    ]  # fmt: skip


# ── Next year ───────────────────────────────────────────────────────────────────────────────────


def test_next_years_lines_know_where_they_come_from_and_last_years_figures_stand_beside_them(main):
    last = BudgetTable.objects.get(budget__year=2025, title="Hovedtall")
    old, new = sheet_of(last), sheet_of(main)

    assert [line.continues for line in new.lines] == [line.id for line in old.lines]
    assert [line.label for line in new.lines] == [line.label for line in old.lines]
    own = next(at for at in range(len(old.columns)) if old.label(at) == "Forslag budsjett 2025")
    book, before = Arithmetic(read_book(2026)), Arithmetic(read_book(2025))
    assert [book.shown(new, at, 0) for at in range(len(new.lines))] == [
        before.shown(old, at, own) for at in range(len(old.lines))
    ]
    assert discrepancies(read_book(2026)) == []


def test_next_years_projects_still_detail_the_line_of_the_main_table(main):
    projects = BudgetTable.objects.get(budget__year=2026, title="Prosjektmidler")
    assert (projects.details.label, projects.details.table) == ("Prosjekter", main)


def test_a_figure_of_last_year_that_somebody_changes_here_is_a_discrepancy(main, secretary):
    held, now = locked(main)
    line = next(at for at, each in enumerate(now.lines) if each.label == "Kontingenter")
    change(held, now, now.with_cells({(line, 0): Decimal(7000)}), by=secretary)

    assert [(each.line, each.column, each.kind, each.computed) for each in discrepancies(read_book(2026))] == [
        ("Kontingenter", "Budsjett 2025", "link", Decimal(6987))
    ]


def test_a_year_begins_once_and_a_year_without_a_year_before_begins_empty(desk):
    assert desk.post("/budsjett/ny/", {"year": "2026"}).url == "/budsjett/2026/"
    again = desk.post("/budsjett/ny/", {"year": "2026"}, follow=True)
    assert "Budsjettet for 2026 finnes allerede." in again.text
    desk.post("/budsjett/ny/", {"year": "2040"})
    (sheet,) = read_book(2040).sheets
    assert [line.kind for line in sheet.lines] == [
        "opening", "heading", "line", "sum", "heading", "line", "sum", "result", "closing",
    ]  # fmt: skip
    assert discrepancies(read_book(2040)) == []


@pytest.mark.parametrize("year", ["", "x", "1800", "99999", "²"])
def test_what_is_no_year_is_told(desk, year):
    before = Budget.objects.count()
    assert "Skriv et år mellom 1990 og 2200." in desk.post("/budsjett/ny/", {"year": year}, follow=True).text
    assert Budget.objects.count() == before


# ── Adding, moving, removing ────────────────────────────────────────────────────────────────────


def page(table: BudgetTable, rest: str = "") -> str:
    return f"/budsjett/{table.budget.year}/tabell/{table.uuid}/{rest}"


def test_a_column_is_moved_and_removed_and_what_pointed_at_it_no_longer_does(desk, main):
    forecast = sheet_of(main).columns[1]
    desk.post(page(main, f"kolonner/{forecast.id}/flytt/"), {"vei": "venstre"})
    assert [column.kind for column in sheet_of(main).columns] == ["forecast", "budget", "proposal", "change"]
    refused = desk.post(page(main, f"kolonner/{forecast.id}/flytt/"), {"vei": "venstre"}, follow=True)
    assert "«Regnskap 2025, prognose» står allerede ytterst." in refused.text

    desk.post(page(main, f"kolonner/{forecast.id}/fjern/"))
    assert [(column.kind, column.opens_from) for column in sheet_of(main).columns] == [
        ("budget", None), ("proposal", None), ("change", None),
    ]  # fmt: skip
    assert shown(main, "Kontingenter", "Budsjett 2025") == 6987


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({}, "Feltet er påkrevet."),
        ({"kind": "budget", "year": ""}, "Skriv hvilket år tallene gjelder."),
        ({"kind": "change", "compared_from": "1"}, "Velg et gyldig valg."),
        ({"kind": "accounts", "year": "1800"}, "Verdien må være større enn eller lik 1990."),
    ],
)
def test_what_cannot_be_a_column_is_told(desk, main, given, sentence):
    before = sheet_of(main)
    response = desk.post(page(main, "kolonner/ny/"), {"versjon": 1, **given})
    assert sentence.split(".")[0] in response.text
    assert sheet_of(main) == before


def test_a_change_compares_the_two_columns_that_are_chosen(desk, main):
    budget, forecast = sheet_of(main).columns[:2]
    given = {"kind": "change", "compared_from": str(budget.id), "compared_to": str(forecast.id)}
    one_of_them = desk.post(page(main, "kolonner/ny/"), {"versjon": 1, **given, "compared_to": ""})
    assert "Velg begge kolonnene, eller ingen av dem." in one_of_them.text
    itself = desk.post(page(main, "kolonner/ny/"), {"versjon": 1, **given, "compared_to": str(budget.id)})
    assert "En kolonne kan ikke sammenliknes med seg selv." in itself.text

    desk.post(page(main, "kolonner/ny/"), {"versjon": 1, **given})
    sheet = sheet_of(main)
    assert (sheet.compared(4), sheet.label(4)) == ((0, 1), "Endring fra budsjett 2025")


def test_two_people_who_change_the_same_column_are_told(desk, main):
    column = sheet_of(main).columns[2]
    address = page(main, f"kolonner/{column.id}/")
    given = {"kind": "proposal", "year": "2026", "computed": "on"}
    desk.post(address, {"versjon": 1, **given, "label": "Forslag til styret"})
    second = desk.post(address, {"versjon": 1, **given, "label": "Sekretariatets forslag"})
    assert "En kollega har endret dette siden du åpnet siden." in second.text
    assert sheet_of(main).label(2) == "Forslag til styret"
    version = re.search(r'name="versjon" value="(\d+)"', second.text)[1]
    desk.post(address, {"versjon": version, **given, "label": "Sekretariatets forslag"})
    assert sheet_of(main).label(2) == "Sekretariatets forslag"


def test_title_unit_and_the_line_a_table_details_are_set(desk, main):
    extra = desk.post("/budsjett/2026/ny-tabell/").url
    table = BudgetTable.objects.get(title="Ny tabell")
    assert extra == page(table)
    line = next(each for each in sheet_of(main).lines if each.label == "Kommunikasjon")
    desk.post(extra, {"versjon": 1, "title": "Kommunikasjon", "unit": "tusen kroner", "details": str(line.id)})

    table.refresh_from_db()
    assert (table.title, table.details.label, sheet_of(table).details) == ("Kommunikasjon", "Kommunikasjon", line.id)


@pytest.mark.parametrize("act", [columns.add, columns.remove])
def test_a_table_has_at_least_one_column_and_at_most_thirty(act):
    sheet = long_table(1, 30 if act is columns.add else 1)
    with pytest.raises(lines.CannotDo):
        act(sheet, Column(id=uuid4(), kind="accounts", year=2000) if act is columns.add else sheet.columns[0].id)


# ── Adoption ────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def programme_2026(main, programme_2025) -> Programme:
    """A programme that shows next year's tables, decided by the council and not yet frozen."""
    from programmes.document import to_json  # noqa: PLC0415

    copy = load(read_json(renewed(to_json(build(programme_2025))), slug="2026"))
    copy.budget = main.budget
    copy.save()
    for table in main.budget.tables.all():
        copy.sections.filter(table__title=table.title).update(table=table)
    body = copy.decisions.get().body
    Decision.objects.create(
        programme=copy, body=body, outcome="adopted", decided_on=date(2025, 12, 8), case_number="40/25"
    )
    return copy


def test_no_proposal_is_left_standing_in_what_the_council_adopts(programme_2026, main, secretary):
    draft = build(programme_2026)
    assert "Forslag budsjett 2026" in {column.label for table in tables(draft) for column in table.columns}
    freeze(programme_2026, by=secretary)

    edition = read_json(bytes(programme_2026.editions.get().document))
    labels = {column.label for table in tables(edition) for column in table.columns}
    assert {label for label in labels if label.startswith("Forslag")} == set()
    assert "Budsjett 2026" in labels
    sheet = sheet_of(main)
    assert {(column.kind, column.locked) for column in sheet.columns} == {
        ("budget", True), ("forecast", True), ("change", True),
    }  # fmt: skip
    assert sheet.columns[2].decision == "Representantskapet 8.12.2025, sak 40/25"
    assert for_everybody(build(programme_2026)) == edition  # nothing that stands in the edition moves afterwards


def tables(document):
    return [section.table for section, _depth in document.every_section() if section.table]


def test_an_imported_source_keeps_the_label_it_printed(programme_2025):
    labels = [column.label for column in tables(build(programme_2025))[0].columns]
    assert "Forslag budsjett 2025" in labels


# ── The membership fee ──────────────────────────────────────────────────────────────────────────


@pytest.fixture
def fee_2026(main) -> MembershipFee:
    last = MembershipFee.objects.get(year=2025)
    fee = MembershipFee.objects.create(year=2026, base_date=last.base_date, decision="")
    FeeRate.objects.create(fee=fee, kind="municipality", kroner=Decimal("3.10"))
    return fee


def test_the_fee_flows_into_the_line_until_the_council_adopts(main, fee_2026, programme_2026, secretary):
    before = total_in_thousands(2026)
    assert shown(main, "Kontingenter", "Forslag budsjett 2026") == before
    assert shown(main, "Sum inntekter", "Forslag budsjett 2026") == before

    fee_2026.rates.update(kroner=Decimal("2.90"))
    after = total_in_thousands(2026)
    assert after < before
    assert shown(main, "Kontingenter", "Forslag budsjett 2026") == after
    freeze(programme_2026, by=secretary)
    fee_2026.rates.update(kroner=Decimal("3.30"))
    assert shown(main, "Kontingenter", "Budsjett 2026") == after


def test_without_a_rate_the_line_is_written_like_any_other(main, desk):
    assert shown(main, "Kontingenter", "Forslag budsjett 2026") is None
    desk.post(page(main, "lagre/"), {"versjon": 1, "c2.2": "7 050"})
    assert shown(main, "Kontingenter", "Forslag budsjett 2026") == 7050


def test_a_line_begins_and_ends_to_take_its_figures_from_the_fee(main, desk, fee_2026):
    desk.post(page(main, "slag/"), {"versjon": 1, "linje": "2", "slag": "line"})
    assert shown(main, "Kontingenter", "Forslag budsjett 2026") is None
    desk.post(page(main, "slag/"), {"versjon": 2, "linje": "3", "slag": "fees"})
    assert shown(main, "Klimasats", "Forslag budsjett 2026") == total_in_thousands(2026)
    assert shown(main, "Klimasats", "Budsjett 2025") == 750
