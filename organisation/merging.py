"""The partner register's rules: where a partner is used, and what changes its name or takes it away.

Later rooms point at partners, and this room may not know them. So every relation to `Partner` is
found by asking the model itself: a table that comes to point at it tomorrow is moved by a merge and
counted as a use without a change here.
"""

from dataclasses import dataclass

from django.db import models, transaction
from django.db.models import Count, Exists, OuterRef

from .models import Partner, PartnerAlias, User
from .models.partner import same_name
from .record import Verb, note
from .rights import YES, Answer, may_run_organisation


@dataclass(frozen=True)
class Use:
    """How many things of one kind name a partner, and some of them."""

    model: str
    names: tuple[str, str]  # one of them, several of them
    total: int
    some: tuple = ()
    shared: int = 0  # in a preview: how many name the kept partner already

    def __str__(self) -> str:
        return f"{self.total} {self.names[0] if self.total == 1 else self.names[1]}"

    @property
    def more(self) -> int:
        return self.total - len(self.some)


@dataclass(frozen=True)
class Preview:
    """What a merge will move."""

    gone: Partner
    kept: Partner
    aliases: list[str]
    uses: list[Use]


# ── where a partner is used ──────────────────────────────────────────────────────────────────────


def _relations() -> list:
    return [each for each in Partner._meta.get_fields(include_hidden=True) if each.auto_created and not each.concrete]


def _columns() -> list[models.ForeignKey]:
    """Every foreign key to a partner, those of many-to-many tables too."""
    return [relation.field for relation in _relations() if not relation.many_to_many]


def _kinds() -> list[models.Field]:
    """The fields by which something names a partner: many-to-many, and foreign keys of other tables."""
    every = [relation.field for relation in _relations()]
    between = {field.remote_field.through for field in every if field.many_to_many} | {PartnerAlias}
    return [field for field in every if field.model not in between]


def _use(field: models.Field, total: int, **more) -> Use:
    meta = field.model._meta
    return Use(meta.model_name, (str(meta.verbose_name), str(meta.verbose_name_plural)), total, **more)


def _named_by(field: models.Field, partner: Partner, user: User | None = None) -> models.QuerySet:
    """What names `partner` by `field`; for a reader only what they may see, without heavy columns."""
    if user is None:
        found = field.model._base_manager.all()
    else:
        found = field.model._default_manager.fetch_mode(models.FETCH_PEERS)
        found = found.visible_to(user) if hasattr(found, "visible_to") else found
        found = found.light() if hasattr(found, "light") else found
    return found.filter(**{field.name: partner})


def where_used(partner: Partner, user: User, show: int, kept: Partner | None = None) -> list[Use]:
    """Every kind of thing that names `partner`, with the first `show` of each that `user` may see."""
    uses = []
    for field in _kinds():
        if total := _named_by(field, partner).count():
            some = tuple(_named_by(field, partner, user)[:show])
            shared = _named_by(field, partner).filter(pk__in=_named_by(field, kept).values("pk")).count() if kept else 0
            uses.append(_use(field, total, some=some, shared=shared))
    return uses


def count_uses(partners) -> dict[int, list[Use]]:
    """The uses of many partners by primary key; one query for each kind of thing, however many there are."""
    counted = {partner.pk: [] for partner in partners}
    for field in _kinds():
        rows = field.model._base_manager.filter(**{f"{field.name}__in": list(counted)}).order_by()
        for pk, total in rows.values_list(field.name).annotate(Count("pk", distinct=True)):
            counted[pk].append(_use(field, total))
    return counted


def may_delete(user: User, partner: Partner) -> Answer:
    """A partner that something names stays."""
    if not (answer := may_run_organisation(user)):
        return answer
    if uses := count_uses([partner])[partner.pk]:
        named = " og ".join(str(use) for use in uses)
        reason = f"«{partner}» står i {named} og kan ikke slettes. Slå den sammen med en annen i stedet."
        return Answer(False, reason)
    return YES


# ── what changes the register ────────────────────────────────────────────────────────────────────


def take_register() -> dict[int, Partner]:
    """Every partner by primary key, held until the transaction ends.

    Whoever writes in the register takes all of it first, so that two people cannot give the same name
    at the same moment, and nothing new comes to name a partner that is being merged away.
    """
    return {partner.pk: partner for partner in Partner.objects.select_for_update().order_by("pk")}


def add(partner: Partner, *, by: User) -> None:
    """Put a new partner in the register."""
    partner.save()
    note(by, Verb.ADDED, f"samarbeidspartneren «{partner}»")


def rename(partner: Partner, was: str, *, by: User) -> None:
    """Save `partner` under its new name; the old one becomes another spelling, for it stands in print."""
    partner.save()
    for alias in partner.aliases.all():
        if same_name(alias.name, partner.name):
            alias.delete()
    if not same_name(was, partner.name):
        partner.aliases.create(name=was)
    note(by, Verb.CHANGED, f"samarbeidspartneren «{was}», som nå heter «{partner}»")


def add_alias(alias: PartnerAlias, *, by: User) -> None:
    """Give a partner another spelling."""
    alias.save()
    note(by, Verb.ADDED, f"skrivemåten «{alias}» for samarbeidspartneren «{alias.partner}»")


def remove_alias(alias: PartnerAlias, *, by: User) -> None:
    """Take a spelling away; what is printed with it is no longer found under the partner."""
    note(by, Verb.REMOVED, f"skrivemåten «{alias}» for samarbeidspartneren «{alias.partner}»")
    alias.delete()


def delete(partner: Partner, *, by: User) -> None:
    """Take a partner that nothing names out of the register."""
    note(by, Verb.REMOVED, f"samarbeidspartneren «{partner}»")
    partner.delete()


def preview(gone: Partner, kept: Partner, *, by: User) -> Preview:
    """What `merge` would do, for somebody to look at first."""
    spelt = [gone.name, *gone.aliases.values_list("name", flat=True)]
    return Preview(gone, kept, spelt, where_used(gone, by, show=5, kept=kept))


@transaction.atomic
def merge(gone: Partner, kept: Partner, *, by: User) -> Partner:
    """Move everything from `gone` to `kept`; the name of `gone` becomes another spelling of `kept`.

    Adopted editions are stored and never touched: they keep the name they were printed with, and are
    found under `kept` because of that spelling. Raises `Partner.DoesNotExist` when a colleague was first.
    """
    register = take_register()
    if gone.pk == kept.pk or gone.pk not in register or kept.pk not in register:
        raise Partner.DoesNotExist
    gone, kept = register[gone.pk], register[kept.pk]
    moved = ", ".join(str(use) for use in count_uses([gone])[gone.pk]) or "ingen bruk"
    for column in _columns():
        _move(column, gone, kept)
    gone.delete()
    if not same_name(gone.name, kept.name):
        kept.aliases.create(name=gone.name)
    note(by, Verb.MERGED, f"samarbeidspartneren «{gone}» med «{kept}» ({moved})")
    return kept


def _move(column: models.ForeignKey, gone: Partner, kept: Partner) -> None:
    """Point the rows of one table at `kept`; a row that would say what another says already is removed."""
    rows = column.model._base_manager.filter(**{column.name: gone})
    for others in _once_with(column):
        same = {name: OuterRef(name) for name in others}
        rows.filter(Exists(column.model._base_manager.filter(**{column.name: kept}, **same))).delete()
    rows.update(**{column.name: kept})


def _once_with(column: models.ForeignKey) -> list[set[str]]:
    """The other fields of each rule that lets a partner stand only once together with them."""
    meta = column.model._meta
    rules = [*meta.unique_together, *(rule.fields for rule in meta.total_unique_constraints)]
    return [set(fields) - {column.name} for fields in rules if column.name in fields]
