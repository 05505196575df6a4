"""Which mails somebody wants: on their own page, and by the link in a mail."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from ..forms.mail import MailForm
from ..letters import read_key
from ..mailing import choose
from ..mailing import decline as decline_mail


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def mail_settings(request):
    """The kinds of mail, each on or off."""
    form = MailForm(request.POST or None, person=request.user)
    if request.method == "POST" and form.is_valid():
        if choose(request.user, form.cleaned_data["wanted"], by=request.user):
            messages.success(request, "Valgene er lagret.")
        else:
            messages.info(request, "Ingenting var endret, så ingenting er lagret.")
        return redirect("mail_settings")
    return render(request, "organisation/mail_settings.html", {"form": form})


@csrf_exempt  # mail programs send it too, with no page before (RFC 8058); the signed key is the permission
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def decline(request, key):
    """No more of one kind of mail. A visit changes nothing, since programs open links in mails to look for harm."""
    if (found := read_key(key)) is None:
        raise Http404
    person, kind = found
    done = request.method == "POST"
    if done:
        decline_mail(person, kind, by=None)
    return render(request, "organisation/decline_mail.html", {"kind": kind.label, "done": done})
