"""What the patient laid down for the day when they cannot speak. What nobody asked stays unknown."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from accounts.models import Membership
from core.models import AppendOnly
from patients.enums import AgentState, CodeStatus, DirectiveState
from patients.models.patient import Patient

NOT_ASKED = "not asked"
UNCLEAR = "Code status unclear"
SHORT: dict[str, str] = {
    CodeStatus.DNR: "DNR",
    CodeStatus.DNR_DNI: "DNR/DNI",
    CodeStatus.LIMITED: "Treatment limits",
}


class AdvanceDirective(AppendOnly):
    """The newest row holds; an empty answer means that it was not asked, and never anything else."""

    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="directives")
    directive = models.CharField(max_length=10, choices=DirectiveState.choices, blank=True)
    where_kept = models.CharField(max_length=200, blank=True)
    code_status = models.CharField(max_length=10, choices=CodeStatus.choices, blank=True)
    agent = models.CharField(max_length=10, choices=AgentState.choices, blank=True)
    agent_name = models.CharField(max_length=160, blank=True)
    agent_phone = models.CharField(max_length=20, blank=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")

    WORDS: ClassVar[tuple[str, ...]] = (
        "directive", "where_kept", "code_status", "agent", "agent_name", "agent_phone",
    )  # fmt: skip

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(agent=AgentState.NAMED) & ~Q(agent_name="") & ~Q(agent_phone="")
                | ~Q(agent=AgentState.NAMED) & Q(agent_name="", agent_phone=""),
                name="agent_has_name_and_phone",
            ),
            models.CheckConstraint(
                condition=Q(directive=DirectiveState.ON_FILE) | Q(where_kept=""),
                name="directive_kept_somewhere_exists",
            ),
            models.CheckConstraint(
                condition=Q(directive__in=["", *DirectiveState.values]),
                name="directive_state_is_an_answer",
            ),
            models.CheckConstraint(
                condition=Q(code_status__in=["", *CodeStatus.values]),
                name="code_status_is_an_answer",
            ),
            models.CheckConstraint(
                condition=Q(agent__in=["", *AgentState.values]),
                name="agent_state_is_an_answer",
            ),
        ]

    def __str__(self) -> str:
        return self.mark or "Advance directive"

    @property
    def mark(self) -> str:
        """The one short mark for the identity bar; empty where nothing limits or tells anything."""
        is_on_file = self.directive == DirectiveState.ON_FILE
        if self.code_status and self.code_status not in CodeStatus.values:
            return UNCLEAR
        if limit := SHORT.get(self.code_status):
            return f"{limit} on file" if is_on_file else f"{limit} said, no document on file"
        if is_on_file:
            return "Advance directive on file"
        return "Health-care agent named" if self.agent == AgentState.NAMED else ""

    @property
    def is_asked(self) -> bool:
        return any((self.directive, self.code_status, self.agent))

    @property
    def lines(self) -> list[tuple[str, str]]:
        """Each question with its answer in full."""
        directive = self.get_directive_display() or NOT_ASKED
        kept = f": {self.where_kept}" if self.where_kept else ""
        agent = self.get_agent_display() or NOT_ASKED
        if self.agent == AgentState.NAMED:
            agent = self.agent_name
        return [
            ("Advance directive", f"{directive}{kept}"),
            ("Code status", self.get_code_status_display() or NOT_ASKED),
            ("Health-care agent", agent),
        ]
