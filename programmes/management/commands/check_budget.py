"""Every discrepancy in a programme's budget, for people or as JSON."""

import json
from decimal import Decimal

from django.core.management.base import BaseCommand, CommandError

from budget.checks import discrepancies
from budget.sheet import Book
from programmes.book import book_of
from programmes.models import Guidelines, Programme


class Command(BaseCommand):
    help = "Lister alle avvik i budsjettet til et program: der et trykt tall ikke følger av de andre."

    def add_arguments(self, parser):
        parser.add_argument("slug", help="Programmets adresse, for eksempel 2025.")
        parser.add_argument("--json", action="store_true", dest="for_machines", help="Skriv listen som JSON.")

    def handle(self, slug, for_machines, **options):
        found = discrepancies(_book(slug))
        self.stdout.write(as_json(found) if for_machines else as_text(found))


def _book(slug: str) -> Book:
    """The tables that the programme shows, with last year's budget beside them."""
    programme = Programme.objects.select_related("budget").filter(slug=slug).first()
    if programme is None:
        if Guidelines.objects.filter(slug=slug).exists():
            raise CommandError(f"«{slug}» er strategiske føringer, som ikke har budsjett.")
        raise CommandError(f"Finner ikke noe handlingsprogram med adressen «{slug}».")
    return book_of(programme)


def as_json(found) -> str:
    """One object a discrepancy; figures are text, `"2692"`, so that no digit is lost."""
    return json.dumps(
        [
            {
                "table": each.table,
                "line": each.line,
                "column": each.column,
                "kind": each.kind,
                "printed": format(each.printed, "f") if isinstance(each.printed, Decimal) else each.printed,
                "computed": format(each.computed, "f"),
                "inherited": each.inherited,
            }
            for each in found
        ],
        ensure_ascii=False,
        indent=1,
    )


def as_text(found) -> str:
    """The same for people."""
    if not found:
        return "Ingen avvik."
    rows = [f"{each.table} · {each.line} · {each.column}\n  {each.sentence}" for each in found]
    return "\n".join([*rows, f"{len(found)} avvik." if len(found) > 1 else "1 avvik."])
