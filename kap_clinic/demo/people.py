"""The demo clinic's people and rooms. Everybody is invented."""

from dataclasses import dataclass
from datetime import datetime

from accounts.domain import facts, pins
from accounts.domain.clinics import add_member, found_clinic
from accounts.enums import Role
from accounts.models import Clinic, Membership
from scheduling.models import Room

PASSWORD = "kap-demo-2026"  # noqa: S105 - printed for whoever tries the demo
PIN = "246810"  # likewise; it counts once a device is enrolled
MAIL = "demo.kap.test"


@dataclass(frozen=True)
class Person:
    """`name` is how scenario files call whoever plays this part."""

    name: str
    mail: str
    full_name: str
    roles: tuple[str, ...]
    licence: str = ""
    covers_all: bool = False


PEOPLE = (
    Person("owen", "owner", "Owen Clarke", (Role.OWNER,)),
    Person("raj", "prescriber", "Dr. Raj Patel", (Role.PRESCRIBER,), "MD CO-20411", True),
    Person("ana", "therapist", "Ana Ruiz", (Role.THERAPIST,), "LPC CO-1182"),
    Person("noor", "nurse", "Noor Haddad", (Role.NURSE,), "RN CO-77120", True),
    Person("flo", "frontdesk", "Flo Martin", (Role.FRONT_DESK,)),
    Person("bea", "biller", "Bea Novak", (Role.BILLER,)),
    Person("ada", "auditor", "Ada Byrne", (Role.AUDITOR,)),
    Person("mei", "prescriber2", "Dr. Mei Tan", (Role.PRESCRIBER,), "MD CO-31877", True),
    Person("kim", "nurse2", "Kim Osei", (Role.NURSE,), "RN CO-80233", True),
    Person("lea", "therapist2", "Lea Sommer", (Role.THERAPIST,), "LCSW CO-4410"),
    Person("sol", "therapist3", "Sol Whitaker", (Role.THERAPIST,), "LMFT CO-2093"),
)
ROOMS = {"Willow": 1, "Cedar": 1, "Aspen": 4}


def found(at: datetime) -> tuple[Clinic, dict[str, Membership]]:
    """The clinic as it stood when its first patient came."""
    clinic = found_clinic(
        name="Juniper Clinic",
        short_name="Juniper Clinic",
        timezone="America/Denver",
        phone="+13035550100",
        is_demo=True,
        at=at,
    )
    for name, places in ROOMS.items():
        Room.objects.create(clinic=clinic, name=name, places=places)
    people = {person.name: _hire(clinic, person, at) for person in PEOPLE}
    facts.change(
        clinic, name=clinic.name, phone=clinic.phone, address="214 Juniper Street, Denver, CO 80218",
        dea="FJ1234563", by=people["owen"], at=at,
    )  # fmt: skip
    return clinic, people


def _hire(clinic: Clinic, person: Person, at: datetime) -> Membership:
    member = add_member(
        clinic,
        email=f"{person.mail}@{MAIL}",
        full_name=person.full_name,
        roles=list(person.roles),
        licence=person.licence,
        covers_all_patients=person.covers_all,
        password=PASSWORD,
        by=None,
        at=at,
    )
    if member.is_clinician:
        pins.set_pin(pin=PIN, by=member, at=at)
    return member
