"""The door to the workplace: the work, and whether it may be written in."""

from functools import wraps

from django.contrib import messages
from django.shortcuts import redirect

from organisation.views.secretariat import secretariat

from ..editing import find_work, may_edit


def workplace(view):
    """For the secretariat; the view gets the work instead of its address."""

    @secretariat
    @wraps(view)
    def inner(request, slug, *args, **kwargs):
        return view(request, find_work(request.user, slug), *args, **kwargs)

    return inner


def writes(view):
    """The same, for what writes: refused with a sentence where nothing may be written."""

    @workplace
    @wraps(view)
    def inner(request, work, *args, **kwargs):
        if answer := may_edit(request.user, work):
            return view(request, work, *args, **kwargs)
        messages.warning(request, answer.reason)
        return redirect("workplace", work.slug)

    return inner
