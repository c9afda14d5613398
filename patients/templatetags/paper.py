"""What every paper says of itself: on which sheet it is laid out, and who signed it over which text."""

from collections.abc import Iterable
from datetime import datetime

from django import template

from accounts.domain.policies import policy_of
from accounts.models import Clinic
from patients.models import ClinicalNote

register = template.Library()
SHEETS = {"letter": "letter", "a4": "A4"}
SHORT_HASH = 12


@register.simple_tag
def sheet_of(clinic: Clinic, printed_at: datetime) -> str:
    """Letter or A4, as the clinic's policy says; a word that is neither is a letter."""
    said = str(policy_of(clinic, at=printed_at)["paper"]).lower()
    return SHEETS.get(said, SHEETS["letter"])


@register.filter
def short_hash(digest: str) -> str:
    """So much of the hash that two texts are told apart by it at the foot of a page."""
    return f"{digest[:SHORT_HASH]}\N{HORIZONTAL ELLIPSIS}" if digest else ""


@register.filter
def signed_ones(notes: Iterable[ClinicalNote]) -> list[ClinicalNote]:
    return [note for note in notes if note.signed_at is not None]
