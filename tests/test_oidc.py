"""Logging in with the employer's account, against a real provider on this machine: tests/oidc_provider.py."""

import base64
import hashlib
import hmac
import json
import re
import time
from html import unescape
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from allauth.mfa.totp.internal.auth import TOTP
from allauth.socialaccount.models import SocialAccount
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.urls import reverse

from organisation import oidc
from organisation.models import Entry, User

from .oidc_provider import CLIENT_ID, SECRET, Provider, made_key
from .site import free_port

LOGIN = "/konto/logg-inn/med/entra/"
REFUSED = "Vi fikk ikke bekreftet fra Entra ID hvem du er."


@pytest.fixture(scope="module")
def running():
    provider = Provider()
    yield provider
    provider.close()


@pytest.fixture
def provider(running, settings, db):
    running.reset()
    settings.OIDC_APPS = [app(running.url)]
    yield running
    running.let_go.set()


@pytest.fixture
def kari(db):
    return User.objects.create_user("kari@kommune.example", name="Kari")


def app(url: str, *, trust_email: bool = False) -> dict:
    return {
        "provider_id": "entra",
        "name": "Entra ID",
        "client_id": CLIENT_ID,
        "secret": SECRET,
        "settings": {"server_url": url, "trust_email": trust_email},
    }


def leave(client, **fields) -> str:
    """Press the button on the login page; the address at the provider that the page leads to."""
    response = client.post(LOGIN, fields)
    assert response.status_code == 200
    return unescape(re.search(r'content="0; url=([^"]+)"', response.content.decode())[1])


def sent_back(there: str) -> str:
    """What the browser does at the provider; the address here that it is sent back to."""
    response = requests.get(there, allow_redirects=False, timeout=10)
    return response.headers["Location"].removeprefix("http://127.0.0.1:8000")


def enter(client, **fields):
    return client.get(sent_back(leave(client, **fields)))


def who(client) -> int | None:
    """Whose session it is."""
    return int(client.session["_auth_user_id"]) if "_auth_user_id" in client.session else None


def noted() -> list[tuple]:
    """What the log says of logging in: verb, what, actor, person."""
    entries = Entry.objects.filter(verb__in=["logged_in", "login_refused"])
    return list(entries.values_list("verb", "what", "actor", "person"))


def refused(client, response) -> bool:
    """The page says so, and nobody is logged in, tied to an account at the provider or noted in the log."""
    page = (response.status_code, REFUSED in response.content.decode())
    return (*page, who(client), SocialAccount.objects.count(), noted()) == (401, True, None, 0, [])


def no_account(response, address: str = "kari@kommune.example") -> bool:
    text = response.content.decode()
    return response.status_code == 403 and f"Vi fant ingen konto som {address} kan logge inn på" in text


# ── the normal way ───────────────────────────────────────────────────────────────────────────────


def test_a_known_person_gets_in(client, provider, kari):
    response = enter(client)

    assert (response.status_code, response.url) == (302, "/konto/")
    assert who(client) == kari.pk
    assert noted() == [("logged_in", "", kari.pk, None)]
    assert provider.asked == [
        "/.well-known/openid-configuration",
        "/authorize",
        "/.well-known/openid-configuration",
        "/token",
        "/jwks",
    ]


def test_the_login_page_offers_it(client, provider):
    assert f'action="{LOGIN}"' in client.get("/konto/logg-inn/").content.decode()


def test_the_next_time_the_provider_need_not_tell_the_address(client, provider, kari):
    enter(client)
    client.logout()
    provider.person = {"sub": "kari-1"}
    enter(client)

    assert who(client) == kari.pk
    assert SocialAccount.objects.count() == 1


def test_nothing_the_provider_tells_about_a_person_is_kept(client, provider, kari):
    provider.person |= {"name": "Kari Nordmann", "pid": "01017012345"}
    enter(client)

    assert list(SocialAccount.objects.values_list("user", "provider", "uid", "extra_data")) == [
        (kari.pk, "entra", "kari-1", {})
    ]


def test_a_password_survives_the_first_login_with_the_employer(client, provider, kari):
    kari.set_password("et langt passord 2025")
    kari.save()
    enter(client)

    kari.refresh_from_db()
    assert kari.check_password("et langt passord 2025")


def test_the_address_may_be_written_in_other_letters(client, provider, kari):
    provider.person["email"] = "Kari@Kommune.Example"
    enter(client)

    assert who(client) == kari.pk


def test_people_come_to_the_page_they_wanted(client, provider, kari):
    assert enter(client, next="/tiltak/").url == "/tiltak/"


@pytest.mark.parametrize(
    "wanted", ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)"]
)
def test_nobody_is_sent_to_another_place(client, provider, kari, wanted):
    assert enter(client, next=wanted).url == "/konto/"


def test_the_secretariat_is_still_asked_for_the_second_factor(client, provider, secretary):
    provider.person["email"] = secretary.email
    TOTP.activate(secretary, "JBSWY3DPEHPK3PXP")
    response = enter(client)

    assert (response.url, who(client)) == (reverse("mfa_authenticate"), None)


def test_the_address_may_come_from_userinfo(client, provider, kari):
    provider.claims = lambda claims: {key: claims[key] for key in ("iss", "aud", "iat", "exp", "nonce", "sub")}
    enter(client)

    assert who(client) == kari.pk
    assert provider.asked[-1] == "/userinfo"


def test_userinfo_about_somebody_else_is_refused(client, provider, kari):
    provider.claims = lambda claims: {key: claims[key] for key in ("iss", "aud", "iat", "exp", "nonce", "sub")}
    provider.info = provider.person | {"sub": "ola-2"}

    assert refused(client, enter(client))


def test_userinfo_does_not_vouch_for_the_address_in_the_token(client, provider, kari):
    """Somebody may have any unverified address in the token, and their own, verified, in userinfo."""
    provider.claims = lambda claims: {key: value for key, value in claims.items() if key != "email_verified"}
    provider.info = {"sub": "kari-1", "email": "ola@annet.example", "email_verified": True}

    assert no_account(enter(client), "ola@annet.example")


# ── what is sent to the provider ─────────────────────────────────────────────────────────────────


def test_the_address_to_come_back_to_is_made_of_our_own_name(client, provider):
    there = parse_qs(urlsplit(leave(client)).query)

    assert there["redirect_uri"] == ["http://127.0.0.1:8000/konto/logg-inn/fra/entra/"]
    assert sorted(there) == [
        "client_id",
        "code_challenge",
        "code_challenge_method",
        "nonce",
        "redirect_uri",
        "response_type",
        "scope",
        "state",
    ]


def test_a_crafted_link_cannot_add_to_what_is_asked(client, provider):
    response = client.post(LOGIN + "?auth_params=redirect_uri%3Dhttps://evil.example&scope=all&process=connect")
    there = parse_qs(urlsplit(unescape(re.search(r'url=([^"]+)"', response.content.decode())[1])).query)

    assert there["redirect_uri"] == ["http://127.0.0.1:8000/konto/logg-inn/fra/entra/"]
    assert set(there["scope"][0].split()) == {"openid", "profile", "email"}


def test_a_mere_link_starts_nothing(client, provider):
    response = client.get(LOGIN)

    assert (response.status_code, response.url, provider.asked) == (302, "/konto/logg-inn/", [])


def test_somebody_logged_in_cannot_be_tied_to_a_strangers_account(client, provider, outsider):
    """allauth's `process=connect` would tie the account at the provider to whoever is logged in here."""
    client.force_login(outsider)
    there = client.post(LOGIN + "?process=connect", {"process": "connect"}).content.decode()
    client.get(sent_back(unescape(re.search(r'url=([^"]+)"', there)[1])))

    assert SocialAccount.objects.count() == 0


@pytest.mark.parametrize("address", [LOGIN, "/konto/logg-inn/fra/entra/"])
def test_a_provider_that_is_not_in_the_settings_does_not_exist(client, provider, settings, address):
    settings.OIDC_APPS = []

    assert client.post(address).status_code == 404


def test_a_provider_is_known_by_its_name_only(client, provider):
    assert client.post("/konto/logg-inn/med/openid_connect/").status_code == 404


def test_the_code_is_worth_nothing_without_the_pkce_verifier(client, provider, kari):
    """The provider compares; what is tested is that ours arrives there and that a foreign one is refused."""
    there = leave(client)
    other = re.sub("code_challenge=[^&]+", "code_challenge=" + "A" * 43, there)

    assert refused(client, client.get(sent_back(other)))


# ── tokens that must not be believed ─────────────────────────────────────────────────────────────


def encoded(part: dict) -> str:
    return base64.urlsafe_b64encode(json.dumps(part).encode()).decode().rstrip("=")


def unsigned(provider, claims) -> str:
    return f"{encoded({'alg': 'none', 'kid': provider.kid})}.{encoded(claims)}."


def signed_with_the_public_key(provider, claims) -> str:
    """The classic: HS256, with the public key everybody knows as the secret."""
    secret = provider.key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    said = f"{encoded({'alg': 'HS256', 'kid': provider.kid})}.{encoded(claims)}"
    signature = hmac.new(secret, said.encode(), hashlib.sha256).digest()
    return f"{said}.{base64.urlsafe_b64encode(signature).decode().rstrip('=')}"


def changed_afterwards(provider, claims) -> str:
    head, _, signature = provider.signed(claims | {"sub": "ola-2"}).split(".")
    return f"{head}.{encoded(claims)}.{signature}"


TOKENS = {
    "signed by somebody else": lambda provider, claims: provider.signed(claims, key=made_key()),
    "changed after it was signed": changed_afterwards,
    "not signed": unsigned,
    "signed with the public key": signed_with_the_public_key,
    "signed with a key nobody knows": lambda provider, claims: provider.signed(claims, kid="nøkkel-2"),
    "signed with an unnamed key": lambda provider, claims: provider.signed(claims, kid=None),
    "signed with another algorithm": lambda provider, claims: provider.signed(claims, algorithm="RS512"),
    "no token at all": lambda provider, claims: None,
    "a number": lambda provider, claims: 7,
    "words": lambda provider, claims: "ikke et token",
}


@pytest.mark.parametrize("how", TOKENS)
def test_a_token_is_refused_when_it_is(client, provider, kari, how):
    provider.sign = lambda claims: TOKENS[how](provider, claims)

    assert refused(client, enter(client))


CLAIMS = {
    "for another party": {"aud": "en annen"},
    "for several parties, and made for another": {"aud": [CLIENT_ID, "en annen"], "azp": "en annen"},
    "from another issuer": {"iss": "https://login.evil.example"},
    "expired": {"exp": int(time.time()) - 3600},
    "made in the future": {"iat": int(time.time()) + 3600},
    "not valid yet": {"nbf": int(time.time()) + 3600},
    "for another attempt": {"nonce": "en annen"},
    "about nobody": {"sub": ""},
}


@pytest.mark.parametrize("what", CLAIMS)
def test_a_token_is_refused_when_it_is_for_us_but(client, provider, kari, what):
    provider.claims = lambda claims: claims | CLAIMS[what]

    assert refused(client, enter(client))


@pytest.mark.parametrize("name", ["iss", "aud", "exp", "iat", "sub", "nonce"])
def test_a_token_is_refused_when_it_does_not_say(client, provider, kari, name):
    provider.claims = lambda claims: {key: value for key, value in claims.items() if key != name}

    assert refused(client, enter(client))


def test_a_sound_token_from_another_attempt_is_refused(client, provider, kari):
    """Somebody who caught a token of Kari's cannot play it to us in a session of their own."""
    caught = []
    provider.sign = lambda claims: caught.append(provider.signed(claims)) or caught[0]
    enter(client)
    client.logout()

    response = enter(client)

    assert (response.status_code, who(client), len(caught)) == (401, None, 2)


# ── people who must not get in ───────────────────────────────────────────────────────────────────


def test_an_unknown_person_is_told_so_and_gets_no_account(client, provider):
    before = User.objects.count()

    assert no_account(enter(client))
    assert (who(client), User.objects.count(), SocialAccount.objects.count()) == (None, before, 0)


@pytest.mark.parametrize("verified", [False, None, "true", 1])
def test_an_address_the_provider_does_not_vouch_for_opens_nothing(client, provider, kari, verified):
    provider.person["email_verified"] = verified

    assert no_account(enter(client))
    assert who(client) is None


def test_an_address_without_a_word_about_it_opens_nothing(client, provider, kari):
    del provider.person["email_verified"]

    assert no_account(enter(client))
    assert who(client) is None


def test_an_address_without_a_word_is_enough_from_a_provider_the_settings_trust(client, provider, settings, kari):
    del provider.person["email_verified"]
    settings.OIDC_APPS = [app(provider.url, trust_email=True)]
    enter(client)

    assert who(client) == kari.pk


def test_a_trusted_provider_that_says_no_is_believed(client, provider, settings, kari):
    provider.person["email_verified"] = False
    settings.OIDC_APPS = [app(provider.url, trust_email=True)]

    assert no_account(enter(client))
    assert who(client) is None


@pytest.mark.parametrize("address", [None, "", "ikke en adresse"])
def test_without_an_address_nobody_is_found(client, provider, kari, address):
    provider.person["email"] = address
    response = enter(client)

    assert (response.status_code, who(client)) == (403, None)
    assert "Arbeidsgiveren oppga ingen e-postadresse" in response.content.decode()


def test_a_closed_account_answers_like_an_unknown_one(client, provider, kari):
    unknown = provider.person | {"email": "kari@annet.example", "sub": "kari-9"}
    kari.is_active = False
    kari.save()
    closed = enter(client).content.decode()
    provider.person = unknown

    assert enter(client).content.decode().replace("annet", "kommune") == closed
    assert who(client) is None
    assert noted() == [("login_refused", "kontoen er stengt", None, kari.pk)]


def test_a_closed_account_stays_closed_for_somebody_who_has_been_here_before(client, provider, kari):
    enter(client)
    client.logout()
    kari.is_active = False
    kari.save()

    assert no_account(enter(client))
    assert who(client) is None


def test_what_the_provider_tells_is_escaped(client, provider):
    provider.person["email"] = '"<svg/onload=alert(1)>"@kommune.example'

    assert "<svg" not in enter(client).content.decode()


# ── state ────────────────────────────────────────────────────────────────────────────────────────


def test_a_wrong_state_is_refused(client, provider, kari):
    back = sent_back(leave(client))

    assert refused(client, client.get(re.sub("state=[^&]+", "state=feil", back)))


def test_the_way_back_belongs_to_the_browser_it_started_in(client, provider, kari):
    """Otherwise somebody could log others in as themselves by sending them a link."""
    back = sent_back(leave(client))
    other = client.__class__()

    assert refused(other, other.get(back))


def test_the_way_back_can_be_walked_once(client, provider, kari):
    back = sent_back(leave(client))
    client.get(back)
    client.post("/konto/logg-ut/")
    response = client.get(back)

    assert (response.status_code, who(client)) == (401, None)


def test_a_code_is_good_once(client, provider, kari):
    used = parse_qs(urlsplit(sent_back(leave(client))).query)["code"][0]
    provider.grants.clear()
    back = sent_back(leave(client))

    assert refused(client, client.get(re.sub("code=[^&]+", f"code={used}", back)))


def test_a_way_back_without_a_code_is_refused(client, provider, kari):
    back = sent_back(leave(client))

    assert refused(client, client.get(re.sub("code=[^&]+&?", "", back)))


def test_who_changes_their_mind_is_told_that_nothing_happened(client, provider):
    provider.person = None
    response = enter(client)

    assert (response.status_code, response.url) == (302, "/konto/logg-inn/avbrutt/")
    assert "Innloggingen ble avbrutt" in client.get(response.url).content.decode()


def test_the_session_gets_a_new_key(client, provider, kari):
    leave(client)
    before = client.session.session_key
    enter(client)

    assert client.session.session_key != before


def test_whoever_was_logged_in_in_this_browser_is_logged_out_first(client, provider, kari, outsider):
    client.force_login(outsider)
    there = leave(client)
    session = client.session
    session["mfa.totp.secret"] = "hemmelig"
    session.save()
    client.get(sent_back(there))

    assert (who(client), "mfa.totp.secret" in client.session) == (kari.pk, False)


# ── a provider that is down or talks nonsense ────────────────────────────────────────────────────

PATHS = ["/.well-known/openid-configuration", "/token", "/jwks"]


def test_a_provider_that_is_down_leads_to_a_page_that_says_so(client, provider, settings):
    settings.OIDC_APPS = [app(f"http://127.0.0.1:{free_port()}")]

    assert refused(client, client.post(LOGIN))


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("how", ["hang_up", "page", "server_error"])
def test_a_provider_that_fails_on_the_way_back_lets_nobody_in(client, provider, kari, path, how):
    back = sent_back(leave(client))
    provider.answers[path] = getattr(provider, how)

    assert refused(client, client.get(back))


@pytest.mark.parametrize("how", ["hang_up", "page", "server_error"])
def test_a_provider_that_fails_at_once_is_told_of(client, provider, how):
    provider.answers["/.well-known/openid-configuration"] = getattr(provider, how)

    assert refused(client, client.post(LOGIN))


def test_a_provider_that_says_nothing_is_not_waited_for(client, provider, settings):
    settings.SOCIALACCOUNT_REQUESTS_TIMEOUT = 0.05
    provider.answers["/.well-known/openid-configuration"] = provider.say_nothing

    assert refused(client, client.post(LOGIN))


def test_ten_seconds_is_how_long_a_provider_is_waited_for(settings):
    assert settings.SOCIALACCOUNT_REQUESTS_TIMEOUT == 10


@pytest.mark.parametrize(
    "config",
    [
        {"issuer": "https://login.evil.example"},
        {"issuer": None},
        {"authorization_endpoint": "javascript:alert(1)"},
        {"token_endpoint": None},
        {"jwks_uri": "file:///etc/passwd"},
    ],
)
def test_a_provider_that_describes_itself_wrongly_is_refused(client, provider, config):
    provider.config = config

    assert refused(client, client.post(LOGIN))


@pytest.mark.parametrize("content", [b"[]", b"7", b'"ord"', b"null", b'{"keys": []}', b'{"keys": [7]}', b"\xff"])
@pytest.mark.parametrize("path", PATHS)
def test_json_that_is_not_what_was_asked_for_lets_nobody_in(client, provider, kari, path, content):
    back = sent_back(leave(client))
    provider.answers[path] = lambda handler: provider._send(handler, 200, content, "application/json")

    assert refused(client, client.get(back))


def test_no_transaction_is_open_while_the_provider_answers():
    """On SQLite nobody else could save anything meanwhile."""
    assert (oidc.login._non_atomic_requests, oidc.callback._non_atomic_requests) == ({"default"}, {"default"})
