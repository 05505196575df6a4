"""Everything that is stored about a person, in a form they can read.

No list of tables: whatever points at a person, in whichever room, is found by asking the model of a person what
points at it. A later room has its tables here on the day it makes them, and a test asks somebody to look at them.
"""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import models
from django.db.models import ForeignObjectRel
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import capfirst

from .models import Invitation, User

# Of no use to the person, and to others the key to the door.
SECRETS = {
    "organisation.User.password",
    "organisation.Invitation.key_sha256",
    "mfa.Authenticator.data",
    "usersessions.UserSession.session_key",
}
# The thing itself and not the person who changed it; the row tells which thing, when and how.
DOCUMENTS = {"organisation.Version.content"}
# The secretariat's until the answers are published; then they stand with the comment.
ANSWERS = {"programmes.Comment.response", "programmes.Comment.led_to"}
# Where the row is about somebody else: what tells who that is, when it was you who made it.
ABOUT_OTHERS = {
    "organisation.Invitation.invited_by": {"email", "name"},
    "organisation.Mailing.by": {"person", "error"},
    "programmes.Comment.registered_by": {"person", "sender"},
}
# Words for the tables that are not ours, and their columns.
TITLES = {
    "admin.LogEntry.user": "Det du har gjort i nødadministrasjonen",
    "account.EmailAddress.user": "E-postadresser",
    "mfa.Authenticator.user": "Ekstra sikkerhet",
    "socialaccount.SocialAccount.user": "Kontoer hos arbeidsgiver",
    "usersessions.UserSession.user": "Steder du er logget inn",
}
LABELS = {
    "type": "Slag",
    "created_at": "Fra",
    "last_used_at": "Sist brukt",
    "last_seen_at": "Sist sett",
    "ip": "Nettadresse (IP)",
    "user_agent": "Det nettleseren sier om seg selv",
    "data": "Annet",
    "provider": "Hos",
    "uid": "Kjennetegn der",
    "last_login": "Sist logget inn",
    "date_joined": "Knyttet til",
    "extra_data": "Det arbeidsgiveren har fortalt",
}
SHOWN = 50  # rows of a kind on the page; the file has all


@dataclass(frozen=True)
class Fact:
    """One value of a row: its column's own name, the same in Norwegian, and what it holds."""

    name: str
    label: str
    value: object

    @property
    def words(self) -> str:
        """The value as it stands on the page."""
        value = self.value
        if isinstance(value, bool):
            return "ja" if value else "nei"
        if isinstance(value, datetime):
            return date_format(timezone.localtime(value), r"d.m.Y \k\l. H.i")
        if isinstance(value, date):
            return date_format(value, "d.m.Y")
        if isinstance(value, dict):
            return ", ".join(f"{key}: {each}" for key, each in value.items())
        return str(value)

    @property
    def plain(self):
        """The value as it stands in JSON."""
        if isinstance(self.value, bool | int | dict | list):
            return self.value
        return self.value.isoformat() if isinstance(self.value, date) else str(self.value)


@dataclass(frozen=True)
class Table:
    """The rows of one table that point at the person through one column, `role`."""

    key: str
    title: str
    role: str
    rows: list[list[Fact]]

    @property
    def shown(self) -> list[list[Fact]]:
        return self.rows[:SHOWN]

    @property
    def left_out(self) -> int:
        return max(0, len(self.rows) - SHOWN)


def pointers() -> list[ForeignObjectRel]:
    """Every relation from any table to a person; hidden ones too, but not the tables that only join two others."""
    every = User._meta.get_fields(include_hidden=True)
    return [
        each for each in every if each.auto_created and not each.concrete and not each.related_model._meta.auto_created
    ]


def about(person: User) -> list[Table]:
    """The person's own row, what points at it, and the invitations to their address."""
    tables = [Table("organisation.User", "Kontoen din", "", [_row(person, _fields(User, set()))])]
    tables += [_table(relation, person) for relation in pointers()]
    invited = Invitation.objects.filter(email=person.email)
    tables.append(_rows("organisation.Invitation.email", "Invitasjoner", "adressen din", invited, set()))
    return [table for table in tables if table.rows]


def as_json(person: User) -> dict:
    """The same for a machine: the tables' own names, and values as they are stored."""
    return {
        "made_at": timezone.localtime().isoformat(timespec="seconds"),
        "tables": {
            table.key: [{fact.name: fact.plain for fact in row} for row in table.rows] for table in about(person)
        },
    }


def _table(relation: ForeignObjectRel, person: User) -> Table:
    model, through = relation.related_model, relation.field
    key = f"{model._meta.label}.{through.name}"
    rows = model._default_manager.filter(**{through.name: person})
    hidden = ABOUT_OTHERS.get(key, set()) | {through.name}
    if key in TITLES:
        return _rows(key, TITLES[key], "", rows, hidden)
    return _rows(key, capfirst(model._meta.verbose_name_plural), through.verbose_name, rows, hidden)


def _rows(key: str, title: str, role: str, queryset, hidden: set[str]) -> Table:
    fields = _fields(queryset.model, hidden)
    links = [each.name for each in fields if each.is_relation]
    rows = queryset.only(*(each.name for each in fields)).order_by("-pk")
    if links:  # without a name, Django would follow them all
        rows = rows.select_related(*links)
    return Table(key, title, role, [_row(each, fields) for each in rows])


def _fields(model, hidden: set[str]) -> list[models.Field]:
    """What a row tells: everything but keys, secrets, and bytes that are a document and not a person's."""
    return [
        each
        for each in model._meta.concrete_fields
        if not each.primary_key
        and each.name not in hidden
        and f"{model._meta.label}.{each.name}" not in SECRETS | DOCUMENTS | ANSWERS
        and not isinstance(each, models.BinaryField)
    ]


def _row(instance, fields) -> list[Fact]:
    """What is empty is left out."""
    facts = []
    for each in fields:
        value = getattr(instance, each.name)
        if each.choices and value:
            value = getattr(instance, f"get_{each.name}_display")()
        if value not in (None, "", {}, []):
            label = each.verbose_name if _is_ours(each) else LABELS.get(each.name, each.verbose_name)
            facts.append(Fact(each.name, capfirst(label), value))
    return facts


def _is_ours(field: models.Field) -> bool:
    return not field.model.__module__.startswith(("allauth.", "django."))
