"""What a form carries so that its words find their owner again after a login."""

from django import template
from django.utils.html import format_html

from ..rounds.expired import whose

register = template.Library()


@register.simple_tag(takes_context=True)
def whose_form(context, page: str):
    """The hidden field of a form that the reader opens by the address `page`."""
    return format_html('<input type="hidden" name="hvem" value="{}">', whose(context["request"].user, page))
