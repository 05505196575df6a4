"""The account pages."""

from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from ..models import Seat


@login_required
def account(request):
    """Who you are here: your seats today."""
    seats = Seat.objects.current().filter(person=request.user).select_related("body", "on_behalf_of")
    return render(request, "organisation/account.html", {"seats": seats})


@require_safe
def no_signup(request):
    """allauth must have an address to send strangers to; here it is the login page."""
    return redirect("account_login")
