"""What the tables have in common, read from the models and from the database itself."""

import re

import pytest
from django.apps import apps
from django.contrib.postgres.constraints import ExclusionConstraint
from django.db import connection, models

from accounts.enums import REFUSAL_ORDER, RefusalCode
from accounts.models import Clinic
from core.models import AppendOnly
from patients.models import Patient
from tests.architecture.house import LABELS, STOREYS, root

HEIGHT = {LABELS.get(storey, storey): number for number, storey in enumerate(STOREYS)}
OUR_LABELS = set(HEIGHT)
OURS = [
    model for model in apps.get_models()
    if model._meta.app_label in OUR_LABELS and "pgh" not in {f.name[:3] for f in model._meta.fields}
]  # fmt: skip
HISTORY = [
    model for model in apps.get_models()
    if model._meta.app_label in OUR_LABELS and model not in OURS
]  # fmt: skip

# The codes and their order as the acceptance language has them.
CODES = [
    "role_forbidden", "not_care_team", "screening_missing", "screening_expired",
    "screening_stop", "findings_unacknowledged", "consent_missing", "consent_expired",
    "consent_withdrawn", "impaired", "order_missing", "order_exceeded", "order_expired",
    "booster_not_allowed", "booster_outside_band", "weight_expired", "not_checked_in",
    "fasting_hold", "ride_missing", "preparation_missing", "integration_not_booked",
    "vitals_missing", "vitals_amber", "vitals_red", "slot_taken", "touch_widened",
    "observation_minimum", "discharge_incomplete", "note_signed", "note_incomplete",
    "stock_insufficient", "witness_same_person", "witness_missing", "lot_expired",
    "session_closed", "invalid",
]  # fmt: skip

# Rows about a patient that no page fetches by their own number, and what it reaches them through.
REACHED_THROUGH = {
    "patients.CareTeamMember": "the patient",
    "patients.Contact": "the patient",
    "patients.AdvanceDirective": "the patient",
    "patients.Allergy": "the patient",
    "patients.Medicine": "the patient",
    "patients.Weight": "the patient",
    "patients.NoteMove": "the note",
    "patients.NoteReturn": "the note",
    "patients.NoteRevision": "the note",
    "patients.PsychotherapyNote": "a verb that opens the author's own alone",
    "messaging.OptOut": "the patient",
    "messaging.ContactPermission": "the patient",
    "screening.IntakeDraft": "the course of care",
    "screening.Intake": "the course of care",
    "screening.Finding": "the course of care",
    "screening.EligibilityDecision": "the course of care",
    "screening.Consent": "the signatures of those in one's care",
    "screening.Preparation": "the course of care",
    "screening.IntentionVersion": "the course of care",
    "screening.TouchAgreement": "the course of care",
    "kap_sessions.CheckIn": "the session",
    "kap_sessions.GateAcknowledgement": "the session",
    "kap_sessions.MedicationAdministration": "the session",
    "kap_sessions.DoseCorrection": "the session",
    "kap_sessions.VitalSigns": "the session",
    "kap_sessions.SessionEvent": "the session",
    "kap_sessions.StockWaste": "the session",
    "kap_sessions.EmergencyRun": "the session",
    "kap_sessions.EmergencyStep": "the session",
    "kap_sessions.NoticeSeen": "the session",
    "kap_sessions.OtherMedicine": "the session",
    "kap_sessions.Presence": "the session",
    "kap_sessions.ReadingDeclined": "the session",
    "kap_sessions.RemsEnrolment": "the patient",
    "kap_sessions.RoomCard": "the course of care",
    "kap_sessions.RouteAct": "the session",
    "kap_sessions.SafetyVersion": "the course of care",
    "kap_sessions.EventResolution": "the adverse event",
    "kap_sessions.SessionPulse": "the session",
    "kap_sessions.SupportEpisode": "the session",
    "integration.IntentionReview": "the contact",
}
# A moment without a person: the scheduler did it.
DONE_BY_NOBODY = {"patients.WorklistTask": ("done_at", "done_by")}
# Tables about patients whose rows may go, and why.
MAY_GO = {"integration.JournalEntry": "the patient's own words; the app has no right to remove any"}


def relations(model: type[models.Model]) -> list[models.Field]:
    return [field for field in model._meta.get_fields() if field.remote_field and field.concrete]


def leads_to_a_patient(model: type[models.Model], seen: frozenset = frozenset()) -> bool:
    """Whether some path of foreign keys ends at a patient."""
    if model is Patient:
        return True
    return any(
        field.related_model not in seen
        and field.related_model._meta.app_label in OUR_LABELS
        and leads_to_a_patient(field.related_model, seen | {model})
        for field in relations(model)
        if not isinstance(field, models.ManyToManyField)
    )


def test_foreign_keys_point_down():
    """Those named by a string too, which the import contract cannot see."""
    upwards = [
        f"{model._meta.label}.{field.name} -> {field.related_model._meta.label}"
        for model in OURS
        for field in relations(model)
        if HEIGHT.get(field.related_model._meta.app_label, -1) > HEIGHT[model._meta.app_label]
    ]

    assert len(OURS) > 40
    assert upwards == []


def test_screens_keep_no_tables():
    assert [
        model for model in OURS if model._meta.app_label in {"core", "dashboard", "portal"}
    ] == []


def test_sql_in_migrations_names_no_table_from_above():
    wrong = []
    for storey in STOREYS:
        above = [LABELS.get(one, one) for one in STOREYS[STOREYS.index(storey) + 1 :]]
        for path in (root() / storey / "migrations").glob("*.py"):
            if not path.name.endswith("_row_history.py"):
                text = path.read_text()
                wrong += [
                    f"{storey}/{path.name}: {label}"
                    for label in above if re.search(rf"\b{label}_[a-z]+\b", text)
                ]  # fmt: skip

    assert wrong == []


def test_no_row_pulls_another_down():
    """Nothing clinical goes because something else went."""
    wrong = [
        f"{model._meta.label}.{field.name}"
        for model in OURS
        for field in relations(model)
        if field.remote_field.on_delete is not models.PROTECT
    ]

    assert wrong == []


def test_texts_are_empty_and_never_null():
    wrong = [
        f"{model._meta.label}.{field.name}"
        for model in OURS
        for field in model._meta.concrete_fields
        if isinstance(field, models.CharField | models.TextField) and field.null
    ]

    assert wrong == []


@pytest.mark.parametrize("model", OURS, ids=lambda model: model._meta.label)
def test_a_moment_and_its_person_are_whole_or_absent(model):
    names = {field.name: field for field in model._meta.concrete_fields}
    pairs = {
        (name, f"{name[:-3]}_by")
        for name, field in names.items()
        if name.endswith("_at") and field.null
        and f"{name[:-3]}_by" in names and names[f"{name[:-3]}_by"].null
    }  # fmt: skip
    conditions = " ".join(
        str(one.condition) for one in model._meta.constraints
        if isinstance(one, models.CheckConstraint)
    )  # fmt: skip

    loose = [pair for pair in pairs if not all(f"{half}" in conditions for half in pair)]

    allowed = DONE_BY_NOBODY.get(model._meta.label)
    assert loose == ([allowed] if allowed else [])


@pytest.mark.parametrize(
    "model",
    [model for model in apps.get_models() if issubclass(model, AppendOnly)],
    ids=lambda model: model._meta.label,
)
def test_what_is_written_once_has_its_triggers_in_the_database(db, model):
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tgname, tgenabled FROM pg_trigger "
            "WHERE tgrelid = %s::regclass AND tgfoid = 'kap_refuse_change'::regproc",
            [model._meta.db_table],
        )
        found = dict(cursor.fetchall())

    assert found == {"append_only": "O", "never_emptied": "O"}
    assert model.append_only is True


def test_every_table_about_a_patient_can_never_be_emptied(db):
    """By nobody: not in one go, not row by row."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.relname, array_agg(t.tgtype::int) FROM pg_trigger t "
            "JOIN pg_class c ON c.oid = t.tgrelid "
            "WHERE t.tgfoid = 'kap_refuse_change'::regproc GROUP BY c.relname"
        )
        kinds = dict(cursor.fetchall())
    before_delete, before_truncate = 2 + 8, 2 + 32

    def keeps(model: type[models.Model]) -> bool:
        found = kinds.get(model._meta.db_table, [])
        return all(
            any(kind & wanted == wanted for kind in found)
            for wanted in (before_delete, before_truncate)
        )

    about_patients = [model for model in OURS if leads_to_a_patient(model)]
    assert len(about_patients) > 35
    assert {model._meta.label for model in about_patients if not keeps(model)} == set(MAY_GO)


def test_row_history_is_written_once_too():
    assert len(HISTORY) > 15
    assert all(
        {field.name for field in model._meta.fields} >= {"pgh_id", "pgh_created_at", "pgh_label"}
        for model in HISTORY
    )


def has_a_door(model: type[models.Model]) -> bool:
    return hasattr(model._default_manager.all(), "visible_to")


def test_rows_about_a_patient_are_reached_through_a_door():
    behind_none = {
        model._meta.label for model in OURS if leads_to_a_patient(model) and not has_a_door(model)
    }

    assert behind_none - set(REACHED_THROUGH) == set()
    assert set(REACHED_THROUGH) - behind_none == set(), "has a door now"


def test_every_row_belongs_to_one_clinic():
    """By a path of its own queryset, or through what it hangs on."""
    loose = []
    for model in OURS:
        path = getattr(model._default_manager.all(), "clinic_path", "")
        if path and hasattr(model._default_manager.all(), "for_clinic"):
            field = model
            for step in path.split("__"):
                field = field._meta.get_field(step).related_model
            if field is not Clinic:
                loose.append(model._meta.label)

    assert loose == []


def test_the_diary_is_kept_by_the_database():
    appointment = apps.get_model("scheduling.Appointment")
    names = {
        one.name for one in appointment._meta.constraints if isinstance(one, ExclusionConstraint)
    }

    assert names == {
        "clinician_not_double_booked", "room_not_double_booked", "patient_not_double_booked",
        "group_has_one_start_at", "group_has_one_end_at", "group_has_one_clinician",
        "group_has_one_room", "group_has_one_kind",
    }  # fmt: skip


def test_refusals_come_in_the_order_of_the_acceptance_language():
    assert RefusalCode.values == CODES
    assert [
        code for code, _place in sorted(REFUSAL_ORDER.items(), key=lambda pair: pair[1])
    ] == CODES
