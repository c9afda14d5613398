"""Words of the outcome measures and of safety alerts."""

from django.db.models import TextChoices

from core.moves import Moves, move


class InstrumentCode(TextChoices):
    PHQ9 = "phq9", "PHQ-9"
    GAD7 = "gad7", "GAD-7"
    PCL5 = "pcl5", "PCL-5"
    AUDITC = "auditc", "AUDIT-C"
    PEG = "peg", "PEG"


class ResponseStatus(TextChoices):
    IN_PROGRESS = "in_progress", "Left unfinished"
    COMPLETED = "completed", "Complete"
    ENTERED_IN_ERROR = "entered_in_error", "Entered in error"


class AlertKind(TextChoices):
    SUICIDE_ITEM = "suicide_item", "PHQ-9 item 9"
    SUICIDE_PLAN = "suicide_plan", "Suicidal plan or intent at intake"
    SUICIDE_TODAY = "suicide_today", "Thoughts of suicide at check-in"
    RED_READING = "red_reading", "Red reading after the dose"


class AlertLevel(TextChoices):
    SAME_DAY = "same_day", "Same business day"
    URGENT = "urgent", "Within the hour"
    NOW = "now", "Now"


class AlertStatus(TextChoices):
    OPEN = "open", "Open"
    ACKNOWLEDGED = "acknowledged", "Acknowledged"
    CLOSED = "closed", "Closed"


STANDS = (AlertStatus.OPEN, AlertStatus.ACKNOWLEDGED)

ALERT_MOVES: Moves = {
    "acknowledge": move(AlertStatus.OPEN, AlertStatus.ACKNOWLEDGED, to=AlertStatus.ACKNOWLEDGED),
    "raise": move(AlertStatus.OPEN, AlertStatus.ACKNOWLEDGED, to=AlertStatus.OPEN),
    "close": move(AlertStatus.OPEN, AlertStatus.ACKNOWLEDGED, to=AlertStatus.CLOSED),
}
