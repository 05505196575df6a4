"""Write the document's JSON Schema to docs/."""

from django.conf import settings
from django.core.management.base import BaseCommand

from programmes.schema import schema_json

PATH = settings.BASE_DIR / "docs" / "document.schema.json"


class Command(BaseCommand):
    help = "Skriver JSON-skjemaet for et dokument til docs/document.schema.json."

    def handle(self, **options):
        PATH.write_bytes(schema_json())
        self.stdout.write(f"Skrev {PATH}.")
