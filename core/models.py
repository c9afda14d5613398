"""What every table of ours may lean on. No tables here."""

from collections.abc import Iterable
from typing import Any, Self

from django.db import models


class LockableQuerySet[M: models.Model](models.QuerySet[M]):
    def lock(self, pk: object) -> M:
        """Fetch one row and hold it until the transaction ends."""
        return self.select_for_update(of=("self",)).get(pk=pk)

    def lock_all(self, pks: Iterable[object]) -> list[M]:
        """Hold several rows, always in the order of their keys: two who need the same ones only wait."""
        rows = self.select_for_update(of=("self",)).filter(pk__in=set(pks))
        return list(rows.order_by("pk"))


class ClinicQuerySet[M: models.Model](LockableQuerySet[M]):
    """Rows of one clinic; `clinic_path` leads from the row to its clinic."""

    clinic_path = "clinic"

    def for_clinic(self, clinic: Any) -> Self:
        return self.filter(**{self.clinic_path: clinic})

    def in_clinic(self, clinic: Any | None) -> Self:
        """Rows of that clinic; of every clinic where none is named, as the scheduler works."""
        return self if clinic is None else self.for_clinic(clinic)


class AppendOnly(models.Model):
    """Rows that happened. The app's database role may insert and read them, nothing else."""

    append_only = True

    class Meta:
        abstract = True
