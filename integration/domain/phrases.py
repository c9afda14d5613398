"""What the patient chose to try, for a note or a paper that asks for it."""

from datetime import datetime

from integration.models import Practice
from patients.domain.phrases import Phrase
from patients.models import Patient


def practices(patient: Patient, at: datetime) -> str:
    """The practices that stand, in the patient's own words."""
    rows = Practice.objects.filter(
        window__episode__patient=patient, chosen_at__lte=at, ended_at=None
    ).order_by("chosen_at", "pk")
    return "; ".join(row.text for row in rows)


PHRASES = (Phrase("practices", "Practices", practices),)
