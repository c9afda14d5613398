"""The room itself: who is in it, how it is made up, and what was done when the hour was hard."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from accounts.models import Membership
from core.constraints import both_or_neither
from core.history import tracked
from core.models import AppendOnly
from patients.models import EpisodeOfCare
from sessions.enums import (
    EmergencyOutcome,
    EmergencyStepKind,
    NoticeItem,
    SupportTried,
)
from sessions.models.session import MedicineSession


class SessionPulse(models.Model):
    """How often the session's record was written to: a trigger counts, a page asks for the number.

    `within_log` is the revision of the newest write that changed an older line of the log,
    `beside_log` of the newest one that shows anywhere but in the log.
    """

    session = models.OneToOneField(
        MedicineSession, on_delete=models.PROTECT, primary_key=True, related_name="pulse"
    )
    revision = models.PositiveBigIntegerField(default=0)
    within_log = models.PositiveBigIntegerField(default=0)
    beside_log = models.PositiveBigIntegerField(default=0)

    def __str__(self) -> str:
        return str(self.revision)


class SafetyVersion(AppendOnly):
    """What safety feels like for this patient, and what helps them before, during and after.

    Said anew it becomes the next version; none is overwritten.
    """

    episode = models.ForeignKey(
        EpisodeOfCare, on_delete=models.PROTECT, related_name="safety_versions"
    )
    number = models.PositiveIntegerField()
    safety = models.TextField(blank=True)
    before = models.TextField(blank=True)
    during = models.TextField(blank=True)
    after = models.TextField(blank=True)
    said_at = models.DateTimeField()
    recorded_by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["episode", "number"], name="safety_number_once"),
        ]

    def __str__(self) -> str:
        return f"Safety, version {self.number}"


class RoomCard(AppendOnly):
    """How the room is to be made up, agreed in preparation. The newest one is read on the day."""

    episode = models.ForeignKey(EpisodeOfCare, on_delete=models.PROTECT, related_name="room_cards")
    playlist = models.CharField(max_length=200, blank=True)
    eye_shades = models.CharField(max_length=200, blank=True)
    position = models.CharField(max_length=200, blank=True)
    comfort = models.CharField(max_length=200, blank=True, help_text="Blanket, pillow, an object.")
    scents = models.CharField(max_length=200, blank=True, help_text="Scents to avoid.")
    food = models.CharField(max_length=200, blank=True, help_text="Food allergies, what to offer.")
    closing = models.CharField(max_length=200, blank=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return "Room card"


@tracked
class Presence(models.Model):
    """Somebody of the clinic is in the room, from one moment until they leave or hand over."""

    session = models.ForeignKey(MedicineSession, on_delete=models.PROTECT, related_name="presences")
    member = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="presences")
    came_at = models.DateTimeField()
    left_at = models.DateTimeField(null=True, blank=True)
    handed_to = models.ForeignKey(
        Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["session", "member"], condition=Q(left_at=None), name="in_the_room_once"
            ),
            models.CheckConstraint(
                condition=Q(left_at=None) | Q(left_at__gte=F("came_at")),
                name="left_after_coming",
            ),
            models.CheckConstraint(
                condition=Q(handed_to=None) | Q(left_at__isnull=False),
                name="handed_over_on_leaving",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.member} in the room"


@tracked
class SupportEpisode(models.Model):
    """A hard stretch: when it began, what was tried, what helped, when it passed."""

    session = models.ForeignKey(MedicineSession, on_delete=models.PROTECT, related_name="support")
    started_at = models.DateTimeField()
    recorded_by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    tried = ArrayField(
        models.CharField(max_length=20, choices=SupportTried.choices), default=list, blank=True
    )
    helped = models.CharField(max_length=300, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(
        Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        constraints = [
            both_or_neither("ended_at", "ended_by", name="support_end_is_whole"),
            models.UniqueConstraint(
                fields=["session"], condition=Q(ended_at=None), name="one_support_at_a_time"
            ),
            models.CheckConstraint(
                condition=Q(tried__contained_by=SupportTried.values), name="support_words_known"
            ),
        ]

    def __str__(self) -> str:
        return "Support"


@tracked
class EmergencyRun(models.Model):
    """The emergency list, opened: its own clock runs until somebody says how it ended."""

    session = models.ForeignKey(
        MedicineSession, on_delete=models.PROTECT, related_name="emergencies"
    )
    key = models.CharField(max_length=64, blank=True, default="")
    started_at = models.DateTimeField()
    started_by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(
        null=True, blank=True, help_text="When it came in; empty in rows from before it was asked."
    )
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(
        Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    outcome = models.CharField(max_length=20, choices=EmergencyOutcome.choices, blank=True)

    class Meta:
        constraints = [
            both_or_neither("ended_at", "ended_by", name="emergency_end_is_whole"),
            models.UniqueConstraint(
                fields=["session"], condition=Q(ended_at=None), name="one_emergency_at_a_time"
            ),
            models.UniqueConstraint(
                fields=["session", "key"], condition=~Q(key=""), name="emergency_key_once"
            ),
            models.CheckConstraint(
                condition=Q(recorded_at__gte=F("started_at")), name="emergency_recorded_after_it"
            ),
        ]

    def __str__(self) -> str:
        return "Emergency"


class EmergencyStep(AppendOnly):
    """One line of the list, done: who and when. Twice is fine, as oxygen is given twice."""

    run = models.ForeignKey(EmergencyRun, on_delete=models.PROTECT, related_name="steps")
    kind = models.CharField(max_length=20, choices=EmergencyStepKind.choices)
    key = models.CharField(max_length=64, blank=True)
    text = models.CharField(max_length=300, blank=True)
    done_at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    done_by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["run", "key"], condition=~Q(key=""), name="emergency_step_key_once"
            ),
        ]

    def __str__(self) -> str:
        return self.get_kind_display()


class NoticeSeen(AppendOnly):
    """That a prescriber looked at something before the dose: who, when, and what they said to it."""

    session = models.ForeignKey(MedicineSession, on_delete=models.PROTECT, related_name="notices")
    item = models.CharField(max_length=20, choices=NoticeItem.choices)
    about = models.CharField(
        max_length=80, help_text="The row it speaks of, so a new one asks anew."
    )
    words = models.CharField(max_length=300)
    seen_at = models.DateTimeField()
    seen_by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(words=""), name="notice_seen_with_words"),
            models.UniqueConstraint(fields=["session", "item", "about"], name="notice_seen_once"),
        ]

    def __str__(self) -> str:
        return self.get_item_display()
