"""Shapes of what staff type in the preparation phase."""

from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms import formset_factory

from accounts.enums import Permission
from accounts.models import Membership
from core.forms import ClinicForm
from screening.domain.eligibility import how_cleared
from screening.domain.rules import TakenMedicine
from screening.enums import ClearedHow, DecisionOutcome, MedicineClass, Severity
from screening.models import Finding
from screening.questions import CONDITIONS, WORDS

LONG = 4000
ALLERGY_LENGTH = 120
MOST_MEDICINES = 60


def _story(label: str, help_text: str = "", rows: int = 2) -> forms.CharField:
    return forms.CharField(
        label=label,
        required=False,
        max_length=LONG,
        help_text=help_text,
        widget=forms.Textarea({"rows": rows}),
    )


class IntakeForm(ClinicForm):
    """One plain form, said by the patient and typed by staff. `newest` is the intake that stood before it."""

    says_optional = False
    units = {"height_cm": "cm"}
    ANSWERS = ("tried", "substances", "clinicians", "calm", "needs")

    goals = _story("What they hope for, in their own words", rows=3)
    conditions = forms.MultipleChoiceField(
        label="Health",
        required=False,
        choices=list(WORDS.items()),
        widget=forms.CheckboxSelectMultiple,
    )
    allergies = _story("Allergies", "One a line. Leave it empty when they know of none.")
    height_cm = forms.DecimalField(
        label="Height", required=False, max_digits=5, decimal_places=1,
        widget=forms.TextInput({"inputmode": "decimal", "size": 6}),
    )  # fmt: skip
    weight = forms.DecimalField(
        label="Weight today", required=False, max_digits=6, decimal_places=2,
        widget=forms.TextInput({"inputmode": "decimal", "size": 6}),
    )  # fmt: skip
    weight_unit = forms.ChoiceField(
        label="Weight in", choices=[("kg", "kg"), ("lb", "lb")], initial="kg", required=False
    )
    tried = _story(
        "What was tried before, and how it helped", "Therapies; each medicine with dose and length."
    )
    substances = _story("Alcohol, cannabis and other substances, now and before")
    clinicians = _story(
        "Other people who care for them", "Doctor, psychiatrist, therapist, pharmacy."
    )
    calm = _story("What calms them when they are distressed")
    needs = _story(
        "What they need to feel at ease", "Hearing, sight, movement, senses, culture, language."
    )
    newest = forms.IntegerField(
        required=False, min_value=0, max_value=2**62, widget=forms.HiddenInput
    )

    def clean_allergies(self) -> list[str]:
        lines = [line.strip(" ,;") for line in self.cleaned_data["allergies"].splitlines()]
        names = list(dict.fromkeys(line for line in lines if line))
        if any(len(name) > ALLERGY_LENGTH for name in names):
            raise ValidationError(f"Keep each allergy under {ALLERGY_LENGTH} letters, one a line.")
        return names

    @property
    def groups(self) -> list[tuple[str, list[Any]]]:
        """The health questions as they are grouped on the page."""
        drawn = {option.data["value"]: option for option in self["conditions"]}
        return [(name, [drawn[code] for code, _words in pairs]) for name, pairs in CONDITIONS]

    @property
    def facts(self) -> dict[str, Any]:
        data = self.cleaned_data
        unit = "weight_lb" if data["weight_unit"] == "lb" else "weight_kg"
        return {
            "conditions": data["conditions"],
            "allergies": data["allergies"],
            "height_cm": data["height_cm"],
            unit: data["weight"],
            "goals": data["goals"],
            "answers": {name: data[name] for name in self.ANSWERS if data[name]},
        }


class MedicineForm(ClinicForm):
    says_optional = False

    name = forms.CharField(label="Medicine", max_length=120, required=False)
    medicine_class = forms.ChoiceField(
        label="Kind", choices=[("", "Choose"), *MedicineClass.choices], required=False
    )
    last_taken_at = forms.DateTimeField(
        label="Last taken", required=False,
        widget=forms.DateTimeInput({"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )  # fmt: skip

    def clean_last_taken_at(self) -> datetime | None:
        taken: datetime | None = self.cleaned_data["last_taken_at"]
        if taken is not None and not 1900 < taken.year < 9000:
            raise ValidationError("Enter a day that can be true.")
        return taken

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("name") and not data.get("medicine_class"):
            self.add_error("medicine_class", f"Choose the kind of {data['name']}.")
        if data.get("medicine_class") and not data.get("name"):
            self.add_error("name", "Enter the name of the medicine.")
        return data


MedicineFormSet = formset_factory(
    MedicineForm, extra=3, max_num=MOST_MEDICINES, absolute_max=MOST_MEDICINES + 5
)


def medicines_of(formset: Any) -> list[TakenMedicine]:
    rows = [form.cleaned_data for form in formset if form.cleaned_data.get("name")]
    return [TakenMedicine(row["name"], row["medicine_class"], row["last_taken_at"]) for row in rows]


class AcknowledgeForm(ClinicForm):
    reason = forms.CharField(
        label="What follows from these cautions",
        max_length=LONG,
        widget=forms.Textarea({"rows": 3}),
    )


class AllergyForm(ClinicForm):
    substance = forms.CharField(label="Allergic to", max_length=ALLERGY_LENGTH)
    reaction = forms.CharField(label="What happens", max_length=200, required=False)


class EndAllergyForm(ClinicForm):
    reason = forms.CharField(label="How you know that it is none", max_length=200)


class DecisionForm(ClinicForm):
    """The prescriber's word. A second prescriber proves who they are on this device."""

    says_optional = False

    outcome = forms.ChoiceField(
        label="Decision", choices=DecisionOutcome.choices, widget=forms.RadioSelect
    )
    clear = forms.MultipleChoiceField(
        label="Findings this clears", required=False, widget=forms.CheckboxSelectMultiple
    )
    reason = forms.CharField(
        label="Reason", max_length=LONG, widget=forms.Textarea({"rows": 4}),
        help_text="What you weighed, and the new fact where one clears a finding.",
    )  # fmt: skip
    second = forms.ModelChoiceField(
        label="Second prescriber", required=False, queryset=Membership.objects.none(), empty_label="Nobody",
        help_text="Needed for some STOP findings. They type their own password here.",
    )  # fmt: skip
    password = forms.CharField(
        label="Second prescriber's password", required=False, max_length=200, strip=False,
        widget=forms.PasswordInput({"autocomplete": "off"}),
    )  # fmt: skip
    newest = forms.IntegerField(
        required=False, min_value=0, max_value=2**62, widget=forms.HiddenInput
    )

    def __init__(self, *args: Any, findings: list[Finding], by: Membership, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        open_ones = [one for one in findings if one.severity != Severity.INFO]
        self.fields["clear"].choices = [  # type: ignore[attr-defined]
            (one.code, f"{one.get_severity_display()}: {one.fact}. {_ending(one)}")
            for one in open_ones
            if how_cleared(one) != ClearedHow.ABSOLUTE
        ]
        prescribers = (
            Membership.objects.active()
            .filter(clinic=by.clinic_id)
            .exclude(pk=by.pk)
            .select_related("user")
        )
        able = [one.pk for one in prescribers if one.may(Permission.ELIGIBILITY_DECIDE)]
        self.fields["second"].queryset = prescribers.filter(pk__in=able)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("second") and not data.get("password"):
            self.add_error("password", f"{data['second'].full_name} types their password here.")
        return data


def _ending(finding: Finding) -> str:
    if how_cleared(finding) == ClearedHow.SECOND_PRESCRIBER:
        return "Needs a second prescriber."
    return "Cleared by one prescriber, on a fact."
