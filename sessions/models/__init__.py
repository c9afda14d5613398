"""The medicine session and everything that hangs on it."""

from sessions.models.correction import DoseCorrection
from sessions.models.limits import PatientLimits
from sessions.models.medicine import (
    MonitoringForm,
    OtherMedicine,
    ReadingDeclined,
    RemsEnrolment,
    RouteAct,
)
from sessions.models.record import (
    AdverseEvent,
    EventResolution,
    MedicationAdministration,
    SessionEvent,
    StockWaste,
    VitalSigns,
)
from sessions.models.room import (
    EmergencyRun,
    EmergencyStep,
    NoticeSeen,
    Presence,
    RoomCard,
    SafetyVersion,
    SessionPulse,
    SupportEpisode,
)
from sessions.models.session import CheckIn, GateAcknowledgement, Incident, MedicineSession

__all__ = [
    "AdverseEvent",
    "CheckIn",
    "DoseCorrection",
    "EmergencyRun",
    "EmergencyStep",
    "EventResolution",
    "GateAcknowledgement",
    "Incident",
    "MedicationAdministration",
    "MedicineSession",
    "MonitoringForm",
    "NoticeSeen",
    "OtherMedicine",
    "PatientLimits",
    "Presence",
    "ReadingDeclined",
    "RemsEnrolment",
    "RoomCard",
    "RouteAct",
    "SafetyVersion",
    "SessionEvent",
    "SessionPulse",
    "StockWaste",
    "SupportEpisode",
    "VitalSigns",
]
