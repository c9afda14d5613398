"""How a window closes, reckoned from its contacts."""

from integration.enums import OPEN_WINDOW, ContactStatus, WindowStatus
from integration.models import IntegrationWindow

SETTLED = {ContactStatus.DONE, ContactStatus.WAIVED, ContactStatus.DECLINED}
DONE = {ContactStatus.DONE, ContactStatus.LATE}


def reckon(window: IntegrationWindow) -> WindowStatus:
    """Complete when every contact was done or let go, missed when none was, else in part."""
    statuses = set(window.contacts.values_list("status", flat=True))
    if statuses <= SETTLED:
        return WindowStatus.CLOSED_COMPLETE
    return WindowStatus.CLOSED_PARTIAL if statuses & DONE else WindowStatus.CLOSED_MISSED


def reckon_again(window: IntegrationWindow) -> None:
    """A contact caught up after the end changes how the window stands."""
    if window.status in OPEN_WINDOW or window.status == WindowStatus.VOIDED:
        return
    window.status = reckon(window)
    window.save(update_fields=["status"])
