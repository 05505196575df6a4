"""What each member pays, and what it comes to: rate × inhabitants × multiplier.

Every member's fee is rounded to whole kroner, half a krone up, because that is what the member is
invoiced; the total is the sum of the rounded fees. Who cannot be reckoned is left out with a sentence.
"""

from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal

from django.utils.dateformat import format as written

from organisation.alphabet import norwegian
from organisation.models import Member

from .models import Amount, BudgetColumn, BudgetLine, MembershipFee

Kind, Membership = Member.Kind, Member.Membership
IN_THOUSANDS = "tusen kroner"  # the unit of the budget's tables


# ── arithmetic ───────────────────────────────────────────────────────────────────────────────────


def fee_of(inhabitants: int, rate: Decimal, multiplier: Decimal = Decimal(1)) -> Decimal:
    """Whole kroner, half a krone up: 333 inhabitants at kr 2,50 pay kr 833."""
    return (rate * inhabitants * multiplier).quantize(Decimal(1), ROUND_HALF_UP)


def thousands(kroner: Decimal) -> Decimal:
    """`Decimal(6859308)` is 6859 thousand; half a thousand up."""
    return (kroner / 1000).quantize(Decimal(1), ROUND_HALF_UP)


@dataclass(frozen=True)
class Share:
    """One member and what it pays; nothing, with the reason, where that cannot be told."""

    member: Member
    inhabitants: int | None
    rate: Decimal | None
    multiplier: Decimal = Decimal(1)
    reason: str = ""
    obstacle: str = ""

    @property
    def fee(self) -> Decimal | None:
        return None if self.obstacle else fee_of(self.inhabitants, self.rate, self.multiplier)


@dataclass(frozen=True)
class Sum:
    """Some of the shares added up."""

    label: str
    members: int
    inhabitants: int
    fee: Decimal


@dataclass(frozen=True)
class Assessment:
    """The fee of a year, member by member."""

    fee: MembershipFee
    rates: dict[str, Decimal]
    shares: list[Share]

    @property
    def counted(self) -> list[Share]:
        return [share for share in self.shares if not share.obstacle]

    @property
    def left_out(self) -> list[Share]:
        return [share for share in self.shares if share.obstacle]

    @property
    def total(self) -> Decimal:
        return sum((share.fee for share in self.counted), Decimal(0))

    @property
    def in_thousands(self) -> Decimal:
        return thousands(self.total)

    @property
    def inhabitants(self) -> int:
        return sum(share.inhabitants for share in self.counted)

    @property
    def by_membership(self) -> list[Sum]:
        """The total, parted by how sure it is that those who pay are members."""
        return self._parted({state: str(state.label) for state in Membership}, lambda share: share.member.membership)

    @property
    def by_subregion(self) -> list[Sum]:
        """The total, parted by subregion. Who belongs to two is in a part of both, so that nobody is counted twice."""
        named = {share.member.pk: _subregions(share.member) for share in self.counted}
        names = sorted(set(named.values()), key=norwegian)
        return self._parted({name: name for name in names}, lambda share: named[share.member.pk])

    def _parted(self, labels: dict[str, str], part_of) -> list[Sum]:
        parts = {part: [share for share in self.counted if part_of(share) == part] for part in labels}
        return [
            Sum(
                label=labels[part],
                members=len(shares),
                inhabitants=sum(share.inhabitants for share in shares),
                fee=sum(share.fee for share in shares),
            )
            for part, shares in parts.items()
            if shares
        ]

    def at(self, rate: Decimal) -> "Assessment":
        """The same with another rate for municipalities."""
        shares = [
            replace(share, rate=rate) if share.member.kind == Kind.MUNICIPALITY else share for share in self.shares
        ]
        return replace(self, rates=self.rates | {Kind.MUNICIPALITY: rate}, shares=shares)


def _subregions(member: Member) -> str:
    return " og ".join(subregion.name for subregion in member.subregions.all()) or "Uten delregion"


# ── from the database ────────────────────────────────────────────────────────────────────────────


def assess(year: int) -> Assessment | None:
    """The fee of the year as the register is now; nothing while no rate is set. Five queries."""
    fee = MembershipFee.objects.prefetch_related("rates", "multipliers").filter(year=year).first()
    if fee is None or not fee.rates.all():
        return None
    rates = {rate.kind: rate.kroner for rate in fee.rates.all()}
    multipliers = {row.member_id: row for row in fee.multipliers.all()}
    members = Member.objects.during(year).with_inhabitants(fee.base_date).prefetch_related("subregions")
    shares = [_share(member, fee, rates, multipliers.get(member.pk)) for member in sorted(members, key=norwegian)]
    return Assessment(fee, rates, shares)


def _share(member: Member, fee: MembershipFee, rates: dict, multiplier) -> Share:
    rate = rates.get(member.kind)
    return Share(
        member=member,
        inhabitants=member.inhabitants,
        rate=rate,
        multiplier=multiplier.multiplier if multiplier else Decimal(1),
        reason=multiplier.reason if multiplier else "",
        obstacle=_obstacle(member, fee, rate),
    )


def _obstacle(member: Member, fee: MembershipFee, rate: Decimal | None) -> str:
    """Why the member cannot be reckoned; nothing when it can."""
    kind = member.get_kind_display()
    if member.membership == Membership.UNKNOWN:
        return f"Det er ukjent om {kind}n er medlem."
    if rate is None:
        return f"Det er ikke satt noen sats for {kind}r."
    if member.inhabitants is None:
        return f"Innbyggertallet per {written(fee.base_date, 'j.n.Y')} mangler."
    return ""


def total_in_thousands(year: int) -> Decimal | None:
    """What the year's fees come to, as the budget writes it; nothing while no rate is set.

    Members that cannot be reckoned are not in it: `assess(year).left_out` says who and why.
    """
    assessment = assess(year)
    return None if assessment is None else assessment.in_thousands


def budgeted(year: int) -> Amount | None:
    """What the year's budget itself says in its line of fees: its last column of a budget or a proposal for one."""
    columns = [BudgetColumn.Kind.BUDGET, BudgetColumn.Kind.PROPOSAL]
    return (
        Amount.objects.filter(
            line__source=BudgetLine.Source.FEES,
            line__table__budget__year=year,
            line__table__unit=IN_THOUSANDS,
            column__kind__in=columns,
            value__isnull=False,
        )
        .select_related("line__table", "column")
        .order_by("line__table__order", "-column__order")
        .first()
    )
