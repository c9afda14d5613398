"""Going home, or ending otherwise."""

from collections.abc import Sequence
from typing import Any

from django import forms

from accounts.models import Membership
from sessions.enums import DischargeItem, Ending, Told
from sessions.forms.room import RoomForm

OTHERWISE = [(value, label) for value, label in Ending.choices if value != Ending.DISCHARGED]


class DischargeForm(RoomForm):
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
        offered = [
            one for one in DischargeItem.choices if infused or one[0] != DischargeItem.IV_REMOVED
        ]
        self.fields["items"].choices = offered  # type: ignore[attr-defined]
        if not may_override:
            del self.fields["override_reason"]

    def ticked(self) -> dict[str, bool]:
        return dict.fromkeys(self.cleaned_data["items"], True)


class EndForm(RoomForm):
    outcome = forms.ChoiceField(label="How it ended", choices=OTHERWISE, widget=forms.RadioSelect)
    reason = forms.CharField(
        label="Why, in a sentence", max_length=4000, widget=forms.Textarea({"rows": 3})
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


def _impossible(*, is_dosed: bool) -> set[str]:
    """Endings that the page does not offer; the verb refuses them in words."""
    if is_dosed:
        return {Ending.NO_DOSE}
    return {Ending.STOPPED_EARLY, Ending.AGAINST_ADVICE, Ending.TRANSFERRED}
