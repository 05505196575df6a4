"""The normal ways in and out: a code by e-mail, a password, a closed browser. The attacks: test_login_attacks.py."""

import re

import pytest
from django.core import mail
from django.test import Client

from organisation.models import Entry

LOGIN = "/konto/logg-inn/"
CONFIRM = "/konto/logg-inn/kode/bekreft/"
PASSWORD = "demo-passord-2025"
WRONG_CODE = "Koden er feil. Sjekk e-posten, og skriv den på nytt."
WRONG_PASSWORD = "E-postadressen og passordet passer ikke sammen. Prøv igjen, eller be om en kode."
TOO_OLD = "Koden gjelder ikke lenger. Be om en ny."
TOO_MANY = "For mange forsøk. Vent fem minutter, og prøv igjen."


def try_code(client, code: str, **fields):
    return client.post(CONFIRM, {"action": "verify", "code": code, **fields})


def another_than(code: str) -> str:
    return f"{(int(code) + 1) % 1_000_000:06}"


def who(client) -> int | None:
    return int(client.session["_auth_user_id"]) if "_auth_user_id" in client.session else None


def noted() -> list[tuple]:
    """What the log says of logging in: verb, what, actor, person."""
    entries = Entry.objects.filter(verb__in=["logged_in", "login_refused"])
    return list(entries.values_list("verb", "what", "actor", "person"))


def messages(client, address: str = LOGIN) -> list[str]:
    text = client.get(address, follow=True).content.decode()
    return re.findall(r'<div class="ds-alert"[^>]*><p class="ds-paragraph">([^<]*)</p>', text)


# ── a code by e-mail ─────────────────────────────────────────────────────────────────────────────


def test_the_code_in_the_mail_lets_in(client, outsider, ask):
    response = try_code(client, ask(client, outsider.email))

    assert (response.status_code, response.url, who(client)) == (302, "/konto/", outsider.pk)
    assert noted() == [("logged_in", "", outsider.pk, None)]


def test_the_mail_says_the_code_in_its_subject_its_text_and_its_html(client, outsider, ask):
    code = ask(client, outsider.email)
    letter = mail.outbox[-1]

    assert re.fullmatch("[0-9]{6}", code)
    assert (letter.subject, letter.to) == (f"{code} er koden din til Osloregionen", ["utenfor@demo.invalid"])
    assert letter.body == (
        f"Hei!\n\nKoden din er {code}\n\n"
        "Skriv den inn der du holder på å logge inn. Den kan brukes én gang, i 15 minutter.\n\n"
        "Har du ikke bedt om koden, kan du se bort fra denne e-posten. Ingen kommer inn uten den.\n\n"
        "Osloregionen\nhttp://127.0.0.1:8000\n"
    )
    assert [(part.mimetype, part.content.count(code)) for part in letter.alternatives] == [("text/html", 2)]


def test_the_address_may_be_written_in_other_letters_and_with_space_around(client, outsider, ask):
    code = ask(client, "  UTENFOR@Demo.Invalid ")
    try_code(client, code)

    assert (mail.outbox[-1].to, who(client)) == (["utenfor@demo.invalid"], outsider.pk)


def test_the_code_may_be_written_with_space_in_it(client, outsider, ask):
    code = ask(client, outsider.email)
    try_code(client, f" {code[:3]} {code[3:]} ")

    assert who(client) == outsider.pk


def test_a_stranger_gets_no_mail(client, db, ask):
    assert ask(client, "ingen@demo.invalid") is None


def test_a_closed_account_gets_no_mail(client, outsider, ask):
    outsider.is_active = False
    outsider.save()

    assert ask(client, outsider.email) is None


def test_people_come_to_the_page_they_wanted(client, outsider, ask):
    code = ask(client, outsider.email, next="/tiltak/")

    assert try_code(client, code, next="/tiltak/").url == "/tiltak/"


def test_a_wrong_code_is_said_in_words(client, outsider, ask):
    code = ask(client, outsider.email)
    response = try_code(client, another_than(code))

    assert (response.status_code, WRONG_CODE in response.content.decode(), who(client)) == (200, True, None)


def test_after_four_wrong_codes_the_right_one_still_works(client, outsider, ask):
    code = ask(client, outsider.email)
    for _ in range(4):
        try_code(client, another_than(code))
    try_code(client, code)

    assert who(client) == outsider.pk


def test_the_fifth_wrong_code_was_the_last_try(client, outsider, ask):
    code = ask(client, outsider.email)
    for _ in range(5):
        response = try_code(client, another_than(code))

    assert (response.status_code, messages(client, response.url)) == (302, [TOO_OLD])
    assert (try_code(client, code).status_code, who(client)) == (302, None)


def test_a_code_works_once(client, outsider, ask):
    code = ask(client, outsider.email)
    try_code(client, code)
    client.post("/konto/logg-ut/")

    assert (try_code(client, code).status_code, who(client)) == (302, None)


def test_a_code_is_worth_nothing_in_another_browser(client, outsider, ask):
    code = ask(client, outsider.email)
    elsewhere = Client()
    ask(elsewhere, outsider.email)
    try_code(elsewhere, code)

    assert who(elsewhere) is None


def test_a_code_lasts_fifteen_minutes(client, outsider, ask, later):
    code = ask(client, outsider.email)
    later(15 * 60 - 1)
    try_code(client, code)

    assert who(client) == outsider.pk


def test_after_fifteen_minutes_it_is_too_old_and_that_is_said(client, outsider, ask, later):
    code = ask(client, outsider.email)
    later(15 * 60 + 1)
    response = try_code(client, code)

    assert (response.status_code, messages(client, response.url), who(client)) == (302, [TOO_OLD], None)


def test_a_new_code_makes_the_old_one_worthless(client, outsider, ask, post):
    old = ask(client, outsider.email)
    with post():
        client.post(CONFIRM, {"action": "resend"})
    new = mail.outbox[-1].subject[:6]
    try_code(client, old)
    assert (len(mail.outbox), who(client)) == (2, None if old != new else outsider.pk)

    try_code(client, new)
    assert who(client) == outsider.pk


def test_a_new_code_can_be_sent_three_times(client, outsider, ask, post):
    ask(client, outsider.email)
    with post():
        for _ in range(5):
            client.post(CONFIRM, {"action": "resend"})

    assert len(mail.outbox) == 4
    assert 'value="resend"' not in client.get(CONFIRM).content.decode()


def test_who_mistyped_their_address_can_write_another(client, outsider, ask):
    ask(client, "utenfro@demo.invalid")
    page = client.get(CONFIRM).content.decode()
    way = re.search(r'href="([^"]+)">Bruk en annen adresse', page)[1]

    assert client.get(way).url == LOGIN
    assert (client.get(LOGIN).status_code, messages(client)) == (200, [])
    assert ask(client, outsider.email) == mail.outbox[-1].subject[:6]


def test_the_page_for_the_code_without_a_code_leads_to_the_beginning(client, db):
    assert client.get(CONFIRM, follow=True).redirect_chain == [("/konto/logg-inn/kode/", 302), (LOGIN, 302)]


def test_a_mail_that_could_not_be_sent_stands_in_the_log_of_the_server(client, outsider, post, monkeypatch, caplog):
    def broken(*args, **kwargs):
        raise OSError("ingen forbindelse")

    monkeypatch.setattr("django.core.mail.EmailMultiAlternatives.send", broken)
    with post():
        assert client.post(LOGIN, {"login": outsider.email}).status_code == 302

    assert [(record.name, record.message) for record in caplog.records] == [("mail", "En e-post ble ikke sendt.")]


# ── a password ───────────────────────────────────────────────────────────────────────────────────


def enter(client, address: str, password: str = PASSWORD, **fields):
    return client.post(LOGIN, {"login": address, "password": password, **fields})


def test_a_password_lets_in(client, outsider):
    response = enter(client, outsider.email)

    assert (response.status_code, response.url, who(client)) == (302, "/konto/", outsider.pk)


def test_a_wrong_password_is_said_in_words_and_stands_in_the_log(client, outsider):
    response = enter(client, outsider.email, "feil-passord-2025")

    assert (response.status_code, WRONG_PASSWORD in response.content.decode(), who(client)) == (200, True, None)
    assert noted() == [("login_refused", "feil passord", None, outsider.pk)]


def test_a_wrong_password_for_a_stranger_does_not_stand_in_the_log(client, db):
    enter(client, "ingen@demo.invalid")

    assert noted() == []


def test_without_a_password_nobody_logs_in_with_one(client, outsider):
    outsider.set_unusable_password()
    outsider.save()

    assert (WRONG_PASSWORD in enter(client, outsider.email).content.decode(), who(client)) == (True, None)


@pytest.mark.parametrize("address", ["", "ikke en adresse", "a@b"])
def test_an_address_that_is_none_is_said_in_norwegian(client, db, address):
    text = client.post(LOGIN, {"login": address}).content.decode()

    assert ("Feltet er påkrevet" in text or "gyldig e-postadresse" in text) is True


def test_a_login_lasts_ten_hours(client, outsider):
    enter(client, outsider.email)

    assert (client.session.get_expiry_age(), client.cookies["sessionid"]["max-age"]) == (36000, 36000)


def test_a_login_by_code_lasts_as_long(client, outsider, ask):
    try_code(client, ask(client, outsider.email))

    assert (client.session.get_expiry_age(), client.cookies["sessionid"]["max-age"]) == (36000, 36000)


def test_who_is_logged_in_already_comes_to_their_own_page(client, outsider):
    client.force_login(outsider)

    assert client.get(LOGIN).url == "/konto/"


# ── out ──────────────────────────────────────────────────────────────────────────────────────────


def test_logging_out_ends_the_session(client, outsider):
    enter(client, outsider.email)
    key = client.session.session_key
    response = client.post("/konto/logg-ut/")

    assert (response.url, who(client)) == ("/", None)
    assert client.session.__class__(key).load() == {}


def test_a_mere_link_does_not_log_out(client, outsider):
    client.force_login(outsider)

    assert (client.get("/konto/logg-ut/").status_code, who(client)) == (200, outsider.pk)


def test_a_login_that_is_under_way_can_be_broken_off(client, outsider, ask):
    code = ask(client, outsider.email)
    client.post("/konto/logg-ut/")
    try_code(client, code)

    assert (who(client), client.get(LOGIN).status_code) == (None, 200)


# ── what does not exist ──────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("address", ["/konto/logg-inn/ny/", "/konto/logg-inn/ny/arbeidsgiver/"])
def test_there_is_no_signing_up(client, db, address):
    assert (client.get(address).url, client.post(address).status_code) == (LOGIN, 405)


@pytest.mark.parametrize("address", ["/konto/passord/glemt/", "/konto/signup/", "/accounts/signup/"])
def test_other_ways_of_allauth_do_not_exist(client, db, address):
    assert client.get(address).status_code == 404
