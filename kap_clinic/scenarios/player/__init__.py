"""Plays a scenario through the same verbs the pages call."""
