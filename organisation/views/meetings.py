"""When the bodies meet."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from ..forms.meetings import MeetingForm
from ..models import Body, Meeting
from ..record import Verb, note
from ..roles import is_secretariat
from .reading import reads
from .saving import ask, save
from .secretariat import secretariat


@reads
def meetings(request):
    """The meetings to come, and those that were."""
    every = Meeting.objects.visible_to(request.user).select_related("body")
    context = {"coming": every.coming(), "past": every.past(), "is_secretariat": is_secretariat(request.user)}
    return render(request, "organisation/meetings.html", context)


@secretariat
def new_meeting(request):
    """Add a meeting; `?organ=` names the body one came from."""
    body = Body.objects.visible_to(request.user).filter(key=request.GET.get("organ", "")).first()
    form = MeetingForm(request.POST or None, initial={"body": body}, by=request.user)
    if form.is_valid():
        return save(request, form, f"{form.instance} er lagt til.", body or "meetings")
    crumb = (body.name, body.get_absolute_url()) if body else ("Møter", reverse("meetings"))
    return ask(request, form, title="Nytt møte", crumbs=[crumb], button="Legg til møtet")


@secretariat
def edit_meeting(request, pk):
    """Change a meeting, or go on to delete it."""
    meeting = find(request.user, pk)
    form = MeetingForm(request.POST or None, instance=meeting, by=request.user)
    title = f"Endre møtet {meeting.when}"
    if form.is_valid():
        return save(request, form, f"{form.instance} er endret.", "meetings")
    delete = reverse("delete_meeting", args=[pk])
    return ask(request, form, title=title, crumbs=[("Møter", reverse("meetings"))], delete=delete)


@secretariat
def delete_meeting(request, pk):
    """Ask once, then delete."""
    meeting = find(request.user, pk)
    if request.method != "POST":
        crumbs = [("Organisasjon", reverse("organisation")), ("Møter", reverse("meetings"))]
        return render(request, "organisation/delete_meeting.html", {"meeting": meeting, "crumbs": crumbs})
    note(request.user, Verb.REMOVED, str(meeting), body=meeting.body)
    meeting.delete()
    messages.success(request, f"{meeting} er slettet.")
    return redirect("meetings")


def find(user, pk) -> Meeting:
    meetings = Meeting.objects.visible_to(user).select_related("body").select_for_update(of=("self",))
    return get_object_or_404(meetings, pk=pk)
