"""Check-in: what the patient says at the door. A changed answer says why; both stay."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from accounts.acts import act, invalid, words_of
from accounts.enums import Permission
from accounts.models import Membership
from audit import trail
from core.clock import day_at
from core.moves import apply_move
from measures.domain.alerts import open_alert
from measures.enums import AlertKind, AlertLevel
from patients.domain.care_team import require_care
from patients.domain.episodes import enter_phase
from patients.enums import Phase
from patients.models import Patient
from scheduling.enums import AppointmentStatus
from scheduling.models import Appointment
from screening.domain.findings import take_up
from screening.domain.rules import Facts, evaluate
from screening.enums import Pregnant
from sessions.domain import presence
from sessions.domain.current import lock_session, require_open
from sessions.enums import SESSION_MOVES, SessionStatus
from sessions.models import CheckIn, MedicineSession

SAME_MOMENT = timedelta(minutes=1)
LONGEST_NAME, LONGEST_PHONE, LONGEST_CHANGE, LONGEST_CORRECTION = 160, 20, 200, 300


@dataclass(frozen=True)
class Answers:
    """What is asked at the door. Times are instants; an empty ride is a ride not named yet."""

    last_solid_at: datetime
    last_clear_liquid_at: datetime
    pregnant: str
    changes: Sequence[str] = ()
    ride_name: str = ""
    ride_phone: str = ""
    ride_until: datetime | None = None
    identity_confirmed: bool | None = None
    suicidal_thoughts: bool | None = None  # None: nobody asked; what was said before stands


@act("session.checked_in", Permission.CHECK_IN)
def check_in(
    session: MedicineSession, *, answers: Answers, by: Membership, at: datetime, corrected: str = ""
) -> CheckIn:
    """Take the answers; the session's patient is here."""
    require_care(by, session.patient)
    _require_possible(answers, at=at)
    session = lock_session(session)
    require_open(session)
    clinic = session.patient.clinic
    if day_at(clinic, session.planned_at) != day_at(clinic, at):
        raise invalid("The session is booked for another day.")
    before = CheckIn.objects.filter(session=session).order_by("-recorded_at", "-pk").first()
    thoughts = _thoughts_before(session)
    is_changed = before is not None and _differs(before, answers, at=at)
    if not corrected.strip() and (is_changed or _takes_back(thoughts, answers)):
        raise invalid("An answer has changed. Write why it is corrected; both answers stay.")
    row = _keep(session, answers, corrected=corrected, by=by, at=at)
    _arrive(session, at=at)
    _screen(session, answers, before, at=at)
    if answers.suicidal_thoughts and not thoughts:
        _alert(session, at=at)
    trail.record("session.checked_in", session, by=by, at=at, patient_id=session.patient_id)
    return row


@act("session.begun", Permission.SESSION_RUN)
def begin(session: MedicineSession, *, by: Membership, at: datetime) -> MedicineSession:
    """The clinician opens the room and is in it; of two who press at once, one begins."""
    require_care(by, session.patient)
    session = lock_session(session)
    apply_move(session, "begin", SESSION_MOVES)
    session.started_at, session.started_by = at, by
    session.save(update_fields=["status", "started_at", "started_by"])
    presence.enter(session, by, by=by, at=at)
    trail.record("session.begun", session, by=by, at=at, patient_id=session.patient_id)
    return session


def _require_possible(answers: Answers, *, at: datetime) -> None:
    if answers.last_solid_at > at or answers.last_clear_liquid_at > at:
        raise invalid("The last meal and drink cannot lie in the future.")
    if bool(answers.ride_name.strip()) != bool(answers.ride_phone.strip()):
        raise invalid("Give name and phone of whoever takes the patient home.")
    if answers.ride_until and not answers.ride_name.strip():
        raise invalid("Name who can come no later than that.")
    if (
        len(answers.ride_name.strip()) > LONGEST_NAME
        or len(answers.ride_phone.strip()) > LONGEST_PHONE
    ):
        raise invalid("Write the name and phone of the ride in fewer letters.")
    if any(len(one) > LONGEST_CHANGE for one in answers.changes):
        raise invalid(f"Write each change in at most {LONGEST_CHANGE} characters.")
    if answers.pregnant not in Pregnant.values:
        raise invalid("Answer whether the patient may be pregnant.")


def _differs(before: CheckIn, answers: Answers, *, at: datetime) -> bool:
    """An answer given is answered otherwise. The same moment, or the same hours ago, is the same."""
    ride = (before.ride_name, before.ride_phone)
    return (
        _moved(before.last_solid_at, answers.last_solid_at, before.recorded_at, at)
        or _moved(before.last_clear_liquid_at, answers.last_clear_liquid_at, before.recorded_at, at)
        or before.pregnant != answers.pregnant
        or list(before.changes) != list(answers.changes)
        or (ride != ("", "") and ride != (answers.ride_name.strip(), answers.ride_phone.strip()))
    )


def _moved(then: datetime, now: datetime, said_then: datetime, said_now: datetime) -> bool:
    ago = (said_now - now) - (said_then - then)
    return abs(now - then) > SAME_MOMENT and abs(ago) > SAME_MOMENT


def _thoughts_before(session: MedicineSession) -> bool | None:
    """What was said last to the question about suicide, if it was asked."""
    rows = CheckIn.objects.filter(session=session).exclude(suicidal_thoughts=None)
    newest = rows.order_by("-recorded_at", "-pk")
    return newest.values_list("suicidal_thoughts", flat=True).first()


def _takes_back(before: bool | None, answers: Answers) -> bool:
    said = answers.suicidal_thoughts
    return before is not None and said is not None and before != said


def _alert(session: MedicineSession, *, at: datetime) -> None:
    open_alert(
        session.patient, kind=AlertKind.SUICIDE_TODAY, level=AlertLevel.NOW,
        fact="Thoughts of suicide today, said at check-in", at=at,
    )  # fmt: skip


def _keep(
    session: MedicineSession, answers: Answers, *, corrected: str, by: Membership, at: datetime
) -> CheckIn:
    return CheckIn.objects.create(
        session=session,
        last_solid_at=answers.last_solid_at,
        last_clear_liquid_at=answers.last_clear_liquid_at,
        ride_name=answers.ride_name.strip(),
        ride_phone=answers.ride_phone.strip(),
        ride_until=answers.ride_until,
        changes=list(answers.changes),
        pregnant=answers.pregnant,
        identity_confirmed=answers.identity_confirmed,
        suicidal_thoughts=answers.suicidal_thoughts,
        corrected=words_of(corrected, most=LONGEST_CORRECTION, what="why it is corrected"),
        recorded_at=at,
        recorded_by=by,
    )


def _arrive(session: MedicineSession, *, at: datetime) -> None:
    if session.status == SessionStatus.PLANNED:
        apply_move(session, "check_in", SESSION_MOVES)
    if session.checked_in_at is None:
        session.checked_in_at = at
    session.save(update_fields=["status", "checked_in_at"])
    Appointment.objects.filter(session=session, status=AppointmentStatus.BOOKED).update(
        status=AppointmentStatus.CHECKED_IN
    )
    enter_phase(session.episode, Phase.MEDICINE)


def _screen(
    session: MedicineSession, answers: Answers, before: CheckIn | None, *, at: datetime
) -> None:
    """Pregnancy and what is new since the last review are findings of today.

    An answer that only stands again opens nothing: a prescriber may have settled it since.
    """
    patient: Patient = session.patient
    found = evaluate(
        Facts(
            conditions=frozenset(),
            medicines=(),
            allergies=(),
            age=patient.age_on(day_at(patient.clinic, at)),
            bmi=None,
            pregnant=answers.pregnant == Pregnant.YES,
            changes=tuple(answers.changes),
        )
    )
    news = {
        "OB1": before is None or before.pregnant != answers.pregnant,
        "DAY2": before is None or list(before.changes) != list(answers.changes),
    }
    todays = {code: one for code, one in found.items() if news.get(code)}
    take_up(session.episode, todays, at=at)
