"""One patient's own limits for readings."""

from typing import Any, ClassVar, Self

from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q

from accounts.models import Membership
from core.models import AppendOnly, ClinicQuerySet
from patients.models import EpisodeOfCare, Patient

HIGHEST = {"systolic": 180, "diastolic": 110}


def _pressure(which: str) -> Any:
    return models.PositiveSmallIntegerField(
        null=True, blank=True, validators=[MaxValueValidator(HIGHEST[which])]
    )


class LimitsQuerySet(ClinicQuerySet["PatientLimits"]):
    clinic_path = "episode__patient__clinic"

    def visible_to(self, membership: Membership) -> Self:
        return self.filter(episode__patient__in=Patient.objects.visible_to(membership))


class PatientLimits(AppendOnly):
    """From which pressure a reading is amber or red, in mmHg; the newest row of the course holds.

    What is left empty is the clinic's own number; a row with nothing in it ends what stood.
    """

    episode = models.ForeignKey(EpisodeOfCare, on_delete=models.PROTECT, related_name="limits")
    before_amber_systolic = _pressure("systolic")
    before_amber_diastolic = _pressure("diastolic")
    before_red_systolic = _pressure("systolic")
    before_red_diastolic = _pressure("diastolic")
    after_amber_systolic = _pressure("systolic")
    after_amber_diastolic = _pressure("diastolic")
    after_red_systolic = _pressure("systolic")
    after_red_diastolic = _pressure("diastolic")
    reason = models.CharField(max_length=300)
    written_at = models.DateTimeField()
    written_by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")

    objects: ClassVar[LimitsQuerySet] = LimitsQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="limits_say_why"),
            models.CheckConstraint(
                condition=Q(
                    *(
                        Q(**{f"{when}_{level}_{which}": None})
                        | Q(**{f"{when}_{level}_{which}__lte": highest})
                        for when in ("before", "after")
                        for level in ("amber", "red")
                        for which, highest in HIGHEST.items()
                    )
                ),
                name="limits_never_past_180_110",
            ),
        ]
        indexes = [models.Index(fields=["episode", "-written_at"], name="limits_of_episode")]

    def __str__(self) -> str:
        return "Limits for readings"
