"""What safety feels like for this patient, and what helps before, during and after."""

from collections.abc import Mapping
from datetime import datetime

from accounts.acts import act
from accounts.enums import Permission
from accounts.models import Membership
from audit import trail
from patients.domain.care_team import require_care
from patients.models import EpisodeOfCare
from sessions.domain import asked
from sessions.models import SafetyVersion

LONGEST = 1000
# In the order in which they are asked and read.
ASKED = {
    "safety": "What safety feels like",
    "before": "Helps before",
    "during": "Helps during",
    "after": "Helps after",
}


@act("safety.kept", Permission.PREPARATION_RECORD)
def keep(
    episode: EpisodeOfCare, *, words: Mapping[str, str], by: Membership, at: datetime
) -> SafetyVersion | None:
    """The next version, in the patient's words; the same words again change nothing. None while empty."""
    require_care(by, episode.patient)
    said = asked.answers(
        ASKED, words, most=LONGEST, unknown="There is no such question about safety."
    )
    EpisodeOfCare.objects.select_for_update(of=("self",)).get(pk=episode.pk)
    last = newest(episode)
    if asked.stand_in(last, said):
        return last
    row = SafetyVersion.objects.create(
        episode=episode, number=last.number + 1 if last else 1, **said, said_at=at, recorded_by=by
    )
    trail.record("safety.kept", row, by=by, at=at, patient_id=episode.patient_id)
    return row


def newest(episode: EpisodeOfCare) -> SafetyVersion | None:
    return SafetyVersion.objects.filter(episode=episode).order_by("-number").first()
