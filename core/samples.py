"""Invented people and moments for the gallery of components. Nothing here is stored."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django import forms
from django.core.paginator import Paginator

from core.components import CheckItem, CheckState, Phase, PhaseState, Tab
from core.context import PORTAL_PLACES, STAFF_PLACES, navigation
from core.forms import ClinicForm, DatePartsField


@dataclass(frozen=True, slots=True)
class SampleMember:
    full_name: str = "Ngozi Osei"
    role_words: str = "nurse"

    def may(self, permission: str) -> bool:
        return bool(permission)


@dataclass(frozen=True, slots=True)
class SampleClinic:
    name: str = "Juniper House"
    short_name: str = "Juniper House"
    phone: str = "303-555-0142"


class SampleForm(ClinicForm):
    """One field of each kind that the house uses."""

    units = {"dose_mg": "mg"}

    name_in_use = forms.CharField(label="Name you use", help_text="What we should call you.")
    born_on = DatePartsField(label="Date of birth", help_text="For example 3 27 1985.")
    dose_mg = forms.DecimalField(
        label="Dose", widget=forms.TextInput({"inputmode": "decimal", "size": 6})
    )
    room = forms.ChoiceField(
        label="Room", choices=[("", "Choose a room"), ("w", "Willow"), ("a", "Aspen")]
    )
    ride = forms.ChoiceField(
        label="Who will take you home?",
        choices=[
            ("friend", "A friend or relative"),
            ("service", "A ride service"),
            ("unsure", "I'm not sure yet"),
        ],
        widget=forms.RadioSelect,
    )
    comforts = forms.MultipleChoiceField(
        label="What helps you to settle",
        choices=[("shades", "Eye shades"), ("music", "Music"), ("blanket", "A blanket")],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    note = forms.CharField(
        label="Anything else", required=False, widget=forms.Textarea({"rows": 3})
    )
    may_text = forms.BooleanField(
        label="You may text me about visits",
        required=False,
        help_text="You can stop this at any time.",
    )


WRONG = {"born_on_month": "13", "born_on_day": "40", "born_on_year": "1985", "dose_mg": "some"}


def phases() -> list[Phase]:
    return [
        Phase("Preparation", PhaseState.DONE, note="Consent signed Nov 12, three visits"),
        Phase(
            "Medicine session",
            PhaseState.HERE,
            note="Friday, Nov 20, 10:00 AM in Willow",
            missing=["Name of the ride home", "Blood pressure today"],
        ),
        Phase("Integration", PhaseState.AHEAD, note="First visit Nov 23"),
    ]


def gate(now: datetime) -> list[CheckItem]:
    early = now - timedelta(minutes=35)
    return [
        CheckItem(
            "Consent", CheckState.OK, "Version 3, all sections", "M. Lind", now - timedelta(days=8)
        ),
        CheckItem(
            "Screening",
            CheckState.OK,
            "Eligible, valid until Dec 10",
            "Dr. Abara",
            now - timedelta(days=10),
        ),
        CheckItem(
            "Blood pressure",
            CheckState.ATTENTION,
            "152/94",
            "N. Osei",
            early,
            "Measure again",
            "#gate",
        ),
        CheckItem(
            "Ride home", CheckState.MISSING, next_label="Ask who will come", next_url="#gate"
        ),
        CheckItem("Fasting", CheckState.WAIVED, "Lozenge, not needed", "Dr. Abara", early),
    ]


def everything(now: datetime) -> dict[str, Any]:
    """All that the gallery's templates show, counted from one moment."""
    members = SampleMember()
    return {
        "now": now,
        "membership": members,
        "clinic": SampleClinic(),
        "may_find_people": True,
        "staff_nav": navigation(STAFF_PLACES, "/patients/", members),
        "portal_nav": navigation(PORTAL_PLACES, "/portal/", members),
        "phases": phases(),
        "held": [
            Phase(
                "Preparation",
                PhaseState.HELD,
                "Waiting for a heart check",
                ["Letter from Dr. Vance"],
            ),
            Phase("Medicine session", PhaseState.AHEAD),
            Phase("Integration", PhaseState.AHEAD),
        ],
        "gate": gate(now),
        "tabs": [
            Tab("Story", "#tabs", is_current=True),
            Tab("Notes", "#tabs", count=3),
            Tab("Measures", "#tabs", count=12),
            Tab("Documents", "#tabs"),
        ],
        "page": Paginator(range(95), 20).page(2),
        "born_on": date(1991, 3, 27),
        "allergies": ["sulfa", "latex"],
        "alerts": ["Safety plan open"],
        "soon": now + timedelta(minutes=6, seconds=10),
        "earlier": now - timedelta(minutes=23),
        "yesterday": now - timedelta(hours=21),
        "closes_at": now + timedelta(hours=41),
        "closes_soon": now + timedelta(hours=9),
        "closed_at": now - timedelta(hours=5),
        "form": SampleForm(),
        "wrong_form": SampleForm(WRONG),
    }
