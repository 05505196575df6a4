"""Til arkivet: packages of what was adopted and treated, made by a worker and fetched by the secretariat."""

from dataclasses import dataclass

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import localdate
from django.views.decorators.http import require_POST

from organisation.views.reading import reads
from organisation.views.secretariat import secretariat
from programmes.comparison import listed
from programmes.document import sha256 as sha256_of
from programmes.models import Decision, Milestone, Programme

from .. import archive as packages
from .. import shelf
from ..models import ArchivePackage, Edition
from ..package import read
from .previews import STOP_POLLING, private
from .reading import AGAIN_SOON, send

ZIP = "application/zip"


@reads
def edition_package(request, slug, number, name):
    """What everybody may have of an edition, in one file."""
    edition = shelf.numbered(slug, number)
    found = edition and name == f"{slug}-utgave-{number}" and packages.public_package(edition)
    if not found:
        raise Http404
    content = bytes(found.pdf)
    return send(request, shelf.Stored(content, f'"{sha256_of(content)}"', ZIP), AGAIN_SOON)


@dataclass(frozen=True)
class Row:
    """An edition or a milestone on the secretariat's list, with the newest package of it that is kept."""

    thing: Edition | Milestone
    state: str  # its name in the address
    treatments: list
    package: ArchivePackage | None
    fetched: object


@reads
@private
@secretariat
def archive(request, slug):
    """Everything that should go to the archive, and what has been fetched."""
    programme = get_object_or_404(Programme.objects.visible_to(request.user), slug=slug)
    context = {"programme": programme, "rows": _rows(programme, request.user)}
    return render(request, "publishing/archive.html", context)


def _rows(programme: Programme, user) -> list[Row]:
    """The newest first: editions, then milestones. As many questions however many there are."""
    full = ArchivePackage.objects.visible_to(user).light().filter(programme=programme, is_full=True)
    kept = {}
    for package in full:
        kept.setdefault((package.edition_id, package.milestone_id), package)
    fetched = packages.fetched(programme)
    editions = Edition.objects.visible_to(user).light().filter(programme=programme).select_related("body", "withdrawal")
    milestones = packages.treated(programme).order_by("-made_at")
    milestones = milestones.prefetch_related("rounds__bodies", "phase_changes")
    decided = packages.decisions_on(programme)
    found = [(each, f"{programme.slug}@edition:{each.number}", (each.pk, None)) for each in editions]
    found += [(each, f"{programme.slug}@{each.slug}", (None, each.pk)) for each in milestones]
    return [
        Row(thing, state, list(_treatments(thing, decided.get(key[1], []))), kept.get(key), fetched.get(key))
        for thing, state, key in found
    ]


def _treatments(thing: Edition | Milestone, decisions: list[Decision]):
    """When, by whom and in which case it was treated, each as a sentence."""
    if isinstance(thing, Edition):
        yield thing.adopted + (f", sak {thing.case_number}" if thing.case_number else "")
        return
    for decision in decisions:
        said = str(decision) + (f", sak {decision.case_number}" if decision.case_number else "")
        yield said[:1].upper() + said[1:]
    for round in thing.rounds.all():
        if round.closed_at:
            bodies = listed([body.in_a_sentence for body in round.bodies.all()])
            yield f"På høring hos {bodies}, frist {round.deadline:%d.%m.%Y}"
    for change in thing.phase_changes.all():
        if not change.decision_id:
            went = f"fra «{change.get_was_display()}» til «{change.get_became_display()}»"
            yield f"Lagret da programmet gikk {went} {localdate(change.at):%d.%m.%Y}"


@secretariat
@require_POST
def make_package(request, slug, state):
    """Ask for the full package of an edition or a milestone; of an edition, for the one everybody may have as well."""
    thing = _thing(request.user, slug, state)
    packages.ask(thing, full=True, by=request.user)
    if isinstance(thing, Edition):
        packages.ask(thing, full=False, by=request.user)
    return redirect("archive", slug)


def _thing(user, slug: str, state: str) -> Edition | Milestone:
    """What the address names, of the same programme; only what goes to the archive."""
    programme = get_object_or_404(Programme.objects.visible_to(user), slug=slug)
    named, _, which = state.partition("@")
    if named != slug or not which:
        raise Http404
    if which.startswith("edition:"):
        rows = Edition.objects.visible_to(user).light().filter(programme=programme).select_related("programme", "body")
        return get_object_or_404(rows, number=which.removeprefix("edition:"))
    return get_object_or_404(packages.treated(programme).select_related("programme"), slug=which)


@reads
@private
@secretariat
def package_progress(request, slug, sha256):
    """How far a package has come."""
    if not request.htmx:
        return redirect("archive", slug)
    package = _package(request.user, slug, sha256)
    context = {"programme": package.programme, "row": {"package": package, "state": _state(package)}}
    status = 200 if package.is_under_way else STOP_POLLING
    return render(request, "publishing/_archive_package.html", context, status=status)


@secretariat
@require_POST
def fetch_package(request, slug, sha256):
    """The file; it is written down that it was fetched, so this is no link."""
    package = _package(request.user, slug, sha256)
    if not package.is_done:
        raise Http404
    content = packages.fetch(package, by=request.user)
    name = read(bytes(package.document)).file
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "private, no-store"}
    return HttpResponse(content, content_type=ZIP, headers=headers)


def _package(user, slug: str, sha256: str) -> ArchivePackage:
    rows = ArchivePackage.objects.visible_to(user).light().select_related("programme", "edition", "milestone")
    rows = rows.defer("document", "pdf", "edition__document", "edition__page", "edition__pdf", "milestone__content")
    return get_object_or_404(rows, programme__slug=slug, sha256=sha256, is_full=True)


def _state(package: ArchivePackage) -> str:
    which = f"edition:{package.edition.number}" if package.edition else package.milestone.slug
    return f"{package.programme.slug}@{which}"
