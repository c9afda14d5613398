"""The intake's questions about health, by body system, each with the code of the rule that listens to it.

In the words staff use when they enter an intake on the patient's behalf; the patient's own side asks in its own.
"""

CONDITIONS: tuple[tuple[str, tuple[tuple[str, str], ...]], ...] = (
    (
        "Mind and mood",
        (
            ("PSY5", "Thoughts of suicide with a plan or intent, or feeling unable to stay safe"),
            ("PSY8", "Means of self-harm within reach at home, such as a firearm"),
            ("PSY1", "Psychosis now, or a psychotic disorder such as schizophrenia in the past"),
            ("PSY2", "Mania or a mixed state now"),
            ("PSY3", "Bipolar disorder, stable"),
            ("PSY4", "A parent, brother, sister or child with psychosis"),
            ("PSY6", "Severe personality disorder or dissociative disorder"),
            ("PSY7", "Dementia, or a brain injury that still gives symptoms"),
        ),
    ),
    (
        "Heart and circulation",
        (
            ("CV1", "High blood pressure that is not under control"),
            ("CV5", "High blood pressure, under control"),
            ("CV2", "An aneurysm or arteriovenous malformation"),
            ("CV3", "Bleeding in the brain at any time"),
            (
                "CV4",
                "Heart attack or stroke lately, unstable angina, heart failure, serious arrhythmia",
            ),
        ),
    ),
    (
        "Nerves, eyes, hormones",
        (
            ("NEU1", "Raised pressure in the head, hydrocephalus or a brain tumour"),
            ("NEU2", "Seizures or epilepsy"),
            ("EYE1", "Glaucoma that is not under control, or an open eye injury"),
            ("END1", "Overactive thyroid, untreated"),
            ("END2", "Diabetes treated with insulin, a sulfonylurea or an SGLT2 inhibitor"),
        ),
    ),
    (
        "Liver, bladder, lungs, stomach",
        (
            ("HEP1", "Severe liver disease"),
            (
                "GU1",
                "Bladder inflammation now or before, or urinary symptoms without a known cause",
            ),
            ("RES1", "Severe lung disease, or sleep apnoea that is not treated"),
            ("GI1", "Strong reflux, or food going down the wrong way"),
            ("NUT1", "An eating disorder, or very low weight"),
        ),
    ),
    (
        "Substances, and this medicine before",
        (
            ("SUD1", "Alcohol or drug use that is severe or out of hand"),
            ("SUD2", "This medicine misused in the past"),
            ("SUD3", "Under the influence today"),
            ("ANE1", "A bad reaction to this medicine or to an anaesthetic before"),
            ("ALL1", "Allergy to ketamine or esketamine"),
        ),
    ),
    (
        "Pregnancy, and deciding for oneself",
        (
            ("OB1", "Pregnant, or possibly so"),
            ("OB2", "Breastfeeding"),
            ("CAP1", "Somebody else decides in law, such as a guardian"),
        ),
    ),
)

WORDS: dict[str, str] = dict(pair for _group, pairs in CONDITIONS for pair in pairs)
