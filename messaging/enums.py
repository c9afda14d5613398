"""Words of the outbox."""

from django.db.models import TextChoices


class Channel(TextChoices):
    SMS = "sms", "Text message"
    EMAIL = "email", "E-mail"


class MessageState(TextChoices):
    QUEUED = "queued", "Waiting"
    SENDING = "sending", "Being sent"
    SENT = "sent", "Sent"
    DELIVERED = "delivered", "Delivered"
    FAILED = "failed", "Failed"
    UNKNOWN = "unknown", "Not known"
    CANCELLED = "cancelled", "Cancelled"
    EXPIRED = "expired", "Too late"


FINAL_STATES = (
    MessageState.SENT,
    MessageState.DELIVERED,
    MessageState.FAILED,
    MessageState.UNKNOWN,
    MessageState.CANCELLED,
    MessageState.EXPIRED,
)


class Purpose(TextChoices):
    """What a message is for; only nudges and measures are capped."""

    BOOKED = "booked", "Booked visit"
    CHANGED = "changed", "Change of a visit"
    BEFORE_VISIT = "before_visit", "Before a visit"
    NUDGE = "nudge", "Nudge"
    MEASURE = "measure", "Check-in to answer"


CAPPED = (Purpose.NUDGE, Purpose.MEASURE)


class Topic(TextChoices):
    SMS = "sms", "Texts"
    EMAIL = "email", "E-mails"
    ALL = "all", "Everything"
