"""How every form in the house behaves; how it looks stands in templates/forms."""

from datetime import date
from typing import Any, ClassVar

from crispy_forms.helper import FormHelper
from django import forms
from django.core.exceptions import ValidationError
from django.forms.renderers import TemplatesSetting

FIELD_TEMPLATE = "forms/field.html"
DETERMINED = {"a", "an", "any", "at", "how", "my", "the", "what", "when", "where", "who", "your"}
CHOOSING = (forms.Select, forms.RadioSelect, forms.CheckboxSelectMultiple, forms.CheckboxInput)


class ClinicFormRenderer(TemplatesSetting):
    """Draws what is written as `{{ form }}` with the same templates that crispy uses."""

    form_template_name = "forms/form.html"
    field_template_name = FIELD_TEMPLATE


class ClinicFormMixin(forms.BaseForm):
    """No asterisks, no browser bubbles: an optional field says so, a missing one is asked for."""

    use_required_attribute = False
    says_optional = True
    units: ClassVar[dict[str, str]] = {}  # field name: the unit that stands behind its box

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            if (
                field.error_messages.get("required")
                == forms.Field.default_error_messages["required"]
            ):
                label = str(field.label or name.replace("_", " ").capitalize())
                field.error_messages["required"] = _ask_for(label, field.widget)

    @property
    def helper(self) -> FormHelper:
        """Fields only: the page writes its own form tag, so that action and hx-post stand together."""
        helper = FormHelper(self)
        helper.form_tag = False
        helper.disable_csrf = True
        helper.field_template = FIELD_TEMPLATE
        return helper


class ClinicForm(ClinicFormMixin, forms.Form):
    """An ordinary form of the house."""


class ClinicModelForm(ClinicFormMixin, forms.ModelForm):
    """The same for one row of a table. It checks shape; the verb that follows does the writing."""


def _ask_for(label: str, widget: forms.Widget) -> str:
    if label.endswith("?"):
        return f"Answer the question: {label}"
    if isinstance(widget, forms.CheckboxInput):
        return f"Tick this to go on: {label}"
    named = label if label[1:2].isupper() or label[1:2].isdigit() else label[:1].lower() + label[1:]
    article = "" if named.split(maxsplit=1)[0] in DETERMINED else "the "
    return f"{'Choose' if isinstance(widget, CHOOSING) else 'Enter'} {article}{named}."


class DatePartsWidget(forms.MultiWidget):
    """Month, day and year as three short boxes: nobody has to guess a format."""

    template_name = "forms/date_parts.html"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        boxes: dict[str, forms.Widget | type[forms.Widget]] = {
            "month": forms.TextInput({"inputmode": "numeric", "size": 2, "maxlength": 2}),
            "day": forms.TextInput({"inputmode": "numeric", "size": 2, "maxlength": 2}),
            "year": forms.TextInput({"inputmode": "numeric", "size": 4, "maxlength": 4}),
        }
        super().__init__(boxes, attrs)

    def decompress(self, value: date | None) -> list[int | None]:
        return [value.month, value.day, value.year] if value else [None, None, None]


class DatePartsField(forms.MultiValueField):
    """A day somebody knows by heart, such as a birth date. One digit or two, both are fine."""

    widget = DatePartsWidget

    def __init__(self, *, example: str = "3 27 1985", **kwargs: Any) -> None:
        self.example = example
        parts = [forms.CharField(required=False) for _ in range(3)]
        super().__init__(parts, require_all_fields=False, **kwargs)

    def compress(self, data_list: list[str]) -> date | None:
        if not any(data_list):
            return None
        try:
            month, day, year = (int(part) for part in data_list)
            return date(year, month, day)
        except ValueError as error:
            sentence = f"Enter a real date as month, day and year, for example {self.example}."
            raise ValidationError(sentence, code="invalid") from error
