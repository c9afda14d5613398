"""The people beside the patient: who may be called, and who no longer."""

from datetime import datetime

from accounts.acts import act, invalid
from accounts.enums import Permission
from accounts.models import Membership
from audit import trail
from patients.domain.care_team import require_care
from patients.enums import ContactKind
from patients.models import Contact, Patient


@act("contact_person.named", Permission.PATIENT_REGISTER)
def name_person(
    patient: Patient,
    *,
    kind: str,
    name: str,
    phone: str,
    by: Membership,
    at: datetime,
    relation: str = "",
) -> Contact:
    """Note somebody to call; the same person twice stays one."""
    require_care(by, patient)
    if kind not in ContactKind.values or not name.strip() or not phone.strip():
        raise invalid("Give the person's name, phone and what they are here for.")
    person, new = Contact.objects.get_or_create(
        patient=patient,
        kind=kind,
        name=name.strip(),
        phone=phone.strip(),
        ended_at=None,
        defaults={"relation": relation.strip(), "recorded_at": at},
    )
    if new:
        trail.record("contact_person.named", person, by=by, at=at, kind=kind)
    return person


@act("contact_person.ended", Permission.PATIENT_REGISTER)
def end(person: Contact, *, by: Membership, at: datetime) -> Contact:
    """This person is not called any more; told nothing."""
    require_care(by, person.patient)
    person = Contact.objects.select_for_update(of=("self",)).get(pk=person.pk)
    if person.ended_at is None:
        person.ended_at = at
        person.save(update_fields=["ended_at"])
        trail.record("contact_person.ended", person, by=by, at=at)
    return person
