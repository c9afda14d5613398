"""How an amount of a medicine is kept."""

from django.db import models


def milligrams(**options: object) -> models.DecimalField:
    """A dose or an amount of stock, to a hundredth of a milligram."""
    return models.DecimalField(max_digits=9, decimal_places=2, **options)  # type: ignore[arg-type]
