"""Words of the preparation phase."""

from django.db.models import TextChoices


class Severity(TextChoices):
    STOP = "STOP", "Stop"
    HOLD = "HOLD", "Hold"
    CAUTION = "CAUTION", "Caution"
    INFO = "INFO", "For information"


class FindingStatus(TextChoices):
    OPEN = "open", "Open"
    ACKNOWLEDGED = "acknowledged", "Acknowledged"
    CLEARED = "cleared", "Cleared"
    SUPERSEDED = "superseded", "No longer reported"


class ClearedHow(TextChoices):
    """The three kinds of STOP, and how each may end."""

    ABSOLUTE = "absolute", "Never"
    NEW_FACT = "new_fact", "One prescriber, on a new fact"
    SECOND_PRESCRIBER = "second_prescriber", "A reason and a second prescriber"


class DecisionOutcome(TextChoices):
    ELIGIBLE = "eligible", "Eligible"
    CONDITIONAL = "conditional", "Conditional"
    NOT_NOW = "not_now", "Not now"
    DECLINED = "declined", "Declined"


class ConsentKind(TextChoices):
    TREATMENT = "treatment", "Treatment with the medicine"
    OFF_LABEL = "off_label", "Off-label use"
    KAP_PSYCHOTHERAPY = "kap_psychotherapy", "Psychotherapy around the session"
    TOUCH = "touch", "Touch"
    COMMUNICATION = "communication", "Communication in the session"
    RIDE_HOME = "ride_home", "Ride home, no driving"
    FASTING = "fasting", "Fasting and substances"
    CONTROLLED_SUBSTANCE = "controlled_substance", "Controlled-substance agreement"
    PRIVACY_NOTICE = "privacy_notice", "Privacy notice received"
    RELEASE = "release", "Release between those who care"
    MESSAGING_SMS = "messaging_sms", "Text messages"
    MESSAGING_EMAIL = "messaging_email", "E-mails"
    TELEHEALTH = "telehealth", "Care by video"
    FEES = "fees", "Fees and cancellation"
    RECORDING = "recording", "Recording"
    OBSERVER = "observer", "Observer or trainee"
    GROUP = "group", "Group confidentiality"
    PREGNANCY = "pregnancy", "Pregnancy statement"
    PART2 = "part2", "Substance-use records"
    CHAPERONE = "chaperone", "Chaperone"
    ESKETAMINE_REMS = "esketamine_rems", "Esketamine programme"


class TouchKind(TextChoices):
    HAND_HOLD = "hand_hold", "Holding a hand"
    SHOULDER = "shoulder", "Hand on the shoulder"
    BLANKET = "blanket", "Laying on a blanket"


class TouchChoice(TextChoices):
    NO = "NO", "No"
    ASK_EACH_TIME = "ASK_EACH_TIME", "Ask each time"
    YES = "YES", "Yes"


TOUCH_RANK = {TouchChoice.NO: 0, TouchChoice.ASK_EACH_TIME: 1, TouchChoice.YES: 2}


class Pregnant(TextChoices):
    NO = "no", "No"
    YES = "yes", "Yes"
    NOT_APPLICABLE = "not_applicable", "Does not apply"


class MedicineClass(TextChoices):
    MAOI = "maoi", "MAO inhibitor"
    PSYCHEDELIC = "psychedelic", "Other psychedelic"
    OPIOID = "opioid", "Opioid"
    BENZODIAZEPINE = "benzodiazepine", "Benzodiazepine"
    LAMOTRIGINE = "lamotrigine", "Lamotrigine"
    STIMULANT = "stimulant", "Stimulant"
    DECONGESTANT = "decongestant", "Decongestant"
    SEDATIVE_HYPNOTIC = "sedative_hypnotic", "Sleeping medicine"
    MUSCLE_RELAXANT = "muscle_relaxant", "Muscle relaxant"
    GABAPENTINOID = "gabapentinoid", "Gabapentin or pregabalin"
    SEDATING_ANTIHISTAMINE = "sedating_antihistamine", "Sedating antihistamine"
    ALCOHOL = "alcohol", "Alcohol"
    CANNABIS = "cannabis", "Cannabis"
    STRONG_CYP_INHIBITOR = "strong_cyp_inhibitor", "Strong CYP inhibitor"
    THEOPHYLLINE = "theophylline", "Theophylline"
    TRAMADOL = "tramadol", "Tramadol"
    BUPROPION = "bupropion", "Bupropion"
    THYROID_HORMONE = "thyroid_hormone", "Thyroid hormone"
    VASOPRESSOR = "vasopressor", "Vasopressor"
    SYMPATHOMIMETIC = "sympathomimetic", "Sympathomimetic"
    GLP1 = "glp1", "GLP-1 agonist"
    ANTIPSYCHOTIC = "antipsychotic", "Antipsychotic"
    CYP_INHIBITOR = "cyp_inhibitor", "CYP inhibitor"
    CYP_INDUCER = "cyp_inducer", "CYP inducer"
    NALTREXONE = "naltrexone", "Naltrexone"
    MEMANTINE = "memantine", "Memantine"
    DEXTROMETHORPHAN = "dextromethorphan", "Dextromethorphan"
    SSRI = "ssri", "SSRI"
    SNRI = "snri", "SNRI"
    ANTIDEPRESSANT = "antidepressant", "Other antidepressant"
    LITHIUM = "lithium", "Lithium"
    ANTIHYPERTENSIVE = "antihypertensive", "Blood-pressure medicine"
    NASAL_STEROID = "nasal_steroid", "Nasal steroid"
    OTHER = "other", "Something else"
