"""How the room is made up: agreed in preparation, read by whoever makes it up on the day."""

from collections.abc import Mapping
from datetime import datetime

from accounts.acts import act
from accounts.enums import Permission
from accounts.models import Membership
from audit import trail
from patients.domain.care_team import require_care
from patients.models import EpisodeOfCare
from sessions.domain import asked
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
    said = asked.answers(
        LINES, lines, most=LONGEST, unknown="There is no such line on the room card."
    )
    EpisodeOfCare.objects.select_for_update(of=("self",)).get(pk=episode.pk)
    before = newest(episode)
    if asked.stand_in(before, said):
        return before
    row = RoomCard.objects.create(episode=episode, **said, recorded_at=at, recorded_by=by)
    trail.record("room_card.kept", row, by=by, at=at, patient_id=episode.patient_id)
    return row


def newest(episode: EpisodeOfCare) -> RoomCard | None:
    return RoomCard.objects.filter(episode=episode).order_by("-recorded_at", "-pk").first()
