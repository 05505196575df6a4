"""Norwegian figures in templates."""

from decimal import Decimal

from django import template

from .. import figures

register = template.Library()


@register.filter
def figure(value) -> str:
    """A number as people read it; a Decimal loses the zeros that only the database needs."""
    return figures.figure(figures.trimmed(Decimal(value)))


register.filter("budget_cell", figures.cell)
register.filter("kroner", figures.kroner)
register.filter("price", figures.price)
register.filter("millions", figures.millions)
register.filter("signed", figures.signed)
