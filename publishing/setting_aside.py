"""Why what is found may stand: written over days on «Klart for vedtak?» or at once on «Vedta», and kept by the edition.

Both pages show `publishing/_findings.html` and read what is typed there by `typed_reasons`.
"""

from collections.abc import Iterable, Mapping

from django.db import transaction

from organisation.models import User
from organisation.record import Verb, note
from programmes.models import Programme

from .models import SetAside
from .readiness import Finding, grouped

WHY, ALIKE = "hvorfor-", "like-"  # how the fields of one finding and of a whole kind are named
LONGEST = 1_000

Reasons = Mapping[str, str]


def reasons_for(programme: Programme, found: Iterable[Finding]) -> dict[str, str]:
    """The reasons that hold now, by key: those written of what is still found, saying what it said.

    What the programme's last edition set aside and is the same still needs no other reason: who corrects a letter shall
    not explain everything once more.
    """
    written = {(row["key"], row["sentence"]): row["why"] for row in _last_edition(programme)}
    written |= {(each.key, each.sentence): each.why for each in SetAside.objects.filter(programme=programme)}
    holds = {each.key: written.get((each.key, each.sentence)) for each in found if not each.is_hard}
    return {key: why for key, why in holds.items() if why}


def _last_edition(programme: Programme) -> list[dict]:
    rows = programme.editions.order_by("-number").values_list("set_aside", flat=True)
    return rows.first() or []


def lapsed_reasons(programme: Programme, found: Iterable[Finding]) -> dict[str, str]:
    """Reasons that were written of something else than what is found in the same place now: to look at once more."""
    said = {each.key: each.sentence for each in found}
    rows = SetAside.objects.filter(programme=programme)
    return {each.key: each.why for each in rows if each.key in said and said[each.key] != each.sentence}


def typed_reasons(data: Mapping[str, str], found: Iterable[Finding]) -> dict[str, str]:
    """What the form says of each finding that stops nobody; what it does not ask of is left out, and stays as it is.

    The reason for a whole kind goes to those of it that have none of their own.
    """
    said = {}
    for group in grouped(each for each in found if not each.is_hard):
        alike = _clean(data.get(f"{ALIKE}{group.kind}", ""))
        for each in group.found:
            if f"{WHY}{each.key}" in data:
                said[each.key] = _clean(data[f"{WHY}{each.key}"]) or alike
    return said


def _clean(text: str) -> str:
    return " ".join(text.replace("\x00", "").split())[:LONGEST]


@transaction.atomic
def keep_reasons(programme: Programme, found: Iterable[Finding], reasons: Reasons, *, by: User | None) -> int:
    """Write down why, by key; an empty reason takes away the one there was. How many differ from what was there.

    One line in the log, however many they are; nothing when nothing differs.
    """
    now, rows = reasons_for(programme, found), SetAside.objects.filter(programme=programme)
    asked = [each for each in found if each.key in reasons and not each.is_hard]
    own = set(rows.values_list("key", flat=True))
    changed = [each for each in asked if _clean(reasons[each.key]) != now.get(each.key, "")]
    changed = [each for each in changed if _clean(reasons[each.key]) or each.key in own]
    gone = [each.key for each in changed if not _clean(reasons[each.key])]
    rows.filter(key__in=gone).delete()
    SetAside.objects.bulk_create(
        [
            SetAside(programme=programme, key=each.key, sentence=each.sentence, why=_clean(reasons[each.key]), by=by)
            for each in changed
            if each.key not in gone
        ],
        update_conflicts=True,
        unique_fields=["programme", "key"],
        update_fields=["sentence", "why", "by", "at"],
    )
    if changed:
        note(by, Verb.EXPLAINED, f"{programme}: hvorfor {len(changed)} funn kan stå", thing=programme)
    return len(changed)


def set_aside(found: Finding, why: str) -> dict[str, str]:
    """As the edition keeps it."""
    return {"key": found.key, "kind": found.kind, "sentence": found.sentence, "why": why}
