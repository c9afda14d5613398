"""How an adverse event ended, as it is typed."""

from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from accounts.forms import password_box
from core.forms import ClinicForm
from sessions.domain.resolving import LONGEST_WORDS
from sessions.enums import OVER


class ResolveForm(ClinicForm):
    outcome = forms.ChoiceField(
        label="How it ended",
        choices=[(one.value, one.label) for one in OVER],
        widget=forms.RadioSelect,
    )
    ended_at = forms.SplitDateTimeField(
        label="When it ended",
        widget=forms.SplitDateTimeWidget(
            {}, "%Y-%m-%d", "%H:%M", {"type": "date"}, {"type": "time"}
        ),
    )
    text = forms.CharField(
        label="What you know of it",
        max_length=LONGEST_WORDS,
        required=False,
        widget=forms.Textarea({"rows": 2}),
        help_text="For example: by phone, ate dinner, no nausea since seven.",
    )

    password = password_box(
        "Your password", help_text="This is signed by you, not by whoever holds the tablet."
    )

    def __init__(self, *args: Any, signs: bool, **kwargs: Any) -> None:
        """`signs` says that the record is closed: what is written becomes a signed addendum."""
        super().__init__(*args, **kwargs)
        self.signs = signs
        if not signs:
            del self.fields["password"]

    @property
    def words(self) -> dict[str, Any]:
        """What the verb is told."""
        return {name: value for name, value in self.cleaned_data.items() if name != "password"}

    def clean_ended_at(self) -> datetime:
        ended: datetime = self.cleaned_data["ended_at"]
        if not 1900 < ended.year < 9000:
            raise ValidationError("Enter a day that can be true.")
        return ended
