"""One's own pages: who I am here, where I am logged in, what is stored about me. And what is forgotten."""

import io
import json
import re
from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.db.models import ManyToManyField
from django.test import Client
from django.utils import timezone

from organisation.log_ins import device
from organisation.models import Body, Draft, Entry, Invitation, Seat, User
from organisation.my_data import SECRETS, about, as_json, pointers
from organisation.record import Cause, keep, put_aside
from organisation.retention import forget_old
from publishing.models import Edition

from .cast import CAST

Verb = Entry.Verb
PASSWORD = "demo-passord-2025"
WINDOWS = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:150.0) Gecko/20100101 Firefox/150.0"
IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) AppleWebKit/605.1 (KHTML, like Gecko) Version/19.0 Mobile Safari/604.1"  # noqa: E501

# Every column of every table that points at a person. A new one fails the test below until somebody has looked at
# what /konto/opplysninger/ shows of it and written it here.
LOOKED_AT = {
    "admin.LogEntry.user",
    "account.EmailAddress.user",
    "budget.Explanation.by",
    "mfa.Authenticator.user",
    "organisation.CalendarAddress.person",
    "organisation.DeclinedMail.person",
    "organisation.Draft.by",
    "organisation.Entry.actor",
    "organisation.Entry.person",
    "organisation.Invitation.accepted_by",
    "organisation.Invitation.invited_by",
    "organisation.Mailing.by",
    "organisation.Mailing.person",
    "organisation.Seat.person",
    "organisation.Version.by",
    "programmes.Beginning.by",
    "programmes.Comment.person",
    "programmes.Comment.registered_by",
    "programmes.Decision.registered_by",
    "programmes.InternalNote.by",
    "programmes.Milestone.made_by",
    "programmes.NoRemarks.person",
    "programmes.PhaseChange.by",
    "programmes.Response.by",
    "programmes.Round.made_by",
    "programmes.Statement.confirmed_by",
    "programmes.Statement.written_by",
    "publishing.ArchivePackage.asked_by",
    "publishing.Confirmation.by",
    "publishing.Edition.frozen_by",
    "publishing.Edition.prepared_by",
    "publishing.FinishedPaper.by",
    "publishing.IssuedFile.by",
    "publishing.LogFile.asked_by",
    "publishing.Overview.asked_by",
    "publishing.PaperFile.asked_by",
    "publishing.PreparedEdition.asked_by",
    "publishing.Preview.asked_by",
    "publishing.SetAside.by",
    "publishing.Withdrawal.by",
    "socialaccount.SocialAccount.user",
    "usersessions.UserSession.user",
}


def logged_in(email: str, user_agent: str = WINDOWS) -> Client:
    client = Client(headers={"user-agent": user_agent})
    answer = client.post("/konto/logg-inn/", {"login": email, "password": PASSWORD})
    assert answer.status_code == 302
    return client


# ── everything stored about me ───────────────────────────────────────────────────────────────────


def test_somebody_has_looked_at_every_column_that_points_at_a_person(db):
    assert {f"{each.related_model._meta.label}.{each.field.name}" for each in pointers()} == LOOKED_AT


def test_no_table_that_joins_people_to_something_is_left_out(db):
    """A relation with many people in it (in a later room) is a pointer like any other."""
    from django.apps import apps  # noqa: PLC0415

    many = {
        f"{model._meta.label}.{field.name}"
        for model in apps.get_models()
        for field in model._meta.get_fields()
        if isinstance(field, ManyToManyField) and field.related_model is User
    }
    assert many - LOOKED_AT == set()


@pytest.fixture
def known(climate_leader, secretary, edition_2025):
    """The leader of the climate group, with a row in every table that can have one."""
    person = climate_leader
    EmailAddress.objects.create(user=person, email=person.email, verified=True, primary=True)
    Authenticator.objects.create(user=person, type="recovery_codes", data={"seed": "hemmelig-frø"})
    SocialAccount.objects.create(user=person, provider="entra", uid="uid-hos-entra", extra_data={"jobb": "rådgiver"})
    for number, ends in enumerate([{"accepted_at": timezone.now(), "accepted_by": person}, {}]):
        Invitation.objects.create(
            email=person.email,
            name="Slik de skrev det",
            body=Body.objects.get(key="styret"),
            invited_by=secretary,
            key_sha256=f"{number}{'ab' * 31}c",
            **ends,
        )
    return person


def test_every_table_with_a_row_about_me_is_told(known):
    logged_in(known.email)

    assert {table.key for table in about(known)} == {
        "organisation.User",
        "account.EmailAddress.user",
        "mfa.Authenticator.user",
        "organisation.Entry.actor",
        "organisation.Invitation.accepted_by",
        "organisation.Invitation.email",
        "organisation.Seat.person",
        "socialaccount.SocialAccount.user",
        "usersessions.UserSession.user",
    }


def test_the_page_says_it_in_norwegian(known):
    text = logged_in(known.email).get("/konto/opplysninger/").text

    for label, words in {
        "Navn": "Demo Klima, leder",
        "Organ": "Faggruppe for klima og miljø",
        "Rolle": "leder",
        "Fra og med": "01.01.2020",
        "Det nettleseren sier om seg selv": WINDOWS,
        "Kjennetegn der": "uid-hos-entra",
        "Det arbeidsgiveren har fortalt": "jobb: rådgiver",
        "Aktiv": "ja",
        "Hva": "logget inn",
    }.items():
        assert (label, text.count(f"<dt>{label}</dt><dd>{words}</dd>")) == (label, 1)
    assert text.count("<dd>Slik de skrev det</dd>") == 3  # two by my address; one of them also because I accepted it


def test_secrets_stand_neither_on_the_page_nor_in_the_file(known):
    client = logged_in(known.email)
    both = client.get("/konto/opplysninger/").text + client.get("/konto/opplysninger.json").text
    session = UserSession.objects.get(user=known)

    secrets = [known.password, "hemmelig-frø", "ab" * 31, session.session_key, client.cookies["sessionid"].value]
    assert [secret for secret in secrets if secret in both] == []
    assert {
        "organisation.User.password",
        "organisation.Invitation.key_sha256",
        "mfa.Authenticator.data",
        "usersessions.UserSession.session_key",
    } == SECRETS


def test_whom_one_has_invited_is_not_told(secretary):
    Invitation.objects.create(
        email="kari@kommune.invalid",
        name="Kari Nordmann",
        body=Body.objects.get(key="styret"),
        invited_by=secretary,
        key_sha256="0" * 64,
    )
    [table] = [table for table in about(secretary) if table.key == "organisation.Invitation.invited_by"]

    assert [fact.name for fact in table.rows[0]] == ["body", "role", "from_date", "sent_at", "expires_at"]
    assert "kari" not in json.dumps(as_json(secretary)).lower()


def test_nothing_about_others_is_told(known, secretary, outsider):
    told = json.dumps(as_json(outsider), ensure_ascii=False)

    assert [name for name in ("klima", "sekretariat", "Slik de skrev det") if name in told] == []
    assert list(as_json(outsider)["tables"]) == ["organisation.User"]


def test_the_documents_one_has_frozen_are_told_without_their_bytes(secretary, edition_2025):
    names = {field.name for field in Edition._meta.concrete_fields} - {"id", "number", "frozen_by"}
    same = {name: getattr(edition_2025, name) for name in names}
    Edition.objects.create(**same, number=99, frozen_by=secretary)
    [table] = [table for table in about(secretary) if table.key == "publishing.Edition.frozen_by"]

    told = {fact.name for fact in table.rows[0]}
    assert told & {"document", "page", "pdf", "frozen_by"} == set()
    assert {"title", "number", "frozen_at"} <= told


def test_the_file_has_the_values_as_they_are_stored_and_taking_it_is_noted(known):
    client = logged_in(known.email)
    before = Entry.objects.count()
    answer = client.get("/konto/opplysninger.json")

    assert (answer["Content-Type"], answer["Content-Disposition"]) == (
        "application/json", 'attachment; filename="opplysninger-om-meg.json"',
    )  # fmt: skip
    assert "no-store" in answer["Cache-Control"]
    tables = json.loads(answer.content)["tables"]
    assert tables["organisation.Seat.person"] == [
        {"body": "Faggruppe for klima og miljø", "role": "leder", "from_date": "2020-01-01"}
    ]
    assert tables["organisation.User"][0]["is_active"] is True
    assert tables["organisation.User"][0]["joined_at"] == known.joined_at.isoformat()
    row = Entry.objects.first()
    assert (row.actor, row.verb, row.what, row.person) == (known, Verb.EXPORTED, "opplysninger om seg selv", known)
    assert Entry.objects.count() == before + 1


def test_looking_at_the_page_is_not_noted_and_long_lists_are_cut(known):
    client = logged_in(known.email)
    for _ in range(60):
        Entry.objects.create(actor=known, verb=Verb.IMPORTED)
    before = Entry.objects.count()
    text = client.get("/konto/opplysninger/").text

    assert Entry.objects.count() == before
    assert text.count("<dd>importerte</dd>") == 50
    assert text.count("11 eldre står bare i fila.") == 1  # sixty, and the login
    assert client.get("/konto/opplysninger.json").text.count('"importerte"') == 60


@pytest.mark.parametrize("number", [1, 3])
def test_the_page_asks_as_often_however_much_is_known(client, known, django_assert_num_queries, number):
    for n in range(number):
        body = Body.objects.create(key=f"organ-{n}", name=f"Organ {n}", kind=Body.Kind.GROUP)
        Seat.objects.create(person=known, body=body)
        Entry.objects.create(actor=known, verb=Verb.SEAT_GIVEN, person=User.objects.create_user(f"{n}@x.invalid"))
    client.force_login(known)

    # session, person, seats, whether there is a round; each pointer; invitations by address
    with django_assert_num_queries(4 + len(LOOKED_AT) + 1):
        client.get("/konto/opplysninger/")


# ── my page and my log-ins ───────────────────────────────────────────────────────────────────────


def test_my_page_tells_seats_ways_in_and_the_last_five_log_ins(client, climate_leader):
    for _ in range(6):
        logged_in(climate_leader.email)
    client.force_login(climate_leader)
    text = client.get("/konto/").text

    assert re.search(r"Faggruppe for klima og miljø</a> <span>(.*?)</span>", text)[1] == "Leder"
    assert text.count('href="/konto/passord/"') == 1
    assert text.count("ikke satt opp") == 1
    at = timezone.localtime(Entry.objects.filter(actor=climate_leader).first().at)
    assert text.count(f"<li>{at:%d.%m.%Y}") == 5


def test_without_a_password_one_is_offered_to_make_one(client, outsider):
    outsider.set_unusable_password()
    outsider.save()
    Authenticator.objects.create(user=outsider, type="totp", data={})
    client.force_login(outsider)
    text = client.get("/konto/").text

    assert (text.count('href="/konto/passord/nytt/"'), text.count('href="/konto/passord/"')) == (1, 0)
    assert text.count("app med koder") == 1
    assert text.count("Du har ingen verv her nå") == 1


@pytest.mark.parametrize(
    ("user_agent", "words"),
    [
        (WINDOWS, "Firefox på Windows"),
        (IPHONE, "Safari på iPhone"),
        ("Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/140.0 Safari/537.36", "Chrome på Linux"),
        ("Mozilla/5.0 (Windows NT 10.0) Chrome/140.0 Safari/537.36 Edg/140.0", "Edge på Windows"),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15) Version/19.0 Safari/605.1", "Safari på Mac"),
        ("Mozilla/5.0 (Linux; Android 16) Chrome/140.0 Mobile Safari/537.36", "Chrome på Android"),
        ("curl/8", "Ukjent nettleser"),
        ("", "Ukjent nettleser"),
    ],
)
def test_a_browser_is_known_by_what_it_says(user_agent, words):
    assert device(user_agent) == words


def test_the_places_are_listed_and_the_others_are_logged_out(climate_leader, board_member):
    phone, desk = logged_in(climate_leader.email, IPHONE), logged_in(climate_leader.email)
    by_another_door = Client()
    by_another_door.force_login(climate_leader)
    other = logged_in(board_member.email)
    text = desk.get("/konto/innlogginger/").text

    places = re.findall(r"<li><strong>(.*?)</strong>( <span class=\"ds-tag\")?", text)
    assert [(name, bool(here)) for name, here in places] == [("Firefox på Windows", True), ("Safari på iPhone", False)]
    page = desk.post("/konto/innlogginger/", follow=True)

    assert page.text.count("Du er logget ut alle andre steder.") == 1
    answers = [each.get("/konto/").status_code for each in (desk, phone, by_another_door, other)]
    assert answers == [200, 302, 302, 200]
    row = Entry.objects.get(verb=Verb.LOGGED_OUT_EVERYWHERE)
    assert (row.actor, row.person) == (climate_leader, climate_leader)


def test_where_there_is_nothing_to_end_nothing_is_noted(climate_leader):
    client = logged_in(climate_leader.email)
    client.post("/konto/innlogginger/")

    assert client.get("/konto/").status_code == 200
    assert not Entry.objects.filter(verb=Verb.LOGGED_OUT_EVERYWHERE).exists()


@pytest.mark.parametrize(
    "address", ["/konto/", "/konto/innlogginger/", "/konto/opplysninger/", "/konto/opplysninger.json"]
)
def test_the_pages_are_for_whoever_is_logged_in_and_about_nobody_else(request, db, address):
    for name in CAST:
        client = Client()
        if name == "nobody":
            assert client.get(address)["Location"] == f"/konto/logg-inn/?next={address}"
            continue
        person = request.getfixturevalue(name)
        client.force_login(person)
        page = client.get(address)
        others = set(User.objects.exclude(pk=person.pk).values_list("email", flat=True))
        assert (name, page.status_code) == (name, 200)
        assert (name, {email for email in others if re.search(rf"(?<![\w-]){email}", page.text)}) == (name, set())


def test_another_site_cannot_log_one_out(climate_leader):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(climate_leader)

    assert strict.post("/konto/innlogginger/").status_code == 403


# ── what is forgotten ────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def old_and_new(secretary, climate_leader):
    """For each way an invitation ends, one that is a year and a day old and one that is not yet a year."""
    now, body = timezone.now(), Body.objects.get(key="styret")
    for age, days in {"gammel": 366, "ny": 364}.items():
        then = now - timedelta(days=days)
        for state, ends in {
            "accepted": {"accepted_at": then, "accepted_by": climate_leader},
            "withdrawn": {"withdrawn_at": then},
            "expired": {"expires_at": then},
        }.items():
            Invitation.objects.create(
                email=f"{age}.{state}@kommune.invalid",
                name=f"{age} {state}",
                body=body,
                invited_by=secretary,
                key_sha256=f"{age}{state}",
                **ends,
            )


def said(*arguments) -> str:
    out = io.StringIO()
    call_command("forget_old", *arguments, stdout=out)
    return out.getvalue()


def test_invitations_that_ended_over_a_year_ago_lose_name_and_address(old_and_new):
    assert said() == (
        "Slettet 0 økter som er gått ut, 0 oppføringer om hvor noen var logget inn, "
        "0 kladder som ble liggende, 0 linjer om e-post som er sendt, og navn og adresse i 3 invitasjoner. "
        "Slettet 0 innspillslogger som filer. Slettet 0 arkivpakker med navn.\n"
    )

    rows = {row.key_sha256: row for row in Invitation.objects.all()}
    for state in ("accepted", "withdrawn", "expired"):
        old, new = rows[f"gammel{state}"], rows[f"ny{state}"]
        assert (old.name, old.email) == ("", f"invitasjon-{old.pk}@slettet.invalid")
        assert (new.name, new.email) == (f"ny {state}", f"ny.{state}@kommune.invalid")
    assert rows["gammelexpired"].state == "withdrawn"  # nobody can send it again
    assert rows["nyexpired"].state == "expired"
    assert " i 0 invitasjoner." in said()


def test_log_ins_that_have_run_out_are_deleted_and_the_others_stay(climate_leader, board_member):
    gone, here = logged_in(climate_leader.email), logged_in(board_member.email)
    Session.objects.filter(session_key=gone.session.session_key).update(expire_date=timezone.now())

    assert said().startswith("Slettet 1 økter som er gått ut, 1 oppføringer om hvor noen var logget inn,")

    assert [each.user for each in UserSession.objects.all()] == [board_member]
    assert here.get("/konto/").status_code == 200


def test_a_dry_run_counts_and_deletes_nothing(old_and_new, climate_leader):
    logged_in(climate_leader.email)
    Session.objects.update(expire_date=timezone.now())
    before = list(Invitation.objects.order_by("pk").values()), Session.objects.count(), UserSession.objects.count()

    assert said("--dry-run") == (
        "Ville ha slettet 1 økter som er gått ut, 1 oppføringer om hvor noen var logget inn, "
        "0 kladder som ble liggende, 0 linjer om e-post som er sendt, og navn og adresse i 3 invitasjoner. "
        "Ville ha slettet 0 innspillslogger som filer. Ville ha slettet 0 arkivpakker med navn.\n"
    )
    after = list(Invitation.objects.order_by("pk").values()), Session.objects.count(), UserSession.objects.count()
    assert after == before


def test_it_is_one_year_to_the_second(secretary):
    ended = timezone.now()
    Invitation.objects.create(
        email="a@x.invalid", name="A", body=Body.objects.get(key="styret"), invited_by=secretary,
        key_sha256="0" * 64, withdrawn_at=ended,
    )  # fmt: skip

    assert forget_old(ended + timedelta(days=365))["invitations"] == 0
    assert forget_old(ended + timedelta(days=365, seconds=1))["invitations"] == 1


def test_a_draft_that_nobody_took_up_is_gone_after_ninety_days(secretary, programme_2025):
    """What somebody wrote and never saved."""
    table = programme_2025.budget.tables.first()
    written = put_aside(table, {"c2.5": "7 050"}, by=secretary, version=2).at

    assert forget_old(written + timedelta(days=90))["drafts"] == 0
    assert forget_old(written + timedelta(days=90, seconds=1))["drafts"] == 1
    assert not Draft.objects.exists()


def test_what_i_have_put_aside_and_changed_is_told_but_not_the_budget_itself(secretary, programme_2025):
    table = programme_2025.budget.tables.first()
    keep(table, {"figures": "old"}, {"figures": "new"}, by=secretary, cause=Cause.EDITED, what="et beløp")
    put_aside(table, {"c2.5": "7 050"}, by=secretary, version=2)

    told = {each.key: [{fact.name: fact.plain for fact in row} for row in each.rows] for each in about(secretary)}
    assert [row["content"] for row in told["organisation.Draft.by"]] == [{"c2.5": "7 050"}]
    assert [sorted(row) for row in told["organisation.Version.by"]] == [["at", "cause", "number", "object", "what"]]
