"""What is asked beside the dose: the acts of its route, other medicines, notices, the programme."""

from collections.abc import Sequence
from typing import Any

from django import forms

from core.forms import ClinicForm, DatePartsField
from sessions.domain.monitoring import ASKED_MINUTES, ASKED_WORDS, ASKED_YES_NO
from sessions.domain.other_medicines import Medicine, mg_in
from sessions.domain.routes import Pieces
from sessions.enums import NoticeItem, OrderBasis, RouteActKind
from sessions.forms.room import KeyedForm, RoomForm, clock, decimals, digits

K = RouteActKind
# What each act is asked about; the rest is one tap.
ASKED_OF: dict[str, tuple[str, ...]] = {
    K.CANNULA_IN: ("text",),
    K.INFUSION_STARTED: ("rate_ml_per_h",),
    K.RATE_CHANGED: ("rate_ml_per_h",),
    K.STOPPED: ("total_given_mg",),
    K.SITE_CHECKED: ("text",),
    K.LOZENGE_IN: ("number", "brought", "left"),
}
COUNT_BOTH = "Count both: the pieces brought and the pieces left."
WORDS_OF_TEXT = {K.CANNULA_IN: "Gauge and site", K.SITE_CHECKED: "What you saw"}


class RouteActForm(KeyedForm):
    """One act; `whole` asks for everything, for what is written down later."""

    units = {"rate_ml_per_h": "mL/h", "total_given_mg": "mg"}
    field_order = (
        "kind", "when", "rate_ml_per_h", "total_given_mg", "number", "brought", "left", "text",
    )  # fmt: skip

    kind = forms.ChoiceField(label="What was done", choices=RouteActKind.choices)
    rate_ml_per_h = forms.DecimalField(
        label="Rate", max_digits=7, decimal_places=2, required=False, widget=decimals()
    )
    total_given_mg = forms.DecimalField(
        label="Given in all", max_digits=7, decimal_places=2, required=False, widget=decimals()
    )
    number = forms.IntegerField(
        label="Pieces taken", min_value=1, max_value=40, required=False, widget=digits()
    )
    brought = forms.IntegerField(
        label="Brought", min_value=0, max_value=500, required=False, widget=digits()
    )
    left = forms.IntegerField(
        label="Left", min_value=0, max_value=500, required=False, widget=digits()
    )
    text = forms.CharField(
        label="Note", max_length=300, required=False,
        widget=forms.TextInput({"autocomplete": "off"}),
    )  # fmt: skip
    when = forms.TimeField(label="When it happened", required=False, widget=clock())
    whole = forms.BooleanField(required=False, widget=forms.HiddenInput)

    def __init__(
        self, *args: Any, kinds: Sequence[RouteActKind], own: bool = False, whole: bool = False,
        **kwargs: Any,
    ) -> None:  # fmt: skip
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [(kind.value, kind.label) for kind in kinds]  # type: ignore[attr-defined]
        if not whole:
            self.fields["kind"].widget = forms.HiddenInput()
        self._leave_out(kinds, own=own)
        if len(kinds) == 1:
            self.fields["text"].label = WORDS_OF_TEXT.get(kinds[0], "Note")
            self.initial["kind"] = kinds[0].value
        self.initial["whole"] = whole

    def _leave_out(self, kinds: Sequence[RouteActKind], *, own: bool) -> None:
        """What no act of these has: its box would only be in the way."""
        asked = {name for kind in kinds for name in ASKED_OF.get(kind, ())}
        counted = set() if own else {"brought", "left"}
        for name in ("rate_ml_per_h", "total_given_mg", "number", "brought", "left"):
            if name not in asked or name in counted:
                del self.fields[name]

    def asked(self) -> list[Any]:
        """The boxes of this one act."""
        names = ASKED_OF.get(self.initial.get("kind", ""), ())
        return [self[name] for name in names if name in self.fields]

    def clean(self) -> dict[str, Any]:
        facts = self.cleaned_data
        if (facts.get("brought") is None) != (facts.get("left") is None) and "left" in self.fields:
            self.add_error("left", COUNT_BOTH)
        return facts

    def act(self) -> dict[str, Any]:
        """What the verb takes."""
        facts = self.cleaned_data
        names = ("kind", "rate_ml_per_h", "total_given_mg", "number", "text", "key")
        brought, left = facts.get("brought"), facts.get("left")
        return {
            **{name: facts[name] for name in names if name in self.fields},
            "occurred_at": self.moment("when"),
            "pieces": None if brought is None or left is None else Pieces(brought, left),
        }


class OtherMedicineForm(KeyedForm):
    units = {"drawn_mg": "mg", "given_mg": "mg"}
    says_optional = True

    name = forms.CharField(
        label="Medicine", max_length=120, widget=forms.TextInput({"autocomplete": "off"})
    )
    amount = forms.CharField(
        label="Amount with its unit", max_length=60,
        widget=forms.TextInput({"autocomplete": "off"}),
    )  # fmt: skip
    route = forms.CharField(
        label="How", max_length=40, required=False,
        widget=forms.TextInput({"autocomplete": "off"}),
    )  # fmt: skip
    basis = forms.ChoiceField(
        label="On whose word", choices=OrderBasis.choices, widget=forms.RadioSelect
    )
    ordered_by = forms.TypedChoiceField(
        label="Prescriber of a one-off order", coerce=int, empty_value=None,
        required=False, choices=(),
    )  # fmt: skip
    reason = forms.CharField(
        label="What for", max_length=300, required=False,
        widget=forms.TextInput({"autocomplete": "off"}),
    )  # fmt: skip
    lot_number = forms.ChoiceField(
        label="Lot, of a controlled medicine", required=False, choices=()
    )
    drawn_mg = forms.DecimalField(
        label="Drawn from it", max_digits=7, decimal_places=2, required=False, widget=decimals()
    )
    given_mg = forms.DecimalField(
        label="Given of it", max_digits=7, decimal_places=2, required=False, widget=decimals(),
        help_text="Only where the amount above is not in mg. What is left is wasted afterwards.",
    )  # fmt: skip
    when = forms.TimeField(label="When, if earlier", required=False, widget=clock())

    def __init__(
        self, *args: Any, prescribers: Sequence[tuple[int, str]], lots: Sequence[tuple[str, str]],
        **kwargs: Any,
    ) -> None:  # fmt: skip
        super().__init__(*args, **kwargs)
        self.fields["ordered_by"].choices = [("", "None"), *prescribers]  # type: ignore[attr-defined]
        self.fields["lot_number"].choices = [("", "None"), *lots]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Of a controlled medicine it is plain how many mg were given."""
        facts = self.cleaned_data
        is_plain = facts.get("given_mg") is not None or mg_in(facts.get("amount", "")) is not None
        if facts.get("lot_number") and not is_plain and not self.errors:
            self.add_error("given_mg", "Enter how many mg of it were given.")
        return facts

    def medicine(self) -> Medicine:
        facts = self.cleaned_data
        return Medicine(facts["name"], facts["amount"], facts["route"])


class NoticeForm(RoomForm):
    item = forms.ChoiceField(choices=NoticeItem.choices, widget=forms.HiddenInput)
    about = forms.CharField(max_length=80, widget=forms.HiddenInput)
    words = forms.CharField(label="What you make of it", max_length=300)


class EnrolForm(RoomForm):
    reference = forms.CharField(
        label="The programme's reference", max_length=60,
        widget=forms.TextInput({"autocomplete": "off"}),
    )  # fmt: skip
    enrolled_on = DatePartsField(label="Enrolled on", example="8 31 2026")


def _yes_no(label: str) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=label, choices=[("yes", "Yes"), ("no", "No")], required=False,
        widget=forms.RadioSelect,
    )  # fmt: skip


class MonitoringAnswersForm(ClinicForm):
    """What only a person knows. Nothing here is filled in beforehand."""

    says_optional = False

    version = forms.IntegerField(min_value=1, max_value=10**6, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, label in ASKED_YES_NO.items():
            self.fields[name] = _yes_no(label)
        for name, label in ASKED_MINUTES.items():
            self.fields[name] = forms.IntegerField(
                label=label, min_value=0, max_value=1440, required=False, widget=digits()
            )
        for name, label in ASKED_WORDS.items():
            self.fields[name] = forms.CharField(label=label, max_length=1000, required=False)
        self.order_fields([
            "monitor_name", "monitor_phone", "monitor_email", "ready_minute", "vitals_ok_before",
            "vitals_ok_end", "sedation", "sedation_from", "sedation_until", "dissociation",
            "dissociation_from", "dissociation_until", "respiratory", "serious", "serious_words",
        ])  # fmt: skip

    def answers(self) -> dict[str, Any]:
        asked = {**ASKED_YES_NO, **ASKED_MINUTES, **ASKED_WORDS}
        return {name: self.cleaned_data.get(name) for name in asked}


class ProofForm(ClinicForm):
    proof = forms.CharField(
        label="The programme's reference for this form", max_length=120,
        widget=forms.TextInput({"autocomplete": "off"}),
    )  # fmt: skip


class CloseIncidentForm(ClinicForm):
    follow_up = forms.CharField(
        label="What follows from it", max_length=4000, widget=forms.Textarea({"rows": 5})
    )


class RouteFacts(forms.Form):
    """An act as a tablet sends it."""

    kind = forms.ChoiceField(label="What was done", choices=RouteActKind.choices)
    rate_ml_per_h = forms.DecimalField(label="Rate", max_digits=7, decimal_places=2, required=False)
    total_given_mg = forms.DecimalField(
        label="Given in all", max_digits=7, decimal_places=2, required=False
    )
    number = forms.IntegerField(label="Pieces", required=False, min_value=1, max_value=40)
    brought = forms.IntegerField(label="Brought", required=False, min_value=0, max_value=500)
    left = forms.IntegerField(label="Left", required=False, min_value=0, max_value=500)
    text = forms.CharField(label="Note", max_length=300, required=False)

    def clean(self) -> dict[str, Any]:
        if (self.cleaned_data.get("brought") is None) != (self.cleaned_data.get("left") is None):
            self.add_error("left", COUNT_BOTH)
        return self.cleaned_data

    def act(self) -> dict[str, Any]:
        """What the verb takes."""
        facts = dict(self.cleaned_data)
        brought, left = facts.pop("brought"), facts.pop("left")
        return facts | {"pieces": None if brought is None else Pieces(brought, left)}


class OtherMedicineFacts(forms.Form):
    """Another medicine as a tablet sends it; a controlled one waits for the network."""

    name = forms.CharField(label="Medicine", max_length=120)
    amount = forms.CharField(label="Amount", max_length=60)
    route = forms.CharField(label="How", max_length=40, required=False)
    basis = forms.ChoiceField(label="On whose word", choices=OrderBasis.choices)
    ordered_by = forms.IntegerField(
        label="Prescriber", required=False, min_value=1, max_value=2**62
    )
    reason = forms.CharField(label="What for", max_length=300, required=False)
