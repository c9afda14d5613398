"""The order as the prescriber types it."""

from decimal import Decimal
from typing import Any

from django import forms

from core.forms import ClinicForm
from medications.domain.orders import BoosterBand
from medications.enums import DoseLevel, DoseSource, Route

DAY_MINUTES = 24 * 60
NUMBER = {"inputmode": "decimal", "size": 7, "autocomplete": "off"}
INJECTED = {Route.IV, Route.IM, Route.SC}
BOOSTER = ("booster_mg", "booster_after_min", "booster_before_min")


def _amount(
    label: str, *, required: bool = True, help_text: str = "", places: int = 2
) -> forms.DecimalField:
    return forms.DecimalField(
        label=label,
        required=required,
        help_text=help_text,
        max_digits=9,
        decimal_places=places,
        min_value=Decimal(1).scaleb(-places),
        widget=forms.TextInput(NUMBER),
    )


def _minutes(label: str) -> forms.IntegerField:
    return forms.IntegerField(
        label=label,
        required=False,
        min_value=0,
        max_value=DAY_MINUTES,
        widget=forms.TextInput({"inputmode": "numeric", "size": 5, "autocomplete": "off"}),
    )


def _unfit(route: str | None, source: str | None) -> str:
    """Why this source cannot be meant for this route; empty where it can."""
    if route in INJECTED and source == DoseSource.PATIENT_OWN:
        return (
            "What is injected comes from the clinic's stock: nobody injects what a patient brought."
        )
    if source == DoseSource.REMS_DEVICE and route and route != Route.IN_ESKETAMINE:
        return "The programme's devices hold nasal esketamine and nothing else."
    return ""


class OrderForm(ClinicForm):
    """`replaces` is the order that stood when the page was opened."""

    units = {
        "allowed_min_mg": "mg",
        "allowed_max_mg": "mg",
        "booster_mg": "mg",
        "booster_after_min": "min",
        "booster_before_min": "min",
    }

    route = forms.ChoiceField(label="Route", choices=Route.choices, widget=forms.RadioSelect)
    level = forms.ChoiceField(label="Level", choices=DoseLevel.choices, widget=forms.RadioSelect)
    source = forms.ChoiceField(label="Source", choices=DoseSource.choices, widget=forms.RadioSelect)
    planned = _amount("Planned first dose", places=3)
    planned_in = forms.ChoiceField(
        label="Planned in",
        choices=[("mg", "mg"), ("mg_per_kg", "mg per kg")],
        widget=forms.RadioSelect,
    )
    allowed_min_mg = _amount("Lowest that may be given")
    allowed_max_mg = _amount("Highest that may be given")
    booster_mg = _amount("Booster, if any", required=False)
    booster_after_min = _minutes("Not before, from the first dose")
    booster_before_min = _minutes("Not after, from the first dose")
    max_sessions = forms.IntegerField(
        label="For how many sessions", min_value=1, max_value=100,
        widget=forms.TextInput({"inputmode": "numeric", "size": 4}),
    )  # fmt: skip
    replaces = forms.IntegerField(
        required=False, min_value=0, max_value=2**62, widget=forms.HiddenInput
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        typed = [name for name in BOOSTER if data.get(name) is not None]
        if typed and len(typed) < len(BOOSTER) and not any(name in self.errors for name in BOOSTER):
            missing = next(name for name in BOOSTER if data.get(name) is None)
            self.add_error(missing, "A booster has an amount, a first and a last minute.")
        if said := _unfit(data.get("route"), data.get("source")):
            self.add_error("source", said)
        return data

    @property
    def in_mg(self) -> Decimal | None:
        data = self.cleaned_data
        return data["planned"] if data["planned_in"] == "mg" else None

    @property
    def in_mg_per_kg(self) -> Decimal | None:
        data = self.cleaned_data
        return data["planned"] if data["planned_in"] == "mg_per_kg" else None

    @property
    def facts(self) -> dict[str, Any]:
        """What the verb takes."""
        data = self.cleaned_data
        plain = ("route", "level", "source", "allowed_min_mg", "allowed_max_mg", "max_sessions")
        band = None
        if data["booster_mg"] is not None:
            band = BoosterBand(
                data["booster_mg"], data["booster_after_min"], data["booster_before_min"]
            )
        return {
            **{name: data[name] for name in plain},
            "planned_mg": self.in_mg,
            "planned_mg_per_kg": self.in_mg_per_kg,
            "booster": band,
        }
