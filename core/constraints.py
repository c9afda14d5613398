"""Named promises that several tables make."""

from django.db.models import CheckConstraint, Q


def both_or_neither(one: str, other: str, *, name: str) -> CheckConstraint:
    """A moment and its person, or a pair of numbers: whole or absent."""
    neither = Q(**{f"{one}__isnull": True, f"{other}__isnull": True})
    both = Q(**{f"{one}__isnull": False, f"{other}__isnull": False})
    return CheckConstraint(condition=neither | both, name=name)


def one_of(field: str, values: list[str], *, name: str) -> CheckConstraint:
    """The database knows the words as well as the code does."""
    return CheckConstraint(condition=Q(**{f"{field}__in": values}), name=name)
