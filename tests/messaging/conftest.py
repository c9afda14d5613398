"""The people and the hour of page tests."""

from tests.support.pages import as_, hour, story

__all__ = ["as_", "hour", "story"]
