"""How the parts of a document are written as HTML."""

from django import template
from django.utils.html import format_html, format_html_join
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


@register.filter
def mark(marks, thing) -> SafeString | str:
    """The comment mark beside a thing, where somebody is asked to comment; nothing on every other page."""
    if not marks or thing not in marks:
        return ""
    return format_html('<span class="marks">{}{}</span>', _tags(marks[thing]), _mark_link(marks[thing]))


def _tags(mark) -> SafeString:
    return format_html_join(
        " ", '<span class="ds-tag" data-size="sm" data-color="warning">{}</span> ', ((tag,) for tag in mark.tags)
    )


def _mark_link(mark) -> SafeString:
    html = '<a class="mark" href="{}">{}<span class="visually-hidden"> til «{}»</span></a>'
    return format_html(html, mark.href, mark.words, mark.title)
