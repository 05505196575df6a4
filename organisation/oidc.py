"""Logging in with the employer's account (Entra ID, Ansattporten) by OpenID Connect.

allauth carries the flow (state, PKCE, session). Ours is what it leaves open: the signature of every ID
token is checked, it must answer this very attempt (nonce), and only people who have an account get in.
"""

import logging
from secrets import compare_digest, token_urlsafe
from urllib.parse import urlsplit

import jwt
from allauth.account.utils import get_next_redirect_url
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter, get_adapter
from allauth.socialaccount.helpers import complete_social_login, render_authentication_error
from allauth.socialaccount.models import SocialApp
from allauth.socialaccount.providers.base import AuthProcess
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.conf import settings
from django.db import transaction
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from requests import RequestException

from .models import User
from .record import Verb, note

logger = logging.getLogger("oidc")

ALGORITHMS = [f"{family}{bits}" for family in ("RS", "PS", "ES") for bits in (256, 384, 512)]
LEEWAY = 60  # seconds the two clocks may differ
ENDPOINTS = ("authorization_endpoint", "token_endpoint", "jwks_uri")
# What a provider that is down, lies or talks nonsense makes happen here.
TROUBLE = (OAuth2Error, RequestException, jwt.PyJWTError, AttributeError, KeyError, TypeError, ValueError)


class Door(DefaultSocialAccountAdapter):
    """Lets in people who have an account here already; nobody else. Providers come from the settings alone."""

    def list_apps(self, request, provider=None, client_id=None) -> list[SocialApp]:
        apps = [SocialApp(provider="openid_connect", **app) for app in settings.OIDC_APPS]
        return [
            app
            for app in apps
            if provider in (None, app.provider, app.provider_id) and client_id in (None, app.client_id)
        ]

    def get_provider(self, request, provider, client_id=None) -> "Employer":
        for app in self.list_apps(request, client_id=client_id):
            if app.provider_id == provider or (client_id and app.provider == provider):
                return Employer(request, app=app)
        raise SocialApp.DoesNotExist

    def is_open_for_signup(self, request, sociallogin) -> bool:
        return False

    def pre_social_login(self, request, sociallogin) -> None:
        """Whoever has logged in this way before is known; others by an address the provider vouches for.

        An address nobody vouches for, one we do not know and a closed account get the same answer.
        """
        new = not sociallogin.is_existing
        person = _who(sociallogin) if new else sociallogin.user
        if person is None or not person.is_active:
            if person:
                note(None, Verb.LOGIN_REFUSED, "kontoen er stengt", person=person)
            address = next((each.email for each in sociallogin.email_addresses), "")
            raise ImmediateHttpResponse(
                render(request, "socialaccount/no_account.html", {"address": address}, status=403)
            )
        if new:
            sociallogin.connect(request, person)

    def on_authentication_error(self, request, provider, error=None, exception=None, extra_context=None) -> None:
        logger.warning("OIDC %s: %s %.200r", provider.sub_id, error, exception)


def _who(sociallogin) -> User | None:
    addresses = [each.email.lower() for each in sociallogin.email_addresses if each.verified]
    return User.objects.filter(email__in=addresses).first()


class Adapter(OpenIDConnectOAuth2Adapter):
    """The conversation with one provider during one attempt."""

    nonce = ""

    @property
    def openid_config(self) -> dict:
        if not hasattr(self, "_openid_config"):
            self._openid_config = _discovered(self.get_provider())
        return self._openid_config

    def get_callback_url(self, request, app) -> str:
        """The address that is registered with the provider; never made of what the browser says our name is."""
        return settings.SITE_URL + reverse("openid_connect_callback", args=[self.provider_id])

    def complete_login(self, request, app, token, response, **kwargs):
        claims = self._verified(response["id_token"], app)
        wanted = {"email"} if app.settings["trust_email"] else {"email", "email_verified"}
        if not wanted <= claims.keys() and self.openid_config.get("userinfo_endpoint"):
            told = self._fetch_user_info(token.token)
            if told["sub"] != claims["sub"]:
                raise OAuth2Error("userinfo is about somebody else")
            # Both or neither: one answer must not vouch for the address in the other.
            claims = {key: value for key, value in claims.items() if key not in ("email", "email_verified")}
            claims |= {key: told[key] for key in ("email", "email_verified") if key in told}
        return self.get_provider().sociallogin_from_response(request, claims)

    def _verified(self, id_token: str, app: SocialApp) -> dict:
        """What the token says, once signature, issuer, audience, time and nonce hold."""
        keys = jwt.PyJWKSet.from_dict(_json(self.openid_config["jwks_uri"]))
        claims = jwt.decode(
            id_token,
            keys[jwt.get_unverified_header(id_token)["kid"]],
            algorithms=ALGORITHMS,
            issuer=self.openid_config["issuer"],
            audience=app.client_id,
            leeway=LEEWAY,
            options={"require": ["iss", "aud", "exp", "iat", "sub", "nonce"]},
        )
        if not self.nonce or not compare_digest(claims["nonce"].encode(), self.nonce.encode()):
            raise OAuth2Error("the nonce belongs to another attempt")
        if isinstance(claims["aud"], list) and len(claims["aud"]) > 1 and claims.get("azp") != app.client_id:
            raise OAuth2Error("the token was made for another party")
        return claims


class Employer(OpenIDConnectProvider):
    """One provider from the settings."""

    oauth2_adapter_class = Adapter

    def get_redirect_from_request_kwargs(self, request) -> dict:
        """Only `next` is taken from the address; allauth would take scope and any parameter for the provider."""
        return {"process": AuthProcess.LOGIN, "next_url": get_next_redirect_url(request)}

    def redirect(self, request, process, next_url=None, data=None, **kwargs):
        nonce = token_urlsafe(24)
        auth_params = self.get_auth_params() | {"nonce": nonce}
        return super().redirect(request, process, next_url, data, auth_params=auth_params, nonce=nonce, **kwargs)

    def extract_uid(self, claims) -> str:
        return claims["sub"]

    def extract_extra_data(self, claims) -> dict:
        """Nothing of what the provider tells about a person is kept."""
        return {}

    def extract_common_fields(self, claims) -> dict:
        return {"email": claims.get("email")}

    def extract_email_addresses(self, claims) -> list:
        addresses = super().extract_email_addresses(claims)
        for each in addresses:
            # Entra ID does not say; a provider that says no is believed whatever the settings trust.
            each.verified = claims.get("email_verified", self.app.settings["trust_email"]) is True
        return addresses


class Callback(OAuth2CallbackView):
    """Where the provider sends people back.

    Its own `dispatch`, so that no transaction is open – on SQLite: nobody else waits – while the provider answers.
    """

    def dispatch(self, request):
        provider = self.adapter.get_provider()
        state, refusal = self._get_state(request, provider)
        if refusal:
            return refusal
        if request.GET.get("error") == self.adapter.login_cancelled_error:
            return redirect("socialaccount_login_cancelled")
        try:
            login = self._ask(request, provider, state)
        except TROUBLE as trouble:
            return render_authentication_error(request, provider, exception=trouble)
        with transaction.atomic():
            return complete_social_login(request, login)

    def _ask(self, request, provider, state):
        self.adapter.nonce = state["nonce"]
        if "code" not in request.GET:
            raise OAuth2Error(request.GET.get("error"))
        client = self.adapter.get_client(request, provider.app)
        answer = self.adapter.get_access_token_data(
            request, provider.app, client, pkce_code_verifier=state["pkce_code_verifier"]
        )
        token = self.adapter.parse_token(answer)
        login = self.adapter.complete_login(request, provider.app, token, response=answer)
        login.token, login.state = token, state
        return login


@transaction.non_atomic_requests
def login(request, provider_id):
    """Send people to their employer by a page rather than a redirect.

    Browsers hold a redirect that follows a form to `form-action`, and no policy can name every place a provider
    may send people on to.
    """
    provider = _provider_or_404(request, provider_id)
    if request.method != "POST":
        return redirect("account_login")
    try:
        there = provider.redirect_from_request(request)["Location"]
    except TROUBLE as trouble:
        return render_authentication_error(request, provider, exception=trouble)
    return render(request, "socialaccount/leaving.html", {"provider": provider, "address": there})


@transaction.non_atomic_requests
def callback(request, provider_id):
    _provider_or_404(request, provider_id)
    return Callback.adapter_view(Adapter(request, provider_id))(request)


def _provider_or_404(request, provider_id: str) -> Employer:
    try:
        return get_adapter(request).get_provider(request, provider_id)
    except SocialApp.DoesNotExist:
        raise Http404 from None


def _discovered(provider: Employer) -> dict:
    """The provider's description of itself; it must be about the address we were given, and as safe as that."""
    config = _json(provider.server_url)
    ours = provider.app.settings["server_url"].partition("/.well-known/")[0]
    if config["issuer"].rstrip("/") != ours.rstrip("/"):
        raise OAuth2Error(f"{ours} calls itself {config['issuer']}")
    if {urlsplit(config[name]).scheme for name in ENDPOINTS} != {urlsplit(ours).scheme}:
        raise OAuth2Error("an address of the provider is missing or unsafe")
    return config


def _json(address: str) -> dict:
    with get_adapter().get_requests_session() as session:
        response = session.get(address)
        response.raise_for_status()
        return response.json()
