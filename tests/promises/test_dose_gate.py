"""No dose without its gate: the database refuses it too, by the row's own time, or wants an incident."""

from datetime import timedelta

import pytest

from screening.models import EligibilityDecision
from sessions.models import CheckIn, Incident, MedicineSession, VitalSigns
from tests.promises.plain_sql import insert_copy, refused, run
from tests.support.story import REQUIRED, Story

INSERT = """
    INSERT INTO kap_sessions_medicationadministration
        (session_id, order_id, kind, route, source, mg, given_at, recorded_at, given_by_id, incident_id)
    VALUES (%s, %s, %s, 'SL', 'PATIENT_OWN', %s, %s, %s, %s, %s)
"""


@pytest.fixture(scope="module")
def story(committed: str) -> Story:
    return Story().ready_for_dose()


@pytest.fixture(scope="module")
def elsewhere(committed: str) -> Story:
    """Another clinic's patient, also ready, with an incident of their own."""
    other = Story(name="Juniper").ready_for_dose()
    other.incident = an_incident(other)
    return other


def an_incident(story: Story) -> Incident:
    return Incident.objects.create(
        session=story.session, kind="outside_the_gate", what_happened="Given before the form.",
        opened_at=story.at, opened_by=story.noor,
    )  # fmt: skip


def a_dose(story: Story, **facts: object) -> tuple[object, ...]:
    facts = {
        "session": story.session.pk, "order": story.order.pk, "kind": "first", "mg": 200,
        "given_at": story.at, "incident": None,
    } | facts  # fmt: skip
    return (
        facts["session"], facts["order"], facts["kind"], facts["mg"], facts["given_at"],
        facts["given_at"], story.noor.pk, facts["incident"],
    )  # fmt: skip


def test_with_everything_there_the_dose_is_taken(undone, story):
    assert run(INSERT, *a_dose(story)) == 1


@pytest.mark.parametrize("kind", REQUIRED)
def test_no_dose_without_a_consent(undone, story, kind):
    run(
        "UPDATE screening_consent SET withdrawn_at = %s, withdrawn_by_id = signed_by_id "
        "WHERE patient_id = %s AND kind = %s",
        story.at - timedelta(minutes=1), story.patient.pk, kind,
    )  # fmt: skip

    refused(INSERT, *a_dose(story), because=f"no dose without consent: {kind}")


def test_a_consent_withdrawn_later_does_not_undo_the_dose_before_it(undone, story):
    run(
        "UPDATE screening_consent SET withdrawn_at = %s, withdrawn_by_id = signed_by_id",
        story.at + timedelta(seconds=1),
    )

    assert run(INSERT, *a_dose(story)) == 1


def test_no_dose_before_the_consent_was_signed(story):
    long_ago = story.at - timedelta(days=30)

    refused(INSERT, *a_dose(story, given_at=long_ago), because="no dose without consent")


def test_a_consent_the_clinics_own_policy_wants_is_wanted_by_the_database(undone, story):
    run(
        "INSERT INTO accounts_clinicpolicy "
        "(clinic_id, version, values, author_name, approver_name, effective_at) "
        """VALUES (%s, 99, '{"required_consents": ["treatment", "fasting"]}', 'a', 'b', %s)""",
        story.clinic.pk, story.at,
    )  # fmt: skip

    refused(INSERT, *a_dose(story), because="no dose without consent: fasting")


@pytest.mark.parametrize("outcome", ["conditional", "not_now", "declined"])
def test_no_dose_unless_the_newest_decision_is_eligible(undone, story, outcome):
    decision = EligibilityDecision.objects.get(episode=story.episode)
    insert_copy(decision, outcome=outcome, decided_at=story.at)

    refused(INSERT, *a_dose(story), because="no dose without a decision")


def test_no_dose_while_a_stop_is_open(undone, story):
    run(
        "INSERT INTO screening_finding (episode_id, code, severity, fact, rule_version, "
        "policy_version, found_at, status, reason) "
        "VALUES (%s, 'CV2', 'STOP', 'Aneurysm', '1', 1, %s, 'open', '')",
        story.episode.pk, story.at,
    )  # fmt: skip

    refused(INSERT, *a_dose(story), because="no dose while a STOP is open")


def test_no_dose_without_an_order(story):
    refused(INSERT, *a_dose(story, order=None), because="no dose without an order in force")


def test_no_dose_under_somebody_elses_order(story, elsewhere):
    strange = a_dose(story, order=elsewhere.order.pk)

    refused(INSERT, *strange, because="no dose without an order in force")


def test_no_dose_under_an_order_that_was_replaced(undone, story):
    run("UPDATE medications_medicationorder SET replaced_at = %s", story.at)

    refused(INSERT, *a_dose(story), because="no dose without an order in force")


def test_no_dose_after_the_orders_days(undone, story):
    run(
        "UPDATE medications_medicationorder SET valid_until = %s",
        story.at - timedelta(microseconds=1),
    )

    refused(INSERT, *a_dose(story), because="no dose without an order in force")


@pytest.mark.parametrize(
    ("kind", "mg", "taken"),
    [
        ("first", "39.99", False),
        ("first", "40", True),
        ("first", "250", True),
        ("first", "250.01", False),
        ("booster", "50", True),
        ("booster", "50.01", False),
    ],
)
def test_the_dose_stays_inside_the_order(undone, story, kind, mg, taken):
    dose = a_dose(story, kind=kind, mg=mg)

    if taken:
        assert run(INSERT, *dose) == 1
    else:
        refused(INSERT, *dose, because="outside the order")


def test_no_booster_where_the_order_has_none(undone, story):
    run(
        "UPDATE medications_medicationorder "
        "SET booster_mg = NULL, booster_after_min = NULL, booster_before_min = NULL"
    )

    refused(INSERT, *a_dose(story, kind="booster", mg=10), because="outside the order")


def test_no_dose_before_check_in(undone, story):
    run("UPDATE kap_sessions_medicinesession SET checked_in_at = NULL")

    refused(INSERT, *a_dose(story), because="no dose before check-in")


def test_a_check_in_after_the_dose_does_not_count(undone, story):
    run(
        "UPDATE kap_sessions_medicinesession SET checked_in_at = %s",
        story.at + timedelta(seconds=1),
    )

    refused(INSERT, *a_dose(story), because="no dose before check-in")


def test_no_dose_without_a_ride(undone, story):
    arrived = CheckIn.objects.get(session=story.session)
    insert_copy(arrived, ride_name="", ride_phone="", recorded_at=story.at)

    refused(INSERT, *a_dose(story), because="no dose without a ride home")


def test_no_dose_without_a_reading(undone, story):
    run(
        "UPDATE kap_sessions_vitalsigns SET voided_at = %s, voided_by_id = recorded_by_id", story.at
    )

    refused(INSERT, *a_dose(story), because="no dose without a reading of the day")


def test_the_reading_of_another_day_does_not_count(undone, story):
    session = MedicineSession.objects.get(pk=story.session.pk)
    tomorrow = a_dose(story, given_at=story.at + timedelta(days=1))
    assert session.vitals.count() == 1

    refused(INSERT, *tomorrow, because="no dose without a reading of the day")


@pytest.mark.parametrize("level", ["amber", "red"])
def test_no_dose_after_a_reading_out_of_limits(undone, story, level):
    calm = VitalSigns.objects.get(session=story.session)
    insert_copy(calm, level=level, taken_at=story.at)

    refused(INSERT, *a_dose(story), because="reading is out of limits")


def test_a_reading_out_of_limits_is_opened_by_name(undone, story):
    calm = VitalSigns.objects.get(session=story.session)
    insert_copy(calm, level="red", taken_at=story.at)
    run(
        "INSERT INTO kap_sessions_gateacknowledgement "
        "(session_id, item, reading_id, reason, acknowledged_at, acknowledged_by_id) "
        "SELECT session_id, 'vitals_red', id, 'Seen.', %s, %s FROM kap_sessions_vitalsigns "
        "WHERE level = 'red'",
        story.at, story.raj.pk,
    )  # fmt: skip

    assert run(INSERT, *a_dose(story)) == 1


def test_the_newest_reading_decides(undone, story):
    calm = VitalSigns.objects.get(session=story.session)
    insert_copy(calm, level="red", taken_at=story.at - timedelta(minutes=30))

    assert run(INSERT, *a_dose(story)) == 1


def test_with_an_incident_the_record_is_never_refused(undone, story):
    run("UPDATE kap_sessions_medicinesession SET checked_in_at = NULL")
    run("UPDATE medications_medicationorder SET replaced_at = %s", story.at)
    given = a_dose(story, order=None, mg=400, incident=an_incident(story).pk)

    assert run(INSERT, *given) == 1


def test_somebody_elses_incident_opens_nothing(story, elsewhere):
    given = a_dose(story, mg=400, incident=elsewhere.incident.pk)

    refused(INSERT, *given, because="the incident belongs to another session")


def test_a_session_has_one_first_dose(undone, story):
    run(INSERT, *a_dose(story))

    refused(INSERT, *a_dose(story), because="one_first_dose")


def test_a_session_has_one_ordered_booster(undone, story):
    run(INSERT, *a_dose(story, kind="booster", mg=50))

    refused(INSERT, *a_dose(story, kind="booster", mg=50), because="one_ordered_booster")


def test_a_dose_of_nothing_is_no_dose(story):
    incident = an_incident(story)

    refused(INSERT, *a_dose(story, mg=0, incident=incident.pk), because="dose_is_a_dose")


def test_the_first_dose_keeps_its_time(undone, story):
    run(
        "UPDATE kap_sessions_medicinesession SET first_dose_at = %s, last_dose_at = %s",
        story.at, story.at,
    )  # fmt: skip

    refused(
        "UPDATE kap_sessions_medicinesession SET first_dose_at = first_dose_at + interval '1 min'",
        because="keeps its time",
    )
