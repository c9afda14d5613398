"""The demo clinic: fictional people, everything made through the verbs that the pages call."""
