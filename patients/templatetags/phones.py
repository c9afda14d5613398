"""Phone numbers as people read them."""

from django import template

from patients.phones import as_read

register = template.Library()
register.filter("phone", as_read)
