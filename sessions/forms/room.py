"""The forms of the live room. Each checks shape; the verb behind it checks the rules."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import forms

from accounts.domain.policies import Policy
from core.errors import Refusal
from core.forms import ClinicForm
from medications.forms import SecondPersonForm
from screening.enums import TouchChoice, TouchKind
from sessions.domain.answers import surprising
from sessions.domain.limits import Reading, as_reading
from sessions.domain.vitals import require_possible
from sessions.enums import (
    EventAction,
    EventOutcome,
    EventSeverity,
    EventType,
    GateItem,
    Observation,
)
from sessions.forms.times import Hours, split_note
from sessions.models import VitalSigns

# Name, unit, and the numbers that are whole: after one of them the hand goes on to the next box.
BOXES = (
    ("systolic", "mmHg", "[4-9][0-9]|[123][0-9]{2}"),
    ("diastolic", "mmHg", "[2-9][0-9]|1[0-9]{2}"),
    ("heart_rate", "/min", "[3-9][0-9]|[12][0-9]{2}"),
    ("spo2", "%", "[3-9][0-9]|100"),
    ("respiratory_rate", "/min", "[0-9]{2}"),
)
MORE_BOXES = (
    ("sedation", "5 awake to 0", "[0-5]"),
    ("dissociation", "0 to 10", "[2-9]|10"),
    ("temperature", "°C", "[34][0-9][.,][0-9]"),
)


def digits(size: int = 4) -> forms.TextInput:
    return forms.TextInput({"inputmode": "numeric", "size": size, "autocomplete": "off"})


def decimals(size: int = 7) -> forms.TextInput:
    return forms.TextInput({"inputmode": "decimal", "size": size, "autocomplete": "off"})


def clock(**attrs: Any) -> forms.TimeInput:
    return forms.TimeInput({"type": "time", "autocomplete": "off", **attrs}, format="%H:%M")


class RoomForm(ClinicForm):
    """A form in one room, at one moment: it knows the clinic's clock."""

    says_optional = False

    def __init__(
        self, *args: Any, zone: ZoneInfo, at: datetime, hours: Hours | None = None, **kwargs: Any
    ) -> None:
        self.zone, self.at, self.hours = zone, at, hours or Hours(zone, at)
        super().__init__(*args, **kwargs)
        for name in {"taken", "when"} & set(self.fields):
            self.fields[name].help_text = f"On {self.day_words}." if self.day_words else ""

    @property
    def day_words(self) -> str:
        """The day that clock times are of, once the session's own is past."""
        return self.hours.day_words() if self.hours.is_past(self.at) else ""

    def moment(self, name: str) -> datetime | None:
        """A clock time of the session's day, or None for now."""
        typed = self.cleaned_data.get(name)
        return self.hours.at_clock(typed, at=self.at) if typed else None


class KeyedForm(RoomForm):
    key = forms.CharField(max_length=40, required=False, widget=forms.HiddenInput)


class VitalsForm(KeyedForm):
    systolic = forms.IntegerField(label="Upper", widget=digits())
    diastolic = forms.IntegerField(label="Lower", widget=digits())
    heart_rate = forms.IntegerField(label="Pulse", widget=digits())
    spo2 = forms.IntegerField(label="SpO₂", widget=digits())
    respiratory_rate = forms.IntegerField(label="Breaths", required=False, widget=digits())
    sedation = forms.IntegerField(label="Awake", required=False, widget=digits())
    dissociation = forms.IntegerField(label="Away", required=False, widget=digits())
    temperature = forms.DecimalField(
        label="Temp.", max_digits=4, decimal_places=1, required=False, widget=decimals(4)
    )
    note = forms.CharField(
        label="Note",
        max_length=300,
        required=False,
        widget=forms.TextInput({"autocomplete": "off"}),
    )
    taken = forms.TimeField(label="Taken at, if earlier", required=False, widget=clock())
    sure = forms.BooleanField(required=False)

    def __init__(
        self, *args: Any, policy: Policy, last: VitalSigns | None = None, **kwargs: Any
    ) -> None:
        self.last, self.policy = last, policy
        self.questions: list[tuple[str, int]] = []
        super().__init__(*args, **kwargs)

    def boxes(self) -> list[tuple[Any, str, str, Any]]:
        """Each number's field, its unit, which numbers are whole, and what it was before."""
        return self._boxes(BOXES)

    def more_boxes(self) -> list[tuple[Any, str, str, Any]]:
        return self._boxes(MORE_BOXES)

    def _boxes(self, which: tuple[tuple[str, str, str], ...]) -> list[tuple[Any, str, str, Any]]:
        return [
            (self[name], unit, whole, getattr(self.last, name, None)) for name, unit, whole in which
        ]

    @property
    def has_more(self) -> bool:
        """That something stands in the boxes that are folded away."""
        names = ("sedation", "dissociation", "temperature", "note", "taken")
        return any(self[name].value() or self[name].errors for name in names)

    @property
    def jump(self) -> int:
        """The change of the upper pressure that is asked about."""
        return int(self.policy["after_amber"]["rise_systolic"])

    @property
    def low_spo2(self) -> int:
        return int(self.policy["after_red"]["spo2_under"])

    def clean(self) -> dict[str, Any]:
        """What cannot be is refused; what surprises is asked about once."""
        facts = self.cleaned_data
        if self.errors:
            return facts
        try:
            require_possible(self.reading())
        except Refusal as refusal:
            raise forms.ValidationError(str(refusal)) from refusal
        last = as_reading(self.last) if self.last else None
        if not facts["sure"]:
            self.questions = surprising(self.reading(), last, self.policy)
        if self.questions:
            asked = " ".join(f"Is {value} right?" for _name, value in self.questions)
            raise forms.ValidationError(asked, code="sure")
        return facts

    def beside(self) -> dict[str, Any]:
        """What is kept beside the numbers."""
        return {name: self.cleaned_data[name] for name in ("dissociation", "temperature", "note")}

    def reading(self) -> Reading:
        facts = self.cleaned_data
        return Reading(**{name: facts[name] for name in Reading.__dataclass_fields__})


class EventForm(KeyedForm):
    """One tap, or one line."""

    code = forms.ChoiceField(choices=[("", ""), *Observation.choices], required=False)
    text = forms.CharField(
        label="Note",
        max_length=4000,
        required=False,
        widget=forms.Textarea({"rows": 1, "autocomplete": "off", "data-enter-sends": ""}),
    )

    def clean(self) -> dict[str, Any]:
        facts = self.cleaned_data
        if "text" in facts:
            facts["occurred_at"], facts["words"] = split_note(
                facts["text"], hours=self.hours, at=self.at
            )
        return facts

    def event_key(self) -> str:
        """A device's key counts once for each kind of tap."""
        key, code = self.cleaned_data["key"], self.cleaned_data["code"]
        return f"{key}:{code}" if key else ""


class AdverseForm(KeyedForm):
    type = forms.ChoiceField(label="What happened", choices=[("", "Choose"), *EventType.choices])
    severity = forms.ChoiceField(
        label="How bad", choices=EventSeverity.choices, widget=forms.RadioSelect
    )
    action = forms.ChoiceField(
        label="What was done", choices=[("", "Choose"), *EventAction.choices]
    )
    outcome = forms.ChoiceField(
        label="How it is now", choices=[("", "Choose"), *EventOutcome.choices]
    )
    text = forms.CharField(
        label="In words",
        max_length=300,
        required=False,
        widget=forms.TextInput({"autocomplete": "off"}),
    )
    is_serious = forms.BooleanField(
        label="Serious: death, danger to life, hospital, lasting harm", required=False
    )
    when = forms.TimeField(label="When, if earlier", required=False, widget=clock())


class AcknowledgeForm(RoomForm):
    item = forms.ChoiceField(choices=GateItem.choices, widget=forms.HiddenInput)
    reason = forms.CharField(label="Why it is all right today", max_length=300)


class WasteForm(SecondPersonForm):
    """The rest of the doses, or of one other medicine: `of` is its number, nothing for the doses.

    Of several rests none is chosen beforehand: what is destroyed stays so.
    """

    says_optional = False
    units = {"mg": "mg"}
    field_order = ("of", "mg", "witness", "password", "unwitnessed", "key")
    of_the_dose = "dose"

    of = forms.ChoiceField(
        label="Which rest", choices=(), widget=forms.RadioSelect,
        error_messages={
            "required": "Choose which rest was wasted.", "invalid_choice": "Nothing of that is left.",
        },
    )  # fmt: skip
    mg = forms.DecimalField(label="Wasted", max_digits=7, decimal_places=2, widget=decimals())
    unwitnessed = forms.CharField(
        label="Nobody could be there: why",
        help_text="Instead of a witness. A prescriber looks at it the next day.",
        max_length=300,
        required=False,
    )
    key = forms.CharField(max_length=40, required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, rests: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["of"].choices = rests  # type: ignore[attr-defined]
        self.only = rests[0][0] if len(rests) == 1 else ""
        if self.only:
            self.fields["of"].widget, self.fields["of"].required = forms.HiddenInput(), False
            self.initial["of"] = self.only
        self.fields["witness"].required = self.fields["password"].required = False
        self.fields["witness"].label = "Witness"
        self.fields["password"].label = "The witness's own password or PIN"

    def clean_of(self) -> int | None:
        chosen = self.cleaned_data["of"] or self.only
        return None if chosen == self.of_the_dose else int(chosen)

    def clean(self) -> dict[str, Any]:
        facts = self.cleaned_data
        if facts.get("witness") and not facts.get("password"):
            self.add_error("password", "The witness types their own password here.")
        return facts


class TouchForm(RoomForm):
    kind = forms.ChoiceField(choices=TouchKind.choices)
    choice = forms.ChoiceField(choices=TouchChoice.choices)
