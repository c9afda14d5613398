"""Where sessions are kept: one of staff ends twelve hours after the whole sign-in, whatever happens in it."""

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore

SINCE_IN = "kap_device"


class SessionStore(DatabaseStore):
    def get_expiry_date(self, **facts: Any) -> datetime:
        ends: datetime = super().get_expiry_date(**facts)
        since = (self.get(SINCE_IN) or {}).get("since")
        if since is None:
            return ends
        whole = datetime.fromisoformat(since) + timedelta(seconds=settings.SESSION_COOKIE_AGE)
        return min(ends, whole)
