"""People of Cedar Clinic at their screens; the fixtures are those of the dashboard's tests."""

from tests.dashboard.conftest import as_, hour, story
from tests.support.rooms import room

__all__ = ["as_", "hour", "room", "story"]
