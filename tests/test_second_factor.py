"""The extra security of the secretariat: when it is asked for, how it is set up, and that it holds."""

import re
import time
from datetime import timedelta
from urllib.parse import quote

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from organisation.models import Entry, User

from .test_login import PASSWORD, TOO_MANY, enter, try_code, who
from .test_login_attacks import every_address

SECRET = "JBSWY3DPEHPK3PXP"
SET_UP = "/konto/sikkerhet/"
ASK = "/konto/logg-inn/ekstra/"
WRONG_CODE = "Koden er feil. Skriv den som appen viser nå."


@pytest.fixture(autouse=True)
def _required(settings):
    settings.SECOND_FACTOR_REQUIRED = True


@pytest.fixture
def seasoned(secretary):
    """A secretary who has been here since yesterday."""
    return joined(secretary, days_ago=1)


def joined(person, days_ago: int):
    person.joined_at = timezone.now() - timedelta(days=days_ago)
    person.save()
    return person


def app_code(secret: str = SECRET, later_by: int = 0) -> str:
    """What the app on the phone shows now, or so many half minutes later."""
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30 + later_by))


def wrong_code(secret: str = SECRET) -> str:
    shown = {app_code(secret, number) for number in range(-3, 4)}
    return next(code for code in (f"{number:06}" for number in range(10)) if code not in shown)


# ── who must have it ─────────────────────────────────────────────────────────────────────────────


def test_on_the_first_day_every_page_is_open(client, secretary):
    client.force_login(joined(secretary, days_ago=0))

    assert client.get("/").status_code == 200


def test_the_day_after_every_page_leads_to_where_it_is_set_up(client, seasoned):
    client.force_login(seasoned)
    open_to_all = ("/konto/", "/healthz")
    closed = [address for address in every_address() if not address.startswith(open_to_all)]
    answers = {address: client.get(address) for address in closed}

    assert len(closed) > 100
    assert [address for address, answer in answers.items() if getattr(answer, "url", "") != SET_UP] == []


def test_their_own_pages_stay_open_and_say_why(client, seasoned):
    client.force_login(seasoned)
    text = client.get("/", follow=True).content.decode()

    assert "Sekretariatet må ha ekstra sikkerhet. Sett den opp her, så kommer du videre." in text
    assert [client.get(place).status_code for place in ("/konto/", SET_UP, "/konto/logg-ut/")] == [200, 200, 200]


def test_a_post_does_not_get_through_either(client, seasoned, outsider):
    client.force_login(seasoned)
    response = client.post(f"/organisasjon/personer/{outsider.pk}/endre/", {"name": "Nytt", "email": outsider.email})
    outsider.refresh_from_db()

    assert (response.url, outsider.name) == (SET_UP, "Demo Utenfor")


def test_a_part_of_a_page_is_refused_rather_than_swapped_for_another_page(client, seasoned):
    client.force_login(seasoned)
    response = client.get("/tiltak/", headers={"hx-request": "true"})

    assert (response.status_code, response.content.decode()) == (
        401,
        "Sett opp ekstra sikkerhet i en ny fane, og prøv igjen her.",
    )


@pytest.mark.parametrize("name", ["climate_leader", "coordinator", "board_member", "delegate", "outsider"])
def test_nobody_else_needs_it(client, request, name):
    client.force_login(joined(request.getfixturevalue(name), days_ago=400))

    assert client.get("/").status_code == 200


def test_whoever_can_open_the_emergency_administration_needs_it_too(client, db):
    client.force_login(joined(User.objects.create_superuser("vakt@demo.invalid", name="Vakt"), days_ago=1))

    assert client.get("/nodadministrasjon/").url == SET_UP


def test_a_former_secretary_does_not_need_it(client, seasoned):
    seasoned.seats.update(to_date=timezone.localdate() - timedelta(days=1))
    client.force_login(seasoned)

    assert client.get("/").status_code == 200


# ── setting it up ────────────────────────────────────────────────────────────────────────────────


def confirm(client) -> None:
    client.post("/konto/bekreft/", {"password": PASSWORD})


def set_up(client, post) -> str:
    """Scan the picture and write what the app shows; the secret that is now in the app."""
    confirm(client)
    text = client.get("/konto/sikkerhet/app/").content.decode()
    secret = client.session["mfa.totp.secret"]
    assert secret in text.replace(" ", "")
    with post():
        response = client.post("/konto/sikkerhet/app/", {"code": app_code(secret)})
    assert (response.status_code, response.url) == (302, "/konto/sikkerhet/reservekoder/")
    return secret


def test_with_the_app_set_up_every_page_is_open(client, seasoned, post):
    enter(client, seasoned.email)
    set_up(client, post)

    assert client.get("/").status_code == 200
    noted = Entry.objects.filter(verb="factor_added").values_list("actor", "what")
    assert sorted(noted) == [(seasoned.pk, "kode fra app"), (seasoned.pk, "reservekoder")]


def test_a_wrong_code_sets_nothing_up(client, seasoned):
    enter(client, seasoned.email)
    confirm(client)
    client.get("/konto/sikkerhet/app/")
    response = client.post("/konto/sikkerhet/app/", {"code": wrong_code(client.session["mfa.totp.secret"])})

    assert (response.status_code, Authenticator.objects.count()) == (200, 0)


def test_reserve_codes_alone_are_not_enough(client, seasoned):
    Authenticator.objects.create(user=seasoned, type=Authenticator.Type.RECOVERY_CODES, data={})
    client.force_login(seasoned)

    assert client.get("/").url == SET_UP


def test_who_takes_it_away_must_set_it_up_again(client, seasoned, post):
    enter(client, seasoned.email)
    set_up(client, post)
    with post():
        client.post("/konto/sikkerhet/app/fjern/")

    assert (Authenticator.objects.count(), client.get("/").url) == (0, SET_UP)


PLACES = ["/konto/sikkerhet/app/", "/konto/sikkerhet/passnokler/ny/"]


@pytest.mark.parametrize("place", PLACES)
def test_before_a_key_is_made_one_must_confirm_who_one_is(client, seasoned, later, place):
    """Somebody at a screen left open must not make a key of their own."""
    enter(client, seasoned.email)
    assert client.get(place).url == f"/konto/bekreft/?next={quote(place, safe='')}"

    confirm(client)
    assert client.get(place).status_code == 200

    later(10 * 60 + 1)
    assert client.get(place).status_code == 302


def test_before_the_reserve_codes_are_shown_one_must_confirm_who_one_is(client, seasoned, post, later):
    enter(client, seasoned.email)
    set_up(client, post)
    later(10 * 60 + 1)

    for place in ("", "nye/", "last-ned/"):
        assert client.get(f"/konto/sikkerhet/reservekoder/{place}").url.split("?")[0] == "/konto/bekreft/"


# ── logging in with it ───────────────────────────────────────────────────────────────────────────


@pytest.fixture
def with_app(seasoned):
    TOTP.activate(seasoned, SECRET)
    return seasoned


def test_a_password_is_only_half_the_way(client, with_app):
    response = enter(client, with_app.email)

    assert (response.url, who(client)) == (ASK, None)
    assert client.get("/konto/").url == "/konto/logg-inn/?next=/konto/"


def test_a_code_by_mail_is_only_half_the_way(client, with_app, ask):
    response = try_code(client, ask(client, with_app.email))

    assert (response.url, who(client)) == (ASK, None)


def test_the_code_in_the_app_is_the_other_half(client, with_app):
    enter(client, with_app.email, next="/tiltak/")
    response = client.post(ASK, {"code": app_code()})

    assert (response.url, who(client)) == ("/tiltak/", with_app.pk)
    assert Entry.objects.filter(verb="logged_in", actor=with_app).count() == 1


@pytest.mark.parametrize(("later_by", "works"), [(-2, False), (-1, True), (1, True), (2, False)])
def test_a_code_half_a_minute_off_still_works(client, with_app, monkeypatch, later_by, works):
    """People type slowly, and clocks differ."""
    monkeypatch.setattr(time, "time", lambda: 1_800_000_000.0)  # else the half minute may turn meanwhile
    enter(client, with_app.email)
    client.post(ASK, {"code": app_code(later_by=later_by)})

    assert (who(client) is not None) is works


def test_a_wrong_code_is_said_in_words(client, with_app):
    enter(client, with_app.email)
    response = client.post(ASK, {"code": wrong_code()})

    assert (response.status_code, WRONG_CODE in response.content.decode(), who(client)) == (200, True, None)


def test_after_five_wrong_codes_the_right_one_is_refused_for_five_minutes(client, with_app, later):
    enter(client, with_app.email)
    for _ in range(5):
        client.post(ASK, {"code": wrong_code()})
    response = client.post(ASK, {"code": app_code()})
    assert (TOO_MANY in response.content.decode(), who(client)) == (True, None)

    later(5 * 60 + 1)
    client.post(ASK, {"code": app_code()})
    assert who(client) == with_app.pk


def test_the_limit_holds_from_another_browser_too(with_app):
    for _ in range(5):
        client = Client()
        enter(client, with_app.email)
        client.post(ASK, {"code": wrong_code()})
    client = Client()
    enter(client, with_app.email)
    client.post(ASK, {"code": app_code()})

    assert who(client) is None


def test_a_code_from_the_app_works_once(with_app):
    """Somebody who looked over a shoulder comes too late."""
    code = app_code()
    mine, theirs = Client(), Client()
    enter(mine, with_app.email)
    mine.post(ASK, {"code": code})
    enter(theirs, with_app.email)
    theirs.post(ASK, {"code": code})

    assert (who(mine), who(theirs)) == (with_app.pk, None)


def test_a_reserve_code_works_once(client, seasoned, post):
    enter(client, seasoned.email)
    set_up(client, post)
    text = client.get("/konto/sikkerhet/reservekoder/last-ned/").content.decode()
    reserve = re.findall(r"^\d{8}$", text, re.MULTILINE)
    client.post("/konto/logg-ut/")
    first, second = Client(), Client()
    enter(first, seasoned.email)
    first.post(ASK, {"code": reserve[0]})
    enter(second, seasoned.email)
    second.post(ASK, {"code": reserve[0]})

    assert (len(reserve), who(first), who(second)) == (10, seasoned.pk, None)


def test_the_second_step_cannot_be_taken_first(client, with_app):
    response = client.post(ASK, {"code": app_code()})

    assert (response.url, who(client)) == ("/konto/logg-inn/", None)


def test_the_second_step_can_be_broken_off(client, with_app):
    enter(client, with_app.email)
    client.post("/konto/logg-ut/", {"next": reverse("account_login")})

    assert (client.get("/konto/logg-inn/").status_code, who(client)) == (200, None)


def test_the_second_step_does_not_wait_for_ever(client, with_app, later):
    enter(client, with_app.email)
    later(15 * 60 + 1)
    response = client.post(ASK, {"code": app_code()})

    assert (response.url, who(client)) == ("/konto/logg-inn/", None)


def test_confirming_who_one_is_with_wrong_codes_is_limited(client, with_app, later):
    enter(client, with_app.email)
    client.post(ASK, {"code": app_code()})
    later(60 * 60)
    for _ in range(5):
        client.post("/konto/bekreft/kode/", {"code": wrong_code()})
    response = client.post("/konto/bekreft/kode/", {"code": app_code()})

    assert TOO_MANY in response.content.decode()


def test_confirming_who_one_is_with_wrong_passwords_is_limited(client, outsider):
    enter(client, outsider.email)
    answers = [client.post("/konto/bekreft/", {"password": "feil-passord-2025"}).status_code for _ in range(11)]

    assert answers == [200] * 10 + [429]
    assert client.post("/konto/bekreft/", {"password": PASSWORD}).status_code == 429
