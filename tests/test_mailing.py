"""Mail about rounds and programmes: who gets which, once, never about one's own doing, and what it says."""

import re
from datetime import date, datetime, timedelta
from html import unescape

import pytest
from django.core import mail
from django.db import IntegrityError, transaction
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from organisation.closing import deactivate
from organisation.letters import Letter, key_to_decline, write
from organisation.mailing import choose, plan
from organisation.models import Mailing, Seat, User
from organisation.models.mailing import TRIES
from organisation.record import Verb, note
from programmes.milestones import keep_milestone
from programmes.models import Comment, Round
from programmes.process.days import working_days_before
from programmes.rounds import answering, commenting, mails, opening, statements
from programmes.rounds.reminders import due_today, remind

from .posted import sent
from .sent_out import CLIMATE, TRANSPORT, body, day

Kind, State = Mailing.Kind, Mailing.State
GROUPS = {"faggruppe-klima", "faggruppe-klima2", "faggruppe-atp"}
PROGRAMME = "Handlingsprogram 2024 – foreløpig innretning"


@pytest.fixture
def round(round):
    """Everybody has been told of it."""
    sent()
    return round


def published(round, comments, secretary, outcome="taken"):
    for comment in comments:
        answering.answer([comment], outcome, "Fordi.", by=secretary)
    opening.close(round, by=secretary)
    return opening.publish_answers(round, by=secretary)


def told_of_phase(programme, secretary):
    mails.phase_changed(programme, note(secretary, Verb.CHANGED, "fasen"), by=secretary)


# ── Who gets which ───────────────────────────────────────────────────────────────────────────────


def opens(prepared, secretary, **_):
    opening.open_round(prepared, by=secretary)


def moves(prepared, secretary, **_):
    opening.open_round(prepared, by=secretary)
    sent()
    opening.move_deadline(prepared, day(12), by=secretary)


def opens_again(prepared, secretary, **_):
    opening.open_round(prepared, by=secretary)
    sent()
    opening.close(prepared, by=secretary)
    opening.open_again(prepared, day(12), by=secretary)


def comes_near(prepared, secretary, **_):
    opening.open_round(prepared, by=secretary)
    sent()
    Round.objects.update(deadline=day(1), deadline_set_at=timezone.now() - timedelta(days=9))
    Round.objects.update(opened_at=timezone.now() - timedelta(days=9))
    remind()


def publishes(prepared, secretary, climate_member):
    opening.open_round(prepared, by=secretary)
    sent()
    comment = commenting.write(
        prepared, commenting.Remark(text="Bra."), commenting.Sender(body=body(CLIMATE)), by=climate_member
    )
    published(prepared, [comment], secretary)


def changes_phase(prepared, secretary, **_):
    programme = prepared.programme
    programme.phase, programme.visibility = "groups", "circulated"
    programme.save()
    programme.circulated_to.set([body(CLIMATE), body(TRANSPORT)])
    told_of_phase(programme, secretary)


def sums_up(prepared, secretary, climate_member):
    opening.open_round(prepared, by=secretary)
    sent()
    commenting.write(prepared, commenting.Remark(text="Bra."), commenting.Sender(body=body(CLIMATE)), by=climate_member)
    mails.sum_up(timezone.now() + timedelta(minutes=6))


@pytest.mark.parametrize(
    ("happens", "told"),
    [
        (opens, GROUPS),
        (moves, GROUPS),
        (opens_again, GROUPS),
        (comes_near, GROUPS),
        (publishes, {"faggruppe-klima", "faggruppe-klima2"}),  # who said something, and their group
        (changes_phase, GROUPS | {"sekretariat2"}),  # not the colleague who did it
        (sums_up, {"faggruppe-klima", "sekretariat", "sekretariat2"}),  # not who wrote
    ],
)
def test_of_everybody_in_the_cast_these_are_told(prepared, secretary, climate_member, happens, told):
    happens(prepared=prepared, secretary=secretary, climate_member=climate_member)

    assert set(sent()) == told
    assert sent() == {}  # and only once


def test_a_round_that_is_only_prepared_is_told_to_nobody(prepared, secretary):
    opening.move_deadline(prepared, day(20), by=secretary)

    assert not Mailing.objects.exists()


def test_who_opens_a_round_is_not_told_of_it_in_their_group(prepared, secretary):
    Seat.objects.create(person=secretary, body=body(CLIMATE))
    opening.open_round(prepared, by=secretary)

    assert set(sent()) == GROUPS


def test_observers_read_along_and_are_not_written_to(prepared, secretary, outsider):
    Seat.objects.create(person=outsider, body=body(CLIMATE), role=Seat.Role.OBSERVER)
    opening.open_round(prepared, by=secretary)

    assert set(sent()) == GROUPS


def test_who_sits_in_two_of_the_groups_gets_one_mail_that_names_both(prepared, secretary, climate_leader):
    Seat.objects.create(person=climate_leader, body=body(TRANSPORT))
    opening.open_round(prepared, by=secretary)

    in_order = [each.in_a_sentence for each in prepared.bodies.order_by("order", "name")]
    assert sent()["faggruppe-klima"].endswith(f": innspill fra {' og '.join(in_order)}")


def test_the_mail_stands_or_falls_with_the_decision(prepared, secretary):
    with transaction.atomic():
        opening.open_round(prepared, by=secretary)
        transaction.set_rollback(True)

    assert (Mailing.objects.count(), DBTaskResult.objects.count()) == (0, 0)


def test_a_decision_sends_nothing_itself_and_asks_the_worker_once(prepared, secretary):
    opening.open_round(prepared, by=secretary)

    assert mail.outbox == []
    assert [row.task_path for row in DBTaskResult.objects.all()] == ["programmes.rounds.mails.send_waiting"]
    assert set(Mailing.objects.values_list("state", "tries", "sent_at")) == {("waiting", 0, None)}


def test_one_mail_per_person_and_event_says_the_database_too(climate_member):
    Mailing.objects.create(person=climate_member, kind=Kind.DIGEST, event="2025-10-14")

    with pytest.raises(IntegrityError), transaction.atomic():
        Mailing.objects.create(person=climate_member, kind=Kind.DIGEST, event="2025-10-14")
    assert plan(Kind.DIGEST, "2025-10-14", [climate_member.pk]) == 0


@pytest.mark.parametrize("others", [1, 20])
def test_deciding_asks_the_database_as_often_however_many_are_told(
    prepared, secretary, others, django_assert_num_queries
):
    for number in range(others):
        Seat.objects.create(person=User.objects.create_user(f"m{number}@x.invalid"), body=body(CLIMATE))
    milestone = keep_milestone(prepared.programme, "Et utkast", by=secretary)
    Round.objects.filter(pk=prepared.pk).update(milestone=milestone, opened_at=timezone.now())

    with django_assert_num_queries(6):  # the round, its seats, who has one, who wants one, the rows, the task
        mails.round_opened(prepared, by=secretary)


# ── Asked again when it is sent ──────────────────────────────────────────────────────────────────


def test_whose_seat_has_ended_meanwhile_gets_no_mail(prepared, secretary, climate_member):
    opening.open_round(prepared, by=secretary)
    Seat.objects.filter(person=climate_member).update(to_date=day(-1))

    assert set(sent()) == GROUPS - {"faggruppe-klima2"}
    assert Mailing.objects.get(person=climate_member).state == State.DROPPED


def test_whose_account_is_closed_or_who_has_declined_meanwhile_gets_no_mail(
    prepared, secretary, climate_member, climate_leader
):
    opening.open_round(prepared, by=secretary)
    deactivate(climate_member, by=secretary)
    choose(climate_leader, [], by=climate_leader)

    assert set(sent()) == {"faggruppe-atp"}


def test_a_round_that_closed_before_the_mail_left_is_not_told(prepared, secretary):
    opening.open_round(prepared, by=secretary)
    opening.close(prepared, by=secretary)

    assert sent() == {}


def test_of_a_deadline_that_is_moved_twice_only_the_last_is_told(round, secretary):
    opening.move_deadline(round, day(12), by=secretary)
    opening.move_deadline(round, day(14), by=secretary)

    assert len(sent()) == 3
    assert Mailing.objects.filter(kind=Kind.DEADLINE_MOVED, state=State.DROPPED).count() == 3


def test_a_deadline_that_is_moved_back_is_told_again(round, secretary):
    for days in (12, 10, 12):
        opening.move_deadline(round, day(days), by=secretary)
        assert set(sent()) == GROUPS


def test_a_phase_that_is_left_again_or_a_programme_one_may_not_read_is_not_told(draft_2024, secretary):
    draft_2024.circulated_to.set([body(CLIMATE)])
    draft_2024.visibility = "internal"
    draft_2024.save()
    told_of_phase(draft_2024, secretary)
    assert set(sent()) == {"sekretariat2"}

    told_of_phase(draft_2024, secretary)
    type(draft_2024).objects.filter(pk=draft_2024.pk).update(phase="coordination")
    assert sent() == {}


# ── Reminders ────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("deadline", "three_before"),
    [
        (date(2025, 10, 17), date(2025, 10, 14)),  # Friday, Tuesday
        (date(2025, 10, 20), date(2025, 10, 15)),  # Monday: over a weekend
        (date(2025, 4, 22), date(2025, 4, 14)),  # after Easter: Maundy Thursday to Easter Monday are days off
        (date(2025, 5, 2), date(2025, 4, 28)),  # 1 May
        (date(2025, 5, 19), date(2025, 5, 14)),  # 17 May on a Saturday takes nothing more
        (date(2024, 5, 21), date(2024, 5, 14)),  # Whit Monday, and 17 May on a Friday
        (date(2026, 1, 2), date(2025, 12, 29)),  # New Year, in another year
    ],
)
def test_working_days_know_weekends_and_norwegian_holidays(deadline, three_before):
    assert working_days_before(deadline, 3) == three_before


@pytest.mark.parametrize(
    ("today", "due"),
    [
        ("2025-10-13", 0),
        ("2025-10-14", 3),
        ("2025-10-15", 3),  # nobody looked on the day
        ("2025-10-16", 1),
        ("2025-10-17", 1),
        ("2025-10-18", 0),  # it is over
    ],
)
def test_reminders_come_three_working_days_and_one_day_before(today, due):
    told = datetime(2025, 10, 1, tzinfo=timezone.get_current_timezone())
    round = Round(deadline=date(2025, 10, 17), opened_at=told, deadline_set_at=told)  # a Friday

    assert due_today(round, date.fromisoformat(today)) == due


@pytest.mark.parametrize("set_on", ["2025-10-14", "2025-10-15"])
def test_who_has_just_been_told_of_the_deadline_is_not_reminded_at_once(set_on):
    told = datetime.fromisoformat(f"{set_on}T15:00:00+02:00")
    round = Round(deadline=date(2025, 10, 17), opened_at=told, deadline_set_at=told)

    assert [due_today(round, date(2025, 10, n)) for n in (14, 15, 16)] == [0, 0, 1]


@pytest.fixture
def tomorrow(round):
    """The round's deadline is tomorrow, and was set long ago."""
    long_ago = timezone.now() - timedelta(days=20)
    Round.objects.filter(pk=round.pk).update(deadline=day(1), deadline_set_at=long_ago, opened_at=long_ago)
    round.refresh_from_db()
    return round


def reminded() -> set[str]:
    remind()
    return set(sent())


def test_a_reminder_is_sent_once_however_often_one_looks(tomorrow):
    assert (reminded(), reminded()) == (GROUPS, set())


def test_who_has_commented_is_not_reminded_but_who_withdrew_it_is(tomorrow, say, climate_member):
    comment = say()
    Comment.objects.filter(pk=comment.pk).update(person=climate_member)
    assert remind() == 2

    commenting.withdraw(comment, by=climate_member)
    assert reminded() == GROUPS


def test_who_has_no_remarks_is_not_reminded_the_rest_of_the_group_is(tomorrow, climate_member):
    statements.say_no_remarks(tomorrow, body(CLIMATE), by=climate_member)

    assert reminded() == GROUPS - {"faggruppe-klima2"}


def test_nobody_in_a_group_without_remarks_is_reminded(tomorrow, climate_leader):
    statements.say_no_remarks(tomorrow, body(CLIMATE), by=climate_leader)

    assert reminded() == {"faggruppe-atp"}


def test_a_statement_answers_for_the_group_when_it_is_confirmed(tomorrow, climate_leader, say):
    statement = statements.draft(tomorrow, body(CLIMATE), "Vi støtter utkastet.", [], by=climate_leader)
    assert remind() == 3

    statements.confirm(statement, by=climate_leader)
    assert set(sent()) == {"faggruppe-atp"}


def test_who_sits_in_two_groups_is_reminded_of_the_silent_one(tomorrow, climate_leader):
    Seat.objects.create(person=climate_leader, body=body(TRANSPORT))
    statements.say_no_remarks(tomorrow, body(CLIMATE), by=climate_leader)
    remind()

    assert sent()["faggruppe-klima"] == (
        f"Frist i morgen {day(1).day}.{day(1).month}: innspill fra {body(TRANSPORT).in_a_sentence}"
    )


@pytest.mark.parametrize("closed", [True, False])
def test_a_closed_round_and_a_passed_deadline_remind_nobody(tomorrow, secretary, closed):
    if closed:
        opening.close(tomorrow, by=secretary)
    else:
        Round.objects.update(deadline=day(-1))

    assert remind() == 0


# ── What became of it ────────────────────────────────────────────────────────────────────────────


def test_each_is_told_what_became_of_their_own_and_their_groups_comments(
    round, say, secretary, climate_leader, transport_member
):
    mine, other, leaders = say(), say("Nei."), say("Vi mener.", by=climate_leader)
    theirs = say("Vei.", by=transport_member, group=TRANSPORT)
    answering.answer([other], "not", "Utenfor rammen.", by=secretary)
    published(round, [mine, leaders, theirs], secretary)
    sent()

    said = {letter.to[0].split("@")[0]: points(letter) for letter in mail.outbox}
    climate, transport = body(CLIMATE), body(TRANSPORT)
    assert said == {
        "faggruppe-klima2": [
            "Dine innspill: 1 tatt til følge, 1 ikke tatt til følge",
            f"{climate}, de andres innspill: 1 tatt til følge",
        ],
        "faggruppe-klima": [
            "Dine innspill: 1 tatt til følge",
            f"{climate}, de andres innspill: 1 tatt til følge, 1 ikke tatt til følge",
        ],
        "faggruppe-atp": ["Dine innspill: 1 tatt til følge"],
    }
    assert transport.name not in mail.outbox[0].body


def points(letter) -> list[str]:
    return re.findall(r"^– (.*)$", letter.body, re.MULTILINE)


def test_a_withdrawn_comment_is_neither_mentioned_nor_counted(round, say, secretary, climate_member):
    commenting.withdraw(say(), by=climate_member)
    published(round, [say("To")], secretary)
    sent()

    assert points(mail.outbox[0]) == [f"{body(CLIMATE)}: 1 tatt til følge"]


# ── The digest ───────────────────────────────────────────────────────────────────────────────────


def digest(days: int = 0) -> dict[str, list[str]]:
    """The digest so many days from now: who gets it, and its lines."""
    mails.sum_up(timezone.now() + timedelta(days=days, minutes=6))
    sent()
    return {letter.to[0].split("@")[0]: points(letter) for letter in mail.outbox}


def line(what: str, group: str = "") -> str:
    frist = f"«Utkast til faggruppene» i {PROGRAMME}, frist {day(10).day}.{day(10).month}"
    return f"{frist}{f', {group}' if group else ''}: {what}"


def test_where_nothing_is_new_there_is_no_digest(round):
    assert digest() == {}
    assert not Mailing.objects.filter(kind=Kind.DIGEST).exists()


def test_the_digest_tells_a_group_of_its_own_and_the_secretariat_of_all(round, say, climate_leader, transport_member):
    say(), say("To"), say("Vei", by=transport_member, group=TRANSPORT)
    statements.confirm(statements.draft(round, body(CLIMATE), "Ja.", [], by=climate_leader), by=climate_leader)

    everything = [line("3 nye innspill, 1 bekreftet uttalelse")]
    assert digest() == {
        "faggruppe-klima": [line("2 nye innspill", str(body(CLIMATE)))],
        "faggruppe-klima2": [line("1 bekreftet uttalelse", str(body(CLIMATE)))],
        "sekretariat": everything,
        "sekretariat2": everything,
    }


def test_the_digest_does_not_tell_the_same_twice(round, say):
    say()
    assert (len(digest()), digest(), digest(days=1)) == (3, {}, {})

    comment = say("Nytt")
    Comment.objects.filter(pk=comment.pk).update(written_at=timezone.now() + timedelta(days=1))
    assert digest(days=2)["sekretariat"] == [line("1 nytt innspill")]


def test_a_withdrawn_comment_is_told_to_the_secretariat_alone_and_only_when_it_knew_of_it(round, say, climate_member):
    commenting.withdraw(say("Kom og gikk"), by=climate_member)
    comment = say("Blir trukket")
    assert digest()["sekretariat"] == [line("1 nytt innspill")]

    commenting.withdraw(comment, by=climate_member)
    Comment.objects.filter(pk=comment.pk).update(withdrawn_at=timezone.now() + timedelta(days=1))
    told = [line("1 trukket innspill")]
    assert digest(days=2) == {"sekretariat": told, "sekretariat2": told}


def test_what_the_secretariat_registers_or_withdraws_itself_is_told_to_the_colleague(round, secretary):
    letter = commenting.Sender(body=body(CLIMATE), source=Comment.Source.LETTER)
    comment = commenting.write(round, commenting.Remark(text="I brev"), letter, by=secretary)
    assert set(digest()) == {"sekretariat2", "faggruppe-klima", "faggruppe-klima2"}

    colleague = User.objects.get(email="sekretariat2@demo.invalid")
    commenting.withdraw(comment, by=colleague)
    Comment.objects.filter(pk=comment.pk).update(withdrawn_at=timezone.now() + timedelta(days=1))
    assert set(digest(days=2)) == set()  # one registered it, the other withdrew it: nobody is left to tell


@pytest.mark.parametrize("number", [1, 10])
def test_the_digest_asks_as_often_however_much_and_for_however_many(round, say, number, django_assert_num_queries):
    for n in range(number):
        Seat.objects.create(person=User.objects.create_user(f"m{n}@x.invalid"), body=body(CLIMATE))
        say(f"Nr. {n}")

    with django_assert_num_queries(10):
        mails.sum_up(timezone.now() + timedelta(minutes=6))


# ── What it says ─────────────────────────────────────────────────────────────────────────────────


def to_leader() -> mail.EmailMultiAlternatives:
    sent()
    return next(letter for letter in mail.outbox if letter.to == ["faggruppe-klima@demo.invalid"])


def test_the_mail_says_what_until_when_where_and_from_whom(prepared, secretary, climate_leader):
    Round.objects.update(deadline=date(2099, 10, 16))
    prepared.refresh_from_db()
    opening.open_round(prepared, by=secretary)
    letter = to_leader()

    key, site = key_to_decline(climate_leader, Kind.ROUND_OPENED), "http://127.0.0.1:8000"
    name = body(CLIMATE).in_a_sentence
    assert letter.subject == f"Frist 16.10: innspill fra {name}"
    assert letter.from_email == "Osloregionen <ikke-svar@osloregionen.invalid>"
    assert letter.body == (
        "Hei Demo Klima, leder!\n\n"
        f"«Utkast til faggruppene» i {PROGRAMME} er klart til å leses, og {name} blir bedt om innspill. "
        "Fristen er fredag 16. oktober. Skriv ved det du mener noe om, eller meld fra at dere ikke har merknader.\n\n"
        f"Les utkastet og skriv innspill:\n{site}/innspill/{prepared.uuid}/\n\n"
        "Demo Sekretariat i sekretariatet\nOsloregionen\n"
        f"{site}\n\n"
        "Du får denne e-posten fordi du sitter i et organ i Osloregionen. Den gjelder: en innspillsrunde er åpnet.\n"
        f"Vil du ikke ha flere slike, melder du deg av her:\n{site}/konto/e-post/av/{key}/\n"
    )


@pytest.mark.parametrize("happens", [opens, moves, comes_near, publishes, changes_phase, sums_up])
def test_both_parts_of_every_mail_say_the_same(prepared, secretary, climate_member, happens):
    happens(prepared=prepared, secretary=secretary, climate_member=climate_member)
    sent()

    for letter in mail.outbox:
        [html] = [part.content for part in letter.alternatives]
        in_html = words(re.sub(r"<title>.*?</title>", " ", html) + " ".join(re.findall(r'href="([^"]+)"', html)))
        assert words(letter.body) - in_html == set()
        assert in_html - words(letter.body) <= {"interkommunalt", "politisk", "råd"}


def words(text: str) -> set[str]:
    plain = unescape(re.sub(r"<[^>]+>", " ", text))
    return {word.strip(".,:!«»–·") for word in plain.split()} - {""}


def test_mail_programs_are_told_how_to_unsubscribe_and_not_to_answer(round, secretary, climate_leader):
    opening.move_deadline(round, day(12), by=secretary)
    raw = to_leader().message().as_bytes().decode()

    key = key_to_decline(climate_leader, Kind.DEADLINE_MOVED)
    assert f"\nList-Unsubscribe: <http://127.0.0.1:8000/konto/e-post/av/{key}/>\n" in raw
    assert "\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\n" in raw
    assert "\nAuto-Submitted: auto-generated\n" in raw


def test_a_long_address_is_not_folded_into_what_no_program_reads(climate_leader, settings):
    settings.SITE_URL = f"https://{'handlingsprogram.' * 8}example"
    mailing = Mailing(person=climate_leader, kind=Kind.REMINDER)
    letter = Letter("Hei", ("En.",), "Les", "https://x.example/")

    raw = write(mailing, letter).message().as_bytes().decode()
    assert f"\nList-Unsubscribe: <{settings.SITE_URL}/konto/e-post/av/" in raw
    assert "utf-8?q?=3Chttps" not in raw


HOSTILE = "Runde\r\nBcc: alle@x.invalid\n<script>alert(1)</script>"


def test_a_hostile_name_is_one_line_in_the_subject_and_plain_text_in_the_html(round, secretary, climate_leader):
    Round.objects.update(name=HOSTILE)
    type(climate_leader).objects.filter(pk=climate_leader.pk).update(name=HOSTILE)
    type(round.programme).objects.filter(pk=round.programme_id).update(title=HOSTILE, phase="coordination")
    round.refresh_from_db()
    opening.move_deadline(round, day(12), by=secretary)
    body = to_leader()
    told_of_phase(round.programme.__class__.objects.get(pk=round.programme_id), secretary)
    phase = mail.outbox[0] if sent() else None

    flat = "Runde Bcc: alle@x.invalid <script>alert(1)</script>"
    assert phase.subject == f"{flat} er nå hos administrativ koordineringsgruppe"
    assert [letter.message()["Bcc"] for letter in (body, phase)] == [None, None]
    assert body.body.startswith(f"Hei {flat}!\n\nFristen for innspill til «{flat}» i {flat} er flyttet.")
    assert body.alternatives[0].content.count("<script>") == 0


# ── When it does not arrive ──────────────────────────────────────────────────────────────────────


@pytest.fixture
def broken(monkeypatch):
    """The mail server refuses until it is mended."""

    def refuse(self, *args, **kwargs):
        raise ConnectionRefusedError(f"550 {self.to[0]} finnes ikke")

    monkeypatch.setattr(mail.EmailMultiAlternatives, "send", refuse)
    return monkeypatch.undo


def test_what_did_not_arrive_stands_in_the_log_and_is_tried_again_by_the_command(
    prepared, secretary, climate_leader, broken, caplog
):
    opening.open_round(prepared, by=secretary)
    assert sent() == {}
    mailing = Mailing.objects.get(person=climate_leader)
    assert (mailing.state, mailing.tries, mailing.sent_at) == (State.FAILED, 1, None)
    assert mailing.error == "ConnectionRefusedError: 550 adressen finnes ikke"  # and not whose

    broken()
    assert sent() == {}  # another decision does not try it
    assert mails.send_due() == {State.SENT: 3}
    mailing.refresh_from_db()
    assert (mailing.state, mailing.tries, mailing.error) == (State.SENT, 2, "")


def test_after_five_tries_it_is_given_up(prepared, secretary, broken, caplog):
    opening.open_round(prepared, by=secretary)
    for _ in range(TRIES):
        assert mails.send_due() == {State.FAILED: 3}

    assert mails.send_due() == {}
    assert all(mailing.is_given_up for mailing in Mailing.objects.all())


def test_a_failed_mail_whose_time_is_over_is_not_sent(prepared, secretary, broken, caplog):
    opening.open_round(prepared, by=secretary)
    sent()
    broken()
    opening.close(prepared, by=secretary)

    assert mails.send_due() == {State.DROPPED: 3}


def test_a_worker_that_died_leaves_a_mail_that_somebody_else_takes_after_an_hour(prepared, secretary):
    opening.open_round(prepared, by=secretary)
    Mailing.objects.update(state=State.SENDING, tried_at=timezone.now() - timedelta(minutes=59), tries=1)
    assert mails.send_due() == {}

    Mailing.objects.update(tried_at=timezone.now() - timedelta(minutes=61))
    assert mails.send_due() == {State.SENT: 3}
