"""What the secretariat's pages with one form have in common."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse


def ask(request, form, *, title, crumbs, button="Lagre", **more):
    """The page with the form. `crumbs` are names and addresses; the last is also where «Avbryt» leads."""
    crumbs = [("Organisasjon", reverse("organisation")), *crumbs]
    context = {"form": form, "title": title, "crumbs": crumbs, "button": button, **more}
    return render(request, "parts/form.html", context)


def save(request, form, done, to):
    """Save, say in one sentence what was done, and go on."""
    if form.keep(by=request.user):
        messages.success(request, done)
    else:
        messages.info(request, "Ingenting var endret, så ingenting er lagret.")
    return redirect(to)
