"""What new works and areas are called in addresses and documents, made from their names and never changed."""

from collections.abc import Collection

from django.utils.text import slugify

from .document import LONGEST_KEY
from .models import Guidelines, Programme

LETTERS = str.maketrans({"æ": "ae", "ø": "o", "å": "a", "Æ": "ae", "Ø": "o", "Å": "a"})  # slugify drops æ and ø
PAGES = {"nytt-program", "nye-foringer"}  # what /redaksjon/ has there already


def free_slug(title: str, first_year: int, last_year: int, before: str = "") -> str:
    """`2026`, or `foringer-2025-2028`; the title when that is taken, and at last with a number."""
    taken = {slug for each in (Programme, Guidelines) for slug in each.objects.values_list("slug", flat=True)}
    years = str(first_year) if first_year == last_year else f"{first_year}-{last_year}"
    wanted = f"{before}{years}"
    return wanted if wanted not in taken else free_key(title, taken | PAGES)


def free_key(name: str, taken: Collection[str]) -> str:
    """`gronn-naeringstransport` for «Grønn næringstransport»; with a number when that is taken."""
    wanted = slugify(name.translate(LETTERS)).replace("_", "-")[: LONGEST_KEY - 6].strip("-") or "uten-navn"
    numbers = (f"{wanted}-{number}" for number in range(2, len(taken) + 3))
    return wanted if wanted not in taken else next(key for key in numbers if key not in taken)
