"""The dose as it is given, and the record of one that was given outside the gate."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django import forms

from accounts.models import Membership
from medications.enums import DoseSource, Route
from sessions.domain.dosing import LONGEST_DEVICE_LOT, Dose
from sessions.enums import DoseKind
from sessions.forms.room import RoomForm, clock, decimals
from sessions.forms.times import days_back, on_day

LOTS_OF_DEVICES = "As it stands on the devices; of two lots, both."


class DoseForm(RoomForm):
    """Milligrams are typed, never offered; from clinic stock with lot and what was drawn."""

    units = {"mg": "mg", "drawn_mg": "mg"}

    mg = forms.DecimalField(label="Dose", max_digits=7, decimal_places=2, widget=decimals())
    lot_number = forms.ChoiceField(label="Lot", choices=())
    drawn_mg = forms.DecimalField(
        label="Drawn from the lot", max_digits=7, decimal_places=2, widget=decimals()
    )
    device_lot = forms.CharField(
        label="Lot on the devices",
        max_length=LONGEST_DEVICE_LOT,
        widget=forms.TextInput({"autocomplete": "off"}),
    )

    def __init__(
        self,
        *args: Any,
        kind: str,
        source: str,
        lots: Sequence[tuple[str, str]],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.kind = kind
        if source == DoseSource.CLINIC_STOCK:
            self.fields["lot_number"].choices = [("", "Choose"), *lots]  # type: ignore[attr-defined]
        else:
            del self.fields["lot_number"], self.fields["drawn_mg"]
        if source != DoseSource.REMS_DEVICE:
            del self.fields["device_lot"]

    def dose(self) -> Dose:
        facts = self.cleaned_data
        return Dose(
            mg=facts["mg"],
            kind=self.kind,
            lot_number=facts.get("lot_number", ""),
            drawn_mg=facts.get("drawn_mg"),
            device_lot=facts.get("device_lot", ""),
        )


class AsGivenForm(RoomForm):
    """The record of what was given, whatever the gate says; nothing about it is guessed."""

    units = {"mg": "mg", "drawn_mg": "mg"}
    says_optional = True

    kind = forms.ChoiceField(label="Which dose", choices=DoseKind.choices, widget=forms.RadioSelect)
    mg = forms.DecimalField(label="Given", max_digits=7, decimal_places=2, widget=decimals())
    route = forms.ChoiceField(label="By which route", choices=[("", "Choose"), *Route.choices])
    given_by = forms.TypedChoiceField(label="Who gave it", coerce=int, choices=())
    given = forms.TimeField(label="When it was given", widget=clock())
    day = forms.TypedChoiceField(label="On", coerce=int, choices=())
    source = forms.ChoiceField(
        label="Where it came from", choices=[("", "Choose"), *DoseSource.choices]
    )
    lot_number = forms.CharField(
        label="Lot, as it stood on the vial or the devices",
        max_length=40,
        required=False,
        widget=forms.TextInput({"autocomplete": "off"}),
    )
    drawn_mg = forms.DecimalField(
        label="Drawn from it, from clinic stock",
        max_digits=7,
        decimal_places=2,
        required=False,
        widget=decimals(),
    )
    what_happened = forms.CharField(
        label="What happened", max_length=4000, widget=forms.Textarea({"rows": 3})
    )

    def __init__(
        self,
        *args: Any,
        people: Sequence[Membership],
        lots: Sequence[tuple[str, str]],
        is_dosed: bool,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["day"].choices = days_back(self.zone, self.at)  # type: ignore[attr-defined]
        self.fields["day"].initial = self.hours.days_ago(self.at)
        named = [(one.pk, f"{one.full_name}, {one.role_words}") for one in people]
        self.fields["given_by"].choices = [("", "Choose"), *named]  # type: ignore[attr-defined]
        self.fields[
            "given_by"
        ].help_text = "Own lozenges the patient takes: name who was there and saw it."
        if lots:
            held = "; ".join(words.partition(":")[0] for _number, words in lots)
            self.fields["lot_number"].help_text = f"On the shelf: {held}."
        if is_dosed:
            self.fields["kind"].help_text = (
                "A booster is a second dose that was really given as well, not a better number for "
                "the first one."
            )

    def dose(self) -> Dose:
        """The lot of nasal devices is a word of the record; any other one is drawn from."""
        facts = self.cleaned_data
        number = facts["lot_number"].strip()
        amount = {"mg": facts["mg"], "kind": facts["kind"]}
        if facts["source"] == DoseSource.REMS_DEVICE:
            return Dose(**amount, device_lot=number)
        return Dose(**amount, lot_number=number, drawn_mg=facts["drawn_mg"])

    def given_at(self) -> datetime:
        facts = self.cleaned_data
        return on_day(self.zone, self.at, facts["given"], days_ago=facts["day"])


class CorrectForm(RoomForm):
    """A dose whose amount was charted wrongly: what was really given, and how that came about."""

    units = {"real_mg": "mg"}

    which = forms.TypedChoiceField(
        label="Which dose", coerce=int, choices=(), widget=forms.RadioSelect
    )
    real_mg = forms.DecimalField(
        label="Really given", max_digits=7, decimal_places=2, widget=decimals()
    )
    reason = forms.CharField(
        label="How it came to be charted wrongly",
        max_length=300,
        widget=forms.Textarea({"rows": 2}),
    )

    def __init__(self, *args: Any, doses: Sequence[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["which"].choices = doses  # type: ignore[attr-defined]
        if len(doses) == 1:
            self.initial["which"] = doses[0][0]
