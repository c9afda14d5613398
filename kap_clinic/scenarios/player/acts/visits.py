"""Actions of the diary and the front desk."""

from accounts.acts import invalid
from kap_clinic.scenarios.language.model import NamedPerson
from kap_clinic.scenarios.player.scene import Scene
from messaging.domain import preferences
from sessions.domain import arrival, visits
from sessions.domain.current import current_session


def book(scene: Scene) -> None:
    scene.need(visits.book_visit, "kind", "start", "minutes", "clinician", "room")
    visits.book_visit(
        scene.patient,
        start_at=scene.given["start"],
        clinician=scene.stage.staff[scene.given["clinician"]],
        room=scene.stage.room(scene.given["room"]),
        **scene.facts("kind", "minutes"),
        **scene.who,
    )


def cancel(scene: Scene) -> None:
    scene.need(visits.cancel_visit, "kind")
    visit = visits.next_visit(scene.patient, scene.given["kind"], at=scene.at)
    if visit is None:
        raise invalid("No visit of that kind is booked.")
    visits.cancel_visit(visit, reason=scene.text("reason"), **scene.who)


def check_in(scene: Scene) -> None:
    scene.need(arrival.check_in, "last_solid", "last_clear_liquid", "changes", "pregnant")
    session = current_session(scene.episode, at=scene.at)
    if session is None:
        raise invalid("No medicine session is booked.")
    ride = scene.given.get("ride", NamedPerson())
    answers = arrival.Answers(
        last_solid_at=scene.given["last_solid"],
        last_clear_liquid_at=scene.given["last_clear_liquid"],
        pregnant=scene.given["pregnant"],
        changes=scene.given["changes"],
        ride_name=ride.name or "",
        ride_phone=ride.phone or "",
    )
    arrival.check_in(session, answers=answers, corrected=scene.text("corrected"), **scene.who)


def opt_out(scene: Scene) -> None:
    preferences.opt_out(scene.patient, channel=scene.text("channel"), **scene.who)
