"""Write an archive package to a file."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from programmes.models import Milestone, Programme
from publishing import archive
from publishing.archive_printing import zipped
from publishing.models import ArchivePackage, Edition


class Command(BaseCommand):
    help = (
        "Skriver en arkivpakke (ZIP) av en vedtatt utgave eller et behandlet utkast til en fil, med navn på personer."
    )

    def add_arguments(self, parser):
        parser.add_argument("slug", help="for eksempel 2025")
        parser.add_argument("--output", required=True, type=Path, help="filen som skal skrives")
        which = parser.add_mutually_exclusive_group()
        which.add_argument("--edition", type=int, help="nummeret på en vedtatt utgave; den gjeldende uten")
        which.add_argument("--milestone", help="adressen til en milepæl som er behandlet, for eksempel innstilling")
        parser.add_argument("--public", action="store_true", help="den åpne pakken av en utgave, uten navn på personer")

    def handle(self, slug, output: Path, edition, milestone, public, **options):
        programme = Programme.objects.filter(slug=slug).first()
        if programme is None:
            raise CommandError(f"Finner ikke handlingsprogrammet med adressen «{slug}».")
        if milestone and public:
            raise CommandError("Et utkast har ingen åpen pakke.")
        thing = _milestone(programme, milestone) if milestone else _edition(programme, edition)
        told = archive.of_milestone(thing) if milestone else archive.of_edition(thing, full=not public)
        try:
            output.write_bytes(data := zipped(told))
        except OSError as error:
            raise CommandError(f"Kan ikke skrive «{output}»: {error.strerror}.") from None
        about = {"milestone" if milestone else "edition": thing, "is_full": not public}
        archive.issue(ArchivePackage(programme=programme, pdf=data, **about), by=None)  # so that it can be verified
        self.stdout.write(f"Skrev {output} ({len(data)} byte).")


def _edition(programme: Programme, number: int | None) -> Edition:
    editions = programme.editions.select_related("programme", "body").by_standing()
    found = (editions if number is None else editions.filter(number=number)).first()
    if found is None:
        raise CommandError(f"«{programme}» har ingen {'vedtatt utgave' if number is None else f'utgave {number}'}.")
    return found


def _milestone(programme: Programme, slug: str) -> Milestone:
    found = archive.treated(programme).select_related("programme").filter(slug=slug).first()
    if found is None:
        raise CommandError(f"«{programme}» har ingen milepæl «{slug}» som et organ har behandlet.")
    return found
