"""Actions of whoever sees, opens and closes what calls for a person."""

from accounts.acts import invalid, require
from accounts.enums import Permission
from kap_clinic.scenarios.player.scene import Scene
from measures.domain import alerts
from screening.domain import eligibility
from sessions.domain import gate
from sessions.domain.current import current_session
from sessions.enums import GateItem

FINDINGS, ALERT = "findings", "alert"


def acknowledge(scene: Scene) -> None:
    what = scene.text("what")
    if what == FINDINGS:
        eligibility.acknowledge_findings(scene.patient, reason=scene.text("reason"), **scene.who)
    elif what == ALERT:
        alerts.acknowledge(scene.patient, reason=scene.text("reason"), **scene.who)
    else:
        _open_the_gate(scene, what)


def _open_the_gate(scene: Scene, item: str) -> None:
    if not item:
        raise invalid("Say what you acknowledge.")
    scene.permitted(gate.acknowledge)
    if item != GateItem.VITALS_AMBER:
        require(scene.by, Permission.GATE_ACKNOWLEDGE)
    session = current_session(scene.episode, at=scene.at)
    if session is None:
        raise invalid("No medicine session waits for that.")
    gate.acknowledge(session, item=item, reason=scene.text("reason"), **scene.who)


def close_alert(scene: Scene) -> None:
    alerts.close(scene.patient, outcome=scene.text("outcome"), plan=scene.text("plan"), **scene.who)
