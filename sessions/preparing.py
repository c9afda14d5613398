"""What the preparation page reads: the thread of intentions, the visits so far, touch, the support person."""

from dataclasses import dataclass
from typing import Any

from patients.enums import ContactKind
from patients.models import Contact, EpisodeOfCare
from screening.domain.preparation import touch_choices
from screening.enums import TouchChoice, TouchKind
from screening.models import IntentionVersion, Preparation, TouchAgreement
from sessions.domain.asked import answered
from sessions.domain.room_cards import LINES, newest
from sessions.domain.safety import ASKED
from sessions.domain.support import helped_last_time
from sessions.forms.preparation import ROOM, SAFE, TOUCH
from sessions.models import RoomCard, SafetyVersion, SupportEpisode


@dataclass(frozen=True)
class Prepared:
    intentions: list[IntentionVersion]
    visits: list[Preparation]
    chosen: dict[str, str]
    answered: frozenset[str]
    support: Contact | None
    card: RoomCard | None
    helped: SupportEpisode | None
    safety: list[SafetyVersion]

    @property
    def said_of_safety(self) -> list[tuple[SafetyVersion, list[tuple[str, str]]]]:
        """Every version, newest first, with the questions that were answered."""
        return [(one, answered(ASKED, vars(one))) for one in self.safety]

    @property
    def newest(self) -> int:
        return self.visits[0].pk if self.visits else 0

    @property
    def touch_lines(self) -> list[tuple[str, str, bool]]:
        """Each kind with what holds now, and whether it was ever asked."""
        return [
            (kind.label, TouchChoice(self.chosen[kind]).label, kind in self.answered)
            for kind in TouchKind
        ]

    @property
    def initial(self) -> dict[str, Any]:
        """The next visit begins where the last one ended; touch never asked stays unset."""
        last = self.visits[0] if self.visits else None
        support = self.support
        return {
            "intention": self.intentions[0].text if self.intentions else "",
            "communication_plan": last.communication_plan if last else "",
            "support_name": support.name if support else "",
            "support_phone": support.phone if support else "",
            "newest": self.newest,
            **{TOUCH + kind: self.chosen[kind] for kind in TouchKind if kind in self.answered},
            **{ROOM + name: getattr(self.card, name) for name in LINES if self.card},
            **{SAFE + name: getattr(one, name) for one in self.safety[:1] for name in ASKED},
        }


def prepared(episode: EpisodeOfCare) -> Prepared:
    by_whom = "recorded_by__user"
    intentions = IntentionVersion.objects.filter(episode=episode).select_related(by_whom)
    visits = Preparation.objects.filter(episode=episode).select_related(by_whom)
    asked = TouchAgreement.objects.filter(episode=episode).values_list("kind", flat=True)
    support = Contact.objects.filter(
        patient=episode.patient_id, kind=ContactKind.SUPPORT, ended_at=None
    )
    return Prepared(
        intentions=list(intentions.order_by("-number")),
        visits=list(visits.order_by("-recorded_at", "-pk")),
        chosen=touch_choices(episode),
        answered=frozenset(asked),
        support=support.order_by("-recorded_at").first(),
        card=newest(episode),
        helped=helped_last_time(episode),
        safety=list(
            SafetyVersion.objects.filter(episode=episode)
            .select_related(by_whom)
            .order_by("-number")
        ),
    )
