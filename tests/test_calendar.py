"""A body's calendar in a calendar program: what stands in it, who sees what, and the address that lets one in."""

from datetime import timedelta

import pytest
from django.utils import timezone
from icalendar import Calendar

from organisation.calendars import address_of, replace
from organisation.closing import deactivate
from organisation.models import Body, CalendarAddress, Entry, Meeting, Seat
from organisation.record import Verb
from organisation.visibility import Visibility
from programmes.models import ProcessStep, Round
from programmes.rounds import opening

from .pages import messages
from .sent_out import CLIMATE, TRANSPORT, body, day


def path(person, key: str = CLIMATE) -> str:
    return f"/innspill/kalender/{address_of(person).token}/{key}.ics"


def events(client, person, key: str = CLIMATE) -> dict[str, str]:
    """What stands in the calendar: the summary and the first day of each event."""
    calendar = Calendar.from_ical(client.get(path(person, key)).content)
    return {str(event["SUMMARY"]): f"{event['DTSTART'].dt}" for event in calendar.events}


@pytest.fixture(autouse=True)
def _no_plan(db):
    """The plan of 2024 stands in these calendars too; here each test says which steps there are."""
    ProcessStep.objects.all().delete()


@pytest.fixture
def meeting(db):
    return Meeting.objects.create(
        body=body(CLIMATE), date=day(3), last_date=day(4), name="Arbeidsmøte; dag 1, 2", place="Rådhuset, Oslo"
    )


@pytest.fixture
def step(draft_2024):
    return ProcessStep.objects.create(
        programme=draft_2024, when="mai/juni", what="Faggruppene uttaler seg", body=body(CLIMATE), starts_on=day(5),
        confirmed=False,
    )  # fmt: skip


def test_deadlines_meetings_and_dated_steps_stand_in_it(client, round, meeting, step, climate_member):
    ProcessStep.objects.create(programme=round.programme, when="en gang", what="Uten dato", body=body(CLIMATE))
    programme = round.programme.title

    name = body(CLIMATE).in_a_sentence
    found = events(client, climate_member)
    assert found == {
        f"Frist: innspill til «Utkast til faggruppene» i {programme}": f"{day(10)}",
        f"Arbeidsmøte; dag 1, 2 i {name}": f"{day(3)}",
        f"Faggruppene uttaler seg ({programme}) – ikke bekreftet": f"{day(5)}",
    }


def test_it_is_the_same_calendar_each_time_it_is_fetched(client, round, meeting, climate_member):
    assert client.get(path(climate_member)).content == client.get(path(climate_member)).content


def test_it_is_whole_days_escaped_and_folded_as_the_standard_says(client, round, meeting, climate_member):
    response = client.get(path(climate_member))
    lines = response.content.split(b"\r\n")

    assert (response["Content-Type"], response["Content-Disposition"]) == (
        "text/calendar; charset=utf-8",
        f'inline; filename="{CLIMATE}.ics"',
    )
    assert b"\n" not in response.content.replace(b"\r\n", b"")
    assert max(map(len, lines)) <= 75
    unfolded = response.content.replace(b"\r\n ", b"").decode()
    assert f"DTSTART;VALUE=DATE:{day(3):%Y%m%d}\r\nDTEND;VALUE=DATE:{day(5):%Y%m%d}\r\n" in unfolded  # the day after
    assert "SUMMARY:Arbeidsmøte\\; dag 1\\, 2 i" in unfolded
    assert "LOCATION:Rådhuset\\, Oslo\r\n" in unfolded
    assert f"UID:round-{round.uuid}@127.0.0.1\r\n" in unfolded
    assert "PRODID:-//Osloregionen//Handlingsprogram//NO\r\n" in unfolded


def event_of(client, person):
    [event] = Calendar.from_ical(client.get(path(person)).content).events
    return event["UID"], event["SEQUENCE"], event["LAST-MODIFIED"].dt, event["DTSTAMP"].dt


def test_a_moved_deadline_is_the_same_event_with_a_later_sequence(client, round, secretary, climate_member):
    before = event_of(client, climate_member)
    assert event_of(client, climate_member) == before  # nothing has happened

    Round.objects.update(deadline_set_at=timezone.now() - timedelta(minutes=1))
    before = event_of(client, climate_member)
    opening.move_deadline(round, day(4), by=secretary)
    after = event_of(client, climate_member)
    assert after[0] == before[0]
    assert all(new > old for new, old in zip(after[1:], before[1:], strict=True))


def test_a_meeting_that_is_changed_says_so(client, meeting, climate_member):
    Meeting.objects.update(changed_at=timezone.now() - timedelta(minutes=1))
    meeting.refresh_from_db()
    before = event_of(client, climate_member)
    meeting.place = "Et annet sted"
    meeting.save()

    assert event_of(client, climate_member)[1] > before[1]


def test_a_hostile_name_adds_no_line(client, round, climate_member):
    Round.objects.update(name="Runde\r\nBEGIN:VEVENT\nATTACH:https://x.example/")

    assert len(events(client, climate_member)) == 1
    assert b"\nATTACH" not in client.get(path(climate_member)).content


# ── Who sees what ────────────────────────────────────────────────────────────────────────────────

ASKED = {"climate_leader", "climate_member", "transport_member", "secretary"}


@pytest.mark.parametrize("name", ["outsider", "delegate", "board_member", "coordinator", *sorted(ASKED)])
def test_each_sees_in_the_calendar_what_they_see_on_the_pages(request, client, round, meeting, step, name):
    Round.objects.exclude(pk=round.pk).delete()
    round.programme.visibility = "circulated"
    round.programme.save()
    round.programme.circulated_to.set([body(CLIMATE), body(TRANSPORT)])

    found = events(client, request.getfixturevalue(name))
    assert len(found) == (3 if name in ASKED else 1)  # the meeting of a body that everybody may know of


def test_what_is_not_opened_stands_in_nobodys_calendar(client, prepared, secretary):
    assert events(client, secretary) == {}


def test_when_the_seat_ends_the_deadlines_are_gone_the_next_time(client, round, climate_member):
    assert len(events(client, climate_member)) == 1
    Seat.objects.filter(person=climate_member).update(to_date=day(-1))

    assert events(client, climate_member) == {}


def test_a_body_one_may_not_know_of_has_no_calendar(client, round, outsider, climate_member):
    Body.objects.filter(key=CLIMATE).update(visibility=Visibility.INTERNAL)

    assert [client.get(path(person)).status_code for person in (outsider, climate_member)] == [404, 200]


@pytest.mark.parametrize("number", [1, 10])
def test_it_asks_as_often_however_much_stands_in_it(client, round, climate_member, number, django_assert_num_queries):
    for n in range(number):
        Meeting.objects.create(body=body(CLIMATE), date=day(n))
        ProcessStep.objects.create(
            programme=round.programme, when="da", what=f"Nr. {n}", body=body(CLIMATE), starts_on=day(n)
        )
    address = path(climate_member)

    with django_assert_num_queries(6):  # whose address, their seats, the body; deadlines, meetings, steps
        client.get(address)


# ── The address ──────────────────────────────────────────────────────────────────────────────────


def test_the_page_gives_an_address_for_each_body_one_may_know_of_ones_own_first(client, climate_member):
    client.force_login(climate_member)
    page = client.get("/konto/kalender/").text

    token = address_of(climate_member).token
    first = page.index(f"<code>http://127.0.0.1:8000/innspill/kalender/{token}/{CLIMATE}.ics</code>")
    assert page.index("Organene du sitter i") < first < page.index("Andre organer")
    assert page.count("<code>") == Body.objects.visible_to(climate_member).filter(ended_on=None).count()


def test_a_new_address_kills_the_old_and_stands_in_the_log(client, climate_member):
    client.force_login(climate_member)
    old = path(climate_member)
    assert client.get(old).status_code == 200

    answer = client.post("/konto/kalender/ny/", follow=True)
    assert messages(answer) == ["Kalenderne har fått ny adresse. Den gamle virker ikke lenger."]
    assert [client.get(old).status_code, client.get(path(climate_member)).status_code] == [404, 200]
    row = Entry.objects.first()
    assert (row.actor, row.verb, row.what) == (climate_member, Verb.CHANGED, "adressen til kalenderne")


def test_an_address_that_was_tampered_with_or_is_anothers_does_not_exist(client, climate_member, climate_leader):
    mine, theirs = address_of(climate_member).token, address_of(climate_leader).token
    forged = theirs.split(":")[0] + ":" + mine.split(":")[1]

    for token in (forged, mine[:-1], f"{climate_leader.pk}.1", "1", "x:y"):
        assert (token, client.get(f"/innspill/kalender/{token}/{CLIMATE}.ics").status_code) == (token, 404)


def test_a_closed_account_has_no_calendar(client, secretary, climate_member):
    address = path(climate_member)
    deactivate(climate_member, by=secretary)

    assert client.get(address).status_code == 404


def test_the_database_alone_is_not_enough_to_make_an_address(climate_member):
    replace(climate_member, by=climate_member)

    stored = [str(value) for row in CalendarAddress.objects.values_list() for value in row]
    assert [value for value in stored if address_of(climate_member).token in value] == []


def test_members_find_the_calendar_from_the_page_of_a_body_and_strangers_do_not(client, climate_member):
    link = f'href="/konto/kalender/#{CLIMATE}"'
    assert client.get(f"/organisasjon/organer/{CLIMATE}/").text.count(link) == 0

    client.force_login(climate_member)
    assert client.get(f"/organisasjon/organer/{CLIMATE}/").text.count(link) == 1
