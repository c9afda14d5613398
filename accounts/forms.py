"""What an owner types in the settings."""

from typing import Any

from django import forms

from accounts.domain import registrations
from accounts.enums import Role
from accounts.models import Membership
from core.forms import ClinicForm

STAFF_ROLES = [(role.value, role.label) for role in Role if role != Role.PATIENT]


class ClinicFactsForm(ClinicForm):
    name = forms.CharField(label="Name", max_length=120)
    phone = forms.CharField(
        label="Phone",
        required=False,
        max_length=20,
        help_text="Patients read it in messages and on their pages.",
        widget=forms.TextInput({"inputmode": "tel", "size": 20}),
    )
    address = forms.CharField(
        label="Postal address", required=False, max_length=300, widget=forms.Textarea({"rows": 2})
    )
    dea = forms.CharField(
        label="DEA registration",
        required=False,
        max_length=20,
        help_text="Of this location: it stands on what an inspector reads. Two letters, seven digits.",
        widget=forms.TextInput({"autocomplete": "off", "size": 12, "autocapitalize": "characters"}),
    )

    def clean_dea(self) -> str:
        number = registrations.written(self.cleaned_data["dea"])
        if number and not registrations.is_number(number):
            raise forms.ValidationError(registrations.WRONG)
        return number


class MemberForm(ClinicForm):
    full_name = forms.CharField(
        label="Name", max_length=160, help_text="As it stands under what they sign."
    )
    email = forms.EmailField(
        label="E-mail", max_length=254, help_text="They sign in with this address."
    )
    roles = forms.MultipleChoiceField(
        label="Roles",
        choices=STAFF_ROLES,
        widget=forms.CheckboxSelectMultiple,
        help_text="As many as they wear. What each role may do stands under Roles.",
        error_messages={"required": "Choose at least one role."},
    )
    licence = forms.CharField(
        label="Licence", required=False, max_length=80, help_text="For example LPC CO-1234."
    )
    covers_all_patients = forms.BooleanField(
        label="Stands on every patient's care team",
        required=False,
        help_text="As a clinic's nurse or prescriber does. Without it, they see whom they care for.",
    )


def password_box(label: str, *, help_text: str = "") -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=help_text,
        max_length=200,
        strip=False,
        widget=forms.PasswordInput({"autocomplete": "current-password"}),
    )


class PinInput(forms.TextInput):
    """What was typed is never written back into a page."""

    def format_value(self, value: Any) -> None:
        return None


def pin_box(label: str, *, help_text: str = "") -> forms.CharField:
    """Six digits, hidden as they are typed, and never offered to a browser's store of passwords."""
    return forms.CharField(
        label=label,
        help_text=help_text,
        max_length=6,
        widget=PinInput({
            "inputmode": "numeric", "autocomplete": "off", "size": 8, "class": "pin-box",
        }),
        error_messages={"max_length": "A PIN is six digits."},
    )  # fmt: skip


class PinForm(ClinicForm):
    pin = pin_box("New PIN", help_text="Six digits without a pattern, and no date.")
    again = pin_box("The same PIN again")
    password = password_box("Your password", help_text="So that nobody else sets it for you.")

    def clean_again(self) -> str:
        again = str(self.cleaned_data["again"])
        if self.cleaned_data.get("pin") not in {None, again}:
            raise forms.ValidationError("The two PINs differ. Type the same one twice.")
        return again


class DeviceForm(ClinicForm):
    label = forms.CharField(
        label="What this device is called", max_length=60, help_text="Such as Tablet in Willow."
    )
    password = password_box("Your password", help_text="You vouch for this device.")


class LostForm(ClinicForm):
    password = password_box("Your password")


class UnlockForm(ClinicForm):
    """Who is there, and six digits; or the password of who locked the screen."""

    says_optional = False
    member = forms.TypedChoiceField(
        label="Who is there?",
        coerce=int,
        choices=(),
        required=False,
        widget=forms.RadioSelect,
        error_messages={"invalid_choice": "Choose one of the people here."},
    )
    pin = pin_box("PIN")
    password = password_box("Your password")

    def __init__(self, *args: Any, people: list[Membership], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = {one.pk: one for one in people}
        self.fields["member"].choices = [(one.pk, one.full_name) for one in people]  # type: ignore[attr-defined]
        self.fields["pin"].required = self.fields["password"].required = False

    def clean(self) -> dict[str, Any]:
        facts = self.cleaned_data
        if not self.errors and not facts.get("password"):
            if facts.get("member") not in self.people:
                self.add_error("member", "Choose who is there.")
            elif not facts.get("pin"):
                self.add_error("pin", "Enter the six digits.")
        return facts

    @property
    def person(self) -> Membership:
        return self.people[self.cleaned_data["member"]]

    @property
    def sentence(self) -> str:
        """What is wrong, as one line above the keypad."""
        return " ".join(str(one) for each in self.errors.values() for one in each)
