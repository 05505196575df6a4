"""How people get in: the door for django-allauth, its login form, and what the log says of it."""

from concurrent.futures import ThreadPoolExecutor

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.forms import LoginForm as AllauthLoginForm
from allauth.account.signals import authentication_step_completed
from django.conf import settings
from django.contrib.auth import authenticate
from django.contrib.auth.signals import user_logged_in, user_login_failed
from django.core.mail import EmailMultiAlternatives
from django.db import close_old_connections, transaction
from django.dispatch import receiver
from django.http import HttpResponse
from django.template.loader import render_to_string

from .models import User
from .record import Verb, note

_post = ThreadPoolExecutor(max_workers=2, thread_name_prefix="post")


def send_mail(template: str, address: str, context: dict, *, at_once: bool = False) -> None:
    """Send `mails/<template>.txt` and `.html` to `address`; the first line of the text is the subject.

    The mail leaves after the transaction and, unless `at_once`, beside the request: a page must take
    equally long whether an address is known or not.
    """
    context = {"site": settings.SITE_URL, **context}
    subject, _, text = render_to_string(f"mails/{template}.txt", context).partition("\n")
    message = EmailMultiAlternatives(subject.strip(), text.strip() + "\n", to=[address])
    message.attach_alternative(
        render_to_string(f"mails/{template}.html", {**context, "subject": subject.strip()}), "text/html"
    )
    transaction.on_commit(message.send if at_once else lambda: _post.submit(_deliver, message))


def _deliver(message: EmailMultiAlternatives) -> None:
    try:
        message.send()
    finally:
        close_old_connections()


class Door(DefaultAccountAdapter):
    """What is ours in logging in: no sign-up, our own mails, and passwords asked for by the address itself."""

    def is_open_for_signup(self, request) -> bool:
        return False

    def send_mail(self, template_prefix, email, context):
        name = template_prefix.rsplit("/", 1)[-1].replace("_", "-")
        send_mail(name, email, {key: value for key, value in context.items() if key != "request"})

    def send_notification_mail(self, *args, **kwargs):
        """allauth's own notices are off; what happens to an account stands in the log, which its owner can read."""

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

    def _setup_password_field(self):
        self.fields["password"].required = False


class NoRedirectInFragment:
    """An htmx request that needs a login gets 401: the login page must not be swapped into a form."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        login = render_login_address()
        if request.htmx and response.status_code == 302 and response["Location"].startswith(login):
            return HttpResponse("Du er logget ut. Logg inn i en ny fane, og prøv igjen her.", status=401)
        return response


def render_login_address() -> str:
    from django.shortcuts import resolve_url

    return resolve_url(settings.LOGIN_URL)


@receiver(user_logged_in)
def _note_login(sender, request, user, **kwargs):
    note(user, Verb.LOGGED_IN)


@receiver(user_login_failed)
def _note_refusal(sender, credentials, **kwargs):
    """Of known people only: what a stranger typed is no business of ours."""
    person = User.objects.filter(email=str(credentials.get("email", "")).strip().lower()).first()
    if person:
        note(None, Verb.LOGIN_REFUSED, "feil passord", person=person)
