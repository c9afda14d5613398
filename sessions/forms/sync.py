"""The shape of what a tablet sends, kind by kind. The verb behind each checks the rules."""

from typing import Any

from django import forms

from sessions.enums import EventAction, EventOutcome, EventSeverity, EventType, Observation
from sessions.forms.presses import added


class EventFacts(forms.Form):
    code = forms.ChoiceField(choices=[("", ""), *Observation.choices], required=False)
    text = forms.CharField(label="Note", max_length=4000, required=False)
    severity = forms.IntegerField(required=False, min_value=1, max_value=3)


class AmendFacts(forms.Form):
    text = forms.CharField(label="Note", max_length=4000, required=False)
    adds = forms.CharField(label="To be added", max_length=200, required=False)
    severity = forms.IntegerField(required=False, min_value=1, max_value=3)
    minutes = forms.IntegerField(label="Minutes earlier", required=False, min_value=1, max_value=60)

    def changes(self, said: str) -> dict[str, Any]:
        """Only what was sent: what is left out stays as it was. `said` is what the line says now."""
        facts = self.cleaned_data
        found = {name: facts[name] for name in ("text", "severity") if name in self.data}
        return found | added(said, facts["adds"])


class VitalsFacts(forms.Form):
    systolic = forms.IntegerField(label="Upper")
    diastolic = forms.IntegerField(label="Lower")
    heart_rate = forms.IntegerField(label="Pulse")
    spo2 = forms.IntegerField(label="SpO₂")
    respiratory_rate = forms.IntegerField(label="Breaths", required=False)
    sedation = forms.IntegerField(label="Awake", required=False)
    dissociation = forms.IntegerField(label="Dissociation", required=False)
    temperature = forms.DecimalField(
        label="Temperature", required=False, max_digits=4, decimal_places=1
    )
    note = forms.CharField(label="Note", max_length=300, required=False)


class DeclinedFacts(forms.Form):
    reason = forms.CharField(label="Reason", max_length=300)


class AdverseFacts(forms.Form):
    type = forms.ChoiceField(label="What happened", choices=EventType.choices)
    severity = forms.ChoiceField(label="How bad", choices=EventSeverity.choices)
    action = forms.ChoiceField(label="What was done", choices=EventAction.choices)
    outcome = forms.ChoiceField(label="How it is now", choices=EventOutcome.choices)
    text = forms.CharField(label="In words", max_length=300, required=False)
    is_serious = forms.BooleanField(required=False)
