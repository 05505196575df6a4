"""Saksframlegg: begun from the data, written in the browser, fetched anew without losing a word, and finished."""

from datetime import date, timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from organisation.models import Draft, Entry, Meeting, Version
from organisation.rights import YES, NotAllowed
from programmes import phases
from programmes.decisions import Treatment
from programmes.models import Comment, Measure, Milestone, Programme, Round
from programmes.richtext import inline_words
from programmes.rounds import statements
from programmes.wording import said
from publishing.case_paper import finishing, writing
from publishing.case_paper.facts import earlier, gather
from publishing.case_paper.paper import read_paper
from publishing.models import CasePaper, FinishedPaper
from publishing.views import case_paper_writing

from .logs import answered_round, body, day, person
from .pages import messages
from .papers import MEETING, begun
from .test_editor import fields

LIST = "/redaksjon/2024/saksframlegg/"


@pytest.fixture
def paper(draft_2024, secretary) -> CasePaper:
    return begun(draft_2024, secretary, since="2018", case_number="40/26")


@pytest.fixture
def again(programme_2025, secretary) -> Programme:
    """The 2025 programme, with its budget, taken up as a revision."""
    phases.take_up(programme_2025, "revision", "Revidert budsjett.", by=secretary)
    return Programme.objects.get(pk=programme_2025.pk)


def fresh(paper) -> CasePaper:
    return CasePaper.objects.whole().get(pk=paper.pk)


def words(paper, name: str) -> str:
    return said(name, paper.texts.get(name))


def address(paper, rest="") -> str:
    return f"{LIST}{paper.uuid}/{rest}"


def save(client, paper, data=None, **changes):
    data = data or fields(client.get(address(paper, "skriv/")))
    return client.post(address(paper, "skriv/"), data | {name: [value] for name, value in changes.items()}, follow=True)


def typed(client, paper) -> dict:
    return dict(fields(client.get(address(paper, "skriv/"))).lists())


def shown(page) -> dict:
    """What a form says before anybody has written in it."""
    form = page.context["form"]
    return {name: form[name].value() or "" for name in form.fields}


def decided(programme, key, outcome, by, **more):
    return phases.write_down(programme, Treatment(body(key), outcome, date(2023, 11, 24), **more), by=by)


# ── What the data say ────────────────────────────────────────────────────────────────────────────


def test_a_board_is_asked_to_recommend_what_another_body_adopts(paper):
    assert {name: words(paper, name) for name in ("matter", "economy", "proposal")} == {
        "matter": "Handlingsprogram 2024 – foreløpig innretning legges fram for styret for innstilling til "
        "representantskapet.",
        "economy": "Programmet viser ikke noe budsjett. Saken legger ikke fram nye beløp.",
        "proposal": "Styret innstiller på at representantskapet vedtar Handlingsprogram 2024 – foreløpig innretning, "
        "slik det ligger ved saken.",
    }
    assert finishing.content_of(paper).proposal == "Forslag til innstilling"
    assert words(paper, "background") == (
        "Programmet bygger på Strategiske føringer for Osloregionen 2021–2024.\n"
        "Utkastet har ikke vært sendt på innspillsrunde."
    )


def test_where_the_board_adopts_it_adopts(db, secretary):
    programme = Programme.objects.get(slug="2018")
    phases.take_up(programme, "correction", "Feil dato.", by=secretary)
    paper = begun(Programme.objects.get(slug="2018"), secretary)
    assert (words(paper, "proposal"), finishing.content_of(paper).proposal) == (
        "Styret vedtar rettelsen av Handlingsprogram 2018, slik den ligger ved saken.", "Forslag til vedtak",
    )  # fmt: skip


def test_an_administrative_group_only_discusses(draft_2024, secretary):
    paper = begun(draft_2024, secretary, body="koordineringsgruppen")
    assert words(paper, "matter").endswith("legges fram for administrativ koordineringsgruppe til drøfting.")
    assert finishing.content_of(paper).proposal == "Forslag til konklusjon"


@pytest.mark.parametrize(
    ("wording", "proposal"),
    [
        (
            "Styret innstiller på at representantskapet vedtar programmet.\nBudsjettet økes med 50.",
            "Representantskapet vedtar programmet.\nBudsjettet økes med 50.",
        ),
        (
            "Enstemmig.",
            "Representantskapet vedtar Handlingsprogram 2024 – foreløpig innretning, slik styret innstilte 24.11.2023."
            "\nInnstillingen fra styret:\nEnstemmig.",
        ),
        (
            "",
            "Representantskapet vedtar Handlingsprogram 2024 – foreløpig innretning, slik styret innstilte 24.11.2023.",
        ),
    ],
)
def test_the_adopting_body_is_asked_in_the_words_of_the_innstilling(draft_2024, secretary, wording, proposal):
    decided(draft_2024, "styret", "recommended", secretary, wording=wording, case_number="40/23")
    draft_2024.refresh_from_db()
    paper = begun(draft_2024, secretary, body="representantskapet")
    assert words(paper, "proposal") == proposal
    told = "Styret innstilte på programmet 24.11.2023 (sak 40/23)" + (f":\n{wording}" if wording else ".")
    assert words(paper, "background").endswith(told)


def test_an_innstilling_that_was_sent_back_is_told_and_not_followed(draft_2024, secretary):
    decided(draft_2024, "styret", "recommended", secretary, wording="Styret innstiller på at noe vedtas.")
    decided(draft_2024, "representantskapet", "sent_back", secretary, wording="Se på budsjettet.")
    draft_2024.refresh_from_db()
    paper = begun(draft_2024, secretary, body="representantskapet")
    assert words(paper, "proposal").endswith("foreløpig innretning, slik det ligger ved saken.")
    assert words(paper, "background").endswith("sendte saken tilbake 24.11.2023:\nSe på budsjettet.")


def test_measures_are_counted_in_the_area_that_they_stand_in(draft_2024, programme_2025):
    assert [(each.name, each.count) for each in gather(draft_2024).chapters] == [
        ("Felleskap og samarbeid", 6),
        ("Konkurranseskraft og attraktivitet", 4),
        ("Areal, Transport, Mobilitet og Logistikk", 4),
        ("Klima, miljø og natur", 4),
    ]
    assert gather(programme_2025).in_figures == (
        "Handlingsprogram 2025 har 30 tiltak i 10 områder og temaer, med 57 samarbeidspartnere fra registeret."
    )


def test_the_sums_of_the_programmes_own_tables_are_told_with_what_does_not_add_up(again):
    first, second = gather(again).money
    assert (first.title, first.unit, first.before, first.now) == (
        "Hovedtall", "tusen kroner", "Revidert juni 2024", "Forslag budsjett 2025",
    )  # fmt: skip
    assert [(row.label, int(row.before), int(row.now), row.change) for row in first.rows] == [
        ("Inngående mindreforbruk (overførte midler fra tidl. år)", 2269, 2151, "−118"),
        ("Sum inntekter", 8269, 7937, "−332"),
        ("Sum driftsutgifter*", 7705, 7937, "+232"),
        ("Resultat (neg. resultat = bruk av overførte midler)", 564, 0, "−564"),
        ("Utgående mindreforbruk", 2833, 2151, "−682"),
    ]
    assert second.discrepancies == (
        "«IMDi Velkomsttjenester (Oslo kommune)» under «Endring ihht revidert budsjett 2024»: "
        "Her skulle det stått −40, men cellen er tom.",
        "«Totalt» under «Endring ihht revidert budsjett 2024»: "
        "Endringen fra «Revidert budsjett 2024» til «Budsjett 2025» er −60, trykt −20.",
    )


def test_the_economy_names_tusen_kroner_and_how_many_figures_do_not_add_up(again, secretary):
    paper = begun(again, secretary, body="representantskapet")
    assert words(paper, "economy").splitlines() == [
        "Tabellen «Hovedtall» viser «Forslag budsjett 2025» mot «Revidert juni 2024». "
        "«Sum inntekter» er 7 937 tusen kroner (−332) og «Sum driftsutgifter*» er 7 937 tusen kroner (+232). "
        "Tallet i parentes er endringen.",
        "Tabellen «Prosjektmidler» viser «Budsjett 2025» mot «Revidert budsjett 2024». "
        "«Totalt» er 1 350 tusen kroner (−60). Tallet i parentes er endringen. Under tabellen står 2 avvik i tallene.",
    ]
    assert paper.title == "Revisjon av Handlingsprogram 2025 med budsjett"


def test_changes_are_told_from_what_a_body_treated_last_else_from_what_was_adopted(draft_2024, again, secretary):
    assert [each.name for each in earlier(draft_2024)] == ["2018"]
    assert [each.name for each in earlier(again)] == ["2025", "2018", "2025@utkast-til-faggruppene"]
    change = phases.move(draft_2024, "coordination", by=secretary)
    decided(draft_2024, "koordineringsgruppen", "discussed", secretary, milestone=change.milestone)
    assert earlier(draft_2024)[0].name == "2024@utkast-til-koordineringsgruppen"


def test_after_the_innstilling_changes_are_told_from_it(draft_2024, secretary):
    decided(draft_2024, "styret", "recommended", secretary)
    draft_2024.refresh_from_db()
    assert [each.name for each in earlier(draft_2024)] == ["2024@innstilling", "2018"]


def test_new_gone_merged_and_moved_measures_stand_in_the_table_and_reworded_ones_in_the_count(again):
    changes = gather(again, "2025@utkast-til-faggruppene").changes
    assert [row.state for row in changes.rows] == sorted(
        (row.state for row in changes.rows), key=["new", "taken_out", "merged", "split", "moved"].index
    )
    merged = next(row for row in changes.rows if row.state == "merged")
    assert merged.told == (*merged.before, f"Ble til: {merged.after[0]}")
    assert changes.sentence.startswith("27 tiltak går igjen")


def test_a_state_that_is_gone_gives_no_changes(draft_2024):
    assert gather(draft_2024, "1999").changes is None


def test_comments_are_told_by_body_and_outcome_without_the_name_of_a_person(draft_2024, secretary):
    answered_round(draft_2024, secretary)
    (hearing,) = gather(draft_2024).hearings
    today = f"{timezone.localdate():%d.%m.%Y}"
    assert hearing.sent == (
        f"Sendt {today} til faggruppe for areal og transport og faggruppe for klima og miljø, "
        f"med frist {day(10):%d.%m.%Y}."
    )
    assert hearing.counted == "Det kom 4 innspill. Av dem 1 er delvis tatt til følge og 3 til orientering."
    assert [(each.name, each.count) for each in hearing.senders][:2] == [
        (str(Comment.objects.get(source="letter").member), 1),
        ("Faggruppe for areal og transport", 1),
    ]
    assert [(each.body, each.text) for each in hearing.statements] == [
        ("Faggruppe for klima og miljø", "Vi støtter retningen.")
    ]
    told = str(gather(draft_2024))
    names = [person(name).name for name in ("faggruppe-klima", "faggruppe-klima2", "faggruppe-atp")]
    assert [name for name in (*names, "Kari Normann") if name in told] == []


def test_answers_that_are_not_published_are_not_counted(draft_2024, secretary):
    answered_round(draft_2024, secretary)
    Round.objects.filter(programme=draft_2024).update(answered_at=None)
    (hearing,) = gather(draft_2024).hearings
    assert (hearing.counted, hearing.outcomes) == ("Det kom 4 innspill. Svarene er ikke publisert ennå.", ())


def test_whoever_has_no_remarks_is_not_silent(draft_2024, secretary):
    round = answered_round(draft_2024, secretary)
    Round.objects.filter(pk=round.pk).update(answered_at=None, closed_at=None)
    statements.NoRemarks.objects.create(
        round=round, body=body("faggruppe-areal-og-transport"), person=person("faggruppe-atp"), for_body=True
    )
    (hearing,) = gather(draft_2024).hearings
    assert (hearing.silent, hearing.is_open) == ("Uten merknader: Faggruppe for areal og transport.", True)


def test_it_asks_as_often_however_many_measures_and_comments_there_are(draft_2024, secretary):
    round = answered_round(draft_2024, secretary)

    def asked() -> int:
        with CaptureQueriesContext(
            connection,
        ) as queries:
            gather(draft_2024, "2018")
        return len(queries)

    asked()
    few = asked()
    section = Measure.objects.filter(section__programme=draft_2024).first().section
    Measure.objects.bulk_create(Measure(section=section, title=f"Tiltak {n}", order=n) for n in range(300))
    Comment.objects.bulk_create(
        Comment(
            programme=draft_2024, round=round, number=100 + n, about="whole", text="Bra.", body=body("styret"),
            person=secretary, received_on=day(0),
        )
        for n in range(300)
    )  # fmt: skip
    assert asked() == few


# ── Begun ────────────────────────────────────────────────────────────────────────────────────────


def test_one_is_begun_for_a_meeting_that_is_set_up(desk, draft_2024):
    Meeting.objects.create(body=body("styret"), date=day(3))
    Meeting.objects.create(body=body("faggruppe-klima-og-miljo"), date=day(3))
    page = desk.get(f"{LIST}nytt/").text
    link = f"?organ=styret&amp;dato={day(3):%Y-%m-%d}"
    assert (page.count(link), page.count("?organ=")) == (1, 1)

    form = shown(desk.get(f"{LIST}nytt/{link.replace('&amp;', '&')}"))
    assert (form["body"], form["meeting_on"], form["since"]) == ("styret", f"{day(3)}", "2018")
    answer = desk.post(f"{LIST}nytt/", form, follow=True)
    (paper,) = CasePaper.objects.all()
    assert messages(answer) == [f"{paper} er laget. Les gjennom, og skriv vurderingen."]
    assert Entry.objects.of(paper).get().what == f"{paper}: {draft_2024}"
    assert paper.title in desk.get(LIST).text


def test_without_meetings_and_papers_the_pages_say_what_to_do(desk, draft_2024):
    assert "Ingen saker ennå. Når utkastet skal opp i et organ, lager du saksframlegget her." in desk.get(LIST).text
    assert "Ingen kommende møter er satt opp." in desk.get(f"{LIST}nytt/").text


def test_what_is_adopted_is_not_laid_before_anybody(desk, programme_2025, secretary):
    page = desk.get("/redaksjon/2025/saksframlegg/nytt/", follow=True)
    assert messages(page) == [writing.ADOPTED]
    with pytest.raises(NotAllowed):
        begun(programme_2025, secretary)


def test_nothing_is_begun_without_a_body_and_a_day(desk, draft_2024):
    page = desk.post(f"{LIST}nytt/", {"body": "sekretariatet", "meeting_on": "i morgen", "since": "1999"}).text
    faults = ("Velg et gyldig valg.", "Oppgi en gyldig dato.")
    assert [fault in page for fault in faults] == [True, True]
    assert not CasePaper.objects.exists()


# ── Written ──────────────────────────────────────────────────────────────────────────────────────


def test_what_is_written_is_saved_told_and_can_come_back(desk, paper):
    answer = save(desk, paper, assessment="<p>Godt arbeid.</p>", title="Handlingsprogram 2024")
    assert messages(answer) == [
        "«Handlingsprogram 2024» er lagret: tittelen: Handlingsprogram 2024 – foreløpig innretning → "
        "Handlingsprogram 2024; «Vurdering»: tomt → Godt arbeid."
    ]
    assert (words(fresh(paper), "assessment"), Version.objects.of(paper).count()) == ("Godt arbeid.", 2)
    desk.post(address(paper, "historikk/1/"))
    assert words(fresh(paper), "assessment") == ""
    assert "Godt arbeid." in desk.get(address(paper, "historikk/")).text


def test_a_save_that_changes_nothing_writes_nothing(desk, paper):
    entries = Entry.objects.count()
    assert messages(save(desk, paper)) == ["Ingenting var endret, så ingenting er lagret."]
    assert (Entry.objects.count(), Version.objects.of(paper).count()) == (entries, 0)


def test_two_who_write_in_different_texts_both_get_theirs(desk, colleague, paper):
    mine, theirs = typed(desk, paper), typed(colleague, paper)
    save(colleague, paper, theirs, assessment="<p>Fra en kollega.</p>")
    save(desk, paper, mine, matter="<p>Fra meg.</p>")
    assert (words(fresh(paper), "assessment"), words(fresh(paper), "matter")) == ("Fra en kollega.", "Fra meg.")


def test_two_who_write_in_the_same_text_meet_and_nothing_is_lost(desk, colleague, paper):
    mine, theirs = typed(desk, paper), typed(colleague, paper)
    save(colleague, paper, theirs, assessment="<p>Fra en kollega.</p>")
    page = save(desk, paper, mine, assessment="<p>Fra meg.</p>")
    assert "To har endret det samme" in page.text
    assert words(fresh(paper), "assessment") == "Fra en kollega."
    save(desk, paper, dict(fields(page).lists()))
    assert words(fresh(paper), "assessment") == "Fra meg."


def test_what_is_typed_is_put_aside_and_fetched_again(desk, paper):
    data = typed(desk, paper) | {"assessment": ["<p>Halvferdig.</p>"]}
    assert desk.post(address(paper, "kladd/"), data).json()["refused"] == ""
    assert "Du har en kladd fra" in desk.get(address(paper)).text
    assert "Halvferdig." in desk.get(address(paper, "skriv/?kladd=1")).text
    desk.post(address(paper, "kladd/forkast/"))
    assert not Draft.objects.exists()


def test_another_state_to_tell_changes_from_is_told_from_at_once(desk, paper):
    save(desk, paper, since="")
    assert (fresh(paper).since, fresh(paper).facts.get("changes")) == ("", None)
    assert "Saken viser ikke endringer fra noe tidligere program eller utkast." in desk.get(address(paper)).text


def test_a_faulty_paper_is_not_saved_and_what_was_typed_stands(desk, paper):
    page = save(desk, paper, title="", assessment="<p>Mitt.</p>")
    assert "Mitt." in page.text
    assert words(fresh(paper), "assessment") == ""


# ── The figures fetched anew ─────────────────────────────────────────────────────────────────────


def test_what_is_new_in_the_data_is_said_and_nothing_is_changed_by_asking(desk, paper, draft_2024):
    assert not writing.news(fresh(paper))
    Programme.objects.filter(pk=draft_2024.pk).update(title="Handlingsprogram 2024")
    found = writing.news(fresh(paper))
    assert found.figures == ("navnet på programmet",)
    assert found.follow == ("matter", "proposal", "attachments")
    page = desk.get(address(paper)).text
    assert (
        "Navnet på programmet. Teksten under «Saken gjelder», «Forslag til vedtak» og «Vedlegg» følger dataene." in page
    )
    assert "foreløpig" in words(fresh(paper), "matter")


def test_texts_that_nobody_has_written_in_follow_and_those_that_somebody_has_stand(desk, paper, draft_2024):
    save(desk, paper, matter="<p>Vår egen tekst.</p>")
    Programme.objects.filter(pk=draft_2024.pk).update(title="Handlingsprogram 2024")
    page = desk.get(address(paper, "tall/")).text
    assert "Tekster dere har skrevet i" in page
    assert "Vår egen tekst." in page

    answer = desk.post(address(paper, "tall/"), follow=True)
    assert messages(answer) == ["Tallene er hentet på nytt."]
    now = fresh(paper)
    assert words(now, "matter") == "Vår egen tekst."
    assert words(now, "proposal").endswith("vedtar Handlingsprogram 2024, slik det ligger ved saken.")
    assert (now.facts["programme"], bool(writing.news(now))) == ("Handlingsprogram 2024", False)
    assert Version.objects.of(now).first().what == "Tallene er hentet på nytt"


def test_what_the_data_say_is_taken_in_over_ours_when_we_say_so(desk, paper, draft_2024):
    save(desk, paper, matter="<p>Vår egen tekst.</p>")
    Programme.objects.filter(pk=draft_2024.pk).update(title="Handlingsprogram 2024")
    desk.post(address(paper, "tall/"), {"bruk": ["matter", "title", "finnes-ikke"]})
    assert words(fresh(paper), "matter").startswith("Handlingsprogram 2024 legges fram for styret")
    assert fresh(paper).title == "Handlingsprogram 2024 – foreløpig innretning"


def test_a_text_that_is_emptied_stays_empty(desk, paper, draft_2024, secretary):
    save(desk, paper, economy="")
    Programme.objects.filter(pk=draft_2024.pk).update(title="Handlingsprogram 2024")
    writing.refresh(paper, by=secretary)
    assert words(fresh(paper), "economy") == ""


def test_nothing_new_writes_nothing(desk, paper):
    entries = Entry.objects.count()
    assert messages(desk.post(address(paper, "tall/"), follow=True)) == ["Ingenting var endret i dataene."]
    assert (Entry.objects.count(), Version.objects.of(paper).count()) == (entries, 0)
    assert "Ingenting er endret i dataene siden" in desk.get(address(paper, "tall/")).text


def test_what_a_colleague_typed_meanwhile_is_joined_with_what_was_fetched(desk, paper, draft_2024, secretary):
    mine = typed(desk, paper)
    Programme.objects.filter(pk=draft_2024.pk).update(title="Handlingsprogram 2024")
    writing.refresh(paper, by=secretary)
    save(desk, paper, mine, assessment="<p>Min vurdering.</p>")
    now = fresh(paper)
    assert (words(now, "assessment"), words(now, "matter")[:22]) == ("Min vurdering.", "Handlingsprogram 2024 ")


# ── Finished ─────────────────────────────────────────────────────────────────────────────────────


def test_done_stores_the_programme_for_the_body_and_the_paper_as_it_is(desk, paper, secretary):
    answer = desk.post(address(paper, "ferdig/"), follow=True)
    assert messages(answer) == ["Saken er ferdig, og milepælen «Til styret 24.11.2026» er laget."]
    finished = FinishedPaper.objects.get()
    assert (finished.by, list(finished.milestone.circulated_to.all())) == (secretary, [body("styret")])
    stored = read_paper(bytes(finished.content))
    assert (stored.milestone, stored.texts.case_number, stored.facts.measures) == ("Til styret 24.11.2026", "40/26", 18)
    assert Entry.objects.of(paper).first().what == "Saksframlegg til styret 24.11.2026: gjort ferdig"


def test_what_is_finished_says_the_same_whatever_is_written_in_the_programme(desk, paper, draft_2024, secretary):
    finishing.finish(paper, by=secretary)
    Programme.objects.filter(pk=draft_2024.pk).update(title="Noe helt annet")
    assert finishing.content_of(fresh(paper)).facts.programme == "Handlingsprogram 2024 – foreløpig innretning"
    assert "Dataene er endret" not in desk.get(address(paper)).text


def test_what_is_finished_is_written_in_no_more_and_what_was_typed_is_shown(desk, paper, secretary):
    data = typed(desk, paper) | {"assessment": ["<p>For sent.</p>"]}
    finishing.finish(paper, by=secretary)
    answer = desk.post(address(paper, "skriv/"), data, follow=True)
    assert messages(answer) == [writing.FINISHED]
    assert "For sent." in answer.text
    for act in ("tall/", "historikk/1/"):
        assert messages(desk.post(address(paper, act), follow=True)) == [writing.FINISHED]
    state = writing.paper_state(fresh(paper))
    with pytest.raises(NotAllowed):
        writing.change_paper(fresh(paper), state, state | {"title": "Annet"}, by=secretary)


def test_a_colleague_who_finishes_it_while_somebody_saves_takes_no_words_from_them(desk, paper, secretary, monkeypatch):
    data = typed(desk, paper) | {"assessment": ["<p>For sent.</p>"]}
    finishing.finish(paper, by=secretary)
    monkeypatch.setattr(case_paper_writing, "may_write", lambda user, paper: YES)  # as it was a moment ago
    assert messages(desk.post(address(paper, "skriv/"), data, follow=True)) == [writing.FINISHED]
    assert Draft.objects.get().content["assessment"] == ["<p>For sent.</p>"]


def test_it_is_not_finished_while_something_stands_in_the_way(desk, paper, draft_2024, secretary):
    save(desk, paper, proposal="")
    Programme.objects.filter(pk=draft_2024.pk).update(title="Handlingsprogram 2024")
    with pytest.raises(NotAllowed) as refusal:
        finishing.finish(fresh(paper), by=secretary)
    assert refusal.value.reasons == ["«Forslag til vedtak» er tom.", finishing.CHANGED_SINCE]
    page = desk.post(address(paper, "ferdig/"), follow=True).text
    assert ("«Forslag til vedtak» er tom." in page, ">Gjør ferdig</button>" in page) == (True, False)
    assert not Milestone.objects.filter(name__startswith="Til styret").exists()


def test_it_is_finished_once(desk, paper, secretary):
    desk.post(address(paper, "ferdig/"))
    assert messages(desk.post(address(paper, "ferdig/"), follow=True))[-1] == "Saken er gjort ferdig allerede."
    assert Milestone.objects.filter(name__startswith="Til styret").count() == 1
    assert "Saksframlegget er gjort ferdig og kan ikke endres." in desk.get(address(paper, "ferdig/")).text


def test_a_new_version_begins_with_the_same_words_and_both_stay(desk, paper, secretary):
    assert messages(desk.post(address(paper, "ny-versjon/"), follow=True)) == [
        "Saksframlegget er ikke ferdig, og kan skrives i som det er."
    ]
    save(desk, paper, assessment="<p>Godt arbeid.</p>")
    finishing.finish(fresh(paper), by=secretary)
    for _ in range(2):
        desk.post(address(paper, "ny-versjon/"))
    new = fresh(paper).next
    assert (new.number, words(new, "assessment"), CasePaper.objects.count()) == (2, "Godt arbeid.", 2)
    save(desk, new, assessment="<p>Bedre.</p>")
    finished = finishing.finish(fresh(new), by=secretary)
    assert finished.milestone.name == "Til styret 24.11.2026 (versjon 2)"
    assert inline_words(finishing.content_of(fresh(paper)).texts.assessment[0].content) == "Godt arbeid."


def test_the_treatment_is_written_down_with_the_draft_that_was_sent_out(desk, paper, secretary):
    finished = finishing.finish(paper, by=secretary)
    link = f"/redaksjon/2024/behandling/ny/?organ={body('styret').pk}&dato=2026-11-24&utkast={finished.milestone.pk}"
    assert link.replace("&", "&amp;") in desk.get(address(paper)).text
    form = shown(desk.get(link))
    assert (form["body"], form["decided_on"], form["milestone"]) == (
        str(body("styret").pk), "2026-11-24", str(finished.milestone.pk),
    )  # fmt: skip
    assert desk.get("/redaksjon/2024/behandling/ny/?utkast=%22%3E%3Csvg&organ=x&dato=y").status_code == 200


@pytest.mark.parametrize("act", ["UPDATE {} SET content = content", "DELETE FROM {}"])
def test_the_database_refuses_to_change_a_finished_paper(paper, secretary, act):
    finishing.finish(paper, by=secretary)
    with pytest.raises(DatabaseError, match="Et ferdig saksframlegg"), transaction.atomic():
        connection.cursor().execute(act.format("publishing_finishedpaper"))


# ── Whose it is ──────────────────────────────────────────────────────────────────────────────────


def test_a_paper_is_the_secretariats_and_belongs_to_its_programme(clients, paper, secretary, board_member):
    finishing.finish(paper, by=secretary)
    found = {name: client.get(address(paper)).status_code for name, client in clients.items()}
    assert found == {name: 302 if name == "nobody" else 200 if name == "secretary" else 404 for name in clients}
    assert not CasePaper.objects.visible_to(board_member).exists()
    assert clients["secretary"].get(address(paper).replace("/2024/", "/2025/")).status_code == 404


def test_the_page_asks_as_often_however_much_there_is_to_tell(desk, paper, draft_2024):
    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert desk.get(address(paper)).status_code == 200
        return len(queries)

    asked()
    few = asked()
    section = Measure.objects.filter(section__programme=draft_2024).first().section
    Measure.objects.bulk_create(Measure(section=section, title=f"Tiltak {n}", order=n) for n in range(300))
    assert asked() == few


def test_the_list_asks_as_often_for_one_paper_as_for_several(desk, draft_2024, secretary, paper):
    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            desk.get(LIST)
        return len(queries)

    finishing.finish(paper, by=secretary)
    asked()
    few = asked()
    for number in range(3):
        each = writing.begin(draft_2024, body("styret"), MEETING + timedelta(days=number), by=secretary)
        finishing.finish(each, by=secretary)
    assert asked() == few
