"""The log of a programme: what was done to it and to everything in it, for the secretariat alone."""

import re
from datetime import UTC, datetime
from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from budget.keeping import change, locked
from budget.models import BudgetTable
from organisation.models import Version
from organisation.record import Cause
from programmes.log import day_name
from programmes.models import Measure, Section

from .cast import CAST
from .test_editor import address, opened, save
from .test_plan import ABOUT, PLAN
from .test_plan import save as save_whole

LOG = "/redaksjon/2024/logg/"


@pytest.fixture
def measure(draft_2024) -> Measure:
    return Measure.objects.get(section__programme=draft_2024, title="Medlemskontakt")


def lines(response) -> list[str]:
    """Days, and under each what was done, as it is read; without the time and what is folded."""
    text = re.sub(r"<details.*?</details>|<time.*?</time>", "", response.text, flags=re.S)
    found = re.findall(r'<h2 id="dag-\d+">(.*?)</h2>|<p class="log-(?:line|why)">(.*?)</p>', text, re.S)
    return [" ".join(unescape(re.sub(r"<[^>]+>", "", "".join(pair))).split()) for pair in found]


def links(response) -> list[str]:
    return re.findall(r'<p class="log-line">.*?href="([^"]+)"', response.text, re.S)


# ── What it tells ───────────────────────────────────────────────────────────────────────────────


def test_everything_that_is_done_is_told_newest_first_with_a_link(desk, colleague, measure, draft_2024):
    section, elsewhere = measure.section, draft_2024.sections.filter(kind="measures").last()
    save(desk, measure, opened(desk, measure), title="Kontakt")
    desk.post(address(measure, "flytt"), {"til": str(elsewhere.uuid)})
    colleague.post(address(measure, "ta-ut"), {"grunn": "Dekkes av et annet"})
    desk.post(address(section, "ta-ut"))
    save_whole(colleague, {"steps-0-when": "1. september"}, address=PLAN)
    save_whole(desk, {"cover": "Nytt"}, address=ABOUT)

    page = desk.get(LOG)
    title = "Handlingsprogram 2024 – foreløpig innretning"
    assert lines(page) == [
        "I dag",
        f"Demo Sekretariat redigerte opplysningene om «{title}»",
        "Forsiden: Utkast innretning – til behandling faggruppemøter, oktober 2023 → Nytt",
        "Demo Sekretariat to redigerte «Fremdriftsplanen»",
        "Steget «Faggruppemøter Klækken - første diskusjon», når: 31. August → 1. september",
        f"Demo Sekretariat tok ut avsnittet «{section.title}»",
        "Demo Sekretariat to tok ut tiltaket «Kontakt»",
        "Begrunnelse: Dekkes av et annet",
        "Demo Sekretariat flyttet tiltaket «Kontakt»",
        f"Flyttet fra «{section.title}» til «{elsewhere.title}»",
        "Demo Sekretariat redigerte tiltaket «Kontakt»",
        "Tittelen: Medlemskontakt → Kontakt",
    ]
    gone = address(measure, "historikk")
    assert links(page) == [
        f"{ABOUT}historikk/", f"{PLAN}historikk/", address(section, "historikk"), gone, gone, gone,
    ]  # fmt: skip
    assert {desk.get(link).status_code for link in links(page)} == {200}


def test_what_stands_somewhere_is_linked_where_it_stands(desk, measure):
    save(desk, measure, opened(desk, measure), title="Kontakt")
    assert links(desk.get(LOG)) == [f"/redaksjon/2024/avsnitt/{measure.section.uuid}/#tiltak-{measure.uuid}"]


def test_the_difference_is_folded_and_told_word_by_word(desk, measure):
    save(desk, measure, opened(desk, measure), title="Kontakt med medlemmene")
    folded = re.findall(r"<details.*?</details>", desk.get(LOG).text, re.S)
    assert len(folded) == 1
    assert re.findall(r"<(?:del|ins)><span[^>]*>([^<]+)</span>([^<]+)", folded[0]) == [
        ("tatt ut: ", "Medlemskontakt"), ("satt inn: ", "Kontakt med medlemmene"),
    ]  # fmt: skip


def test_the_tables_of_the_budget_are_told_in_their_own_words(desk, secretary, programme_2025):
    held, sheet = locked(BudgetTable.objects.filter(budget=programme_2025.budget).first())
    change(held, sheet, sheet.model_copy(update={"title": "Nå"}), by=secretary, what=f"tittelen: {sheet.title} → Nå")
    page = desk.get("/redaksjon/2025/logg/")
    assert lines(page)[1] == "Demo Sekretariat redigerte budsjettabellen «Nå»"
    assert f"<li>Tittelen: {sheet.title} → Nå</li>" in unescape(page.text)
    assert links(page)[0] == f"/budsjett/2025/#tabell-{held.uuid}"


def test_nothing_of_another_programme_is_told(desk, measure, guidelines):
    save(desk, measure, opened(desk, measure), title="Kontakt")
    for slug in ("2018", guidelines.slug):
        page = desk.get(f"/redaksjon/{slug}/logg/")
        assert lines(page) == []
        assert "Ingen har endret noe ennå. Det som blir lagret, står her." in page.text


@pytest.mark.parametrize("name", CAST)
def test_only_the_secretariat_reads_it(clients, desk, measure, name):
    save(desk, measure, opened(desk, measure), title="Kontakt")
    answer = clients[name].get(LOG)
    assert answer.status_code == {"nobody": 302, "secretary": 200}.get(name, 404)
    assert ("Kontakt" in answer.text) is (name == "secretary")


def test_it_is_linked_from_the_strip_also_when_the_programme_is_adopted(desk):
    for slug in ("2024", "2025"):
        assert f'href="/redaksjon/{slug}/logg/">Logg</a>' in desk.get(f"/redaksjon/{slug}/").text


# ── Days ────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def today(monkeypatch):
    """Move the clock."""

    def move(*moment):
        now = datetime(*moment, tzinfo=UTC)
        monkeypatch.setattr(timezone, "now", lambda: now)
        return now

    return move


def test_each_day_has_its_name(desk, measure, today):
    for number, moment in enumerate([(2026, 3, 1, 8), (2026, 10, 3, 8), (2026, 10, 3, 22, 30), (2026, 10, 4, 23)]):
        today(*moment)
        save(desk, measure, opened(desk, measure), title=f"Kontakt {number}")
    # half past ten in the evening, universal time, is the next day in Oslo
    days = [line for line in lines(desk.get(LOG)) if not line.startswith(("Demo", "Tittelen"))]
    assert days == ["I dag", "I går", "3. oktober", "1. mars"]


def test_a_day_of_another_year_says_which(today):
    now = today(2026, 1, 1, 12)
    assert [day_name(now.date().replace(year=year)) for year in (2026, 2025)] == ["I dag", "1. januar 2025"]
    assert day_name(now.date().replace(year=2025, month=12, day=31)) == "I går"


# ── Filters and pages ───────────────────────────────────────────────────────────────────────────


def test_it_is_read_by_person_by_what_was_done_and_by_object(desk, colleague, measure, secretary):
    save(desk, measure, opened(desk, measure), title="Kontakt")
    colleague.post(address(measure, "ta-ut"))
    save_whole(desk, {"steps-0-when": "Nå"}, address=PLAN)

    def done(**asked):
        return [line.split(" ", 3)[-1] for line in lines(desk.get(LOG, asked)) if line.startswith("Demo")]

    assert [len(done()), len(done(hvem=secretary.pk)), len(done(hva="taken_out"))] == [3, 2, 1]
    assert done(gjelder=str(measure.uuid), hvem=secretary.pk) == ["tiltaket «Kontakt»"]
    page = desk.get(LOG, {"hvem": secretary.pk, "hva": "taken_out"})
    assert (lines(page), "Ingen endringer passer. Fjern et filter." in page.text) == ([], True)
    for wrong in ({"hvem": "x"}, {"hva": "noe"}, {"gjelder": "tull"}, {"side": "x"}):
        assert desk.get(LOG, wrong).status_code == 200


def fill(measure, number, by):
    """So many changes of a measure and of its section."""
    for thing in (measure, measure.section):
        Version.objects.bulk_create(
            Version(object=thing.uuid, number=each, by=by, cause=Cause.EDITED, content={"title": f"Tittel {each}"})
            for each in range(1, number // 2 + 1)
        )


def test_fifty_stand_on_a_page(desk, measure, secretary):
    fill(measure, 60, secretary)
    pages = [desk.get(LOG, {"side": side}) for side in (1, 2)]
    assert [sum(line.startswith("Demo") for line in lines(page)) for page in pages] == [50, 10]


@pytest.mark.parametrize("number", [10, 1_000])
def test_it_asks_as_often_for_a_thousand_changes_as_for_ten(desk, measure, secretary, number):
    fill(measure, number, secretary)
    with CaptureQueriesContext(connection) as queries:
        assert desk.get(LOG).status_code == 200
    assert len(queries) == 13


@pytest.mark.parametrize("number", [1, 40])
def test_it_asks_as_often_for_forty_things_as_for_one(desk, draft_2024, secretary, number):
    things = [*Measure.objects.filter(section__programme=draft_2024), *Section.objects.filter(programme=draft_2024)]
    Version.objects.bulk_create(
        Version(object=each.uuid, number=2, by=secretary, cause=Cause.EDITED, content={}) for each in things[:number]
    )
    with CaptureQueriesContext(connection) as queries:
        assert len(links(desk.get(LOG))) == min(number, len(things))
    assert len(queries) == 13
