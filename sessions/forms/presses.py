"""Small acts of the room: one press each, so each form is a word or two."""

from collections.abc import Sequence
from typing import Any

from django import forms

from accounts.models import Membership
from sessions.enums import (
    DischargeItem,
    EmergencyOutcome,
    EmergencyStepKind,
    SupportTried,
)
from sessions.forms.room import KeyedForm, RoomForm

LARGEST_ROW = 2**62


def added(said: str, words: str) -> dict[str, str]:
    """A few more words behind what a line says already."""
    return {"text": f"{said}, {words}" if said else words} if words else {}


class AmendForm(KeyedForm):
    """A note, a severity, or minutes earlier than it stood; the line by its key or its number."""

    target = forms.CharField(max_length=64, required=False)
    row = forms.IntegerField(min_value=1, max_value=LARGEST_ROW, required=False)
    text = forms.CharField(label="Note", max_length=4000, required=False)
    adds = forms.CharField(label="To be added", max_length=200, required=False)
    severity = forms.IntegerField(label="Severity", min_value=1, max_value=3, required=False)
    minutes = forms.IntegerField(label="Minutes earlier", min_value=1, max_value=60, required=False)

    def changes(self, said: str) -> dict[str, Any]:
        """Only what was sent: what is left out stays as it was. `said` is what the line says now."""
        facts = self.cleaned_data
        found = {name: facts[name] for name in ("text", "severity") if self.data.get(name)}
        return found | added(said, facts["adds"])


class UndoForm(RoomForm):
    """`line` is kind and number; a chip knows only the key under which its line was logged."""

    line = forms.RegexField(r"^[a-z_]{3,20}:[0-9]{1,18}$", required=False)
    kind = forms.CharField(max_length=20, required=False)
    target = forms.CharField(max_length=64, required=False)


class DeclinedForm(KeyedForm):
    reason = forms.CharField(
        label="Why there is no reading",
        max_length=300,
        widget=forms.TextInput({"autocomplete": "off"}),
    )


class SeenForm(RoomForm):
    """`also` holds the other readings that the same press answers."""

    reading = forms.IntegerField(min_value=1, max_value=LARGEST_ROW)
    also = forms.RegexField(r"^[0-9]{1,18}(,[0-9]{1,18}){0,199}$", required=False)
    action = forms.CharField(label="What you do about it", max_length=200)

    def readings(self) -> list[int]:
        told = [int(one) for one in self.cleaned_data["also"].split(",") if one]
        return list(dict.fromkeys([self.cleaned_data["reading"], *told]))


class PresenceForm(RoomForm):
    act = forms.ChoiceField(choices=[(one, one) for one in ("came", "left", "hand_over")])
    to = forms.TypedChoiceField(coerce=int, empty_value=None, required=False, choices=())

    def __init__(self, *args: Any, colleagues: Sequence[Membership], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to"].choices = [(one.pk, one.full_name) for one in colleagues]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        facts = self.cleaned_data
        if facts.get("act") == "hand_over" and not facts.get("to"):
            self.add_error("to", "Choose who takes over.")
        return facts


class SupportForm(RoomForm):
    """A tile sends what was tried and nothing else."""

    act = forms.ChoiceField(
        choices=[(one, one) for one in ("start", "tried", "finish")], required=False
    )
    what = forms.ChoiceField(choices=SupportTried.choices, required=False)
    helped = forms.CharField(
        label="What helped",
        max_length=300,
        required=False,
        widget=forms.Textarea({"rows": 2, "autocomplete": "off"}),
    )

    def clean_act(self) -> str:
        return self.cleaned_data["act"] or "tried"


class EmergencyForm(KeyedForm):
    act = forms.ChoiceField(choices=[(one, one) for one in ("start", "step", "finish")])
    kind = forms.ChoiceField(choices=EmergencyStepKind.choices, required=False)
    text = forms.CharField(max_length=300, required=False)
    outcome = forms.ChoiceField(choices=EmergencyOutcome.choices, required=False)


class TickForm(RoomForm):
    item = forms.ChoiceField(choices=DischargeItem.choices)
    done = forms.BooleanField(required=False)


class StepFacts(forms.Form):
    """A line of the emergency list as a tablet tells it."""

    kind = forms.ChoiceField(label="Line of the list", choices=EmergencyStepKind.choices)
    text = forms.CharField(max_length=300, required=False)
