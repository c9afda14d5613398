"""The clinic, its policy, the people and their hats."""

from functools import cached_property
from typing import Any, ClassVar
from zoneinfo import ZoneInfo, available_timezones

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q

from accounts.enums import Role
from accounts.permissions import CLINICAL_ROLES, granted
from core.history import tracked
from core.models import AppendOnly, ClinicQuerySet


def known_zone(name: str) -> None:
    if name not in available_timezones():
        raise ValidationError("Choose a time zone such as America/Denver.")


class Clinic(models.Model):
    name = models.CharField(max_length=120)
    short_name = models.CharField(
        max_length=40, help_text="Stands in texts and e-mails; says nothing of the treatment."
    )
    timezone = models.CharField(max_length=64, validators=[known_zone])
    phone = models.CharField(max_length=20, blank=True)
    address = models.CharField(max_length=300, blank=True)
    is_demo = models.BooleanField(default=False)

    def __str__(self) -> str:
        return self.name

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.timezone)


class PolicyQuerySet(ClinicQuerySet["ClinicPolicy"]):
    """Versions of a clinic's policy."""


class ClinicPolicy(AppendOnly):
    """Every clinical number of one clinic, versioned. The newest version in effect decides."""

    clinic = models.ForeignKey(Clinic, on_delete=models.PROTECT, related_name="policies")
    version = models.PositiveIntegerField()
    values = models.JSONField(default=dict, help_text="Only what differs from the defaults.")
    author_name = models.CharField(max_length=200)
    approver_name = models.CharField(max_length=200)
    effective_at = models.DateTimeField()

    objects: ClassVar[PolicyQuerySet] = PolicyQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["clinic", "version"], name="policy_version_once"),
        ]

    def __str__(self) -> str:
        return f"policy {self.version}"


class UserManager(BaseUserManager["User"]):
    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email__iexact=username)

    def create_user(self, email: str, password: str | None = None, **extra: Any) -> "User":
        user = self.model(email=self.normalize_email(email).lower(), **extra)
        user.set_password(password)
        user.save(using=self._db)
        return user


class User(AbstractBaseUser):
    """A person who signs in. What they may do hangs on their membership, never on this row."""

    email = models.EmailField(unique=True)
    full_name = models.CharField(max_length=160)
    is_active = models.BooleanField(default=True)
    current_membership = models.ForeignKey(
        "Membership", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["full_name"]

    def __str__(self) -> str:
        return self.full_name or self.email

    def get_full_name(self) -> str:
        return self.full_name


class MembershipQuerySet(ClinicQuerySet["Membership"]):
    def active(self) -> "MembershipQuerySet":
        return self.filter(is_active=True, user__is_active=True)

    def with_role(self, *roles: str) -> "MembershipQuerySet":
        return self.active().filter(roles__overlap=list(roles))

    def clinicians(self) -> "MembershipQuerySet":
        return self.with_role(*CLINICAL_ROLES)


@tracked
class Membership(models.Model):
    """One person in one clinic, with every hat they wear there."""

    clinic = models.ForeignKey(Clinic, on_delete=models.PROTECT, related_name="memberships")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="memberships")
    roles = ArrayField(models.CharField(max_length=20, choices=Role.choices))
    licence = models.CharField(max_length=80, blank=True, help_text="For example LPC CO-1234.")
    covers_all_patients = models.BooleanField(
        default=False, help_text="Stands on every patient's care team, as a clinic's nurse does."
    )
    is_active = models.BooleanField(default=True)

    objects: ClassVar[MembershipQuerySet] = MembershipQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["clinic", "user"], name="one_membership_per_clinic"),
            models.CheckConstraint(
                condition=Q(roles__contained_by=Role.values) & Q(roles__len__gt=0),
                name="membership_roles_known",
            ),
        ]

    def __str__(self) -> str:
        return self.full_name

    @property
    def full_name(self) -> str:
        return self.user.full_name

    @property
    def initials(self) -> str:
        return "".join(word[0] for word in self.full_name.split()[:2]).upper()

    @property
    def role_words(self) -> str:
        return ", ".join(Role(role).label.lower() for role in self.roles)

    @cached_property
    def permissions(self) -> frozenset[str]:
        return granted(self.roles)

    def may(self, permission: str) -> bool:
        return self.is_active and permission in self.permissions

    @property
    def is_patient_only(self) -> bool:
        return set(self.roles) == {Role.PATIENT}

    @property
    def is_clinician(self) -> bool:
        return bool(CLINICAL_ROLES & set(self.roles))
