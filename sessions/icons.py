"""One line icon for each tap and each kind of line; the word beside it carries the meaning."""

from sessions.enums import Observation as O  # noqa: N817 - a table of its names
from sessions.enums import RouteActKind, Stage

INSIDE = {
    O.BREATH_CALM: "wind",
    O.BREATH_FAST: "activity",
    O.STILLNESS: "pause",
    O.MOVEMENT: "move",
    O.SILENCE: "message-circle-off",
    O.TEARS: "droplet",
    O.LAUGHTER: "smile",
    O.FEAR: "cloud-lightning",
    O.TREMOR: "vibrate",
    O.EASE: "leaf",
    O.SPEECH: "message-circle",
    O.ASKED_FOR_SUPPORT: "hand-heart",
    O.TOUCH_GIVEN: "hand",
    O.TOUCH_DECLINED: "ban",
    O.POSITION_CHANGE: "rotate-ccw",
    O.MUSIC_CHANGE: "music",
    O.EYE_SHADES: "glasses",
    O.NAUSEA: "waves-horizontal",
}
COMING_BACK = {
    O.EYES_OPEN: "eye",
    O.WORDS_SHARED: "quote",
    O.FELT_THE_BODY: "person-standing",
    O.KNOWS_THE_ROOM: "map-pin",
    O.GROUNDED: "anchor",
    O.WATER: "glass-water",
    O.SNACK: "cookie",
    O.BATHROOM: "bath",
    O.DIZZY: "orbit",
    O.COMFORT_OFFERED: "gift",
    O.COMFORT_ACCEPTED: "heart",
    O.COMFORT_DECLINED: "circle-slash",
}
# Two hands of tiles; neither changes its order while a session runs.
TAP_GROUPS = (
    ("inside", "Inside", tuple(INSIDE.items())),
    ("back", "Coming back", tuple(COMING_BACK.items())),
)
LATER_TAPS = {Stage.PROCESSING, Stage.CLOSING}

OF_LINE: dict[str, str] = {
    **{str(tap): icon for tap, icon in {**INSIDE, **COMING_BACK}.items()},
    **dict.fromkeys(RouteActKind.values, "route"),
    "event": "pen-line",
    "vitals": "heart-pulse",
    "adverse": "triangle-alert",
    "declined": "moon",
    "dose": "syringe",
    "route": "route",
    "other_medicine": "pill",
    "support": "hand-heart",
    "support_end": "hand-heart",
    "emergency": "siren",
    "emergency_end": "siren",
    "step": "siren",
}
