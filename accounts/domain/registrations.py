"""The clinic's DEA registration: the number's own arithmetic, and which one held when."""

import re
from datetime import datetime

from accounts.acts import invalid
from accounts.models import Clinic, DeaRegistration, Membership

# Two letters; the second one is a 9 where the registrant goes by the name of a business.
FORM = re.compile(r"[A-Z][A-Z9][0-9]{7}")
WRONG = "That is no DEA number: two letters, six digits, and a last digit that fits the six."


def written(text: str) -> str:
    """As it is kept: capitals, without spaces or hyphens."""
    return re.sub(r"[\s-]", "", text).upper()


def is_number(number: str) -> bool:
    """Whether the last digit is the one that the six before it ask for.

    The first, third and fifth digit, and twice the second, fourth and sixth, are added up; the sum's
    last digit is the check digit. No regulation prints the rule (21 CFR 1301.35 speaks of the
    certificate only); it is the one pharmacies check prescribers by, as told with its worked example
    AP5836727 at takerx.com/verify.html, and in the article "DEA number" of Wikipedia, which also
    names the 9 of a business.
    """
    if not FORM.fullmatch(number):
        return False
    *six, check = (int(digit) for digit in number[2:])
    return (sum(six[0::2]) + 2 * sum(six[1::2])) % 10 == check


def in_force(clinic: Clinic, *, at: datetime) -> DeaRegistration | None:
    """The newest one by then; None also where the newest says that there is none."""
    rows = DeaRegistration.objects.for_clinic(clinic).filter(effective_at__lte=at)
    newest = rows.newest_first().first()
    return newest if newest and newest.number else None


def of(clinic: Clinic, *, at: datetime) -> DeaRegistration | None:
    """What a paper of that moment names."""
    held = held_between(clinic, at, at)
    return held[-1] if held else None


def held_between(clinic: Clinic, start: datetime, end: datetime) -> list[DeaRegistration]:
    """Each number and address that held for some of that time, the first one first.

    A number that was typed in later than that stands for the time before it was.
    """
    rows = list(DeaRegistration.objects.for_clinic(clinic).order_by("effective_at", "pk"))
    before = [row for row in rows if row.effective_at <= start][-1:]
    within = [row for row in rows if start < row.effective_at < end]
    return [row for row in (before + within or rows[:1]) if row.number]


def keep(clinic: Clinic, *, number: str, address: str, by: Membership, at: datetime) -> None:
    """Write the next row where number or address changed; rows before it stay readable."""
    number = written(number)
    if number and not is_number(number):
        raise invalid(WRONG)
    if number and not address:
        raise invalid("A DEA registration is for one address. Enter the address too.")
    newest = DeaRegistration.objects.for_clinic(clinic).newest_first().first()
    said = (newest.number, newest.address) if newest else ("", address)
    if (number, address) == said or not (number or said[0]):
        return
    DeaRegistration.objects.create(
        clinic=clinic, number=number, address=address, effective_at=at, by=by
    )
