"""What a list of findings looks up."""

from django import template

register = template.Library()


@register.filter
def of(written: dict[str, str] | None, key: str) -> str:
    """What is written under a key; nothing when nothing is."""
    return (written or {}).get(key, "")
