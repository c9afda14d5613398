"""One patient's own limits for readings, as they are typed."""

from typing import Any

from django import forms

from accounts.domain.policies import Policy
from core.forms import ClinicForm
from sessions.domain.patient_limits import KINDS, LONGEST_REASON, WHICH
from sessions.models import PatientLimits


def _box(label: str) -> forms.IntegerField:
    return forms.IntegerField(
        label=label, required=False, min_value=1, max_value=300,
        widget=forms.TextInput({"inputmode": "numeric", "autocomplete": "off"}),
    )  # fmt: skip


class LimitsForm(ClinicForm):
    """Two numbers a limit; what is left empty is the clinic's. `newest` is the row that stood here."""

    says_optional = False
    newest = forms.IntegerField(required=False, widget=forms.HiddenInput())
    reason = forms.CharField(
        label="Why",
        max_length=LONGEST_REASON,
        widget=forms.Textarea({"rows": 2}),
        error_messages={"required": "Write why this patient has limits of their own."},
    )

    def __init__(
        self, *args: Any, policy: Policy, row: PatientLimits | None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.policy = policy
        for kind in KINDS:
            for which, label in zip(WHICH, ("Upper", "Lower"), strict=True):
                self.fields[f"{kind}_{which}"] = _box(label)
                self.initial[f"{kind}_{which}"] = getattr(row, f"{kind}_{which}", None)
        self.initial["newest"] = row.pk if row else None

    @property
    def lines(self) -> list[tuple[str, str, list[forms.BoundField]]]:
        """Each limit: its words, the clinic's own numbers, and the two boxes."""
        return [
            (
                label,
                f"{self.policy[kind]['systolic']}/{self.policy[kind]['diastolic']}",
                [self[f"{kind}_{which}"] for which in WHICH],
            )
            for kind, label in KINDS.items()
        ]

    @property
    def limits(self) -> dict[str, int | None]:
        return {
            f"{kind}_{which}": self.cleaned_data[f"{kind}_{which}"]
            for kind in KINDS
            for which in WHICH
        }
