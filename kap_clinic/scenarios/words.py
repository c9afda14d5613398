"""Every word a scenario file may use: the clinic's own, and the few that only a file says."""

from accounts.enums import RefusalCode, Role
from integration.enums import ContactCode, ContactStatus, ReviewStatus, Visibility, WindowStatus
from measures.enums import InstrumentCode
from medications.enums import DoseLevel, DoseSource, Route
from messaging.enums import Topic
from patients.enums import DocumentKind, NotePart, Phase, Sex
from scheduling.enums import VisitKind
from screening.enums import (
    ConsentKind,
    DecisionOutcome,
    MedicineClass,
    Pregnant,
    Severity,
    TouchChoice,
    TouchKind,
)
from sessions.enums import (
    DischargeItem,
    DoseKind,
    Ending,
    EventAction,
    EventOutcome,
    EventSeverity,
    EventType,
    GateItem,
    Observation,
    Told,
)

PATIENT = "patient"
SYSTEM = "system"
STAFF_ROLES = frozenset(Role.values) - {Role.PATIENT.value}
REFUSAL_CODES = tuple(RefusalCode.values)

SEXES = frozenset(Sex.values)
SEVERITIES = frozenset(Severity.values)
CONDITIONS = frozenset(
    [
        "PSY1",
        "PSY2",
        "PSY3",
        "PSY4",
        "PSY5",
        "PSY6",
        "PSY7",
        "PSY8",
        "CV1",
        "CV2",
        "CV3",
        "CV4",
        "CV5",
        "NEU1",
        "NEU2",
        "EYE1",
        "END1",
        "END2",
        "HEP1",
        "GU1",
        "GI1",
        "RES1",
        "OB1",
        "OB2",
        "SUD1",
        "SUD2",
        "SUD3",
        "ALL1",
        "AGE1",
        "CAP1",
        "SUP1",
        "DAY1",
        "DAY2",
        "ANE1",
        "NUT1",
    ]
)
MEDICINE_CLASSES = frozenset(MedicineClass.values)
FINDINGS = CONDITIONS | {f"MED_{name.upper()}" for name in MEDICINE_CLASSES - {"other"}}

INSTRUMENTS = frozenset(InstrumentCode.values)
BANDS: dict[str, frozenset[str]] = {
    "phq9": frozenset({"minimal", "mild", "moderate", "moderately severe", "severe"}),
    "gad7": frozenset({"minimal", "mild", "moderate", "severe"}),
    "auditc": frozenset({"negative", "positive"}),
    "pcl5": frozenset(),
    "peg": frozenset(),
}

CONSENTS = frozenset(ConsentKind.values)
DECISIONS = frozenset(DecisionOutcome.values)
TOUCH_KINDS = frozenset(TouchKind.values)
TOUCH_CHOICES = frozenset(TouchChoice.values)

ROUTES = frozenset(Route.values)
LEVELS = frozenset(DoseLevel.values)
SOURCES = frozenset(DoseSource.values)

VISITS = frozenset(VisitKind.values)
PREGNANT = frozenset(Pregnant.values)
ACKNOWLEDGED = frozenset(GateItem.values) | {"findings", "alert"}
DOSES = frozenset(DoseKind.values)
CHIPS = frozenset(Observation.values)

ADVERSE_TYPES = frozenset(EventType.values)
ADVERSE_SEVERITIES = frozenset(EventSeverity.values)
ADVERSE_ACTIONS = frozenset(EventAction.values)
ADVERSE_OUTCOMES = frozenset(EventOutcome.values)

DISCHARGE_ITEMS = frozenset(DischargeItem.values)
ENDINGS = frozenset(Ending.values) - {Ending.DISCHARGED.value}
TOLD = frozenset(Told.values)
PSYCHOTHERAPY = "psychotherapy"
NOTE_PARTS = frozenset({NotePart.THERAPY.value, NotePart.MEDICINE.value, PSYCHOTHERAPY})

CONTACTS = frozenset(ContactCode.values)
CONTACT_STATUSES = frozenset(ContactStatus.values)
INTENTIONS = frozenset(ReviewStatus.values)
WINDOW_STATUSES = frozenset(WindowStatus.values)
JOURNAL_READERS = frozenset(Visibility.values)
CHANNELS = frozenset(Topic.values)
CHART_SECTIONS = frozenset({"logistics", "clinical", "psychotherapy_note", "ledger", "audit"})
PHASES = frozenset(Phase.values)
DOCUMENTS = frozenset(DocumentKind.values)
POLICIES = frozenset({"default"})
