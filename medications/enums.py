"""Words of orders and stock."""

from django.db.models import TextChoices


class Route(TextChoices):
    IV = "IV", "Intravenous infusion"
    IM = "IM", "Intramuscular"
    SL = "SL", "Sublingual lozenge"
    PO = "PO", "Swallowed"
    IN_RACEMIC = "IN_RACEMIC", "Nasal, racemic"
    IN_ESKETAMINE = "IN_ESKETAMINE", "Nasal, esketamine"
    SC = "SC", "Subcutaneous"
    PR = "PR", "Rectal"

    @property
    def short(self) -> str:
        """As it stands beside a number: IM, SL, nasal."""
        return "nasal" if self.value.startswith("IN_") else str(self.value)

    @property
    def way(self) -> str:
        """Beside a name that is said already: nasal, intramuscular."""
        return "nasal" if self.value.startswith("IN_") else str(self.label).lower()


class DoseLevel(TextChoices):
    PSYCHOLYTIC = "PSYCHOLYTIC", "Psycholytic"
    MODERATE = "MODERATE", "Moderate"
    FULL = "FULL", "Full"
    UNSPECIFIED = "UNSPECIFIED", "Not specified"


class DoseSource(TextChoices):
    CLINIC_STOCK = "CLINIC_STOCK", "Clinic stock"
    PATIENT_OWN = "PATIENT_OWN", "Patient's own supply"
    REMS_DEVICE = "REMS_DEVICE", "REMS device"


class EntryKind(TextChoices):
    """Lines of the ledger; waste moves nothing, what was drawn has left already."""

    RECEIPT = "receipt", "Received"
    DRAW = "draw", "Drawn"
    WASTE = "waste", "Wasted"
    COUNT_UP = "count_up", "Counted up"
    COUNT_DOWN = "count_down", "Counted down"
    SPILL = "spill", "Spilt or broken"
    RETURN = "return", "Sent back"
    DESTROYED = "destroyed", "Destroyed"
    REVERSAL = "reversal", "Reversed"


COUNTED = frozenset({EntryKind.COUNT_UP, EntryKind.COUNT_DOWN})
# Stock that leaves the shelf otherwise than for a patient: never by one person alone.
BEFORE_TWO = [EntryKind.SPILL, EntryKind.RETURN, EntryKind.DESTROYED]
KETAMINE, ESKETAMINE = "ketamine", "esketamine"
SESSION_SUBSTANCES = (KETAMINE, ESKETAMINE)


def substance_of(route: str) -> str:
    """What a dose by this route consists of."""
    return ESKETAMINE if route == Route.IN_ESKETAMINE else KETAMINE


LARGEST_SCAN = 10 * 1024 * 1024  # bytes


class ScanType(TextChoices):
    """What a scan may be; its first bytes say which."""

    PDF = "application/pdf", "PDF"
    PNG = "image/png", "PNG"
    JPEG = "image/jpeg", "JPEG"


class InventoryKind(TextChoices):
    INITIAL = "initial", "Initial inventory"
    BIENNIAL = "biennial", "Biennial inventory"


class Business(TextChoices):
    """The moment of the day an inventory speaks of; the law wants one of the two."""

    OPEN = "open", "Opening of business"
    CLOSE = "close", "Close of business"
