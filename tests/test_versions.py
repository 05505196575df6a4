"""The states of a thing through time: only ever added to, and the way back."""

import uuid
from types import SimpleNamespace

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from organisation.conflicts import Clash, Merge, merge
from organisation.models import Draft, Version
from organisation.record import Cause, discard, keep, latest, put_aside

SENTENCE = "Versjoner kan ikke endres eller slettes."
TABLE = "organisation_version"


class Thing(SimpleNamespace):
    """Something with an id and a version."""

    saved = 0

    def save(self, update_fields):
        assert update_fields == ["version"]
        self.saved += 1


@pytest.fixture
def thing(db):
    return Thing(uuid=uuid.uuid4(), version=1)


def test_the_first_change_keeps_what_was_found_too(thing, secretary):
    assert keep(thing, {"a": 1}, {"a": 2}, by=secretary, cause=Cause.EDITED, what="a: 1 → 2") is True

    rows = Version.objects.of(thing).values_list("number", "by", "cause", "what", "content")
    assert list(rows) == [
        (2, secretary.pk, "edited", "a: 1 → 2", {"a": 2}),
        (1, None, "imported", "", {"a": 1}),
    ]
    assert (thing.version, latest(thing).by) == (2, secretary)


def test_a_change_that_changes_nothing_writes_nothing(thing, secretary):
    assert keep(thing, {"a": 1}, {"a": 1}, by=secretary, cause=Cause.EDITED) is False
    assert (thing.version, thing.saved, Version.objects.of(thing).count(), latest(thing)) == (1, 0, 0, None)


def test_saving_ends_ones_own_draft_and_nobody_elses(thing, secretary, climate_leader):
    for person in (secretary, climate_leader):
        put_aside(thing, {"c1.1": "5"}, by=person, version=1)
    put_aside(thing, {"c1.1": "6"}, by=secretary, version=1)
    assert Draft.objects.get(by=secretary).content == {"c1.1": "6"}

    keep(thing, {}, {"a": 1}, by=secretary, cause=Cause.EDITED)
    assert [draft.by for draft in Draft.objects.all()] == [climate_leader]
    discard(thing, by=climate_leader)
    assert not Draft.objects.exists()


def test_a_draft_is_seen_by_whoever_wrote_it_and_history_by_the_secretariat(thing, secretary, climate_leader, outsider):
    put_aside(thing, {}, by=climate_leader, version=1)
    keep(thing, {}, {"a": 1}, by=secretary, cause=Cause.EDITED)

    seen = {
        person: (Draft.objects.visible_to(person).count(), Version.objects.visible_to(person).of(thing).count())
        for person in (secretary, climate_leader, outsider)
    }
    assert seen == {secretary: (0, 2), climate_leader: (1, 0), outsider: (0, 0)}


@pytest.mark.parametrize(
    ("statement", "only"),
    [
        (f"UPDATE {TABLE} SET what = 'Noe annet'", None),
        (f"DELETE FROM {TABLE}", None),
        (f"INSERT OR REPLACE INTO {TABLE} SELECT * FROM {TABLE}", "sqlite"),
        (f"TRUNCATE {TABLE} CASCADE", "postgresql"),
    ],
)
def test_the_database_refuses_to_change_a_version(thing, secretary, statement, only):
    keep(thing, {"a": 1}, {"a": 2}, by=secretary, cause=Cause.EDITED)
    connection.check_constraints()  # as at a commit; PostgreSQL truncates nothing while a key waits to be checked
    sentence = SENTENCE if only in (None, connection.vendor) else ""
    before = list(Version.objects.of(thing).values())

    with pytest.raises(DatabaseError) as refusal, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)

    assert sentence in str(refusal.value)
    assert list(Version.objects.of(thing).values()) == before


def test_a_thing_has_one_version_of_each_number(thing):
    Version.objects.create(object=thing.uuid, number=1, cause=Cause.EDITED, content={})
    with pytest.raises((IntegrityError, DatabaseError)), transaction.atomic():
        Version.objects.create(object=thing.uuid, number=1, cause=Cause.EDITED, content={})


# ── Two people at once ──────────────────────────────────────────────────────────────────────────

BASIS = {"a": 1, "b": 2, "c": 3}


@pytest.mark.parametrize(
    ("now", "mine", "expected"),
    [
        (BASIS, BASIS, Merge(BASIS, (), ())),
        (BASIS, {**BASIS, "a": 9}, Merge({"a": 9, "b": 2, "c": 3}, (), ())),
        ({**BASIS, "a": 9}, BASIS, Merge({"a": 9, "b": 2, "c": 3}, ("a",), ())),
        ({**BASIS, "a": 9}, {**BASIS, "b": 8}, Merge({"a": 9, "b": 8, "c": 3}, ("a",), ())),
        ({**BASIS, "a": 9}, {**BASIS, "a": 9}, Merge({"a": 9, "b": 2, "c": 3}, (), ())),
        ({**BASIS, "a": 9}, {**BASIS, "a": 8}, Merge({"a": 9, "b": 2, "c": 3}, (), (Clash("a", 1, 9, 8),))),
        ({"b": 2, "c": 3}, {**BASIS, "a": 8}, Merge({"b": 2, "c": 3}, (), (Clash("a", 1, None, 8),))),
        ({**BASIS, "a": 9}, {"b": 2, "c": 3}, Merge({"a": 9, "b": 2, "c": 3}, (), (Clash("a", 1, 9, None),))),
        (BASIS, {"a": 1, "b": 2}, Merge({"a": 1, "b": 2}, (), ())),
        (BASIS, {**BASIS, "d": 4}, Merge({**BASIS, "d": 4}, (), ())),
        ({**BASIS, "d": 5}, {**BASIS, "d": 4}, Merge({**BASIS, "d": 5}, (), (Clash("d", None, 5, 4),))),
    ],
)
def test_fields_that_one_changed_are_taken_and_fields_that_both_changed_are_asked_about(now, mine, expected):
    assert merge(BASIS, now, mine) == expected
