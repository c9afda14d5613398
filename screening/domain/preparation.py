"""The preparation visit: intention, communication plan, touch, support person."""

from collections.abc import Mapping
from datetime import datetime

from accounts.acts import act, invalid
from accounts.enums import Permission
from accounts.models import Membership
from audit import trail
from patients.domain.care_team import require_care
from patients.domain.episodes import hold, open_episode
from patients.enums import ContactKind
from patients.models import Contact, EpisodeOfCare, Patient
from screening.enums import TouchChoice, TouchKind
from screening.models import IntentionVersion, Preparation, TouchAgreement

LONGEST_NAME, LONGEST_PHONE = 160, 20


@act("preparation.recorded", Permission.PREPARATION_RECORD)
def record(
    patient: Patient,
    *,
    intention: str,
    communication_plan: str,
    touch: Mapping[str, str],
    support_name: str,
    support_phone: str,
    by: Membership,
    at: datetime,
) -> Preparation:
    """Keep the visit; an intention said anew becomes the next version of the thread."""
    require_care(by, patient)
    if not intention.strip() or not communication_plan.strip():
        raise invalid("Write the intention in the patient's words, and how you will communicate.")
    if not support_name.strip() or not support_phone.strip():
        raise invalid("Give the support person's name and phone.")
    if len(support_name.strip()) > LONGEST_NAME or len(support_phone.strip()) > LONGEST_PHONE:
        raise invalid("Write the support person's name and phone in fewer letters.")
    check_choices(touch)
    episode = open_episode(patient)
    hold(episode)
    preparation = Preparation.objects.create(
        episode=episode,
        communication_plan=communication_plan.strip(),
        support_name=support_name.strip(),
        support_phone=support_phone.strip(),
        recorded_at=at,
        recorded_by=by,
    )
    say_intention(episode, text=intention.strip(), by=by, at=at)
    keep_choices(episode, touch, by=by, at=at)
    _keep_support_person(patient, support_name.strip(), support_phone.strip(), at=at)
    trail.record("preparation.recorded", preparation, by=by, at=at, patient_id=patient.pk)
    return preparation


def newest_preparation(episode: EpisodeOfCare) -> Preparation | None:
    return Preparation.objects.filter(episode=episode).order_by("-recorded_at", "-pk").first()


def newest_intention(episode: EpisodeOfCare) -> IntentionVersion | None:
    return IntentionVersion.objects.filter(episode=episode).order_by("-number").first()


def say_intention(
    episode: EpisodeOfCare, *, text: str, by: Membership, at: datetime
) -> IntentionVersion:
    last = newest_intention(episode)
    if last is not None and last.text == text:
        return last
    number = last.number + 1 if last else 1
    return IntentionVersion.objects.create(
        episode=episode, number=number, text=text, said_at=at, recorded_by=by
    )


def touch_choices(episode: EpisodeOfCare) -> dict[str, str]:
    """Every kind with its choice; what was never answered is No."""
    newest = TouchAgreement.objects.filter(episode=episode).order_by("kind", "-pk").distinct("kind")
    chosen = {row.kind: row.choice for row in newest}
    return {kind: chosen.get(kind, TouchChoice.NO) for kind in TouchKind}


def check_choices(touch: Mapping[str, str]) -> None:
    known = set(touch) <= set(TouchKind.values) and set(touch.values()) <= set(TouchChoice.values)
    if not known:
        raise invalid("Choose No, Ask each time or Yes for each kind of touch.")


def keep_choices(
    episode: EpisodeOfCare, touch: Mapping[str, str], *, by: Membership, at: datetime
) -> None:
    TouchAgreement.objects.bulk_create(
        TouchAgreement(episode=episode, kind=kind, choice=choice, chosen_at=at, recorded_by=by)
        for kind, choice in touch.items()
    )


def _keep_support_person(patient: Patient, name: str, phone: str, *, at: datetime) -> None:
    """A new support person ends the one before; the old one is told nothing."""
    standing = Contact.objects.filter(patient=patient, kind=ContactKind.SUPPORT, ended_at=None)
    if standing.filter(name=name, phone=phone).exists():
        return
    standing.update(ended_at=at)
    Contact.objects.create(
        patient=patient, kind=ContactKind.SUPPORT, name=name, phone=phone, recorded_at=at
    )
