"""An ambulance is an incident, however the session ended: the emergency list knows of it."""

from datetime import datetime

from django.db.models import Q

from accounts.models import Membership
from sessions.domain.as_given import open_incident
from sessions.enums import EmergencyOutcome, EmergencyStepKind, Ending, IncidentKind
from sessions.models import EmergencyRun, MedicineSession

WENT = Q(outcome=EmergencyOutcome.TRANSFERRED) | Q(steps__kind=EmergencyStepKind.HANDED_OVER)
FROM_THE_LIST = "Taken to hospital, as the emergency list says."


def tell(session: MedicineSession, *, by: Membership, at: datetime) -> None:
    """Open the incident of a session that is over, once; for the verbs that hold the session."""
    if not session.is_over or session.ending in {Ending.TRANSFERRED, Ending.ENTERED_IN_ERROR}:
        return  # that ending opens its own; what never was has none
    known = session.incidents.filter(kind=IncidentKind.TRANSFERRED).exists()
    if not known and EmergencyRun.objects.filter(WENT, session=session).exists():
        open_incident(
            session, kind=IncidentKind.TRANSFERRED, by=by, at=at,
            what_happened=session.ending_reason or FROM_THE_LIST,
        )  # fmt: skip
