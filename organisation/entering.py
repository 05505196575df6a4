"""How people get in: the door for django-allauth, its login form, and what the log says of it."""

import logging
from concurrent.futures import ThreadPoolExecutor
from functools import partial

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.forms import LoginForm as AllauthLoginForm
from allauth.account.internal.stagekit import clear_login, get_pending_stage
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import authenticate
from django.contrib.auth.signals import user_logged_in, user_login_failed
from django.db import close_old_connections, transaction
from django.dispatch import receiver
from django.http import HttpResponse
from django.shortcuts import redirect, resolve_url
from django.views.decorators.http import require_safe

from .letters import compose
from .models import User
from .record import Verb, note

logger = logging.getLogger("mail")
_post = ThreadPoolExecutor(max_workers=2, thread_name_prefix="post")


def send_mail(template: str, address: str, context: dict) -> None:
    """Send `mails/<template>.txt` and `.html` to `address`; the first line of the text is the subject.

    The mail is written and leaves after the transaction and beside the request: a page must take equally
    long whether an address is known or not.
    """
    letter = partial(_deliver, template, address, context)
    transaction.on_commit(partial(_post.submit, _deliver_or_tell, letter))


def _deliver(template: str, address: str, context: dict) -> None:
    compose(f"mails/{template}", address, context).send()


def _deliver_or_tell(letter) -> None:
    """Nobody waits for this mail, so what went wrong is told in the log of the server."""
    try:
        letter()
    except Exception:
        logger.exception("En e-post ble ikke sendt.")
    finally:
        close_old_connections()


class Door(DefaultAccountAdapter):
    """What is ours in logging in: no sign-up, our own mails, and passwords asked for by the address itself."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "email_password_mismatch": "E-postadressen og passordet passer ikke sammen. Prøv igjen, eller be om en kode.",
        "too_many_login_attempts": "For mange forsøk. Vent fem minutter, og prøv igjen.",
        "incorrect_code": "Koden er feil. Sjekk e-posten, og skriv den på nytt.",
        "incorrect_password": "Passordet er feil.",
    }

    def is_open_for_signup(self, request) -> bool:
        return False

    def send_mail(self, template_prefix, email, context):
        name = template_prefix.rsplit("/", 1)[-1].replace("_", "-")
        send_mail(name, email, {key: value for key, value in context.items() if key != "request"})

    def send_notification_mail(self, *args, **kwargs):
        """allauth's own notices are off; what happens to an account stands in the log, which its owner can read."""

    def authenticate(self, request, **credentials):
        """A closed account answers like an unknown one, to the right password too."""
        user = super().authenticate(request, **credentials)
        return user if user and user.is_active else None

    def reauthenticate(self, user, password) -> bool:
        found = authenticate(self.request, email=user.email, password=password)
        return found is not None and found.pk == user.pk

    def add_message(self, request, level, message_template=None, *args, **kwargs):
        """allauth's messages repeat what the page says."""


class LoginForm(AllauthLoginForm):
    """The address alone sends a code; with a password it logs in with that."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["login"].label = "E-postadresse"
        self.fields["password"].label = "Passord"
        self.fields["password"].help_text = ""
        for field in self.fields.values():
            field.widget.attrs.pop("placeholder", None)  # the label says it, and stays when one types

    def _setup_password_field(self):
        self.fields["password"].required = False

    def clean_login(self) -> str:
        """The code goes to the address as we keep it, never to one that only looks the same in lower case."""
        return super().clean_login().lower()


class NoRedirectInFragment:
    """An htmx request that needs a login gets 401: the login page must not be swapped into a form."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        login = resolve_url(settings.LOGIN_URL)
        if request.htmx and response.status_code == 302 and response["Location"].startswith(login):
            return HttpResponse("Du er logget ut. Logg inn i en ny fane, og prøv igjen her.", status=401)
        return response


@require_safe
def start_over(request):
    """Where a code that is used up or too old leads, and the way out of a login that is under way."""
    if get_pending_stage(request):
        clear_login(request)
    elif not request.user.is_authenticated:
        messages.warning(request, "Koden gjelder ikke lenger. Be om en ny.")
    return redirect("account_login")


@receiver(user_logged_in)
def _note_login(sender, request, user, **kwargs):
    note(user, Verb.LOGGED_IN)


@receiver(user_login_failed)
def _note_refusal(sender, credentials, **kwargs):
    """Of known people only: what a stranger typed is no business of ours."""
    person = User.objects.filter(email=str(credentials.get("email", "")).strip().lower()).first()
    if person:
        note(None, Verb.LOGIN_REFUSED, "feil passord", person=person)
