"""Medicine classes, one rule each through one table; a number of depressants together is a rule of its own."""

from collections.abc import Iterable

from screening.domain.rules.base import RULES, Facts, Found
from screening.enums import MedicineClass as C
from screening.enums import Severity

# Two of these together hold, whatever each alone would be (medical director's default).
DEPRESSANTS = (
    C.SEDATIVE_HYPNOTIC,
    C.MUSCLE_RELAXANT,
    C.GABAPENTINOID,
    C.SEDATING_ANTIHISTAMINE,
    C.ALCOHOL,
    C.CANNABIS,
)
MANY_DEPRESSANTS = 2

# Why each is looked at stands beside it. The app never advises stopping a medicine.
SEVERITY_OF_CLASS: dict[str, Severity] = {
    C.MAOI: Severity.HOLD,  # pressure; evidence small; an item of the esketamine form
    C.PSYCHEDELIC: Severity.HOLD,  # mixing
    C.OPIOID: Severity.HOLD,  # sedation and breathing
    C.BENZODIAZEPINE: Severity.CAUTION,  # shortens the effect; stopping has its own risk
    C.LAMOTRIGINE: Severity.CAUTION,  # may attenuate; a gap forces re-titration
    C.STIMULANT: Severity.CAUTION,  # pressure and heart rate
    C.DECONGESTANT: Severity.CAUTION,  # pressure and heart rate
    C.SEDATIVE_HYPNOTIC: Severity.CAUTION,  # sedation
    C.MUSCLE_RELAXANT: Severity.CAUTION,  # sedation
    C.GABAPENTINOID: Severity.CAUTION,  # sedation
    C.SEDATING_ANTIHISTAMINE: Severity.CAUTION,  # sedation
    C.ALCOHOL: Severity.CAUTION,  # sedation
    C.CANNABIS: Severity.CAUTION,  # sedation
    C.STRONG_CYP_INHIBITOR: Severity.CAUTION,  # raises exposure
    C.THEOPHYLLINE: Severity.CAUTION,  # seizure threshold
    C.TRAMADOL: Severity.CAUTION,  # seizure threshold
    C.BUPROPION: Severity.CAUTION,  # seizure threshold at high dose
    C.THYROID_HORMONE: Severity.CAUTION,  # pressure and heart rate
    C.VASOPRESSOR: Severity.CAUTION,  # pressure
    C.SYMPATHOMIMETIC: Severity.CAUTION,  # pressure
    C.GLP1: Severity.CAUTION,  # slow stomach undermines fasting
    C.ANTIPSYCHOTIC: Severity.INFO,  # may blunt the effect
    C.CYP_INHIBITOR: Severity.INFO,  # raises exposure
    C.CYP_INDUCER: Severity.INFO,  # lowers exposure
    C.NALTREXONE: Severity.INFO,  # may attenuate
    C.MEMANTINE: Severity.INFO,  # same receptor
    C.DEXTROMETHORPHAN: Severity.INFO,  # same receptor
    C.SSRI: Severity.INFO,  # compatible on present evidence
    C.SNRI: Severity.INFO,  # compatible on present evidence
    C.ANTIDEPRESSANT: Severity.INFO,  # compatible on present evidence
    C.LITHIUM: Severity.INFO,  # compatible on present evidence
    C.ANTIHYPERTENSIVE: Severity.INFO,  # wanted on the day
    C.NASAL_STEROID: Severity.INFO,  # absorption by the nose
}


def medicine_classes(facts: Facts) -> Iterable[Found]:
    """One finding for each class that is taken."""
    held = _held_depressants(facts)
    for class_, severity in SEVERITY_OF_CLASS.items():
        names = [medicine.name for medicine in facts.medicines if medicine.medicine_class == class_]
        if names:
            level = Severity.HOLD if class_ in held else severity
            fact = f"{C(class_).label}: {', '.join(names)}"[:200]
            yield Found(f"MED_{class_.upper()}", level, fact)


def _held_depressants(facts: Facts) -> frozenset[str]:
    taken = [medicine for medicine in facts.medicines if medicine.medicine_class in DEPRESSANTS]
    return frozenset(DEPRESSANTS) if len(taken) >= MANY_DEPRESSANTS else frozenset()


RULES.append(medicine_classes)
