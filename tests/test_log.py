"""The log: what is written in it, who reads it, and that nobody changes it."""

from datetime import datetime, timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from organisation.models import Body, Entry, User
from organisation.record import Verb, note
from programmes.models import Decision
from publishing import adoption
from publishing.freezing import freeze
from publishing.models import Edition

from .cast import CAST

LOG = "/organisasjon/logg/"
SENTENCE = "Loggen kan ikke endres eller slettes."
TABLE = "organisation_entry"


@pytest.fixture
def rows(secretary, climate_leader, db):
    """Three rows: by the secretary about the leader, by the leader, and by the system."""
    written = [
        note(secretary, Verb.SEAT_GIVEN, "leder", person=climate_leader, body=Body.objects.get(key="styret")),
        note(climate_leader, Verb.LOGGED_IN),
        note(None, Verb.LOGIN_REFUSED, "feil passord", person=secretary),
    ]
    connection.check_constraints()  # as at a commit; PostgreSQL truncates nothing while a key waits to be checked
    return written


def stored():
    return sorted(Entry.objects.values_list("pk", "at", "actor", "verb", "what", "person", "body"))


# ── append-only ──────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("statement", "only"),
    [
        (f"UPDATE {TABLE} SET what = 'Noe annet'", None),
        (f"UPDATE {TABLE} SET what = what", None),
        (f"DELETE FROM {TABLE}", None),
        (f"INSERT OR REPLACE INTO {TABLE} SELECT * FROM {TABLE}", "sqlite"),
        (f"REPLACE INTO {TABLE} SELECT * FROM {TABLE} LIMIT 1", "sqlite"),
        (f"TRUNCATE {TABLE} CASCADE", "postgresql"),
        (f"INSERT INTO {TABLE} SELECT * FROM {TABLE} ON CONFLICT (id) DO UPDATE SET what = 'x'", "postgresql"),
    ],
)
def test_the_database_refuses_to_change_the_log(rows, statement, only):
    """A statement that only one database knows is refused by the other, too, for being no statement at all."""
    sentence = SENTENCE if only in (None, connection.vendor) else ""
    before = stored()

    with pytest.raises(DatabaseError) as refusal, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)

    assert sentence in str(refusal.value)
    assert stored() == before


@pytest.mark.parametrize(
    "change",
    [
        lambda row: row.save(),
        lambda row: row.delete(),
        lambda row: Entry.objects.filter(pk=row.pk).update(what="Noe annet"),
        lambda row: Entry.objects.filter(pk=row.pk).delete(),
        lambda row: Entry.objects.all()._raw_delete("default"),
        lambda row: Entry.objects.bulk_update([Entry(pk=row.pk, verb=row.verb, what="Noe annet")], ["what"]),
        lambda row: Entry.objects.bulk_create(
            [Entry(pk=row.pk, verb=row.verb, what="Noe annet")],
            update_conflicts=True,
            unique_fields=["id"],
            update_fields=["what"],
        ),
    ],
    ids=["save", "delete", "update", "delete many", "raw delete", "bulk_update", "bulk_create over it"],
)
def test_the_models_are_refused_too(rows, change):
    before = stored()

    with pytest.raises(DatabaseError) as refusal, transaction.atomic():
        change(rows[0])

    assert SENTENCE in str(refusal.value)
    assert stored() == before


def test_who_is_in_the_log_cannot_be_deleted(rows, climate_leader):
    with pytest.raises(DatabaseError), transaction.atomic():
        climate_leader.delete()


# ── what is written ──────────────────────────────────────────────────────────────────────────────


def test_what_was_published_at_the_start_was_published_by_the_system(db):
    found = Entry.objects.filter(verb=Verb.PUBLISHED).order_by("what")

    assert [(row.actor, row.what, row.body.key) for row in found] == [
        (None, "Handlingsprogram 2018, utgave 1", "styret"),
        (None, "Handlingsprogram 2025, utgave 1", "representantskapet"),
    ]


@pytest.mark.pdf
def test_who_freezes_an_edition_is_noted_and_when_it_fails_nobody_is(draft_2024, secretary, monkeypatch):
    Decision.objects.create(programme=draft_2024, body=Body.objects.get(key="representantskapet"), outcome="adopted")
    before = Entry.objects.count()
    with monkeypatch.context() as broken:
        broken.setattr(adoption, "write_index", lambda *args: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            freeze(draft_2024, by=secretary)
    assert (Entry.objects.count(), Edition.objects.filter(programme=draft_2024).count()) == (before, 0)

    freeze(draft_2024, by=secretary)

    rows = [(row.actor, row.verb, row.what) for row in Entry.objects.all()[:2]]
    moved = f"{draft_2024.title}: på høring hos faggrupper → vedtatt"
    assert rows == [(secretary, Verb.MOVED_ON, moved), (secretary, Verb.PUBLISHED, f"{draft_2024.title}, utgave 1")]


def test_reading_what_is_public_is_not_logged(client, db, secretary):
    client.force_login(secretary)
    before = stored()
    for form in ("pdf", "json", "csv"):
        assert client.get(f"/handlingsprogram/2025/2025.{form}").status_code == 200

    assert stored() == before


# ── reading ──────────────────────────────────────────────────────────────────────────────────────


def shown(page) -> int:
    return page.text.count('data-label="Når"')


def test_the_newest_stands_first_with_who_what_and_about_whom(client, secretary, climate_leader, rows):
    client.force_login(secretary)
    page = client.get(LOG)

    assert [row.pk for row in page.context["pages"]][1:4] == [row.pk for row in reversed(rows)]  # after the login here
    given = page.text[page.text.index('data-label="Hva">ga verv<') :]
    link = f'<a class="ds-link" href="/organisasjon/personer/{climate_leader.pk}/">Demo Klima, leder</a>'
    assert given.split("</tr>")[0].count(f'data-label="Gjelder">{link} · leder · Styret</td>') == 1


@pytest.mark.parametrize(
    ("asked", "verbs"),
    [
        ({"hva": "seat_given"}, ["seat_given"]),
        ({"person": "faggruppe-klima"}, ["logged_in", "seat_given"]),
        ({"person": "sekretariat"}, ["logged_in", "login_refused", "seat_given"]),
        ({"person": "sekretariat", "hva": "login_refused"}, ["login_refused"]),
        ({"person": "utenfor"}, []),
    ],
)
def test_the_log_is_filtered_by_what_and_by_or_about_whom(client, secretary, rows, asked, verbs):
    if "person" in asked:
        asked = asked | {"person": User.objects.get(email=f"{asked['person']}@demo.invalid").pk}
    client.force_login(secretary)
    page = client.get(LOG, asked)

    assert [row.verb for row in page.context["pages"]] == verbs


def test_the_log_is_filtered_by_day_in_norwegian_time(client, secretary, monkeypatch):
    at = timezone.make_aware(datetime(2026, 3, 1, 0, 30))  # still February in UTC
    monkeypatch.setattr("django.utils.timezone.now", lambda: at)
    row = note(secretary, Verb.EXPORTED, "noe")
    monkeypatch.undo()
    client.force_login(secretary)

    def found(**asked):
        return [each.pk for each in client.get(LOG, asked | {"hva": "exported"}).context["pages"]]

    assert found(fra="2026-03-01", til="2026-03-01") == [row.pk]
    assert found(fra="2026-03-02") == []
    assert found(til="2026-02-28") == []


@pytest.mark.parametrize("asked", [{"hva": "finnesikke"}, {"person": "x"}, {"fra": "32.13.2026"}, {"side": "x"}])
def test_a_question_that_means_nothing_is_answered_all_the_same(client, secretary, rows, asked):
    client.force_login(secretary)

    assert client.get(LOG, asked).status_code == 200


def test_the_log_comes_fifty_at_a_time_and_keeps_the_filter(client, secretary):
    for _ in range(51):
        note(secretary, Verb.IMPORTED)
    client.force_login(secretary)
    first = client.get(LOG, {"hva": "imported"})

    assert shown(first) == 50
    assert first.text.count('href="?hva=imported&amp;side=2"') == 1
    assert shown(client.get(LOG, {"hva": "imported", "side": 2})) == 1


def test_when_nothing_fits_it_says_so(client, secretary):
    client.force_login(secretary)

    assert client.get(LOG, {"hva": "merged"}).text.count("Ingen hendelser passer. Fjern et filter.") == 1


@pytest.mark.parametrize("number", [1, 3])
def test_the_log_asks_as_often_however_long_it_is(client, secretary, django_assert_num_queries, number):
    for n in range(number):
        person = User.objects.create_user(f"nr{n}@kommune.invalid", name=f"Nr. {n}")
        body = Body.objects.create(key=f"organ-{n}", name=f"Organ {n}", kind=Body.Kind.GROUP)
        note(person, Verb.SEAT_GIVEN, person=person, body=body)
    client.force_login(secretary)

    with django_assert_num_queries(6):  # session, person, seats, how many, the rows, people to choose from
        client.get(LOG)


def test_the_log_is_the_secretariats_own(clients, rows):
    answers = {name: client.get(LOG).status_code for name, client in clients.items()}

    assert answers == dict.fromkeys(CAST, 404) | {"nobody": 302, "secretary": 200}


def test_others_may_see_what_they_did_and_what_was_done_about_them(rows, climate_leader, outsider, secretary):
    given, came, refused = rows

    assert set(Entry.objects.visible_to(climate_leader)) == {given, came}
    assert set(Entry.objects.visible_to(outsider)) == set()
    assert {given, came, refused} <= set(Entry.objects.visible_to(secretary))
    assert Entry.objects.filter(at__gt=timezone.now() - timedelta(minutes=5)).count() >= 3


def test_the_log_is_only_read(client, secretary):
    client.force_login(secretary)

    assert client.post(LOG).status_code == 405
