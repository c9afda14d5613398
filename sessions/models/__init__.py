"""The medicine session and everything that hangs on it."""

from sessions.models.record import (
    AdverseEvent,
    MedicationAdministration,
    SessionEvent,
    StockWaste,
    VitalSigns,
)
from sessions.models.session import CheckIn, GateAcknowledgement, Incident, MedicineSession

__all__ = [
    "AdverseEvent",
    "CheckIn",
    "GateAcknowledgement",
    "Incident",
    "MedicationAdministration",
    "MedicineSession",
    "SessionEvent",
    "StockWaste",
    "VitalSigns",
]
