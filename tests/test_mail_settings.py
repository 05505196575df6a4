"""Which mails one wants, the way out in every mail, what the secretariat sees of what was sent, and how long."""

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from organisation.letters import key_to_decline
from organisation.models import DeclinedMail, Entry, Mailing
from organisation.my_data import about
from organisation.record import Verb
from organisation.retention import forget_old
from programmes.rounds import opening

from .cast import CAST
from .pages import messages
from .posted import sent
from .sent_out import day

Kind, State = Mailing.Kind, Mailing.State
SETTINGS, LOG = "/konto/e-post/", "/innspill/post/"


@pytest.fixture
def round(round):
    """Everybody has been told of it."""
    sent()
    return round


def way_out(person, kind=Kind.REMINDER) -> str:
    return f"/konto/e-post/av/{key_to_decline(person, kind)}/"


def declined(person) -> list[str]:
    return sorted(person.declined_mail.values_list("kind", flat=True))


# ── One's own choice ─────────────────────────────────────────────────────────────────────────────


def test_everything_is_on_until_one_turns_it_off(client, climate_member):
    client.force_login(climate_member)
    page = client.get(SETTINGS).text

    assert re.findall(r'name="wanted" value="(\w+)"[^>]* checked', page) == Kind.values


def test_what_one_turns_off_is_off_and_stands_in_the_log_once(client, climate_member):
    client.force_login(climate_member)
    wanted = [kind for kind in Kind.values if kind != Kind.DIGEST]
    answers = [messages(client.post(SETTINGS, {"wanted": wanted}, follow=True)) for _ in range(2)]

    assert answers == [["Valgene er lagret."], ["Ingenting var endret, så ingenting er lagret."]]
    assert declined(climate_member) == ["digest"]
    rows = Entry.objects.filter(verb=Verb.CHANGED).values_list("actor", "person", "what")
    assert list(rows) == [(climate_member.pk, climate_member.pk, "hvilke e-poster som sendes")]
    assert re.findall(r'name="wanted" value="(\w+)"[^>]* checked', client.get(SETTINGS).text) == wanted


def test_what_does_not_exist_cannot_be_chosen(client, climate_member):
    client.force_login(climate_member)

    assert client.post(SETTINGS, {"wanted": ["alt"]}).status_code == 200
    assert not DeclinedMail.objects.exists()


def test_who_has_declined_one_kind_gets_the_others(prepared, secretary, client, climate_member):
    client.post(way_out(climate_member, Kind.DEADLINE_MOVED))
    opening.open_round(prepared, by=secretary)
    assert "faggruppe-klima2" in sent()

    opening.move_deadline(prepared, day(12), by=secretary)
    assert "faggruppe-klima2" not in sent()


# ── The way out ──────────────────────────────────────────────────────────────────────────────────


def test_the_link_in_the_mail_leads_out_with_one_click(prepared, secretary, climate_member):
    opening.open_round(prepared, by=secretary)
    sent()
    [letter] = [each for each in mail.outbox if each.to == [climate_member.email]]
    link = re.search(r"/konto/e-post/av/\S+", letter.body)[0]

    asked = Client().get(link)
    assert (asked.status_code, declined(climate_member)) == (200, [])  # programs open links to look for harm
    done = Client().post(link)
    assert (done.status_code, done.text.count("<h1>Du er meldt av</h1>")) == (200, 1)
    assert declined(climate_member) == ["round_opened"]


def test_a_mail_program_declines_with_one_post_and_is_not_sent_on(climate_member):
    strict = Client(enforce_csrf_checks=True)
    answers = [strict.post(way_out(climate_member), {"List-Unsubscribe": "One-Click"}) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [200, 200]
    assert declined(climate_member) == ["reminder"]
    rows = Entry.objects.filter(verb=Verb.CHANGED).values_list("actor", "person", "what")
    assert list(rows) == [(None, climate_member.pk, "hvilke e-poster som sendes")]


@pytest.mark.parametrize("spoil", [lambda key: key[:-1], lambda key: "2" + key, lambda key: key.replace("r", "d", 1)])
def test_a_key_that_was_tampered_with_does_not_exist(client, climate_member, spoil):
    address = f"/konto/e-post/av/{spoil(key_to_decline(climate_member, Kind.REMINDER))}/"

    assert [client.get(address).status_code, client.post(address).status_code] == [404, 404]
    assert not DeclinedMail.objects.exists()


def test_the_key_of_a_calendar_declines_nothing(client, climate_member):
    from organisation.calendars import address_of  # noqa: PLC0415

    assert client.post(f"/konto/e-post/av/{address_of(climate_member).token}/").status_code == 404


# ── The sent log ─────────────────────────────────────────────────────────────────────────────────


def test_the_log_tells_the_secretariat_who_got_what_and_what_did_not_arrive(
    desk, round, climate_leader, climate_member, transport_member
):
    Mailing.objects.filter(person=climate_member).update(
        state=State.FAILED, sent_at=None, tries=2, error="SMTPException: nei"
    )
    Mailing.objects.filter(person=transport_member).update(state=State.FAILED, sent_at=None, tries=5, error="Borte")
    page = " ".join(desk.get(LOG).text.split())

    assert page.count("3 e-poster") == 1
    assert page.count(f'href="/organisasjon/personer/{climate_leader.pk}/"') == 1
    assert page.count("prøves igjen, 2 forsøk til nå: SMTPException: nei") == 1
    assert page.count("gitt opp etter 5 forsøk: Borte") == 1


@pytest.mark.parametrize(
    ("query", "number"),
    [("om=round_opened", 3), ("om=digest", 0), ("tilstand=sent", 3), ("tilstand=failed", 0)],
)
def test_the_log_is_filtered(desk, round, query, number):
    page = desk.get(f"{LOG}?{query}").text

    assert page.count("<tr>") == (number and number + 1)


def test_an_empty_log_says_what_will_stand_there(desk):
    assert desk.get(LOG).text.count("Ingenting er sendt ennå.") == 1


@pytest.mark.parametrize("number", [1, 30])
def test_the_log_asks_as_often_however_much_is_sent(desk, secretary, climate_member, number, django_assert_num_queries):
    for n in range(number):
        Mailing.objects.create(person=climate_member, by=secretary, kind=Kind.DIGEST, event=f"{n}")

    with django_assert_num_queries(6):
        desk.get(LOG)


def test_one_sees_what_was_sent_to_oneself_and_the_secretariat_sees_all(request, round, climate_member, secretary):
    assert Mailing.objects.visible_to(secretary).count() == 3
    assert [row.person for row in Mailing.objects.visible_to(climate_member)] == [climate_member]
    for name in ("outsider", "delegate", "board_member", "coordinator"):
        assert (name, Mailing.objects.visible_to(request.getfixturevalue(name)).count()) == (name, 0)
    assert "nobody" in CAST


# ── What is kept ─────────────────────────────────────────────────────────────────────────────────


def test_what_was_sent_is_forgotten_after_a_year(round):
    made = Mailing.objects.latest("made_at").made_at

    assert forget_old(made + timedelta(days=365))["mailings"] == 0
    assert forget_old(made + timedelta(days=365, seconds=1))["mailings"] == 3


def test_my_data_tells_what_was_sent_to_me_and_not_to_whom_my_decision_went(round, secretary, climate_member):
    told = {table.key: [{fact.name for fact in row} for row in table.rows] for table in about(climate_member)}
    assert {"kind", "subject", "state", "sent_at", "by"} <= told["organisation.Mailing.person"][0]

    told = {table.key: [{fact.name for fact in row} for row in table.rows] for table in about(secretary)}
    assert [row & {"person", "error"} for row in told["organisation.Mailing.by"]] == [set()] * 3


def test_my_data_does_not_tell_an_answer_before_it_is_published(round, say, secretary, climate_member):
    from programmes.rounds import answering  # noqa: PLC0415

    answering.answer([say()], "not", "Nei.", by=secretary)
    [table] = [each for each in about(climate_member) if each.key == "programmes.Comment.person"]

    assert {fact.name for fact in table.rows[0]} & {"response", "led_to"} == set()


# ── The command ──────────────────────────────────────────────────────────────────────────────────


def test_the_daily_command_may_run_twice(round, say, capsys):
    comment = say()
    type(comment).objects.filter(pk=comment.pk).update(written_at=timezone.now() - timedelta(hours=1))
    mail.outbox.clear()
    for _ in range(2):
        call_command("send_mail_due")

    assert capsys.readouterr().out == (
        "Nye påminnelser: 0. Nye oppsummeringer: 3. Sendt nå: 3. Kom ikke fram: 0.\n"
        "Nye påminnelser: 0. Nye oppsummeringer: 0. Sendt nå: 0. Kom ikke fram: 0.\n"
    )
    assert len(mail.outbox) == 3
