"""The clinic in which a scenario is played: its people, its rooms, its patient."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, time
from decimal import Decimal
from typing import Any

from accounts.acts import words_of
from accounts.domain.clinics import add_member, found_clinic
from accounts.models import Clinic, Membership
from kap_clinic.scenarios import words
from kap_clinic.scenarios.language.model import PatientPlan, Scenario
from kap_clinic.scenarios.player.gateway import RememberingGateway
from patients.domain import care_team, registration
from patients.domain.episodes import open_episode
from patients.models import EpisodeOfCare, Patient
from scheduling.models import Room

SHORT_NAME = "Cedar Clinic"
LONGEST_ROOM = 60


@dataclass
class Stage:
    """What the steps of a file refer to by name."""

    clinic: Clinic
    staff: Mapping[str, Membership]
    patient: Patient
    patient_member: Membership
    gateway: RememberingGateway
    rooms: dict[str, Room] = field(default_factory=dict)

    def member(self, name: str) -> Membership | None:
        """Who acts; the scheduler is nobody."""
        if name == words.SYSTEM:
            return None
        return self.patient_member if name == words.PATIENT else self.staff[name]

    def room(self, name: str) -> Room:
        """A room exists once it is named."""
        words_of(name, most=LONGEST_ROOM, what="the room")
        if name not in self.rooms:
            self.rooms[name], _new = Room.objects.get_or_create(clinic=self.clinic, name=name)
        return self.rooms[name]

    @property
    def episode(self) -> EpisodeOfCare:
        return open_episode(self.patient)


def set_up(
    scenario: Scenario,
    *,
    clinic: Clinic | None = None,
    staff: Mapping[str, Membership] | None = None,
) -> Stage:
    """A clinic of the file's own, or a clinic and people that are there already."""
    at = scenario.steps[0].at
    place = clinic or _found(scenario, at)
    people = dict(staff or {})
    for name, roles in scenario.staff.items():
        if name not in people:
            people[name] = _hire(place, scenario, name, roles, at)
    patient, member = _register(place, scenario, at)
    for colleague in people.values():
        if colleague.is_clinician:
            care_team.join(patient, member=colleague, by=None, at=at)
    return Stage(place, people, patient, member, RememberingGateway(now=at))


def _found(scenario: Scenario, at: datetime) -> Clinic:
    return found_clinic(
        name=scenario.name.replace("-", " ").capitalize(),
        short_name=SHORT_NAME,
        timezone=scenario.clinic.zone.key,
        policy={key: as_stored(value) for key, value in scenario.clinic.policy.items()},
        at=at,
    )


def _hire(
    clinic: Clinic, scenario: Scenario, name: str, roles: tuple[str, ...], at: datetime
) -> Membership:
    return add_member(
        clinic,
        email=f"{name}.{clinic.pk}@{scenario.name}.kap.test".lower(),
        full_name=name.capitalize(),
        roles=list(roles),
        by=None,
        at=at,
    )


def _register(clinic: Clinic, scenario: Scenario, at: datetime) -> tuple[Patient, Membership]:
    patient = registration.register(clinic, by=None, at=at, **_as_facts(scenario.patient))
    member = add_member(
        clinic,
        email=f"patient.{patient.pk}@{scenario.name}.kap.test",
        full_name=patient.name,
        roles=[words.PATIENT],
        by=None,
        at=at,
    )
    patient.user = member.user
    patient.save(update_fields=["user"])
    return patient, member


def _as_facts(plan: PatientPlan) -> dict[str, Any]:
    return {name: getattr(plan, name) for name in plan.__dataclass_fields__}


def as_stored(value: object) -> Any:
    """A policy value as the clinic keeps it: plain JSON."""
    if isinstance(value, time):
        return f"{value:%H:%M}"
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, Mapping):
        return {key: as_stored(item) for key, item in value.items()}
    if isinstance(value, tuple):
        return [as_stored(item) for item in value]
    return value
