"""What is asked at the medicine cupboard: the second person, a count, a page."""

import uuid
from collections.abc import Sequence
from typing import Any

from django import forms

from accounts.models import Membership
from core.forms import ClinicForm

DECIMAL = forms.TextInput({"inputmode": "decimal", "size": 8, "autocomplete": "off"})
WHOLE = forms.TextInput({"inputmode": "numeric", "size": 5, "autocomplete": "off"})
PASSWORD = forms.PasswordInput({"autocomplete": "off", "class": "is-short"})
LONGEST_REASON = 300


def new_key() -> str:
    return str(uuid.uuid4())


def press() -> forms.CharField:
    """One page, one press: the same page sent twice is done once."""
    return forms.CharField(required=False, max_length=64, widget=forms.HiddenInput, initial=new_key)


def members(people: Sequence[Membership]) -> list[tuple[Any, str]]:
    return [
        ("", "Choose"),
        *((member.pk, f"{member.full_name}, {member.role_words}") for member in people),
    ]


class SecondPersonForm(ClinicForm):
    """Two people: the one who is signed in, and one who proves it by their own password."""

    witness = forms.TypedChoiceField(label="Second person", coerce=int, choices=())
    password = forms.CharField(
        label="The second person's own password, or their PIN on an enrolled device",
        help_text="Typed by them, on this device.",
        max_length=200,
        strip=False,
        widget=PASSWORD,
    )

    def __init__(self, *args: Any, witnesses: Sequence[Membership], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.witnesses = {member.pk: member for member in witnesses}
        self.fields["witness"].choices = members(witnesses)  # type: ignore[attr-defined]

    @property
    def second_person(self) -> Membership | None:
        return self.witnesses.get(self.cleaned_data.get("witness") or 0)

    @property
    def facts(self) -> dict[str, Any]:
        """What the verb takes beside the second person."""
        return {
            name: value
            for name, value in self.cleaned_data.items()
            if name not in {"witness", "password"}
        }


class CountForm(SecondPersonForm):
    units = {"counted_mg": "mg"}
    field_order = ("counted_mg", "reason", "witness", "password")

    counted_mg = forms.DecimalField(
        label="On the shelf", min_value=0, max_digits=9, decimal_places=2, widget=DECIMAL
    )
    reason = forms.CharField(
        label="Why it differs",
        help_text="Needed only when the shelf and the ledger disagree.",
        max_length=LONGEST_REASON,
        required=False,
    )
    key = press()


class ReviewForm(ClinicForm):
    outcome = forms.CharField(label="What you found", max_length=300)


class PageForm(ClinicForm):
    """The query string of a long list."""

    page = forms.IntegerField(min_value=1, max_value=100_000, required=False)

    def number(self) -> int:
        return (self.cleaned_data.get("page") or 1) if self.is_valid() else 1
