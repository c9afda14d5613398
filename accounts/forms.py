"""What an owner types in the settings."""

from django import forms

from accounts.enums import Role
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
        label="Address", required=False, max_length=300, widget=forms.Textarea({"rows": 2})
    )


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
