"""Going home, or ending otherwise."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms

from accounts.models import Membership
from sessions.enums import DischargeItem, Ending, Told
from sessions.forms.room import RoomForm, clock
from sessions.forms.times import days_back, on_day

NOTHING_OPENS = "None opens; no contact follows."
RUNS_ON = "It runs from the dose; the call home is counted from the leaving."
BY_HAND = "Nothing is charged here. Tell the desk what your clinic asks for."


@dataclass(frozen=True)
class EndingWords:
    """What an ending asks for now, and what follows from it: said before the button is pressed."""

    value: str
    asks: tuple[str, ...]
    window: str
    order: str
    stock: str
    fee: str = BY_HAND
    shelf: str = ""  # what the link to the shelf says, where it is needed

    @property
    def follows(self) -> list[tuple[str, str]]:
        return [
            ("Window and contacts", self.window),
            ("Order", self.order),
            ("Drawn stock", self.stock),
            ("Fee", self.fee),
        ]


WASTE_REST = "What was drawn and not given is wasted before a witness."
USED = "One session of it is used."
ENDINGS = (
    EndingWords(
        Ending.NO_DOSE,
        (
            "Tell the patient what happens next.",
            "Also where the wrong chart was opened: write whose day it was.",
        ),
        window=NOTHING_OPENS,
        order="It keeps its count.",
        stock="Other medicines that were given stay drawn. A syringe drawn up goes under Spilt:",
        shelf="Stock",
    ),
    EndingWords(
        Ending.STOPPED_EARLY,
        ("The patient stays until safe to leave.", "Say who stays with or takes the patient."),
        window=RUNS_ON,
        order=USED,
        stock=f"An infusion is stopped with its total first. {WASTE_REST}",
    ),
    EndingWords(
        Ending.AGAINST_ADVICE,
        (
            "A clinician assesses capacity.",
            "The support person and the prescriber are told.",
            "No signature is asked of the patient.",
        ),
        window=f"{RUNS_ON} An incident opens.",
        order=USED,
        stock=WASTE_REST,
    ),
    EndingWords(
        Ending.TRANSFERRED,
        ("911 is called; the sheet under Emergency goes along.", "The support person is called."),
        window=f"{RUNS_ON} An incident opens.",
        order=USED,
        stock=WASTE_REST,
    ),
    EndingWords(
        Ending.ENTERED_IN_ERROR,
        (
            "The session belongs to somebody else or never was.",
            "Everything in it stays readable and counts for nothing.",
        ),
        window="The window goes, and whatever was still to be sent.",
        order="The session is given back to it.",
        stock=(
            "What was drawn and wasted is taken back in the ledger, line by line. Record on the right "
            "chart what was really given there."
        ),
    ),
)
OTHERWISE = [(value, label) for value, label in Ending.choices if value != Ending.DISCHARGED]


class LeftForm(RoomForm):
    """The patient left now, or at a time that is written down later."""

    left = forms.TimeField(label="Left at, if earlier", required=False, widget=clock())
    left_day = forms.TypedChoiceField(
        label="On", coerce=int, choices=(), empty_value=None, required=False
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        ago = self.hours.days_ago(self.at)  # nobody left before the session's own day
        self.fields["left_day"].choices = days_back(self.zone, self.at, most=ago)  # type: ignore[attr-defined]
        self.fields["left_day"].initial = ago

    def left_at(self) -> datetime | None:
        facts = self.cleaned_data
        if not facts["left"]:
            return None
        ago = facts["left_day"]
        ago = self.hours.days_ago(self.at) if ago is None else ago
        return on_day(self.zone, self.at, facts["left"], days_ago=ago)


class DischargeForm(LeftForm):
    """The list; a line that is not ticked is named by the refusal."""

    items = forms.MultipleChoiceField(
        label="Each is true now",
        choices=DischargeItem.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    released_to = forms.CharField(label="Released to", max_length=160)
    override_reason = forms.CharField(
        label="Prescriber: why the patient may go before time or list allow it",
        max_length=1000,
        required=False,
        widget=forms.Textarea({"rows": 2}),
    )

    def __init__(self, *args: Any, infused: bool, may_override: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = DischargeItem.asked(infused=infused)
        self.fields["items"].choices = [(one.value, one.label) for one in offered]  # type: ignore[attr-defined]
        if not may_override:
            del self.fields["override_reason"]

    def ticked(self) -> dict[str, bool]:
        return dict.fromkeys(self.cleaned_data["items"], True)


class EndForm(LeftForm):
    outcome = forms.ChoiceField(label="How it ended", choices=OTHERWISE, widget=forms.RadioSelect)
    reason = forms.CharField(
        label="Why, in a sentence", max_length=4000, widget=forms.Textarea({"rows": 3})
    )
    released_to = forms.CharField(
        label="Who stays with or takes the patient",
        max_length=160,
        required=False,
        widget=forms.TextInput({"autocomplete": "off"}),
    )
    capacity_assessed_by = forms.TypedChoiceField(
        label="Capacity was assessed by", coerce=int, empty_value=None, required=False, choices=()
    )
    told = forms.MultipleChoiceField(
        label="Who was told",
        choices=Told.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(
        self, *args: Any, clinicians: Sequence[Membership], is_dosed: bool, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        people = [(one.pk, f"{one.full_name}, {one.role_words}") for one in clinicians]
        self.fields["capacity_assessed_by"].choices = [("", "Choose"), *people]  # type: ignore[attr-defined]
        self.impossible = _impossible(is_dosed=is_dosed)
        self.endings = [one for one in ENDINGS if one.value not in self.impossible]
        if len(self.endings) == 1:
            self.fields["outcome"].initial = self.endings[0].value

    def clean(self) -> dict[str, Any]:
        facts = self.cleaned_data
        alone = facts.get("outcome") == Ending.STOPPED_EARLY and not facts.get("released_to")
        if alone and "released_to" not in self.errors:
            self.add_error("released_to", "Name who stays with or takes the patient.")
        return facts


class NeverWasForm(RoomForm):
    reason = forms.CharField(
        label="Why: whose it is, or that it never was",
        max_length=4000,
        widget=forms.Textarea({"rows": 2}),
    )


def _impossible(*, is_dosed: bool) -> set[str]:
    """Endings that the page does not offer; the verb refuses them in words."""
    if is_dosed:
        return {Ending.NO_DOSE}
    return {one.value for one in ENDINGS} - {Ending.NO_DOSE}
