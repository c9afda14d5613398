"""Advance directive, code status, health-care agent: as the patient said it, never guessed."""

from collections.abc import Mapping
from datetime import datetime

from accounts.acts import act, invalid, words_of
from accounts.enums import Permission, RefusalCode
from accounts.models import Membership
from audit import trail
from core.errors import Refusal
from patients.domain.care_team import require_care
from patients.enums import AgentState, CodeStatus, DirectiveState
from patients.models import AdvanceDirective, Patient

NOBODY_ASKED = 0
LONGEST_PLACE, LONGEST_NAME, LONGEST_PHONE = 200, 160, 20


class RecordedElsewhere(Refusal):
    """Somebody put other answers on record in between; `standing` is what holds."""

    def __init__(self, standing: AdvanceDirective) -> None:
        super().__init__(
            RefusalCode.INVALID,
            f"{standing.recorded_by.full_name} put other answers on record in between. They stand "
            "below with what you changed: read them, then put it on record again.",
        )
        self.standing = standing


@act("directive.recorded", Permission.CHART_CLINICAL)
def record(
    patient: Patient,
    *,
    by: Membership,
    at: datetime,
    directive: str = "",
    where_kept: str = "",
    code_status: str = "",
    agent: str = "",
    agent_name: str = "",
    agent_phone: str = "",
    filled_from: int | None = None,
) -> AdvanceDirective:
    """Keep what holds from now on; an answer left open was not asked. The same again changes nothing.

    `filled_from` is the row the answers were read from before they were changed, 0 where none was.
    """
    require_care(by, patient)
    said = {
        "directive": directive,
        "where_kept": words_of(where_kept, most=LONGEST_PLACE, what="where it is kept"),
        "code_status": code_status,
        "agent": agent,
        "agent_name": words_of(agent_name, most=LONGEST_NAME, what="the agent's name"),
        "agent_phone": words_of(agent_phone, most=LONGEST_PHONE, what="the agent's phone"),
    }
    _require_sense(said)
    Patient.objects.select_for_update(of=("self",)).get(pk=patient.pk)
    before = newest(patient)
    if said == {name: getattr(before, name) for name in AdvanceDirective.WORDS}:
        return before
    if filled_from is not None and filled_from != (before.pk or NOBODY_ASKED):
        raise RecordedElsewhere(before)
    row = AdvanceDirective.objects.create(patient=patient, **said, recorded_at=at, recorded_by=by)
    trail.record("directive.recorded", row, by=by, at=at, patient_id=patient.pk)
    return row


def newest(patient: Patient) -> AdvanceDirective:
    """What holds; before anybody asked, a row with nothing in it that is kept nowhere."""
    row = AdvanceDirective.objects.filter(patient=patient).order_by("-recorded_at", "-pk").first()
    return row or AdvanceDirective(patient=patient)


def changed_only(
    said: Mapping[str, str], standing: AdvanceDirective, *, filled_from: int
) -> dict[str, str]:
    """What stands now, with those answers that differ from the row they were filled from."""
    rows = AdvanceDirective.objects.filter(patient=standing.patient_id, pk=filled_from)
    seen = rows.first() or AdvanceDirective()
    return {
        name: said[name] if said[name] != getattr(seen, name) else getattr(standing, name)
        for name in AdvanceDirective.WORDS
    }


def _require_sense(said: dict[str, str]) -> None:
    known = (
        said["directive"] in {"", *DirectiveState.values}
        and said["code_status"] in {"", *CodeStatus.values}
        and said["agent"] in {"", *AgentState.values}
    )
    if not known:
        raise invalid("Choose one of the answers, or leave it as not asked.")
    if said["where_kept"] and said["directive"] != DirectiveState.ON_FILE:
        raise invalid("Say where the directive is kept only when there is one on file.")
    named = bool(said["agent_name"] and said["agent_phone"])
    if said["agent"] == AgentState.NAMED and not named:
        raise invalid("Give the health-care agent's name and phone.")
    if said["agent"] != AgentState.NAMED and (said["agent_name"] or said["agent_phone"]):
        raise invalid("Choose that an agent is named, or take out the name and the phone.")
