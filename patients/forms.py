"""Shapes of what staff type about a person. Limits are those of the columns behind them."""

from datetime import date, datetime
from typing import Any

import phonenumbers
from django import forms
from django.core.exceptions import ValidationError
from django.db.models import TextChoices
from django.http import HttpRequest, QueryDict

from accounts.models import Clinic, Membership
from core.forms import ClinicForm, DatePartsField
from patients.domain.general_notes import GENERAL
from patients.enums import AgentState, CodeStatus, ContactKind, DirectiveState, NoteKind, Sex
from patients.note_forms import LONGEST_NOTE

ZONES = [
    ("America/New_York", "Eastern"),
    ("America/Chicago", "Central"),
    ("America/Denver", "Mountain"),
    ("America/Phoenix", "Arizona"),
    ("America/Los_Angeles", "Pacific"),
    ("America/Anchorage", "Alaska"),
    ("Pacific/Honolulu", "Hawaii"),
]
LANGUAGES = [
    ("en", "English"),
    ("es", "Spanish"),
    ("fr", "French"),
    ("zh", "Chinese"),
    ("vi", "Vietnamese"),
]


def posted(request: HttpRequest) -> QueryDict | None:
    """What was sent, even when it was nothing; None while the page is only looked at."""
    return request.POST if request.method == "POST" else None


def _asked(answers: type[TextChoices]) -> list[tuple[str, str]]:
    """The answers, and before them that nobody asked."""
    return [("", "Not asked"), *answers.choices]


class PhoneField(forms.CharField):
    """A number as people write it; kept with its country code. Without one it is a US number."""

    widget = forms.TextInput({"inputmode": "tel", "autocomplete": "off", "size": 18})

    def __init__(self, **options: Any) -> None:
        super().__init__(max_length=40, **options)

    def clean(self, value: Any) -> str:
        typed = super().clean(value)
        if not typed:
            return ""
        try:
            number = phonenumbers.parse(typed, "US")
        except phonenumbers.NumberParseException:
            number = None
        if number is None or not phonenumbers.is_possible_number(number):
            raise ValidationError("Enter a phone number, for example 303 555 0142.")
        return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)

    def prepare_value(self, value: Any) -> Any:
        """A stored number is shown the way people read it."""
        if not isinstance(value, str) or not value.startswith("+"):
            return value
        try:
            number = phonenumbers.parse(value, None)
        except phonenumbers.NumberParseException:
            return value
        shape = phonenumbers.PhoneNumberFormat
        style = shape.NATIONAL if number.country_code == 1 else shape.INTERNATIONAL
        return phonenumbers.format_number(number, style)


class SearchForm(ClinicForm):
    """What was typed into the search, and where the page begins."""

    says_optional = False

    q = forms.CharField(label="Find a patient", max_length=100, required=False)
    after = forms.IntegerField(min_value=1, max_value=2**62, required=False)


class DemographicsForm(ClinicForm):
    legal_name = forms.CharField(label="Legal name", max_length=160)
    preferred_name = forms.CharField(
        label="Name they use",
        max_length=80,
        required=False,
        help_text="First name, if it is another.",
    )
    pronouns = forms.CharField(
        label="Pronouns", max_length=40, required=False, widget=forms.TextInput({"size": 14})
    )
    date_of_birth = DatePartsField(label="Date of birth")
    sex = forms.ChoiceField(
        label="Sex on record", choices=Sex.choices, initial=Sex.UNKNOWN,
        help_text="Some scores read differently for men.",
    )  # fmt: skip
    language = forms.ChoiceField(label="Language", choices=LANGUAGES, initial="en")
    phone = PhoneField(label="Phone", required=False)
    email = forms.EmailField(label="E-mail", max_length=254, required=False)
    timezone = forms.ChoiceField(
        label="Where they live, by the clock",
        help_text="Texts and e-mails keep to the hours of this place.",
    )

    def __init__(self, *args: Any, clinic: Clinic, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.clinic = clinic
        own = self.initial.get("timezone") or clinic.timezone
        known = dict(ZONES)
        self.fields["timezone"].choices = ZONES if own in known else [(own, own), *ZONES]  # type: ignore[attr-defined]
        self.fields["timezone"].initial = own

    def clean_date_of_birth(self) -> date:
        born: date = self.cleaned_data["date_of_birth"]
        if born.year < 1900:
            raise ValidationError("Enter a date of birth after 1900.")
        return born


class RegisterForm(DemographicsForm):
    """A new patient. `confirmed` says that somebody looked at the people who may be the same."""

    with_account = forms.BooleanField(
        label="Let them sign in to their own side", required=False, initial=True,
        help_text="Consents are signed there. They choose a password by “Forgot your password?” with this e-mail.",
    )  # fmt: skip
    confirmed = forms.BooleanField(label="This is somebody else: register them", required=False)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("with_account") and not data.get("email") and "email" not in self.errors:
            self.add_error(
                "email", "Enter the e-mail they will sign in with, or untick the box below."
            )
        return data

    @property
    def facts(self) -> dict[str, Any]:
        return {name: value for name, value in self.cleaned_data.items() if name != "confirmed"}


class EditForm(DemographicsForm):
    address = forms.CharField(label="Address", max_length=300, required=False)
    contact_rules = forms.CharField(
        label="Contact rules", max_length=300, required=False, widget=forms.Textarea({"rows": 2}),
        help_text="Stands in red on every page about them. For example: never leave a voicemail.",
    )  # fmt: skip


class AccountForm(ClinicForm):
    email = forms.EmailField(label="E-mail they will sign in with", max_length=254)


class MemberForm(ClinicForm):
    """Somebody of the clinic who may look after patients."""

    member = forms.ModelChoiceField(label="Clinician", queryset=Membership.objects.none())
    is_lead = forms.BooleanField(label="Leads this course of care", required=False)

    def __init__(self, *args: Any, clinic: Clinic, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = Membership.objects.clinicians().filter(clinic=clinic).select_related("user")
        self.fields["member"].queryset = people.order_by("user__full_name")  # type: ignore[attr-defined]
        self.fields["member"].label_from_instance = _name_and_roles  # type: ignore[attr-defined]
        self.fields["member"].empty_label = "Choose a clinician"  # type: ignore[attr-defined]


class ContactPersonForm(ClinicForm):
    kind = forms.ChoiceField(label="Here as", choices=ContactKind.choices, widget=forms.RadioSelect)
    name = forms.CharField(label="Name", max_length=160)
    phone = PhoneField(label="Phone")
    relation = forms.CharField(label="Relation", max_length=60, required=False)
    address = forms.CharField(
        label="Postal address", max_length=300, required=False, widget=forms.Textarea({"rows": 3}),
        help_text="Of a referring doctor: the letter is addressed to it.",
    )  # fmt: skip


class DirectiveForm(ClinicForm):
    """What is not chosen was not asked, and is shown as not asked."""

    says_optional = False

    directive = forms.ChoiceField(
        label="Advance directive", required=False, choices=_asked(DirectiveState),
        widget=forms.RadioSelect,
    )  # fmt: skip
    where_kept = forms.CharField(
        label="Where it is kept", max_length=200, required=False,
        help_text="For example: scan in the documents, copy with the agent.",
    )  # fmt: skip
    code_status = forms.ChoiceField(
        label="Code status", required=False, choices=_asked(CodeStatus), widget=forms.RadioSelect
    )
    agent = forms.ChoiceField(
        label="Health-care agent", required=False, choices=_asked(AgentState),
        widget=forms.RadioSelect, help_text="Who decides when the patient cannot.",
    )  # fmt: skip
    agent_name = forms.CharField(label="Agent's name", max_length=160, required=False)
    agent_phone = PhoneField(label="Agent's phone", required=False)
    filled_from = forms.IntegerField(
        min_value=0, max_value=2**62, required=False, widget=forms.HiddenInput
    )

    def clean_filled_from(self) -> int:
        """The row the page was filled from; a page that does not say saw none."""
        return self.cleaned_data["filled_from"] or 0


class WeightForm(ClinicForm):
    value = forms.DecimalField(
        label="Weight now", max_digits=6, decimal_places=2, min_value=1,
        widget=forms.TextInput({"inputmode": "decimal", "size": 7}),
    )  # fmt: skip
    unit = forms.ChoiceField(
        label="Unit", choices=[("kg", "kg"), ("lb", "lb")], initial="kg", widget=forms.RadioSelect
    )


class StartNoteForm(ClinicForm):
    kind = forms.ChoiceField(
        label="What it is about", choices=[(one.value, one.label) for one in GENERAL],
        initial=NoteKind.PHONE, widget=forms.RadioSelect,
    )  # fmt: skip
    about_at = forms.SplitDateTimeField(
        label="When it took place",
        widget=forms.SplitDateTimeWidget(
            {}, "%Y-%m-%d", "%H:%M", {"type": "date"}, {"type": "time"}
        ),
    )

    def clean_about_at(self) -> datetime:
        about: datetime = self.cleaned_data["about_at"]
        if not 1900 < about.year < 9000:
            raise ValidationError("Enter a day that can be true.")
        return about


class PrivateNoteForm(ClinicForm):
    text = forms.CharField(
        label="New psychotherapy note", max_length=LONGEST_NOTE, widget=forms.Textarea({"rows": 8})
    )


def _name_and_roles(member: Membership) -> str:
    return f"{member.full_name}, {member.role_words}"
