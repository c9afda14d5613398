"""Deliveries, what leaves the shelf, reviews, inventories and the packet, as they are typed."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django import forms

from accounts.models import Clinic, Membership
from core.clock import day_at, day_span
from core.forms import ClinicForm, DatePartsField
from medications.domain import invoices, packet
from medications.domain.inventories import Counted
from medications.domain.stock import MOST_CONTAINERS, Medicine, Supplier
from medications.enums import LARGEST_SCAN, Business, EntryKind
from medications.forms import DECIMAL, LONGEST_REASON, WHOLE, SecondPersonForm, members, press
from medications.models import Lot

OTHER = "other"
KNOWN = ("ketamine", "esketamine", "midazolam", "lorazepam", "diazepam")
SUBSTANCES = [("", "Choose"), *((name, name.capitalize()) for name in KNOWN), (OTHER, "Another")]
NOON, A_YEAR = timedelta(hours=12), timedelta(days=365)


def _words(
    label: str, *, required: bool = True, longest: int = 300, **more: Any
) -> forms.CharField:
    return forms.CharField(label=label, required=required, max_length=longest, **more)


def _mg(label: str, **more: Any) -> forms.DecimalField:
    options: dict[str, Any] = {
        "min_value": Decimal("0.01"),
        "max_digits": 9,
        "decimal_places": 2,
    } | more
    asked = {"required": "Enter how much it is, in mg."}
    return forms.DecimalField(label=label, widget=DECIMAL, error_messages=asked, **options)


def _containers(label: str, **more: Any) -> forms.IntegerField:
    asked = {"required": "Enter how many containers there are; zero is an answer."}
    if more.get("min_value"):
        asked = {"required": "Enter how many containers there are."}
    return forms.IntegerField(
        label=label, max_value=MOST_CONTAINERS, widget=WHOLE, error_messages=asked, **more
    )


def _reason(label: str, **more: Any) -> forms.CharField:
    area = forms.Textarea({"rows": 2})
    return _words(label, longest=LONGEST_REASON, widget=area, **more)


class ScanField(forms.FileField):
    """A file as an upload of the domain; what it is, its first bytes say."""

    widget = forms.FileInput

    def clean(self, data: Any, initial: Any = None) -> invoices.Upload | None:
        file = super().clean(data, initial)
        if not file:
            return None
        begin = file.read(invoices.ENOUGH_BYTES)
        if file.size > LARGEST_SCAN or invoices.type_of(begin) is None:
            raise forms.ValidationError(invoices.NOT_ONE)
        return invoices.Upload(file.name, begin + file.read())


def scan_box(label: str, *, required: bool = True) -> ScanField:
    return ScanField(
        label=label,
        required=required,
        widget=forms.FileInput({"accept": ".pdf,.png,.jpg,.jpeg"}),
        help_text="PDF, PNG or JPEG, up to 10 MB.",
        error_messages={
            "required": "Choose the file.", "empty": invoices.NOT_ONE, "invalid": invoices.NOT_ONE,
        },
    )  # fmt: skip


class ScanForm(ClinicForm):
    scan = scan_box("Scan of the invoice")


class ReceiptForm(ClinicForm):
    units = {"mg_per_container": "mg"}

    substance = forms.ChoiceField(label="Medicine", choices=SUBSTANCES)
    other_substance = _words("Its name, if another", required=False, longest=60)
    strength = _words(
        "Form and strength",
        required=False,
        longest=120,
        help_text="As printed: solution for injection, 50 mg/mL.",
    )
    lot_number = _words("Lot number", longest=40)
    ndc = _words("NDC", required=False, longest=20)
    containers = _containers("Containers", min_value=1)
    mg_per_container = forms.DecimalField(
        label="In each container",
        min_value=0,
        max_digits=7,
        decimal_places=2,
        widget=DECIMAL,
        error_messages={"required": "Enter how much is in each container."},
    )
    expires_on = DatePartsField(label="Expiry date", example="8 31 2028")
    supplier = _words("Supplier", longest=120)
    supplier_address = _words("Supplier's address", required=False)
    supplier_dea = _words("Supplier's DEA number", required=False, longest=20)
    invoice = _words("Invoice number", longest=60)
    scan = scan_box("Scan of the invoice", required=False)
    received_on = DatePartsField(
        label="Day it arrived", required=False, help_text="Only if it was not today.",
        example="8 31 2026",
    )  # fmt: skip
    received_by = forms.TypedChoiceField(
        label="Taken in by", coerce=int, empty_value=None, required=False, choices=(),
        help_text="Only if it was somebody else.",
    )  # fmt: skip
    key = press()

    def __init__(
        self, *args: Any, clinic: Clinic, people: Sequence[Membership], at: datetime, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.clinic, self.at = clinic, at
        self.people = {member.pk: member for member in people}
        self.fields["received_by"].choices = members(people)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("substance") == OTHER and not data.get("other_substance"):
            self.add_error("other_substance", "Enter the name of the medicine.")
        return data

    @property
    def facts(self) -> dict[str, Any]:
        data = self.cleaned_data
        plain = (
            "lot_number", "containers", "mg_per_container", "expires_on", "supplier", "invoice",
            "key",
        )  # fmt: skip
        named = data["other_substance"] if data["substance"] == OTHER else data["substance"]
        return {name: data[name] for name in plain} | {
            "medicine": Medicine(named, data["strength"], data["ndc"]),
            "scan": data["scan"],
            "sender": Supplier(data["supplier_address"], data["supplier_dea"]),
            "received_at": self._arrived(data["received_on"]),
            "received_by": self.people.get(data["received_by"] or 0),
        }

    def clean_received_on(self) -> date | None:
        return _not_ahead(self.cleaned_data["received_on"], self.clinic, at=self.at)

    def _arrived(self, day: date | None) -> datetime | None:
        """A day without an hour is taken at its noon; today is now."""
        if day is None or day == day_at(self.clinic, self.at):
            return None
        return day_span(self.clinic, day)[0] + NOON


def _not_ahead(day: date | None, clinic: Clinic, *, at: datetime) -> date | None:
    """A day of the last twelve months; what lies further off is a slip of the pen."""
    today = day_at(clinic, at)
    if day is not None and not today - A_YEAR <= day <= today:
        raise forms.ValidationError("Enter a day within the last year, not after today.")
    return day


class SpillForm(SecondPersonForm):
    units = {"mg": "mg"}
    field_order = ("mg", "reason", "witness", "password")

    mg = _mg("Spilt or broken")
    reason = _reason("What happened")
    key = press()


class DisposalForm(SecondPersonForm):
    units = {"mg": "mg"}
    field_order = (
        "way", "mg", "containers", "receiver", "address", "dea", "document", "reason", "witness",
        "password",
    )  # fmt: skip

    way = forms.ChoiceField(
        label="How it leaves",
        choices=[
            (EntryKind.RETURN.value, "To a reverse distributor"),
            (EntryKind.DESTROYED.value, "Destroyed here, before two people, with form 41"),
        ],
        widget=forms.RadioSelect,
    )
    mg = _mg("How much")
    containers = _containers("Containers", min_value=1, required=False)
    receiver = _words("Reverse distributor", required=False, longest=120)
    address = _words("Its address", required=False)
    dea = _words("Its DEA number", required=False, longest=20)
    document = _words(
        "Number of the paper", longest=60, help_text="Of the distributor's form, or of form 41."
    )
    reason = _reason("Why", required=False)
    key = press()


class ReasonForm(ClinicForm):
    """Setting a lot aside, putting it back, taking a line back: always with a reason."""

    reason = _reason("Why")

    def __init__(self, *args: Any, label: str = "Why", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].label = label


class FindingForm(ClinicForm):
    finding = _words("What you found", longest=1000, widget=forms.Textarea({"rows": 3}))


class ReportForm(ClinicForm):
    """When the field office was told, and the reference of form 106 once there is one."""

    reported_on = DatePartsField(label="Day the field office was told", example="8 31 2026")
    form_106 = _words("Reference of form 106", required=False, longest=60)

    def __init__(self, *args: Any, clinic: Clinic, at: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.clinic, self.at = clinic, at

    def clean_reported_on(self) -> date | None:
        return _not_ahead(self.cleaned_data["reported_on"], self.clinic, at=self.at)

    @property
    def facts(self) -> dict[str, Any]:
        """Noon of that day; today is now."""
        day, data = self.cleaned_data["reported_on"], self.cleaned_data
        is_today = day == day_at(self.clinic, self.at)
        moment = self.at if is_today else day_span(self.clinic, day)[0] + NOON
        return {"reported_at": moment, "form_106": data["form_106"]}


class InventoryForm(SecondPersonForm):
    """Every lot with three boxes: full containers, what is left in an opened one, estimated."""

    says_optional = False

    taken_on = DatePartsField(label="Day", example="8 31 2026")
    business = forms.ChoiceField(
        label="Taken at", choices=Business.choices, widget=forms.RadioSelect
    )
    note = _words("Note", required=False)
    key = press()

    def __init__(self, *args: Any, lots: Sequence[Lot], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.lots = lots
        for lot in lots:
            name = f"lot {lot.number}"
            self.fields[f"containers_{lot.pk}"] = _containers(f"Full, {name}", min_value=0)
            self.fields[f"opened_{lot.pk}"] = _mg(
                f"In an opened one, {name}", min_value=0, required=False
            )
            self.fields[f"estimated_{lot.pk}"] = forms.BooleanField(
                label=f"Estimated, {name}", required=False
            )

    def rows(self) -> list[tuple[Lot, Any, Any, Any]]:
        """Each lot with its three boxes, as the page draws them."""
        return [
            (
                lot,
                self[f"containers_{lot.pk}"],
                self[f"opened_{lot.pk}"],
                self[f"estimated_{lot.pk}"],
            )
            for lot in self.lots
        ]

    @property
    def facts(self) -> dict[str, Any]:
        data = self.cleaned_data
        plain = ("taken_on", "business", "note", "key")
        return {name: data[name] for name in plain} | {"lines": self.counted()}

    def counted(self) -> list[Counted]:
        data = self.cleaned_data
        return [
            Counted(
                lot.pk,
                data[f"containers_{lot.pk}"],
                data[f"opened_{lot.pk}"] or Decimal(0),
                data[f"estimated_{lot.pk}"],
            )
            for lot in self.lots
        ]


class PacketForm(ClinicForm):
    """Which months, and as what: the choices are made from the clinic's own calendar."""

    says_optional = False

    span = forms.ChoiceField(label="Period", choices=())

    def __init__(self, *args: Any, months: Sequence[date], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["span"].choices = [  # type: ignore[attr-defined]
            (packet.INSPECTOR, "Inspector, 24 months"),
            *((f"{month:%Y-%m}", f"{month:%B %Y}") for month in months),
        ]
