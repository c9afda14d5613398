"""The clinic that is measured: twenty rooms under way, one quiet session, one full one."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from django.test import Client
from django.utils import timezone

from accounts.models import Membership
from sessions.domain import as_given
from sessions.domain.dosing import Dose
from sessions.models import MedicineSession, SessionEvent, VitalSigns
from tests.support.story import Story

ROOMS = 20
EVENTS, READINGS = 300, 60


@dataclass
class Measured:
    story: Story
    rooms: list[MedicineSession]
    quiet: MedicineSession
    full: MedicineSession
    cookies: dict[str, str]


def seed() -> Measured:
    """Through the verbs as far as a session, then rows in bulk."""
    now = timezone.now()
    story = Story(now - timedelta(days=8), name="Bench")
    story.ready_to_book()
    rooms = [_under_way(story, number, now) for number in range(ROOMS + 2)]
    quiet, full, *others = rooms
    _fill(full, story.ana, now)
    return Measured(story, others, quiet, full, cookies_of(story.raj))


def _under_way(story: Story, number: int, now: datetime) -> MedicineSession:
    patient = story.new_patient(f"Person Number{number}", key=f"p{number}")

    dose = as_given.record_as_given(
        patient, dose=Dose(mg=Decimal(100), kind="first"), given_at=now - timedelta(minutes=70),
        what_happened="Told for a benchmark.", by=story.raj, at=now,
    )  # fmt: skip
    return dose.session


def _fill(session: MedicineSession, by: Membership, now: datetime) -> None:
    start = session.first_dose_at or now
    SessionEvent.objects.bulk_create(
        SessionEvent(
            session=session, key=f"event-{number}", code="tears" if number % 3 else "",
            text="Said something quiet." if not number % 3 else "", recorded_by=by,
            occurred_at=start + timedelta(seconds=12 * number),
            recorded_at=start + timedelta(seconds=12 * number + 1),
        )
        for number in range(EVENTS)
    )  # fmt: skip
    VitalSigns.objects.bulk_create(
        VitalSigns(
            session=session, key=f"reading-{number}", systolic=120 + number % 20,
            diastolic=75 + number % 9, heart_rate=66 + number % 12, spo2=96 + number % 4,
            level="within", policy_version=1, recorded_by=by,
            taken_at=start + timedelta(minutes=number), recorded_at=start + timedelta(minutes=number),
        )
        for number in range(READINGS)
    )  # fmt: skip


def cookies_of(member: Membership) -> dict[str, str]:
    """A signed-in browser's cookies."""
    client = Client()
    client.force_login(member.user, backend="accounts.backends.OneQueryBackend")
    return {name: morsel.value for name, morsel in client.cookies.items()}
