"""Whose stock it is, and who stands by."""

from accounts.enums import Permission, RefusalCode
from accounts.models import Membership
from core.errors import Refusal


def require_own(clinic_id: int, by: Membership) -> None:
    """Each clinic's people touch their own clinic's stock."""
    if by.clinic_id != clinic_id:
        raise Refusal(RefusalCode.ROLE_FORBIDDEN, "This is another clinic's stock.")


def require_two(clinic_id: int, by: Membership, witness: Membership) -> None:
    """The second person may witness here, and is another human being than the first."""
    if not witness.may(Permission.STOCK_WITNESS) or witness.clinic_id != clinic_id:
        raise Refusal(
            RefusalCode.ROLE_FORBIDDEN, "The second person is a therapist, a nurse or a prescriber."
        )
    if witness.pk == by.pk or witness.user_id == by.user_id:
        raise Refusal(RefusalCode.WITNESS_SAME_PERSON, "The second person must be somebody else.")
