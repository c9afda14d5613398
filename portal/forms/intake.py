"""One form for each way in which a question of the intake is answered."""

import re
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from core.forms import ClinicForm
from patients.domain.weighing import HEAVIEST, KG_PER, LIGHTEST
from portal.answers import height_cm, lines, none_of_these
from portal.asking import NO, YES, YES_NO_WORDS, Kind, Question
from portal.questions import MEDICINE_WORDS
from screening.domain.intake import SHORTEST, TALLEST
from screening.enums import MedicineClass

LONGEST, LONGEST_LINE, MOST_LINES, MOST_MEDICINES = 4000, 120, 40, 60
TOO_LONG = "That is more than fits here. Please shorten it, or tell us when we meet."
UNITS_TYPED = re.compile(r"\s*(kgs?|lbs?|pounds?|cm|ft|feet|in|inches|['\"])\s*$", re.IGNORECASE)
PHONE = re.compile(r"^\+?[\d\s().\-/]{7,25}(\s*(x|ext\.?)\s*\d{1,6})?$", re.IGNORECASE)


class NumberField(forms.DecimalField):
    """A number as people type it: 154, 154 lb, 70,5."""

    widget = forms.TextInput

    def to_python(self, value: Any) -> Decimal | None:  # type: ignore[override]
        if isinstance(value, str):
            value = UNITS_TYPED.sub("", value.strip()).replace(",", ".")
        return super().to_python(value)

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return {"inputmode": "decimal", "size": 6}


def _number(label: str, example: int) -> NumberField:
    kinds = ("invalid", "max_digits", "max_decimal_places", "max_whole_digits", "min_value")
    wrong = dict.fromkeys(kinds, f"Type the {label.lower()} as a number, for example {example}.")
    return NumberField(
        label=label, required=False, max_digits=5, decimal_places=1, min_value=0,
        error_messages=wrong,
    )  # fmt: skip


def _words(label: str, *, longest: int, required: bool = False, **attrs: Any) -> forms.CharField:
    return forms.CharField(
        label=label, required=required, max_length=longest, widget=forms.TextInput(attrs),
        error_messages={"max_length": TOO_LONG},
    )  # fmt: skip


class AnswerForm(ClinicForm):
    """A question's answer. `said` is what the draft keeps."""

    says_optional = False

    def __init__(self, question: Question, *args: Any, kept: Any = None, **kwargs: Any) -> None:
        kwargs["initial"] = kept if isinstance(kept, dict) else {"answer": kept}
        super().__init__(*args, **kwargs)
        self.question = question
        if field := self.fields.get("answer"):
            field.label, field.help_text = question.text, question.hint
            field.required = not question.optional

    @property
    def asks_one_thing(self) -> bool:
        return list(self.fields) == ["answer"]

    @property
    def said(self) -> Any:
        found = {name: _plain(self.cleaned_data.get(name)) for name in self.fields}
        return found["answer"] if self.asks_one_thing else found


def _plain(value: Any) -> Any:
    return value if isinstance(value, list) else "" if value is None else str(value)


class YesNoForm(AnswerForm):
    answer = forms.ChoiceField(
        choices=YES_NO_WORDS,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose an answer. “I am not sure” is an answer too."},
    )


class SomeForm(AnswerForm):
    answer = forms.MultipleChoiceField(
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Tick what fits, or “None of these”."},
    )

    def __init__(self, question: Question, *args: Any, **kwargs: Any) -> None:
        super().__init__(question, *args, **kwargs)
        field: Any = self.fields["answer"]
        field.choices = [(option.value, option.label) for option in question.options]

    def clean_answer(self) -> list[str]:
        ticked: list[str] = self.cleaned_data["answer"]
        if none_of_these(ticked):
            raise ValidationError("Tick “None of these” on its own, or leave it out.")
        return ticked


class LongForm(AnswerForm):
    answer = forms.CharField(
        max_length=LONGEST,
        widget=forms.Textarea({"rows": 6}),
        error_messages={"max_length": TOO_LONG, "required": "Write a few words first."},
    )


class LinesForm(LongForm):
    answer = forms.CharField(
        max_length=LONGEST,
        widget=forms.Textarea({"rows": 4}),
        error_messages={"max_length": TOO_LONG, "required": "Write at least one."},
    )

    def clean_answer(self) -> str:
        text: str = self.cleaned_data["answer"]
        written = lines(text)
        if len(written) > MOST_LINES or any(len(line) > LONGEST_LINE for line in written):
            raise ValidationError("Keep each line short, one thing on each.")
        return text


class NameForm(AnswerForm):
    name = _words("The name you use", longest=80, required=True, autocomplete="given-name")
    pronouns = _words("Your pronouns (you can leave this empty)", longest=40)


class ReachForm(AnswerForm):
    phone = _words("Phone", longest=30, autocomplete="tel", inputmode="tel")
    email = forms.EmailField(
        label="E-mail",
        required=False,
        max_length=254,
        widget=forms.EmailInput({"autocomplete": "email"}),
        error_messages={"invalid": "Type the e-mail with an @, for example sam@example.org."},
    )

    def clean_phone(self) -> str:
        return checked_phone(self.cleaned_data["phone"])

    def clean(self) -> None:
        if not self.errors and not any(self.cleaned_data.values()):
            raise ValidationError("Give a phone number or an e-mail, so that we can reach you.")


class HeightForm(AnswerForm):
    feet = _number("Feet", 5)
    inches = _number("Inches", 6)
    cm = _number("Centimeters", 168)

    def clean(self) -> None:
        if self.errors:
            return
        typed = {key: str(value) for key, value in self.cleaned_data.items() if value is not None}
        if "cm" in typed and ("feet" in typed or "inches" in typed):
            raise ValidationError("Use feet and inches, or centimeters, not both.")
        height = height_cm(typed)
        if height is None:
            raise ValidationError("Type your height, for example 5 feet 6 inches, or 168.")
        if not SHORTEST <= height <= TALLEST:
            raise ValidationError("Please look at the height again. It does not seem right.")


class WeightForm(AnswerForm):
    lb = _number("Pounds", 154)
    kg = _number("Kilograms", 70)

    def clean(self) -> None:
        if self.errors:
            return
        pounds, kilograms = self.cleaned_data.get("lb"), self.cleaned_data.get("kg")
        if pounds is not None and kilograms is not None:
            raise ValidationError("Use pounds or kilograms, not both.")
        if pounds is None and kilograms is None:
            raise ValidationError("Type your weight in pounds or in kilograms. A guess is fine.")
        weight = kilograms if pounds is None else pounds * KG_PER["lb"]
        if weight is None or not LIGHTEST <= weight <= HEAVIEST:
            raise ValidationError("Please look at the weight again. It does not seem right.")


class RideForm(AnswerForm):
    known = forms.ChoiceField(
        choices=[(YES, "I know who"), (NO, "I do not know yet")],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose an answer. “I do not know yet” is fine."},
    )
    name = _words("Their name", longest=160)
    phone = _words("Their phone", longest=30, inputmode="tel")

    def __init__(self, question: Question, *args: Any, **kwargs: Any) -> None:
        super().__init__(question, *args, **kwargs)
        self.fields["known"].label, self.fields["known"].help_text = question.text, question.hint

    def clean_phone(self) -> str:
        return checked_phone(self.cleaned_data["phone"])

    def clean(self) -> None:
        if self.cleaned_data.get("known") == YES and not self.cleaned_data.get("name"):
            self.add_error("name", "Type their name, or choose “I do not know yet”.")


class MedicineForm(AnswerForm):
    """One more medicine for the list; nothing typed means that the list is complete."""

    name = _words("Name of the medicine", longest=LONGEST_LINE, autocomplete="off")
    medicine_class = forms.ChoiceField(
        label="What is it closest to?",
        required=False,
        choices=[
            choice
            for group, rows in MEDICINE_WORDS
            for choice in ([(group, rows)] if group else rows)
        ],
        help_text="If you are not sure, leave it. We look it up.",
    )

    def __init__(self, question: Question, *args: Any, kept: Any = None, **kwargs: Any) -> None:
        super().__init__(question, *args, **kwargs)
        self.listed: list[dict[str, str]] = list(kept or [])

    def clean(self) -> None:
        if self.errors:
            return
        if not self.listed and not self.cleaned_data["name"]:
            self.add_error("name", "Type a medicine, or go back and choose “No”.")
        if len(self.listed) >= MOST_MEDICINES:
            self.add_error("name", "The list is full. Tell us the rest when we meet.")

    @property
    def said(self) -> list[dict[str, str]]:
        """The list with what was typed; the same name twice is one medicine."""
        name, class_ = self.cleaned_data["name"], self.cleaned_data["medicine_class"]
        if not name:
            return self.listed
        others = [one for one in self.listed if one["name"].lower() != name.lower()]
        return [*others, {"name": name, "class": class_ or MedicineClass.OTHER}]


FORMS: dict[Kind, type[AnswerForm]] = {
    Kind.YES_NO: YesNoForm,
    Kind.SOME: SomeForm,
    Kind.LONG: LongForm,
    Kind.LINES: LinesForm,
    Kind.NAME: NameForm,
    Kind.REACH: ReachForm,
    Kind.HEIGHT: HeightForm,
    Kind.WEIGHT: WeightForm,
    Kind.RIDE: RideForm,
    Kind.MEDICINES: MedicineForm,
}


def form_for(question: Question, data: Any = None, *, kept: Any = None) -> AnswerForm:
    return FORMS[question.kind](question, data, kept=kept)


def checked_phone(text: str) -> str:
    """Any sane way of writing a number; spaces and dots are fine."""
    if text and not PHONE.match(text):
        raise ValidationError("Type the phone number with its area code, for example 303 555 0117.")
    return text


class WayOnForm(forms.Form):
    """Where the patient came from, in the address: only places of this house."""

    back = forms.ChoiceField(required=False, choices=[("check", ""), ("section", "")])

    @classmethod
    def of(cls, data: Any) -> str:
        form = cls(data)
        return str(form.cleaned_data["back"]) if form.is_valid() else ""


class TakeOffForm(forms.Form):
    """Which medicine comes off the list."""

    name = forms.CharField(max_length=LONGEST_LINE)
