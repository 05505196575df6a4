"""Search and filter among adopted measures."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from organisation.models import Partner
from publishing.models import AdoptedMeasure


def titles(client, **asked):
    return [t.strip() for t in re.findall(r"<h2><a [^>]*>(.*?)</a></h2>", client.get("/tiltak/", asked).text)]


def test_all_adopted_years_are_searched(client, db):
    assert len(titles(client)) == 40


@pytest.mark.parametrize("words", ["rikstunnel", "RIKSTUNNEL", "industrien rikstunnel"])
def test_words_are_found_in_any_case_and_any_order(client, db, words):
    assert titles(client, ord=words) == [
        "Utarbeide underlag for å forsterke politisk påvirkningsarbeid for jernbanesatsing i hele regionen, "
        "person- og godstransport."
    ]


def test_norwegian_capitals_are_found_too(client, db):
    assert titles(client, ord="SØMLØSE") == titles(client, ord="sømløse") != []


def test_a_sign_that_means_something_to_a_database_means_nothing_here(client, db):
    assert (titles(client, ord="%"), titles(client, ord="_")) == ([], [])


def test_a_year_and_an_area_narrow_the_list(client, db):
    assert len(titles(client, ar="2018")) == 10
    assert len(titles(client, ar="2025", omrade="Transport og mobilitet")) == 4
    assert len(titles(client, tema="Kraft og energi")) == 2


def test_a_partner_is_found_under_every_spelling(client, db):
    partner = Partner.objects.get(aliases__name="NVE")

    assert len(titles(client, partner=partner.pk)) == AdoptedMeasure.objects.filter(partners=partner).count() == 2


def test_a_choice_that_does_not_exist_is_said_and_does_not_break_the_page(client, db):
    answer = client.get("/tiltak/", {"ar": "1999", "partner": "abc", "side": "99"})

    assert answer.status_code == 200
    assert answer.text.count("Velg et gyldig valg") == 2


def test_the_fragment_is_the_same_list_as_the_page(client, db):
    page = client.get("/tiltak/", {"ord": "kraft"}).text
    fragment = client.get("/tiltak/", {"ord": "kraft"}, headers={"hx-request": "true"}).text

    assert fragment.strip().startswith('<section id="results"')
    assert fragment.strip() in page


@pytest.mark.parametrize("copies", [1, 10])
def test_the_list_asks_as_often_however_many_measures_there_are(client, db, copies):
    lines = list(AdoptedMeasure.objects.all())
    AdoptedMeasure.objects.bulk_create(
        AdoptedMeasure(
            edition_id=line.edition_id, uuid=line.uuid, address=f"{line.pk}-{copy}", order=line.order,
            title=line.title, chapter=line.chapter, words=line.words,
        )
        for line in lines
        for copy in range(copies)
    )  # fmt: skip
    with CaptureQueriesContext(connection) as queries:
        client.get("/tiltak/")
    assert len(queries) == 6
