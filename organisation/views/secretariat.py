"""The door to the secretariat's own pages."""

from functools import wraps

from django.contrib.auth.decorators import login_required
from django.http import Http404

from ..rights import may_run_organisation


def secretariat(view):
    """Log in first; for everybody but the secretariat the address does not exist."""

    @login_required
    @wraps(view)
    def inner(request, *args, **kwargs):
        if not may_run_organisation(request.user):
            raise Http404
        return view(request, *args, **kwargs)

    return inner
