"""What the form templates need and Django does not give."""

from collections.abc import Iterable
from typing import Any

from django import template
from django.forms import BaseForm, BoundField
from django.utils.safestring import SafeString

register = template.Library()

LOOKS = {
    "select": "form-select",
    "nullbooleanselect": "form-select",
    "selectmultiple": "form-select",
    "checkbox": "form-check-input",
}


@register.simple_tag
def control(field: BoundField) -> SafeString:
    """The widget in our classes; Django adds what ties it to its hint and its error.

    No placeholders: what vanishes on typing cannot be read again.
    """
    own = field.field.widget.attrs.get("class", "")
    look = LOOKS.get(field.widget_type, "form-control")
    return field.as_widget(attrs={"class": f"{look} {own}".strip(), "placeholder": False})


@register.filter
def unit_of(field: BoundField) -> str:
    """The unit to print behind the box, where the form names one."""
    units: dict[str, str] = getattr(field.form, "units", {})
    return units.get(field.name, "")


@register.filter
def is_choices(field: BoundField) -> bool:
    """True for fields that are answered by picking from visible rows."""
    return field.widget_type in {"radioselect", "checkboxselectmultiple"}


@register.filter
def is_group(field: BoundField) -> bool:
    """True for fields of several controls: they need a legend instead of a label."""
    return field.use_fieldset and field.widget_type != "clearablefile"


@register.filter
def focus_id(field: BoundField) -> str:
    """Where a link from the error summary lands: the first control of the field."""
    return f"{field.auto_id}_0" if is_group(field) else (field.id_for_label or field.auto_id)


@register.inclusion_tag("forms/error_summary.html")
def error_summary(*forms: BaseForm | Iterable[BaseForm]) -> dict[str, Any]:
    """Everything that is wrong on the page, in one box, each line a link to its field."""
    flat = [form for entry in forms for form in _each(entry)]
    general = [message for form in flat for message in form.non_field_errors()]
    fields = [field for form in flat for field in form if field.errors]
    return {"general": general, "fields": fields}


def _each(entry: BaseForm | Iterable[BaseForm]) -> list[BaseForm]:
    return [entry] if isinstance(entry, BaseForm) else list(entry)
