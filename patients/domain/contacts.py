"""The people beside the patient: who may be called, and who no longer."""

from datetime import datetime

from accounts.acts import act, invalid, words_of
from accounts.enums import Permission
from accounts.models import Membership
from audit import trail
from patients.domain.care_team import require_care
from patients.enums import ContactKind
from patients.models import Contact, Patient

LONGEST_ADDRESS = 300


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
    address: str = "",
) -> Contact:
    """Note somebody to call; the same person twice stays one, and takes an address said anew."""
    require_care(by, patient)
    if kind not in ContactKind.values or not name.strip() or not phone.strip():
        raise invalid("Give the person's name, phone and what they are here for.")
    where = words_of(address.replace("\r\n", "\n"), most=LONGEST_ADDRESS, what="the address")
    person, new = Contact.objects.get_or_create(
        patient=patient,
        kind=kind,
        name=name.strip(),
        phone=phone.strip(),
        ended_at=None,
        defaults={"relation": relation.strip(), "address": where, "recorded_at": at},
    )
    if new:
        trail.record("contact_person.named", person, by=by, at=at, kind=kind)
    elif where and where != person.address:
        person.address = where
        person.save(update_fields=["address"])
        trail.record("contact_person.moved", person, by=by, at=at)
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
