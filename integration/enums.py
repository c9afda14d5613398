"""Words of the days after."""

from django.db.models import TextChoices


class WindowStatus(TextChoices):
    OPEN_PEAK = "open_peak", "Open, at its peak"
    OPEN = "open", "Open"
    CLOSED_COMPLETE = "closed_complete", "Closed, complete"
    CLOSED_PARTIAL = "closed_partial", "Closed, in part"
    CLOSED_MISSED = "closed_missed", "Closed, missed"
    VOIDED = "voided", "Voided"


OPEN_WINDOW = (WindowStatus.OPEN_PEAK, WindowStatus.OPEN)


class ContactCode(TextChoices):
    C0 = "C0", "Home safe"
    C1 = "C1", "Day 1"
    C2 = "C2", "Peak session"
    C3 = "C3", "Day 3"
    C4 = "C4", "Week 1"
    C5 = "C5", "Week 2"


class ContactStatus(TextChoices):
    PLANNED = "planned", "Planned"
    DONE = "done", "Done"
    LATE = "late", "Done late"
    MISSED = "missed", "Missed"
    WAIVED = "waived", "Waived"
    DECLINED = "declined", "Declined by the patient"


class ReviewStatus(TextChoices):
    ALIVE = "alive", "Alive"
    CHANGED = "changed", "Changed"
    ANSWERED = "answered", "Answered"
    RELEASED = "released", "Released"


class Visibility(TextChoices):
    PRIVATE = "private", "Only me"
    SHARED_WITH_THERAPIST = "shared_with_therapist", "My therapist"
    SHARED_WITH_TEAM = "shared_with_team", "My care team"


class PracticeKind(TextChoices):
    JOURNAL = "journal", "Journal"
    BREATH = "breath", "Breath"
    BODY_SCAN = "body_scan", "Body scan"
    MOVEMENT = "movement", "Movement"
    NATURE = "nature", "Nature"
    ART = "art", "Art"
    MUSIC = "music", "Music"
    BOUNDARY = "boundary", "Boundary"
    RELATIONSHIP = "relationship", "Relationship"
    SELF_CARE = "self_care", "Self-care"
    REST = "rest", "Rest"
    MINDFULNESS = "mindfulness", "Mindfulness"
    BEHAVIOUR_EXPERIMENT = "behaviour_experiment", "Experiment"
    OTHER = "other", "Something else"
