"""Logging in with the employer's account (Entra ID, Ansattporten) by OpenID Connect."""

from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.shortcuts import render


class Door(DefaultSocialAccountAdapter):
    """Lets in people who have an account here already; nobody else."""

    def is_open_for_signup(self, request, sociallogin) -> bool:
        return False
