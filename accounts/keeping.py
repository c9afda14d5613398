"""Where sessions are kept: one of staff ends twelve hours after the whole sign-in, whatever happens in it."""

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore

SINCE_IN = "kap_device"


class SessionStore(DatabaseStore):
    def get_expiry_date(self, **facts: Any) -> datetime:
        ends: datetime = super().get_expiry_date(**facts)
        mark = self.get(SINCE_IN)
        return min(ends, ends_at(mark)) if mark else ends


def ends_at(mark: dict[str, Any]) -> datetime:
    """Twelve hours after the sign-in that the mark tells of."""
    since = datetime.fromisoformat(mark["since"])
    return since + timedelta(seconds=settings.SESSION_COOKIE_AGE)
