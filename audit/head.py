"""Once a day the head of the chain leaves the box: to the log, and to an address where one is set.

Whoever cuts the tail of the trail off here cannot cut it off there.
"""

import logging
from datetime import datetime, timedelta

from django.conf import settings
from django.core.mail import EmailMessage, mailers
from django.db import transaction

from audit import seals
from audit.models import Bookmark

logger = logging.getLogger(__name__)

EVERY = timedelta(hours=24)
TOLD = "head told"


def tell(*, at: datetime) -> bool:
    """Say where the chain ends, at most once a day; True when it was said now."""
    place = seals.head()
    if not place or not _is_time(place, at=at):
        return False
    event, _, digest = place.partition(":")
    logger.info("the trail ends at event %s with the seal %s", event, digest)
    if settings.TRAIL_HEAD_TO:
        _mail(event, digest)
    return True


@transaction.atomic
def _is_time(place: str, *, at: datetime) -> bool:
    """Marked before it is said: two workers never say it twice."""
    mark, is_new = Bookmark.objects.get_or_create(
        name=TOLD, defaults={"place": place, "moved_at": at}
    )
    if is_new:
        return True
    rows = Bookmark.objects.filter(pk=mark.pk, moved_at__lte=at - EVERY)
    return bool(rows.update(place=place, moved_at=at))


def _mail(event: str, digest: str) -> None:
    mail = EmailMessage(
        subject=f"Trail sealed up to event {event}",
        body=f"The trail ends at event {event} with the seal\n{digest}\n\nKeep this letter: "
        "`manage.py verify --head EVENT:SEAL` says whether the trail still holds it.\n",
        from_email=settings.DEFAULT_FROM_EMAIL,
        to=[settings.TRAIL_HEAD_TO],
    )
    try:
        mailers.default.send_messages([mail])
    except OSError:
        logger.exception("the head of the trail could not be mailed; it stands in this log")
