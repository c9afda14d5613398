"""The clinic, its policy, the people and their hats."""

import hashlib
from functools import cached_property
from typing import Any, ClassVar
from zoneinfo import ZoneInfo, available_timezones

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q

from accounts.enums import Role
from accounts.permissions import CLINICAL_ROLES, granted
from core import crypto
from core.constraints import both_or_neither
from core.history import tracked
from core.models import AppendOnly, ClinicQuerySet

GUESSED_AT = 50  # wrong PINs in a row after which it opens nothing any more


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


class RegistrationQuerySet(ClinicQuerySet["DeaRegistration"]):
    def newest_first(self) -> "RegistrationQuerySet":
        return self.order_by("-effective_at", "-pk")


class DeaRegistration(AppendOnly):
    """Under which number, at which address the clinic keeps controlled stock. The newest row holds.

    A clinic is one registered location: stock that is kept at a second address is a second clinic's.
    A row without a number says that from then on there is none.
    """

    clinic = models.ForeignKey(Clinic, on_delete=models.PROTECT, related_name="registrations")
    number = models.CharField(max_length=9, blank=True)
    address = models.CharField(max_length=300, blank=True)
    effective_at = models.DateTimeField()
    by = models.ForeignKey("Membership", on_delete=models.PROTECT, related_name="+")

    objects: ClassVar[RegistrationQuerySet] = RegistrationQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(number="") | ~Q(address=""), name="registered_at_an_address"
            ),
        ]
        indexes = [models.Index(fields=["clinic", "-effective_at"], name="newest_registration")]

    def __str__(self) -> str:
        return self.number or "No DEA registration"


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


class DeviceQuerySet(ClinicQuerySet["Device"]):
    def in_use(self) -> "DeviceQuerySet":
        return self.filter(revoked_at=None)

    def with_token(self, token: str) -> "DeviceQuerySet":
        return self.in_use().filter(token_hash=hash_of(token))


def hash_of(token: str) -> str:
    """A device's token is long and random: one round is enough to keep it from being read back."""
    return hashlib.sha256(token.encode()).hexdigest()


@tracked
class Device(models.Model):
    """A tablet or computer that the clinic vouches for: only there does a PIN count."""

    clinic = models.ForeignKey(Clinic, on_delete=models.PROTECT, related_name="devices")
    label = models.CharField(max_length=60, help_text="As it is called, such as Tablet in Willow.")
    token_hash = models.CharField(max_length=64, unique=True)
    enrolled_at = models.DateTimeField()
    enrolled_by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    revoked_at = models.DateTimeField(null=True, blank=True)
    revoked_by = models.ForeignKey(
        Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects: ClassVar[DeviceQuerySet] = DeviceQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints = [both_or_neither("revoked_at", "revoked_by", name="device_loss_is_whole")]

    def __str__(self) -> str:
        return self.label


class DeviceUseQuerySet(ClinicQuerySet["DeviceUse"]):
    clinic_path = "device__clinic"


class DeviceUse(AppendOnly):
    """That somebody's session was opened on a device: who, when, and which session to end."""

    device = models.ForeignKey(Device, on_delete=models.PROTECT, related_name="uses")
    member = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    session_key = models.CharField(max_length=40)
    opened_at = models.DateTimeField()

    objects: ClassVar[DeviceUseQuerySet] = DeviceUseQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["device", "session_key"], name="device_use_once"),
        ]

    def __str__(self) -> str:
        return f"{self.member} on {self.device}"


class MemberPinQuerySet(ClinicQuerySet["MemberPin"]):
    clinic_path = "member__clinic"

    def of_staff(self) -> "MemberPinQuerySet":
        """Of people who work here now; a PIN of somebody who left opens nothing."""
        return self.filter(
            member__is_active=True,
            member__user__is_active=True,
            member__user__current_membership=F("member"),
        ).select_related("member__user", "member__clinic")

    def usable(self) -> "MemberPinQuerySet":
        """Those that were not guessed at too often."""
        return self.of_staff().filter(wrong_in_a_row__lt=GUESSED_AT)


class MemberPin(models.Model):
    """Six digits with which its owner opens a locked screen of the clinic's own devices."""

    member = models.OneToOneField(Membership, on_delete=models.PROTECT, related_name="pin")
    sealed_hash = models.BinaryField()
    sealed_check = models.BinaryField(help_text="What the owner's own device may keep for a day.")
    set_at = models.DateTimeField()
    wrong_in_a_row = models.PositiveSmallIntegerField(default=0)
    locked_until = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[MemberPinQuerySet] = MemberPinQuerySet.as_manager()  # type: ignore[assignment]

    def __str__(self) -> str:
        return f"PIN of {self.member}"

    @property
    def place(self) -> str:
        return f"accounts_memberpin:{self.member_id}"

    @property
    def hashed(self) -> str:
        return crypto.open_sealed(self.sealed_hash, place=f"{self.place}.hash")

    @property
    def device_check(self) -> str:
        """`iterations$salt$digest`, as a browser can work it out by itself."""
        return crypto.open_sealed(self.sealed_check, place=f"{self.place}.check")


class DayPaperQuerySet(ClinicQuerySet["DayPaper"]):
    """Papers that the clock made."""


class DayPaper(models.Model):
    """The packet of one clinic day, made by the clock in the morning. A copy: thrown away after a week.

    `session_ids` says whom it holds; only who may see all of them opens it.
    """

    may_delete = True

    clinic = models.ForeignKey(Clinic, on_delete=models.PROTECT, related_name="day_papers")
    day = models.DateField()
    attempts = models.PositiveSmallIntegerField(default=0)
    session_ids = ArrayField(models.BigIntegerField(), default=list)
    made_at = models.DateTimeField(null=True, blank=True)
    content = models.BinaryField(null=True)
    sha256 = models.CharField(max_length=64, blank=True)

    objects: ClassVar[DayPaperQuerySet] = DayPaperQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["clinic", "day"], name="one_packet_a_day"),
            both_or_neither("made_at", "content", name="made_packet_has_its_bytes"),
        ]

    def __str__(self) -> str:
        return f"Day packet, {self.day}"
