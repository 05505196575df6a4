"""What people type in a budget cell."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from budget.typed import NotAFigure, Question, read, written

HARD, THIN, NARROW = "\u00a0", "\u2009", "\u202f"


@pytest.mark.parametrize(
    ("text", "figure"),
    [
        ("2 692", "2692"),
        (f"2{HARD}692", "2692"),
        (f"2{THIN}692", "2692"),
        (f"2{NARROW}692", "2692"),
        ("  2692  ", "2692"),
        ("2692", "2692"),
        ("2 692,5", "2692.5"),
        ("2,692", "2.692"),
        ("12.5", "12.5"),
        ("0.987", "0.987"),
        ("1.234.567", "1234567"),
        ("1.234.567,5", "1234567.5"),
        ("12 345 678", "12345678"),
        ("-118", "-118"),
        ("- 100", "-100"),
        ("−118", "-118"),
        ("–118", "-118"),
        ("(118)", "-118"),
        ("( 1 118,5 )", "-1118.5"),
        ("+5", "5"),
        ("0", "0"),
        ("-0", "0"),
        ("007", "7"),
        ("99999999999,999", "99999999999.999"),
    ],
)
def test_a_figure_is_understood_however_people_write_it(text, figure):
    assert str(read(text)) == figure


@pytest.mark.parametrize("text", ["", " ", HARD, "\t\n"])
def test_nothing_is_nothing(text):
    assert read(text) is None


@pytest.mark.parametrize("text", ["-", "–", "—", "−", " - "])
def test_a_dash_is_a_dash(text):
    assert read(text) == "-"


@pytest.mark.parametrize(
    ("text", "thousands", "decimals", "sentence"),
    [
        ("6.987", "6987", "6.987", f"«6.987» kan være 6{HARD}987 eller 6,987. Hvilket mener du?"),
        ("2.692", "2692", "2.692", f"«2.692» kan være 2{HARD}692 eller 2,692. Hvilket mener du?"),
        ("-6.987", "-6987", "-6.987", f"«−6.987» kan være −6{HARD}987 eller −6,987. Hvilket mener du?"),
        ("(100.000)", "-100000", "-100.000", f"«−100.000» kan være −100{HARD}000 eller −100,000. Hvilket mener du?"),
    ],
)
def test_a_point_that_may_be_thousands_or_decimals_is_asked_about(text, thousands, decimals, sentence):
    asked = read(text)
    assert isinstance(asked, Question)
    assert (str(asked.thousands), str(asked.decimals), asked.sentence) == (thousands, decimals, sentence)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("abc", "«abc» er ikke et tall. "),
        ("26 92", "«26 92» er ikke et tall. "),
        ("1 2 3", "«1 2 3» er ikke et tall. "),
        ("2 692.5", "«2 692.5» er ikke et tall. "),
        ("1,2,3", "«1,2,3» er ikke et tall. "),
        ("--5", "«--5» er ikke et tall. "),
        ("=1+1", "«=1+1» er ikke et tall. "),
        ("1e9", "«1e9» er ikke et tall. "),
        ("NaN", "«NaN» er ikke et tall. "),
        ("٣", "«٣» er ikke et tall. "),
        ("<b>5</b>", "«<b>5</b>» er ikke et tall. "),
        ("123456789012", "«123456789012» er for stort: et beløp kan ha høyst 11 sifre foran komma."),
        ("1,2345", "«1,2345» har flere enn tre desimaler."),
    ],
)
def test_what_is_no_figure_is_told_in_a_sentence(text, sentence):
    with pytest.raises(NotAFigure) as fault:
        read(text)
    rest = "Skriv for eksempel 2 692, −118 eller 2 692,5, en strek (–) eller ingenting."
    assert str(fault.value) == (sentence + rest if sentence.endswith(" ") else sentence)


def test_ten_thousand_digits_are_refused_without_being_repeated():
    with pytest.raises(NotAFigure) as fault:
        read("9" * 10_000)
    assert len(str(fault.value)) < 200


@given(st.none() | st.just("-") | st.decimals("-99999999999.999", "99999999999.999", places=3))
def test_what_stands_in_a_field_is_understood_the_same_way_again(cell):
    assert read(written(cell)) == cell


@given(st.text(max_size=60))
def test_any_text_is_a_cell_a_question_or_a_sentence(text):
    try:
        found = read(text)
    except NotAFigure as fault:
        found = str(fault)
    assert found is None or isinstance(found, str | Decimal | Question)
