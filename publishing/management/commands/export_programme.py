"""Write a programme or guidelines to a file."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from programmes.models import Guidelines, Programme
from publishing.export import FORMS, CannotExport, export


class Command(BaseCommand):
    help = "Skriver et handlingsprogram eller strategiske føringer til en fil."

    def add_arguments(self, parser):
        parser.add_argument("slug", help="for eksempel 2025 eller foringer-2021-2024")
        parser.add_argument("--format", required=True, choices=FORMS, dest="form")
        parser.add_argument("--output", required=True, type=Path, help="filen som skal skrives")
        which = parser.add_mutually_exclusive_group()
        which.add_argument("--milestone", help="adressen til en milepæl, for eksempel utkast-til-faggruppene")
        which.add_argument("--edition", type=int, help="nummeret på en vedtatt utgave")
        which.add_argument("--draft", action="store_true", help="programmet slik det står nå, også når noe er vedtatt")

    def handle(self, slug, form, output: Path, milestone, edition, draft, **options):
        work = Programme.objects.filter(slug=slug).first() or Guidelines.objects.filter(slug=slug).first()
        if work is None:
            raise CommandError(f"Finner verken handlingsprogram eller føringer med adressen «{slug}».")
        try:
            data = export(work, form, milestone=milestone, edition=edition, draft=draft)
            output.write_bytes(data)
        except CannotExport as error:
            raise CommandError(str(error)) from None
        except FileNotFoundError:
            raise CommandError(f"Finner ikke mappen «{output.parent}».") from None
        except IsADirectoryError:
            raise CommandError(f"«{output}» er en mappe, ikke en fil.") from None
        except OSError as error:
            raise CommandError(f"Kan ikke skrive «{output}»: {error.strerror}.") from None
        self.stdout.write(f"Skrev {output} ({len(data)} byte).")
