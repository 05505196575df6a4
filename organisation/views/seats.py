"""The secretariat gives, changes and ends seats."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone

from ..forms.seats import EndSeatForm, GiveSeatForm, SeatForm
from ..models import Body, Seat
from ..record import Verb, note
from ..rights import may_end_seat
from .saving import ask, save
from .secretariat import secretariat


@secretariat
def give_seat(request, key):
    """A seat for somebody who has an account."""
    body = get_object_or_404(Body.objects.visible_to(request.user), key=key)
    form = GiveSeatForm(request.POST or None, instance=Seat(body=body), by=request.user)
    if form.is_valid():
        done = f"{form.instance.person} har fått verv i {body.in_a_sentence}."
        return save(request, form, done, body)
    title = f"Gi verv i {body.in_a_sentence}"
    crumbs = [(body.name, body.get_absolute_url())]
    lead = "Personen må ha konto her fra før. Andre får verv ved at du inviterer dem."
    return ask(request, form, title=title, crumbs=crumbs, button="Gi vervet", lead=lead)


@secretariat
def edit_seat(request, key, pk):
    """Change the role, the time, or on whose behalf somebody sits."""
    seat = find(request.user, key, pk)
    form = SeatForm(request.POST or None, instance=seat, by=request.user)
    if form.is_valid():
        return save(request, form, f"Vervet til {seat.person} er endret.", seat.body)
    crumbs = [(seat.body.name, seat.body.get_absolute_url())]
    return ask(request, form, title=f"Endre vervet til {seat.person}", crumbs=crumbs)


@secretariat
def end_seat(request, key, pk):
    """Say on which day a seat ends, when it may."""
    seat = find(request.user, key, pk)
    answer = may_end_seat(request.user, seat)
    form = EndSeatForm(request.POST or None, seat=seat)
    if answer and form.is_valid():
        last_day = form.cleaned_data["last_day"]
        done = f"Vervet til {seat.person} i {seat.body.in_a_sentence} slutter {last_day:%d.%m.%Y}."
        return save(request, form, done, seat.body)
    crumbs = [("Organisasjon", reverse("organisation")), (seat.body.name, seat.body.get_absolute_url())]
    context = {"seat": seat, "form": form, "answer": answer, "crumbs": crumbs, "may_remove": is_fresh(seat)}
    return render(request, "organisation/end_seat.html", context)


@secretariat
def remove_seat(request, key, pk):
    """Take away a seat given by mistake, as long as it began today or has not begun."""
    seat = find(request.user, key, pk)
    if request.method != "POST" or not is_fresh(seat):
        raise Http404
    if not (answer := may_end_seat(request.user, seat)):
        messages.error(request, answer.reason)
        return redirect("end_seat", key, pk)
    note(request.user, Verb.SEAT_ENDED, seat.body.name, person=seat.person, body=seat.body)
    seat.delete()
    messages.success(request, f"Vervet til {seat.person} i {seat.body.in_a_sentence} er fjernet.")
    return redirect(seat.body)


def find(user, key, pk) -> Seat:
    seats = Seat.objects.visible_to(user).select_related("body", "person").select_for_update(of=("self",))
    return get_object_or_404(seats, body__key=key, pk=pk)


def is_fresh(seat: Seat) -> bool:
    return seat.from_date >= timezone.localdate()
