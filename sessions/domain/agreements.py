"""What a dose changes about agreements: touch may only narrow, and nothing is signed for a day."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from accounts.acts import act, invalid
from accounts.domain.policies import policy_of
from accounts.enums import Permission, RefusalCode
from accounts.models import Membership
from audit import trail
from core.errors import Refusal
from patients.domain.care_team import require_care
from patients.domain.episodes import open_episode
from patients.models import EpisodeOfCare, Patient
from screening.domain import consents, preparation
from screening.enums import TOUCH_RANK, TouchChoice
from screening.models import Consent, Preparation
from sessions.domain import room_cards, safety
from sessions.domain.current import current_session, last_ended, lock_session, session_to_act_in
from sessions.models import MedicineSession


@act("touch.changed", Permission.TOUCH_CHANGE)
def change_touch(
    patient: Patient, *, touch: Mapping[str, str], by: Membership, at: datetime
) -> dict[str, str]:
    """Change what the patient chose; after the first dose only towards No."""
    require_care(by, patient)
    if not touch:
        raise invalid("Choose a kind of touch.")
    preparation.check_choices(touch)
    episode = open_episode(patient)
    _hold(patient, episode, at=at)
    _require_narrower(episode, touch, at=at)
    preparation.keep_choices(episode, touch, by=by, at=at)
    trail.record("touch.changed", patient, by=by, at=at, touch=dict(touch))
    return preparation.touch_choices(episode)


@act("preparation.recorded", Permission.PREPARATION_RECORD)
def record_preparation(
    patient: Patient,
    *,
    intention: str,
    communication_plan: str,
    touch: Mapping[str, str],
    support_name: str,
    support_phone: str,
    by: Membership,
    at: datetime,
    room: Mapping[str, str] | None = None,
    safe: Mapping[str, str] | None = None,
) -> Preparation:
    """A preparation visit; even here a dose given today lets touch only narrow.

    `room` is what was agreed about the room, by the lines of its card; `safe` what safety feels
    like and what helps, by the questions of `safety.ASKED`.
    """
    require_care(by, patient)
    preparation.check_choices(touch)
    episode = open_episode(patient)
    _require_narrower(episode, touch, at=at)
    if room is not None:
        room_cards.keep(episode, lines=room, by=by, at=at)
    if safe is not None:
        safety.keep(episode, words=safe, by=by, at=at)
    return preparation.record(
        patient,
        intention=intention,
        communication_plan=communication_plan,
        touch=touch,
        support_name=support_name,
        support_phone=support_phone,
        by=by,
        at=at,
    )


def impaired_until(patient: Patient, *, at: datetime) -> datetime | None:
    """When the patient may sign again; None when no dose stands in the way."""
    last = (
        MedicineSession.objects.dosed()
        .filter(episode__patient=patient, last_dose_at__lte=at)
        .order_by("-last_dose_at")
        .values_list("last_dose_at", flat=True)
        .first()
    )
    if last is None:
        return None
    until = last + policy_of(patient.clinic, at=at).hours("impaired_hours")
    return until if at < until else None


@act("consent.signed", Permission.CONSENT_SIGN)
def sign_consents(
    patient: Patient,
    *,
    kinds: Iterable[str],
    by: Membership,
    at: datetime,
    context: consents.SignatureContext | None = None,
) -> list[Consent]:
    """Sign, unless a dose was given within the day."""
    return consents.sign(
        patient,
        kinds=kinds,
        by=by,
        at=at,
        impaired_until=impaired_until(patient, at=at),
        context=context,
    )


def _hold(patient: Patient, episode: EpisodeOfCare, *, at: datetime) -> None:
    """Lock the session the choice is about; before any was booked there is none to lock."""
    if current_session(episode, at=at) is None and last_ended(episode) is None:
        if preparation.newest_preparation(episode) is None:
            raise invalid("Record a preparation visit first.")
        return
    lock_session(session_to_act_in(patient, episode, at=at))


def _require_narrower(episode: EpisodeOfCare, touch: Mapping[str, str], *, at: datetime) -> None:
    session = current_session(episode, at=at)
    if session is None or session.first_dose_at is None:
        return
    standing = preparation.touch_choices(episode)
    widened = [
        kind
        for kind, choice in touch.items()
        if TOUCH_RANK[TouchChoice(choice)] > TOUCH_RANK[TouchChoice(standing[kind])]
    ]
    if widened:
        raise Refusal(
            RefusalCode.TOUCH_WIDENED,
            "After the dose touch stays as it was agreed, or becomes less. It can be talked about tomorrow.",
        )
