"""The process plan on the pages: mended with a button, counted backwards, read, subscribed to, and what comes next."""

import re
from datetime import date, timedelta
from html import unescape
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from icalendar import Calendar

from organisation.calendars import address_of
from organisation.models import Draft, Entry, Meeting, Version
from programmes.models import ProcessPlan, ProcessStep, Programme, Round
from programmes.plan import plans_of
from programmes.rounds import opening

from .pages import messages
from .sent_out import CLIMATE, body, day
from .test_editor import fields
from .test_plan import PLAN

BACK, READ = f"{PLAN}bakover/", "/handlingsprogram/2024/fremdriftsplan/"
LEADS = {"administrativ": 7, "politisk": 14, "arbeid": 2}


@pytest.fixture
def plan(draft_2024) -> ProcessPlan:
    return plans_of(draft_2024).get()


@pytest.fixture
def ahead(draft_2024) -> list[ProcessStep]:
    """A plan where one step is over, one is next, one is for the board, and one is vague."""
    draft_2024.steps.all().delete()
    given = [
        ("Skrive", "work", day(-3), "sekretariatet", "Sekretariatet"),
        ("Sende ut", "papers", day(2), "sekretariatet", "Sekretariatet"),
        ("Uttale seg", "groups", day(9), None, "Faggruppene"),
        ("Innstille", "recommendation", day(29), "styret", ""),
        ("Evaluere", "", None, None, ""),
    ]
    return [
        ProcessStep.objects.create(
            programme=draft_2024, order=order, when=f"{starts:%d.%m.%Y}" if starts else "en gang", what=what, kind=kind,
            starts_on=starts, body=body(key) if key else None, who=who,
        )
        for order, (what, kind, starts, key, who) in enumerate(given)
    ]  # fmt: skip


def buttons(page: str) -> dict[str, str]:
    """The remedies on the page of the plan: the sentence on the button, and what it sends."""
    pattern = r'name="advarsel" value="([^"]+)"><button[^>]*>([^<]+)<'
    return {unescape(label): unescape(key) for key, label in re.findall(pattern, page)}


# ── Mended with a button ────────────────────────────────────────────────────────────────────────


def test_a_button_mends_the_clash_with_history_and_the_draft_stays(desk, plan, secretary):
    desk.post(f"{PLAN}kladd/", fields(desk.get(PLAN)))
    found = buttons(desk.get(PLAN).text)
    answer = desk.post(f"{PLAN}rett/", {"advarsel": found["La arbeidet slutte 23. oktober 2023"]}, follow=True)
    assert messages(answer) == [
        "Fremdriftsplanen er lagret: steget «Internsamling - Redigere på utkast til handlingsprogram», når: "
        "23.-24. oktober → 23. oktober 2023; steget «Internsamling - Redigere på utkast til handlingsprogram», "
        "til dato: 24.10.2023 → tomt."
    ]
    assert "La arbeidet slutte" not in answer.text
    assert list(Version.objects.of(plan).values_list("number", "by")) == [(2, secretary.pk), (1, None)]
    assert Entry.objects.first().what.startswith("Fremdriftsplanen for Handlingsprogram 2024")
    assert Draft.objects.filter(by=secretary).count() == 1


def test_who_is_written_from_the_body(desk, plan, draft_2024):
    found = buttons(desk.get(PLAN).text)
    for label in ("Skriv «Styret»", "Skriv «Representantskapet»"):
        desk.post(f"{PLAN}rett/", {"advarsel": found[label]})
    assert list(draft_2024.steps.filter(kind__in=["recommendation", "adoption"]).values_list("who", "body__key")) == [
        ("Styret", "styret"), ("Representantskapet", "representantskapet"),
    ]  # fmt: skip


def test_a_button_pressed_twice_or_made_up_changes_nothing(desk, plan):
    key = buttons(desk.get(PLAN).text)["Skriv «Styret»"]
    desk.post(f"{PLAN}rett/", {"advarsel": key}, follow=True)
    for again in (key, "nobody:tull", ""):
        answer = desk.post(f"{PLAN}rett/", {"advarsel": again}, follow=True)
        assert messages(answer) == ["Det er ordnet allerede, eller planen er endret imens."]
    assert Version.objects.of(plan).count() == 2


def test_the_meetings_date_is_used(desk, ahead):
    Meeting.objects.create(body=body("styret"), date=day(30), last_date=day(31))
    found = buttons(desk.get(PLAN).text)
    desk.post(f"{PLAN}rett/", {"advarsel": found["Bruk møtets dato"]})
    step = ProcessStep.objects.get(what="Innstille")
    assert (step.starts_on, step.ends_on, step.pk) == (day(30), day(31), ahead[3].pk)


def test_warnings_never_stop_anybody(desk, plan):
    data = fields(desk.get(PLAN))
    data["steps-0-starts_on"] = "2023-12-24"
    assert messages(desk.post(PLAN, data, follow=True))[0].startswith("«Fremdriftsplanen» er lagret")


def test_it_is_mended_while_a_round_is_open_and_not_when_it_is_adopted(desk, round, programme_2025):
    found = buttons(desk.get(PLAN).text)
    answer = desk.post(f"{PLAN}rett/", {"advarsel": found["Skriv «Styret»"]}, follow=True)
    assert "hvem: tomt → Styret" in messages(answer)[0]
    assert desk.post("/redaksjon/2025/fremdriftsplan/rett/", {}).url == "/redaksjon/2025/"


# ── What a step opens ───────────────────────────────────────────────────────────────────────────


def test_the_step_of_the_groups_offers_a_round_with_everything_filled_in(desk, ahead):
    link = unescape(re.search(r'href="(/innspill/[^"]*program=2024[^"]*)">Lag innspillsrunde', desk.get(PLAN).text)[1])
    asked = parse_qs(urlsplit(link).query)
    groups = ["faggruppe-areal-og-transport", "faggruppe-klima-og-miljo", "faggruppe-naeringssamarbeid"]
    assert asked == {
        "program": ["2024"], "navn": ["Utkast til faggruppene"], "frist": [f"{day(9)}"], "til": groups,
    }  # fmt: skip
    page = desk.get(link).text
    assert 'value="Utkast til faggruppene"' in page
    assert f'value="{day(9)}"' in page
    assert page.count(" checked") == 3 + 2  # and who sees what, as before


@pytest.mark.parametrize("made_up", ["frist=tull&til=finnes-ikke&navn=", "frist=2020-01-01&til=styret"])
def test_what_stands_crooked_in_the_address_of_a_new_round_is_no_fault(desk, draft_2024, made_up):
    assert desk.get(f"{reverse('new_round')}?program=2024&{made_up}").status_code == 200


def test_the_round_of_a_step_stands_beside_it_with_its_state(desk, ahead, round):
    page = desk.get(PLAN).text
    assert f'href="/innspill/runder/{round.uuid}/"' in page
    assert "Lag innspillsrunde" not in page
    assert "Her blir programmet «på høring hos faggrupper»." in page


# ── Backwards ───────────────────────────────────────────────────────────────────────────────────


def chosen(**more) -> str:
    return f"{BACK}?{urlencode(LEADS | more, doseq=True)}"


def test_it_opens_with_the_days_of_the_plan(desk, plan):
    page = desk.get(BACK).text
    for name, value in {
        "faggrupper-fra": "2023-10-17",
        "faggrupper-til": "2023-10-18",
        "vedtak-fra": "2023-12-08",
    }.items():
        assert re.search(rf'name="{name}" value="{value}"', page)
    assert "Lagre planen" not in page


def test_the_proposal_shows_the_whole_plan_and_writes_nothing(desk, plan):
    page = desk.get(chosen(**{"kg-fra": "2023-11-01", "kg-organ": "koordineringsgruppen"})).text
    assert re.findall(r'<li class="plan-step.*?<time[^>]*>([^<]+)</time>', page, re.S) == [
        "31. August", "5. oktober", "10. Oktober", "17., 18. oktober", "23.-24. oktober", "25. oktober 2023",
        "1. november 2023", "10. november", "24. november", "8. Desember (TBC)",
    ]  # fmt: skip
    assert re.findall(r'<span class="plan-was">Før: ([^<]+)<', page) == ["24. oktober", "31. oktober"]
    assert (Version.objects.of(plan).count(), Meeting.objects.count()) == (0, 0)


def test_the_button_writes_the_plan_and_registers_the_meeting(desk, plan, draft_2024, secretary):
    there = {step.what: step.pk for step in draft_2024.steps.all()}
    address = chosen(**{"kg-fra": "2023-11-01", "kg-organ": "koordineringsgruppen"})
    answer = desk.post(address, {"versjon": plan.version}, follow=True)
    assert messages(answer)[1] == "Ført i møtelista: Møte i administrativ koordineringsgruppe 01.11.2023."
    assert {step.what: step.pk for step in draft_2024.steps.all()} == there
    step = draft_2024.steps.get(kind="coordination")
    assert (step.starts_on, step.who, step.confirmed) == (date(2023, 11, 1), "Administrativ koordineringsgruppe", True)
    meeting = Meeting.objects.get()
    assert (meeting.body.key, meeting.date) == ("koordineringsgruppen", date(2023, 11, 1))
    assert [entry.verb for entry in Entry.objects.filter(actor=secretary)][:2] == ["changed", "added"]
    assert "Planen er slik allerede." in desk.get(address).text


def test_a_whole_new_plan_is_told_with_its_first_changes_and_how_many_more(desk, plan):
    days = {
        "kg-fra": "2023-11-01",
        "kg-organ": "koordineringsgruppen",
        "styret-fra": "2023-12-01",
        "styret-organ": "styret",
    }
    told = messages(desk.post(chosen(**days), {"versjon": plan.version}, follow=True))[0]
    assert re.fullmatch(r"Fremdriftsplanen er lagret: ([^;]+; ){4}og \d+ endringer til\.", told)


def test_days_that_stand_unconfirmed_in_the_plan_stay_so_and_are_no_meeting_yet(desk, plan, draft_2024):
    days = {"vedtak-fra": "2023-12-08", "vedtak-organ": "representantskapet"}
    desk.post(chosen(**days), {"versjon": plan.version})
    step = draft_2024.steps.get(kind="adoption")
    assert (step.when, step.confirmed, Meeting.objects.count()) == ("8. Desember (TBC)", False, 0)
    plan.refresh_from_db()
    page = desk.get(chosen(**days | {"vedtak-fra": "2023-12-07"})).text
    assert "<li>Møte i representantskapet 07.12.2023</li>" in page
    desk.post(chosen(**days | {"vedtak-fra": "2023-12-07"}), {"versjon": plan.version})
    step.refresh_from_db()
    assert (step.when, step.confirmed, Meeting.objects.count()) == ("7. desember 2023", True, 1)


def test_registered_meetings_are_chosen_and_are_not_registered_again(desk, plan, draft_2024):
    held = [
        Meeting.objects.create(body=body(key), date=date(2023, 10, number))
        for key, number in ((CLIMATE, 19), ("faggruppe-areal-og-transport", 20))
    ]
    address = chosen(**{"faggrupper-mote": [meeting.pk for meeting in held]})
    desk.post(address, {"versjon": plan.version})
    step = draft_2024.steps.get(kind="groups")
    assert (step.when, step.body, Meeting.objects.count()) == ("19.–20. oktober 2023", None, 2)


def test_a_new_day_for_the_groups_goes_into_the_list_of_each(desk, plan):
    desk.post(chosen(**{"faggrupper-fra": "2023-10-19"}), {"versjon": plan.version})
    assert sorted(Meeting.objects.values_list("body__kind", "date")) == [("group", date(2023, 10, 19))] * 3


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({}, "Velg et møte i lista, eller skriv en ny dag."),
        ({"kg-til": "2023-11-01"}, "Koordineringsgruppen drøfter: Ny dag: Skriv også den første dagen."),
        (
            {"kg-fra": "2023-11-02", "kg-til": "2023-11-01", "kg-organ": "koordineringsgruppen"},
            "Koordineringsgruppen drøfter: Til og med: Møtet kan ikke slutte før det begynner.",
        ),
        ({"kg-fra": "1. november"}, "Koordineringsgruppen drøfter: Ny dag: Oppgi en gyldig dato."),
        ({"kg-fra": "2023-11-01"}, "Koordineringsgruppen drøfter: Organ: Velg hvilket organ som møtes."),
        (
            {"politisk": "-1"},
            "Dager før styret og de som vedtar: Verdien må være større enn eller lik 0.",
        ),
    ],
)
def test_what_cannot_be_is_told_and_nothing_is_written(desk, plan, given, sentence):
    page = unescape(desk.get(chosen(**given)).text)
    assert re.findall(r'<a class="ds-link" href="#id_[^"]*">([^<]+)</a>', page) == [sentence]
    assert desk.post(chosen(**given), {"versjon": plan.version}).status_code == 200
    assert (Version.objects.of(plan).count(), Meeting.objects.count()) == (0, 0)


def test_a_plan_that_a_colleague_has_changed_is_proposed_anew(desk, colleague, plan):
    address = chosen(**{"kg-fra": "2023-11-01", "kg-organ": "koordineringsgruppen"})
    data = fields(colleague.get(PLAN))
    data["steps-0-when"] = "1. september"
    colleague.post(PLAN, data)
    answer = desk.post(address, {"versjon": plan.version})
    assert messages(answer) == ["En kollega har endret planen imens. Forslaget under er laget på nytt."]
    assert (Version.objects.of(plan).count(), Meeting.objects.count()) == (2, 0)


def test_guidelines_have_nothing_to_count_from(desk, guidelines):
    assert desk.get(f"/redaksjon/{guidelines.slug}/fremdriftsplan/bakover/").status_code == 404


# ── Read ────────────────────────────────────────────────────────────────────────────────────────


def test_those_who_may_see_the_programme_read_its_plan_and_find_themselves(clients, draft_2024, ahead):
    draft_2024.visibility = "circulated"
    draft_2024.save()
    draft_2024.circulated_to.set([body(CLIMATE), body("styret")])
    mine = {}
    for name, client in clients.items():
        answer = client.get(READ)
        page = answer.text if answer.status_code == 200 else ""
        mine[name] = answer.status_code, re.findall(r'is-mine".*?plan-title">([^<]+)<', page, re.S)
    hidden = (404, [])
    assert mine == {
        "nobody": hidden, "outsider": hidden, "delegate": hidden, "coordinator": hidden, "transport_member": hidden,
        "board_member": (200, ["Innstille"]), "climate_member": (200, ["Uttale seg"]),
        "climate_leader": (200, ["Uttale seg"]), "secretary": (200, ["Skrive", "Sende ut"]),
    }  # fmt: skip


def test_it_says_what_is_over_and_what_is_next(desk, ahead):
    page = desk.get(READ).text
    assert re.findall(r'class="plan-step is-(\w+)', page) == ["past", "next", "coming", "coming", "vague"]
    assert page.count('aria-current="step"') == 1
    assert "Neste, om 2 dager" in page
    ProcessStep.objects.all().delete()
    assert "Fremdriftsplanen er ikke lagt ennå." in desk.get(READ).text


def test_warnings_and_what_can_be_opened_are_the_secretariats(client, climate_member, ahead, draft_2024):
    draft_2024.circulated_to.add(body(CLIMATE))
    client.force_login(climate_member)
    page = client.get(READ).text
    for word in ("«Hvem» mangler", "Lag innspillsrunde", "Skriv i planen", "Her blir programmet"):
        assert word not in page


def test_a_round_one_is_not_asked_in_does_not_stand_there(clients, ahead, round):
    Programme.objects.filter(slug="2024").update(visibility="circulated")
    ahead[0].programme.circulated_to.add(body("styret"), body(CLIMATE))
    links = {
        name: f'href="/innspill/{round.uuid}/"' in clients[name].get(READ).text
        for name in ("climate_member", "board_member")
    }
    assert links == {"climate_member": True, "board_member": False}


# ── Calendars ───────────────────────────────────────────────────────────────────────────────────


def events(client, address: str) -> list[tuple]:
    calendar = Calendar.from_ical(client.get(address).content)
    return [
        (str(event["SUMMARY"]), event["DTSTART"].dt, str(event.get("STATUS", "")), str(event.get("LOCATION", "")))
        for event in calendar.events
    ]


def feed(person, slug="2024") -> str:
    return f"/innspill/kalender/{address_of(person).token}/{slug}/fremdriftsplan.ics"


def test_the_plan_is_subscribed_to_dated_steps_only_and_unconfirmed_ones_are_tentative(client, desk, secretary, ahead):
    ProcessStep.objects.filter(what="Uttale seg").update(confirmed=False)
    Meeting.objects.create(body=body("styret"), date=day(29), place="Rådhuset")
    assert feed(secretary) in desk.get(READ).text
    assert events(client, feed(secretary)) == [
        ("Skrive", day(-3), "CONFIRMED", ""),
        ("Sende ut", day(2), "CONFIRMED", ""),
        ("Uttale seg – ikke bekreftet", day(9), "TENTATIVE", ""),
        ("Innstille", day(29), "CONFIRMED", "Rådhuset"),
    ]


def test_only_those_who_may_see_the_programme_have_its_calendar(client, secretary, climate_member, outsider, ahead):
    programme = ahead[0].programme
    programme.circulated_to.set([body(CLIMATE)])
    Programme.objects.filter(pk=programme.pk).update(visibility="circulated")
    people = (secretary, climate_member, outsider)
    assert [client.get(feed(person)).status_code for person in people] == [200, 200, 404]
    assert client.get(f"/innspill/kalender/{address_of(secretary).token}x/2024/fremdriftsplan.ics").status_code == 404
    assert client.get(feed(secretary, "finnes-ikke")).status_code == 404


def test_a_step_on_the_day_of_the_meeting_is_one_event_in_the_bodys_calendar(client, secretary, ahead):
    address = f"/innspill/kalender/{address_of(secretary).token}/styret.ics"
    programme = ahead[0].programme
    assert events(client, address) == [(f"Innstille ({programme})", day(29), "CONFIRMED", "")]
    Meeting.objects.create(body=body("styret"), date=day(29), place="Rådhuset")
    assert events(client, address) == [("Møte i styret", day(29), "", "Rådhuset")]
    [event] = Calendar.from_ical(client.get(address).content).events
    assert str(event["DESCRIPTION"]) == f"Innstille ({programme})"


def test_a_step_of_all_groups_stands_in_each_groups_calendar(client, secretary, ahead):
    address = f"/innspill/kalender/{address_of(secretary).token}/{CLIMATE}.ics"
    Round.objects.all().delete()
    assert [summary for summary, *_rest in events(client, address)] == [f"Uttale seg ({ahead[0].programme})"]


# ── What comes next ─────────────────────────────────────────────────────────────────────────────


def told_next(client, address="/") -> list[str]:
    page = client.get(address).text
    found = re.search(r'<p class="next-step">(.*?)</p>', page, re.S)
    return " ".join(re.sub(r"<[^>]+>", "", found[1]).split()) if found else ""


def test_the_front_page_tells_each_reader_what_comes_next_for_them(clients, ahead):
    programme = ahead[0].programme
    Programme.objects.filter(pk=programme.pk).update(visibility="circulated")
    programme.circulated_to.set([body(CLIMATE)])
    groups = f"Neste: Uttale seg, {day(9):%d.%m.%Y} (om 9 dager)"
    assert {name: told_next(client) for name, client in clients.items()} == {
        "nobody": "", "outsider": "", "delegate": "", "board_member": "", "coordinator": "", "transport_member": "",
        "climate_member": groups, "climate_leader": groups,
        "secretary": f"Neste: Sende ut, {day(2):%d.%m.%Y} (om 2 dager)",
    }  # fmt: skip


def test_a_step_that_goes_on_is_still_next_and_one_of_an_adopted_programme_never(desk, ahead, draft_2024):
    ProcessStep.objects.filter(what="Skrive").update(ends_on=day(1))
    assert told_next(desk) == f"Neste: Skrive, {day(-3):%d.%m.%Y} (nå)"
    Programme.objects.filter(pk=draft_2024.pk).update(phase="adopted", visibility="public")
    assert told_next(desk) == ""


def test_the_strip_of_the_workplace_names_the_next_step(desk, ahead):
    link = f'href="{PLAN}#steg-{ahead[1].uuid}">Neste: Sende ut, {day(2):%d.%m.%Y}</a> (om 2 dager)'
    assert link in desk.get("/redaksjon/2024/").text


def test_the_secretariat_starts_with_thirty_days_over_all_programmes(desk, ahead, secretary, programme_2025):
    step = ProcessStep.objects.create(programme=programme_2025, when="da", what="Vedtatt", starts_on=day(3))
    round = opening.prepare(
        ahead[0].programme, name="Runden", bodies=[body(CLIMATE)], deadline=day(8), during="own", after="own",
        by=secretary,
    )  # fmt: skip
    opening.open_round(round, by=secretary)
    Round.objects.exclude(pk=round.pk).update(closed_at=timezone.now(), opened_at=timezone.now() - timedelta(1))
    page = desk.get("/redaksjon/").text
    listed = page[page.index("De neste 30 dagene") :]
    assert re.findall(r'<a href="([^"]+)">([^<]+)</a>', listed[: listed.index("</ul>")]) == [
        (f"{PLAN}#steg-{ahead[1].uuid}", "Sende ut"),
        (f"/innspill/runder/{round.uuid}/", "Frist: Runden"),
        (f"{PLAN}#steg-{ahead[2].uuid}", "Uttale seg"),
        (f"{PLAN}#steg-{ahead[3].uuid}", "Innstille"),
    ]
    assert "«Hvem» mangler" in listed
    assert "2 steg uten «Hvem» i" in listed
    ProcessStep.objects.exclude(pk=step.pk).delete()
    Round.objects.filter(pk=round.pk).update(deadline=day(31))
    assert "Ingen steg i fremdriftsplanene og ingen frister de neste 30 dagene." in desk.get("/redaksjon/").text


# ── How often it asks ───────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("number", [3, 300])
def test_it_asks_as_often_with_three_steps_as_with_three_hundred(desk, client, draft_2024, plan, secretary, number):
    draft_2024.steps.all().delete()
    ProcessStep.objects.bulk_create(
        ProcessStep(
            programme=draft_2024, when="Da", what=f"Dette {place}", order=place, starts_on=day(place % 28),
            kind="groups", body=body(CLIMATE),
        )
        for place in range(number)
    )  # fmt: skip
    Meeting.objects.bulk_create(Meeting(body=body(CLIMATE), date=day(place)) for place in range(number))
    asked = []
    addresses = ("/redaksjon/", PLAN, BACK, chosen(**{"styret-fra": "2030-10-10", "styret-organ": "styret"}), READ, "/")
    desk.get(READ)  # the address of the calendar is made
    for address in addresses:
        with CaptureQueriesContext(connection) as queries:
            assert desk.get(address).status_code == 200
        asked.append(len(queries))
    for address in (feed(secretary), f"/innspill/kalender/{address_of(secretary).token}/{CLIMATE}.ics"):
        with CaptureQueriesContext(connection) as queries:
            client.get(address)
        asked.append(len(queries))
    assert asked == [9, 17, 16, 21, 9, 10, 5, 6]
