"""Next year's programme from this year's, on the programme that was adopted for 2025."""

import uuid
from datetime import date
from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from budget.keeping import change, locked
from budget.models import Budget, BudgetLine, BudgetTable
from organisation.models import Entry
from organisation.record import put_aside
from programmes import beginning
from programmes import document as doc
from programmes.building import build
from programmes.document import for_everybody, to_json
from programmes.models import Area, Beginning, Guidelines, Lineage, Measure, Programme, Section, Strategy
from programmes.next_year import Choice, Copy, Fate, Plan, faults, gathered, usual
from programmes.order import add_measure, step
from programmes.reading import read_json
from programmes.richtext import Paragraph
from programmes.years import moved, years_left

ADDRESS = "/redaksjon/2025/neste-ar/"


def plan_for(programme, **fates) -> Plan:
    """What is usual, and for the measures at the places named something else: `at3="drop"`, `at2=("merge", 1)`."""
    document = build(programme)
    every = list(document.every_measure())
    chosen = dict(Plan.usual(document, document.guidelines).chosen)
    for name, wanted in fates.items():
        fate, into = wanted if isinstance(wanted, tuple) else (wanted, None)
        place = int(name.removeprefix("at"))
        chosen[every[place].id] = Choice(Fate(fate), every[into].id if into is not None else None)
    return Plan(chosen, document.guidelines)


@pytest.fixture
def new(programme_2025, secretary) -> Programme:
    return beginning.begin(programme_2025, plan_for(programme_2025), by=secretary).programme


def sent(client, extra=(), **fields):
    """The page sent as it stands, with some of it changed."""
    document = build(Programme.objects.get(slug="2025"))
    every = list(document.every_measure())
    data = {"rekke": " ".join(str(each.id) for each in every)}
    data |= {f"valg-{number}": "continue" for number in range(1, len(every) + 1)}
    return client.post(ADDRESS, data | fields, follow=True)


# ── As data ─────────────────────────────────────────────────────────────────────────────────────


def measure(number: int, title: str = "Tiltak", **more) -> doc.Measure:
    return doc.Measure(id=UUID(int=number), title=title, **more)


def small(*measures, **more) -> doc.Document:
    section = doc.Section(id=UUID(int=1000), kind="measures", title="Kapittel", measures=measures)
    years = {"first_year": 2025, "last_year": 2025}
    return doc.Document(
        kind="programme", slug="2025", title="Handlingsprogram 2025", sections=(section,), **years, **more
    )


def choices(**fates) -> dict:
    """`a=("merge", "b")`: the letters stand for measures 1, 2, 3 …"""
    ids = {letter: UUID(int=place) for place, letter in enumerate("abcdef", start=1)}
    return {
        ids[letter]: Choice(Fate(said[0]), ids[said[1]]) if isinstance(said, tuple) else Choice(Fate(said))
        for letter, said in fates.items()
    }


@pytest.mark.parametrize(
    ("said", "fate"),
    [
        ({}, "continue"),
        ({"title": "Konferansen BEST 2025"}, "rework"),
        ({"content": (Paragraph(content=("Fase II 2025–2026",)),)}, "rework"),
        ({"results": (doc.Result(text="Ferdig i 2024"),)}, "rework"),
        ({"title": "Klima mot 2050"}, "continue"),
        ({"ends_on": date(2025, 6, 30)}, "drop"),
        ({"ends_on": date(2026, 6, 30)}, "continue"),
    ],
)
def test_what_is_usual_follows_from_what_the_measure_says(said, fate):
    assert usual(measure(1, **({"title": "Tiltak"} | said)), 2025) == Choice(Fate(fate))


def test_what_is_merged_gathers_in_the_one_it_is_named_into_however_long_the_way():
    document = small(*(measure(number) for number in range(1, 6)))
    chosen = choices(a=("merge", "c"), b="drop", c=("merge", "d"), d="rework", e="continue")
    found = gathered(document, chosen)
    assert {head.int: [each.id.int for each in group] for head, group in found.items()} == {4: [4, 1, 3], 5: [5]}


def test_two_that_name_each_other_become_the_first_of_them():
    chosen = choices(a="continue", b=("merge", "c"), c=("merge", "b"), d=("merge", "c"))
    found = gathered(small(*(measure(number) for number in range(1, 5))), chosen)
    assert {head.int: [each.id.int for each in group] for head, group in found.items()} == {1: [1], 2: [2, 3, 4]}


def test_a_measure_cannot_be_merged_with_itself_with_nothing_or_with_what_is_left():
    document = small(measure(1, "A"), measure(2, "B"), measure(3, "C"), measure(4, "D"))
    chosen = choices(a=("merge", "a"), b=("merge", "d"), c=("merge", "f"), d="drop")
    assert list(faults(document, chosen).values()) == [
        "Skriv nummeret på tiltaket som «A» skal slås sammen med.",
        "«B» skal slås sammen med «D», som skal ligge.",
        "Skriv nummeret på tiltaket som «C» skal slås sammen med.",
    ]


def test_merged_measures_keep_everything_that_any_of_them_said_once():
    same = Paragraph(content=("Felles",))
    document = small(
        measure(
            1, "Først", partners="KS\nNHO", content=(same,), results=(doc.Result(text="Ett"),), named_partners=("KS",)
        ),
        measure(2, "Så", partners="NHO\nLO", content=(same, Paragraph(content=("Mer",))), named_partners=("LO", "KS")),
    )
    copy = Copy(document, choices(a="continue", b=("merge", "a")), place="2025").under(None, ())
    (found,) = copy.every_measure()
    assert (found.title, found.partners, found.named_partners) == ("Først", "KS\nNHO\nLO", ("KS", "LO"))
    assert found.content == (same, Paragraph(content=("Mer",)))
    assert [result.text for result in found.results] == ["Ett"]
    assert [(each.kind, each.measure.int, each.title, each.place) for each in found.origins] == [
        ("merged", 1, "Først", "2025"), ("merged", 2, "Så", "2025"),
    ]  # fmt: skip


def test_steps_come_on_the_same_weekday_a_year_later_and_are_not_confirmed():
    step = doc.Step(when="31. august", starts_on=date(2023, 8, 31), ends_on=date(2023, 9, 1), what="Drøfte", who="KG")
    vague = doc.Step(when="høsten 2024", what="Høre")
    copy = Copy(small(steps=(step, vague)), {}, place="2025").under(None, ())
    assert [(each.when, each.starts_on, each.ends_on, each.confirmed) for each in copy.steps] == [
        ("29.–30. august 2024", date(2024, 8, 29), date(2024, 8, 30), False),
        ("høsten 2025", None, None, False),
    ]


@pytest.mark.parametrize(
    ("text", "first", "last", "after"),
    [
        ("Handlingsprogram 2025", 2025, 2025, "Handlingsprogram 2026"),
        ("Program 2024–2025", 2024, 2025, "Program 2026–2027"),
        ("Uten år", 2025, 2025, "Uten år"),
        ("Sak 12025, mot 2050", 2025, 2025, "Sak 12025, mot 2050"),
    ],
)
def test_the_title_moves_on_as_many_years_as_the_programme_has(text, first, last, after):
    assert moved(text, first, last) == after


def test_a_year_that_stands_in_a_text_is_found_alone_and_in_spans_and_others_are_not():
    texts = [
        "i 2025 og",
        "2024–2025",
        "2025 – 2028",
        "fase 2023-25",
        "fra 2024",
        "18.12.2024",
        "mot 2050",
        "120250",
        "2019",
    ]
    section = doc.Section(id=UUID(int=1), title="Om", text=tuple(Paragraph(content=(text,)) for text in texts))
    document = small().model_copy(update={"title": "Program", "sections": (section,)})
    assert [left.years for left in years_left(document, 2025)] == [
        "2025", "2024–2025", "2025 – 2028", "2023-25", "2024", "2024",
    ]  # fmt: skip


def test_a_year_is_shown_with_the_words_around_it_and_where_it_stands():
    said = measure(1, "BEST 2025", starts_on=date(2025, 1, 1))
    found = years_left(small(said, cover="Vedtatt i 2024"), 2025)
    assert [(each.field, each.before, each.years, each.after, each.measure) for each in found] == [
        ("title", "Handlingsprogram ", "2025", "", None),
        ("cover", "Vedtatt i ", "2024", "", None),
        ("title", "BEST ", "2025", "", said),
        ("starts_on", "01.01.", "2025", "", said),
    ]


# ── Written ─────────────────────────────────────────────────────────────────────────────────────


def test_the_rows_of_an_adopted_programme_say_what_its_edition_says(programme_2025, edition_2025):
    assert to_json(for_everybody(build(programme_2025))) == bytes(edition_2025.document)


def test_the_new_programme_says_what_the_old_one_said(new, programme_2025):
    before, after = build(programme_2025), build(new)
    assert (after.slug, after.title, after.first_year, after.last_year) == ("2026", "Handlingsprogram 2026", 2026, 2026)
    assert (after.fields, after.layout, after.areas, after.adopting_body) == (
        before.fields, before.layout, before.areas, before.adopting_body,
    )  # fmt: skip
    assert (new.phase, new.visibility, after.decision, new.version) == ("preparation", "internal", None, 1)

    def said(document):
        return [
            (depth, section.title, section.text, section.closing, section.notes, list(map(spoken, section.measures)))
            for section, depth in document.every_section()
        ]

    def spoken(each):
        return each.title, each.content, each.partners, each.named_partners, each.results

    assert said(after) == said(before)
    ids = [{part.id for part in (*d.every_measure(), *(s for s, _d in d.every_section()))} for d in (before, after)]
    assert ids[0] & ids[1] == set()
    assert read_json(to_json(after)) == after


def test_nothing_that_is_adopted_is_touched(programme_2025, edition_2025, secretary):
    before = to_json(build(programme_2025))
    new = beginning.begin(
        programme_2025, plan_for(programme_2025, at0="drop", at1=("merge", 2)), by=secretary
    ).programme
    assert to_json(build(programme_2025)) == before
    beginning.undo(new, by=secretary)
    assert to_json(build(programme_2025)) == before
    assert to_json(for_everybody(build(programme_2025))) == bytes(edition_2025.document)


def test_each_measure_knows_which_of_the_edition_it_comes_from(programme_2025, secretary):
    plan = plan_for(programme_2025, at0="rework", at1="drop", at2=("merge", 3))
    new = beginning.begin(programme_2025, plan, by=secretary).programme
    old = [each.id for each in build(programme_2025).every_measure()]
    rows = Lineage.objects.filter(measure__section__programme=new)
    assert {(row.origin, row.kind) for row in rows if row.kind != "continued" and row.origin in old[:4]} == {
        (old[0], "reworded"), (old[2], "merged"), (old[3], "merged"),
    }  # fmt: skip
    assert {row.origin_place for row in rows} == {"2025@edition:1"}
    assert {row.origin for row in rows} == set(old) - {old[1]}
    assert Measure.objects.filter(section__programme=new).count() == 28
    assert build(new).model_copy() == for_everybody(build(new))  # an edition may be read by everybody


def test_a_draft_is_named_by_its_address_alone(draft_2024, secretary):
    Programme.objects.filter(slug="2025").update(slug="bort")
    new = beginning.begin(draft_2024, plan_for(draft_2024), by=secretary).programme
    assert new.slug == "2025"
    assert set(Lineage.objects.filter(measure__section__programme=new).values_list("origin_place", flat=True)) == {
        "2024"
    }
    steps = build(new).steps
    assert [step.what for step in steps] == [step.what for step in build(draft_2024).steps]
    assert [(step.kind, step.body) for step in steps] == [(step.kind, step.body) for step in build(draft_2024).steps]
    assert ({step.confirmed for step in steps}, steps[3].when) == ({False}, "15.–16. oktober 2024")


def test_what_becomes_too_long_together_is_told_and_nothing_is_made(programme_2025, secretary):
    first, second = Measure.objects.filter(section__programme=programme_2025).order_by("section__order", "order")[:2]
    Measure.objects.filter(pk=first.pk).update(partners="a" * 3_000)
    Measure.objects.filter(pk=second.pk).update(partners="b" * 3_000)
    places = [each.id for each in build(programme_2025).every_measure()]
    plan = plan_for(programme_2025, **{f"at{places.index(first.uuid)}": ("merge", places.index(second.uuid))})
    with pytest.raises(beginning.CannotBegin) as refusal:
        beginning.begin(programme_2025, plan, by=secretary)
    assert str(refusal.value).startswith("Handlingsprogram 2025 kan ikke kopieres slik det er valgt. ")
    assert (Programme.objects.count(), Budget.objects.count()) == (3, 1)


def test_what_is_taken_out_stays_behind(programme_2025, secretary):
    gone = Measure.objects.filter(section__programme=programme_2025).first()
    Measure.objects.filter(pk=gone.pk).update(is_taken_out=True)
    new = beginning.begin(programme_2025, plan_for(programme_2025), by=secretary).programme
    assert Lineage.objects.filter(measure__section__programme=new, origin=gone.uuid).count() == 0


# ── The budget ──────────────────────────────────────────────────────────────────────────────────


def test_the_budget_of_the_year_is_begun_and_the_chapters_show_its_tables(new, programme_2025):
    shown = {
        year: [
            (section.title, section.table.year, section.table.title)
            for section, _depth in build(Programme.objects.get(slug=year)).every_section()
            if section.table
        ]
        for year in ("2025", "2026")
    }
    assert shown["2026"] == [(section, 2026, title) for section, _year, title in shown["2025"]]
    assert (new.budget.year, new.beginning.made_budget) == (2026, True)
    assert Section.objects.filter(programme=programme_2025, table__budget__year=2026).count() == 0


def test_a_budget_that_is_there_is_used_and_is_not_taken_away(programme_2025, secretary):
    from budget.years import begin  # noqa: PLC0415

    there = begin(2026, by=secretary)
    new = beginning.begin(programme_2025, plan_for(programme_2025), by=secretary).programme
    assert (new.budget, new.beginning.made_budget) == (there, False)
    beginning.undo(new, by=secretary)
    assert Budget.objects.filter(pk=there.pk).exists()


def test_a_measure_draws_on_the_line_that_continues_its_own(programme_2025, secretary):
    old = Measure.objects.filter(section__programme=programme_2025).first()
    line = BudgetLine.objects.filter(table__budget__year=2025, kind="line").first()
    old.budget_lines.add(line)
    beginning.begin(programme_2025, plan_for(programme_2025), by=secretary)
    copy = Measure.objects.get(lineage__origin=old.uuid, section__programme__slug="2026")
    assert [(each.label, each.continues, each.table.budget.year) for each in copy.budget_lines.all()] == [
        (line.label, line.uuid, 2026)
    ]


def test_a_table_that_nothing_continues_is_told(programme_2025, secretary):
    Budget.objects.create(year=2026)
    begun = beginning.begin(programme_2025, plan_for(programme_2025), by=secretary)
    assert begun.left_out == [
        "«Hovedtall» viser ingen budsjettabell: budsjettet for 2026 fortsetter ikke den.",
        "«Prosjektmidler» viser ingen budsjettabell: budsjettet for 2026 fortsetter ikke den.",
    ]


# ── The guidelines ──────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def bound(programme_2025, guidelines) -> Measure:
    """The programme of 2025 built on the guidelines, with a measure that answers to one of their strategies."""
    Programme.objects.filter(pk=programme_2025.pk).update(guidelines=guidelines)
    programme_2025.refresh_from_db()
    area = Area.objects.filter(guidelines=guidelines).first()
    Area.objects.filter(programme=programme_2025, key="klima-miljo-og-natur").update(follows=area)
    measure = Measure.objects.filter(section__programme=programme_2025).first()
    measure.strategies.add(Strategy.objects.filter(section__guidelines=guidelines).first())
    return measure


def copy_of(measure: Measure) -> Measure:
    return Measure.objects.get(lineage__origin=measure.uuid, section__programme__slug="2026")


def test_under_the_same_guidelines_the_strategies_are_kept(programme_2025, bound, secretary):
    begun = beginning.begin(programme_2025, plan_for(programme_2025), by=secretary)
    assert list(copy_of(bound).strategies.all()) == list(bound.strategies.all())
    assert begun.left_out == []
    assert begun.programme.areas.get(key="klima-miljo-og-natur").follows is not None


def test_newer_guidelines_are_offered_and_the_links_to_the_old_are_told(desk, programme_2025, bound, secretary):
    newer = Guidelines.objects.create(slug="foringer-2025-2028", title="Nye føringer", first_year=2025, last_year=2028)
    Guidelines.objects.create(slug="gamle", title="Gamle føringer", first_year=2015, last_year=2018)
    page = desk.get(ADDRESS).text
    assert '<option value="foringer-2025-2028" selected>Nye føringer (2025–2028)</option>' in page
    assert "Gamle føringer" not in page
    answer = sent(desk, lag="1", foringer="foringer-2025-2028")
    assert "1 kobling til strategier i de gamle føringene er ikke med" in answer.text
    new = Programme.objects.get(slug="2026")
    assert (new.guidelines, copy_of(bound).strategies.count()) == (newer, 0)
    assert new.areas.get(key="klima-miljo-og-natur").follows is None


# ── Undoing ─────────────────────────────────────────────────────────────────────────────────────


def test_it_is_undone_with_the_budget_it_made(desk, new):
    answer = desk.post("/redaksjon/2026/fra-i-fjor/angre/", follow=True)
    assert "Handlingsprogram 2026 er slettet igjen. Handlingsprogram 2025 er som før." in answer.text
    assert not Programme.objects.filter(slug="2026").exists()
    assert not Budget.objects.filter(year=2026).exists()
    assert [entry.what for entry in Entry.objects.filter(verb="removed")] == [
        "Handlingsprogram 2026, som var laget fra Handlingsprogram 2025"
    ]


def edited(new, person):
    from programmes import editing  # noqa: PLC0415

    thing = Measure.objects.filter(section__programme=new).first()
    form = editing.opened(editing.MEASURE, new, thing)
    before = form.before
    editing.change_measure(thing, before, before | {"title": "Skrevet om"}, by=person)


def put_away(new, person):
    put_aside(Section.objects.filter(programme=new).first(), {}, by=person, version=1)


def budgeted(new, person):
    held, now = locked(BudgetTable.objects.get(budget=new.budget, title="Hovedtall"))
    change(held, now, now.model_copy(update={"title": "Hovedtallene"}), by=person)


def enlarged(new, person):
    add_measure(Section.objects.filter(programme=new, kind="measures").first(), by=person)


def reordered(new, person):
    step(Measure.objects.filter(section__programme=new).first(), 1, by=person)


def circulated(new, person):
    Programme.objects.filter(pk=new.pk).update(visibility="circulated")


@pytest.mark.parametrize(
    ("work", "beginning_of", "part"),
    [
        (edited, "Demo Sekretariat", "lagret «Skrevet om»"),
        (put_away, "Demo Sekretariat", "har en kladd i «"),
        (budgeted, "Demo Sekretariat", "lagret «Hovedtallene»"),
        (enlarged, "Noe er lagt til", ""),
        (reordered, "Noe er lagt til", ""),
        (circulated, "Programmet er vist for andre", ""),
    ],
)
def test_once_somebody_has_worked_in_it_it_stays_and_says_who(desk, new, secretary, work, beginning_of, part):
    work(new, secretary)
    new.refresh_from_db()
    (sentence,) = beginning.written(new)
    assert (sentence.startswith(beginning_of), part in sentence) == (True, True)
    answer = desk.post("/redaksjon/2026/fra-i-fjor/angre/", follow=True)
    assert "Handlingsprogram 2026 er ikke slettet, for noen har begynt å arbeide i det." in answer.text
    assert Programme.objects.filter(slug="2026").exists()
    assert "Angre og slett" not in answer.text


def test_a_programme_that_the_next_one_was_made_from_cannot_be_undone(new, secretary):
    following = beginning.begin(new, plan_for(new), by=secretary).programme
    with pytest.raises(beginning.CannotUndo):
        beginning.undo(new, by=secretary)
    beginning.undo(following, by=secretary)
    beginning.undo(new, by=secretary)
    assert Beginning.objects.count() == 0


# ── The pages ───────────────────────────────────────────────────────────────────────────────────


def test_the_page_makes_the_programme_as_chosen(desk):
    answer = sent(desk, lag="1", **{"valg-1": "drop", "valg-3": "merge", "med-3": "2", "valg-4": "rework"})
    assert answer.redirect_chain == [("/redaksjon/2026/fra-i-fjor/", 302)]
    rows = Lineage.objects.filter(measure__section__programme__slug="2026")
    assert [rows.filter(kind=kind).count() for kind in ("continued", "reworded", "merged")] == [26, 1, 2]


def test_what_cannot_be_chosen_is_told_and_the_rest_is_kept(desk):
    answer = sent(desk, lag="1", **{"valg-3": "merge", "med-3": "99", "valg-4": "drop"})
    assert "Noe må rettes før Handlingsprogram 2026 kan lages" in answer.text
    assert '<input class="ds-input" type="radio" name="valg-4" value="drop" checked>' in answer.text
    assert not Programme.objects.filter(slug="2026").exists()


def test_one_button_chooses_for_all_and_one_for_a_chapter(desk):
    assert sent(desk, alle="drop").text.count('value="drop" checked') == 30
    section = Section.objects.get(programme__slug="2025", title="Transport og mobilitet")
    answer = sent(desk, alle=f"drop@{section.uuid}")
    assert (answer.text.count('value="drop" checked'), answer.text.count('value="continue" checked')) == (4, 26)


def test_numbers_mean_the_measures_that_were_on_the_page_when_it_was_drawn(desk):
    document = build(Programme.objects.get(slug="2025"))
    every = [each.id for each in document.every_measure()]
    first = Section.objects.filter(programme__slug="2025", measures__isnull=False).order_by("order").first()
    Measure.objects.create(section=first, order=0, title="Kom til imens")
    drawn = {f"valg-{number}": "continue" for number in range(1, 31)}
    data = {"rekke": " ".join(map(str, every)), **drawn, "valg-2": "merge", "med-2": "3", "lag": "1"}
    desk.post(ADDRESS, data)
    merged = Lineage.objects.filter(kind="merged", measure__section__programme__slug="2026")
    assert set(merged.values_list("origin", flat=True)) == {every[1], every[2]}


def test_there_is_one_next_year(desk, new):
    assert "Handlingsprogram 2026 finnes allerede." in desk.get(ADDRESS).text
    assert "Handlingsprogram 2026 finnes allerede." in sent(desk, lag="1").text
    assert Programme.objects.count() == 4


@pytest.mark.parametrize(
    "data", [{"rekke": "x", "valg-1": "²"}, {"valg-1": "merge", "med-1": "²"}, {"alle": "@"}, {"lag": "1"}]
)
def test_a_page_that_is_sent_crooked_is_answered(desk, data):
    assert desk.post(ADDRESS, data).status_code in (200, 302)


def test_the_page_after_shows_every_year_left_with_a_link(desk, new):
    page = desk.get("/redaksjon/2026/fra-i-fjor/").text
    found = years_left(build(new), 2025)
    assert page.count("<mark>") == len(found) == 39
    best = Measure.objects.get(section__programme=new, title__endswith="BEST 2025")
    assert f'href="/redaksjon/2026/tiltak/{best.uuid}/rediger/#id_title"' in page
    assert "Angre og slett Handlingsprogram 2026" in page


def test_guidelines_have_no_next_year(desk):
    assert desk.get("/redaksjon/foringer-2021-2024/neste-ar/").status_code == 404
    assert desk.get("/redaksjon/2025/fra-i-fjor/").status_code == 404


def grown(times: int) -> None:
    for row in Measure.objects.filter(section__programme__slug="2025"):
        for _copy in range(times):
            row.pk, row.uuid = None, uuid.uuid4()
            row.save()


@pytest.mark.parametrize("times", [0, 9])
def test_it_asks_as_often_for_three_hundred_measures_as_for_thirty(desk, times):
    grown(times)
    asked = []
    for act in (lambda: desk.get(ADDRESS), lambda: desk.get("/redaksjon/2026/fra-i-fjor/")):
        if asked:
            assert desk.post(ADDRESS, {"lag": "1"}).status_code == 302
        with CaptureQueriesContext(connection) as queries:
            assert act().status_code == 200
        asked.append(len(queries))
    assert asked == [31, 47]
