"""What stands around the session, as columns of its own statement: who is in the room, how it is made
up, a hard moment, an open emergency list, and the people beside this one."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Q, Subquery
from django.db.models.functions import JSONObject

from accounts.models import Membership
from patients.enums import ContactKind
from patients.models import AdvanceDirective, Contact, Patient
from sessions.domain.asked import answered
from sessions.domain.patient_limits import NAMES, Pair, said
from sessions.domain.room_cards import LINES
from sessions.domain.safety import ASKED
from sessions.enums import EmergencyStepKind, SessionStatus, SupportTried
from sessions.models import (
    EmergencyRun,
    EmergencyStep,
    MedicineSession,
    PatientLimits,
    Presence,
    ReadingDeclined,
    RoomCard,
    SafetyVersion,
    SupportEpisode,
)

RUNNING = Q(status__in=[SessionStatus.CHECKED_IN, SessionStatus.IN_PROGRESS])


@dataclass(frozen=True)
class InTheRoom:
    pk: int
    name: str
    since: datetime


@dataclass(frozen=True)
class Hard:
    """A hard moment that is still open, and what was tried so far."""

    since: datetime
    tried: list[SupportTried]

    @property
    def not_tried(self) -> list[SupportTried]:
        return [one for one in SupportTried if one not in self.tried]


@dataclass(frozen=True)
class Helped:
    words: str
    on: datetime


@dataclass(frozen=True)
class Step:
    kind: EmergencyStepKind
    at: datetime
    by: str
    text: str


@dataclass(frozen=True)
class Emergency:
    """The open list: its clock, and each line with when it was done."""

    since: datetime
    steps: list[Step]


@dataclass(frozen=True)
class Beside:
    """Another session in the same room at the same time."""

    pk: int
    initials: str
    first_dose_at: datetime | None


def columns(member: Membership) -> dict[str, Any]:
    """Annotations for a queryset of sessions; the functions below take them apart."""
    return {
        "presence_rows": ArraySubquery(_presence()),
        "card_rows": ArraySubquery(_card()),
        "support_rows": ArraySubquery(_support()),
        "helped_rows": ArraySubquery(_helped()),
        "run_rows": ArraySubquery(_runs()),
        "step_rows": ArraySubquery(_steps()),
        "contact_rows": ArraySubquery(_contacts()),
        "group_rows": ArraySubquery(_group(member)),
        "safety_rows": ArraySubquery(_safety()),
        "directive_rows": ArraySubquery(directive_rows()),
        "limit_rows": ArraySubquery(_limits()),
    }


def columns_of_the_wall() -> dict[str, Any]:
    """Who is in each room, since when a due reading was let be, and since when it calls for help."""
    declined = ReadingDeclined.objects.standing().filter(session=OuterRef("pk"))
    newest = declined.order_by("-occurred_at", "-pk")
    return {
        "presence_rows": ArraySubquery(_presence()),
        "declined_at": Subquery(newest.values("occurred_at")[:1]),
        "emergency_at": Subquery(_open_list().values("started_at")),
    }


def in_the_room(session: Any) -> list[InTheRoom]:
    return [InTheRoom(row["pk"], row["name"], _at(row["at"])) for row in session.presence_rows]


def card_of(session: Any) -> list[tuple[str, str]]:
    """The lines of the room card that say something, in the order in which a room is made up."""
    row: dict[str, str] = next(iter(session.card_rows), {})
    return answered(LINES, row)


def food_of(session: Any) -> str:
    row: dict[str, str] = next(iter(session.card_rows), {})
    return row.get("food", "")


def safety_of(session: Any) -> list[tuple[str, str]]:
    """What safety feels like, and what helps before, during and after, as far as it was said."""
    row: dict[str, str] = next(iter(session.safety_rows), {})
    return answered(ASKED, row)


def directive_of(session: Any) -> AdvanceDirective:
    """What the patient laid down; where nobody asked, a row that says so."""
    row: dict[str, str] = next(iter(session.directive_rows), {})
    return AdvanceDirective(**row)


@dataclass(frozen=True)
class OwnLimits:
    """The patient's own limits for readings, in words."""

    pairs: list[Pair]
    by: str
    at: datetime
    reason: str


def limits_of(session: Any) -> OwnLimits | None:
    row = next(iter(session.limit_rows), None)
    if row is None or not (pairs := said(row)):
        return None
    return OwnLimits(pairs, row["by"], _at(row["at"]), row["why"])


def hard_of(session: Any) -> Hard | None:
    row = next(iter(session.support_rows), None)
    return row and Hard(_at(row["at"]), [SupportTried(one) for one in row["tried"]])


def helped_of(session: Any) -> Helped | None:
    row = next(iter(session.helped_rows), None)
    return row and Helped(row["helped"], _at(row["at"]))


def emergency_of(session: Any) -> Emergency | None:
    run = next(iter(session.run_rows), None)
    if run is None:
        return None
    steps = [
        Step(EmergencyStepKind(row["kind"]), _at(row["at"]), row["by"], row["text"])
        for row in session.step_rows
    ]
    return Emergency(_at(run["at"]), steps)


def contact_of(session: Any) -> tuple[str, str] | None:
    """Whom to call: the emergency contact, else the support person."""
    row = next(iter(session.contact_rows), None)
    return row and (row["name"], row["phone"])


def group_of(session: Any) -> list[Beside]:
    return [
        Beside(
            row["pk"],
            initials_of(row),
            row["dosed"] and _at(row["dosed"]),
        )
        for row in session.group_rows
    ]


def initials_of(row: dict[str, Any]) -> str:
    return Patient(legal_name=row["name"], preferred_name=row["called"]).initials


def _at(word: str) -> datetime:
    return datetime.fromisoformat(word)


def _presence() -> Any:
    rows = Presence.objects.filter(session=OuterRef("pk"), left_at=None).order_by("came_at", "pk")
    return rows.values(row=JSONObject(pk="member_id", name="member__user__full_name", at="came_at"))


def _card() -> Any:
    rows = RoomCard.objects.filter(episode=OuterRef("episode")).order_by("-recorded_at", "-pk")
    return rows.values(row=JSONObject(**{name: name for name in LINES}))[:1]


def _safety() -> Any:
    rows = SafetyVersion.objects.filter(episode=OuterRef("episode")).order_by("-number")
    return rows.values(row=JSONObject(**{name: name for name in ASKED}))[:1]


def directive_rows() -> Any:
    rows = AdvanceDirective.objects.filter(patient=OuterRef("episode__patient"))
    names = {name: name for name in AdvanceDirective.WORDS}
    return rows.order_by("-recorded_at", "-pk").values(row=JSONObject(**names))[:1]


def _limits() -> Any:
    rows = PatientLimits.objects.filter(episode=OuterRef("episode"))
    names = {name: name for name in NAMES}
    return rows.order_by("-written_at", "-pk").values(
        row=JSONObject(**names, by="written_by__user__full_name", at="written_at", why="reason")
    )[:1]


def _support() -> Any:
    rows = SupportEpisode.objects.filter(session=OuterRef("pk"), ended_at=None)
    return rows.values(row=JSONObject(at="started_at", tried="tried"))


def _helped() -> Any:
    rows = SupportEpisode.objects.filter(session__episode=OuterRef("episode")).exclude(helped="")
    newest = rows.order_by("-started_at", "-pk")[:1]
    return newest.values(row=JSONObject(helped="helped", at="started_at"))


def _open_list() -> Any:
    """The emergency list that is open; a session has one at most."""
    return EmergencyRun.objects.filter(session=OuterRef("pk"), ended_at=None)


def _runs() -> Any:
    return _open_list().values(row=JSONObject(at="started_at"))


def _steps() -> Any:
    rows = EmergencyStep.objects.filter(run__session=OuterRef("pk"), run__ended_at=None)
    return rows.order_by("done_at", "pk").values(
        row=JSONObject(kind="kind", at="done_at", by="done_by__user__full_name", text="text")
    )


def _contacts() -> Any:
    kinds = [ContactKind.EMERGENCY, ContactKind.SUPPORT]
    rows = Contact.objects.filter(
        patient=OuterRef("episode__patient"), kind__in=kinds, ended_at=None
    )
    # By the alphabet the emergency contact comes before the support person.
    return rows.order_by("kind", "-recorded_at").values(row=JSONObject(name="name", phone="phone"))[
        :1
    ]


def _group(member: Membership) -> Any:
    """Sessions of other people in this room that run at the same time."""
    rows = MedicineSession.objects.visible_to(member).filter(
        RUNNING, appointment__room=OuterRef("appointment__room")
    )
    rows = rows.exclude(pk=OuterRef("pk"))
    return rows.order_by("planned_at", "pk").values(
        row=JSONObject(
            pk="pk",
            name="episode__patient__legal_name",
            called="episode__patient__preferred_name",
            dosed="first_dose_at",
        )
    )
