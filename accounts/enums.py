"""Roles, permissions and the codes of refusal."""

from django.db.models import TextChoices


class Role(TextChoices):
    OWNER = "owner", "Owner"
    PRESCRIBER = "prescriber", "Prescriber"
    THERAPIST = "therapist", "Therapist"
    NURSE = "nurse", "Nurse"
    FRONT_DESK = "front_desk", "Front desk"
    BILLER = "biller", "Biller"
    AUDITOR = "auditor", "Auditor"
    PATIENT = "patient", "Patient"


class Permission(TextChoices):
    """One word per thing a person may do; permissions.py says who may."""

    INTAKE_SUBMIT = "intake_submit"
    MEASURE_SUBMIT = "measure_submit"
    CONSENT_SIGN = "consent_sign"
    JOURNAL_WRITE = "journal_write"
    MESSAGES_OPT_OUT = "messages_opt_out"
    PORTAL_VIEW = "portal_view"

    PREPARATION_RECORD = "preparation_record"
    TOUCH_CHANGE = "touch_change"
    ELIGIBILITY_DECIDE = "eligibility_decide"
    FINDINGS_ACKNOWLEDGE = "findings_acknowledge"
    ORDER_WRITE = "order_write"

    APPOINTMENT_BOOK = "appointment_book"
    CHECK_IN = "check_in"
    CALENDAR_VIEW = "calendar_view"
    PATIENT_REGISTER = "patient_register"

    SESSION_VIEW = "session_view"
    SESSION_RUN = "session_run"
    DOSE_OWN_SUPPLY = "dose_own_supply"
    DOSE_ANY_SOURCE = "dose_any_source"
    DOSE_RECORD_AS_GIVEN = "dose_record_as_given"
    VITALS_AMBER_REPEATED = "vitals_amber_repeated"
    GATE_ACKNOWLEDGE = "gate_acknowledge"
    DISCHARGE_OVERRIDE = "discharge_override"

    STOCK_HANDLE = "stock_handle"
    STOCK_WITNESS = "stock_witness"
    LEDGER_READ = "ledger_read"
    STOCK_REVIEW = "stock_review"

    ALERT_HANDLE = "alert_handle"
    CONTACT_COMPLETE = "contact_complete"
    CONTACT_HOME_SAFE = "contact_home_safe"
    CONTACT_DECLINE = "contact_decline"
    INTEGRATION_VIEW = "integration_view"

    NOTE_THERAPY = "note_therapy"
    NOTE_MEDICINE = "note_medicine"
    NOTE_PSYCHOTHERAPY = "note_psychotherapy"

    CHART_LOGISTICS = "chart_logistics"
    CHART_CLINICAL = "chart_clinical"
    AUDIT_READ = "audit_read"
    MESSAGES_VIEW = "messages_view"
    DASHBOARD_VIEW = "dashboard_view"
    WORKLIST_HANDLE = "worklist_handle"
    TEAM_MANAGE = "team_manage"
    SETTINGS_VIEW = "settings_view"


class RefusalCode(TextChoices):
    """Why an act was refused, in the order in which several reasons are named."""

    ROLE_FORBIDDEN = "role_forbidden"
    NOT_CARE_TEAM = "not_care_team"
    SCREENING_MISSING = "screening_missing"
    SCREENING_EXPIRED = "screening_expired"
    SCREENING_STOP = "screening_stop"
    FINDINGS_UNACKNOWLEDGED = "findings_unacknowledged"
    CONSENT_MISSING = "consent_missing"
    CONSENT_EXPIRED = "consent_expired"
    CONSENT_WITHDRAWN = "consent_withdrawn"
    IMPAIRED = "impaired"
    ORDER_MISSING = "order_missing"
    ORDER_EXCEEDED = "order_exceeded"
    ORDER_EXPIRED = "order_expired"
    BOOSTER_NOT_ALLOWED = "booster_not_allowed"
    BOOSTER_OUTSIDE_BAND = "booster_outside_band"
    WEIGHT_EXPIRED = "weight_expired"
    NOT_CHECKED_IN = "not_checked_in"
    FASTING_HOLD = "fasting_hold"
    RIDE_MISSING = "ride_missing"
    PREPARATION_MISSING = "preparation_missing"
    INTEGRATION_NOT_BOOKED = "integration_not_booked"
    VITALS_MISSING = "vitals_missing"
    VITALS_AMBER = "vitals_amber"
    VITALS_RED = "vitals_red"
    SLOT_TAKEN = "slot_taken"
    TOUCH_WIDENED = "touch_widened"
    OBSERVATION_MINIMUM = "observation_minimum"
    DISCHARGE_INCOMPLETE = "discharge_incomplete"
    NOTE_SIGNED = "note_signed"
    NOTE_INCOMPLETE = "note_incomplete"
    STOCK_INSUFFICIENT = "stock_insufficient"
    WITNESS_SAME_PERSON = "witness_same_person"
    WITNESS_MISSING = "witness_missing"
    LOT_EXPIRED = "lot_expired"
    SESSION_CLOSED = "session_closed"
    INVALID = "invalid"


REFUSAL_ORDER: dict[str, int] = {code: place for place, code in enumerate(RefusalCode.values)}
