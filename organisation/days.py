"""Days as they are written in Norwegian."""

from datetime import date

from django.utils.dateformat import format as written


def in_words(first: date, last: date | None = None) -> str:
    """`18. desember 2024`, `17.–18. oktober 2023`, `31. oktober–1. november 2023`."""
    if last is None or last == first:
        return written(first, "j. F Y")
    if first.year != last.year:
        return f"{written(first, 'j. F Y')} – {written(last, 'j. F Y')}"
    return f"{written(first, 'j.' if first.month == last.month else 'j. F')}–{written(last, 'j. F Y')}"
