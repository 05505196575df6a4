"""The way of a programme from draft to vedtak: one door, and every step written down."""

from datetime import date, timedelta

import pytest
from django.core import mail
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from organisation.models import Body, Entry
from organisation.record import Verb
from organisation.rights import NotAllowed
from programmes import phases
from programmes.decisions import Treatment, adopting_decision, outcomes_for, recommendation
from programmes.editing import may_edit
from programmes.models import Decision, Milestone, PhaseChange, ProcessStep, Programme
from programmes.rounds import opening

from .posted import sent

Phase = Programme.Phase
EVERY_PHASE = tuple(Phase.values)


@pytest.fixture
def bodies(db):
    return {body.key: body for body in Body.objects.all()}


def said(body, outcome, **more) -> Treatment:
    return Treatment(body, outcome, date(2023, 11, 24), **more)


def fresh(programme) -> Programme:
    return Programme.objects.get(pk=programme.pk)


def refused(act, *args, **kwargs) -> list[str]:
    with pytest.raises(NotAllowed) as refusal:
        act(*args, **kwargs)
    return refusal.value.reasons


# ── The route ────────────────────────────────────────────────────────────────────────────────────


def test_where_the_board_adopts_nobody_recommends(db):
    assert phases.route(Programme.objects.get(slug="2018")) == ("preparation", "groups", "coordination", "adopted")


def test_where_the_representantskap_adopts_the_board_recommends(programme_2025):
    assert phases.route(programme_2025) == EVERY_PHASE


def test_the_plan_says_which_phases_there_are(draft_2024):
    draft_2024.steps.update(kind="")
    draft_2024.steps.filter(order=0).update(kind=ProcessStep.Kind.ADOPTION)
    Programme.objects.filter(pk=draft_2024.pk).update(phase=Phase.PREPARATION)
    assert phases.route(fresh(draft_2024)) == ("preparation", "adopted")


# ── The door ─────────────────────────────────────────────────────────────────────────────────────


def test_a_step_on_stores_the_text_and_says_who_did_it(draft_2024, secretary, bodies):
    change = phases.move(draft_2024, Phase.COORDINATION, by=secretary)

    assert (change.was, change.became, change.by) == ("groups", "coordination", secretary)
    assert (change.milestone.name, change.milestone.slug) == (
        "Utkast til koordineringsgruppen", "utkast-til-koordineringsgruppen",
    )  # fmt: skip
    assert list(change.milestone.circulated_to.all()) == [bodies["koordineringsgruppen"]]
    assert fresh(draft_2024).phase == Phase.COORDINATION
    entry = Entry.objects.of(draft_2024).get(verb=Verb.MOVED_ON)
    assert (entry.actor, entry.what) == (
        secretary,
        f"{draft_2024}: på høring hos faggrupper → hos administrativ koordineringsgruppe",
    )


def test_an_open_round_stands_in_the_way_and_is_named(draft_2024, secretary, bodies):
    round = opening.prepare(
        draft_2024, name="Utkast til faggruppene", bodies=[bodies["faggruppe-klima-og-miljo"]],
        deadline=timezone.localdate() + timedelta(days=7), during="own", after="own", by=secretary,
    )  # fmt: skip
    opening.open_round(round, by=secretary)

    assert refused(phases.move, draft_2024, Phase.COORDINATION, by=secretary) == [
        "Innspillsrunden «Utkast til faggruppene» er åpen. Avslutt den først."
    ]
    assert PhaseChange.objects.count() == PhaseChange.objects.filter(programme__slug__in=["2018", "2025"]).count()


def test_back_needs_a_reason_and_so_does_a_jump(draft_2024, secretary):
    why = "Skriv hvorfor programmet går tilbake, eller hopper over noe."
    assert refused(phases.move, draft_2024, Phase.PREPARATION, by=secretary) == [why]
    Programme.objects.filter(pk=draft_2024.pk).update(phase=Phase.PREPARATION)
    assert refused(phases.move, draft_2024, Phase.COORDINATION, by=secretary, why=" ") == [why]

    change = phases.move(draft_2024, Phase.COORDINATION, by=secretary, why="Faggruppene ble hørt muntlig.")
    assert change.why == "Faggruppene ble hørt muntlig."


def test_the_innstilling_and_the_vedtak_have_doors_of_their_own(draft_2024, secretary):
    assert refused(phases.move, draft_2024, Phase.RECOMMENDED, by=secretary, why="Nå") == [
        "Før innstillingen fra styret; da går programmet videre av seg selv."
    ]
    assert refused(phases.move, draft_2024, Phase.ADOPTED, by=secretary, why="Nå") == [
        "Programmet vedtas på siden «Vedta», når vedtaket er ført."
    ]


def test_to_where_one_is_nobody_goes(draft_2024, secretary):
    assert refused(phases.move, draft_2024, Phase.GROUPS, by=secretary) == ["Programmet er i denne fasen allerede."]


def test_those_who_may_read_the_milestone_are_told_where_it_is(draft_2024, secretary, coordinator):
    phases.move(draft_2024, Phase.COORDINATION, by=secretary)
    assert sent()["kg"] == f"{draft_2024} er nå hos administrativ koordineringsgruppe"
    (letter,) = [letter for letter in mail.outbox if letter.to == [coordinator.email]]
    assert letter.body.count("/handlingsprogram/2024/milepael/utkast-til-koordineringsgruppen/") == 1


# ── What the bodies decide ───────────────────────────────────────────────────────────────────────

CAN = {
    "koordineringsgruppen": ("discussed",),
    "faggruppe-klima-og-miljo": ("discussed",),
    "styret": ("discussed", "recommended", "recommended_with_changes", "sent_back"),
    "representantskapet": (
        "discussed", "recommended", "recommended_with_changes", "sent_back", "adopted", "adopted_with_changes",
    ),
}  # fmt: skip


@pytest.mark.parametrize("key", CAN)
def test_what_a_body_can_decide_follows_from_its_kind_and_from_who_adopts(programme_2025, bodies, key):
    assert outcomes_for(bodies[key], programme_2025) == CAN[key]


def test_an_administrative_group_cannot_recommend(draft_2024, secretary, bodies):
    assert refused(
        phases.write_down, draft_2024, said(bodies["koordineringsgruppen"], "recommended"), by=secretary
    ) == ["«Administrativ koordineringsgruppe» kan bare drøfte, og ikke føre «innstilt»."]


def test_a_discussion_moves_nothing(draft_2024, secretary, bodies):
    decision, change = phases.write_down(draft_2024, said(bodies["koordineringsgruppen"], "discussed"), by=secretary)
    assert (str(decision), change) == ("drøftet av administrativ koordineringsgruppe 24.11.2023", None)
    assert fresh(draft_2024).phase == Phase.GROUPS


def test_an_innstilling_takes_the_programme_on_and_stores_it_for_those_who_adopt(draft_2024, secretary, bodies):
    decision, change = phases.write_down(draft_2024, said(bodies["styret"], "recommended_with_changes"), by=secretary)

    assert (change.became, change.decision, change.milestone.slug) == ("recommended", decision, "innstilling")
    assert {body.key for body in change.milestone.circulated_to.all()} == {"styret", "representantskapet"}
    assert recommendation(fresh(draft_2024)) == decision


def test_an_innstilling_waits_for_an_open_round(draft_2024, secretary, bodies):
    round = opening.prepare(
        draft_2024, name="Runde", bodies=[bodies["styret"]], deadline=timezone.localdate(), during="own", after="own",
        by=secretary,
    )  # fmt: skip
    opening.open_round(round, by=secretary)
    assert refused(phases.write_down, draft_2024, said(bodies["styret"], "recommended"), by=secretary) == [
        "Innspillsrunden «Runde» er åpen. Avslutt den først."
    ]
    assert Decision.objects.filter(programme=draft_2024).count() == 0


def test_what_is_sent_back_goes_back_with_what_was_asked_for(draft_2024, secretary, bodies):
    phases.write_down(draft_2024, said(bodies["styret"], "recommended"), by=secretary)
    assert refused(phases.write_down, draft_2024, said(bodies["representantskapet"], "sent_back"), by=secretary) == [
        "Skriv hva organet ba om da saken ble sendt tilbake."
    ]
    asked = said(bodies["representantskapet"], "sent_back", wording="Budsjettet må gå i balanse.")
    _decision, change = phases.write_down(draft_2024, asked, by=secretary)

    assert (change.became, change.why, change.is_back) == ("coordination", "Budsjettet må gå i balanse.", True)
    assert recommendation(fresh(draft_2024)) is None


def test_nothing_is_decided_in_the_future(draft_2024, secretary, bodies):
    tomorrow = timezone.localdate() + timedelta(days=1)
    later = Treatment(bodies["styret"], "recommended", tomorrow)
    assert refused(phases.write_down, draft_2024, later, by=secretary) == [
        "Møtet har ikke vært ennå. Før behandlingen når den er gjort."
    ]


def test_what_was_written_down_wrong_is_corrected_once_and_both_stay(draft_2024, secretary, bodies):
    wrong, _ = phases.write_down(draft_2024, said(bodies["styret"], "recommended", case_number="4/25"), by=secretary)
    right = said(bodies["styret"], "recommended", case_number="40/25")
    decision, change = phases.write_down(draft_2024, right, by=secretary, corrects=wrong)

    assert (decision.corrects, change, list(draft_2024.decisions.standing())) == (wrong, None, [decision])
    assert recommendation(fresh(draft_2024)) == decision
    assert refused(phases.write_down, draft_2024, right, by=secretary, corrects=wrong) == [
        "Behandlingen er rettet allerede."
    ]


def test_the_second_press_writes_no_second_row(draft_2024, secretary, bodies):
    row = said(bodies["styret"], "recommended", case_number="4/25")
    wrong, _ = phases.write_down(draft_2024, row, by=secretary)
    assert refused(phases.write_down, draft_2024, row, by=secretary) == ["Behandlingen er ført allerede."]
    assert refused(phases.write_down, draft_2024, row, by=secretary, corrects=wrong) == ["Ingenting er rettet."]
    assert draft_2024.decisions.count() == 1


def test_a_correction_makes_no_vedtak_of_an_innstilling(draft_2024, secretary, bodies):
    wrong, _ = phases.write_down(draft_2024, said(bodies["representantskapet"], "recommended"), by=secretary)
    made = said(bodies["representantskapet"], "adopted")
    assert refused(phases.write_down, draft_2024, made, by=secretary, corrects=wrong) == [
        "En rettelse kan ikke gjøre et vedtak til noe annet, eller noe annet til et vedtak."
    ]


def test_a_letter_put_right_in_the_first_vedtak_is_no_vedtak_of_the_revision(programme_2025, secretary):
    first = programme_2025.decisions.get()
    phases.take_up(programme_2025, "revision", "Revidert budsjett.", by=secretary)
    for case_number in ("40/24", "41/24"):
        right = Treatment(first.body, first.outcome, first.decided_on, case_number)
        first, _ = phases.write_down(fresh(programme_2025), right, by=secretary, corrects=first)
    assert adopting_decision(fresh(programme_2025)) is None


def test_what_is_taken_up_already_is_told_so(desk, draft_2024):
    page = desk.post(f"{HERE}ta-opp-igjen/", {"kind": "revision", "why": "Igjen"}, follow=True)
    assert (page.redirect_chain, page.text.count("er ikke vedtatt, og kan skrives i som det er.")) == ([(HERE, 302)], 1)


# ── Taken up again ───────────────────────────────────────────────────────────────────────────────


def test_what_is_adopted_can_be_taken_up_and_is_hidden_while_it_is_written(programme_2025, secretary, client):
    assert not may_edit(secretary, programme_2025)
    phases.take_up(programme_2025, "revision", "Revidert budsjett i juni.", by=secretary)
    again = fresh(programme_2025)

    assert (again.phase, again.visibility, again.edition_kind) == ("preparation", "internal", "revision")
    assert may_edit(secretary, again)
    assert client.get("/handlingsprogram/2025/").status_code == 200
    assert phases.route(again) == EVERY_PHASE


def test_a_revision_needs_a_vedtak_of_its_own_and_a_correction_does_not(programme_2025, secretary, bodies):
    first = adopting_decision(programme_2025)
    phases.take_up(programme_2025, "correction", "Feil dato.", by=secretary)
    assert adopting_decision(fresh(programme_2025)) == first
    Programme.objects.filter(pk=programme_2025.pk).update(edition_kind="revision")
    assert adopting_decision(fresh(programme_2025)) is None

    decision, _ = phases.write_down(programme_2025, said(bodies["representantskapet"], "adopted"), by=secretary)
    assert adopting_decision(fresh(programme_2025)) == decision


def test_a_correction_goes_straight_to_the_vedtak(programme_2025, secretary):
    phases.take_up(programme_2025, "correction", "Feil dato.", by=secretary)
    assert phases.route(fresh(programme_2025)) == ("preparation", "adopted")


def test_nothing_is_taken_up_without_a_reason_or_twice(programme_2025, draft_2024, secretary):
    assert refused(phases.take_up, programme_2025, "first", " ", by=secretary) == [
        "Velg om det er en rettelse eller en revisjon.",
        "Skriv hvorfor det vedtatte skal endres.",
    ]
    assert refused(phases.take_up, draft_2024, "revision", "Nå", by=secretary) == [
        "Programmet er ikke vedtatt, og kan skrives i som det er."
    ]


# ── What nobody can change ───────────────────────────────────────────────────────────────────────

SENTENCES = {
    "programmes_milestone": "En milepæl kan ikke endres eller slettes.",
    "programmes_decision": "En behandling kan ikke endres eller slettes.",
    "programmes_phasechange": "Et faseskifte kan ikke endres eller slettes.",
    "publishing_edition": "En vedtatt utgave kan ikke endres eller slettes.",
    "organisation_entry": "Loggen kan ikke endres eller slettes.",
}


@pytest.mark.parametrize("table", SENTENCES)
@pytest.mark.parametrize("statement", ["UPDATE {} SET id = id", "DELETE FROM {}"])
def test_the_database_refuses_to_touch_what_was_decided(draft_2024, secretary, bodies, table, statement):
    phases.write_down(draft_2024, said(bodies["styret"], "recommended"), by=secretary)
    with pytest.raises(DatabaseError) as refusal, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement.format(table))
    assert SENTENCES[table] in str(refusal.value)


@pytest.mark.parametrize("model", [Milestone, Decision, PhaseChange])
def test_the_models_refuse_too(draft_2024, secretary, bodies, model):
    phases.write_down(draft_2024, said(bodies["styret"], "recommended"), by=secretary)
    row = model.objects.order_by("pk").last()
    with pytest.raises(DatabaseError), transaction.atomic():
        row.save()
    with pytest.raises(DatabaseError), transaction.atomic():
        model.objects.filter(pk=row.pk).delete()


# ── The pages ────────────────────────────────────────────────────────────────────────────────────

HERE = "/redaksjon/2024/behandling/"


def test_the_page_tells_where_the_programme_is_and_offers_the_way_on(desk, draft_2024):
    page = desk.get(HERE).text
    assert page.count('<li aria-current="step"><span>På høring hos faggrupper</span></li>') == 1
    assert page.count(f'href="{HERE}fase/coordination/"') == 1
    assert page.count("Ingenting er behandlet ennå.") == 1


def test_the_secretary_moves_the_programme_and_sees_it(desk, draft_2024, bodies):
    to = f"{HERE}fase/coordination/"
    chosen = desk.get(to).context["form"]["bodies"].value()
    page = desk.post(to, {"bodies": [getattr(body, "pk", body) for body in chosen]}, follow=True)
    assert page.redirect_chain == [(HERE, 302)]
    assert "er nå i fasen «hos administrativ koordineringsgruppe»." in page.text


def test_going_back_without_a_reason_keeps_what_was_typed(desk, draft_2024):
    page = desk.post(f"{HERE}fase/preparation/", {"why": ""})
    assert (page.status_code, page.text.count("Skriv hvorfor.")) == (200, 2)
    assert fresh(draft_2024).phase == Phase.GROUPS


def test_the_second_press_on_the_way_is_told_that_it_is_there(desk, draft_2024):
    page = desk.post(f"{HERE}fase/groups/", follow=True)
    assert (page.redirect_chain, page.text.count("«på høring hos faggrupper» allerede.")) == ([(HERE, 302)], 1)
    assert draft_2024.phase_changes.count() == 0


def test_a_phase_that_is_not_on_the_way_has_no_page(desk, draft_2024):
    assert desk.get(f"{HERE}fase/tull/").status_code == 404


def test_a_decision_is_written_down_and_told(desk, draft_2024, bodies):
    typed = {"body": bodies["styret"].pk, "outcome": "recommended", "decided_on": "2023-11-24", "case_number": "31/23",
             "wording": "Styret innstiller.", "votes": "Enstemmig"}  # fmt: skip
    page = desk.post(f"{HERE}ny/", typed, follow=True)
    assert "Ført: innstilt av styret 24.11.2023." in page.text
    assert "Programmet er nå i fasen «innstilt av styret»." in page.text
    assert page.text.count("<p>Styret innstiller.</p>") == 1


def test_what_the_body_cannot_decide_is_said_at_the_field_and_nothing_is_lost(desk, draft_2024, bodies):
    typed = {"body": bodies["koordineringsgruppen"].pk, "outcome": "adopted", "decided_on": "2023-10-31",
             "wording": "Vi vedtar."}  # fmt: skip
    page = desk.post(f"{HERE}ny/", typed)
    assert page.text.count("Administrativ koordineringsgruppe kan bare føre «drøftet».") >= 1
    assert "Vi vedtar." in page.text
    assert Decision.objects.filter(programme=draft_2024).count() == 0


def test_a_hostile_link_to_the_minutes_is_refused(desk, draft_2024, bodies):
    typed = {"body": bodies["styret"].pk, "outcome": "discussed", "decided_on": "2023-10-31",
             "minutes": "javascript:alert(1)"}  # fmt: skip
    assert desk.post(f"{HERE}ny/", typed).status_code == 200
    assert Decision.objects.filter(programme=draft_2024).count() == 0


def test_a_corrected_decision_is_struck_and_cannot_be_corrected_again(desk, draft_2024, secretary, bodies):
    wrong, _ = phases.write_down(draft_2024, said(bodies["styret"], "discussed", case_number="4/25"), by=secretary)
    address = f"{HERE}{wrong.pk}/rett/"
    assert desk.get(address).context["form"]["case_number"].value() == "4/25"
    typed = {"body": bodies["styret"].pk, "outcome": "discussed", "decided_on": "2023-11-24", "case_number": "40/25"}
    page = desk.post(address, typed, follow=True)
    assert page.text.count('<li class="is-corrected">') == 1
    again = desk.get(address, follow=True)
    assert (again.redirect_chain, "Behandlingen er rettet allerede." in again.text) == ([(HERE, 302)], True)


def test_the_page_asks_the_same_number_of_questions_for_many_treatments(desk, draft_2024, secretary, bodies):
    asked = []
    for total in (3, 30):
        while (made := Decision.objects.filter(programme=draft_2024).count()) < total:
            phases.write_down(draft_2024, said(bodies["styret"], "discussed", case_number=f"{made}/25"), by=secretary)
        desk.get(HERE)
        with CaptureQueriesContext(connection) as queries:
            desk.get(HERE)
        asked.append(len(queries))
    assert asked[0] == asked[1]
