"""Actions of writing, signing and reading."""

from accounts.acts import invalid
from kap_clinic.scenarios import words
from kap_clinic.scenarios.player.scene import Scene, Verb
from patients.domain import chart
from patients.domain import notes as kept_apart
from sessions.domain import writing


def save_note(scene: Scene) -> None:
    if scene.text("part") == words.PSYCHOTHERAPY:
        kept_apart.write_psychotherapy_note(scene.patient, text=scene.text("text"), **scene.who)
        return
    _part(scene, writing.save_part, text=scene.text("text"))


def sign_note(scene: Scene) -> None:
    _part(scene, writing.sign_part, text=scene.given.get("text"))


def add_addendum(scene: Scene) -> None:
    _part(scene, writing.add_addendum, text=scene.text("text"))


def read_chart(scene: Scene) -> None:
    if "section" not in scene.given:
        raise invalid("Say which section.")
    chart.read_section(scene.patient, section=scene.given["section"], **scene.who)


def _part(scene: Scene, verb: Verb, *, text: str | None) -> None:
    scene.permitted(verb)
    writing.require_part(scene.by, scene.text("part"))
    verb(scene.session_to_record_in(verb), part=scene.text("part"), text=text, **scene.who)
