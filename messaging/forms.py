"""What the outbox is asked for."""

from django import forms

from core.forms import ClinicForm
from messaging.enums import Channel, MessageState

UNSENT = "unsent"


class OutboxForm(ClinicForm):
    """`unsent` is what should have left and did not; whatever is odd is left out."""

    says_optional = False
    state = forms.ChoiceField(
        label="State",
        required=False,
        choices=[("", "All"), (UNSENT, "Not sent"), *MessageState.choices],
    )
    channel = forms.ChoiceField(
        label="Channel", required=False, choices=[("", "All"), *Channel.choices]
    )
    q = forms.CharField(
        label="Patient",
        required=False,
        max_length=80,
        widget=forms.TextInput({"autocomplete": "off"}),
    )
    page = forms.IntegerField(
        required=False, min_value=1, max_value=100_000, widget=forms.HiddenInput()
    )


class ReplyForm(ClinicForm):
    """What the patient of a demo clinic answers to a text."""

    words = forms.ChoiceField(choices=[("STOP", "STOP"), ("START", "START")])
