"""Who may: the table of the acceptance language, act by act, against the permissions of the code."""

import pytest

from accounts.enums import Permission, Role
from accounts.permissions import GRANTS, granted

P = Permission

# Each act of the acceptance language, its permission, and the roles that may.
CARE = {"therapist", "nurse", "prescriber"}
ACTS = {
    "submit an intake": (P.INTAKE_SUBMIT, CARE | {"patient"}),
    "submit a measure": (P.MEASURE_SUBMIT, CARE | {"patient"}),
    "sign or withdraw a consent": (P.CONSENT_SIGN, {"patient"}),
    "write a journal": (P.JOURNAL_WRITE, {"patient"}),
    "opt out": (P.MESSAGES_OPT_OUT, {"patient", "front_desk"}),
    "record a preparation": (P.PREPARATION_RECORD, {"therapist", "prescriber"}),
    "change touch": (P.TOUCH_CHANGE, CARE),
    "book and cancel": (P.APPOINTMENT_BOOK, CARE | {"front_desk", "owner"}),
    "check in": (P.CHECK_IN, CARE | {"front_desk"}),
    "record vitals and events, discharge, end": (P.SESSION_RUN, CARE),
    "handle an alert": (P.ALERT_HANDLE, CARE),
    "give the patient's own supply": (P.DOSE_OWN_SUPPLY, CARE),
    "give from any source": (P.DOSE_ANY_SOURCE, {"nurse", "prescriber"}),
    "record a dose as given": (P.DOSE_RECORD_AS_GIVEN, CARE),
    "complete a contact": (P.CONTACT_COMPLETE, CARE),
    "make the call home": (P.CONTACT_HOME_SAFE, CARE | {"front_desk"}),
    "decline a contact": (P.CONTACT_DECLINE, CARE),
    "acknowledge a repeated amber reading": (P.VITALS_AMBER_REPEATED, {"nurse", "prescriber"}),
    "receive and waste stock": (P.STOCK_HANDLE, {"nurse", "prescriber"}),
    "witness": (P.STOCK_WITNESS, CARE),
    "read the ledger": (P.LEDGER_READ, {"nurse", "prescriber", "owner"}),
    "review stock that differs": (P.STOCK_REVIEW, {"prescriber", "owner"}),
    "decide eligibility": (P.ELIGIBILITY_DECIDE, {"prescriber"}),
    "acknowledge findings": (P.FINDINGS_ACKNOWLEDGE, {"prescriber"}),
    "write an order": (P.ORDER_WRITE, {"prescriber"}),
    "open the gate by name": (P.GATE_ACKNOWLEDGE, {"prescriber"}),
    "override a discharge": (P.DISCHARGE_OVERRIDE, {"prescriber"}),
    "write the therapy part": (P.NOTE_THERAPY, {"therapist"}),
    "write the medicine part": (P.NOTE_MEDICINE, {"prescriber"}),
    "write a psychotherapy note": (P.NOTE_PSYCHOTHERAPY, {"therapist"}),
    "read the logistics of a chart": (P.CHART_LOGISTICS, CARE | {"front_desk", "owner", "biller"}),
    "read the clinical chart": (P.CHART_CLINICAL, CARE),
    "read the trail": (P.AUDIT_READ, {"owner", "auditor"}),
}


@pytest.mark.parametrize("act", ACTS)
def test_who_may(act):
    permission, roles = ACTS[act]

    assert {role for role in Role.values if permission in GRANTS[role]} == roles


def test_every_role_has_its_line():
    assert set(GRANTS) == set(Role.values)


def test_hats_add_up():
    assert granted(["therapist", "owner"]) == GRANTS["therapist"] | GRANTS["owner"]
    assert granted([]) == frozenset()


def test_the_auditor_reads_no_chart_and_the_biller_nothing_clinical():
    assert GRANTS["auditor"] <= {P.AUDIT_READ, P.DASHBOARD_VIEW}
    assert GRANTS["biller"] <= {P.DASHBOARD_VIEW, P.CHART_LOGISTICS}


@pytest.mark.parametrize("role", [role for role in Role.values if role != "patient"])
def test_no_member_of_staff_signs_or_writes_for_the_patient(role):
    own = {P.CONSENT_SIGN, P.JOURNAL_WRITE, P.PORTAL_VIEW}

    assert GRANTS[role] & own == set()
