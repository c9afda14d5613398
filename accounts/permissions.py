"""Who may do what. One table, meant to be read aloud by a medical director."""

from accounts.enums import Permission, Role

P = Permission

_EVERY_STAFF = {P.DASHBOARD_VIEW, P.CHART_LOGISTICS}
_DESK_WORK = {P.CALENDAR_VIEW, P.APPOINTMENT_BOOK, P.MESSAGES_VIEW, P.WORKLIST_HANDLE}

_CARE = _EVERY_STAFF | _DESK_WORK | {
    P.INTAKE_SUBMIT, P.MEASURE_SUBMIT, P.TOUCH_CHANGE, P.CHECK_IN, P.PATIENT_REGISTER,
    P.SESSION_VIEW, P.SESSION_RUN, P.DOSE_OWN_SUPPLY, P.DOSE_RECORD_AS_GIVEN, P.STOCK_WITNESS,
    P.ALERT_HANDLE, P.CONTACT_COMPLETE, P.CONTACT_HOME_SAFE, P.CONTACT_DECLINE,
    P.INTEGRATION_VIEW, P.CHART_CLINICAL,
}  # fmt: skip

_NURSE = _CARE | {P.DOSE_ANY_SOURCE, P.VITALS_AMBER_REPEATED, P.STOCK_HANDLE, P.LEDGER_READ}

GRANTS: dict[str, frozenset[str]] = {
    Role.PATIENT: frozenset({
        P.INTAKE_SUBMIT, P.MEASURE_SUBMIT, P.CONSENT_SIGN, P.JOURNAL_WRITE, P.MESSAGES_OPT_OUT,
        P.PORTAL_VIEW,
    }),
    Role.THERAPIST: frozenset(_CARE | {
        P.PREPARATION_RECORD, P.NOTE_THERAPY, P.NOTE_PSYCHOTHERAPY,
    }),
    Role.NURSE: frozenset(_NURSE),
    Role.PRESCRIBER: frozenset(_NURSE | {
        P.PREPARATION_RECORD, P.ELIGIBILITY_DECIDE, P.FINDINGS_ACKNOWLEDGE, P.ORDER_WRITE,
        P.GATE_ACKNOWLEDGE, P.DISCHARGE_OVERRIDE, P.NOTE_MEDICINE,
    }),
    Role.FRONT_DESK: frozenset(_EVERY_STAFF | _DESK_WORK | {
        P.CHECK_IN, P.PATIENT_REGISTER, P.MESSAGES_OPT_OUT, P.CONTACT_HOME_SAFE,
        P.INTEGRATION_VIEW,
    }),
    Role.OWNER: frozenset(_EVERY_STAFF | {
        P.CALENDAR_VIEW, P.APPOINTMENT_BOOK, P.MESSAGES_VIEW, P.LEDGER_READ, P.AUDIT_READ,
        P.TEAM_MANAGE, P.SETTINGS_VIEW,
    }),
    Role.BILLER: frozenset(_EVERY_STAFF),
    Role.AUDITOR: frozenset({P.AUDIT_READ, P.DASHBOARD_VIEW}),
}  # fmt: skip

CLINICAL_ROLES = frozenset({Role.PRESCRIBER, Role.THERAPIST, Role.NURSE})


def granted(roles: list[str]) -> frozenset[str]:
    """Everything that somebody with these roles may do: hats add up."""
    return frozenset().union(*(GRANTS[role] for role in roles))
