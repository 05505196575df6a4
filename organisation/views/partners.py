"""The secretariat's partner register: one name for each, the ways it is written, and where it is used."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse, reverse_lazy
from django.views.decorators.http import require_http_methods, require_POST

from .. import merging
from ..alphabet import norwegian
from ..forms.partners import AliasForm, MergeForm, PartnerForm
from ..models import Partner, PartnerAlias
from .confirming import confirmed
from .reading import reads
from .saving import ask
from .secretariat import secretariat

ORGANISATION = ("Organisasjon", reverse_lazy("organisation"))
REGISTER = ("Samarbeidspartnere", reverse_lazy("partners"))
GONE = "Samarbeidspartneren finnes ikke lenger. Noen har slettet den eller slått den sammen med en annen."
SHOWN = 20  # of each kind of use, on the partner's own page


@reads
@secretariat
def partners(request):
    """Everybody in the register, or those that have every word in their name or another spelling."""
    asked = request.GET.get("ord", "").strip()[:200]
    words = asked.casefold().split()
    found = [
        partner
        for partner in Partner.objects.prefetch_related("aliases")
        if all(word in " ".join([partner.name, *map(str, partner.aliases.all())]).casefold() for word in words)
    ]
    found.sort(key=norwegian)
    pages = Paginator(found, 50).get_page(request.GET.get("side"))
    uses = merging.count_uses(pages)
    rows = [(partner, uses[partner.pk]) for partner in pages]
    context = {"pages": pages, "asked": asked, "rows": rows, "crumbs": [ORGANISATION]}
    return render(request, "organisation/partners.html", context)


@secretariat
@require_http_methods(["GET", "HEAD", "POST"])
def new_partner(request):
    """Put somebody in the register."""
    if request.method == "POST":
        merging.take_register()
    form = PartnerForm(request.POST or None)
    if form.is_valid():
        partner = form.save(commit=False)
        merging.add(partner, by=request.user)
        messages.success(request, f"«{partner}» står nå i registeret.")
        return redirect("partner", partner.pk)
    lead = "Skriv navnet fullt ut. Forkortelser legger du inn etterpå, som andre skrivemåter."
    return ask(request, form, title="Ny samarbeidspartner", crumbs=[REGISTER], button="Legg inn", lead=lead)


@reads
@secretariat
def partner(request, pk):
    """One partner: how it is written, and where it is used."""
    return _page(request, get_object_or_404(Partner, pk=pk), AliasForm())


def _page(request, partner, form):
    context = {
        "partner": partner,
        "aliases": partner.aliases.all(),
        "form": form,
        "uses": merging.where_used(partner, request.user, SHOWN),
        "deletable": merging.may_delete(request.user, partner),
        "crumbs": [ORGANISATION, REGISTER],
    }
    return render(request, "organisation/partner.html", context)


@secretariat
@require_http_methods(["GET", "HEAD", "POST"])
def edit_partner(request, pk):
    """Correct the name; the old one becomes another spelling."""
    if request.method == "POST":
        merging.take_register()
    partner = get_object_or_404(Partner, pk=pk)
    was = partner.name
    form = PartnerForm(request.POST or None, instance=partner)
    if form.is_valid():
        if partner.name != was:
            merging.rename(partner, was, by=request.user)
            messages.success(request, f"Navnet er nå «{partner}».")
        return redirect("partner", pk)
    lead = f"«{was}» blir stående som en annen skrivemåte. Det som er vedtatt, endres ikke."
    return ask(request, form, title="Endre navnet", crumbs=[REGISTER, _crumb(pk, was)], lead=lead)


@secretariat
@require_POST
def add_alias(request, pk):
    """Another way this partner is written."""
    merging.take_register()
    partner = get_object_or_404(Partner, pk=pk)
    form = AliasForm(request.POST, instance=PartnerAlias(partner=partner))
    if not form.is_valid():
        return _page(request, partner, form)
    merging.add_alias(form.save(commit=False), by=request.user)
    messages.success(request, f"«{form.instance}» finner nå «{partner}».")
    return redirect("partner", pk)


@secretariat
@require_POST
def remove_alias(request, pk, alias):
    """Take a spelling away; one that is gone already stays gone."""
    merging.take_register()
    partner = get_object_or_404(Partner, pk=pk)
    if found := partner.aliases.filter(pk=alias).first():
        merging.remove_alias(found, by=request.user)
        messages.success(request, f"«{found}» er ikke lenger en skrivemåte for «{partner}».")
    return redirect("partner", pk)


@secretariat
@require_http_methods(["GET", "HEAD", "POST"])
def delete_partner(request, pk):
    """Ask, then delete; refused with a sentence while something names the partner."""
    partner = _still_there(request, pk)
    if partner is None:
        return redirect("partners")
    if not (answer := merging.may_delete(request.user, partner)):
        messages.error(request, answer.reason)
        return redirect("partner", pk)
    if request.method == "POST":
        merging.delete(partner, by=request.user)
        messages.success(request, f"«{partner}» er slettet.")
        return redirect("partners")
    trail = [ORGANISATION, REGISTER, _crumb(pk, partner.name)]
    context = {"partner": partner, "aliases": partner.aliases.all(), "crumbs": trail}
    return render(request, "organisation/partner_delete.html", context)


@secretariat
@confirmed
@require_http_methods(["GET", "HEAD", "POST"])
def merge_partner(request, pk):
    """Choose who is kept, see what moves, then merge; whether it is really you is asked first."""
    gone = _still_there(request, pk)
    if gone is None:
        return redirect("partners")
    form = MergeForm(gone, request.POST or request.GET or None)
    context = {"gone": gone, "form": form, "crumbs": [ORGANISATION, REGISTER, _crumb(pk, gone.name)]}
    if not form.is_valid():
        return render(request, "organisation/partner_merge.html", context)
    kept = form.cleaned_data["kept"]
    if request.method != "POST":
        context["preview"] = merging.preview(gone, kept, by=request.user)
        return render(request, "organisation/partner_merge_preview.html", context)
    merging.merge(gone, kept, by=request.user)
    messages.success(request, f"«{gone}» er slått sammen med «{kept}».")
    return redirect("partner", kept.pk)


def _still_there(request, pk):
    """The partner; `None` with a message to whoever presses a button for one that a colleague has taken away."""
    if request.method != "POST":
        return get_object_or_404(Partner, pk=pk)
    partner = merging.take_register().get(pk)
    if partner is None:
        messages.info(request, GONE)
    return partner


def _crumb(pk, name):
    return (name, reverse("partner", args=[pk]))
