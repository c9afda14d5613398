"""What is typed on the staff's screens, turned into values."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from accounts.models import Clinic, Membership
from core.clock import day_at
from core.forms import ClinicForm
from dashboard.domain.diary import moment_of
from scheduling.domain import rooms
from scheduling.enums import VisitKind
from scheduling.models import Room

SENTENCE = 300
FAR = timedelta(days=2 * 366)
FIRST_DAY, LAST_DAY = date(2000, 1, 1), date(2099, 12, 31)
DAY_BOX = {"type": "date", "size": 12, "autocomplete": "off"}
CLOCK_BOX = {"type": "time", "size": 8, "step": 300, "autocomplete": "off"}
VIEWS = {"": "Both", "day": "Columns", "list": "List"}


@dataclass(frozen=True, slots=True)
class AskedDay:
    day: date
    view: str
    everybody: bool

    @property
    def day_before(self) -> date:
        return self.day - timedelta(days=1)

    @property
    def day_after(self) -> date:
        return self.day + timedelta(days=1)

    @property
    def week_before(self) -> date:
        return self.day - timedelta(days=7)

    @property
    def week_after(self) -> date:
        return self.day + timedelta(days=7)


class DayForm(ClinicForm):
    """The calendar's address; whatever is odd in it is left out."""

    day = forms.DateField(required=False)
    view = forms.ChoiceField(choices=list(VIEWS.items()), required=False)
    who = forms.ChoiceField(choices=[("all", "Everybody")], required=False)

    def clean_day(self) -> date | None:
        day: date | None = self.cleaned_data["day"]
        return day if day and FIRST_DAY < day < LAST_DAY else None

    def asked(self, today: date) -> AskedDay:
        self.is_valid()
        given = self.cleaned_data
        return AskedDay(
            day=given.get("day") or today,
            view=given.get("view", ""),
            everybody=given.get("who") == "all",
        )


class SearchForm(ClinicForm):
    says_optional = False
    q = forms.CharField(
        label="Patient",
        required=False,
        max_length=80,
        help_text="Part of a name, a birth date such as 3/27/85, or the end of a phone number.",
        widget=forms.TextInput({"type": "search", "autocomplete": "off"}),
    )


class BookingForm(ClinicForm):
    """A visit as it is asked for. Clock times are the clinic's."""

    units = {"minutes": "minutes"}
    kind = forms.ChoiceField(label="Kind of visit", choices=VisitKind.choices)
    day = forms.DateField(label="Day", widget=forms.DateInput(DAY_BOX, format="%Y-%m-%d"))
    time = forms.TimeField(label="Time", widget=forms.TimeInput(CLOCK_BOX, format="%H:%M"))
    minutes = forms.IntegerField(
        label="Length",
        required=False,
        min_value=5,
        max_value=720,
        help_text="Left empty: the usual.",
        widget=forms.TextInput({"inputmode": "numeric", "size": 4}),
    )
    clinician = forms.ModelChoiceField(label="Clinician", queryset=Membership.objects.none())
    room = forms.ModelChoiceField(label="Room", queryset=Room.objects.none())

    def __init__(self, *args: Any, clinic: Clinic, at: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.clinic, self.at = clinic, at
        people = Membership.objects.for_clinic(clinic).clinicians().select_related("user")
        self._choose("clinician", people.order_by("user__full_name", "pk"))
        self._choose("room", Room.objects.for_clinic(clinic).in_use().order_by("name", "pk"))
        self.fields["time"].help_text = f"The clinic's time, {at.astimezone(clinic.zone):%Z}."

    def _choose(self, name: str, rows: Any) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101 - declared above
        field.queryset = rows
        field.empty_label = "Choose"

    def clean_day(self) -> date:
        day: date = self.cleaned_data["day"]
        today = day_at(self.clinic, self.at)
        if day < today:
            raise ValidationError("That day has passed. Choose today or a later day.")
        if day > today + FAR:
            raise ValidationError("Choose a day within the next two years.")
        return day

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if "day" in given and "time" in given:
            given["start_at"] = moment_of(given["day"], given["time"], self.clinic.zone)
            if given["start_at"] is None:
                self.add_error("time", "Clocks jump over that time on this day. Choose another.")
        return given


class RoomForm(ClinicForm):
    units = {"turnover_minutes": "minutes"}
    name = forms.CharField(label="Name", max_length=rooms.LONGEST_NAME)
    places = forms.IntegerField(
        label="Places", min_value=1, max_value=rooms.MOST_PLACES, initial=1,
        help_text="How many people one visit can hold. With more than one, groups can be booked.",
        widget=forms.TextInput({"inputmode": "numeric", "size": 4}),
    )  # fmt: skip
    turnover_minutes = forms.IntegerField(
        label="Kept free after a visit", min_value=0, max_value=rooms.LONGEST_TURNOVER, initial=0,
        widget=forms.TextInput({"inputmode": "numeric", "size": 4}),
    )  # fmt: skip
    is_active = forms.BooleanField(label="In use", required=False, initial=True)


class CancelForm(ClinicForm):
    reason = forms.CharField(
        label="Why is it cancelled?",
        max_length=SENTENCE,
        help_text="Stays with the visit. The patient does not read it.",
        widget=forms.TextInput(),
    )


class TaskFilterForm(ClinicForm):
    says_optional = False
    whose = forms.ChoiceField(
        label="Whose",
        required=False,
        choices=[("", "Mine and my role's"), ("all", "Everybody's")],
    )
    page = forms.IntegerField(required=False, min_value=1, max_value=100_000)


class CloseTaskForm(ClinicForm):
    outcome = forms.CharField(
        label="What was done?", max_length=SENTENCE, widget=forms.Textarea({"rows": 2})
    )


class AcknowledgeForm(ClinicForm):
    prefix = "seen"
    reason = forms.CharField(
        label="What are you doing about it?",
        max_length=SENTENCE,
        help_text="It stands until it is closed with what was done.",
        widget=forms.Textarea({"rows": 2}),
    )


class CloseAlertForm(ClinicForm):
    prefix = "close"
    outcome = forms.CharField(
        label="What was done?", max_length=4000, widget=forms.Textarea({"rows": 3})
    )
    plan = forms.CharField(
        label="What follows?", max_length=4000, widget=forms.Textarea({"rows": 3})
    )


class TrailForm(ClinicForm):
    """What the trail is asked for. `before` is where the page before ended."""

    says_optional = False
    patient = forms.CharField(
        label="Patient's record number",
        required=False,
        max_length=20,
        widget=forms.TextInput({"size": 10, "inputmode": "numeric"}),
    )
    person = forms.ModelChoiceField(
        label="Person", required=False, empty_label="Anybody", queryset=Membership.objects.none()
    )
    outcome = forms.ChoiceField(
        label="What",
        required=False,
        choices=[("", "Everything"), ("done", "Acts"), ("read", "Reads"), ("refused", "Refusals")],
    )
    day = forms.DateField(
        label="Up to the day", required=False, widget=forms.DateInput(DAY_BOX, format="%Y-%m-%d")
    )
    before = forms.RegexField(
        r"^\d{1,18}\.\d{6}-\d{1,18}$", required=False, widget=forms.HiddenInput()
    )

    def __init__(self, *args: Any, clinic: Clinic, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["person"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101 - declared above
        people = Membership.objects.for_clinic(clinic).select_related("user")
        field.queryset = people.exclude(roles=["patient"]).order_by("user__full_name", "pk")
        self.zone = clinic.zone

    def clean_day(self) -> date | None:
        day: date | None = self.cleaned_data["day"]
        if day and not FIRST_DAY < day < LAST_DAY:
            raise ValidationError("Choose a day of this century.")
        return day


class AskedVisitForm(ClinicForm):
    """What an empty slot, a search or a visit just booked hands to the booking page."""

    q = forms.CharField(required=False, max_length=80)
    patient = forms.IntegerField(required=False, min_value=1, max_value=2**62)
    kind = forms.ChoiceField(required=False, choices=VisitKind.choices)
    day = forms.DateField(required=False)
    time = forms.TimeField(required=False)
    clinician = forms.IntegerField(required=False, min_value=1, max_value=2**62)
    room = forms.IntegerField(required=False, min_value=1, max_value=2**62)
    after = forms.IntegerField(required=False, min_value=1, max_value=2**62)
    together = forms.IntegerField(required=False, min_value=1, max_value=2**62)

    @property
    def given(self) -> dict[str, Any]:
        """What was given and makes sense; the rest is left out."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value not in {None, ""}}
