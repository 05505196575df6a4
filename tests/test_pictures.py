"""Pictures of a budget: they show the table's own figures, to scale, and say what they show."""

import re
from decimal import Decimal
from uuid import UUID, uuid4

import pytest
from django.conf import settings
from hypothesis import given
from hypothesis import strategies as st

from budget.figures import HARD_SPACE, cell, signed
from budget.pictures import pictures
from programmes.building import build
from programmes.document import Column, Table, TableLine
from programmes.reading import read_json
from programmes.tables import printed_tables, sheet_of
from publishing.glyphs import width
from publishing.pictures import GAP, NARROWEST, ROOM, drawn, wrapped
from publishing.rendering import article

from .strategies import documents, quick, slow

BUDGET = Column(kind="budget", label="Budsjett 2026", year=2026)
PROPOSAL = Column(kind="proposal", label="Forslag 2027", year=2027)
CHANGE = Column(kind="change", label="Endring", compares=(0, 1))


def table(income, expenses, columns=(BUDGET, PROPOSAL), closing=(), result=True, unit="kroner", **about) -> Table:
    """A table with printed sums. A line is its label and its cells; the sums are added up here."""
    lines = []

    def add(kind, label, cells):
        cells = tuple(Decimal(value) if isinstance(value, int) else value for value in cells)
        lines.append(TableLine(id=uuid4(), kind=kind, label=label, cells=cells))

    def side(heading, total, rows):
        add("heading", heading, [None] * len(columns))
        for label, *cells in rows:
            add("line", label, cells)
        add("sum", total, [sum(v for v in row if v not in (None, "-")) for row in zip(*(cells for _, *cells in rows))])

    side("Inntekter", "Sum inntekter", income)
    side("Utgifter", "Sum utgifter", expenses)
    if result:
        add("result", "Resultat", [0] * len(columns))
    if closing:
        add("closing", "Utgående mindreforbruk", closing)
    return Table(id=uuid4(), year=2027, title="Hovedtall", unit=unit, columns=columns, lines=tuple(lines), **about)


def of(table: Table):
    return pictures(sheet_of(table))


SMALL = table([("Kontingent", 60, 75), ("Tilskudd", 40, 25)], [("Lønn", 80, 90), ("Møter", 20, 10)], closing=(5, 7))


@pytest.fixture(scope="module")
def main_table() -> Table:
    document = read_json((settings.BASE_DIR / "fixtures" / "handlingsprogram-2025.json").read_bytes())
    return next(section.table for section, _depth in document.every_section() if section.table)


def said(text: str) -> str:
    return text.replace(HARD_SPACE, " ")


# ── What the pictures of 2025 say ────────────────────────────────────────────────────────────────


def test_the_budget_of_2025_has_three_pictures_and_each_says_its_main_point(main_table):
    assert [(picture.title, picture.about, said(picture.point)) for picture in of(main_table)] == [
        (
            "Hvor pengene kommer fra og hvor de går",
            "Forslag budsjett 2025, tusen kroner",
            "Inntektene og utgiftene er like store, 7 937 tusen kroner. «Kontingenter» er 88 prosent av sum inntekter "
            "og «Lønn sekretariatet, mv.» er 73 prosent av sum driftsutgifter.",
        ),
        (
            "Hva som er endret",
            "Fra revidert juni 2024 til forslag budsjett 2025, tusen kroner",
            "Sum inntekter går ned med 332 tusen kroner og sum driftsutgifter går opp med 232 tusen kroner.",
        ),
        (
            "Utgående mindreforbruk",
            "Tusen kroner",
            "Det er høyest i «Revidert juni 2024» med 2 833 tusen kroner og lavest i «Budsjett 2024» med 608. "
            "I «Forslag budsjett 2025» er det 2 151.",
        ),
    ]


def test_each_half_says_its_sum_its_extremes_and_what_is_left_out(main_table):
    assert [(said(group.point), group.remark) for picture in of(main_table)[:2] for group in picture.groups] == [
        (
            "Sum inntekter: 7 937 tusen kroner. Størst er «Kontingenter» med 6 987.",
            "3 linjer er 0 eller tomme og er utelatt.",
        ),
        ("Sum driftsutgifter: 7 937 tusen kroner. Størst er «Lønn sekretariatet, mv.» med 5 800.", ""),
        (
            "Sum inntekter: −332 tusen kroner. Mest opp går «SEADITO», +100. "
            "Mest ned går «Forprosjektmidler til interreg-søknad», −170.",
            "1 linje er 0 eller tom og er utelatt.",
        ),
        (
            "Sum driftsutgifter: +232 tusen kroner. Mest opp går «Lønn sekretariatet, mv.», +695. "
            "Mest ned går «Sekretariatet, andre utgifter», −420.",
            "2 linjer er 0 eller tomme og er utelatt.",
        ),
    ]


def test_every_bar_is_a_cell_of_the_table_and_every_heading_a_sum(main_table):
    names = {line.label.rstrip(" *"): line for line in main_table.lines}
    balance, change, surplus = of(main_table)
    for picture, column in ((balance, 3), (change, 4)):
        for group in picture.groups:
            assert group.total.lstrip("+") == cell(names[group.heading].cells[column])
            assert [bar.value for bar in group.bars] == [names[bar.label].cells[column] for bar in group.bars]
    closing = names["Utgående mindreforbruk"].cells
    assert [bar.value for bar in surplus.groups[0].bars] == list(closing[:4])


@pytest.mark.parametrize(
    ("income", "point"),
    [
        (100, "Inntektene er 10 kroner høyere enn utgiftene."),
        (50, "Utgiftene er 40 kroner høyere enn inntektene."),
        (90, "Inntektene og utgiftene er like store, 90 kroner."),
    ],
)
def test_it_is_said_which_side_is_higher(income, point):
    assert said(of(table([("Kontingent", 1, income)], [("Lønn", 1, 90)]))[0].point) == point


def test_a_sum_that_the_lines_do_not_lead_to_is_said():
    lines = [
        line.model_copy(update={"cells": (Decimal(100), Decimal(120))}) if line.label == "Sum inntekter" else line
        for line in SMALL.lines
    ]
    income, expenses = of(SMALL.model_copy(update={"lines": tuple(lines)}))[0].groups

    assert (income.remark, expenses.remark) == ("Linjene gir 100; summen i tabellen er 120.", "")


# ── Which tables have which pictures ─────────────────────────────────────────────────────────────

MONEY, CHANGED, SURPLUS = "Hvor pengene kommer fra og hvor de går", "Hva som er endret", "Utgående mindreforbruk"
ACCOUNTS = Column(kind="accounts", label="Regnskap 2025")
ROWS = [("Kontingent", 60, 75, 15)], [("Lønn", 60, 75, 15)]


@pytest.mark.parametrize(
    ("given_table", "titles"),
    [
        (table(*ROWS, columns=(BUDGET, PROPOSAL, CHANGE), closing=(5, 7, 2)), [MONEY, CHANGED, SURPLUS]),
        (table(*ROWS, columns=(BUDGET, PROPOSAL, CHANGE)), [MONEY, CHANGED]),
        (table(*ROWS, columns=(BUDGET, PROPOSAL, CHANGE), result=False, closing=(5, 7, 2)), [SURPLUS]),
        (table(*ROWS, columns=(BUDGET, PROPOSAL, CHANGE), details=UUID(int=1), closing=(5, 7, 2)), []),
        (table([("Kontingent", 1)], [("Lønn", 1)], columns=(PROPOSAL,), closing=(5,)), [MONEY]),
        (table([("Kontingent", 1)], [("Lønn", 1)], columns=(ACCOUNTS,), closing=(5,)), []),
        (table([("Kontingent", 0)], [("Lønn", "-")], columns=(PROPOSAL,)), []),
        (table([("Kontingent", None)], [("Lønn", None)], columns=(PROPOSAL,)), []),
        (table(*ROWS, columns=(BUDGET, PROPOSAL, CHANGE), result=False), []),
        (SMALL.model_copy(update={"lines": ()}), []),
    ],
)
def test_a_table_has_the_pictures_that_it_has_figures_for(given_table, titles):
    assert [picture.title for picture in of(given_table)] == titles


def test_a_programme_without_a_budget_has_no_picture():
    document = read_json((settings.BASE_DIR / "fixtures" / "handlingsprogram-2018.json").read_bytes())

    assert article(document).count("<figure") == 0


# ── To scale ─────────────────────────────────────────────────────────────────────────────────────

values = st.integers(-99_999_999, 99_999_999) | st.just(0) | st.none() | st.just("-")
rows = st.lists(st.tuples(st.just("Linje"), values, values), min_size=1, max_size=8)


def changed(income, expenses) -> Table:
    """A table of three columns, in which all that follows is counted by the budget itself."""
    whole = table([(*row, None) for row in income], [(*row, None) for row in expenses], (BUDGET, PROPOSAL, CHANGE))
    columns = tuple(column.model_copy(update={"printed": False}) for column in whole.columns)
    whole = whole.model_copy(update={"columns": columns})
    return printed_tables([sheet_of(whole)])[whole.id]


@quick
@given(rows, rows)
def test_the_bars_lead_to_the_sum_above_them(income, expenses):
    counted = changed(income, expenses)
    sums = {line.label: line.cells for line in counted.lines if line.kind == "sum"}
    for picture in of(counted):
        column = {MONEY: 1, CHANGED: 2}[picture.title]
        for group in picture.groups:
            assert sum(bar.value for bar in group.bars) == (sums[group.heading][column] or 0)
            assert "Linjene gir" not in group.remark


@quick
@given(rows, rows)
def test_bars_are_as_long_as_their_values_across_the_whole_picture(income, expenses):
    for each in drawn(changed(income, expenses), "a"):
        bars = [row for panel in each.panels for row in panel.rows]
        span = max([0, *(row.bar.value for row in bars)]) - min([0, *(row.bar.value for row in bars)])
        for panel in each.panels:
            zero = share(panel.zero or "0%")
            for row in panel.rows:
                assert share(row.length) == pytest.approx(float(100 * abs(row.bar.value) / span), abs=0.001)
                starts = zero if row.bar.value > 0 else zero - share(row.length)
                assert share(row.left) == pytest.approx(starts, abs=0.002)


def share(written: str) -> float:
    return float(written.removesuffix("%"))


def test_income_that_is_negative_goes_the_other_way():
    (picture,) = drawn(table([("Kontingent", 300), ("Tilbakebetalt", -100)], [("Lønn", 200)], (PROPOSAL,)), "a")
    income, _expenses = picture.panels

    assert [(row.left, row.length, row.bar.written) for row in income.rows] == [
        ("25.000%", "75.000%", "300"),
        ("0.000%", "25.000%", "−100"),
    ]
    assert income.zero == "25.000%"
    assert said(picture.picture.point) == "Inntektene og utgiftene er like store, 200 kroner."  # and no share of it


# ── Text has room ────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("label", ["W" * 300, "Et langt navn på en post " * 12, "x", "漢" * 40, "a " * 150])
@pytest.mark.parametrize("value", [1, -99_999_999_999])
def test_no_label_runs_into_its_value_or_out_of_the_picture(label, value):
    label = label.strip()
    (picture,) = drawn(table([(label, value)], [(label, value)], (PROPOSAL,)), "a")
    for panel in picture.panels:
        for row in panel.rows:
            room = max(NARROWEST, ROOM - GAP - width(row.bar.written))
            assert max(width(text) for _y, text in row.lines) <= room
            assert room + width(row.bar.written) + GAP <= ROOM + 1
            assert re.sub(r"\s", "", "".join(text for _y, text in row.lines)) == re.sub(r"\s", "", label)


def test_words_stay_whole_and_hard_spaces_hold():
    assert list(wrapped("Møter og 1\u00a0000 andre ting", 6)) == ["Møter og", "1\u00a0000 andre", "ting"]


def test_a_long_table_goes_on_in_panels_that_go_on_a_page():
    lines = [(f"Post {n}", n) for n in range(1, 41)]
    (picture,) = drawn(table(lines, [("Lønn", 820)], (PROPOSAL,)), "a")

    assert [(panel.heading, panel.total, len(panel.rows)) for panel in picture.panels] == [
        ("Sum inntekter", "820", 18),
        ("Sum inntekter, fortsatt", "", 18),
        ("Sum inntekter, fortsatt", "", 4),
        ("Sum utgifter", "820", 1),
    ]
    assert [row.bar.label for panel in picture.panels[:3] for row in panel.rows] == [label for label, _value in lines]
    assert len({panel.id for panel in picture.panels}) == 4


# ── On the page ──────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def figures(client, db) -> list[str]:
    return re.findall(r'<figure class="picture.*?</figure>', client.get("/handlingsprogram/2025/").text, re.DOTALL)


def test_the_adopted_programme_shows_its_three_pictures(figures):
    titles = [re.search(r'"picture-title">(.*?)<', figure)[1] for figure in figures]

    assert titles == [MONEY, CHANGED, SURPLUS]


def test_every_picture_has_a_name_and_a_description_with_the_tables_figures(figures, main_table):
    cells = {cell(value) for line in main_table.lines for value in line.cells if value not in (None, "-")}
    cells |= {signed(value) for line in main_table.lines for value in line.cells[4:] if value not in (None, "-")}
    for svg in re.findall(r"<svg.*?</svg>", "".join(figures), re.DOTALL):
        title, description = re.search(r'aria-labelledby="(\S+) (\S+)"', svg).groups()
        name = re.search(rf'<title id="{title}">(.+?)</title>', svg)[1]
        told = re.search(rf'<desc id="{description}">(.+?)</desc>', svg)[1]
        drawn_values = re.findall(r'<text class="bar-value".*?>(.*?)</text>', svg)
        assert re.findall(r": (\S+?)[;.](?=\s|$)", told.replace(HARD_SPACE, "_")) == [
            value.replace(HARD_SPACE, "_") for value in drawn_values
        ]
        assert set(drawn_values) <= cells
        assert set(re.findall(r"(?<=: )[+−\d\u00a0]*\d(?=\u00a0)|(?<=med )[\d\u00a0]*\d(?=[. ])", name)) <= cells


def test_the_table_under_a_picture_holds_what_is_drawn(figures, main_table):
    rows = [re.findall(r'<tr><th scope="row">(.*?)</th><td>(.*?)</td></tr>', figure) for figure in figures]

    assert rows == [
        [(bar.label, bar.written) for group in picture.groups for bar in group.bars] for picture in of(main_table)
    ]


def test_no_style_is_written_into_the_page_and_no_id_comes_twice(client, db):
    page = client.get("/handlingsprogram/2025/").text
    ids = re.findall(r' id="(.*?)"', page)

    assert re.findall(r"<figure.*? style=.*?</figure>|<style", page, re.DOTALL) == []
    assert len(ids) == len(set(ids))


def test_a_draft_and_a_file_that_stands_alone_show_them_too(programme_2025, edition_2025):
    assert article(build(programme_2025)).count('<figure class="picture') == 3
    assert bytes(edition_2025.page).decode().count('<svg class="picture-bars" role="img"') == 5


def test_what_people_write_stays_text(main_table):
    hostile = "<script>alert(1)</script> & «x»"
    document = read_json((settings.BASE_DIR / "fixtures" / "handlingsprogram-2025.json").read_bytes())
    text = document.model_dump_json().replace("Kontingenter", hostile.replace('"', ""))
    page = article(type(document).model_validate_json(text))

    assert page.count("<script") == 0
    assert page.count("&lt;script&gt;alert(1)&lt;/script&gt; &amp; «x»") >= 4


@slow
@given(documents())
def test_any_document_can_be_drawn(document):
    article(document)
