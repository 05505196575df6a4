"""The account pages."""

from django.contrib.auth.decorators import login_required
from django.shortcuts import render

from .models import Seat


@login_required
def account(request):
    """Who you are here: your seats today."""
    seats = Seat.objects.current().filter(person=request.user).select_related("body", "on_behalf_of")
    return render(request, "organisation/account.html", {"seats": seats})
