"""How the parts of a document are written as HTML."""

from django import template
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from programmes.templatetags.rich_text import rich

register = template.Library()
register.filter("rich", rich)


@register.filter
def written_place(place: str) -> str:
    """Where an origin stands: `2025, utgave 1` for `2025@edition:1`."""
    return place.replace("@edition:", ", utgave ")


@register.filter
def lines(text: str | None) -> SafeString:
    """Text of several lines as one paragraph for each."""
    return format_html_join("", "<p>{}</p>", ((line,) for line in (text or "").split("\n") if line.strip()))
