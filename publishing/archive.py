"""Til arkivet: a package of every edition, and of every draft that a body treated.

What is told in a package is gathered here and stored with the question; a worker copies the stored bytes, draws what is
drawn, and packs it (`archive_printing`). The public package of an edition holds what everybody may see, and is made
once. The full one names people; it is the secretariat's, for the archive, and is thrown away after a day.
"""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from io import BytesIO
from zipfile import ZipFile

from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from django.db.models import Max, Q
from django.utils import timezone

from organisation.models import User
from organisation.record import Verb, note
from programmes.document import sha256
from programmes.models import Decision, Milestone, Programme, Round
from programmes.rounds.log import EVERYTHING, Log
from programmes.rounds.log_reading import public_log, whole_log

from . import overviews, shelf
from .comparing import RECOMMENDED, find_pair
from .finding import everything, seen_by
from .models import ArchivePackage, Edition, IssuedFile
from .package import Check, Package, Step, Treatment, as_json
from .tasks import make_archive_package

Form = IssuedFile.Form


def treated(programme: Programme):
    """The milestones that a body treated: decided on, sent on a round that is over, or made as the phase changed."""
    was = Q(decisions__isnull=False) | Q(rounds__closed_at__isnull=False) | Q(phase_changes__isnull=False)
    return programme.milestones.filter(was).defer("content").distinct()


def decisions_on(programme: Programme) -> dict[int, list[Decision]]:
    """What was decided on each milestone, by its key: on the draft itself, and when it was stored, as the board leaves
    an innstilling. A row that was put right is told as it was put right. Two queries."""
    every = list(programme.decisions.select_related("body", "registered_by"))
    stored = dict(programme.phase_changes.exclude(decision=None).values_list("decision", "milestone"))
    wrong, found = {each.corrects_id for each in every}, {}
    for each in every:
        stored.setdefault(each.pk, stored.get(each.corrects_id))
        if each.pk not in wrong:
            for milestone in {each.milestone_id, stored[each.pk]} - {None}:
                found.setdefault(milestone, []).append(each)
    return found


# ── What a package tells ─────────────────────────────────────────────────────────────────────────


def of_edition(edition: Edition, *, full: bool) -> Package:
    """An edition, with everything that everybody may see of it; in full with who said and did what."""
    programme = edition.programme
    decisions = _decisions_of(edition) if full else [edition.decision] * bool(edition.decision)
    rounds = list(programme.rounds.filter(closed_at__isnull=False, opened_at__lte=edition.frozen_at))
    return Package(
        slug=programme.slug,
        title=edition.title,
        name=str(edition.number),
        about=f"utgave {edition.number}",
        is_edition=True,
        is_full=full,
        language=programme.language,
        made_at=edition.frozen_at.astimezone(UTC),
        decided=f"{edition.adopted}.",
        body=edition.body.name,
        decided_on=edition.decided_on,
        case_number=edition.case_number,
        kind=edition.get_kind_display(),
        change_note=edition.change_note,
        treatments=tuple(_treatment(each, full) for each in decisions),
        steps=tuple(map(_step, _steps_to(edition))) if full else (),
        checks=tuple(_checks(edition)) if full else (),
        logs=tuple(_logs(rounds, edition, full)),
        overviews=tuple(_overviews(_before_edition(edition, full), _named(edition), full)),
    )


def of_milestone(milestone: Milestone) -> Package:
    """A draft that a body treated, for the archive."""
    programme = milestone.programme
    decisions = decisions_on(programme).get(milestone.pk, [])
    rounds = list(milestone.rounds.filter(closed_at__isnull=False))
    bodies = dict.fromkeys(each.body.name for each in decisions)
    bodies |= dict.fromkeys(body.name for round in rounds for body in round.bodies.all())
    last = decisions[-1] if decisions else None
    earlier = programme.milestones.filter(made_at__lt=milestone.made_at).order_by("-made_at")
    return Package(
        slug=programme.slug,
        title=programme.title,
        name=milestone.slug,
        about=f"milepælen «{milestone.name}»",
        is_edition=False,
        is_full=True,
        language=programme.language,
        made_at=milestone.made_at.astimezone(UTC),
        decided=f"{_sentence(last)}." if last else "Utkastet er ikke vedtatt.",
        body=", ".join(bodies),
        decided_on=last.decided_on if last else None,
        case_number=last.case_number if last else "",
        kind="",
        change_note="",
        treatments=tuple(_treatment(each, True) for each in decisions),
        steps=tuple(map(_step, milestone.phase_changes.select_related("by"))),
        logs=tuple(_logs(rounds, milestone, True)),
        overviews=tuple(_overviews(earlier[:1], _named(milestone), True)),
    )


def _decisions_of(edition: Edition) -> list[Decision]:
    """What led to it: everything that was written down before the vedtak that it stands on, and that.

    What is put right afterwards is told by another edition, and not by this one.
    """
    last = edition.decision_id or 0
    every = edition.programme.decisions.filter(pk__lte=last).exclude(corrected_by__pk__lte=last)
    return list(every.select_related("body", "registered_by"))


def _steps_to(edition: Edition):
    """The phases up to the adoption itself, which is written down a moment after the edition is frozen."""
    every = edition.programme.phase_changes.select_related("by")
    adopted = every.filter(became=Programme.Phase.ADOPTED, at__gte=edition.frozen_at).first()
    return every.filter(at__lte=adopted.at if adopted else edition.frozen_at)


def _sentence(decision: Decision) -> str:
    said = str(decision)
    return said[:1].upper() + said[1:]


def _treatment(decision: Decision, full: bool) -> Treatment:
    return Treatment(
        body=decision.body.name,
        outcome=decision.get_outcome_display(),
        decided_on=decision.decided_on,
        case_number=decision.case_number,
        wording=decision.wording,
        votes=decision.votes,
        minutes=decision.minutes,
        written_by=str(decision.registered_by or "") if full else "",
    )


def _step(change) -> Step:
    by = str(change.by or "")
    return Step(change.get_was_display(), change.get_became_display(), change.at.astimezone(UTC), change.why, by)


def _checks(edition: Edition) -> Iterator[Check]:
    """Four eyes, and what was accepted as it stood."""
    for label, person in (("Gjort klar av", edition.prepared_by), ("Låst av", edition.frozen_by)):
        if person:
            yield Check(label, str(person))
    if edition.alone_because:
        yield Check("Begge deler av samme person, fordi", edition.alone_because)
    if confirmation := getattr(edition, "confirmation", None):
        yield Check("Bekreftet av kollega", f"{confirmation.by}, {timezone.localdate(confirmation.at):%d.%m.%Y}")
    if withdrawal := getattr(edition, "withdrawal", None):
        yield Check("Trukket tilbake", f"{timezone.localdate(withdrawal.at):%d.%m.%Y}: {withdrawal.why}")
    for row in edition.set_aside:
        yield Check("Godtatt som det er", f"{row['sentence']} Begrunnelse: {row['why']}")


def _logs(rounds: list[Round], thing: Edition | Milestone, full: bool) -> Iterator[tuple[str, Log]]:
    """The innspillslogg: one of everything in full; for everybody one of each round whose log they may read.

    It is dated by the last that happened to it, so that the same log gives the same file tomorrow.
    """
    document = shelf.document(thing.pk) if isinstance(thing, Edition) else None
    at = thing.frozen_at if isinstance(thing, Edition) else thing.made_at
    if full:
        yield from [("innspillslogg.pdf", _dated(whole_log(rounds, document), rounds, at))] if rounds else []
        return
    public = Round.objects.open_to_all().filter(pk__in=[each.pk for each in rounds]).order_by("opened_at")
    for number, round in enumerate(public.select_related("programme"), start=1):
        yield f"innspillslogg-{number}.pdf", _dated(public_log(round, EVERYTHING, document), [round], at)


def _dated(log: Log, rounds: list[Round], at: datetime) -> Log:
    moments = [at, *(moment for each in rounds for moment in (each.closed_at, each.answered_at) if moment)]
    return replace(log, read_on=timezone.localdate(max(moments)))


def _before_edition(edition: Edition, full: bool) -> Iterator[Edition | Milestone]:
    """What it is held against: the edition before it; in full also the innstilling, or the last draft there was."""
    yield from edition.programme.editions.filter(number=edition.number - 1).select_related("programme").light()
    if full:
        drafts = edition.programme.milestones.filter(made_at__lt=edition.frozen_at).order_by("-made_at")
        yield from drafts.filter(slug__startswith=RECOMMENDED)[:1] or drafts[:1]


def _named(thing: Edition | Milestone) -> str:
    return f"{thing.programme.slug}@" + (f"edition:{thing.number}" if isinstance(thing, Edition) else thing.slug)


def _overviews(before, after: str, full: bool) -> Iterator[tuple[str, dict]]:
    see = everything if full else seen_by(AnonymousUser())
    for thing in before:
        word = f"utgave-{thing.number}" if isinstance(thing, Edition) else thing.slug
        content = overviews.content(find_pair(_named(thing), after, see))
        yield f"{overviews.FILE}-mot-{word}.pdf", json.loads(content)


# ── Asked for, made, fetched, thrown away ────────────────────────────────────────────────────────


def ask(thing: Edition | Milestone, *, full: bool, by: User | None) -> ArchivePackage:
    """The package of an edition or a milestone. Only the first who asks, or who tries again, sets a worker going."""
    forget()
    package, is_new = question(thing, full=full, by=by)
    if is_new or ArchivePackage.objects.filter(pk=package.pk).begin_again(by):
        make_archive_package.enqueue(package.pk)
    return package


def question(thing: Edition | Milestone, *, full: bool, by: User | None) -> tuple[ArchivePackage, bool]:
    """The row of exactly this package, and whether nobody had asked for it."""
    is_edition = isinstance(thing, Edition)
    told = as_json(of_edition(thing, full=full) if is_edition else of_milestone(thing))
    about = {"edition" if is_edition else "milestone": thing, "programme": thing.programme, "is_full": full}
    asked = {"document": told, "asked_by": by, **about}
    return ArchivePackage.objects.light().get_or_create(sha256=sha256(told), defaults=asked)


def ask_when_adopted(edition: Edition, *, by: User) -> None:
    """The public package of what is about to be adopted, when it is; a package that fails takes nothing with it."""
    transaction.on_commit(partial(ask, edition, full=False, by=by), robust=True)


def fetch(package: ArchivePackage, *, by: User) -> bytes:
    """The ZIP, for whoever takes it to the archive; it is written down that they did."""
    issue(package, by=by)
    note(by, Verb.EXPORTED, f"arkivpakken for {package.edition or package.milestone}", thing=package.programme)
    return bytes(package.pdf)


@transaction.atomic
def issue(package: ArchivePackage, *, by: User | None) -> None:
    """Keep the checksums of what is given out, so that each file can be verified by itself, for ever.

    The stored bytes of an edition are known already, and so are texts that say nothing alone.
    """
    about = {"edition_id": package.edition_id, "milestone_id": package.milestone_id, "is_full": package.is_full}
    sums = {Form.PACKAGE: sha256(bytes(package.pdf))}
    with ZipFile(BytesIO(bytes(package.pdf))) as archive:
        stem = archive.namelist()[0].partition("/")[0]
        sums[Form.PAGE] = sha256(archive.read(f"{stem}/{stem}.html"))
        sums[Form.PDF] = sha256(archive.read(f"{stem}/{stem}.pdf"))
    known = set(IssuedFile.objects.filter(sha256__in=sums.values()).values_list("sha256", flat=True))
    if package.edition:
        known.add(package.edition.pdf_sha256)
    wanted = {form: value for form, value in sums.items() if form == Form.PACKAGE or value not in known}
    IssuedFile.objects.bulk_create(
        IssuedFile(form=form, sha256=value, by=by, **about) for form, value in wanted.items()
    )


def public_package(edition: int) -> ArchivePackage | None:
    """The newest package of an edition that everybody may have."""
    rows = ArchivePackage.objects.filter(edition=edition, is_full=False, state=ArchivePackage.State.DONE)
    return rows.defer("document").first()


def fetched(programme: Programme) -> dict[tuple[int | None, int | None], datetime]:
    """When somebody last took a full package of each edition and milestone to the archive; one query."""
    rows = IssuedFile.objects.packages().filter(Q(edition__programme=programme) | Q(milestone__programme=programme))
    rows = rows.filter(is_full=True).order_by()
    told = rows.values_list("edition", "milestone").annotate(last=Max("at"))
    return {(edition, milestone): last for edition, milestone, last in told}


def forget(now: datetime | None = None) -> int:
    """Delete the packages that name people and are older than a day; how many there were."""
    deleted, _each = ArchivePackage.objects.old(now).delete()
    return deleted
