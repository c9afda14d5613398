"""What each action of the language does: one small function an action."""
