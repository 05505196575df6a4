"""The membership fee: the arithmetic, what the page tells, and what the secretariat sets."""

import re
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from io import BytesIO

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from budget import fees
from budget.figures import kroner, millions, price, priced, signed
from budget.models import Amount, FeeMultiplier, FeeRate, MembershipFee
from organisation.models import Entry, Member, Population, Subregion

from .strategies import quick

PAGE = "/budsjett/2025/kontingent/"
RATE = f"{PAGE}sats/"
EXCEL = f"{PAGE}kontingent.xlsx"
COUNTED = date(2024, 1, 1)
OTHERS = (
    "outsider", "delegate", "board_member", "coordinator", "transport_member", "climate_member", "climate_leader",
)  # fmt: skip


@pytest.fixture
def fee(db):
    """A fee of kr 2,50 from three members that the test has to itself."""
    Member.objects.all().delete()
    fee = MembershipFee.objects.get(year=2025)
    fee.rates.update(kroner=Decimal("2.5"))
    for name, inhabitants in {"Åby": 333, "Østby": 1000, "Zoby": 0}.items():
        Population.objects.create(
            member=Member.objects.create(name=name), date=COUNTED, inhabitants=inhabitants, source="SSB"
        )
    return fee


def member(name):
    return Member.objects.get(name=name)


def page(client, address=PAGE, **asked):
    """The page with all spaces plain, as a test writes them."""
    return client.get(address, asked).text.replace("\u00a0", " ")


def table(text, caption):
    """The rows of a table, as lists of what stands in their cells."""
    found = re.search(rf"<table[^>]*>\s*<caption[^>]*>{caption}.*?<tbody>(.*?)</tbody>", text, re.S)
    return [words(row) for row in re.findall(r"<tr.*?</tr>", found[1], re.S)]


def listed(text):
    rows = re.search(r'<table class="ds-table folding fee-list.*?<tbody>(.*?)</tbody>', text, re.S)[1]
    return [words(row) for row in re.findall(r"<tr.*?</tr>", rows, re.S)]


def words(row):
    cells = re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, re.S)
    return [" ".join(re.sub(r"<[^>]+>", " ", cell).split()) for cell in cells]


def faults(answer):
    return re.findall(r'data-field="validation"[^>]*>(.*?)</p>', answer.text)


def said(answer):
    return re.findall(r'<p class="ds-paragraph">(.*?)</p>', answer.text.replace("\u00a0", " "))


def log():
    return [(entry.verb, entry.what) for entry in Entry.objects.filter(verb="changed").order_by("pk")]


# ── arithmetic ───────────────────────────────────────────────────────────────────────────────────

people = st.integers(0, 10_000_000)
rates = st.decimals(0, 1000, places=4)
multipliers = st.decimals(0, 10, places=3)


@pytest.mark.parametrize(
    ("inhabitants", "rate", "multiplier", "fee"),
    [
        (717710, "3.00", "1", "2153130"),
        (717710, "1.50", "2", "2153130"),  # Oslo in 2018
        (333, "2.50", "1", "833"),  # 832.50
        (331, "2.50", "1", "828"),  # 827.50
        (98815, "3.00", "0.5", "148223"),  # 148222.50
        (1, "0.4999", "1", "0"),
        (1000, "2.975", "1", "2975"),
        (0, "3.00", "1", "0"),
        (717710, "3.00", "0", "0"),
    ],
)
def test_a_fee_is_rounded_to_whole_kroner_half_a_krone_up(inhabitants, rate, multiplier, fee):
    assert fees.fee_of(inhabitants, Decimal(rate), Decimal(multiplier)) == Decimal(fee)


@quick
@given(people, rates, multipliers)
def test_a_fee_is_within_half_a_krone_of_the_product(inhabitants, rate, multiplier):
    fee = fees.fee_of(inhabitants, rate, multiplier)

    assert -Decimal("0.5") < fee - rate * inhabitants * multiplier <= Decimal("0.5")
    assert fee == fee.to_integral_value() >= 0


@quick
@given(people, people, rates, rates)
def test_more_inhabitants_or_a_higher_rate_never_pay_less(one, other, low, high):
    (one, other), (low, high) = sorted([one, other]), sorted([low, high])

    assert fees.fee_of(one, low) <= fees.fee_of(other, low) <= fees.fee_of(other, high)


@quick
@given(st.lists(st.tuples(people, multipliers), max_size=8), rates, rates)
def test_the_total_is_the_sum_of_the_fees_at_any_rate(register, rate, tried):
    shares = [
        fees.Share(Member(kind="municipality"), inhabitants, rate, multiplier) for inhabitants, multiplier in register
    ]
    assessment = fees.Assessment(MembershipFee(), {"municipality": rate}, shares)

    for now, kroner_each in ((assessment, rate), (assessment.at(tried), tried)):
        assert now.total == sum(fees.fee_of(count, kroner_each, times) for count, times in register)
        assert now.in_thousands == (now.total / 1000).quantize(Decimal(1), ROUND_HALF_UP)
        assert sum(part.fee for part in now.by_membership) == now.total
    assert assessment.at(rate) == assessment


def test_another_rate_for_municipalities_leaves_the_counties_alone(fee):
    Population.objects.create(
        member=Member.objects.create(name="Østfold", kind="county"), date=COUNTED, inhabitants=300_000
    )
    FeeRate.objects.create(fee=fee, kind="county", kroner=Decimal("0.75"))
    assessment = fees.assess(2025)

    assert (assessment.total, assessment.at(Decimal(3)).total) == (833 + 2500 + 225_000, 999 + 3000 + 225_000)


@pytest.mark.parametrize(("total", "thousands"), [(6_859_308, 6859), (6_859_500, 6860), (499, 0), (500, 1), (0, 0)])
def test_a_total_is_told_in_thousands_half_up(total, thousands):
    assert fees.thousands(Decimal(total)) == thousands


# ── figures ──────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        (kroner(6859308), "kr\u00a06\u00a0859\u00a0308"),
        (kroner(Decimal(-128)), "kr\u00a0\u2212128"),
        (price(Decimal("3.0000")), "kr\u00a03,00"),
        (price(Decimal("2.9")), "kr\u00a02,90"),
        (price(Decimal("2.9750")), "kr\u00a02,975"),
        (price(Decimal(0)), "kr\u00a00,00"),
        (price(Decimal(1000)), "kr\u00a01\u00a0000,00"),
        (str(priced(Decimal("3.1000"))), "3.10"),
        (millions(6_987_000), "6,987\u00a0mill.\u00a0kr"),
        (millions(Decimal(6_859_308)), "6,859\u00a0mill.\u00a0kr"),
        (millions(7_000_500), "7,001\u00a0mill.\u00a0kr"),
        (millions(-1_500_000), "\u22121,500\u00a0mill.\u00a0kr"),
        (signed(228_649), "+228\u00a0649"),
        (signed(Decimal(-228_641)), "\u2212228\u00a0641"),
        (signed(0), "0"),
    ],
)
def test_money_is_written_as_norwegians_do(written, expected):
    assert written == expected


# ── the demo ─────────────────────────────────────────────────────────────────────────────────────


def test_the_demo_gives_what_its_members_give_and_the_printed_figure_stands_beside_it(desk):
    text = page(desk)

    assert fees.total_in_thousands(2025) == 6859
    assert table(text, "Beregnet kontingent") == [
        ["Beregnet her", "6 859"],
        ["«Kontingenter» i Hovedtall, «Forslag budsjett 2025»", "6 987"],
    ]
    assert "Beregningen er 128 tusen kroner lavere enn budsjettet. Ingen av tallene er rettet." in text
    assert Amount.objects.get(pk=fees.budgeted(2025).pk).value == 6987


def test_the_demo_says_how_sure_each_part_is(desk):
    text = page(desk)

    assert table(text, "Kontingenten fordelt på hvor") == [
        ["bekreftet", "15", "3 611 046"],
        ["antatt ut fra delregionen", "45", "2 688 474"],
        ["antatt uten sikker kilde", "6", "559 788"],
        ["Sum", "66", "6 859 308"],
    ]
    left_out = re.search(r'id="left-out-title".*?<li>(.*?)</li>', text, re.S)[1]
    assert re.sub(r"<[^>]+>", "", left_out) == (
        "Det er ukjent om kommunen er medlem. Det gjelder Færder, Horten, Larvik, Sandefjord og Tønsberg."
    )


def test_ten_ore_more_and_less_stand_beside_the_rate(desk):
    assert table(page(desk), "Samlet kontingent") == [
        ["kr 2,90", "6 630 667", "−228 641"],
        ["kr 3,00 nå", "6 859 308", ""],
        ["kr 3,10", "7 087 957", "+228 649"],
    ]


@pytest.mark.parametrize(
    ("written", "row"),
    [
        ("3,25", ["kr 3,25", "7 430 925", "+571 617"]),
        ("3.25", ["kr 3,25", "7 430 925", "+571 617"]),
        (" 2,975 ", ["kr 2,975", "6 802 149", "−57 159"]),
        ("0", ["kr 0,00", "0", "−6 859 308"]),
    ],
)
def test_a_rate_of_ones_own_stands_among_them(desk, written, row):
    rows = table(page(desk, sats=written), "Samlet kontingent")

    assert (len(rows), row in rows) == (4, True)


def test_the_rate_that_holds_is_not_told_twice(desk):
    assert len(table(page(desk, sats="3"), "Samlet kontingent")) == 3


@pytest.mark.parametrize(
    ("written", "sentence"),
    [
        ("mye", "Oppgi et tall."),
        ("", "Feltet er påkrevet."),
        ("-1", "Verdien må være større enn eller lik 0."),
        ("1000,01", "Verdien må være mindre enn eller lik 1000."),
        ("NaN", "Oppgi et tall."),
        ("3,12345", "Sørg for at det er 4 eller færre desimaler."),
    ],
)
def test_a_rate_that_is_none_is_refused_with_a_sentence_and_the_page_stands(desk, written, sentence):
    answer = desk.get(PAGE, {"sats": written})

    assert (answer.status_code, faults(answer)) == (200, [sentence])
    assert len(table(answer.text.replace("\u00a0", " "), "Samlet kontingent")) == 3


# ── every member ─────────────────────────────────────────────────────────────────────────────────


def test_every_member_stands_in_the_norwegian_alphabet_with_its_fee(desk, fee):
    assert listed(page(desk)) == [
        ["Zoby", "bekreftet", "0", "1", "kr 0"],
        ["Østby", "bekreftet", "1 000", "1", "kr 2 500"],
        ["Åby", "bekreftet", "333", "1", "kr 833"],
    ]


def test_a_member_without_a_figure_is_named_and_not_counted_as_nothing(desk, fee):
    Population.objects.filter(member__name="Østby").update(date=date(2023, 1, 1))
    text = page(desk)

    assert [row[0] for row in listed(text)] == ["Zoby", "Åby"]
    assert re.sub(r"<[^>]+>", "", re.search(r'id="left-out-title".*?<li>(.*?)</li>', text, re.S)[1]) == (
        "Innbyggertallet per 1.1.2024 mangler. Det gjelder Østby."
    )
    assert fees.assess(2025).total == 833


def test_a_county_without_a_rate_is_named(desk, fee):
    Member.objects.create(name="Østfold", kind="county")

    assert [(share.member.name, share.obstacle) for share in fees.assess(2025).left_out] == [
        ("Østfold", "Det er ikke satt noen sats for fylkeskommuner.")
    ]


@pytest.mark.parametrize(
    ("start", "end", "pays"),
    [
        (None, None, True),
        (date(2025, 12, 31), None, True),
        (date(2026, 1, 1), None, False),
        (None, date(2025, 1, 1), True),
        (None, date(2024, 12, 31), False),
    ],
)
def test_whoever_is_a_member_on_any_day_of_the_year_pays(fee, start, end, pays):
    Member.objects.filter(name="Østby").update(from_date=start, to_date=end)

    assert ("Østby" in [share.member.name for share in fees.assess(2025).shares]) is pays


def test_a_member_of_two_subregions_pays_once(desk, fee):
    member("Østby").subregions.set([Subregion.objects.create(name=name) for name in ("Nordregionen", "Sørregionen")])

    assert listed(page(desk))[1] == ["Østby Nordregionen og Sørregionen", "bekreftet", "1 000", "1", "kr 2 500"]
    assert fees.assess(2025).total == 3333


def test_the_subregions_add_up_and_nobody_is_counted_in_two(desk):
    assessment = fees.assess(2025)
    parts = {part.label: (part.members, part.fee) for part in assessment.by_subregion}

    assert sum(fee for _, fee in parts.values()) == assessment.total == 6_859_308
    assert sum(members for members, _ in parts.values()) == 66
    assert parts["Folloregionen og Mosseregionen"] == (1, 58_479)  # Vestby
    assert parts["Uten delregion"] == (1, 10_578)  # Sigdal
    assert len(table(page(desk), "Kontingenten fordelt på delregioner")) == len(parts) + 1 == 20


def test_a_year_without_a_rate_says_so_and_offers_to_set_it(desk):
    text = page(desk, "/budsjett/2026/kontingent/")

    assert ("Satsen for 2026 er ikke satt ennå." in text, fees.total_in_thousands(2026)) == (True, None)
    assert 'href="/budsjett/2026/kontingent/sats/"' in text
    assert desk.get("/budsjett/2026/kontingent/kontingent.xlsx").status_code == 404


def test_a_year_that_the_budget_has_no_line_for_is_told_in_words(desk, fee):
    MembershipFee.objects.filter(pk=fee.pk).update(year=2026)

    assert "Budsjettet for 2026 har ingen linje for kontingent ennå." in page(desk, "/budsjett/2026/kontingent/")
    assert "Beregningen gir 3 tusen kroner, 0,003 mill. kr." in page(desk, "/budsjett/2026/kontingent/")


def test_the_newest_year_is_one_address_away(desk):
    assert desk.get("/budsjett/kontingent/")["Location"] == PAGE


@pytest.mark.parametrize("year", [1989, 2201, 0])
@pytest.mark.parametrize("tail", ["", "sats/", "kontingent.xlsx", "medlem/1/"])
def test_a_year_that_no_budget_can_have_is_not_found(desk, year, tail):
    assert desk.get(f"/budsjett/{year}/kontingent/{tail}").status_code == 404


@pytest.mark.parametrize("more", [0, 297])
def test_the_page_asks_as_often_for_three_members_as_for_three_hundred(desk, fee, more):
    region = Subregion.objects.create(name="Alle")
    for number in range(more):
        town = Member.objects.create(name=f"By {number}")
        town.subregions.add(region)
        Population.objects.create(member=town, date=COUNTED, inhabitants=number)
        FeeMultiplier.objects.create(fee=fee, member=town, multiplier=2)
    with CaptureQueriesContext(connection) as queries:
        desk.get(PAGE)
    assert len(queries) == 10


# ── who may ──────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("name", OTHERS)
@pytest.mark.parametrize("address", [PAGE, RATE, EXCEL, "/budsjett/kontingent/"])
def test_for_everybody_but_the_secretariat_the_fee_does_not_exist(request, client, name, address):
    client.force_login(request.getfixturevalue(name))

    assert client.get(address).status_code == 404


def test_nobody_else_can_set_it(client, board_member, fee):
    client.force_login(board_member)
    answers = [
        client.post(RATE, {"rate_municipality": "9", "base_date": "2020-01-01"}).status_code,
        client.post(f"{PAGE}medlem/{member('Åby').pk}/", {"multiplier": "0"}).status_code,
    ]

    assert (answers, fees.assess(2025).total, log()) == ([404, 404], 3333, [])


# ── setting it ───────────────────────────────────────────────────────────────────────────────────


def test_a_rate_is_set_for_a_new_year_and_the_log_tells(desk, fee):
    given_in = {"rate_municipality": "3,10", "base_date": "2024-01-01", "decision": "Representantskapet 1.9.2025"}
    answer = desk.post("/budsjett/2026/kontingent/sats/", given_in, follow=True)

    assert said(answer) == ["Kontingenten for 2026 er lagret. Satsen for kommuner er kr 3,10."]
    assert fees.assess(2026).total == 1032 + 3100
    assert log() == [("changed", "kontingenten for 2026")]


def test_the_form_shows_what_holds_and_an_unchanged_save_writes_nothing(desk, fee):
    form = desk.get(RATE).context["form"]
    answer = desk.post(RATE, {field.html_name: field.value() or "" for field in form}, follow=True)

    assert re.search(r'name="rate_municipality" value="(.*?)"', desk.get(RATE).text)[1] == "2,50"
    assert (said(answer), log()) == (["Ingenting var endret, så ingenting er lagret."], [])


def test_a_county_rate_is_set_and_taken_away(desk, fee):
    given_in = {"rate_municipality": "2,5", "base_date": "2024-01-01"}
    for county, kept in (("0,75", {"municipality": Decimal("2.5"), "county": Decimal("0.75")}),
                         ("", {"municipality": Decimal("2.5")})):  # fmt: skip
        desk.post(RATE, given_in | {"rate_county": county})
        assert dict(fee.rates.values_list("kind", "kroner")) == kept


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"rate_municipality": ""}, "Feltet er påkrevet."),
        ({"rate_municipality": "-1"}, "Verdien må være større enn eller lik 0."),
        ({"rate_municipality": "6.987 mill"}, "Oppgi et tall."),
        ({"rate_county": "1001"}, "Verdien må være mindre enn eller lik 1000."),
        ({"base_date": "i fjor"}, "Oppgi en gyldig dato."),
        ({"decision": "x" * 301}, "Sørg for at denne verdien har 300 eller færre tegn (den har nå 301)."),
    ],
)
def test_what_cannot_be_a_rate_is_refused_with_a_sentence(desk, fee, wrong, sentence):
    answer = desk.post(RATE, {"rate_municipality": "3", "base_date": "2024-01-01"} | wrong)

    assert (answer.status_code, faults(answer)) == (200, [sentence])
    assert (fees.assess(2025).total, log()) == (3333, [])


def test_what_a_colleague_saved_meanwhile_is_not_overwritten(desk, fee):
    opened = {field.html_name: field.value() or "" for field in desk.get(RATE).context["form"]}
    fee.rates.update(kroner=Decimal("2.8"))
    answer = desk.post(RATE, opened | {"rate_municipality": "3,1"})

    assert "En kollega har lagret siden du åpnet siden" in answer.text
    assert fee.rates.get().kroner == Decimal("2.8")


def test_a_member_pays_half_and_the_list_says_why(desk, fee):
    address = f"{PAGE}medlem/{member('Østby').pk}/"
    answer = desk.post(address, {"multiplier": "0,5", "reason": "Medlem fra 1. juli"}, follow=True)

    assert said(answer) == ["Kontingenten for Østby er endret."]
    assert listed(page(desk))[1] == ["Østby", "bekreftet", "1 000", "0,5 Medlem fra 1. juli", "kr 1 250"]
    assert log() == [("changed", "kontingenten for 2025: Østby")]
    assert re.search(r'name="multiplier" value="(.*?)"', desk.get(address).text)[1] == "0,5"


def test_the_usual_multiplier_left_as_it_is_writes_nothing(desk, fee):
    answer = desk.post(f"{PAGE}medlem/{member('Østby').pk}/", {"multiplier": "1", "reason": ""}, follow=True)

    assert said(answer) == ["Ingenting var endret, så ingenting er lagret."]
    assert (FeeMultiplier.objects.count(), log()) == (0, [])


@pytest.mark.parametrize(
    ("multiplier", "sentence"),
    [
        ("11", "Verdien må være mindre enn eller lik 10."),
        ("-1", "Verdien må være større enn eller lik 0."),
        ("halv", "Oppgi et tall."),
    ],
)
def test_a_multiplier_that_cannot_be_is_refused_with_a_sentence(desk, fee, multiplier, sentence):
    answer = desk.post(f"{PAGE}medlem/{member('Østby').pk}/", {"multiplier": multiplier})

    assert (faults(answer), FeeMultiplier.objects.count()) == ([sentence], 0)


def test_a_member_or_a_fee_that_does_not_exist_is_not_found(desk, fee):
    assert desk.get(f"{PAGE}medlem/999999/").status_code == 404
    assert desk.get(f"/budsjett/2026/kontingent/medlem/{member('Åby').pk}/").status_code == 404


@pytest.mark.parametrize(
    "row",
    [
        lambda fee: FeeRate(fee=fee, kind="county", kroner=-1),
        lambda fee: FeeRate(fee=fee, kind="county", kroner=1001),
        lambda fee: FeeRate(fee=fee, kind="island", kroner=1),
        lambda fee: FeeRate(fee=fee, kind="municipality", kroner=1),
        lambda fee: FeeMultiplier(fee=fee, member=member("Åby"), multiplier=-1),
        lambda fee: FeeMultiplier(fee=fee, member=member("Åby"), multiplier=11),
        lambda fee: MembershipFee(year=2025, base_date=COUNTED),
        lambda fee: MembershipFee(year=1989, base_date=COUNTED),
        lambda fee: Population(member=member("Åby"), date=COUNTED, inhabitants=1),
        lambda fee: Population(member=member("Åby"), date=date(2020, 1, 1), inhabitants=-1),
    ],
)
def test_the_database_refuses_what_can_never_be(fee, row):
    with pytest.raises(IntegrityError), transaction.atomic():
        row(fee).save()


# ── the spreadsheet ──────────────────────────────────────────────────────────────────────────────


def test_the_spreadsheet_holds_numbers_and_says_who_is_left_out(desk, fee):
    Member.objects.create(name="Uby", membership="unknown")
    FeeMultiplier.objects.create(fee=fee, member=member("Åby"), multiplier=2, reason="=1+1")
    answer = desk.get(EXCEL)
    rows = [[cell.value for cell in row] for row in load_workbook(BytesIO(answer.content)).active]

    assert answer["Content-Disposition"] == 'attachment; filename="kontingent-2025.xlsx"'
    assert rows[0] == [
        "Nummer", "Medlem", "Slag", "Delregion", "Medlemskapet er", "Innbyggere", "Kroner per innbygger", "Faktor",
        "Kontingent i kroner", "Merknad",
    ]  # fmt: skip
    assert [[row[1], *row[4:]] for row in rows[1:]] == [
        ["Uby", "ukjent", None, 2.5, 1, None, "Det er ukjent om kommunen er medlem."],
        ["Zoby", "bekreftet", 0, 2.5, 1, 0, None],
        ["Østby", "bekreftet", 1000, 2.5, 1, 2500, None],
        ["Åby", "bekreftet", 333, 2.5, 2, 1665, "'=1+1"],
        ["Sum", None, None, None, None, 4165, None],
    ]
