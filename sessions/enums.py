"""Words of the medicine session."""

from django.db.models import TextChoices

from core.moves import Moves, move


class SessionStatus(TextChoices):
    PLANNED = "planned", "Planned"
    CHECKED_IN = "checked_in", "Checked in"
    IN_PROGRESS = "in_progress", "Under way"
    ENDED = "ended", "Ended"
    CANCELLED = "cancelled", "Cancelled"


class Ending(TextChoices):
    """The six ways a session ends."""

    DISCHARGED = "discharged", "Discharged"
    NO_DOSE = "no_dose", "No dose given"
    STOPPED_EARLY = "stopped_early", "Stopped early"
    AGAINST_ADVICE = "against_advice", "Left against advice"
    TRANSFERRED = "transferred", "Transferred by ambulance"
    ENTERED_IN_ERROR = "entered_in_error", "Entered in error"


S = SessionStatus
NOT_OVER = (S.PLANNED, S.CHECKED_IN, S.IN_PROGRESS)

SESSION_MOVES: Moves = {
    "check_in": move(S.PLANNED, S.CHECKED_IN, S.IN_PROGRESS, to=S.CHECKED_IN),
    "begin": move(S.CHECKED_IN, to=S.IN_PROGRESS),
    "dose": move(S.PLANNED, S.CHECKED_IN, S.IN_PROGRESS, to=S.IN_PROGRESS),
    "end": move(S.PLANNED, S.CHECKED_IN, S.IN_PROGRESS, to=S.ENDED),
    "cancel": move(S.PLANNED, S.CHECKED_IN, to=S.CANCELLED),
}


class DoseKind(TextChoices):
    FIRST = "first", "First dose"
    BOOSTER = "booster", "Booster"


class ReadingLevel(TextChoices):
    WITHIN = "within", "Within limits"
    AMBER = "amber", "Amber"
    RED = "red", "Red"


class GateItem(TextChoices):
    """What a clinician may open by name, for today."""

    VITALS_AMBER = "vitals_amber", "Amber reading"
    VITALS_RED = "vitals_red", "Red reading"
    FASTING = "fasting", "Short fast"
    INTEGRATION = "integration", "Integration visit not booked"


class Observation(TextChoices):
    BREATH_CALM = "breath_calm", "Breath calm"
    BREATH_FAST = "breath_fast", "Breath fast"
    TEARS = "tears", "Tears"
    LAUGHTER = "laughter", "Laughter"
    MOVEMENT = "movement", "Movement"
    STILLNESS = "stillness", "Stillness"
    SPEECH = "speech", "Speech"
    SILENCE = "silence", "Silence"
    TREMOR = "tremor", "Tremor"
    FEAR = "fear", "Fear"
    EASE = "ease", "Ease"
    ASKED_FOR_SUPPORT = "asked_for_support", "Asked for support"
    GROUNDED = "grounded", "Grounded"
    EYES_OPEN = "eyes_open", "Eyes open"
    NAUSEA = "nausea", "Nausea"
    POSITION_CHANGE = "position_change", "Changed position"
    MUSIC_CHANGE = "music_change", "Music changed"
    TOUCH_GIVEN = "touch_given", "Touch given"
    TOUCH_DECLINED = "touch_declined", "Touch declined"
    EYE_SHADES = "eye_shades", "Eye shades"
    BATHROOM = "bathroom", "Bathroom"
    DIZZY = "dizzy", "Dizzy"
    COMFORT_OFFERED = "comfort_offered", "Comfort offered"
    COMFORT_ACCEPTED = "comfort_accepted", "Comfort accepted"
    COMFORT_DECLINED = "comfort_declined", "Comfort declined"
    WATER = "water", "Water"
    SNACK = "snack", "Snack"
    FELT_THE_BODY = "felt_the_body", "Felt the body's weight"
    KNOWS_THE_ROOM = "knows_the_room", "Knows room, day and people"
    WORDS_SHARED = "words_shared", "First words shared"


class DischargeItem(TextChoices):
    ORIENTED = "oriented", "Oriented, back to own self"
    VITALS_BASELINE = "vitals_baseline", "Vitals near baseline, no oxygen"
    WALKS_STEADILY = "walks_steadily", "Walks steadily"
    NAUSEA_CONTROLLED = "nausea_controlled", "Nausea controlled, sips stay down"
    NO_DISTRESS = "no_distress", "No distress, feels ready"
    SAFE_TO_GO_HOME = "safe_to_go_home", "Asked in private: safe to go home"
    GROUNDED = "grounded", "Grounded: water, snack, knows the room"
    RESPONSIBLE_ADULT = "responsible_adult", "Responsible adult is here"
    INSTRUCTIONS_GIVEN = "instructions_given", "Written instructions given"
    INTEGRATION_CONFIRMED = "integration_confirmed", "Integration visit confirmed"
    IV_REMOVED = "iv_removed", "Cannula out, site fine"

    @classmethod
    def asked(cls, *, infused: bool) -> list["DischargeItem"]:
        """The lines for this session: the cannula only after an infusion."""
        return [item for item in cls if infused or item != cls.IV_REMOVED]


class Told(TextChoices):
    SUPPORT_PERSON = "support_person", "Support person"
    PRESCRIBER = "prescriber", "Prescriber"


class IncidentKind(TextChoices):
    OUTSIDE_THE_GATE = "outside_the_gate", "Dose outside the gate or the order"
    AGAINST_ADVICE = "against_advice", "Left against advice"
    TRANSFERRED = "transferred", "Transferred by ambulance"


class EventType(TextChoices):
    """Types of adverse event."""

    HYPERTENSION = "hypertension"
    HYPOTENSION = "hypotension"
    TACHYCARDIA = "tachycardia"
    BRADYCARDIA = "bradycardia"
    PALPITATIONS = "palpitations"
    CHEST_PAIN = "chest_pain"
    SYNCOPE = "syncope"
    DESATURATION = "desaturation"
    RESPIRATORY_DEPRESSION = "respiratory_depression"
    LARYNGOSPASM = "laryngospasm"
    HYPERSALIVATION = "hypersalivation"
    SEDATION = "sedation"
    DIZZINESS = "dizziness"
    ATAXIA = "ataxia"
    HEADACHE = "headache"
    VISION = "vision"
    NYSTAGMUS = "nystagmus"
    SLURRED_SPEECH = "slurred_speech"
    NUMBNESS = "numbness"
    SEIZURE = "seizure"
    AMNESIA = "amnesia"
    NAUSEA = "nausea"
    VOMITING = "vomiting"
    ANXIETY = "anxiety"
    DYSPHORIA = "dysphoria"
    DISSOCIATION = "dissociation"
    CONFUSION = "confusion"
    AGITATION = "agitation"
    HALLUCINATION = "hallucination"
    MANIA = "mania"
    PSYCHOSIS = "psychosis"
    SUICIDAL_IDEATION = "suicidal_ideation"
    FLASHBACK = "flashback"
    URINARY = "urinary"
    HEPATIC = "hepatic"
    ALLERGIC = "allergic"
    INJECTION_SITE = "injection_site"
    FALL = "fall"
    MISUSE = "misuse"
    BOUNDARY = "boundary"
    UNEXPECTED_TOUCH = "unexpected_touch"
    MEDICATION_ERROR = "medication_error"
    MISSED_VITALS = "missed_vitals"
    EARLY_DEPARTURE = "early_departure"
    DROVE_HOME = "drove_home"


class EventSeverity(TextChoices):
    MILD = "mild", "Mild"
    MODERATE = "moderate", "Moderate"
    SEVERE = "severe", "Severe"
    LIFE_THREATENING = "life_threatening", "Life-threatening"
    FATAL = "fatal", "Fatal"


class EventAction(TextChoices):
    NONE = "none", "None"
    REASSURE = "reassure", "Reassured"
    REPOSITION = "reposition", "Repositioned"
    MEDICATION = "medication", "Medicine given"
    PAUSE = "pause", "Paused"
    CALL_911 = "call_911", "Called 911"
    TRANSFER = "transfer", "Transferred"


class EventOutcome(TextChoices):
    RESOLVED = "resolved", "Resolved"
    RESOLVING = "resolving", "Resolving"
    ONGOING = "ongoing", "Ongoing"
    SEQUELAE = "sequelae", "With lasting effect"
    FATAL = "fatal", "Fatal"
    UNKNOWN = "unknown", "Unknown"


# What nothing follows any more.
OVER = (EventOutcome.RESOLVED, EventOutcome.SEQUELAE, EventOutcome.FATAL)


class Stage(TextChoices):
    """The shape of the three hours, as the room shows it."""

    ARRIVAL = "arrival", "Arrival"
    SETTLING = "settling", "Settling"
    DOSE = "dose", "Dose"
    ONSET = "onset", "Onset"
    PEAK = "peak", "Peak"
    RETURN = "return", "Return"
    PROCESSING = "processing", "Processing"
    CLOSING = "closing", "Closing"


class RouteActKind(TextChoices):
    """What is done beside the dose itself, by route."""

    CANNULA_IN = "cannula_in", "Cannula in"
    SITE_CHECKED = "site_checked", "Site checked"
    INFUSION_STARTED = "infusion_started", "Infusion started"
    RATE_CHANGED = "rate_changed", "Rate changed"
    PAUSED = "paused", "Infusion paused"
    RESUMED = "resumed", "Infusion resumed"
    STOPPED = "stopped", "Infusion stopped"
    CANNULA_OUT = "cannula_out", "Cannula out"
    LOZENGE_IN = "lozenge_in", "Lozenge in"
    SPAT_OUT = "spat_out", "Spat out"
    SWALLOWED = "swallowed", "Swallowed"
    DEVICE_USED = "device_used", "Nasal device used"


class OrderBasis(TextChoices):
    """On whose word another medicine is given."""

    STANDING = "standing", "Standing order"
    ONE_OFF = "one_off", "One-off order"


class SupportTried(TextChoices):
    """What was tried when the hour was hard."""

    VOICE = "voice", "Voice"
    BREATH = "breath", "Breath together"
    HAND = "hand", "Hand offered"
    GROUNDING = "grounding", "Feet, blanket, weight"
    MUSIC = "music", "Other music"
    LIGHT = "light", "Light or shades"
    POSITION = "position", "Another position"
    SILENCE = "silence", "Quiet company"
    COLLEAGUE = "colleague", "A colleague came"


class EmergencyStepKind(TextChoices):
    """The lines of the emergency list, in the order in which they are read out."""

    CALLED_FOR_HELP = "called_for_help", "Called a colleague into the room"
    STOPPED_MEDICINE = "stopped_medicine", "Stopped the medicine"
    AIRWAY = "airway", "Opened the airway, on the side"
    OXYGEN = "oxygen", "Oxygen on"
    CALLED_911 = "called_911", "Called 911"
    AED = "aed", "AED brought"
    EMERGENCY_MEDICINE = "emergency_medicine", "Emergency medicine given"
    VITALS_REPEATED = "vitals_repeated", "Vitals repeated"
    PRESCRIBER_TOLD = "prescriber_told", "Prescriber told"
    CONTACT_TOLD = "contact_told", "Emergency contact told"
    CREW_MET = "crew_met", "Ambulance crew met at the door"
    HANDED_OVER = "handed_over", "Handed over to the crew"


class EmergencyOutcome(TextChoices):
    SETTLED = "settled", "Settled in the room"
    TRANSFERRED = "transferred", "Taken to hospital"
    FALSE_ALARM = "false_alarm", "Pressed by mistake"


class NoticeItem(TextChoices):
    """What a prescriber looks at before the dose and says so; it asks, it does not forbid."""

    ALERT_OPEN = "alert_open", "Safety alert open"
    ADVERSE_EVENT_OPEN = "adverse_event_open", "Adverse event not resolved"
    SESSION_UNSIGNED = "session_unsigned", "Last session not signed"
