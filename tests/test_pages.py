"""The pages say every sentence and every figure of the sources."""

import html
import re

import pytest

from organisation.models import User
from programmes.models import Guidelines, Programme
from publishing.models import AdoptedMeasure, Edition

from .fidelity import missing

PAGES = {
    "handlingsprogram-2025.txt": "/handlingsprogram/2025/",
    "handlingsprogram-2018.txt": "/handlingsprogram/2018/",
    "utkast-2024.txt": "/handlingsprogram/2024/",
    "utkast-2025-faggruppene.txt": "/handlingsprogram/2025/milepael/utkast-til-faggruppene/",
    "foringer-2021-2024.txt": "/strategiske-foringer/foringer-2021-2024/",
}


def words_of(page: str) -> str:
    """What a reader sees of the article: no tags, no labels that only cards show, no permalinks.

    Pictures say the table's figures once more; what the table lacks must not be found in them.
    """
    article = page[page.index("<article") : page.index("</article>")]
    article = re.sub(r'<figure class="picture.*?</figure>', "", article, flags=re.DOTALL)
    article = re.sub(r'<span class="cell-label".*?</span>|<a class="permalink".*?</a>', "", article)
    article = re.sub(r"</?(strong|em|a|sup|span)\b[^>]*>", "", article)
    return html.unescape(re.sub(r"<[^>]+>", "\n", article))


@pytest.mark.parametrize("source", PAGES)
def test_nothing_of_the_source_is_missing_on_its_page(client, secretary, source):
    client.force_login(secretary)

    assert missing(source, words_of(client.get(PAGES[source]).text)) == []


def test_the_comparison_would_notice_a_missing_figure(client, db):
    page = words_of(client.get("/handlingsprogram/2025/").text)

    assert missing("handlingsprogram-2025.txt", page.replace("−2\u00a0084", "−2\u00a0085")) != []


def test_figures_are_written_the_norwegian_way(client, db):
    page = client.get("/handlingsprogram/2025/").text
    line = page[page.index("Resultat (neg.") :]

    assert re.findall(r"<td>(.*?)</td>", line)[:5] == ["−2\u00a0084", "564", "−118", "0", "−564"]


def test_blank_dash_and_zero_look_different(client, db):
    page = client.get("/handlingsprogram/2025/").text
    strategic = page[page.index("Prosess strategiske føringer") :]

    assert re.findall(r"<td>(.*?)</td>", strategic)[:5] == ["160", "–", "169", "", ""]


def test_the_front_page_shows_the_newest_programme_with_three_figures(client, db):
    figures = re.findall(r"<dt>(.*?)</dt><dd>(.*?)</dd>", client.get("/").text)

    assert [(name, value) for name, value in figures if name != "samarbeidspartnere"] == [
        ("tiltak", "30"),
        ("tusen kroner i inntekter", "7\u00a0937"),
    ]


def test_the_front_page_lists_the_older_programmes(client, db):
    page = client.get("/").text

    assert re.findall(r'<li><a href="(/handlingsprogram/\d+/)">(.*?)</a> <span>(.*?)</span>', page) == [
        ("/handlingsprogram/2018/", "Handlingsprogram 2018", "Vedtatt av styret")
    ]


def test_a_permalink_of_a_measure_leads_to_its_own_page(client, db):
    page = client.get("/handlingsprogram/2025/").text
    links = re.findall(r'class="permalink" href="(/handlingsprogram/2025/tiltak/[0-9a-f]{8}/)"', page)

    assert len(set(links)) == 30
    assert [client.get(link).status_code for link in links] == [200] * 30


def test_every_anchor_in_the_page_leads_somewhere(client, db):
    page = client.get("/handlingsprogram/2025/").text
    ids = set(re.findall(r'\bid="([^"]+)"', page))

    assert set(re.findall(r'href="#([^"]+)"', page)) - ids == set()


def test_an_empty_house_says_what_belongs_there(client, django_db_blocker, db):
    # An edition cannot be deleted, so the empty state is shown to a query that finds none.
    assert User.objects.exists()
    Guidelines.objects.update(visibility="internal")
    AdoptedMeasure.objects.all().delete()

    assert "Her kommer de strategiske føringene" in client.get("/strategiske-foringer/").text
    assert "Ingen tiltak passer." in client.get("/tiltak/").text
    assert (Programme.objects.count(), Edition.objects.count()) == (3, 2)


def test_the_page_refuses_foreign_scripts_and_styles(client, db):
    policy = client.get("/handlingsprogram/2025/")["Content-Security-Policy"]

    assert policy == (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
        "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; report-uri /csp-rapport/"
    )
