"""Is this what was adopted? A checksum, or a file, held against everything that has been given out.

An edition is known to everybody. A milestone is known to those who may see it; to all others its checksum is one that
nobody has heard of, found by the same questions and told in the same words.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.conf import settings
from django.db.models import Q, TextChoices

from programmes.models import Milestone

from . import shelf
from .models import Edition, IssuedFile

SHORT = 16  # signs of the checksum that are printed where there is no room for all 64
SUM = re.compile(r"(?<![0-9a-f])[0-9a-f]{64}(?![0-9a-f])")
WHOLE, BRIEF = re.compile(r"[0-9a-f]{64}"), re.compile(r"[0-9a-f]{8,16}")
NO_SUM = (
    "Dette er ikke en sjekksum. Den lange har 64 tegn, den korte fra 8 til 16, og alle er sifre eller bokstaver fra a "
    "til f. Kopier den på nytt."
)
COLUMNS = {"pdf": "PDF-en", "document": "dataene (JSON)", "page": "nettsiden"}
DERIVED = {"csv": "tiltakslisten (CSV)", "html": "nettsiden"}


class NoSum(Exception):
    """What was written is no checksum; the message is a Norwegian sentence."""


class State(TextChoices):
    CURRENT = "current", "gjelder"
    REPLACED = "replaced", "erstattet"
    WITHDRAWN = "withdrawn", "trukket tilbake"
    MILESTONE = "milestone", "utkast"
    CHANGED = "changed", "fila er endret"
    NONE = "none", "ingen vedtatt utgave"


@dataclass(frozen=True)
class Found:
    """What a checksum belongs to. `form` is which of our files it is; `newest` the edition that holds instead."""

    state: State
    form: str = ""
    edition: Edition | None = None
    milestone: Milestone | None = None
    newest: Edition | None = None

    @property
    def address(self) -> str:
        thing = self.edition or self.milestone
        return settings.SITE_URL + thing.get_absolute_url() if thing else ""


@dataclass(frozen=True)
class Answer:
    """`is_changed`: the file is none of ours, but what it carries is. `is_short`: only the beginning is known."""

    sum: str
    found: list[Found] = field(default_factory=list)
    is_changed: bool = False

    @property
    def is_short(self) -> bool:
        return len(self.sum) <= SHORT

    @property
    def state(self) -> State:
        if not self.found:
            return State.NONE
        return State.CHANGED if self.is_changed else self.found[0].state


def cleaned(text: str) -> str:
    """The checksum in what somebody pasted: with blanks, colons, capitals, or the name of a file after it.

    Raises `NoSum`.
    """
    text = text.casefold()
    if whole := SUM.search(text):
        return whole[0]
    bare = re.sub(r"[\s:·.-]", "", text.removeprefix("sha256").removeprefix("sha-256"))
    if WHOLE.fullmatch(bare) or BRIEF.fullmatch(bare):
        return bare
    raise NoSum(NO_SUM)


def verify(checksum: str, user) -> Answer:
    """What a checksum, whole or short, belongs to."""
    return Answer(checksum, _found(checksum, user))


def verify_file(brought, user) -> Answer:
    """What a file is; when it is none of ours, what it carries."""
    answer = verify(brought.sha256, user)
    for inside in () if answer.found else brought.contents():
        if found := _found(inside, user):
            return Answer(brought.sha256, found, is_changed=True)
    return answer


def _found(checksum: str, user) -> list[Found]:
    """Editions first, the newest first; then milestones. As many questions whatever there is to find."""
    return [*_editions(checksum, user), *_milestones(checksum, user)]


def _is(column: str, checksum: str) -> Q:
    return Q(**{column if len(checksum) > SHORT else f"{column}__startswith": checksum})


def _editions(checksum: str, user) -> Iterable[Found]:
    rows = Edition.objects.visible_to(user).light().select_related("programme", "body", "withdrawal")
    every = list(rows.by_standing())
    issued = IssuedFile.objects.visible_to(user).filter(_is("sha256", checksum), edition__isnull=False)
    forms = {each.edition_id: each.get_form_display() for each in issued}
    newest = {}
    for edition in every:
        newest.setdefault(edition.programme_id, edition)
    forms |= {edition.pk: form for edition in every if (form := _stored_as(edition, checksum))}
    if not forms and len(checksum) > SHORT:
        forms = {each.pk: form for each in every if (form := _drawn_as(each, newest[each.programme_id], checksum))}
    for edition in every:
        if edition.pk in forms:
            yield _told(edition, newest[edition.programme_id], forms[edition.pk])


def _stored_as(edition: Edition, checksum: str) -> str:
    """Which of the stored bytes the checksum is of."""
    return next((word for name, word in COLUMNS.items() if _sum(edition, name).startswith(checksum)), "")


def _sum(edition: Edition, name: str) -> str:
    return getattr(edition, f"{name}_sha256")


def _drawn_as(edition: Edition, newest: Edition, checksum: str) -> str:
    """Which of the files that are drawn from them, as they are sent today."""
    tags = {"csv": shelf.file(edition.pk, "csv").etag, "html": shelf.page(edition.pk, newest.pk).etag}
    return next((DERIVED[name] for name, tag in tags.items() if tag == f'"{checksum}"'), "")


def _told(edition: Edition, newest: Edition, form: str) -> Found:
    other = newest if newest != edition and not hasattr(newest, "withdrawal") else None
    if hasattr(edition, "withdrawal"):
        return Found(State.WITHDRAWN, form, edition, newest=other)
    return Found(State.REPLACED if other else State.CURRENT, form, edition, newest=other)


def _milestones(checksum: str, user) -> Iterable[Found]:
    rows = Milestone.objects.visible_to(user).defer("content").select_related("programme")
    its_own = rows.filter(_is("sha256", checksum) | _is("issued__sha256", checksum)).distinct()
    for milestone in its_own.order_by("-made_at"):
        form = "dataene (JSON)" if milestone.sha256.startswith(checksum) else "en fil fra arkivpakken"
        yield Found(State.MILESTONE, form, milestone=milestone)


def as_data(answer: Answer) -> dict:
    """The same for software."""
    return {
        "sum": answer.sum,
        "state": answer.state.value,
        "found": [_as_data(each) for each in answer.found],
    }


def _as_data(found: Found) -> dict:
    if found.milestone:
        made_at = found.milestone.made_at.isoformat()
        told = {"programme": found.milestone.programme.slug, "milestone": found.milestone.slug, "made_at": made_at}
        return {"state": found.state.value, **told, "address": found.address}
    edition, newest = found.edition, found.newest
    withdrawal = getattr(edition, "withdrawal", None)
    return {
        "state": found.state.value,
        "form": found.form,
        "programme": edition.programme.slug,
        "title": edition.title,
        "edition": edition.number,
        "kind": edition.kind,
        "body": edition.body.name,
        "decided_on": edition.decided_on and edition.decided_on.isoformat(),
        "case_number": edition.case_number,
        "address": found.address,
        "replaced_by": newest and settings.SITE_URL + newest.get_absolute_url(),
        "withdrawn": withdrawal and {"at": withdrawal.at.isoformat(), "why": withdrawal.why},
    }
