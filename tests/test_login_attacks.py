"""Known attacks on logging in, tried one by one. What must happen in the normal case stands in test_login.py."""

import re

import pytest
from django import forms
from django.contrib.auth.hashers import Argon2PasswordHasher
from django.core import mail
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import URLPattern, get_resolver

from organisation import entering, letters
from organisation.models import Entry, User

from .test_login import CONFIRM, LOGIN, PASSWORD, TOO_MANY, another_than, enter, try_code, who

ELSEWHERE = [
    "https://evil.example/",
    "http:evil.example",
    "https:///evil.example",
    "//evil.example",
    "///evil.example",
    "\\\\evil.example",
    "/\\evil.example",
    "\t//evil.example",
    " https://evil.example",
    "javascript:alert(1)",
    "data:text/html,<script>alert(1)</script>",
]
SCRIPTS = ["<script>alert(1)</script>", '"><svg/onload=alert(1)>', "'-alert(1)-'", "javascript:alert(1)"]
STRANGER = "ukjent1@demo.invalid"  # as long as utenfor@demo.invalid


# ── session fixation ─────────────────────────────────────────────────────────────────────────────


def test_a_session_that_somebody_else_planted_is_not_used(client, outsider):
    client.cookies["sessionid"] = "a" * 32
    enter(client, outsider.email)

    assert (who(client), client.session.session_key != "a" * 32) == (outsider.pk, True)


@pytest.mark.parametrize("way", ["code", "password"])
def test_logging_in_changes_the_key_of_the_session_and_ends_the_old_one(client, outsider, ask, way):
    code = ask(client, outsider.email)
    before = client.session.session_key
    if way == "code":
        try_code(client, code)
    else:
        client.get("/konto/logg-inn/kode/")
        enter(client, outsider.email)

    assert who(client) == outsider.pk
    assert client.session.session_key != before
    assert client.session.__class__(before).load() == {}


def test_nothing_of_one_person_s_session_comes_into_the_next_one_s(client, outsider, board_member):
    enter(client, outsider.email)
    session = client.session
    session["mfa.totp.secret"] = "hemmelig"
    session.save()
    old = client.session.session_key
    client.post("/konto/logg-ut/")
    enter(client, board_member.email)

    assert (who(client), "mfa.totp.secret" in client.session) == (board_member.pk, False)
    assert client.session.__class__(old).load() == {}


def test_a_code_under_way_for_one_person_does_not_survive_the_login_of_another(client, outsider, board_member, ask):
    code = ask(client, outsider.email)
    client.get("/konto/logg-inn/kode/")
    enter(client, board_member.email)
    try_code(client, code)

    assert (who(client), "account_login" in client.session) == (board_member.pk, False)


def test_the_cookies_are_out_of_reach_of_scripts_and_of_other_sites(client, outsider):
    client.get(LOGIN)
    enter(client, outsider.email)
    flags = {name: (cookie["httponly"], cookie["samesite"]) for name, cookie in client.cookies.items()}

    assert flags == {"csrftoken": (True, "Lax"), "sessionid": (True, "Lax")}


# ── cross-site request forgery ───────────────────────────────────────────────────────────────────

# Addresses that take a POST without a token, each with its reason.
WITHOUT_TOKEN = [
    "/verifiser/",  # it asks and changes nothing, and software may send a file too
    "/verifiser/1/",
    "/konto/e-post/av/1/",  # mail programs send it with the signed key as permission, and without a page before
    "/csp-rapport/",  # browsers send it by themselves; it changes nothing
]


def csrf_refused(request, reason=""):
    return HttpResponse("csrf", status=403)


KNOWN = {"kind": "tiltak", "whole": "om", "thing": "hele", "state": "2025"}  # what converters of our own let through


def every_address(patterns=None, before="/"):
    """One address for each pattern, with something in place of what stands in <…>."""
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        here = re.sub(r"<uuid:\w+>", "00000000-0000-4000-8000-000000000000", str(pattern.pattern))
        for known, value in KNOWN.items():
            here = here.replace(f"<{known}:", f"<{value}|")
        here = re.sub(r"<(?:(\w+)\|)?[^>]+>", lambda found: found[1] or "1", here)
        here = re.sub(r"\(\?P<\w+>(\w*)[^)]*\)", lambda found: found[1] or "1", here).strip("^$")
        if isinstance(pattern, URLPattern):
            yield before + here
        else:
            yield from every_address(pattern.url_patterns, before + here)


def test_every_post_without_a_token_is_refused(settings, db):
    settings.CSRF_FAILURE_VIEW = "tests.test_login_attacks.csrf_refused"
    client = Client(enforce_csrf_checks=True)
    client.force_login(User.objects.create_superuser("vakt@demo.invalid", name="Vakt"))
    addresses = list(every_address())
    answers = {address: client.post(address) for address in addresses}

    assert len(addresses) > 100
    assert [address for address in addresses if answers[address].content != b"csrf"] == WITHOUT_TOKEN
    assert {answer.status_code for address, answer in answers.items() if address not in WITHOUT_TOKEN} == {403}


def test_with_the_token_of_the_page_a_post_gets_through(outsider):
    client = Client(enforce_csrf_checks=True)
    page = client.get(LOGIN).content.decode()
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)[1]
    enter(client, outsider.email, csrfmiddlewaretoken=token)

    assert who(client) == outsider.pk


def test_the_token_of_somebody_else_is_refused(settings, outsider):
    settings.CSRF_FAILURE_VIEW = "tests.test_login_attacks.csrf_refused"
    theirs, client = Client(enforce_csrf_checks=True), Client(enforce_csrf_checks=True)
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', theirs.get(LOGIN).content.decode())[1]
    client.get(LOGIN)

    assert enter(client, outsider.email, csrfmiddlewaretoken=token).content == b"csrf"


# ── the host header ──────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("address", ["/", LOGIN, "/konto/", "/nodadministrasjon/"])
@pytest.mark.parametrize(
    "host", ["evil.example", "evil.example:8000", "127.0.0.1.evil.example", "localhost@evil.example"]
)
def test_a_foreign_host_is_refused(client, db, address, host):
    assert client.get(address, headers={"host": host}).status_code == 400


def test_a_forwarded_host_is_not_believed(client, db):
    response = client.get("/konto/", headers={"x-forwarded-host": "evil.example"})

    assert (response.status_code, response.url) == (302, "/konto/logg-inn/?next=/konto/")


def test_mails_name_the_site_and_never_the_host_of_the_request(client, outsider, post):
    with post():
        client.post(LOGIN, {"login": outsider.email}, headers={"host": "localhost"})
    letter = mail.outbox[-1]

    assert re.findall(r"https?://[^\s\"<]+", letter.body) == ["http://127.0.0.1:8000"]
    assert set(re.findall(r"https?://[^\s\"<]+", letter.alternatives[0].content)) == {"http://127.0.0.1:8000"}


# ── open redirect ────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("wanted", ELSEWHERE)
def test_a_password_does_not_lead_elsewhere(client, outsider, wanted):
    assert enter(client, outsider.email, next=wanted).url == "/konto/"


@pytest.mark.parametrize("wanted", ELSEWHERE)
def test_a_code_does_not_lead_elsewhere(client, outsider, post, wanted):
    with post():
        response = client.post(LOGIN, {"login": outsider.email, "next": wanted})
    assert response.url in (CONFIRM, CONFIRM + "?next=%2Fkonto%2F")

    assert try_code(client, mail.outbox[-1].subject[:6], next=wanted).url == "/konto/"


@pytest.mark.parametrize("wanted", ELSEWHERE)
def test_logging_out_does_not_lead_elsewhere(client, outsider, wanted):
    client.force_login(outsider)

    assert client.post("/konto/logg-ut/", {"next": wanted}).url == "/"


@pytest.mark.parametrize("wanted", ELSEWHERE)
def test_who_is_logged_in_already_is_not_led_elsewhere(client, outsider, wanted):
    client.force_login(outsider)

    assert client.get(LOGIN, {"next": wanted}).url == "/konto/"


@pytest.mark.parametrize("wanted", ELSEWHERE)
def test_confirming_who_one_is_does_not_lead_elsewhere(client, outsider, wanted):
    client.force_login(outsider)

    assert client.post("/konto/bekreft/", {"password": PASSWORD, "next": wanted}).url == "/konto/"


# ── guessing ─────────────────────────────────────────────────────────────────────────────────────


def from_address(number: int) -> Client:
    """A new browser somewhere else on the net."""
    return Client(REMOTE_ADDR=f"192.0.2.{number}")


def asks(client, address: str) -> bool:
    """Is a code sent – or said to be sent?"""
    return client.post(LOGIN, {"login": address}).status_code == 302


@pytest.mark.parametrize("address", ["utenfor@demo.invalid", STRANGER])
def test_three_codes_in_five_minutes_is_the_limit_for_an_address_from_everywhere(outsider, address, later):
    assert [asks(from_address(number), address) for number in range(4)] == [True, True, True, False]
    assert TOO_MANY in from_address(9).post(LOGIN, {"login": address}).content.decode()

    later(5 * 60 + 1)
    assert asks(from_address(9), address) is True


def test_twenty_codes_a_day_is_the_limit_for_an_address(outsider, later):
    sent = 0
    for _ in range(10):
        sent += sum(asks(from_address(number), outsider.email) for number in range(4))
        later(5 * 60 + 1)

    assert sent == 20


@pytest.mark.parametrize("spelling", ["UTENFOR@demo.invalid", " utenfor@demo.invalid ", "Utenfor@DEMO.invalid"])
def test_another_spelling_of_the_address_is_the_same_address(outsider, spelling):
    assert [asks(from_address(number), outsider.email) for number in range(3)] == [True, True, True]
    assert asks(from_address(3), spelling) is False


def test_the_limit_cannot_be_talked_away_with_headers(outsider):
    answers = [
        Client(headers={"x-forwarded-for": f"192.0.2.{number}", "x-real-ip": f"192.0.2.{number}"})
        .post(LOGIN, {"login": outsider.email})
        .status_code
        for number in range(4)
    ]

    assert answers == [302, 302, 302, 200]


def test_a_colleague_behind_the_same_network_address_is_not_shut_out(outsider, board_member):
    town_hall = {"REMOTE_ADDR": "198.51.100.7"}
    for _ in range(8):
        Client(**town_hall).post(LOGIN, {"login": outsider.email})
        enter(Client(**town_hall), outsider.email, "feil-passord-2025")
    colleague = Client(**town_hall)

    assert asks(Client(**town_hall), board_member.email) is True
    enter(colleague, board_member.email)
    assert who(colleague) == board_member.pk


def test_five_wrong_passwords_from_anywhere_shut_the_password_for_five_minutes(outsider, later):
    for number in range(5):
        enter(from_address(number), outsider.email, "feil-passord-2025")
    client = from_address(9)
    assert (TOO_MANY in enter(client, outsider.email).content.decode(), who(client)) == (True, None)

    later(5 * 60 + 1)
    enter(client, outsider.email)
    assert who(client) == outsider.pk


def test_logging_in_between_does_not_give_more_guesses(outsider):
    """Otherwise a person with an account of their own could wipe the count again and again."""
    for number in range(4):
        enter(from_address(number), outsider.email, "feil-passord-2025")
    enter(from_address(8), outsider.email)
    enter(from_address(4), outsider.email, "feil-passord-2025")
    client = from_address(9)
    enter(client, outsider.email)

    assert who(client) is None


def test_new_codes_do_not_give_more_guesses(client, outsider, ask, post):
    code = ask(client, outsider.email)
    for _ in range(4):
        try_code(client, another_than(code))
    with post():
        client.post(CONFIRM, {"action": "resend"})
    code = mail.outbox[-1].subject[:6]
    try_code(client, another_than(code))

    assert (try_code(client, code).status_code, who(client)) == (302, None)


def test_no_code_is_no_code_for_a_stranger_either(client, db, ask):
    """There is nothing to compare with: an empty code, or anything that reads as empty, must not fit."""
    ask(client, STRANGER)
    for code in ["", " ", "-", "000000"]:
        try_code(client, code)

    assert who(client) is None


def test_limits_are_kept_where_every_process_sees_them(settings):
    assert settings.CACHES["default"]["BACKEND"] == "django.core.cache.backends.db.DatabaseCache"


@pytest.mark.parametrize("address", ["se\u212aretariat@demo.invalid", "\u017fekretariat@demo.invalid"])
def test_a_letter_that_looks_the_same_never_leads_a_code_astray(client, secretary, post, address):
    """K (Kelvin) is k in lower case, ſ is S in upper case; a mail to either could reach somebody else."""
    with post():
        client.post(LOGIN, {"login": address})

    assert {to for letter in mail.outbox for to in letter.to} <= {secretary.email}


# ── who has an account here? ─────────────────────────────────────────────────────────────────────


@pytest.fixture
def closed(board_member):
    """Somebody whose account is closed; their address is as long as the others'."""
    board_member.email, board_member.is_active = "stengt1@demo.invalid", False
    board_member.save()
    return board_member


def seen(client, response, address: str) -> tuple:
    """All that whoever sits at the other end can see of an answer, but for what is random in every answer."""
    text = response.content.decode().replace(address, "ADRESSEN")
    text = re.sub(r'(csrfmiddlewaretoken" value|nonce)="[^"]+"', r'\1=""', text)
    headers = {
        name: re.sub(r"nonce-[^']+", "nonce", value)
        for name, value in response.headers.items()
        if name not in ("Expires", "Date")
    }
    cookies = {name: (len(cookie.value), cookie["max-age"], cookie["path"]) for name, cookie in client.cookies.items()}
    return response.status_code, headers, cookies, text


def walk_with_code(address: str, post) -> list[tuple]:
    """Ask for a code, look at the page, guess wrong, ask for another, guess until it is over."""
    client, steps = Client(), []
    for method, place, fields in [
        ("get", LOGIN, {}),
        ("post", LOGIN, {"login": address}),
        ("get", CONFIRM, {}),
        ("get", LOGIN, {}),
        ("post", CONFIRM, {"action": "verify", "code": "ikke-en-kode"}),
        ("post", CONFIRM, {"action": "resend"}),
        ("get", CONFIRM, {}),
        *[("post", CONFIRM, {"action": "verify", "code": "ikke-en-kode"})] * 4,
        ("get", CONFIRM, {}),
        ("get", "/konto/logg-inn/kode/", {}),
        ("get", LOGIN, {}),
        ("post", LOGIN, {"login": address}),
        ("get", "/konto/logg-inn/kode/", {}),
        ("post", LOGIN, {"login": address}),
        ("get", "/konto/logg-inn/kode/", {}),
        ("post", LOGIN, {"login": address}),
    ]:
        with post():
            response = getattr(client, method)(place, fields)
        steps.append(seen(client, response, address))
    return steps


def test_a_code_tells_nobody_who_has_an_account(outsider, closed, post):
    known = walk_with_code(outsider.email, post)

    assert walk_with_code(STRANGER, post) == known
    assert walk_with_code(closed.email, post) == known
    assert {to for letter in mail.outbox for to in letter.to} == {outsider.email}


def walk_with_password(address: str, password: str) -> list[tuple]:
    client = Client()
    return [seen(client, enter(client, address, password), address) for _ in range(7)]


def test_a_password_tells_nobody_who_has_an_account(outsider, closed, delegate):
    known = walk_with_password(outsider.email, "feil-passord-2025")
    delegate.email = "ingen01@demo.invalid"
    delegate.set_unusable_password()
    delegate.save()

    assert walk_with_password(STRANGER, "feil-passord-2025") == known
    assert walk_with_password(delegate.email, "feil-passord-2025") == known
    assert walk_with_password(closed.email, "feil-passord-2025") == known


def test_the_right_password_to_a_closed_account_looks_like_a_wrong_one(outsider, closed):
    assert walk_with_password(closed.email, PASSWORD)[:5] == walk_with_password(STRANGER, PASSWORD)[:5]


def test_a_passkey_is_asked_for_without_saying_for_whom(client, outsider):
    """The question to the browser is the same for everybody: it names no credential."""
    asked = client.get("/konto/logg-inn/passnokkel/", headers={"accept": "application/json"}).json()

    assert asked["request_options"]["publicKey"].get("allowCredentials", []) == []


@pytest.fixture
def hashed(monkeypatch):
    """Each time the slow password function has run."""
    times = []
    for name in ("encode", "verify"):
        real = getattr(Argon2PasswordHasher, name)
        monkeypatch.setattr(
            Argon2PasswordHasher, name, lambda *args, _real=real, **kwargs: times.append(1) or _real(*args, **kwargs)
        )
    return times


@pytest.mark.parametrize("who_is_it", ["known", "stranger", "closed", "without a password"])
def test_a_wrong_password_takes_the_same_work_whoever_it_is(client, outsider, closed, delegate, hashed, who_is_it):
    delegate.set_unusable_password()
    delegate.save()
    address = {
        "known": outsider.email,
        "stranger": STRANGER,
        "closed": closed.email,
        "without a password": delegate.email,
    }[who_is_it]
    hashed.clear()
    enter(client, address, "feil-passord-2025")

    assert len(hashed) == 1


def test_no_mail_is_written_or_sent_while_the_browser_waits(
    client, outsider, monkeypatch, django_capture_on_commit_callbacks
):
    """The same work in the request whoever it is: the letter is written and sent beside it, once it has ended."""
    written, handed_over = [], []
    monkeypatch.setattr(letters, "render_to_string", lambda *args: written.append(args))
    monkeypatch.setattr(entering._post, "submit", lambda *args: handed_over.append(args))

    with django_capture_on_commit_callbacks() as after:
        client.post(LOGIN, {"login": outsider.email})
        assert (written, handed_over, mail.outbox) == ([], [], [])
    after[-1]()
    assert (written, len(handed_over), mail.outbox) == ([], 1, [])


def test_asking_for_a_code_asks_the_database_as_often_for_a_stranger(outsider, post):
    def questions(address: str) -> int:
        client = Client()
        with (
            CaptureQueriesContext(
                connection,
            ) as asked,
            post(),
        ):
            client.post(LOGIN, {"login": address})
        return len(asked)

    questions(STRANGER)  # whatever is remembered from the first time

    assert questions("ukjent2@demo.invalid") == questions(outsider.email)


# ── closed accounts ──────────────────────────────────────────────────────────────────────────────


def test_a_session_ends_when_the_account_is_closed(client, outsider):
    client.force_login(outsider)
    User.objects.filter(pk=outsider.pk).update(is_active=False)

    assert client.get("/konto/").url == "/konto/logg-inn/?next=/konto/"


def test_a_code_asked_for_before_the_account_was_closed_does_not_let_in(client, outsider, ask):
    code = ask(client, outsider.email)
    User.objects.filter(pk=outsider.pk).update(is_active=False)

    assert (try_code(client, code).url, who(client)) == ("/konto/logg-inn/stengt/", None)


# ── fields that nobody asked for ─────────────────────────────────────────────────────────────────

# What no form of ours may ever write, whatever model it is made from.
NEVER = {
    "actor",
    "canonical",
    "groups",
    "is_active",
    "is_staff",
    "is_superuser",
    "joined_at",
    "key_hash",
    "last_login",
    "pseudonymised_at",
    "sha256",
    "user_permissions",
}
OURS = ("organisation", "budget", "programmes", "publishing", "osloregionen")


def every_form(base=forms.BaseForm):
    for form in base.__subclasses__():
        if form.__module__.split(".")[0] in OURS:
            yield form
        yield from every_form(form)


def test_no_form_has_a_field_that_gives_power():
    get_resolver().url_patterns  # noqa: B018 – so that every view and its form is loaded
    found = list(every_form())

    assert len(found) > 10
    assert [
        (form.__name__, sorted(NEVER & form.base_fields.keys())) for form in found if NEVER & form.base_fields.keys()
    ] == []
    assert [form.__name__ for form in found if getattr(getattr(form, "_meta", None), "fields", None) == "__all__"] == []


MORE = {"is_staff": "1", "is_superuser": "1", "is_active": "1", "groups": "1", "email": "evil@evil.example", "id": "1"}


def test_more_fields_at_login_change_nothing(client, outsider):
    enter(client, outsider.email, **MORE)
    outsider.refresh_from_db()

    assert (outsider.is_staff, outsider.is_superuser, outsider.email) == (False, False, "utenfor@demo.invalid")


def test_more_fields_with_a_new_password_change_nothing(client, outsider):
    enter(client, outsider.email)
    new = "et-helt-nytt-passord-2026"
    client.post("/konto/passord/", {"oldpassword": PASSWORD, "password1": new, "password2": new, **MORE})
    outsider.refresh_from_db()

    assert (outsider.check_password(new), outsider.is_staff, outsider.is_superuser) == (True, False, False)
    assert outsider.email == "utenfor@demo.invalid"


def test_more_fields_when_a_person_is_corrected_change_nothing(client, secretary, outsider):
    enter(client, secretary.email)
    client.post("/konto/bekreft/", {"password": PASSWORD})
    client.post(f"/organisasjon/personer/{outsider.pk}/endre/", MORE | {"name": "Nytt navn", "email": outsider.email})
    outsider.refresh_from_db()

    assert (outsider.name, outsider.is_staff, outsider.is_superuser) == ("Nytt navn", False, False)


# ── markup in what people type ───────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("script", SCRIPTS)
def test_what_is_typed_as_an_address_is_shown_as_text(client, db, script):
    text = client.post(LOGIN, {"login": script}).content.decode()

    assert [found for found in ("<script>alert", "<svg", 'href="javascript') if found in text] == []


def test_an_address_that_is_valid_and_still_markup_is_shown_as_text(client, db, post):
    with post():
        client.post(LOGIN, {"login": '"<svg/onload=alert(1)>"@demo.invalid'})

    assert "<svg" not in client.get(CONFIRM).content.decode()


@pytest.mark.parametrize("script", [*SCRIPTS, *ELSEWHERE])
def test_what_stands_as_next_is_shown_as_text_and_is_no_link(client, db, script):
    text = client.get(LOGIN, {"next": script}).content.decode()

    assert [
        found for found in ("<script>alert", "<svg", 'href="javascript', 'href="https://evil') if found in text
    ] == []


@pytest.mark.parametrize(
    "address", ["utenfor@demo.invalid\nBcc: evil@evil.example", "utenfor@demo.invalid,evil@evil.example"]
)
def test_an_address_cannot_carry_more_addresses(client, outsider, post, address):
    with post():
        client.post(LOGIN, {"login": address})

    assert mail.outbox == []


@pytest.mark.parametrize("content", [b"\xff\xfe", b"login=%00", b"login=" + b"a" * 100_000, b"login=\xf0\x28\x8c\x28"])
def test_nonsense_is_answered_and_never_breaks(client, db, content):
    response = client.post(LOGIN, content, content_type="application/x-www-form-urlencoded")

    assert response.status_code in (200, 400)


def test_what_a_stranger_types_is_never_written_down(client, db):
    enter(client, STRANGER, "min-hemmelighet-2025")
    enter(client, "<script>", "min-hemmelighet-2025")

    assert Entry.objects.filter(verb="login_refused").count() == 0
