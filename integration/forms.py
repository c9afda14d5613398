"""What is typed on the pages of the days after."""

from django import forms

from core.forms import ClinicForm
from integration.enums import ContactCode, PracticeKind, ReviewStatus
from integration.models import IntegrationContact

NOTE_LENGTH = 8000


class WindowsForm(ClinicForm):
    """The list's address; whatever is odd in it is left out."""

    whose = forms.ChoiceField(choices=[("mine", "Mine")], required=False)
    page = forms.IntegerField(min_value=1, max_value=100_000, required=False)


class CompleteForm(ClinicForm):
    """A contact that took place. The desk asks who is there, never how it was."""

    prefix = "done"
    note = forms.CharField(
        label="What was said",
        required=False,
        max_length=NOTE_LENGTH,
        widget=forms.Textarea({"rows": 5}),
    )
    intention = forms.ChoiceField(
        label="How does the intention stand?",
        required=False,
        choices=[("", "Not spoken of"), *ReviewStatus.choices],
        widget=forms.RadioSelect,
    )

    def __init__(
        self, *args: object, contact: IntegrationContact, is_clinical: bool, **kwargs: object
    ) -> None:
        super().__init__(*args, **kwargs)
        if contact.kind == ContactCode.C0:
            note = self.fields["note"]
            note.label, note.required = "Is the patient home, and with whom?", True
            note.error_messages["required"] = "Write whether the patient is home, and with whom."
        if not is_clinical or contact.kind == ContactCode.C0:
            del self.fields["intention"]


class DeclineForm(ClinicForm):
    prefix = "declined"
    reason = forms.CharField(
        label="What did the patient say?",
        max_length=300,
        help_text="It counts as declined, not as missed.",
        widget=forms.TextInput(),
    )


class PracticeForm(ClinicForm):
    prefix = "practice"
    kind = forms.ChoiceField(label="Kind", choices=[("", "Choose"), *PracticeKind.choices])
    text = forms.CharField(
        label="In the patient's words",
        max_length=300,
        help_text="Small enough to do on a bad day.",
        widget=forms.TextInput(),
    )
