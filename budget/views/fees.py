"""The membership fee of a year: what each member pays, what it comes to, and what another rate would give."""

from datetime import date
from decimal import Decimal
from functools import wraps

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse, reverse_lazy
from django.utils import timezone

from organisation.models import Member
from organisation.views.reading import reads
from organisation.views.saving import ask, save
from organisation.views.secretariat import secretariat

from .. import fees as reckoning
from ..figures import price
from ..forms.fees import FeeForm, MultiplierForm, OtherRateForm
from ..models import FeeMultiplier, MembershipFee
from ..spreadsheet import fees_excel

MEMBERS = ("Medlemmer", reverse_lazy("members"))
EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
STEP = Decimal("0.10")  # how much more and less the page tries by itself
YEARS = range(1990, 2201)


def of_a_year(view):
    """The view, for a year that a budget can have."""

    @wraps(view)
    def inner(request, year, **rest):
        if year not in YEARS:
            raise Http404
        return view(request, year, **rest)

    return inner


@reads
@secretariat
def newest_fees(request):
    """The newest year that has a fee; this year when none has."""
    newest = MembershipFee.objects.order_by("-year").first()
    return redirect("fees", newest.year if newest else timezone.localdate().year)


@reads
@secretariat
@of_a_year
def fees(request, year):
    """Every member's fee, the total beside the budget's own figure, and other rates."""
    assessment = reckoning.assess(year)
    form = OtherRateForm(request.GET if "sats" in request.GET else None)
    tried = form.cleaned_data["sats"] if form.is_valid() else None
    context = {
        "year": year,
        "years": MembershipFee.objects.exclude(year=year).order_by("year").values_list("year", flat=True),
        "assessment": assessment,
        "form": form,
        "crumbs": [("Organisasjon", reverse("organisation")), MEMBERS],
    }
    if assessment:
        context |= {
            "printed": (amount := reckoning.budgeted(year)),
            "comparison": amount and compared(assessment.in_thousands, amount.value),
            "others": other_rates(assessment, tried),
            "left_out": by_obstacle(assessment),
            "by_subregion": assessment.by_subregion,
            "sources": sorted({share.member.counted_by for share in assessment.counted} - {""}),
        }
    return render(request, "budget/fees.html", context)


def by_obstacle(assessment) -> list[tuple[str, list]]:
    """Those left out, together with others of the same reason."""
    found = {}
    for share in assessment.left_out:
        found.setdefault(share.obstacle, []).append(share)
    return list(found.items())


def compared(reckoned: Decimal, printed: Decimal) -> tuple[Decimal, str]:
    """How far the reckoned total is from the printed one, and which way."""
    difference = reckoned - printed
    return abs(difference), "lavere" if difference < 0 else "høyere" if difference else ""


def other_rates(assessment, tried: Decimal | None) -> list[dict]:
    """Ten øre less, the rate as it is, ten øre more, and what somebody wants to try; the lowest first."""
    now = assessment.rates.get(Member.Kind.MUNICIPALITY)
    if now is None:
        return []
    rates = {now - STEP, now, now + STEP} | ({tried} - {None})
    others = [assessment.at(rate) for rate in sorted(rates) if rate >= 0]
    return [
        {
            "rate": other.rates[Member.Kind.MUNICIPALITY],
            "total": other.total,
            "difference": other.total - assessment.total,
            "is_now": other.rates == assessment.rates,
        }
        for other in others
    ]


@secretariat
@of_a_year
def edit_fee(request, year):
    """Set the rates, the day of counting and the decision of a year."""
    fee = MembershipFee.objects.select_for_update().filter(year=year).first()
    fee = fee or MembershipFee(year=year, base_date=date(year - 1, 1, 1))
    form = FeeForm(request.POST or None, instance=fee)
    if form.is_valid():
        rate = price(form.cleaned_data["rate_municipality"])
        return save(request, form, f"Kontingenten for {year} er lagret. Satsen for kommuner er {rate}.", _page(year))
    title = f"Sats og dato for kontingent {year}"
    return ask(request, form, title=title, crumbs=[MEMBERS, (f"Kontingent {year}", _page(year))])


@secretariat
@of_a_year
def edit_multiplier(request, year, pk):
    """Let one member pay more or less than the others."""
    fee = get_object_or_404(MembershipFee.objects.select_for_update(), year=year)
    member = get_object_or_404(Member, pk=pk)
    multiplier = FeeMultiplier.objects.filter(fee=fee, member=member).first() or FeeMultiplier(fee=fee, member=member)
    form = MultiplierForm(request.POST or None, instance=multiplier)
    if form.is_valid():
        return save(request, form, f"Kontingenten for {member} er endret.", _page(year))
    crumbs = [MEMBERS, (f"Kontingent {year}", _page(year))]
    return ask(request, form, title=f"Kontingent {year} for {member}", crumbs=crumbs)


@reads
@secretariat
@of_a_year
def fees_file(request, year):
    """The list as a spreadsheet."""
    if (assessment := reckoning.assess(year)) is None:
        raise Http404
    name = f'attachment; filename="kontingent-{year}.xlsx"'
    headers = {"Content-Disposition": name, "Cache-Control": "private, no-store"}
    return HttpResponse(fees_excel(assessment), content_type=EXCEL, headers=headers)


def _page(year):
    return reverse("fees", args=[year])
