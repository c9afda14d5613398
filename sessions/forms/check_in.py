"""What is asked at the door."""

from datetime import datetime, time
from typing import Any

from django import forms

from screening.enums import Pregnant
from sessions.domain.arrival import Answers
from sessions.forms.room import RoomForm, clock
from sessions.forms.times import on_day
from sessions.models import CheckIn

DAYS = [(0, "Today"), (1, "Yesterday")]
MOST_CHANGES = 20
THOUGHTS = {"no": False, "yes": True, "later": None}


def day_field(label: str) -> forms.TypedChoiceField:
    return forms.TypedChoiceField(label=label, coerce=int, choices=DAYS, widget=forms.RadioSelect)


class CheckInForm(RoomForm):
    says_optional = True

    solid_day = day_field("Last solid food")
    solid_time = forms.TimeField(label="At", widget=clock())
    liquid_day = day_field("Last clear drink")
    liquid_time = forms.TimeField(label="At", widget=clock())
    ride_name = forms.CharField(label="Who takes the patient home", max_length=160, required=False)
    ride_phone = forms.CharField(
        label="Their phone",
        max_length=20,
        required=False,
        widget=forms.TextInput({"inputmode": "tel", "autocomplete": "off"}),
    )
    ride_until = forms.TimeField(
        label="How late they can come",
        help_text="Empty where any hour will do. A dose must leave time for it.",
        required=False,
        widget=clock(),
    )
    changes = forms.CharField(
        label="What is new since the last visit",
        help_text="Medicines, illness, anything that changed. One line each; nothing new: leave it empty.",
        max_length=4000,
        required=False,
        widget=forms.Textarea({"rows": 3}),
    )
    pregnant = forms.ChoiceField(
        label="May the patient be pregnant?", choices=Pregnant.choices, widget=forms.RadioSelect
    )
    identity = forms.BooleanField(
        label="The patient said their full name and date of birth, and both agree with the chart",
        error_messages={
            "required": "Ask for full name and date of birth, and tick that both agree."
        },
    )
    thoughts = forms.ChoiceField(
        label="Thoughts of suicide today?",
        help_text="Asked in private: “Are you having thoughts of killing yourself today?” "
        "A yes calls the clinicians at once.",
        choices=[
            ("no", "No"),
            ("yes", "Yes"),
            ("later", "Not asked here: a clinician asks before the dose"),
        ],
        widget=forms.RadioSelect,
    )
    corrected = forms.CharField(
        label="An answer is changed: why",
        help_text="Both answers stay on record.",
        max_length=300,
        required=False,
    )

    def __init__(self, *args: Any, before: CheckIn | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if before is None:
            del self.fields["corrected"]
        else:
            self.initial.update(self._said(before))

    def _said(self, before: CheckIn) -> dict[str, Any]:
        solid, liquid = before.last_solid_at, before.last_clear_liquid_at
        return {
            **self._moment("solid", solid),
            **self._moment("liquid", liquid),
            "ride_name": before.ride_name,
            "ride_phone": before.ride_phone,
            "ride_until": before.ride_until and self._clock(before.ride_until),
            "changes": "\n".join(before.changes),
            "pregnant": before.pregnant,
        }

    def _moment(self, name: str, moment: datetime) -> dict[str, Any]:
        local = moment.astimezone(self.zone)
        days = (self.at.astimezone(self.zone).date() - local.date()).days
        return {f"{name}_day": days, f"{name}_time": self._clock(moment)}

    def _clock(self, moment: datetime) -> time:
        local = moment.astimezone(self.zone)
        return time(local.hour, local.minute)

    def clean_changes(self) -> list[str]:
        lines = [line.strip() for line in self.cleaned_data["changes"].splitlines()]
        kept = [line for line in lines if line]
        if len(kept) > MOST_CHANGES or any(len(line) > 200 for line in kept):
            raise forms.ValidationError("Write at most 20 lines of 200 characters.")
        return kept

    def answers(self) -> Answers:
        facts = self.cleaned_data
        until = facts["ride_until"]
        return Answers(
            last_solid_at=on_day(
                self.zone, self.at, facts["solid_time"], days_ago=facts["solid_day"]
            ),
            last_clear_liquid_at=on_day(
                self.zone, self.at, facts["liquid_time"], days_ago=facts["liquid_day"]
            ),
            pregnant=facts["pregnant"],
            changes=facts["changes"],
            ride_name=facts["ride_name"],
            ride_phone=facts["ride_phone"],
            ride_until=until and on_day(self.zone, self.at, until),
            identity_confirmed=facts["identity"],
            suicidal_thoughts=THOUGHTS[facts["thoughts"]],
        )
