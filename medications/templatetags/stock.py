"""How the ledger writes an amount that may go either way."""

from decimal import Decimal

from django import template

from core.templatetags.formats import amount

register = template.Library()
MINUS = "\N{MINUS SIGN}"


@register.filter
def signed(value: Decimal) -> str:
    """12.5, or with a minus that is read as one."""
    return f"{MINUS if value < 0 else ''}{amount(abs(value))}"
