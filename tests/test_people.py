"""The secretariat's pages about people: found, corrected, closed, opened, and made nobody in particular."""

import json
import re

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone

from organisation import closing, people
from organisation.models import Body, Entry, Invitation, Seat, User
from organisation.rights import NotAllowed
from programmes.models import Milestone

from .cast import CAST

Verb = Entry.Verb
LIST = "/organisasjon/personer/"
PASSWORD = "demo-passord-2025"
SECRETARIAT_ONLY = dict.fromkeys(CAST, 404) | {"nobody": 302, "secretary": 200}


@pytest.fixture
def colleague(db):
    return User.objects.get(email="sekretariat2@demo.invalid")


def logged_in(email: str, user_agent: str = "Mozilla/5.0 (Windows NT 10.0) Firefox/150.0") -> Client:
    """A client that came in through the door, password and all."""
    client = Client(headers={"user-agent": user_agent})
    answer = client.post("/konto/logg-inn/", {"login": email, "password": PASSWORD})
    assert answer.status_code == 302
    return client


def sure(email: str) -> Client:
    """A client that has just confirmed who it is."""
    client = logged_in(email)
    client.post("/konto/bekreft/", {"password": PASSWORD})
    return client


def newest() -> tuple:
    row = Entry.objects.first()
    return row.actor and row.actor.email, row.verb, row.what, row.person


# ── the list and the page ────────────────────────────────────────────────────────────────────────


def names(page) -> list[str]:
    return re.findall(r'<th scope="row"><a class="ds-link" href="/organisasjon/personer/\d+/">(.*?)</a>', page.text)


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("klima", ["Demo Klima, leder", "Demo Klima, medlem"]),
        ("KLIMA leder", ["Demo Klima, leder"]),
        ("leder klima", ["Demo Klima, leder"]),
        ("sekretariat2@", ["Demo Sekretariat to"]),
        ("finnesikke", []),
        ("%", []),
        ("_", []),
    ],
)
def test_people_are_found_by_every_word_in_name_or_address(client, secretary, asked, found):
    client.force_login(secretary)

    assert names(client.get(LIST, {"sok": asked})) == found


@pytest.mark.parametrize("asked", ["øystein", "ØYSTEIN", "Øystein", "ås"])
def test_norwegian_letters_are_found_whatever_their_size(client, secretary, asked):
    User.objects.create_user("oa@kommune.invalid", name="Øystein Ås")
    client.force_login(secretary)

    assert names(client.get(LIST, {"sok": asked})) == ["Øystein Ås"]


def test_without_a_search_everybody_is_listed_with_their_seats_of_today(client, secretary, climate_member):
    Seat.objects.filter(person=climate_member).update(to_date="2021-12-31")
    client.force_login(secretary)
    page = client.get(LIST)

    assert len(names(page)) == User.objects.count()
    row = page.text[page.text.index("Demo Klima, medlem") :]
    assert re.search(r'data-label="Verv i dag">(.*?)</td>', row)[1] == '<span class="soft">ingen</span>'
    row = page.text[page.text.index("Demo Klima, leder") :]
    assert re.search(r'data-label="Verv i dag">(.*?)</td>', row)[1] == "Faggruppe for klima og miljø, leder"


def test_the_page_of_a_person_tells_seats_log_ins_and_invitations(client, secretary, climate_leader):
    logged_in(climate_leader.email)
    board = Body.objects.get(key="styret")
    Invitation.objects.create(
        email=climate_leader.email, name="Demo", body=board, invited_by=secretary, key_sha256="0" * 64
    )
    client.force_login(secretary)
    text = client.get(f"{LIST}{climate_leader.pk}/").text

    assert text.count("<h1>Demo Klima, leder</h1>") == 1
    assert text.count("Leder · 01.01.2020–") == 1
    at = timezone.localtime(Entry.objects.get(actor=climate_leader, verb=Verb.LOGGED_IN).at)
    assert text.count(f"<li>{at:%d.%m.%Y kl. %H.%M}") == 1
    assert text.count("<li>Styret <span>") == 1


# ── correcting ───────────────────────────────────────────────────────────────────────────────────


def test_name_and_address_are_corrected_and_the_old_address_is_dead(client, secretary, outsider):
    EmailAddress.objects.create(user=outsider, email=outsider.email, verified=True, primary=True)
    Invitation.objects.create(
        email=outsider.email,
        name="U",
        body=Body.objects.get(key="styret"),
        invited_by=secretary,
        key_sha256="0" * 64,
    )
    client = sure(secretary.email)
    answer = client.post(f"{LIST}{outsider.pk}/endre/", {"name": " Ola Nordmann ", "email": "Ola@Kommune.invalid"})

    assert (answer.status_code, answer["Location"]) == (302, f"{LIST}{outsider.pk}/")
    outsider.refresh_from_db()
    assert (outsider.name, outsider.email) == ("Ola Nordmann", "ola@kommune.invalid")
    assert EmailAddress.objects.filter(user=outsider).count() == 0
    assert [row.state for row in Invitation.objects.all()] == ["withdrawn"]
    assert newest() == (secretary.email, Verb.CHANGED, "navn og e-postadresse", outsider)


def test_a_form_that_changes_nothing_writes_nothing(client, secretary, outsider):
    client = sure(secretary.email)
    before = Entry.objects.count()
    client.post(f"{LIST}{outsider.pk}/endre/", {"name": outsider.name, "email": outsider.email})

    assert Entry.objects.count() == before


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"email": "STYRET@demo.invalid"}, "E-postadresse: En annen person har allerede denne adressen."),
        ({"email": "ingenting"}, "E-postadresse: Oppgi en gyldig e-postadresse"),
        ({"name": ""}, "Navn: Feltet er påkrevet."),
    ],
)
def test_what_cannot_be_saved_is_told_and_nothing_is_changed(client, secretary, outsider, typed, sentence):
    client = sure(secretary.email)
    page = client.post(f"{LIST}{outsider.pk}/endre/", {"name": "Ola Nordmann", "email": "ola@kommune.invalid"} | typed)

    assert (page.status_code, page.text.count(sentence)) == (200, 1)
    assert User.objects.filter(pk=outsider.pk, name=outsider.name, email=outsider.email).exists()


def test_rights_are_not_given_by_a_form(client, secretary, outsider):
    client = sure(secretary.email)
    typed = {"name": "Ola", "email": outsider.email, "is_superuser": "on", "is_staff": "on", "password": "x"}
    client.post(f"{LIST}{outsider.pk}/endre/", typed)

    person = User.objects.get(pk=outsider.pk)
    assert (person.name, person.is_superuser, person.is_staff, person.password) == (
        "Ola", False, False, outsider.password,
    )  # fmt: skip


# ── closing and opening ──────────────────────────────────────────────────────────────────────────


def test_a_closed_account_is_out_everywhere_at_once_and_nobody_gets_in_with_it(client, secretary, climate_leader):
    theirs, also_theirs = logged_in(climate_leader.email), Client()
    also_theirs.force_login(climate_leader)  # by another door: not in allauth's list
    other = logged_in("styret@demo.invalid")
    client.force_login(secretary)
    page = client.post(f"{LIST}{climate_leader.pk}/steng/", follow=True)

    assert page.text.count("Kontoen er stengt, og personen er logget ut overalt.") == 1
    assert newest() == (secretary.email, Verb.DEACTIVATED, "", climate_leader)
    answers = [each.get("/konto/").status_code for each in (theirs, also_theirs, other)]
    assert answers == [302, 302, 200]
    assert UserSession.objects.filter(user=climate_leader).count() == 0
    assert Client().post("/konto/logg-inn/", {"login": climate_leader.email, "password": PASSWORD}).status_code == 200
    assert climate_leader.seats.current().count() == 1


def test_opened_again_the_old_log_ins_stay_dead(client, secretary, climate_leader):
    theirs = logged_in(climate_leader.email)
    client.force_login(secretary)
    client.post(f"{LIST}{climate_leader.pk}/steng/")
    client.post(f"{LIST}{climate_leader.pk}/apne/")

    assert newest() == (secretary.email, Verb.REACTIVATED, "", climate_leader)
    assert theirs.get("/konto/").status_code == 302
    assert logged_in(climate_leader.email).get("/konto/").status_code == 200


@pytest.mark.parametrize(
    ("door", "active", "sentence"),
    [
        (closing.deactivate, False, "Kontoen er allerede stengt."),
        (closing.reactivate, True, "Kontoen er allerede åpen."),
    ],
)
def test_what_is_done_already_is_not_done_again(secretary, outsider, door, active, sentence):
    User.objects.filter(pk=outsider.pk).update(is_active=active)
    before = Entry.objects.count()

    with pytest.raises(NotAllowed) as refusal:
        door(outsider, by=secretary)

    assert (refusal.value.reasons, Entry.objects.count()) == ([sentence], before)


@pytest.mark.parametrize("door", [closing.deactivate, closing.pseudonymise])
def test_nobody_closes_their_own_account(secretary, door):
    with pytest.raises(NotAllowed) as refusal:
        door(secretary, by=secretary)

    assert refusal.value.reasons == ["Du kan ikke stenge din egen konto. Be en kollega i sekretariatet."]


@pytest.mark.parametrize("door", [closing.deactivate, closing.pseudonymise])
def test_the_secretariat_is_never_left_without_somebody_who_stays(secretary, colleague, door):
    Seat.objects.filter(person=secretary).update(to_date="2199-12-31")  # the colleague's seat has no end

    with pytest.raises(NotAllowed) as refusal:
        door(colleague, by=secretary)

    assert refusal.value.reasons == ["Sekretariatet må ha minst én person. Gi et annet verv før du avslutter dette."]
    assert User.objects.get(pk=colleague.pk).is_active


@pytest.mark.parametrize("door", [closing.deactivate, closing.reactivate, closing.pseudonymise])
def test_only_the_secretariat_goes_through_the_doors(climate_leader, outsider, door):
    with pytest.raises(NotAllowed) as refusal:
        door(outsider, by=climate_leader)

    assert "Bare sekretariatet kan gjøre dette." in refusal.value.reasons


# ── pseudonymising ───────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def somebody(db, secretary):
    """A person with everything that can be known of one."""
    person = User.objects.create_user("kari@kommune.invalid", PASSWORD, name="Kari Ås Nordmann", is_staff=True)
    board, assembly = Body.objects.get(key="styret"), Body.objects.get(key="representantskapet")
    Seat.objects.create(person=person, body=board, from_date="2020-01-01")
    Seat.objects.create(person=person, body=assembly, from_date="2020-01-01", to_date="2021-01-01")
    Seat.objects.create(person=person, body=assembly, from_date="2199-01-01")
    EmailAddress.objects.create(user=person, email=person.email, verified=True, primary=True)
    Authenticator.objects.create(user=person, type="recovery_codes", data={"seed": "x"})
    SocialAccount.objects.create(user=person, provider="entra", uid="kari", extra_data={"name": "Kari Ås Nordmann"})
    accepted = {"accepted_at": timezone.now(), "accepted_by": person}
    for number, (body, ended) in enumerate([(board, accepted), (assembly, {})]):
        Invitation.objects.create(
            email=person.email, name=person.name, body=body, invited_by=secretary, key_sha256=f"{number:064}", **ended
        )
    for what, kind in ((person, User), (person.seats.first(), Seat)):
        LogEntry.objects.create(
            user=secretary,
            content_type=ContentType.objects.get_for_model(kind),
            object_id=what.pk,
            object_repr=str(what),
            action_flag=CHANGE,
            change_message=json.dumps([{"changed": {"name": "verv", "object": f"{person.name}, leder"}}]),
        )
    logged_in_here = Client()
    assert logged_in_here.post("/konto/logg-inn/", {"login": person.email, "password": PASSWORD}).status_code == 302
    return person


def everything_stored() -> str:
    """Every value of every row of every table that people are told in, as one text."""
    tables = [User, Seat, Invitation, EmailAddress, SocialAccount, Authenticator, UserSession, LogEntry, Entry]
    rows = [str(row) for table in tables for row in table.objects.values()]
    return "\n".join(rows + [str(session.get_decoded()) for session in Session.objects.all()])


def test_a_pseudonymised_person_is_nobody_in_particular(somebody, secretary, draft_2024):
    milestone = Milestone.objects.create(
        programme=draft_2024, slug="prove", name="Prøve", made_by=somebody, content=b"{}", sha256="0" * 64
    )
    log = Entry.objects.count()
    closing.pseudonymise(somebody, by=secretary)

    person = User.objects.get(pk=somebody.pk)
    assert (str(person), person.email) == (f"Tidligere bruker {person.pk}", f"{person.pk}@slettet.invalid")
    assert (person.is_active, person.is_staff, person.has_usable_password()) == (False, False, False)
    assert abs(timezone.now() - person.pseudonymised_at).total_seconds() < 60
    today = timezone.localdate()
    assert [
        (seat.body.key, seat.to_date and seat.to_date <= today) for seat in person.seats.order_by("from_date", "pk")
    ] == [
        ("styret", True),
        ("representantskapet", True),
    ]
    assert person.seats.get(body__key="styret").to_date == today
    for table in (EmailAddress, Authenticator, SocialAccount, UserSession):
        assert (table.__name__, table.objects.filter(user=person).count()) == (table.__name__, 0)
    assert [row.state for row in Invitation.objects.order_by("key_sha256")] == ["accepted", "withdrawn"]
    milestone.refresh_from_db()
    assert milestone.made_by == person
    assert Entry.objects.count() == log + 3  # two seats ended, and this
    assert newest() == (secretary.email, Verb.PSEUDONYMISED, "", person)


def test_neither_name_nor_address_stands_anywhere_afterwards(somebody, secretary):
    before = everything_stored()
    closing.pseudonymise(somebody, by=secretary)
    after = everything_stored()

    spelt = ["Kari Ås Nordmann", r"Kari \\u00c5s Nordmann", "kari@kommune.invalid"]
    assert [word in before for word in spelt] == [True, True, True]
    assert [word in after for word in spelt] == [False, False, False]


def test_a_short_name_is_not_cut_out_of_longer_words(somebody, secretary):
    User.objects.filter(pk=somebody.pk).update(name="Per")
    kept = LogEntry.objects.create(
        user=secretary, object_id="1", object_repr="Personvernutvalget, Per", action_flag=CHANGE, change_message=""
    )
    closing.pseudonymise(User.objects.get(pk=somebody.pk), by=secretary)

    kept.refresh_from_db()
    assert kept.object_repr == f"Personvernutvalget, Tidligere bruker {somebody.pk}"


@pytest.mark.parametrize("door", [closing.pseudonymise, closing.reactivate, closing.deactivate])
def test_it_cannot_be_undone_nor_done_twice(somebody, secretary, door):
    closing.pseudonymise(somebody, by=secretary)

    with pytest.raises(NotAllowed) as refusal:
        door(somebody, by=secretary)

    assert refusal.value.reasons == ["Personopplysningene er fjernet. Det kan ikke gjøres om."]
    with pytest.raises(NotAllowed):
        people.correct(somebody, name="Kari", email="kari@kommune.invalid", by=secretary)


def test_when_it_fails_on_the_way_nothing_has_changed(somebody, secretary, monkeypatch):
    before = everything_stored()
    monkeypatch.setattr(closing, "note", lambda *args, **kwargs: 1 / 0)

    with pytest.raises(ZeroDivisionError):
        closing.pseudonymise(somebody, by=secretary)

    assert everything_stored() == before


def test_it_asks_whether_it_is_really_you_before_it_asks_whether_you_mean_it(secretary, somebody):
    address = f"{LIST}{somebody.pk}/fjern-personopplysninger/"
    client = logged_in(secretary.email)

    for answer in (client.get(address), client.post(address)):
        assert (answer.status_code, answer["Location"].partition("?")[0]) == (302, "/konto/bekreft/")
    assert User.objects.get(pk=somebody.pk).pseudonymised_at is None

    client = sure(secretary.email)
    assert client.get(address).text.count("<h1>Fjerne personopplysningene?</h1>") == 1
    assert User.objects.get(pk=somebody.pk).pseudonymised_at is None
    assert client.post(address)["Location"] == f"{LIST}{somebody.pk}/"
    assert User.objects.get(pk=somebody.pk).pseudonymised_at is not None


def test_nobody_else_is_touched(somebody, secretary, climate_leader):
    rows = User.objects.exclude(pk=somebody.pk).order_by("pk")
    before = list(rows.values()), list(Seat.objects.exclude(person=somebody).order_by("pk").values())
    closing.pseudonymise(somebody, by=secretary)

    assert (list(rows.values()), list(Seat.objects.exclude(person=somebody).order_by("pk").values())) == before


# ── who may ──────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("address", ["", "{pk}/"])
def test_the_pages_are_the_secretariats_own(clients, outsider, address):
    address = LIST + address.format(pk=outsider.pk)

    assert {name: client.get(address).status_code for name, client in clients.items()} == SECRETARIAT_ONLY


@pytest.mark.parametrize("address", ["endre/", "steng/", "apne/", "fjern-personopplysninger/"])
def test_others_change_nothing_and_not_themselves_either(clients, request, address):
    before, log = list(User.objects.values()), Entry.objects.count()
    for name, client in clients.items():
        if name == "secretary":
            continue
        own = User.objects.get(email="utenfor@demo.invalid") if name == "nobody" else request.getfixturevalue(name)
        for person in (own, User.objects.get(email="sekretariat@demo.invalid")):
            answer = client.post(f"{LIST}{person.pk}/{address}", {"name": "X", "email": "x@x.invalid"})
            assert (name, answer.status_code) == (name, 302 if name == "nobody" else 404)
    assert (list(User.objects.values()), Entry.objects.count()) == (before, log)


@pytest.mark.parametrize("address", ["steng/", "apne/"])
def test_buttons_are_no_links(client, secretary, outsider, address):
    client.force_login(secretary)

    assert client.get(f"{LIST}{outsider.pk}/{address}").status_code == 405


@pytest.mark.parametrize("address", ["", "endre/", "steng/", "apne/", "fjern-personopplysninger/"])
def test_a_person_who_does_not_exist_is_not_found(secretary, address):
    client = sure(secretary.email)
    method = client.post if address in ("steng/", "apne/") else client.get

    assert method(f"{LIST}999999/{address}").status_code == 404


@pytest.mark.parametrize("address", ["endre/", "steng/", "apne/", "fjern-personopplysninger/"])
def test_another_site_cannot_press_the_buttons(secretary, outsider, address):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(secretary)

    assert strict.post(f"{LIST}{outsider.pk}/{address}").status_code == 403


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_asks_as_often_however_long_it_is(client, secretary, django_assert_num_queries, number):
    for n in range(number):
        person = User.objects.create_user(f"nr{n}@kommune.invalid", name=f"Nr. {n}")
        Seat.objects.create(person=person, body=Body.objects.get(key="styret"))
    client.force_login(secretary)

    with django_assert_num_queries(6):  # session, person, seats, how many, the people, their seats
        client.get(LIST)


@pytest.mark.parametrize("number", [1, 3])
def test_the_page_of_a_person_asks_as_often_however_much_they_do(
    client, secretary, outsider, django_assert_num_queries, number
):
    for n in range(number):
        body = Body.objects.create(key=f"organ-{n}", name=f"Organ {n}", kind=Body.Kind.GROUP)
        Seat.objects.create(person=outsider, body=body)
        Entry.objects.create(actor=outsider, verb=Verb.LOGGED_IN)
        Invitation.objects.create(
            email=outsider.email,
            name="U",
            body=Body.objects.create(key=f"annet-{n}", name=f"Annet {n}", kind=Body.Kind.GROUP),
            invited_by=secretary,
            key_sha256=f"{n:064}",
        )
    client.force_login(secretary)

    with django_assert_num_queries(9):
        client.get(f"{LIST}{outsider.pk}/")


def test_whoever_has_only_codes_logs_in_anew_before_what_cannot_be_undone(client, secretary, somebody, ask, later):
    secretary.set_unusable_password()
    secretary.save()
    address = f"{LIST}{somebody.pk}/fjern-personopplysninger/"
    client.post("/konto/logg-inn/kode/bekreft/", {"code": ask(client, secretary.email), "action": "verify"})

    assert client.get(address).status_code == 200

    later(11 * 60)
    refused = client.post(address)

    assert (refused.status_code, refused["Location"]) == (302, f"/konto/logg-inn/?next={address}")
    assert "_auth_user_id" not in client.session
    assert User.objects.get(pk=somebody.pk).pseudonymised_at is None
