"""All settings, read from the environment in one place.

Every variable has a default that works on a newcomer's machine (`make run`); with DEBUG=0 the
defaults that are only fit for development are refused, so that production fails loudly.
"""

import os
import re
from pathlib import Path
from urllib.parse import unquote, urlsplit

import dj_database_url
from django.core.exceptions import ImproperlyConfigured
from django.utils.csp import CSP

BASE_DIR = Path(__file__).resolve().parent.parent
DEVELOPMENT_SECRET = "bare-for-utvikling"


def env(name: str, default: str) -> str:
    return os.environ.get(name) or default


def env_flag(name: str, default: str) -> bool:
    value = env(name, default)
    if value not in ("0", "1"):
        raise ImproperlyConfigured(f"{name} må være 0 eller 1, ikke «{value}».")
    return value == "1"


def env_list(name: str, default: str = "") -> list[str]:
    return [part.strip() for part in env(name, default).split(",") if part.strip()]


def mailer(url: str) -> dict:
    """A mailer from an address: `console:`, `file:///folder`, `smtp://user:password@host:587/`, `smtps://…:465/`."""
    refusal = "EMAIL_URL må være smtp://bruker:passord@vert:587, smtps://…, file:///mappe eller console:."
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:  # half a network address, or a port that is no number
        raise ImproperlyConfigured(refusal) from None
    if parts.scheme == "console":
        return {"BACKEND": "django.core.mail.backends.console.EmailBackend"}
    if parts.scheme == "file" and parts.path and not parts.netloc:
        options = {"file_path": parts.path}
        return {"BACKEND": "django.core.mail.backends.filebased.EmailBackend", "OPTIONS": options}
    if parts.scheme not in ("smtp", "smtps") or not parts.hostname:
        raise ImproperlyConfigured(refusal)
    options = {
        "host": parts.hostname,
        "port": port or (465 if parts.scheme == "smtps" else 587),
        "username": unquote(parts.username or ""),
        "password": unquote(parts.password or ""),
        "use_ssl": parts.scheme == "smtps",
        "use_tls": parts.scheme == "smtp" and "notls" not in parts.query,
        "timeout": 20,
    }
    return {"BACKEND": "django.core.mail.backends.smtp.EmailBackend", "OPTIONS": options}


def oidc_apps() -> list[dict]:
    """One provider for each name in OIDC_PROVIDERS, for example `entra` with OIDC_ENTRA_URL, _CLIENT_ID and _SECRET."""
    apps = []
    for name in env_list("OIDC_PROVIDERS"):
        if not re.fullmatch("[a-z0-9]+", name):
            raise ImproperlyConfigured(f"OIDC_PROVIDERS kan bare ha små bokstaver a–z og sifre, ikke «{name}».")
        prefix = f"OIDC_{name.upper()}_"
        missing = [prefix + part for part in ("URL", "CLIENT_ID", "SECRET") if not os.environ.get(prefix + part)]
        if missing:
            raise ImproperlyConfigured(f"OIDC_PROVIDERS nevner {name}, men {' og '.join(missing)} mangler.")
        url = os.environ[prefix + "URL"].rstrip("/")
        if not re.match("https://.|http://(localhost|127.0.0.1):", url):
            raise ImproperlyConfigured(f"{prefix}URL må begynne med https://.")
        apps.append(
            {
                "provider_id": name,
                "name": env(prefix + "NAME", name.capitalize()),
                "client_id": os.environ[prefix + "CLIENT_ID"],
                "secret": os.environ[prefix + "SECRET"],
                "settings": {"server_url": url, "trust_email": env_flag(prefix + "TRUST_EMAIL", "0")},
            }
        )
    return apps


DEBUG = env_flag("DEBUG", "1")
SECRET_KEY = env("SECRET_KEY", DEVELOPMENT_SECRET)
if not DEBUG and SECRET_KEY == DEVELOPMENT_SECRET:
    raise ImproperlyConfigured("Sett miljøvariabelen SECRET_KEY; utviklingsnøkkelen brukes ikke i drift.")

SITE_URL = env("SITE_URL", "http://127.0.0.1:8000").rstrip("/")
ALLOWED_HOSTS = env_list("ALLOWED_HOSTS", "127.0.0.1,localhost,[::1]" if DEBUG else "")
CSRF_TRUSTED_ORIGINS = env_list("CSRF_TRUSTED_ORIGINS")
STORAGE_DIR = Path(env("STORAGE_DIR", str(BASE_DIR / "var")))
ACCESSIBILITY_STATEMENT_URL = env("ACCESSIBILITY_STATEMENT_URL", "")
PDF_VALIDATOR = env("PDF_VALIDATOR", "")  # a command that is given the path of a PDF and fails when it is unsound

INSTALLED_APPS = [
    "osloregionen.apps.OfficeConfig",  # the admin, with this house's name on the door
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.usersessions",
    "django_filters",
    "django_htmx",
    "django_prose_editor",  # its static files; see static/js/rich_text.js
    "django_tasks_db",
    "organisation",
    "budget",
    "programmes",
    "publishing",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "organisation.entering.NoRedirectInFragment",
    "organisation.second_factor.RequiredOfTheSecretariat",
    "osloregionen.errors.OwnNotFoundPage",
]

FORM_RENDERER = "django.forms.renderers.TemplatesSetting"  # forms look like Designsystemet, see templates/django/forms
ROOT_URLCONF = "osloregionen.urls"
WSGI_APPLICATION = "osloregionen.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.csp",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "publishing.frame.frame",
            ],
        },
    },
]

DATABASES = {
    "default": dj_database_url.parse(
        env("DATABASE_URL", f"sqlite:///{STORAGE_DIR / 'osloregionen.sqlite3'}"),
        conn_max_age=600,
    )
}
DATABASES["default"]["ATOMIC_REQUESTS"] = True  # a change and its history stand or fall together
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    # WAL lets readers and one writer work at once; IMMEDIATE waits its turn instead of failing half-way.
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
        "timeout": 20,
    }

# A budget of a thousand lines and thirty columns is sent as one form (budget/templates; Django's own limit is 1 000).
DATA_UPLOAD_MAX_NUMBER_FIELDS = 35_000

AUTH_USER_MODEL = "organisation.User"
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "account"
LOGOUT_REDIRECT_URL = "front"
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]

# Who gets in, and how (django-allauth). No sign-up: accounts come from invitations.
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
ACCOUNT_ADAPTER = "organisation.entering.Door"
ACCOUNT_FORMS = {"login": "organisation.entering.LoginForm"}
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*"]
ACCOUNT_EMAIL_VERIFICATION = "none"  # a code or an invitation has reached the address already
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False  # strangers get no mail from us
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_PREVENT_ENUMERATION = "strict"
ACCOUNT_SESSION_REMEMBER = True  # for SESSION_COOKIE_AGE; a closed browser does not lose an afternoon
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 15 * 60  # municipal mail is slow
ACCOUNT_LOGIN_BY_CODE_MAX_ATTEMPTS = 5
ACCOUNT_LOGIN_BY_CODE_SUPPORTS_RESEND = 3
ACCOUNT_LOGIN_BY_CODE_FORMAT = {"numeric": True, "length": 6, "dashed": False}
ACCOUNT_REAUTHENTICATION_TIMEOUT = 10 * 60
# By person, and never by network address alone: a whole town hall shares one.
ACCOUNT_RATE_LIMITS = {
    "login": None,
    "login_failed": "5/5m/key",
    "request_login_code": "3/5m/key,20/d/key",
    "reauthenticate": "10/m/user",
    "change_password": "5/m/user",
    "reset_password": None,
    "reset_password_from_key": None,
    "signup": None,
    "verify_file": "60/m/key",  # everybody together: it spares the machine, and no address is kept for it
}
MFA_ADAPTER = "organisation.second_factor.Adapter"
MFA_FORMS = {
    "add_webauthn": "organisation.second_factor.AddPasskey",
    "edit_webauthn": "organisation.second_factor.EditPasskey",
    "activate_totp": "organisation.second_factor.ActivateApp",
}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Osloregionen"
MFA_TOTP_TOLERANCE = 1  # the code before and after also work: people type slowly, and clocks differ
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not SITE_URL.startswith("https://")  # browsers allow it on localhost alone
SECOND_FACTOR_REQUIRED = env_flag("SECOND_FACTOR_REQUIRED", "0" if DEBUG else "1")
USERSESSIONS_TRACK_ACTIVITY = False  # a write for every page view tells nobody anything
SOCIALACCOUNT_ADAPTER = "organisation.oidc.Door"
SOCIALACCOUNT_ONLY = False
SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"OAUTH_PKCE_ENABLED": True}}
SOCIALACCOUNT_REQUESTS_TIMEOUT = 10  # seconds an employer's login service has to answer
OIDC_APPS = oidc_apps()

# Rate limits must hold in every process, so they live in the database.
CACHES = {"default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "cache"}}

# What takes longer than a page may is done by `manage.py db_worker`. Somebody runs it beside the server, or the server
# starts one whenever there is something to do; then one process and one database are enough.
SEPARATE_WORKER = env_flag("SEPARATE_WORKER", "0")
TASKS = {
    "default": {
        "BACKEND": "django_tasks_db.DatabaseBackend" if SEPARATE_WORKER else "osloregionen.worker.StartsItsOwnWorker"
    }
}

DEFAULT_FROM_EMAIL = env("DEFAULT_FROM_EMAIL", "Osloregionen <ikke-svar@osloregionen.invalid>")
SERVER_EMAIL = DEFAULT_FROM_EMAIL
if not DEBUG and not os.environ.get("EMAIL_URL"):
    raise ImproperlyConfigured("Sett miljøvariabelen EMAIL_URL; uten e-post får ingen koden de logger inn med.")
MAILERS = {"default": mailer(env("EMAIL_URL", f"file://{STORAGE_DIR.resolve() / 'post'}"))}

LANGUAGE_CODE = "nb"
TIME_ZONE = "Europe/Oslo"
USE_I18N = True
USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = STORAGE_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
MEDIA_ROOT = STORAGE_DIR / "media"

# `data:` because Designsystemet draws its icons from the style sheet.
SECURE_CSP = {
    "default-src": [CSP.NONE],
    "script-src": [CSP.SELF, CSP.NONCE],
    "style-src": [CSP.SELF, CSP.NONCE],
    "img-src": [CSP.SELF, "data:"],
    "font-src": [CSP.SELF],
    "connect-src": [CSP.SELF],
    "form-action": [CSP.SELF],
    "base-uri": [CSP.NONE],
    "frame-ancestors": [CSP.NONE],
    "report-uri": ["/csp-rapport/"],
}
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SESSION_COOKIE_AGE = 10 * 60 * 60  # a long working day
SESSION_COOKIE_HTTPONLY = True
CSRF_COOKIE_HTTPONLY = True
if not DEBUG and SITE_URL.startswith("https://"):
    SECURE_SSL_REDIRECT = True
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = True
    SESSION_COOKIE_SECURE = True
    CSRF_COOKIE_SECURE = True

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {
        "weasyprint": {"level": "ERROR"},  # it warns about every CSS property it does not print
        "fontTools": {"level": "ERROR"},
        "pypdf": {"level": "CRITICAL"},  # nothing is written down of the files that people have verified
    },
}
