"""Inviting people, and the page where the invited one says yes."""

from allauth.account.utils import perform_login
from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from .. import invitations
from ..forms.invitations import InvitationForm
from ..models import Body, Invitation
from ..rights import NotAllowed, may_withdraw
from .reading import reads
from .secretariat import secretariat

FORBIDDEN, NOT_FOUND, GONE = 403, 404, 410
STATUS = {"unknown": NOT_FOUND, "somebody_else": FORBIDDEN, "closed": FORBIDDEN}  # every other link is used up


@reads
@secretariat
def every_invitation(request):
    """Newest first, each with a word for what has become of it."""
    sent = Invitation.objects.visible_to(request.user).select_related("body", "on_behalf_of", "invited_by")
    pages = Paginator(sent, 50).get_page(request.GET.get("side"))
    return render(request, "organisation/invitations.html", {"pages": pages})


@secretariat
@require_http_methods(["GET", "HEAD", "POST"])
def invite(request, key):
    """Ask somebody to take a seat in a body."""
    body = get_object_or_404(Body.objects.visible_to(request.user), key=key)
    form = InvitationForm(request.POST or None, instance=Invitation(body=body))
    if form.is_valid():
        try:
            invitations.invite(form.instance, by=request.user)
        except NotAllowed as refusal:
            for reason in refusal.reasons:
                form.add_error(None, reason)
        else:
            messages.success(request, f"Invitasjonen er sendt til {form.instance.email}.")
            return redirect("invitations")
    return render(request, "organisation/invite.html", {"body": body, "form": form})


@secretariat
@require_POST
def send_again(request, pk):
    """A new link by mail; the old one no longer works."""
    invitation = get_object_or_404(Invitation.objects.visible_to(request.user), pk=pk)
    try:
        invitations.send_again(invitation, by=request.user)
    except NotAllowed as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, f"En ny lenke er sendt til {invitation.email}. Den gamle virker ikke lenger.")
    return redirect("invitations")


@secretariat
@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request, pk):
    """Ask first; then the link is dead."""
    invitation = get_object_or_404(Invitation.objects.visible_to(request.user).select_related("body"), pk=pk)
    if request.method != "POST" and may_withdraw(request.user, invitation):
        return render(request, "organisation/withdraw_invitation.html", {"invitation": invitation})
    try:
        invitations.withdraw(invitation, by=request.user)
    except NotAllowed as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, f"Invitasjonen til {invitation.email} er trukket.")
    return redirect("invitations")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def accept(request, key):
    """Shows what one is invited to; only a press on the button does anything. Then one is logged in."""
    invitation = invitations.find(key)
    hindrance = invitations.hindrance(invitation, request.user)
    if request.method == "POST" and not hindrance:
        try:
            person = invitations.accept(key, request.user)
        except NotAllowed:  # somebody else's click came first
            return redirect("accept_invitation", key)
        messages.success(request, f"Du har tatt imot invitasjonen til {invitation.body.in_a_sentence}.")
        if request.user.is_authenticated:
            return redirect("account")
        return perform_login(request, person, redirect_url=reverse("account"))
    return _accept_page(request, invitation, hindrance)


def _accept_page(request, invitation, hindrance):
    """The address holds the key, so links from here name only the site they came from.

    Not `no-referrer`: with that, browsers post the form with `Origin: null`, and the CSRF check refuses it.
    """
    context = {"invitation": invitation, "hindrance": hindrance, "heading": invitations.HINDRANCES.get(hindrance)}
    status = STATUS.get(hindrance, GONE) if hindrance else 200
    response = render(request, "organisation/accept_invitation.html", context, status=status)
    response["Referrer-Policy"] = "strict-origin"
    response.says_why = True
    return response
