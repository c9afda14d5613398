"""A questionnaire on paper, typed by staff item by item."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from core.forms import ClinicForm
from measures.instruments import Instrument
from measures.wording import Wording


class AnswersForm(ClinicForm):
    """One row of answers for each item. Trailing items may stay empty: the patient left it there."""

    says_optional = False

    newest = forms.IntegerField(
        required=False, min_value=0, max_value=2**62, widget=forms.HiddenInput
    )

    def __init__(self, *args: Any, instrument: Instrument, words: Wording, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.instrument = instrument
        values = range(instrument.lowest, instrument.highest + 1)
        for number, item in enumerate(words.items, start=1):
            labels = item.choices or tuple(str(value) for value in values)
            self.fields[f"item_{number}"] = forms.TypedChoiceField(
                label=f"{number}. {item.text}",
                choices=[
                    (value, _label(value, label))
                    for value, label in zip(values, labels, strict=True)
                ],
                coerce=int,
                required=False,
                empty_value=None,
                widget=forms.RadioSelect,
            )

    @property
    def items(self) -> list[forms.BoundField]:
        return [self[f"item_{number}"] for number in range(1, self.instrument.items + 1)]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        answers = [data.get(f"item_{number}") for number in range(1, self.instrument.items + 1)]
        given = [value for value in answers if value is not None]
        if not given and not self.errors:
            raise ValidationError("Type at least the first answer.")
        gaps = [
            str(place)
            for place, value in enumerate(answers[: len(given)], start=1)
            if value is None
        ]
        if gaps:
            raise ValidationError(
                f"No answer to item {', '.join(gaps)}. Ask for it; only the end may be left open."
            )
        data["answers"] = given
        return data


def _label(value: int, label: str) -> str:
    return label if label == str(value) else f"{value} {label}"
