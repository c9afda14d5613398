"""What is typed into a note, and what is asked before it closes."""

from datetime import datetime, time
from typing import Any
from uuid import UUID, uuid4

from django import forms

from accounts.forms import password_box
from accounts.models import Membership
from core.clock import day_at
from core.forms import ClinicForm, DatePartsField
from patients.models import ClinicalNote

LONGEST_NOTE = 50_000
CLOCK = forms.TimeInput({"type": "time"}, format="%H:%M")


class WordsForm(ClinicForm):
    """Browsers send line ends as two characters; kept is one, so that the same words stay the same."""

    says_optional = False

    def clean_text(self) -> str:
        return str(self.cleaned_data["text"]).replace("\r\n", "\n")


class NoteForm(WordsForm):
    """`version` is the text the writer started from; the times are of the day the note is about."""

    began = forms.TimeField(label="Began", required=False, widget=CLOCK)
    ended = forms.TimeField(label="Ended", required=False, widget=CLOCK)
    text = forms.CharField(
        label="Note", max_length=LONGEST_NOTE, required=False, strip=False,
        widget=forms.Textarea({"rows": 22, "class": "note-write"}),
    )  # fmt: skip
    version = forms.IntegerField(min_value=0, max_value=2**31 - 1, widget=forms.HiddenInput)

    def __init__(self, *args: Any, note: ClinicalNote, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.note = note

    @property
    def facts(self) -> dict[str, Any]:
        """What the verb is told."""
        typed = self.cleaned_data
        return {
            "text": typed["text"],
            "version": typed["version"],
            "started_at": self._moment(typed.get("began")),
            "stopped_at": self._moment(typed.get("ended")),
        }

    @property
    def says_something_new(self) -> bool:
        return any(value != getattr(self.note, name) for name, value in self.facts.items())

    def _moment(self, clock: time | None) -> datetime | None:
        if clock is None:
            return None
        clinic = self.note.patient.clinic
        return datetime.combine(day_at(clinic, self.note.about_at), clock, tzinfo=clinic.zone)


class SigningForm(ClinicForm):
    """The signer's own password, and whoever signs after them."""

    cosigner = forms.ModelChoiceField(
        label="Co-signer", queryset=Membership.objects.none(), required=False,
        empty_label="Nobody: my signature closes it",
        help_text="The note then waits for a second signature, and changes no more until it comes.",
    )  # fmt: skip
    password = password_box(
        "Your password", help_text="Signing is done by you, not by whoever holds the tablet."
    )

    def __init__(self, *args: Any, cosigners: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["cosigner"].queryset = cosigners  # type: ignore[attr-defined]
        self.fields["cosigner"].label_from_instance = _name  # type: ignore[attr-defined]


class SignNoteForm(SigningForm):
    """With the version that was shown."""

    version = forms.IntegerField(min_value=0, max_value=2**31 - 1, widget=forms.HiddenInput)


class HandedForm(ClinicForm):
    """`handed` is the hash of the note that stood on the page; a page without it saw none."""

    handed = forms.CharField(max_length=64, required=False, widget=forms.HiddenInput)


class CosignForm(HandedForm):
    password = password_box("Your password")


class ReturnForm(HandedForm):
    comment = forms.CharField(
        label="What is to be changed", max_length=500, widget=forms.Textarea({"rows": 3})
    )


class PageKeyField(forms.UUIDField):
    """Another one each time a page is made: what comes twice with the same one is one press."""

    widget = forms.HiddenInput

    def bound_data(self, _data: Any, _initial: Any) -> UUID:
        return uuid4()


class AddingForm(WordsForm):
    """What is added is signed at once: by the person, not by whoever holds the tablet."""

    key = PageKeyField(required=False, initial=uuid4)
    password = password_box(
        "Your password", help_text="What you add is signed by you, not by whoever holds the tablet."
    )

    field_order = ("wrong", "text", "password")

    @property
    def words(self) -> dict[str, Any]:
        """What the verb is told."""
        return {name: value for name, value in self.cleaned_data.items() if name != "password"}


class AddendumForm(AddingForm):
    text = forms.CharField(
        label="Addendum", max_length=LONGEST_NOTE, widget=forms.Textarea({"rows": 4})
    )


class CorrectionForm(AddingForm):
    wrong = forms.CharField(
        label="The wrong words", max_length=2000, widget=forms.Textarea({"rows": 2}),
        help_text="Copied from the note exactly. They stay there, struck through.",
    )  # fmt: skip
    text = forms.CharField(
        label="What is right", max_length=LONGEST_NOTE, widget=forms.Textarea({"rows": 3})
    )

    def clean_wrong(self) -> str:
        return str(self.cleaned_data["wrong"]).replace("\r\n", "\n")


class MoveForm(ClinicForm):
    """Two identifiers of the right person, so that one slip is not followed by another."""

    record_number = forms.CharField(
        label="Record number of the right person", max_length=20,
        widget=forms.TextInput({"size": 10, "autocomplete": "off"}),
    )  # fmt: skip
    born_on = DatePartsField(label="Their date of birth")
    reason = forms.CharField(label="How it came to be here", max_length=300)


class RestoreForm(ClinicForm):
    revision = forms.IntegerField(min_value=1, max_value=2**31 - 1, widget=forms.HiddenInput)
    version = forms.IntegerField(min_value=0, max_value=2**31 - 1, widget=forms.HiddenInput)


class VersionForm(ClinicForm):
    """Which earlier version is looked at."""

    version = forms.IntegerField(min_value=1, max_value=2**31 - 1, required=False)


def _name(member: Membership) -> str:
    return f"{member.full_name}, {member.role_words}"
