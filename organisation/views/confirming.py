"""Asking once more who it is, before what cannot be undone."""

import time
from functools import wraps

from allauth.account import app_settings
from allauth.account.decorators import reauthentication_required
from allauth.account.internal.flows.login import get_authentication_records
from allauth.mfa.utils import is_mfa_enabled
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.views import redirect_to_login


def confirmed(view):
    """The view, for whoever has just shown that it is them: by password or second factor, else by logging in again.

    allauth lets people through who have neither; they come in with a code by e-mail, so that is asked for anew.
    """
    with_password_or_factor = reauthentication_required(view)

    @wraps(view)
    def inner(request, *args, **kwargs):
        if request.user.has_usable_password() or is_mfa_enabled(request.user):
            return with_password_or_factor(request, *args, **kwargs)
        log_ins = get_authentication_records(request, request.user)
        if log_ins and time.time() - log_ins[-1]["at"] < app_settings.REAUTHENTICATION_TIMEOUT:
            return view(request, *args, **kwargs)
        logout(request)
        messages.info(request, "Logg inn på nytt, så vi er sikre på at det er deg. Så kommer du tilbake hit.")
        return redirect_to_login(request.get_full_path())

    return inner
