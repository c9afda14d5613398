"""What is asked at the medicine cupboard."""

from collections.abc import Sequence
from typing import Any

from django import forms

from accounts.models import Membership
from core.forms import ClinicForm, DatePartsField

DECIMAL = forms.TextInput({"inputmode": "decimal", "size": 8, "autocomplete": "off"})
WHOLE = forms.TextInput({"inputmode": "numeric", "size": 5, "autocomplete": "off"})
PASSWORD = forms.PasswordInput({"autocomplete": "off", "class": "is-short"})


class ReceiptForm(ClinicForm):
    units = {"mg_per_container": "mg"}

    lot_number = forms.CharField(label="Lot number", max_length=40)
    containers = forms.IntegerField(label="Containers", min_value=1, max_value=10_000, widget=WHOLE)
    mg_per_container = forms.DecimalField(
        label="In each container", min_value=0, max_digits=7, decimal_places=2, widget=DECIMAL
    )
    expires_on = DatePartsField(label="Expiry date", example="8 31 2028")
    supplier = forms.CharField(label="Supplier", max_length=120)
    invoice = forms.CharField(label="Invoice number", max_length=60)


class SecondPersonForm(ClinicForm):
    """Two people: the one who is signed in, and one who proves it by their own password."""

    witness = forms.TypedChoiceField(label="Second person", coerce=int, choices=())
    password = forms.CharField(
        label="The second person's own password",
        help_text="Typed by them, on this device.",
        max_length=200,
        strip=False,
        widget=PASSWORD,
    )

    def __init__(self, *args: Any, witnesses: Sequence[Membership], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.witnesses = {member.pk: member for member in witnesses}
        self.fields["witness"].choices = [  # type: ignore[attr-defined]
            ("", "Choose"),
            *((member.pk, f"{member.full_name}, {member.role_words}") for member in witnesses),
        ]

    @property
    def second_person(self) -> Membership | None:
        return self.witnesses.get(self.cleaned_data.get("witness") or 0)


class CountForm(SecondPersonForm):
    units = {"counted_mg": "mg"}
    field_order = ("counted_mg", "reason", "witness", "password")

    counted_mg = forms.DecimalField(
        label="On the shelf", min_value=0, max_digits=9, decimal_places=2, widget=DECIMAL
    )
    reason = forms.CharField(
        label="Why it differs",
        help_text="Needed only when the shelf and the ledger disagree.",
        max_length=300,
        required=False,
    )


class ReviewForm(ClinicForm):
    outcome = forms.CharField(label="What you found", max_length=300)


class PageForm(ClinicForm):
    """The query string of a long list."""

    page = forms.IntegerField(min_value=1, max_value=100_000, required=False)

    def number(self) -> int:
        return (self.cleaned_data.get("page") or 1) if self.is_valid() else 1
