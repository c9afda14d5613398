"""How the room is made up: agreed in preparation, read by whoever makes it up on the day."""

from collections.abc import Mapping
from datetime import datetime

from accounts.acts import act, invalid, words_of
from accounts.enums import Permission
from accounts.models import Membership
from audit import trail
from patients.domain.care_team import require_care
from patients.models import EpisodeOfCare
from sessions.models import RoomCard

LONGEST = 200
# The card's lines in the order in which a room is made up.
LINES = {
    "playlist": "Music",
    "eye_shades": "Eye shades",
    "position": "Position",
    "comfort": "Comfort",
    "scents": "Scents to avoid",
    "food": "Food and drink",
    "closing": "At the close",
}


@act("room_card.kept", Permission.PREPARATION_RECORD)
def keep(
    episode: EpisodeOfCare, *, lines: Mapping[str, str], by: Membership, at: datetime
) -> RoomCard | None:
    """Keep the card as it is agreed now; the same words again change nothing. None while it is empty."""
    require_care(by, episode.patient)
    if not set(lines) <= set(LINES):
        raise invalid("There is no such line on the room card.")
    said = {
        name: words_of(lines.get(name, ""), most=LONGEST, what=label.lower())
        for name, label in LINES.items()
    }
    EpisodeOfCare.objects.select_for_update(of=("self",)).get(pk=episode.pk)
    before = newest(episode)
    standing = {name: getattr(before, name) if before else "" for name in LINES}
    if said == standing:
        return before
    row = RoomCard.objects.create(episode=episode, **said, recorded_at=at, recorded_by=by)
    trail.record("room_card.kept", row, by=by, at=at, patient_id=episode.patient_id)
    return row


def newest(episode: EpisodeOfCare) -> RoomCard | None:
    return RoomCard.objects.filter(episode=episode).order_by("-recorded_at", "-pk").first()
