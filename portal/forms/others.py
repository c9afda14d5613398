"""The patient's other forms: a questionnaire's item, consents, journal, messages."""

from typing import Any

from django import forms

from core.forms import ClinicForm
from integration.domain.journal import LONGEST
from integration.enums import Visibility
from measures.enums import InstrumentCode
from measures.instruments import INSTRUMENTS
from measures.wording import Item
from messaging.enums import Topic
from portal.signing import ON_SCREEN, Part
from screening.enums import ConsentKind


class ItemForm(ClinicForm):
    """One item of a questionnaire; what was answered before it travels along."""

    answer = forms.TypedChoiceField(
        coerce=int,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose the answer that comes closest."},
    )
    so_far = forms.CharField(required=False, max_length=100, widget=forms.HiddenInput)

    def __init__(self, instrument: str, item: Item, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.instrument = INSTRUMENTS[instrument]
        field: Any = self.fields["answer"]
        field.label = item.text
        field.choices = list(enumerate(item.choices, start=self.instrument.lowest))

    def clean_so_far(self) -> list[int]:
        """Only what could have been answered; anything else is passed over."""
        texts = self.cleaned_data["so_far"].split(",")
        allowed = range(self.instrument.lowest, self.instrument.highest + 1)
        numbers = [int(text) for text in texts if text.isascii() and text.isdigit()]
        whole = len(numbers) == len(texts) <= self.instrument.items
        return numbers if whole and all(number in allowed for number in numbers) else []


class AfterHelpForm(forms.Form):
    """Which questionnaire the help page was reached from."""

    then = forms.ChoiceField(required=False, choices=InstrumentCode.choices)


class WantedForm(forms.Form):
    """Which text the patient was on the way to."""

    kind = forms.ChoiceField(required=False, choices=ConsentKind.choices)

    @classmethod
    def of(cls, data: Any) -> str:
        form = cls(data)
        return str(form.cleaned_data["kind"]) if form.is_valid() else ""


class OnScreenForm(ClinicForm):
    agreed = forms.BooleanField(
        label=ON_SCREEN,
        error_messages={"required": "Tick the box to go on, or call us and sign on paper."},
    )


class UnderstandForm(ClinicForm):
    """One box for each part of a text."""

    def __init__(self, parts: list[Part], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for number, part in enumerate(parts):
            self.fields[f"part_{number}"] = forms.BooleanField(
                label="I understand",
                error_messages={"required": f"Tick “I understand” under “{part.heading}”."},
            )


class SignForm(ClinicForm):
    typed_name = forms.CharField(
        label="Your full name",
        max_length=160,
        min_length=2,
        widget=forms.TextInput({"autocomplete": "name"}),
        error_messages={
            "required": "Type your full name to sign.",
            "min_length": "Type your full name to sign.",
            "max_length": "Type your name in fewer letters.",
        },
    )


class EntryForm(ClinicForm):
    text = forms.CharField(
        label="Your words",
        max_length=LONGEST,
        strip=False,
        widget=forms.Textarea({"rows": 10}),
        error_messages={
            "required": "Write something first. A single word is enough.",
            "max_length": "This is too long to keep as one entry. Split it in two.",
        },
    )
    visibility = forms.ChoiceField(
        label="Who may read this?",
        choices=Visibility.choices,
        initial=Visibility.PRIVATE,
        widget=forms.RadioSelect,
    )


class StopForm(forms.Form):
    channel = forms.ChoiceField(choices=Topic.choices)


class PageForm(forms.Form):
    page = forms.IntegerField(required=False, min_value=1, max_value=10_000)

    @classmethod
    def of(cls, data: Any) -> int:
        form = cls(data)
        return (form.cleaned_data["page"] or 1) if form.is_valid() else 1
