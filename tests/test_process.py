"""The process plan held against the almanac, the meetings and the phase; counted backwards; and a year later."""

from datetime import date, timedelta
from uuid import uuid4

import pytest

from organisation.models import Body, Meeting
from programmes import document as doc
from programmes.models import ProcessStep, Programme, Round
from programmes.process.a_year_later import a_year_later
from programmes.process.backwards import Lead, Sitting, backwards
from programmes.process.days import free, is_working_day, left, quiet, working_day
from programmes.process.looking import rows, surroundings
from programmes.process.pairing import rounds_by_step
from programmes.process.warnings import Surroundings, warnings

TODAY = date(2023, 8, 1)
BOARD = Body(pk=1, key="styret", name="Styret", definite_name="styret", kind="board")
ASSEMBLY = Body(
    pk=2, key="representantskapet", name="Representantskapet", definite_name="representantskapet", kind="assembly"
)
COORDINATION = Body(
    pk=3, key="kg", name="Koordineringsgruppen", definite_name="koordineringsgruppen", kind="coordination"
)
CLIMATE = Body(pk=4, key="klima", name="Faggruppe for klima", definite_name="faggruppe for klima", kind="group")
SECRETARIAT = Body(pk=5, key="sekretariatet", name="Sekretariatet", kind="secretariat")


def step(kind="", first=None, last=None, **more) -> ProcessStep:
    """A step as it is written in 2023: `(10, 17)` is 17 October."""
    days = {"starts_on": first and date(2023, *first), "ends_on": last and date(2023, *last)}
    return ProcessStep(uuid=uuid4(), **{"kind": kind, "what": kind, "who": "Noen", "when": "da"} | days | more)


def told(*steps, today=TODAY, **more) -> list[str]:
    """What is said of a plan."""
    found = warnings(Surroundings(list(steps), today, **more))
    return [each.sentence for step in steps for each in found.get(step.uuid, [])]


def mends(*steps, today=TODAY, **more) -> list[tuple]:
    """What the buttons say and write."""
    found = warnings(Surroundings(list(steps), today, **more)).values()
    return [(each.mend.label, each.mend.fields) for row in found for each in row if each.mend]


def on(when: str, first: date, last: date | None = None, **more) -> dict:
    return {"when": when, "starts_on": first, "ends_on": last} | more


# ── Days ────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("day", "why"),
    [
        (date(2023, 10, 17), ""),
        (date(2023, 10, 21), "en lørdag"),
        (date(2023, 10, 22), "en søndag"),
        (date(2023, 5, 17), "grunnlovsdag"),
        (date(2024, 5, 9), "kristi himmelfartsdag"),
        (date(2023, 12, 26), "andre juledag"),
    ],
)
def test_nobody_works_on_weekends_and_on_norwegian_holidays(day, why):
    assert (free(day), is_working_day(day)) == (why, not why)


def test_some_weeks_are_worked_and_yet_quiet():
    days = (date(2024, 3, 25), date(2024, 3, 27), date(2023, 12, 27), date(2024, 4, 2), date(2023, 12, 22))
    assert list(map(quiet, days)) == ["påskeuka", "påskeuka", "romjula", "", ""]


def test_the_nearest_working_day_is_before():
    assert working_day(date(2024, 4, 1)) == date(2024, 3, 27)  # over the whole of Easter
    assert working_day(date(2024, 4, 2)) == date(2024, 4, 2)


def test_how_long_it_is_until_then_is_said_in_words():
    first, last = date(2023, 10, 17), date(2023, 10, 18)
    days = [date(2023, 10, 11), date(2023, 10, 16), first, last, date(2023, 10, 19)]
    assert [left(first, last, day) for day in days] == ["om 6 dager", "i morgen", "i dag", "nå", ""]


# ── The plan of 2024, as it was ─────────────────────────────────────────────────────────────────


@pytest.fixture
def real(draft_2024, secretary) -> Surroundings:
    """As it was in September 2023, when the programme was being prepared and no round was made."""
    found = surroundings(draft_2024, secretary)
    return Surroundings(found.steps, date(2023, 9, 1), bodies=found.bodies)


def test_the_clash_of_24_october_and_the_three_without_hvem_are_found(real):
    found = warnings(real)
    assert [
        (step.when, each.sentence, each.mend and each.mend.label)
        for step in real.steps
        for each in found.get(step.uuid, [])
    ] == [
        (
            "23.-24. oktober",
            "Kolliderer med «Utsending saksunderlag adm. KG»: arbeidet slutter 24. oktober, samme dag som papirene "
            "sendes.",
            "La arbeidet slutte 23. oktober",
        ),
        ("31. oktober", "«Hvem» mangler.", "Skriv «Administrativ koordineringsgruppe»"),
        ("24. november", "«Hvem» mangler.", "Skriv «Styret»"),
        ("8. Desember (TBC)", "«Hvem» mangler.", "Skriv «Representantskapet»"),
    ]


def test_its_phases_follow_from_the_kinds_of_its_steps(draft_2024):
    from programmes import phases  # noqa: PLC0415

    kinds = list(draft_2024.steps.values_list("kind", flat=True))
    assert kinds == [
        "", "work", "papers", "groups", "work", "papers", "coordination", "papers", "recommendation", "adoption",
    ]  # fmt: skip
    assert phases.route(draft_2024) == ("preparation", "groups", "coordination", "recommended", "adopted")
    draft_2024.steps.filter(kind="coordination").delete()
    assert phases.route(draft_2024) == ("preparation", "groups", "recommended", "adopted")


# ── What is looked at ───────────────────────────────────────────────────────────────────────────


def test_a_step_on_a_free_day_is_moved_to_the_working_day_before():
    assert told(step(first=(10, 21)), step(first=(10, 20), last=(10, 22)), step(first=(10, 20), last=(10, 23))) == [
        "21. oktober er en lørdag.",
        "22. oktober er en søndag.",
    ]
    assert mends(step(first=(10, 21))) == [("Flytt til 20. oktober", on("20. oktober 2023", date(2023, 10, 20)))]
    assert mends(step(first=(10, 19), last=(10, 22))) == [
        ("Flytt til 20. oktober", on("19.–20. oktober 2023", date(2023, 10, 19), date(2023, 10, 20)))
    ]


def test_a_quiet_week_is_a_softer_word_without_a_button():
    [[found]] = warnings(Surroundings([step(first=(12, 27))], TODAY)).values()
    assert (found.sentence, found.is_soft, found.mend) == ("27. desember er i romjula.", True, None)


def test_a_body_is_not_in_two_places_and_the_secretariat_often_is():
    one, other = (step(first=(10, 17), last=(10, 18), body=BOARD, what=what) for what in ("Møte", "Tur"))
    assert told(one, other, step(first=(10, 18), body=ASSEMBLY)) == [
        "Kolliderer med «Møte»: styret er med i begge 17. oktober."
    ]
    assert told(step(first=(10, 17), body=SECRETARIAT), step(first=(10, 17), body=SECRETARIAT)) == []


def test_work_that_begins_the_day_papers_go_out_has_no_button():
    papers = step("papers", (10, 24), what="Utsending")
    assert told(step("work", (10, 24)), papers) == [
        "Kolliderer med «Utsending»: arbeidet slutter 24. oktober, samme dag som papirene sendes."
    ]
    assert told(step("work", (10, 24), (10, 25)), papers) == [
        "Kolliderer med «Utsending»: arbeidet slutter 25. oktober, etter at papirene sendes."
    ]
    assert mends(step("work", (10, 24)), papers) == []
    assert told(step("work", (10, 20), (10, 23)), papers) == []


@pytest.mark.parametrize(
    ("kind", "out", "meets", "sentence"),
    [
        ("groups", (10, 10), (10, 17), None),
        (
            "groups", (10, 11), (10, 17),
            "Papirene sendes 6 dager før faggruppene møtes 17. oktober. De skal ut minst 7 dager før, "
            "senest 10. oktober.",
        ),
        ("coordination", (10, 24), (10, 31), None),
        ("recommendation", (11, 10), (11, 24), None),
        (
            "recommendation", (11, 13), (11, 24),
            "Papirene sendes 11 dager før styret møtes 24. november. De skal ut minst 14 dager før, "
            "senest 10. november.",
        ),
        (
            "adoption", (12, 7), (12, 8),
            "Papirene sendes dagen før de som vedtar møtes 8. desember. De skal ut minst 14 dager før, "
            "senest 24. november.",
        ),
        (
            "adoption", (12, 11), (12, 8),
            "Papirene sendes ikke før de som vedtar møtes 8. desember. De skal ut minst 14 dager før, "
            "senest 24. november.",
        ),
    ],
)  # fmt: skip
def test_papers_go_out_a_week_before_the_administrative_and_two_before_the_political(kind, out, meets, sentence):
    assert told(step("papers", out), step(kind, meets)) == ([sentence] if sentence else [])


def test_papers_that_would_go_out_on_a_free_day_go_before_it():
    late = step("papers", (12, 20)), step("coordination", (12, 22))
    assert mends(*late) == [("Send ut 15. desember", on("15. desember 2023", date(2023, 12, 15)))]
    easter = step("papers", starts_on=date(2024, 4, 3)), step("groups", starts_on=date(2024, 4, 8))
    assert mends(*easter) == [("Send ut 27. mars 2024", on("27. mars 2024", date(2024, 3, 27)))]


def test_the_order_of_those_who_treat_it_is_held():
    groups, coordination = step("groups", (11, 1)), step("coordination", (10, 31))
    board, again = step("recommendation", (10, 30)), step("coordination", (11, 30))
    assert told(coordination, groups) == [
        "Rekkefølgen er snudd: koordineringsgruppen møtes 31. oktober, før faggruppene 1. november."
    ]
    assert told(coordination, board) == [
        "Rekkefølgen er snudd: styret møtes 30. oktober, før koordineringsgruppen 31. oktober."
    ]
    assert told(step("groups", (10, 17)), coordination, step("recommendation", (11, 24)), again) == []


def test_the_registered_meeting_is_what_counts():
    planned = step("recommendation", (10, 17), body=BOARD)
    held = Meeting(pk=1, body=BOARD, date=date(2023, 10, 18))
    assert told(planned, meetings=[held]) == ["Planen sier 17. oktober, men møtet står 18. oktober."]
    assert mends(planned, meetings=[held]) == [
        ("Bruk møtets dato", on("18. oktober 2023", date(2023, 10, 18), confirmed=True))
    ]
    same = Meeting(pk=2, body=BOARD, date=date(2023, 10, 17))
    far = Meeting(pk=3, body=BOARD, date=date(2023, 11, 17))
    others = Meeting(pk=4, body=ASSEMBLY, date=date(2023, 10, 18))
    for meetings in ([held, same], [far], [others], []):
        assert told(planned, meetings=meetings) == []


def test_the_meeting_of_another_step_is_not_this_ones():
    planned = step("coordination", (10, 17), body=COORDINATION), step("coordination", (10, 24), body=COORDINATION)
    assert [
        sentence
        for sentence in told(*planned, meetings=[Meeting(pk=1, body=COORDINATION, date=date(2023, 10, 24))])
        if sentence.startswith("Planen sier")
    ] == []


def test_what_is_soon_is_confirmed():
    near, far = step(first=(8, 30), confirmed=False), step(first=(8, 31), confirmed=False)
    assert told(near, far) == ["Datoen er ikke bekreftet, og steget er om 29 dager."]
    assert mends(near, far) == [("Bekreft datoen", {"confirmed": True})]


def test_a_day_that_is_over_asks_where_the_programme_is():
    plan = [step("groups", (10, 17), (10, 18)), step("coordination", (10, 31))]
    assert told(*plan, today=date(2023, 10, 18)) == []
    assert told(*plan, today=date(2023, 10, 19)) == [
        "Fristen er passert: steget var 18. oktober, og programmet er fortsatt «forberedelse»."
    ]
    assert told(*plan, today=date(2023, 11, 1), phase="groups") == [
        "Fristen er passert: steget var 31. oktober, og programmet er fortsatt «på høring hos faggrupper»."
    ]
    assert told(*plan, today=date(2023, 11, 1), phase="coordination") == []
    assert told(*plan, today=date(2024, 3, 1), phase="preparation", since=date(2024, 2, 1)) == []  # taken up again


def test_a_round_that_is_open_when_the_next_papers_go_out_is_told(round, draft_2024):
    Round.objects.filter(pk=round.pk).update(deadline=date(2023, 10, 25))
    plan = [step("groups", (10, 17)), step("papers", (10, 24))]
    rounds = list(Round.objects.filter(pk=round.pk).prefetch_related("bodies"))
    assert told(*plan, rounds=rounds) == [
        "Fristen i «Utkast til faggruppene» er 25. oktober, etter at papirene til neste organ sendes 24. oktober."
    ]


def test_what_is_adopted_is_not_warned_of():
    assert told(step(first=(10, 21), who=""), phase=Programme.Phase.ADOPTED) == []


def test_vague_steps_are_only_asked_who(real):
    assert told(step("papers", when="mai/juni"), step("groups", (10, 17)), step(when="juni", who="")) == [
        "«Hvem» mangler."
    ]


# ── What belongs to a step, and what comes next ─────────────────────────────────────────────────


def test_a_round_belongs_to_the_step_nearest_its_deadline(round):
    Round.objects.filter(pk=round.pk).update(deadline=date(2023, 10, 16))
    found = Round.objects.prefetch_related("bodies").get(pk=round.pk)
    early, late = step("groups", (8, 31)), step("groups", (10, 17))
    assert rounds_by_step([early, late, step("coordination", (10, 16))], [found]) == {late.uuid: [found]}
    of_others = step("groups", (10, 16), body=CLIMATE)  # a body that is not asked
    assert rounds_by_step([of_others, early], [found]) == {early.uuid: [found]}


def test_each_step_knows_whether_it_is_over_next_or_vague():
    plan = [step(first=(7, 1)), step(first=(7, 31), last=(8, 2)), step(), step(first=(8, 3)), step(first=(8, 4))]
    assert [row.state for row in rows(plan, TODAY)] == ["past", "now", "vague", "next", "coming"]


def test_a_step_without_a_body_is_every_group_s():
    shared, own = step("groups", (8, 3)), step("groups", (8, 3), body=CLIMATE)
    other = Body(pk=9, kind="group")
    plan = [shared, own, step("recommendation", (8, 3))]
    assert [row.is_mine for row in rows(plan, TODAY, mine=[CLIMATE])] == [True, True, False]
    assert [row.is_mine for row in rows(plan, TODAY, mine=[other])] == [True, False, False]
    assert [row.is_mine for row in rows(plan, TODAY, mine=[BOARD])] == [False, False, True]


# ── Backwards ───────────────────────────────────────────────────────────────────────────────────

AUTUMN = [
    Sitting("groups", date(2023, 10, 17), date(2023, 10, 18)),
    Sitting("coordination", date(2023, 10, 31), body=COORDINATION),
    Sitting("recommendation", date(2023, 11, 24), body=BOARD),
    Sitting("adoption", date(2023, 12, 8), body=ASSEMBLY),
]


def written(proposal) -> list[tuple]:
    return [(each.kind, each.when) for each in proposal.steps]


def test_from_the_meetings_of_2023_come_the_days_of_the_real_plan_without_its_clash():
    found = backwards([], AUTUMN, Lead(), today=TODAY, secretariat=SECRETARIAT)
    assert written(found) == [
        ("work", "6.–9. oktober 2023"),
        ("papers", "10. oktober 2023"),
        ("groups", "17.–18. oktober 2023"),
        ("work", "20.–23. oktober 2023"),
        ("papers", "24. oktober 2023"),
        ("coordination", "31. oktober 2023"),
        ("work", "8.–9. november 2023"),
        ("papers", "10. november 2023"),
        ("recommendation", "24. november 2023"),
        ("papers", "24. november 2023"),
        ("adoption", "8. desember 2023"),
    ]
    assert found.notes == [
        "Papirene til representantskapet må sendes 24. november, samme dag som styret møtes. "
        "Det er ikke tid til å endre teksten imellom."
    ]
    assert told(*found.steps) == []
    assert {each.who for each in found.steps} == {
        "Sekretariatet", "Faggruppene", "Koordineringsgruppen", "Styret", "Representantskapet",
    }  # fmt: skip


def test_what_is_known_gets_new_days_and_everything_else_stays(real):
    before = [(each.uuid, each.when) for each in real.steps]
    bodies = {body.kind: body for body in real.bodies}
    sittings = [Sitting("groups", date(2023, 10, 18), date(2023, 10, 19)),
                Sitting("recommendation", date(2023, 11, 24), body=bodies["board"])]  # fmt: skip
    vague = step("papers", when="uke 41")
    found = backwards([*real.steps[:2], vague, *real.steps[2:]], sittings, Lead(work=0), today=real.today)
    assert [(each.uuid, each.when) for each in found.steps] == [
        *before[:2],
        (vague.uuid, "uke 41"),
        (before[2][0], "11. oktober 2023"),
        (before[3][0], "18.–19. oktober 2023"),
        *before[4:],  # the days of the board are what they were, and keep their words
    ]
    assert (found.steps[9].who, found.steps[9].body) == ("Styret", bodies["board"])
    assert [(each.uuid, each.when) for each in real.steps] == before  # the plan that was given is as it was


def test_nothing_is_put_on_a_holiday():
    easter = [Sitting("groups", date(2024, 4, 8)), Sitting("recommendation", date(2024, 5, 15), body=BOARD)]
    found = backwards([], easter, Lead(), today=TODAY)
    assert written(found)[:3] == [
        ("work", "25.–26. mars 2024"),
        ("papers", "27. mars 2024"),
        ("groups", "8. april 2024"),
    ]
    days = [day for each in found.steps for day in (each.starts_on, each.last_day)]
    assert [free(day) for day in days] == [""] * len(days)


def test_the_lead_times_can_be_others():
    found = backwards([], [AUTUMN[1]], Lead(administrative=10, work=1), today=TODAY)
    assert written(found) == [
        ("work", "19. oktober 2023"), ("papers", "20. oktober 2023"), ("coordination", "31. oktober 2023"),
    ]  # fmt: skip


def test_papers_that_should_have_gone_already_are_told():
    found = backwards([], [AUTUMN[1]], Lead(), today=date(2023, 10, 25))
    assert found.notes == [
        "Papirene til koordineringsgruppen skulle vært sendt 24. oktober for å komme 7 dager før møtet."
    ]


# ── A year later ────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("first", "last", "when", "days"),
    [
        ("2025-10-16", "2025-10-17", "15.–16. oktober 2026", ("2026-10-15", "2026-10-16")),
        ("2025-12-08", None, "7. desember 2026", ("2026-12-07", None)),
        ("2025-05-16", None, "15. mai 2026", ("2026-05-15", None)),
        ("2023-05-18", None, "16. mai 2024", ("2024-05-16", None)),  # the same weekday, no longer a holiday
        ("2025-04-03", None, "1. april 2026", ("2026-04-01", None)),  # Maundy Thursday the year after
    ],
)
def test_a_step_comes_52_weeks_later_off_the_holidays_and_not_confirmed(first, last, when, days):
    this = doc.Step(when="Da", starts_on=first, ends_on=last, what="Møte", who="KG", kind="work")
    next_year = a_year_later(this, 2025, 2025)
    assert (next_year.when, next_year.confirmed) == (when, False)
    assert tuple(day and day.isoformat() for day in (next_year.starts_on, next_year.ends_on)) == days
    assert (next_year.what, next_year.who, next_year.kind) == ("Møte", "KG", "work")
    moved = next_year.starts_on - this.starts_on
    assert (moved == timedelta(weeks=52)) is (first != "2025-04-03")


def test_a_vague_step_keeps_its_words_and_its_year_moves_with_it():
    vague = [doc.Step(when=when, what="Høre") for when in ("mai/juni", "høsten 2024", "januar 2025", "siden 2018")]
    assert [a_year_later(each, 2025, 2025).when for each in vague] == [
        "mai/juni", "høsten 2025", "januar 2026", "siden 2018",
    ]  # fmt: skip


def test_a_programme_of_four_years_is_followed_four_years_later():
    found = a_year_later(doc.Step(when="Da", starts_on="2021-10-14", what="Møte"), 2021, 2024)
    assert (found.when, found.starts_on.weekday()) == ("16. oktober 2025", 3)
