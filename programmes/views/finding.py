"""The door to the workplace: the work, whether it may be written in, and the way back."""

from functools import wraps

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect
from django.urls import reverse, reverse_lazy
from django.utils.http import url_has_allowed_host_and_scheme

from organisation import record
from organisation.models import Draft
from organisation.views.secretariat import secretariat

from ..editing import KINDS, WHOLES, find_work, may_edit
from ..models import Guidelines, Programme

WORKS = ("Redaksjon", reverse_lazy("works"))


def workplace(view):
    """For the secretariat; the view gets the work instead of its address."""

    @secretariat
    @wraps(view)
    def inner(request, slug, *args, **kwargs):
        return view(request, find_work(request.user, slug), *args, **kwargs)

    return inner


def of_programme(view):
    """The same, for what guidelines do not have: a plan towards a vedtak, rounds and decisions."""

    @workplace
    @wraps(view)
    def inner(request, work, *args, **kwargs):
        if not isinstance(work, Programme):
            raise Http404
        return view(request, work, *args, **kwargs)

    return inner


def writes(view):
    """The same, for what writes: refused with a sentence where nothing may be written, and what was typed put aside."""

    @workplace
    @wraps(view)
    def inner(request, work, *args, **kwargs):
        kind = WHOLES.get(kwargs.get("kind"))
        if answer := may_edit(request.user, work, kind):
            return view(request, work, *args, **kwargs)
        if kind and "versjon" in request.POST:
            keep_typed(request, kind.find(work))
        messages.warning(request, answer.reason)
        return redirect("workplace", work.slug)

    return inner


def edits(view):
    """The same for the editor's own form: what somebody had typed is put aside, and shown again with the reason."""

    @workplace
    @wraps(view)
    def inner(request, work, uuid, kind):
        if answer := may_edit(request.user, work):
            return view(request, work, uuid, kind)
        thing = KINDS[kind].find(work, uuid)
        if request.method == "POST":
            keep_typed(request, thing)
        if Draft.objects.visible_to(request.user).filter(object=thing.uuid).exists():
            return redirect("unsaved_text", work.slug, kind, uuid)
        messages.warning(request, answer.reason)
        return redirect("workplace", work.slug)

    return inner


def crumbs_to(work: Programme | Guidelines) -> list:
    """The way to a work's own pages."""
    return [WORKS, (work.title, reverse("workplace", args=[work.slug]))]


def back_to(request) -> str:
    """Where somebody who came from another page goes back to, such as a meeting; an address of our own, or nothing."""
    address = request.GET.get("tilbake", "")
    return address if url_has_allowed_host_and_scheme(address, allowed_hosts=None) else ""


def keep_typed(request, thing) -> int:
    """Put aside what a form over a thing was sent with; the version it was written on."""
    sent = request.POST.get("versjon", "")
    version = int(sent) if sent.isdecimal() else thing.version
    content = {name: request.POST.getlist(name) for name in request.POST if name != "csrfmiddlewaretoken"}
    record.put_aside(thing, content, by=request.user, version=version)
    return version
