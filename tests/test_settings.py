"""The settings fail loudly when production is given what is only fit for development."""

import os
import subprocess
import sys

import pytest
from django.core.exceptions import ImproperlyConfigured

from osloregionen.settings import mailer, oidc_apps

from .site import ROOT


def start(**environment):
    """Exit status and last line of stderr of `manage.py check` under these variables."""
    clean = {name: value for name, value in os.environ.items() if name not in ("DEBUG", "SECRET_KEY", "DATABASE_URL")}
    done = subprocess.run(
        [sys.executable, "manage.py", "check"], cwd=ROOT, env=clean | environment, capture_output=True, text=True
    )
    return done.returncode, done.stderr.strip().split("\n")[-1]


def test_everything_has_a_default_for_development():
    assert start()[0] == 0


def test_production_refuses_the_development_secret():
    assert start(DEBUG="0") == (
        1,
        "django.core.exceptions.ImproperlyConfigured: "
        "Sett miljøvariabelen SECRET_KEY; utviklingsnøkkelen brukes ikke i drift.",
    )


def test_production_starts_with_a_secret_of_its_own():
    secret = "noe-langt-og-hemmelig-som-ingen-gjetter"

    assert start(DEBUG="0", SECRET_KEY=secret, EMAIL_URL="smtp://post.example:587/")[0] == 0


def test_production_refuses_to_be_without_mail():
    assert start(DEBUG="0", SECRET_KEY="noe-langt-og-hemmelig-som-ingen-gjetter") == (
        1,
        "django.core.exceptions.ImproperlyConfigured: "
        "Sett miljøvariabelen EMAIL_URL; uten e-post får ingen koden de logger inn med.",
    )


@pytest.mark.parametrize("value", ["ja", "True", "2"])
def test_a_flag_is_0_or_1_and_nothing_else(value):
    assert start(DEBUG=value) == (
        1,
        f"django.core.exceptions.ImproperlyConfigured: DEBUG må være 0 eller 1, ikke «{value}».",
    )


def test_production_over_https_passes_djangos_own_deployment_check():
    environment = os.environ | {
        "DEBUG": "0",
        "SECRET_KEY": "k7Wq-ZrP2u9xTe5LbN8vYc3MfHs6JdAg1RiQoEwXzUyKt4Bp-og-litt-til",
        "SITE_URL": "https://handlingsprogram.example",
        "EMAIL_URL": "smtp://post.example:587/",
        "ALLOWED_HOSTS": "handlingsprogram.example",
    }
    done = subprocess.run(
        [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
    )
    assert (done.returncode, done.stdout.strip()) == (0, "System check identified no issues (0 silenced).")


# ── mail ─────────────────────────────────────────────────────────────────────────────────────────

SMTP = "django.core.mail.backends.smtp.EmailBackend"
BAD_MAIL = "EMAIL_URL må være smtp://bruker:passord@vert:587, smtps://…, file:///mappe eller console:."


def smtp(url: str) -> tuple:
    """Host, port, user, password, TLS from the start, TLS after greeting."""
    made = mailer(url)
    assert (made["BACKEND"], made["OPTIONS"]["timeout"]) == (SMTP, 20)
    return tuple(made["OPTIONS"][name] for name in ("host", "port", "username", "password", "use_ssl", "use_tls"))


@pytest.mark.parametrize(
    ("url", "made"),
    [
        ("smtp://post.example", ("post.example", 587, "", "", False, True)),
        ("smtps://post.example", ("post.example", 465, "", "", True, False)),
        ("smtp://kari:hemmelig@post.example:2525/", ("post.example", 2525, "kari", "hemmelig", False, True)),
        ("smtp://kari%40k.no:a%2Fb%3A%C3%A6@post.example", ("post.example", 587, "kari@k.no", "a/b:æ", False, True)),
        ("smtp://127.0.0.1:25?notls", ("127.0.0.1", 25, "", "", False, False)),
    ],
)
def test_a_mail_server_is_one_address(url, made):
    assert smtp(url) == made


def test_mail_can_be_written_to_the_console_or_a_folder():
    assert mailer("console:") == {"BACKEND": "django.core.mail.backends.console.EmailBackend"}
    assert mailer("file:///var/post") == {
        "BACKEND": "django.core.mail.backends.filebased.EmailBackend",
        "OPTIONS": {"file_path": "/var/post"},
    }


@pytest.mark.parametrize(
    "url",
    [
        "post.example",
        "https://post.example",
        "smtp://",
        "smtp://:25",
        "smtp://post.example:mange",
        "smtp://post.example:99999",
        "smtp://[::1",
        "file:",
        "file://post",
    ],
)
def test_an_address_that_is_no_mail_server_is_refused(url):
    with pytest.raises(ImproperlyConfigured) as refused:
        mailer(url)
    assert str(refused.value) == BAD_MAIL


def test_a_bad_mail_address_stops_the_start():
    assert start(EMAIL_URL="post.example") == (1, f"django.core.exceptions.ImproperlyConfigured: {BAD_MAIL}")


# ── the employer's account ───────────────────────────────────────────────────────────────────────

ENTRA = {
    "OIDC_PROVIDERS": "entra",
    "OIDC_ENTRA_URL": "https://login.microsoftonline.com/leietaker/v2.0/",
    "OIDC_ENTRA_CLIENT_ID": "osloregionen",
    "OIDC_ENTRA_SECRET": "hemmelig",
}


@pytest.fixture
def environment(monkeypatch):
    def change(**variables):
        for name, value in variables.items():
            monkeypatch.setenv(name, value)

    return change


def test_without_a_word_nobody_logs_in_with_an_employer(environment):
    environment(OIDC_PROVIDERS="")

    assert oidc_apps() == []


def test_a_provider_is_made_of_four_variables(environment):
    environment(**ENTRA)

    assert oidc_apps() == [
        {
            "provider_id": "entra",
            "name": "Entra",
            "client_id": "osloregionen",
            "secret": "hemmelig",
            "settings": {"server_url": "https://login.microsoftonline.com/leietaker/v2.0", "trust_email": False},
        }
    ]


def test_a_provider_may_have_a_name_and_be_trusted_with_addresses(environment):
    environment(**ENTRA, OIDC_ENTRA_NAME="Oslo kommune", OIDC_ENTRA_TRUST_EMAIL="1")

    assert (oidc_apps()[0]["name"], oidc_apps()[0]["settings"]["trust_email"]) == ("Oslo kommune", True)


def test_there_may_be_several_providers(environment):
    more = {"OIDC_ANSATT_URL": "https://ansattporten.no", "OIDC_ANSATT_CLIENT_ID": "b", "OIDC_ANSATT_SECRET": "c"}
    environment(**ENTRA | more | {"OIDC_PROVIDERS": "entra, ansatt"})

    assert [app["provider_id"] for app in oidc_apps()] == ["entra", "ansatt"]


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (
            {"OIDC_ENTRA_URL": "", "OIDC_ENTRA_SECRET": ""},
            "OIDC_PROVIDERS nevner entra, men OIDC_ENTRA_URL og OIDC_ENTRA_SECRET mangler.",
        ),
        ({"OIDC_ENTRA_URL": "http://login.example"}, "OIDC_ENTRA_URL må begynne med https://."),
        ({"OIDC_ENTRA_URL": "http://localhost.evil.example"}, "OIDC_ENTRA_URL må begynne med https://."),
        ({"OIDC_ENTRA_URL": "login.example"}, "OIDC_ENTRA_URL må begynne med https://."),
        ({"OIDC_ENTRA_TRUST_EMAIL": "ja"}, "OIDC_ENTRA_TRUST_EMAIL må være 0 eller 1, ikke «ja»."),
        (
            {"OIDC_PROVIDERS": "Entra ID"},
            "OIDC_PROVIDERS kan bare ha små bokstaver a–z og sifre, ikke «Entra ID».",
        ),
    ],
)
def test_a_provider_that_is_half_described_is_refused(environment, change, sentence):
    environment(**ENTRA | change)
    with pytest.raises(ImproperlyConfigured) as refused:
        oidc_apps()
    assert str(refused.value) == sentence


def test_a_half_described_provider_stops_the_start():
    assert start(**ENTRA | {"OIDC_ENTRA_SECRET": ""}) == (
        1,
        "django.core.exceptions.ImproperlyConfigured: OIDC_PROVIDERS nevner entra, men OIDC_ENTRA_SECRET mangler.",
    )
