"""Every question of the intake and the screening code that its answer reports.

The codes are those of the screening rules. Left out on purpose: what the birth date or an allergy
already says (AGE1, ALL1) and what is asked at the door on the day (SUD3, DAY2).
"""

from portal.asking import NO, NONE, UNSURE, YES, Kind, Option, Question, Section
from screening.enums import MedicineClass as C

NOTHING = Option(NONE, "None of these")
NOT_SURE = Option(UNSURE, "I am not sure")


def _ask(
    key: str,
    text: str,
    code: str,
    hint: str = "",
    *,
    unsure_counts: bool = False,
    heard_at_once: bool = False,
) -> Question:
    """A plain yes, no or not sure."""
    return Question(key, text, Kind.YES_NO, hint, code, unsure_counts, heard_at_once=heard_at_once)


def _tick(key: str, text: str, hint: str, *rows: tuple[str, str]) -> Question:
    """Several things to tick, each with its code."""
    options = tuple(Option(code, label, code=code) for code, label in rows)
    return Question(key, text, Kind.SOME, hint=hint, options=(*options, NOTHING, NOT_SURE))


ABOUT_YOU = Section(
    "you",
    "About you",
    "user-round",
    "What to call you, how to reach you, and what you hope for.",
    (
        Question("called", "What should we call you?", Kind.NAME),
        Question(
            "reach", "How can we reach you?", Kind.REACH,
            hint="We use this for your visits and your care, and for nothing else.",
        ),
        Question(
            "reach_rules", "Is there a way we should not reach you?", Kind.LONG, optional=True,
            hint="For example: no voicemail, or not after 6 in the evening. You can leave this empty.",
        ),
        Question(
            "goals", "What do you hope will change?", Kind.LONG, optional=True,
            hint="In your own words. A few are enough. You can leave this empty.",
        ),
        Question(
            "feels_safe", "What helps you feel safe?", Kind.LONG, optional=True,
            hint="A voice, music, quiet, time alone. Your team reads this before you meet.",
        ),
        Question(
            "asks_us", "What would you like to ask us?", Kind.LONG, optional=True,
            hint="We answer before you sign anything. You can leave this empty.",
        ),
    ),
)  # fmt: skip

HEALTH = Section(
    "health",
    "Health history",
    "heart-pulse",
    "Your body and your mind, so that we can keep you safe.",
    (
        Question("height", "How tall are you?", Kind.HEIGHT, hint="Use feet and inches, or centimeters."),
        Question("weight", "How much do you weigh?", Kind.WEIGHT, hint="A good guess is fine. We weigh you at the clinic."),
        _ask("voices", "Do you hear voices, or see things, that other people do not?", "PSY1",
             "Say yes too if you were ever told you have schizophrenia or psychosis."),
        _ask("sped_up", "Do you feel very high or sped up right now, or hardly need sleep?", "PSY2"),
        _ask("bipolar", "Were you ever told you have bipolar disorder?", "PSY3"),
        _ask("family", "Did a parent, brother, sister or child of yours ever have psychosis?", "PSY4",
             "Psychosis can mean hearing voices, or losing touch with what is real."),
        _ask("apart", "Were you ever told you have a dissociative or a severe personality disorder?", "PSY6",
             "Dissociative means feeling far away from yourself or from the world."),
        _ask("memory", "Do you have dementia, or a head injury you still feel?", "PSY7"),
        _tick("heart", "Do you have any of these heart or blood vessel problems?", "Tick all that fit.",
              ("CV1", "High blood pressure that is not under control"),
              ("CV5", "High blood pressure that is under control"),
              ("CV2", "An aneurysm, or blood vessels that are weak or tangled (AVM)"),
              ("CV3", "Bleeding in the brain, now or in the past"),
              ("CV4", "Chest pain at rest, a recent heart attack or stroke, heart failure, or a serious heart rhythm problem")),
        _tick("brain", "Do you have any of these brain or eye problems?", "Tick all that fit.",
              ("NEU1", "High pressure or fluid in the skull, or a growth in the brain"),
              ("NEU2", "Seizures or epilepsy"),
              ("EYE1", "Glaucoma that is not under control, or an open eye injury")),
        _tick("organs", "Do you have any of these problems?", "Tick all that fit.",
              ("END1", "An overactive thyroid that is not treated"),
              ("END2", "Diabetes, and I take insulin or diabetes pills"),
              ("HEP1", "Severe liver disease"),
              ("GU1", "Bladder pain or infections, or I need to urinate very often")),
        _tick("breath", "Do you have any of these problems with breathing or eating?", "Tick all that fit.",
              ("RES1", "Severe lung disease, or sleep apnea that is not treated"),
              ("GI1", "Heartburn or reflux, or food that comes back up"),
              ("NUT1", "An eating disorder, now or in the past")),
        _tick("baby", "Are you pregnant or breastfeeding?", "Tick what fits.",
              ("OB1", "I am pregnant, or I may be"),
              ("OB2", "I am breastfeeding")),
        _ask("reaction", "Did you ever have a bad reaction to ketamine, or to being put to sleep for surgery?", "ANE1"),
        _ask("substances", "Is alcohol or a drug making your life very hard right now?", "SUD1",
             "Nobody here will judge you. It helps us keep you safe."),
        _ask("ketamine", "Did you ever use ketamine in a way that worried you or others?", "SUD2"),
        _ask("guardian", "Does someone else sign for your health care by law?", "CAP1",
             "For example a legal guardian."),
    ),
)  # fmt: skip

MEDICINES = Section(
    "medicines",
    "Medicines",
    "pill",
    "What you take, and what you cannot take. Please do not stop anything on your own.",
    (
        _ask("takes", "Do you take any medicines?", "",
             "Count vitamins, herbs, and things you buy without a prescription."),
        Question("medicine_list", "Which medicines do you take?", Kind.MEDICINES,
                 hint="Add them one at a time. Spelling does not matter.", only_if=("takes", (YES, UNSURE))),
        Question("used", "Did you use any of these in the last month?", Kind.SOME, hint="Tick all that fit.",
                 options=(
                     Option(C.ALCOHOL, "Alcohol on most days", medicine_class=C.ALCOHOL),
                     Option(C.CANNABIS, "Cannabis", medicine_class=C.CANNABIS),
                     Option(C.OPIOID, "Opioids, such as heroin or pain pills from someone else", medicine_class=C.OPIOID),
                     Option(C.PSYCHEDELIC, "Psychedelics, such as mushrooms, LSD or MDMA", medicine_class=C.PSYCHEDELIC),
                     Option(C.STIMULANT, "Cocaine, meth or other stimulants", medicine_class=C.STIMULANT),
                     NOTHING,
                 )),
        _ask("allergic", "Do you have any allergies?", "", "To medicines, food, latex, or anything else."),
        Question("allergies", "What are you allergic to?", Kind.LINES, hint="Write each one on its own line.",
                 only_if=("allergic", (YES,))),
    ),
)  # fmt: skip

FEELINGS = Section(
    "feelings",
    "How you have been feeling",
    "cloud-sun",
    "Short sets of questions. You can stop between any two.",
    (
        Question("phq9", "Your mood", Kind.MEASURE),
        Question("gad7", "Worry and tension", Kind.MEASURE),
        Question("auditc", "Alcohol", Kind.MEASURE),
        _ask("pain", "Do you have pain on most days?", ""),
        Question("peg", "Pain", Kind.MEASURE, only_if=("pain", (YES, UNSURE))),
        _ask("hard_event", "Does something that happened to you still trouble you?", "",
             "For example an accident, violence, or a loss. You do not have to say what it was."),
        Question("pcl5", "After something hard", Kind.MEASURE, only_if=("hard_event", (YES,))),
        _ask("plan", "Are you thinking of ending your life, with a plan or a wish to do it?", "PSY5",
             "Whatever you answer, you will be met with care.", unsure_counts=True, heard_at_once=True),
        Question("means", "Is there something at home you might use to hurt yourself?", Kind.YES_NO, code="PSY8",
                 hint="For example a gun, or pills that are stored. We ask so that we can help to make it safer.",
                 unsure_counts=True, only_if=("plan", (YES, UNSURE))),
    ),
    may_leave=True,
)  # fmt: skip

HOME = Section(
    "home",
    "Who will take you home",
    "car",
    "You cannot drive after a session. Someone you trust takes you home.",
    (
        Question("ride", "Who will take you home after a session?", Kind.RIDE,
                 hint="An adult who can stay with you. You can say this later if you do not know yet."),
    ),
)  # fmt: skip

SECTIONS: dict[str, Section] = {
    section.key: section for section in (ABOUT_YOU, HEALTH, MEDICINES, FEELINGS, HOME)
}

QUESTIONS: dict[str, Question] = {
    question.key: question for section in SECTIONS.values() for question in section.questions
}

# What a medicine is for, in plain words. Whoever is not sure says so, and a clinician looks it up.
MEDICINE_WORDS: tuple[tuple[str, tuple[tuple[str, str], ...]], ...] = (
    ("", ((C.OTHER, "I am not sure, or something else"),)),
    ("Mood", (
        (C.SSRI, "SSRI: sertraline, fluoxetine, citalopram"),
        (C.SNRI, "SNRI: venlafaxine, duloxetine"),
        (C.BUPROPION, "Bupropion"),
        (C.MAOI, "MAO inhibitor: phenelzine, tranylcypromine"),
        (C.ANTIDEPRESSANT, "Another antidepressant: mirtazapine, trazodone"),
        (C.LITHIUM, "Lithium"),
        (C.LAMOTRIGINE, "Lamotrigine"),
        (C.ANTIPSYCHOTIC, "Antipsychotic: quetiapine, aripiprazole"),
    )),
    ("Worry, sleep, focus", (
        (C.BENZODIAZEPINE, "Benzodiazepine: lorazepam, clonazepam, alprazolam"),
        (C.SEDATIVE_HYPNOTIC, "Sleeping pill: zolpidem"),
        (C.SEDATING_ANTIHISTAMINE, "Allergy pill that makes sleepy: hydroxyzine, diphenhydramine"),
        (C.GABAPENTINOID, "Gabapentin or pregabalin"),
        (C.STIMULANT, "For ADHD: methylphenidate, amphetamine"),
        (C.MEMANTINE, "For memory: memantine"),
    )),
    ("Pain", (
        (C.OPIOID, "Opioid: oxycodone, hydrocodone, methadone, buprenorphine"),
        (C.TRAMADOL, "Tramadol"),
        (C.MUSCLE_RELAXANT, "Muscle relaxant: cyclobenzaprine, baclofen"),
        (C.NALTREXONE, "Naltrexone"),
    )),
    ("Heart, thyroid, weight", (
        (C.ANTIHYPERTENSIVE, "For high blood pressure: lisinopril, amlodipine"),
        (C.VASOPRESSOR, "To raise blood pressure: midodrine"),
        (C.THYROID_HORMONE, "Thyroid hormone: levothyroxine"),
        (C.GLP1, "Weekly shot for sugar or weight: semaglutide, tirzepatide"),
        (C.SYMPATHOMIMETIC, "Speeds up the heart: phentermine, epinephrine"),
    )),
    ("Cold, nose, lungs", (
        (C.DECONGESTANT, "For a stuffy nose: pseudoephedrine"),
        (C.NASAL_STEROID, "Steroid nose spray: fluticasone"),
        (C.DEXTROMETHORPHAN, "Cough medicine with dextromethorphan"),
        (C.THEOPHYLLINE, "Theophylline"),
    )),
    ("Infection, seizures, herbs", (
        (C.STRONG_CYP_INHIBITOR, "Ketoconazole, clarithromycin or ritonavir"),
        (C.CYP_INHIBITOR, "Fluconazole, erythromycin, diltiazem, or daily grapefruit"),
        (C.CYP_INDUCER, "Carbamazepine, rifampin or St John's wort"),
    )),
    ("Other", (
        (C.CANNABIS, "Medical cannabis"),
        (C.PSYCHEDELIC, "Psychedelics in small amounts"),
        (C.ALCOHOL, "Something with alcohol in it"),
    )),
)  # fmt: skip

__all__ = ["MEDICINE_WORDS", "NO", "QUESTIONS", "SECTIONS"]
