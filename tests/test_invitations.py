"""Invitations: sent, sent again, withdrawn, and accepted once by the one they are for."""

import hashlib
import re
from datetime import timedelta
from types import SimpleNamespace

import pytest
from allauth.mfa.models import Authenticator
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from organisation import entering, invitations
from organisation.models import Body, Entry, Invitation, Member, Seat, User
from organisation.rights import NotAllowed

from .cast import CAST

Verb = Entry.Verb
INVITE = "/organisasjon/organer/styret/inviter/"
LIST = "/organisasjon/invitasjoner/"
ASKED = {"name": "Kari Nordmann", "email": "kari@kommune.invalid", "role": "member", "from_date": "2026-11-01"}


@pytest.fixture(autouse=True)
def _post_at_once(monkeypatch):
    """Mail leaves in the same thread, so that the test can read it."""
    monkeypatch.setattr(entering, "_post", SimpleNamespace(submit=lambda _deliver, letter: letter()))


@pytest.fixture
def board(db):
    return Body.objects.get(key="styret")


@pytest.fixture
def sent(board, secretary, django_capture_on_commit_callbacks):
    """Sends an invitation by the rules; gives it and the key from its mail."""

    def send(**changes):
        asked = {"name": "Kari Nordmann", "email": "kari@kommune.invalid", "body": board} | changes
        with django_capture_on_commit_callbacks(execute=True):
            invitation = invitations.invite(Invitation(**asked), by=secretary)
        return invitation, key_in_mail()

    return send


def key_in_mail() -> str:
    return re.search(r"/konto/invitasjon/([\w-]+)/", mail.outbox[-1].body)[1]


def accept_address(key: str) -> str:
    return f"/konto/invitasjon/{key}/"


def newest(number: int) -> list[tuple]:
    """The last rows of the log, oldest of them first."""
    rows = Entry.objects.select_related("actor", "person", "body")[:number]
    return [
        (row.actor and row.actor.email, row.verb, row.what, row.person and row.person.email, row.body and row.body.key)
        for row in reversed(rows)
    ]


# ── inviting ─────────────────────────────────────────────────────────────────────────────────────


def test_the_secretariat_invites_and_the_mail_says_who_to_what_and_until_when(
    client, secretary, django_capture_on_commit_callbacks
):
    member = Member.objects.get(name="Lørenskog")
    client.force_login(secretary)
    with django_capture_on_commit_callbacks(execute=True):
        answer = client.post(INVITE, ASKED | {"on_behalf_of": member.pk, "email": "Kari@Kommune.invalid"})

    assert (answer.status_code, answer["Location"]) == (302, LIST)
    invitation = Invitation.objects.get()
    assert (invitation.email, str(invitation.body), invitation.invited_by) == (
        "kari@kommune.invalid",
        "Styret",
        secretary,
    )
    key, until = key_in_mail(), timezone.localtime(invitation.expires_at)
    [letter] = mail.outbox
    assert letter.to == ["kari@kommune.invalid"]
    assert letter.subject == f"Svar innen {until:%d.%m.%Y}: invitasjon til styret"
    assert letter.body == (
        "Hei Kari Nordmann!\n\n"
        "Demo Sekretariat i sekretariatet til Osloregionen inviterer deg til styret. "
        "Du skal være medlem for Lørenskog fra og med 01.11.2026.\n\n"
        f"Ta imot invitasjonen her, senest {until:%d.%m.%Y kl. %H.%M}:\n"
        f"http://127.0.0.1:8000/konto/invitasjon/{key}/\n\n"
        "Lenken er bare til deg og kan brukes én gang. "
        "Har du ikke ventet denne e-posten, kan du se bort fra den.\n\n"
        "Demo Sekretariat\nOsloregionen\nhttp://127.0.0.1:8000\n"
    )
    [(html, kind)] = [(part.content, part.mimetype) for part in letter.alternatives]
    assert kind == "text/html"
    assert html.count(f'href="http://127.0.0.1:8000/konto/invitasjon/{key}/"') == 2
    assert html.count("Du skal være medlem for Lørenskog fra og med 01.11.2026.") == 1
    assert newest(1) == [("sekretariat@demo.invalid", Verb.INVITED, "medlem", None, "styret")]


def test_a_name_is_plain_text_in_the_mail_as_html(sent):
    sent(name="<b>Kari</b> & co")

    assert mail.outbox[-1].alternatives[0].content.count("Hei &lt;b&gt;Kari&lt;/b&gt; &amp; co!") == 1
    assert mail.outbox[-1].body.startswith("Hei <b>Kari</b> & co!\n")


def test_the_key_stands_in_the_mail_and_only_its_sha256_in_the_database(sent):
    invitation, key = sent()

    assert invitation.key_sha256 == hashlib.sha256(key.encode()).hexdigest()
    assert len(key) == 43
    stored = [str(value) for row in Invitation.objects.values_list() for value in row]
    assert [value for value in stored if key in value] == []


def test_the_link_is_valid_for_fourteen_days(sent):
    invitation, _key = sent()

    assert abs(invitation.expires_at - invitation.sent_at - timedelta(days=14)) < timedelta(seconds=1)


@pytest.mark.parametrize(
    ("changes", "sentence", "times"),  # a field's own fault stands at the top and at the field
    [
        ({"email": "styret@demo.invalid"}, "Demo Styret er allerede medlem i styret.", 1),
        ({"to_date": "2026-10-31"}, "Vervet kan ikke slutte før det begynner.", 1),
        (
            {"from_date": "2020-01-01", "to_date": "2020-02-01"},
            "Vervet er over før invitasjonen blir sendt. Velg en senere sluttdato.",
            1,
        ),
        ({"email": "kari"}, "Oppgi en gyldig e-postadresse", 2),
    ],
)
def test_what_cannot_be_sent_is_answered_with_a_sentence_and_what_was_typed(
    client, secretary, changes, sentence, times
):
    client.force_login(secretary)
    page = client.post(INVITE, ASKED | changes)

    assert page.status_code == 200
    assert page.text.count(sentence) == times
    assert page.text.count('value="Kari Nordmann"') == 1
    assert (Invitation.objects.count(), mail.outbox) == (0, [])


def test_a_seat_with_an_end_is_named_with_its_end(board, secretary, board_member):
    Seat.objects.filter(person=board_member).update(to_date="2199-12-31")

    with pytest.raises(NotAllowed) as refusal:
        invitations.invite(Invitation(email="styret@demo.invalid", name="Demo", body=board), by=secretary)

    assert refusal.value.reasons == ["Demo Styret er allerede medlem i styret til og med 31.12.2199."]


def test_somebody_whose_seat_has_ended_can_be_invited_anew(sent, board_member):
    Seat.objects.filter(person=board_member).update(to_date="2021-12-31")

    invitation, _key = sent(email="styret@demo.invalid")

    assert invitation.state == "sent"


def test_every_reason_is_given_at_once(board, secretary, board_member):
    User.objects.filter(pk=board_member.pk).update(is_active=False)
    board.ended_on = timezone.localdate()

    with pytest.raises(NotAllowed) as refusal:
        invitations.invite(Invitation(email="styret@demo.invalid", name="Demo", body=board), by=secretary)

    assert refusal.value.reasons == [
        "Organet er nedlagt.",
        "Kontoen til Demo Styret er stengt. Åpne den først.",
        "Demo Styret er allerede medlem i styret.",
    ]


def test_nobody_is_invited_twice_to_the_same_body(sent, board, secretary):
    sent()

    with pytest.raises(NotAllowed) as refusal:
        sent()

    assert refusal.value.reasons == [
        "Denne adressen er allerede invitert til organet. Send invitasjonen på nytt i stedet."
    ]
    other, _key = sent(body=Body.objects.get(key="representantskapet"))
    assert other.state == "sent"


def test_only_the_secretariat_gets_through_the_doors(sent, board, climate_leader, outsider):
    invitation, _key = sent()
    for person in (climate_leader, outsider):
        for door in (
            lambda: invitations.invite(Invitation(email="a@b.invalid", name="A", body=board), by=person),  # noqa: B023
            lambda: invitations.send_again(invitation, by=person),  # noqa: B023
            lambda: invitations.withdraw(invitation, by=person),  # noqa: B023
        ):
            with pytest.raises(NotAllowed) as refusal:
                door()
            assert refusal.value.reasons == ["Bare sekretariatet kan gjøre dette."]


def test_fields_that_the_form_does_not_have_are_not_taken_from_a_request(
    client, secretary, outsider, django_capture_on_commit_callbacks
):
    client.force_login(secretary)
    with django_capture_on_commit_callbacks(execute=True):
        client.post(
            INVITE,
            ASKED
            | {
                "body": Body.objects.get(key="sekretariatet").pk,
                "invited_by": outsider.pk,
                "key_sha256": "0" * 64,
                "expires_at": "2199-01-01",
                "accepted_at": "2020-01-01",
            },
        )

    invitation = Invitation.objects.get()
    assert (invitation.body.key, invitation.invited_by, invitation.state) == ("styret", secretary, "sent")
    assert invitation.key_sha256 == hashlib.sha256(key_in_mail().encode()).hexdigest()
    assert invitation.expires_at < timezone.now() + timedelta(days=14, minutes=1)


# ── sending again and withdrawing ────────────────────────────────────────────────────────────────


def test_sent_again_there_are_fourteen_new_days_and_the_old_link_is_dead(
    client, secretary, sent, django_capture_on_commit_callbacks
):
    invitation, old = sent()
    Invitation.objects.update(expires_at=timezone.now() - timedelta(days=1))
    client.force_login(secretary)
    with django_capture_on_commit_callbacks(execute=True):
        answer = client.post(f"{LIST}{invitation.pk}/send/")

    assert (answer.status_code, answer["Location"]) == (302, LIST)
    new = key_in_mail()
    assert new != old
    stranger = Client()
    assert (stranger.get(accept_address(old)).status_code, stranger.get(accept_address(new)).status_code) == (404, 200)
    invitation.refresh_from_db()
    assert invitation.expires_at > timezone.now() + timedelta(days=13, hours=23)
    assert newest(1) == [("sekretariat@demo.invalid", Verb.INVITED_AGAIN, "medlem", None, "styret")]


def test_an_invitation_is_withdrawn_after_a_question(client, secretary, sent):
    invitation, key = sent()
    client.force_login(secretary)
    address = f"{LIST}{invitation.pk}/trekk/"

    assert client.get(address).text.count("Trekke invitasjonen?") == 1
    assert Invitation.objects.open().count() == 1
    assert client.post(address)["Location"] == LIST
    assert Invitation.objects.open().count() == 0
    assert Client().get(accept_address(key)).status_code == 410
    assert newest(1) == [("sekretariat@demo.invalid", Verb.INVITATION_WITHDRAWN, "medlem", None, "styret")]


@pytest.mark.parametrize("what", ["send", "trekk"])
@pytest.mark.parametrize(
    ("ended", "sentence"),
    [
        ("accepted_at", "Invitasjonen er allerede tatt imot."),
        ("withdrawn_at", "Invitasjonen er trukket. Lag en ny hvis personen likevel skal ha vervet."),
    ],
)
def test_what_is_done_with_is_neither_sent_nor_withdrawn(client, secretary, sent, ended, sentence, what):
    invitation, _key = sent()
    Invitation.objects.update(**{ended: timezone.now()})
    before = Invitation.objects.values().get()
    client.force_login(secretary)

    page = client.post(f"{LIST}{invitation.pk}/{what}/", follow=True)

    assert page.text.count(sentence) == 1
    assert Invitation.objects.values().get() == before


def test_the_list_has_a_word_for_what_has_become_of_each(client, secretary, sent):
    now = timezone.now()
    for state, change in {
        "sendt": {},
        "tatt imot": {"accepted_at": now},
        "trukket": {"withdrawn_at": now},
        "gått ut": {"expires_at": now - timedelta(seconds=1)},
    }.items():
        invitation, _key = sent(email=f"{hash(state)}@kommune.invalid", name=state.capitalize())
        Invitation.objects.filter(pk=invitation.pk).update(**change)
    client.force_login(secretary)
    page = client.get(LIST).text

    rows = re.findall(r'<th scope="row">(.*?)<span.*?ds-tag" data-color="\w+">(.*?)</span>', page, re.DOTALL)
    assert sorted(rows) == [
        ("Gått ut", "gått ut"), ("Sendt", "sendt"), ("Tatt imot", "tatt imot"), ("Trukket", "trukket"),
    ]  # fmt: skip
    assert page.count(">Send på nytt</button>") == 2


def test_an_empty_list_says_what_belongs_there(client, secretary):
    client.force_login(secretary)

    assert client.get(LIST).text.count("Ingen er invitert ennå.") == 1


# ── accepting ────────────────────────────────────────────────────────────────────────────────────


def test_looking_at_an_invitation_does_nothing(client, sent):
    _invitation, key = sent()
    before = (User.objects.count(), Seat.objects.count(), Entry.objects.count(), Invitation.objects.values().get())
    page = client.get(accept_address(key))

    assert page.status_code == 200
    assert page.text.count("<h1>Du er invitert til styret</h1>") == 1
    assert page.text.count("Demo Sekretariat inviterer deg") == 1
    assert (page["Referrer-Policy"], "no-store" in page["Cache-Control"]) == ("strict-origin", True)
    assert client.head(accept_address(key)).status_code == 200
    after = (User.objects.count(), Seat.objects.count(), Entry.objects.count(), Invitation.objects.values().get())
    assert (after, client.session.items()) == (before, {}.items())


def test_somebody_new_gets_an_account_without_password_and_the_seat_and_is_logged_in(client, secretary, sent):
    member = Member.objects.get(name="Lørenskog")
    invitation, key = sent(role="deputy", on_behalf_of=member, to_date=timezone.localdate() + timedelta(days=365))
    answer = client.post(accept_address(key))

    assert (answer.status_code, answer["Location"]) == (302, "/konto/")
    person = User.objects.get(email="kari@kommune.invalid")
    assert (person.name, person.has_usable_password(), person.is_staff) == ("Kari Nordmann", False, False)
    assert int(client.session["_auth_user_id"]) == person.pk
    [seat] = person.seats.all()
    assert (seat.body.key, seat.role, seat.on_behalf_of, seat.from_date, seat.to_date) == (
        "styret", "deputy", member, invitation.from_date, invitation.to_date,
    )  # fmt: skip
    invitation.refresh_from_db()
    assert (invitation.state, invitation.accepted_by) == ("accepted", person)
    assert newest(3) == [
        ("kari@kommune.invalid", Verb.INVITATION_ACCEPTED, "nestleder", "kari@kommune.invalid", "styret"),
        ("sekretariat@demo.invalid", Verb.SEAT_GIVEN, "nestleder", "kari@kommune.invalid", "styret"),
        ("kari@kommune.invalid", Verb.LOGGED_IN, newest(1)[0][2], newest(1)[0][3], None),
    ]
    assert client.get("/konto/").text.count("Du har tatt imot invitasjonen til styret.") == 1


def test_somebody_known_gets_the_seat_and_keeps_name_and_password(client, sent, outsider):
    _invitation, key = sent(email=outsider.email, name="Et annet navn")
    client.post(accept_address(key))

    person = User.objects.get(email=outsider.email)
    assert (person.name, person.password) == (outsider.name, outsider.password)
    assert [seat.body.key for seat in person.seats.all()] == ["styret"]
    assert int(client.session["_auth_user_id"]) == person.pk


def test_somebody_who_is_logged_in_already_stays_so(client, sent, outsider):
    _invitation, key = sent(email=outsider.email)
    client.force_login(outsider)
    session = client.session.session_key

    assert client.post(accept_address(key))["Location"] == "/konto/"
    assert client.session.session_key == session
    assert outsider.seats.count() == 1


def test_the_session_gets_a_new_key_when_one_is_logged_in(client, sent):
    _invitation, key = sent()
    session = client.session
    session["somebody"] = "planted this"
    session.save()
    client.cookies["sessionid"] = session.session_key
    client.post(accept_address(key))

    assert client.session.session_key != session.session_key


def test_somebody_with_extra_security_is_asked_for_it_first(client, sent, outsider):
    Authenticator.objects.create(user=outsider, type=Authenticator.Type.TOTP, data={"secret": "x"})
    _invitation, key = sent(email=outsider.email)
    answer = client.post(accept_address(key))

    assert (answer.status_code, answer["Location"]) == (302, "/konto/logg-inn/ekstra/")
    assert "_auth_user_id" not in client.session
    assert client.get("/konto/").status_code == 302
    assert outsider.seats.count() == 1


def test_a_used_link_does_nothing_more(client, sent):
    _invitation, key = sent()
    client.post(accept_address(key))
    before = (User.objects.count(), Seat.objects.count(), Entry.objects.count())

    stranger = Client()
    for page in (stranger.get(accept_address(key)), stranger.post(accept_address(key))):
        assert (page.status_code, page.text.count("<h1>Invitasjonen er brukt</h1>")) == (410, 1)
        assert page.text.count('href="/konto/logg-inn/"') == 1
    assert "_auth_user_id" not in stranger.session
    assert (User.objects.count(), Seat.objects.count(), Entry.objects.count()) == before
    assert client.post(accept_address(key)).text.count("Du har tatt imot, og vervet står på siden din.") == 1


def refused(client, key, status, heading):
    """Neither looking nor pressing does anything; both say the same."""
    before = (User.objects.count(), Seat.objects.count(), Entry.objects.count())
    for page in (client.get(accept_address(key)), client.post(accept_address(key))):
        assert (page.status_code, page.text.count(f"<h1>{heading}</h1>")) == (status, 1)
        assert page["Referrer-Policy"] == "strict-origin"
    assert (User.objects.count(), Seat.objects.count(), Entry.objects.count()) == before
    return client.get(accept_address(key)).text


def test_a_withdrawn_link_is_dead(client, sent):
    _invitation, key = sent()
    Invitation.objects.update(withdrawn_at=timezone.now())

    refused(client, key, 410, "Invitasjonen er trukket")


def test_a_link_that_has_run_out_is_dead(client, sent):
    _invitation, key = sent()
    until = timezone.now()
    Invitation.objects.update(expires_at=until)

    text = refused(client, key, 410, "Invitasjonen er gått ut")
    assert text.count(f"Den gjaldt til {timezone.localtime(until):%d.%m.%Y}.") == 1


@pytest.mark.parametrize(("seconds", "state"), [(-1, "sent"), (0, "expired"), (1, "expired")])
def test_a_link_runs_out_when_it_is_fourteen_days_old_to_the_second(sent, monkeypatch, seconds, state):
    invitation, _key = sent()
    sent_at = invitation.expires_at - timedelta(days=14)
    clock = SimpleNamespace(now=lambda: sent_at + timedelta(days=14, seconds=seconds))
    monkeypatch.setattr("organisation.models.invitation.timezone", clock)

    assert invitation.state == state


def test_an_unknown_link_is_not_found(client, sent):
    sent()

    refused(client, "a" * 43, 404, "Lenken virker ikke")
    for odd in ("x", "æøå", "%00", "..%2f..", "a" * 4000):
        assert client.get(accept_address(odd)).status_code == 404


def test_the_sha256_of_the_key_is_no_key(client, sent):
    invitation, _key = sent()

    refused(client, invitation.key_sha256, 404, "Lenken virker ikke")


def test_somebody_else_who_is_logged_in_is_told_so_and_refused(client, sent, climate_leader):
    _invitation, key = sent()
    client.force_login(climate_leader)

    text = refused(client, key, 403, "Invitasjonen er til en annen")
    assert text.count("faggruppe-klima@demo.invalid), men invitasjonen er sendt til kari@kommune.invalid.") == 1
    assert int(client.session["_auth_user_id"]) == climate_leader.pk


def test_a_closed_account_is_not_opened_by_an_invitation(client, sent, outsider):
    _invitation, key = sent(email=outsider.email)
    User.objects.filter(pk=outsider.pk).update(is_active=False)

    refused(client, key, 403, "Kontoen er stengt")


def test_of_two_clicks_at_once_the_second_finds_it_used(client, sent, monkeypatch):
    """Both have seen that nothing hinders; the rows are locked before it is asked again."""
    _invitation, key = sent()
    ask = invitations.hindrance
    answers = iter([""])
    monkeypatch.setattr(invitations, "hindrance", lambda *args: next(answers, None) or ask(*args))
    invitations.accept(key, SimpleNamespace(is_authenticated=False))
    seats = Seat.objects.count()

    answers = iter([""])
    monkeypatch.setattr(invitations, "hindrance", lambda *args: "" if next(answers, None) == "" else ask(*args))
    second = client.post(accept_address(key))

    assert (second.status_code, second["Location"]) == (302, accept_address(key))
    assert client.get(accept_address(key)).text.count("<h1>Invitasjonen er brukt</h1>") == 1
    assert Seat.objects.count() == seats


def test_the_invitation_and_the_body_are_locked_while_it_is_accepted(sent):
    _invitation, key = sent()
    with CaptureQueriesContext(connection) as queries:
        invitations.accept(key, SimpleNamespace(is_authenticated=False))

    locks = [query["sql"] for query in queries if "FOR UPDATE" in query["sql"] or "FOR NO KEY UPDATE" in query["sql"]]
    assert len(locks) == (2 if connection.features.has_select_for_update else 0)


def test_a_seat_that_was_given_by_hand_in_the_meantime_is_not_given_twice(client, sent, board, outsider):
    invitation, key = sent(email=outsider.email)
    Seat.objects.create(person=outsider, body=board, role="leader", from_date=invitation.from_date)
    client.post(accept_address(key))

    assert [seat.role for seat in outsider.seats.all()] == ["leader"]
    invitation.refresh_from_db()
    assert invitation.state == "accepted"
    assert not Entry.objects.filter(verb=Verb.SEAT_GIVEN, person=outsider).exists()


# ── who may ──────────────────────────────────────────────────────────────────────────────────────


SECRETARIAT_ONLY = dict.fromkeys(CAST, 404) | {"nobody": 302, "secretary": 200}


@pytest.mark.parametrize("address", [INVITE, LIST, LIST + "{pk}/trekk/"])
def test_the_pages_are_the_secretariats_own(clients, sent, address):
    invitation, _key = sent()
    address = address.format(pk=invitation.pk)

    assert {name: client.get(address).status_code for name, client in clients.items()} == SECRETARIAT_ONLY


@pytest.mark.parametrize("address", [INVITE, LIST + "{pk}/send/", LIST + "{pk}/trekk/"])
def test_others_change_nothing(clients, sent, address):
    invitation, _key = sent()
    before, log = list(Invitation.objects.values()), Entry.objects.count()
    for name, client in clients.items():
        if name != "secretary":
            answer = client.post(address.format(pk=invitation.pk), ASKED | {"email": "ny@kommune.invalid"})
            assert (name, answer.status_code) == (name, 302 if name == "nobody" else 404)
    assert (list(Invitation.objects.values()), Entry.objects.count()) == (before, log)
    assert len(mail.outbox) == 1


@pytest.mark.parametrize("address", [LIST + "999999/trekk/", "/organisasjon/organer/finnes-ikke/inviter/"])
def test_what_does_not_exist_is_not_found(clients, address):
    assert clients["secretary"].get(address).status_code == 404


def test_the_link_opens_for_whoever_is_not_logged_in_and_for_nobody_else(clients, sent):
    _invitation, key = sent()
    opened = {name: client.get(accept_address(key)).status_code for name, client in clients.items()}

    assert opened == dict.fromkeys(CAST, 403) | {"nobody": 200}


def test_sending_again_is_no_link(client, secretary, sent):
    invitation, _key = sent()
    client.force_login(secretary)

    assert client.get(f"{LIST}{invitation.pk}/send/").status_code == 405


@pytest.mark.parametrize("address", [INVITE, LIST + "{pk}/send/", LIST + "{pk}/trekk/", "/konto/invitasjon/{key}/"])
def test_another_site_cannot_press_the_buttons(secretary, sent, address):
    invitation, key = sent()
    strict = Client(enforce_csrf_checks=True)
    if "{key}" not in address:
        strict.force_login(secretary)

    assert strict.post(address.format(pk=invitation.pk, key=key), ASKED).status_code == 403
    assert [row.state for row in Invitation.objects.all()] == ["sent"]


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_asks_as_often_however_long_it_is(client, secretary, sent, django_assert_num_queries, number):
    for n in range(number):
        sent(email=f"nr{n}@kommune.invalid", on_behalf_of=Member.objects.create(name=f"Kommune {n}", number=f"900{n}"))
    client.force_login(secretary)

    with django_assert_num_queries(5):  # session, person, seats, how many, the invitations
        client.get(LIST)
