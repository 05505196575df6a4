"""Read a programme or guidelines from a file into the database."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from programmes.loading import CannotLoad, load
from programmes.reading import LARGEST, Unreadable, read_json


class Command(BaseCommand):
    help = "Leser et handlingsprogram eller strategiske føringer fra en JSON-fil. Skriver aldri over noe."

    def add_arguments(self, parser):
        parser.add_argument("path", type=Path, help="filen som skal leses (.json)")
        parser.add_argument("--slug", help="adressen dokumentet skal få her, når den skal være en annen enn filens")
        parser.add_argument("--dry-run", action="store_true", help="si hva som ville skje, uten å lagre")

    def handle(self, path: Path, slug: str | None, dry_run: bool, **options):
        try:
            document = read_json(self.contents(path), slug=slug)
            with transaction.atomic():
                work = load(document)
                transaction.set_rollback(dry_run)
        except (Unreadable, CannotLoad) as error:
            raise CommandError(str(error)) from None
        measures = sum(1 for _ in document.every_measure())
        sections = sum(1 for _ in document.every_section())
        done = "Ville importert" if dry_run else "Importerte"
        self.stdout.write(f"{done} «{work.title}» som «{work.slug}»: {sections} avsnitt, {measures} tiltak.")

    def contents(self, path: Path) -> bytes:
        if path.suffix.lower() != ".json":
            raise CommandError(f"Kan bare lese .json, ikke «{path.name}».")
        try:
            with path.open("rb") as file:
                return file.read(LARGEST + 1)
        except IsADirectoryError:
            raise CommandError(f"«{path}» er en mappe, ikke en fil.") from None
        except FileNotFoundError:
            raise CommandError(f"Finner ikke filen «{path}».") from None
        except OSError as error:
            raise CommandError(f"Kan ikke lese «{path}»: {error.strerror}.") from None
