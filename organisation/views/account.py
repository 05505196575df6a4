"""The account pages."""

from allauth.mfa.models import Authenticator
from allauth.usersessions.views import ListUserSessionsView
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import JsonResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_safe

from ..log_ins import device, end_log_ins, last_log_ins
from ..models import Seat
from ..my_data import about, as_json
from ..record import Verb, note
from .reading import reads


@reads
@login_required
def account(request):
    """Who you are here: your seats today, your ways in, and when you last used them."""
    ways = Authenticator.objects.filter(user=request.user).values_list("type", flat=True)
    context = {
        "seats": Seat.objects.current().filter(person=request.user).select_related("body", "on_behalf_of"),
        "passkeys": sum(1 for way in ways if way == Authenticator.Type.WEBAUTHN),
        "has_app": Authenticator.Type.TOTP in ways,
        "log_ins": last_log_ins(request.user),
    }
    return render(request, "organisation/account.html", context)


class LogIns(ListUserSessionsView):
    """Where you are logged in, and the button that ends all of it but here."""

    def get_context_data(self, **kwargs) -> dict:
        context = super().get_context_data(**kwargs)
        return context | {"places": [(device(each.user_agent), each) for each in reversed(context["sessions"])]}

    def form_valid(self, form):
        if end_log_ins(self.request.user, but=self.request.session.session_key):
            note(self.request.user, Verb.LOGGED_OUT_EVERYWHERE, person=self.request.user)
        messages.success(self.request, "Du er logget ut alle andre steder.")
        return redirect("usersessions_list")


@reads
@login_required
@never_cache
def my_data(request):
    """Everything that is stored about you."""
    return render(request, "organisation/my_data.html", {"tables": about(request.user)})


@login_required
@never_cache
@require_GET
def my_data_json(request):
    """The same as a file; that it was taken out is noted in the log."""
    note(request.user, Verb.EXPORTED, "opplysninger om seg selv", person=request.user)
    response = JsonResponse(as_json(request.user), json_dumps_params={"ensure_ascii": False, "indent": 1})
    response["Content-Disposition"] = 'attachment; filename="opplysninger-om-meg.json"'
    return response


@require_safe
def no_signup(request):
    """allauth must have an address to send strangers to; here it is the login page."""
    return redirect("account_login")
