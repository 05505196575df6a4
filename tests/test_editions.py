"""What was adopted is stored and never changes."""

import hashlib
import json

import pytest
from django.db import DatabaseError, connection, transaction
from django.urls import reverse

from organisation.models import Body, Partner
from organisation.rights import NotAllowed
from programmes.document import to_json
from programmes.models import Decision, Measure, Programme
from programmes.reading import read_json
from publishing import adoption, shelf
from publishing.freezing import freeze
from publishing.models import AdoptedMeasure, Edition

from .adopted import freeze_again

SENTENCE = "En vedtatt utgave kan ikke endres eller slettes."


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE publishing_edition SET title = 'Noe annet'",
        "UPDATE publishing_edition SET pdf = pdf",
        "DELETE FROM publishing_edition",
        "INSERT OR REPLACE INTO publishing_edition SELECT * FROM publishing_edition",
        "TRUNCATE publishing_edition CASCADE",
    ],
)
def test_the_database_refuses_to_touch_an_edition(db, statement):
    only = {"INSERT OR": "sqlite", "TRUNCATE": "postgresql"}
    if any(statement.startswith(start) and connection.vendor != vendor for start, vendor in only.items()):
        SENTENCE_OR_SYNTAX = ""  # the other database does not know the statement at all, and refuses it for that
    else:
        SENTENCE_OR_SYNTAX = SENTENCE
    before = stored()

    with pytest.raises(DatabaseError) as refusal, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)

    assert SENTENCE_OR_SYNTAX in str(refusal.value)
    assert stored() == before


def stored():
    return {
        (row.title, row.number, row.pdf_sha256, hashlib.sha256(bytes(row.pdf)).hexdigest())
        for row in Edition.objects.all()
    }


def test_the_models_refuse_too(edition_2025):
    edition_2025.title = "Noe annet"
    with pytest.raises(DatabaseError), transaction.atomic():
        edition_2025.save()
    with pytest.raises(DatabaseError), transaction.atomic():
        Edition.objects.filter(pk=edition_2025.pk).update(title="Noe annet")


def test_an_edition_knows_its_bytes_by_their_sha256(db):
    for edition in Edition.objects.all():
        for form in ("document", "page", "pdf"):
            sha256 = hashlib.sha256(bytes(getattr(edition, form))).hexdigest()
            assert getattr(edition, f"{form}_sha256") == sha256


def test_the_editions_say_who_adopted_and_when(db):
    assert [(row.title, row.number, row.adopted) for row in Edition.objects.all()] == [
        ("Handlingsprogram 2025", 1, "Vedtatt av representantskapet 18.12.2024"),
        ("Handlingsprogram 2018", 1, "Vedtatt av styret"),
    ]


def test_the_stored_document_is_canonical(edition_2025):
    content = bytes(edition_2025.document)

    assert to_json(read_json(content)) == content


def test_the_page_shows_what_was_adopted_also_when_the_programme_is_edited_later(client, programme_2025):
    before = client.get("/handlingsprogram/2025/").content
    Measure.objects.filter(section__programme=programme_2025).update(title="Skrevet om etterpå")
    shelf.put_away()

    assert client.get("/handlingsprogram/2025/").content == before


@pytest.mark.parametrize(
    ("address", "cache_control"),
    [
        ("/handlingsprogram/2025/", "public, max-age=60"),
        ("/handlingsprogram/2025/2025.pdf", "public, max-age=60"),
        ("/handlingsprogram/2025/utgave/1/2025.pdf", "public, max-age=31536000, immutable"),
        ("/handlingsprogram/2025/utgave/1/2025.json", "public, max-age=31536000, immutable"),
    ],
)
def test_a_reader_who_has_it_already_is_not_sent_it_again(client, db, address, cache_control):
    first = client.get(address)
    again = client.get(address, headers={"if-none-match": first["ETag"]})

    assert (first.status_code, first["Cache-Control"]) == (200, cache_control)
    assert (again.status_code, again.content, again["ETag"]) == (304, b"", first["ETag"])


def test_the_files_are_the_stored_bytes(client, edition_2025):
    for form, column in {"pdf": "pdf", "json": "document"}.items():
        address = reverse("edition_file", args=["2025", 1, "2025", form])
        assert client.get(address).content == bytes(getattr(edition_2025, column))


def test_the_page_sets_no_cookie(client, db):
    assert client.get("/handlingsprogram/2025/").cookies == {}


@pytest.mark.pdf
def test_a_new_edition_is_served_and_the_old_one_keeps_its_bytes_under_a_notice(client, programme_2025):
    old = client.get("/handlingsprogram/2025/utgave/1/2025.pdf").content
    programme_2025.sections.filter(title="Kort om Osloregionen").update(text="<p>Rettet.</p>")

    second = freeze_again(programme_2025)
    shelf.put_away()

    assert second.number == 2
    assert client.get("/handlingsprogram/2025/").text.count("Rettet.") == 1
    assert client.get("/handlingsprogram/2025/utgave/1/2025.pdf").content == old
    notice = 'Denne utgaven er erstattet av <a class="ds-link" href="/handlingsprogram/2025/">utgave 2</a>.'
    assert client.get("/handlingsprogram/2025/utgave/1/").text.count(notice) == 1
    assert client.get("/handlingsprogram/2025/").text.count("er erstattet av") == 0
    assert AdoptedMeasure.objects.filter(edition__programme=programme_2025).values("edition").distinct().count() == 1


def test_a_programme_without_a_decision_is_not_frozen_and_says_every_reason(draft_2024):
    with pytest.raises(NotAllowed) as refusal:
        freeze(draft_2024)

    assert refusal.value.reasons == [
        "Vedtaket er ikke registrert: organ, og dato og saksnummer når de er kjent.",
    ]
    assert Edition.objects.filter(programme=draft_2024).count() == 0


def test_a_character_the_letters_lack_is_named_before_anything_is_written(draft_2024):
    Decision.objects.create(programme=draft_2024, body=Body.objects.get(key="representantskapet"), outcome="adopted")
    draft_2024.sections.filter(title="Fremdriftsplan").update(closing="<p>Bra 🎉</p>")

    with pytest.raises(NotAllowed) as refusal:
        freeze(draft_2024)

    assert refusal.value.reasons == ["«Fremdriftsplan»: Skriftene mangler tegn som arkivet krever: 🎉. Bytt dem ut."]


@pytest.mark.pdf
def test_when_freezing_fails_nothing_has_changed(draft_2024, monkeypatch):
    Decision.objects.create(programme=draft_2024, body=Body.objects.get(key="representantskapet"), outcome="adopted")
    before = (Edition.objects.count(), AdoptedMeasure.objects.count())

    def fails(edition, document):
        raise RuntimeError("strømmen gikk")

    monkeypatch.setattr(adoption, "write_index", fails)
    with pytest.raises(RuntimeError):
        freeze(draft_2024)

    draft_2024.refresh_from_db()
    assert (Edition.objects.count(), AdoptedMeasure.objects.count()) == before
    assert (draft_2024.phase, draft_2024.visibility) == ("groups", "circulated")


def test_an_adopted_programme_is_public_to_the_database_too(programme_2025):
    with pytest.raises(DatabaseError), transaction.atomic():
        Programme.objects.filter(pk=programme_2025.pk).update(visibility="internal")


def test_the_index_of_adopted_measures_is_the_measures_of_the_editions(db):
    for edition in Edition.objects.all():
        document = json.loads(bytes(edition.document))
        assert edition.measures.count() == edition.measure_count == count_measures(document["sections"])


def count_measures(sections):
    return sum(len(s.get("measures", [])) + count_measures(s.get("sections", [])) for s in sections)


def test_a_partner_that_is_used_cannot_be_deleted(db):
    with pytest.raises(DatabaseError), transaction.atomic():
        Partner.objects.filter(measures__isnull=False).first().delete()
