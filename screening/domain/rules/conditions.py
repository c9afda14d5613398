"""Conditions, one rule each. The severity is the clinic default; the comment names its basis."""

from decimal import Decimal

from screening.domain.rules.base import Facts, Found, caution, hold, rule, stop
from screening.enums import MedicineClass, Severity

ADULT = 18
OLDER = 65
LOWEST_BMI = Decimal("18.5")
MOOD_STABILISERS = (MedicineClass.LAMOTRIGINE, MedicineClass.LITHIUM, MedicineClass.ANTIPSYCHOTIC)
OWN_ALLERGENS = ("ketamine", "esketamine")
# What may be reported by its code. SUP1 and DAY1 are the gate's and make no finding.
CODES = frozenset({
    "PSY1", "PSY2", "PSY3", "PSY4", "PSY5", "PSY6", "PSY7", "PSY8", "CV1", "CV2", "CV3",
    "CV4", "CV5", "NEU1", "NEU2", "EYE1", "END1", "END2", "HEP1", "GU1", "GI1", "RES1", "OB1",
    "OB2", "SUD1", "SUD2", "SUD3", "ALL1", "AGE1", "CAP1", "ANE1", "NUT1", "DAY2", "SUP1",
    "DAY1",
})  # fmt: skip


@rule
def active_psychosis(facts: Facts) -> Found | None:
    # practitioners' exclusion lists; clinic default
    return stop(facts, "PSY1", "Active psychosis, or a primary psychotic disorder in the past")


@rule
def acute_mania(facts: Facts) -> Found | None:
    # network eligibility page; clinic default
    return stop(facts, "PSY2", "Acute mania or a mixed state")


@rule
def family_psychosis(facts: Facts) -> Found | None:
    # clinic exclusion criteria
    return hold(facts, "PSY4", "A first-degree relative with psychosis")


@rule
def suicidal_plan(facts: Facts) -> Found | None:
    # never an automatic no: texts and trials treat it
    return hold(facts, "PSY5", "Current suicidal plan or intent, or severe decompensation")


@rule
def severe_personality_or_dissociative(facts: Facts) -> Found | None:
    # clinic exclusion criteria
    return hold(facts, "PSY6", "Severe personality or dissociative disorder")


@rule
def dementia_or_brain_injury(facts: Facts) -> Found | None:
    # referral forms
    return hold(facts, "PSY7", "Dementia, or a brain injury with symptoms")


@rule
def access_to_means(facts: Facts) -> Found | None:
    # clinic default
    return caution(facts, "PSY8", "Access to means")


@rule
def uncontrolled_hypertension(facts: Facts) -> Found | None:
    # label: contraindicated where a marked rise is a serious hazard
    return stop(facts, "CV1", "Uncontrolled high blood pressure")


@rule
def aneurysm_or_malformation(facts: Facts) -> Found | None:
    # esketamine contraindication
    return stop(facts, "CV2", "Aneurysmal vascular disease or arteriovenous malformation")


@rule
def intracerebral_haemorrhage(facts: Facts) -> Found | None:
    # esketamine contraindication
    return stop(facts, "CV3", "Intracerebral haemorrhage in the past")


@rule
def unstable_heart(facts: Facts) -> Found | None:
    # label; clinic default
    return stop(
        facts,
        "CV4",
        "Unstable angina, recent infarction or stroke, decompensated failure or serious arrhythmia",
    )


@rule
def raised_intracranial_pressure(facts: Facts) -> Found | None:
    # label and consensus
    return stop(facts, "NEU1", "Raised intracranial pressure, hydrocephalus or a mass")


@rule
def seizure_disorder(facts: Facts) -> Found | None:
    # some clinics exclude; the prescriber decides
    return hold(facts, "NEU2", "Seizure disorder")


@rule
def uncontrolled_glaucoma(facts: Facts) -> Found | None:
    # network eligibility page
    return stop(facts, "EYE1", "Uncontrolled glaucoma or a penetrating eye injury")


@rule
def untreated_hyperthyroidism(facts: Facts) -> Found | None:
    # consent forms; clinic default
    return stop(facts, "END1", "Untreated hyperthyroidism")


@rule
def diabetes_with_fasting_risk(facts: Facts) -> Found | None:
    # fasting risk; clinic default
    return hold(facts, "END2", "Diabetes on insulin, sulfonylurea or SGLT2 inhibitor")


@rule
def severe_liver_impairment(facts: Facts) -> Found | None:
    # esketamine label, Child-Pugh C
    return stop(facts, "HEP1", "Severe liver impairment")


@rule
def cystitis(facts: Facts) -> Found | None:
    # network eligibility page
    return hold(facts, "GU1", "Active or previous cystitis, or unexplained urinary symptoms")


@rule
def severe_lung_disease(facts: Facts) -> Found | None:
    # network eligibility page
    return hold(facts, "RES1", "Severe lung disease or untreated severe sleep apnoea")


@rule
def reflux_or_aspiration(facts: Facts) -> Found | None:
    # clinic default
    return caution(facts, "GI1", "Reflux or aspiration risk")


@rule
def breastfeeding(facts: Facts) -> Found | None:
    # medical director's default
    return hold(facts, "OB2", "Breastfeeding")


@rule
def severe_substance_use(facts: Facts) -> Found | None:
    # depends on context, say the practitioners
    return hold(facts, "SUD1", "Severe or uncontrolled substance use disorder")


@rule
def past_ketamine_misuse(facts: Facts) -> Found | None:
    # network eligibility page
    return hold(facts, "SUD2", "Misuse of this medicine in the past")


@rule
def intoxicated_today(facts: Facts) -> Found | None:
    # clinic default
    return stop(facts, "SUD3", "Intoxicated today")


@rule
def bad_reaction_before(facts: Facts) -> Found | None:
    # clinic default
    return hold(facts, "ANE1", "A bad reaction to this medicine or to an anaesthetic before")


@rule
def cannot_consent(facts: Facts) -> Found | None:
    # referral forms
    return stop(facts, "CAP1", "Cannot consent: capacity or guardianship")


@rule
def stable_bipolar(facts: Facts) -> Found | None:
    # Not a contraindication in itself; a mood stabiliser is wanted on record.
    if not facts.reports("PSY3"):
        return None
    severity = Severity.CAUTION if facts.takes(*MOOD_STABILISERS) else Severity.HOLD
    stabiliser = (
        "with a mood stabiliser" if severity == Severity.CAUTION else "without a mood stabiliser"
    )
    return Found("PSY3", severity, f"Bipolar disorder, stable, {stabiliser}")


@rule
def hypertension_or_age(facts: Facts) -> Found | None:
    # Age and past hypertension predicted surges in 2,342 infusions (Yale).
    if facts.reports("CV5"):
        return Found("CV5", Severity.CAUTION, "Controlled high blood pressure")
    if facts.age >= OLDER:
        return Found("CV5", Severity.CAUTION, f"Aged {facts.age}")
    return None


@rule
def under_age(facts: Facts) -> Found | None:
    # All sources: adults only.
    if facts.age < ADULT:
        return Found("AGE1", Severity.STOP, f"Aged {facts.age}")
    return stop(facts, "AGE1", "Under 18")


@rule
def allergy_to_the_medicine(facts: Facts) -> Found | None:
    # All sources: hypersensitivity is a contraindication.
    named = any(own in allergy.lower() for allergy in facts.allergies for own in OWN_ALLERGENS)
    if named or facts.reports("ALL1"):
        return Found("ALL1", Severity.STOP, "Allergy to the medicine")
    return None


@rule
def pregnancy(facts: Facts) -> Found | None:
    # Esketamine patient information and clinics' consent forms.
    if facts.pregnant or facts.reports("OB1"):
        return Found("OB1", Severity.STOP, "Pregnant")
    return None


@rule
def poor_nutrition(facts: Facts) -> Found | None:
    # BMI under 18.5 or an eating disorder; clinic default.
    if facts.reports("NUT1"):
        return Found("NUT1", Severity.HOLD, "Eating disorder or low weight")
    if facts.bmi is not None and facts.bmi < LOWEST_BMI:
        return Found("NUT1", Severity.HOLD, f"BMI {facts.bmi:.2f}")
    return None


@rule
def new_since_review(facts: Facts) -> Found | None:
    # Asked at the door on the day; clinic default.
    if facts.changes:
        return Found(
            "DAY2", Severity.HOLD, "New since the last review: " + ", ".join(facts.changes)[:150]
        )
    return hold(facts, "DAY2", "A new medicine, diagnosis or emergency visit since the last review")
