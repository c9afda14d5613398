"""Roles, permissions and policy in words, as they are read aloud before somebody approves them."""

from dataclasses import dataclass
from typing import Any

from accounts.enums import Permission, Role
from accounts.permissions import GRANTS
from accounts.policy_defaults import DEFAULTS

P = Permission

# Each permission once, as the end of a sentence that begins "may".
PERMISSION_GROUPS: dict[str, dict[str, str]] = {
    "The patient's own acts": {
        P.PORTAL_VIEW: "open the patient's side",
        P.INTAKE_SUBMIT: "fill in and submit an intake",
        P.MEASURE_SUBMIT: "answer a questionnaire",
        P.CONSENT_SIGN: "sign and withdraw consents",
        P.JOURNAL_WRITE: "write in the journal",
        P.MESSAGES_OPT_OUT: "stop texts and e-mails",
    },
    "Front desk": {
        P.PATIENT_REGISTER: "register a patient",
        P.CALENDAR_VIEW: "see the calendar",
        P.APPOINTMENT_BOOK: "book and cancel visits",
        P.CHECK_IN: "check a patient in",
        P.MESSAGES_VIEW: "read what was sent to patients",
        P.WORKLIST_HANDLE: "close lines of the worklist",
        P.CHART_LOGISTICS: "open names, birth dates, phone numbers and visits",
        P.DASHBOARD_VIEW: "open My day",
    },
    "Preparation": {
        P.PREPARATION_RECORD: "record a preparation visit",
        P.TOUCH_CHANGE: "write down a changed choice about touch",
        P.ELIGIBILITY_DECIDE: "decide who is eligible and clear a stop",
        P.FINDINGS_ACKNOWLEDGE: "acknowledge findings",
        P.ORDER_WRITE: "write the order",
    },
    "Medicine session": {
        P.SESSION_VIEW: "open the live room",
        P.SESSION_RUN: "run a session: readings, events, discharge",
        P.DOSE_OWN_SUPPLY: "observe a dose of the patient's own supply",
        P.DOSE_ANY_SOURCE: "give a dose from the clinic's stock",
        P.DOSE_RECORD_AS_GIVEN: "record a dose that happened outside the gate",
        P.VITALS_AMBER_REPEATED: "accept an amber reading that was repeated",
        P.GATE_ACKNOWLEDGE: "open a closed item of the gate, by name",
        P.DISCHARGE_OVERRIDE: "discharge before the minimum, with a reason",
    },
    "Stock": {
        P.STOCK_HANDLE: "receive, count and waste stock",
        P.STOCK_WITNESS: "witness waste",
        P.STOCK_REVIEW: "review what the count and the ledger disagree about",
        P.LEDGER_READ: "read the ledger",
    },
    "Safety and the days after": {
        P.ALERT_HANDLE: "acknowledge and close safety alerts",
        P.INTEGRATION_VIEW: "see open windows and their contacts",
        P.CONTACT_HOME_SAFE: "make the call home",
        P.CONTACT_COMPLETE: "complete the other contacts",
        P.CONTACT_DECLINE: "note that the patient declined a contact",
    },
    "Chart and notes": {
        P.CHART_CLINICAL: "open the clinical pages of a chart",
        P.NOTE_THERAPY: "write and sign therapy notes",
        P.NOTE_MEDICINE: "write and sign medicine notes",
        P.NOTE_PSYCHOTHERAPY: "write psychotherapy notes, read only by their author",
    },
    "The clinic": {
        P.SETTINGS_VIEW: "open these settings",
        P.TEAM_MANAGE: "add people and give them roles",
        P.AUDIT_READ: "read the trail",
    },
}

POLICY_WORDS: dict[str, tuple[str, str]] = {
    "peak_hours": ("The peak of the window lasts", "h"),
    "window_days": ("The integration window lasts", "days"),
    "screening_days": ("A screening is current for", "days"),
    "consent_days": ("A consent is current for", "days"),
    "order_days": ("An order is current for", "days"),
    "weight_days": ("A weight is current for", "days"),
    "reevaluation_days": ("A decision is reviewed after, first until two doses, then", "days"),
    "send_from": ("Messages are sent from", ""),
    "send_until": ("Messages are sent until", ""),
    "max_per_day": ("Nudges a day, at most", ""),
    "max_per_week": ("Nudges a week, at most", ""),
    "observation_minutes": ("Observation from the first dose, at least", "min"),
    "after_infusion_minutes": ("Observation from the stop of an infusion, at least", "min"),
    "fasting_hours": ("Fasting before the dose: solid, clear", "h"),
    "vitals_minutes": ("Readings after the first dose, at", "min"),
    "vitals_minutes_settled": ("Readings from the third dose on, if settled, at", "min"),
    "before_amber": ("Before the dose, amber from", ""),
    "before_red": ("Before the dose, red from", ""),
    "after_amber": ("After the dose, amber from", ""),
    "after_red": ("After the dose, red from", ""),
    "leaving": ("Not leaving while over", ""),
    "impaired_hours": ("Nothing is signed after the last dose for", "h"),
    "required_consents": ("Consents without which there is no dose", ""),
    "ceiling_mg_per_kg": ("A dose is asked about twice above", "mg/kg"),
    "closing_time": ("The last patient leaves by", ""),
    "closing_minutes": ("Closing after the observation takes", "min"),
    "lozenge_hold_minutes": ("A lozenge is held for", "min"),
    "device_gap_minutes": ("Between two nasal devices", "min"),
    "paper": ("Papers are printed on", ""),
    "rems_site": ("This site in the esketamine programme", ""),
}


@dataclass(frozen=True, slots=True)
class RoleWords:
    """One role, its permissions as sentences."""

    role: str
    label: str
    groups: list[tuple[str, list[str]]]


@dataclass(frozen=True, slots=True)
class PolicyLine:
    """One number of the policy, and whether the clinic set it otherwise than the default."""

    words: str
    value: str
    default: str

    @property
    def is_own(self) -> bool:
        return self.value != self.default


def roles_aloud() -> list[RoleWords]:
    """Every role with what it may do, in the order of the groups."""
    return [
        RoleWords(role, Role(role).label, _granted_words(role))
        for role in Role.values
    ]  # fmt: skip


def _granted_words(role: str) -> list[tuple[str, list[str]]]:
    groups = []
    for title, permissions in PERMISSION_GROUPS.items():
        words = [said for permission, said in permissions.items() if permission in GRANTS[role]]
        if words:
            groups.append((title, words))
    return groups


def matrix() -> list[tuple[str, list[tuple[str, list[bool]]]]]:
    """Groups of rows; each row says for every role, in order, whether it may."""
    return [
        (title, [(said, [permission in GRANTS[role] for role in Role.values])
                 for permission, said in permissions.items()])
        for title, permissions in PERMISSION_GROUPS.items()
    ]  # fmt: skip


def policy_lines(values: dict[str, Any]) -> list[PolicyLine]:
    """The numbers in force, in words, each beside its default."""
    return [
        PolicyLine(words, _said(values[key], unit), _said(DEFAULTS[key], unit))
        for key, (words, unit) in POLICY_WORDS.items()
    ]


def changed_words(values: dict[str, Any]) -> list[str]:
    """What one version sets otherwise than the defaults."""
    known = {key: POLICY_WORDS[key] for key in values if key in POLICY_WORDS}
    return [f"{words} {_said(values[key], unit)}" for key, (words, unit) in known.items()]


def _said(value: Any, unit: str) -> str:
    if isinstance(value, dict):
        return "; ".join(f"{_name(key)} {_said(each, unit)}" for key, each in _together(value))
    if isinstance(value, list | tuple):
        return f"{', '.join(_name(each) for each in value)} {unit}".strip()
    return "not set" if value is None or value == "" else f"{value} {unit}".strip()


def _together(value: dict[str, Any]) -> list[tuple[str, Any]]:
    """Routes with the same value are said in one breath."""
    by_value: dict[str, tuple[list[str], Any]] = {}
    for key, each in value.items():
        by_value.setdefault(repr(each), ([], each))[0].append(_name(key))
    return [(", ".join(names), each) for names, each in by_value.values()]


NAMES = {
    "IN_RACEMIC": "nasal",
    "IN_ESKETAMINE": "esketamine nasal",
    "spo2_under": "SpO\N{SUBSCRIPT TWO} under",
    "over_baseline_percent": "percent over the first reading",
    "kap_psychotherapy": "psychotherapy around the session",
    "off_label": "off-label use",
}


def _name(key: Any) -> str:
    return NAMES.get(str(key)) or str(key).replace("_", " ")
