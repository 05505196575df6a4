"""What differs between two states of programmes or guidelines, for people or as JSON."""

import json

from django.core.management.base import BaseCommand, CommandError

from programmes.comparison import Became, Comparison, as_data
from publishing.comparing import find_pair
from publishing.finding import NoState, everything

STATES = {
    "new": "Nytt", "taken_out": "Tatt ut", "merged": "Slått sammen", "split": "Delt", "moved": "Flyttet",
    "changed": "Endret", "unchanged": "Uendret",
}  # fmt: skip


class Command(BaseCommand):
    help = "Sammenligner to tekster: 2025, 2025@utkast-til-faggruppene, 2025@edition:1, foringer-2021-2024."

    def add_arguments(self, parser):
        parser.add_argument("before", metavar="A", help="det som var")
        parser.add_argument("after", metavar="B", help="det som ble")
        parser.add_argument("--json", action="store_true", dest="for_machines", help="Skriv endringene som JSON.")

    def handle(self, before, after, for_machines, **options):
        try:
            found = find_pair(before, after, everything).compared()
        except NoState as error:
            raise CommandError(str(error)) from None
        self.stdout.write(json.dumps(as_data(found), ensure_ascii=False, indent=1) if for_machines else as_text(found))


def as_text(comparison: Comparison) -> str:
    """The counts as a sentence, and then everything that is not the same."""
    if not comparison.differs:
        return "Ingen forskjeller."
    lines = [comparison.sentence] if comparison.sentence else []
    lines += [f"Endret i det hele: {', '.join(change.label.lower() for change in comparison.about)}."] * bool(
        comparison.about
    )
    for chapter in comparison.chapters:
        if chapter.differs:
            lines += ["", _line(chapter.section, "")]
            lines += [_line(change, "  ") for change in chapter.changed]
            lines += [f"  {STATES[table.state]}: budsjettabellen «{table.title}»" for table in chapter.changed_tables]
    return "\n".join(lines)


def _line(change: Became, pad: str) -> str:
    before, after = (" + ".join(f"«{part.title}»" for part in side) for side in (change.before, change.after))
    names = " → ".join(filter(None, (before, after if after != before else "")))
    fields = "" if change.is_alone or not change.fields else f" ({', '.join(f.label.lower() for f in change.fields)})"
    return f"{pad}{STATES[change.state]}: {names}{fields}"
