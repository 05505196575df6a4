"""The members of the council – municipalities and counties – and their subregions."""

from collections import Counter

from django.db.models import Count, Q
from django.shortcuts import get_object_or_404, render
from django.urls import reverse_lazy

from ..alphabet import norwegian
from ..forms.members import MemberForm, SubregionForm
from ..models import Member, Subregion
from ..roles import is_secretariat
from .reading import reads
from .saving import ask, save
from .secretariat import secretariat

MEMBERS = ("Medlemmer", reverse_lazy("members"))
SUBREGIONS = ("Delregioner", reverse_lazy("subregions"))


@reads
def members(request):
    """Everybody can see who is a member today; the secretariat sees those who were or will be, too."""
    now = Member.objects.current()
    everybody = sorted(now.with_inhabitants().prefetch_related("subregions"), key=norwegian)
    states = Counter(member.membership for member in everybody)
    context = {
        "groups": by_subregion(everybody),
        "municipalities": sum(member.kind == Member.Kind.MUNICIPALITY for member in everybody),
        "counties": sum(member.kind == Member.Kind.COUNTY for member in everybody),
        "states": [(Member.Membership(state), states[state]) for state in Member.Membership.values if states[state]],
        "all_confirmed": states.keys() <= {Member.Membership.CONFIRMED},
        "counted_on": sorted({member.counted_on for member in everybody} - {None}),
    }
    if is_secretariat(request.user):
        context |= {"is_secretariat": True, "others": Member.objects.exclude(pk__in=now)}
    return render(request, "organisation/members.html", context)


def by_subregion(members) -> list[tuple[str, list[Member]]]:
    """Counties first, then the municipalities of each subregion, those in none, and those who may be no members.

    Who belongs to two is in both.
    """
    sure = [member for member in members if member.membership != Member.Membership.UNKNOWN]
    towns = [member for member in sure if member.kind == Member.Kind.MUNICIPALITY]
    groups = {}
    for town in towns:
        for subregion in town.subregions.all():
            groups.setdefault(subregion.name, []).append(town)
    every = [
        ("Fylkeskommuner", [member for member in sure if member.kind == Member.Kind.COUNTY]),
        *((name, groups[name]) for name in sorted(groups, key=norwegian)),
        ("Kommuner uten delregion", [town for town in towns if not town.subregions.all()]),
        ("Ukjent om de er medlemmer", [member for member in members if member not in sure]),
    ]
    return [(name, group) for name, group in every if group]


@secretariat
def new_member(request):
    """Add a municipality or a county."""
    form = MemberForm(request.POST or None)
    if form.is_valid():
        return save(request, form, f"{form.instance.name} er lagt til.", "members")
    return ask(request, form, title="Nytt medlem", crumbs=[MEMBERS], button="Legg til medlemmet")


@secretariat
def edit_member(request, pk):
    """Change a member; one that leaves gets a last day and stays in the books."""
    member = get_object_or_404(Member.objects.select_for_update(), pk=pk)
    form, title = MemberForm(request.POST or None, instance=member), f"Endre {member.name}"
    if form.is_valid():
        return save(request, form, f"{form.instance.name} er endret.", "members")
    return ask(request, form, title=title, crumbs=[MEMBERS])


@secretariat
def subregions(request):
    """The subregions, and how many members each has today."""
    here_today = Q(members__in=Member.objects.current())
    every = Subregion.objects.annotate(count=Count("members", filter=here_today))
    return render(request, "organisation/subregions.html", {"subregions": every})


@secretariat
def new_subregion(request):
    """Add a subregion."""
    form = SubregionForm(request.POST or None)
    if form.is_valid():
        return save(request, form, f"{form.instance.name} er lagt til.", "subregions")
    return ask(request, form, title="Ny delregion", crumbs=[MEMBERS, SUBREGIONS], button="Legg til delregionen")


@secretariat
def edit_subregion(request, pk):
    """Give a subregion another name."""
    subregion = get_object_or_404(Subregion.objects.select_for_update(), pk=pk)
    form, title = SubregionForm(request.POST or None, instance=subregion), f"Endre {subregion.name}"
    if form.is_valid():
        return save(request, form, f"{form.instance.name} er endret.", "subregions")
    return ask(request, form, title=title, crumbs=[MEMBERS, SUBREGIONS])
