"""Actions of the days after."""

from accounts.acts import invalid, require
from accounts.enums import Permission
from integration.domain import contacts, journal, windows
from integration.enums import ContactCode, Visibility
from integration.models import IntegrationContact
from kap_clinic.scenarios.player.scene import Scene, Verb


def complete_contact(scene: Scene) -> None:
    contacts.complete(
        _contact(scene, contacts.complete),
        note=scene.text("note"),
        intention=scene.text("intention"),
        **scene.who,
    )


def decline_contact(scene: Scene) -> None:
    contacts.decline(_contact(scene, contacts.decline), reason=scene.text("reason"), **scene.who)


def write_journal(scene: Scene) -> None:
    visibility = scene.given.get("visibility", Visibility.PRIVATE)
    journal.write(scene.patient, text=scene.text("text"), visibility=visibility, **scene.who)


def _contact(scene: Scene, verb: Verb) -> IntegrationContact:
    """The contact of that kind in the newest window."""
    scene.need(verb, "kind")
    if verb is contacts.complete and scene.given["kind"] != ContactCode.C0:
        require(scene.by, Permission.CONTACT_COMPLETE)
    window = windows.newest_window(scene.episode)
    contact = windows.contact_of(window, scene.given["kind"]) if window else None
    if contact is None:
        raise invalid("No window has been opened yet.")
    return contact
