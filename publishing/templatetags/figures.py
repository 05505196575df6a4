"""Norwegian figures in templates."""

from decimal import Decimal

from django import template

from budget.building import trimmed
from budget.figures import cell, figure

register = template.Library()


@register.filter(name="figure")
def norwegian_figure(value) -> str:
    """A number as people read it; a Decimal loses the zeros that only the database needs."""
    return figure(trimmed(Decimal(value)))


@register.filter
def budget_cell(value) -> str:
    return cell(value)
