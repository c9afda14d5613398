"""The preparation visit as it is typed: the patient's words, the plan, touch, the support person."""

from typing import Any

from django import forms

from core.forms import ClinicForm
from patients.forms import PhoneField
from screening.enums import TouchChoice, TouchKind
from sessions.domain.room_cards import LINES
from sessions.domain.room_cards import LONGEST as LONGEST_LINE
from sessions.domain.safety import ASKED
from sessions.domain.safety import LONGEST as LONGEST_ANSWER

LONGEST = 10_000
TOUCH = "touch_"
ROOM = "room_"
SAFE = "safe_"
ASKED_ABOUT_SAFETY = {
    "safety": "Where in the body, with whom, by what sign they know it.",
    "before": "To arrive: a song, a walk, words from somebody.",
    "during": "To come back to: breath, an object, a place, a word from you.",
    "after": "To land and for the days at home. Stands on their own copy.",
}
ASKED_OF_THE_ROOM = {
    "playlist": "Which playlist, voices or none, how loud.",
    "eye_shades": "Own, ours, or none.",
    "position": "Lying, sitting, which side; bathroom before the dose.",
    "comfort": "Blanket, pillow, an object of their own.",
    "scents": "What must not be in the room.",
    "food": "Food allergies first; then what to offer.",
    "closing": "How they like to come back.",
}


class PreparationForm(ClinicForm):
    """`newest` is the preparation visit that stood when the page was opened. Touch left open means No."""

    says_optional = False

    intention = forms.CharField(
        label="Intention, in the patient's words", max_length=LONGEST,
        widget=forms.Textarea({"rows": 3}),
        help_text="As they say it. A changed intention becomes the next in the thread; none is overwritten.",
    )  # fmt: skip
    communication_plan = forms.CharField(
        label="How you will communicate", max_length=LONGEST, widget=forms.Textarea({"rows": 4}),
        help_text="How they ask for help, what soothes them, what to avoid, how silence is to be read.",
    )  # fmt: skip
    support_name = forms.CharField(label="Support person", max_length=160)
    support_phone = PhoneField(label="Their phone")
    newest = forms.IntegerField(
        required=False, min_value=0, max_value=2**62, widget=forms.HiddenInput
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for kind in TouchKind:
            self.fields[TOUCH + kind] = forms.ChoiceField(
                label=kind.label,
                choices=TouchChoice.choices,
                required=False,
                widget=forms.RadioSelect,
            )
        for name, label in ASKED.items():
            self.fields[SAFE + name] = forms.CharField(
                label=label,
                max_length=LONGEST_ANSWER,
                required=False,
                help_text=ASKED_ABOUT_SAFETY[name],
                widget=forms.Textarea({"rows": 2}),
            )
        for name, label in LINES.items():
            self.fields[ROOM + name] = forms.CharField(
                label=label,
                max_length=LONGEST_LINE,
                required=False,
                help_text=ASKED_OF_THE_ROOM[name],
                widget=forms.TextInput({"autocomplete": "off"}),
            )

    @property
    def room_fields(self) -> list[forms.BoundField]:
        return [self[ROOM + name] for name in LINES]

    @property
    def safety_field(self) -> forms.BoundField:
        return self[SAFE + "safety"]

    @property
    def resource_fields(self) -> list[forms.BoundField]:
        """What helps before, during and after."""
        return [self[SAFE + name] for name in ASKED if name != "safety"]

    @property
    def touch_fields(self) -> list[forms.BoundField]:
        return [self[TOUCH + kind] for kind in TouchKind]

    @property
    def facts(self) -> dict[str, Any]:
        data = self.cleaned_data
        plain = ("intention", "communication_plan", "support_name", "support_phone")
        touch = {kind.value: data[TOUCH + kind] for kind in TouchKind if data[TOUCH + kind]}
        room = {name: data[ROOM + name] for name in LINES}
        safe = {name: data[SAFE + name] for name in ASKED}
        return {name: data[name] for name in plain} | {"touch": touch, "room": room, "safe": safe}
