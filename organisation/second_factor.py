"""The extra security (a passkey or an app) that the secretariat must have."""

from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authenticator_added, authenticator_removed
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm, EditWebAuthnForm
from django.conf import settings
from django.contrib import messages
from django.dispatch import receiver
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from .record import Verb, note
from .roles import is_secretariat

KINDS = {"totp": "kode fra app", "webauthn": "passnøkkel", "recovery_codes": "reservekoder"}


class Adapter(DefaultMFAAdapter):
    """Passkeys carry the council's name, and a person is known to them by name and address."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": "Koden er feil. Skriv den som appen viser nå.",
    }

    def get_public_key_credential_rp_entity(self) -> dict:
        return super().get_public_key_credential_rp_entity() | {"name": "Osloregionen"}


class AddPasskey(AddWebAuthnForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["name"].label = "Navn"
        alone = self.fields["passwordless"]
        alone.initial = True
        alone.label = "Logg inn med bare denne"
        alone.help_text = "Uten kode og passord. Krever fingeravtrykk, ansikt eller PIN på enheten."


class EditPasskey(EditWebAuthnForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["name"].label = "Navn"


class ActivateApp(ActivateTOTPForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["code"].label = "Kode fra appen"


def has_one(user) -> bool:
    """Has `user` a passkey or an app?"""
    return Authenticator.objects.filter(user=user).exclude(type=Authenticator.Type.RECOVERY_CODES).exists()


def is_due(user) -> bool:
    """Must `user` set one up before anything else? The first day with an account is free."""
    if not settings.SECOND_FACTOR_REQUIRED or not (is_secretariat(user) or (user.is_active and user.is_staff)):
        return False
    return timezone.localdate(user.joined_at) < timezone.localdate() and not has_one(user)


class RequiredOfTheSecretariat:
    """Sends those who must set one up to the page where they do; their own pages stay open to them."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        own = request.path.startswith((reverse("account"), settings.STATIC_URL, "/healthz"))
        if not own and is_due(request.user):
            if request.htmx:  # what was typed in the page must not be lost to a redirect
                return HttpResponse("Sett opp ekstra sikkerhet i en ny fane, og prøv igjen her.", status=401)
            messages.warning(request, "Sekretariatet må ha ekstra sikkerhet. Sett den opp her, så kommer du videre.")
            return redirect("mfa_index")
        return self.get_response(request)


@receiver(authenticator_added)
def _note_added(sender, user, authenticator, **kwargs):
    note(user, Verb.FACTOR_ADDED, KINDS[authenticator.type])


@receiver(authenticator_removed)
def _note_removed(sender, user, authenticator, **kwargs):
    note(user, Verb.FACTOR_REMOVED, KINDS[authenticator.type])
