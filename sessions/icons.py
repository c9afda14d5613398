"""One line icon for each tap and each kind of line; the word beside it carries the meaning."""

from sessions.enums import Observation as O  # noqa: N817 - a table of its names

OF_TAP = {
    O.BREATH_CALM: "wind",
    O.BREATH_FAST: "activity",
    O.TEARS: "droplet",
    O.LAUGHTER: "smile",
    O.MOVEMENT: "move",
    O.STILLNESS: "pause",
    O.SPEECH: "message-circle",
    O.SILENCE: "message-circle-off",
    O.TREMOR: "vibrate",
    O.FEAR: "cloud-lightning",
    O.EASE: "leaf",
    O.ASKED_FOR_SUPPORT: "hand-heart",
    O.GROUNDED: "anchor",
    O.EYES_OPEN: "eye",
    O.NAUSEA: "waves-horizontal",
    O.POSITION_CHANGE: "rotate-ccw",
    O.MUSIC_CHANGE: "music",
    O.TOUCH_GIVEN: "hand",
    O.TOUCH_DECLINED: "ban",
}
OF_LINE: dict[str, str] = {
    **{str(tap): icon for tap, icon in OF_TAP.items()},
    "event": "pen-line",
    "vitals": "heart-pulse",
    "adverse": "triangle-alert",
}
