"""The scan of an invoice: judged by its first bytes, kept with its hash, never changed."""

import hashlib
from dataclasses import dataclass
from datetime import datetime

from accounts.acts import act, invalid
from accounts.enums import Permission
from accounts.models import Membership
from audit import trail
from medications.domain.two_people import require_own
from medications.enums import LARGEST_SCAN, EntryKind, ScanType
from medications.models import InvoiceScan, LedgerEntry, Lot

LONGEST_NAME = 120
MOST_SCANS = 20
BEGINS = {
    ScanType.PDF: b"%PDF-",
    ScanType.PNG: b"\x89PNG\r\n\x1a\n",
    ScanType.JPEG: b"\xff\xd8\xff",
}
ENOUGH_BYTES = 16  # to tell what a file is
NOT_ONE = "A scan is a PDF, PNG or JPEG file of up to 10 MB. Choose another file."


@dataclass(frozen=True)
class Upload:
    """A file as it was sent; what it is called says nothing of what it is."""

    name: str
    content: bytes


def type_of(content: bytes) -> ScanType | None:
    return next((kind for kind, begin in BEGINS.items() if content.startswith(begin)), None)


@act("stock.invoice_scanned", Permission.STOCK_HANDLE)
def attach(entry: LedgerEntry, *, upload: Upload, by: Membership, at: datetime) -> InvoiceScan:
    """Add a scan to a receipt that is in the ledger already; the same file twice is one."""
    require_own(entry.lot.clinic_id, by)
    return keep(entry, upload, by=by, at=at)


def keep(entry: LedgerEntry, upload: Upload, *, by: Membership, at: datetime) -> InvoiceScan:
    """Write it beside its receipt, in the transaction that is open."""
    kind = type_of(upload.content)
    if kind is None or len(upload.content) > LARGEST_SCAN:
        raise invalid(NOT_ONE)
    if entry.kind != EntryKind.RECEIPT:
        raise invalid(
            "An invoice belongs to a delivery. Choose the line with which it was received."
        )
    Lot.objects.lock(entry.lot_id)
    digest = hashlib.sha256(upload.content).hexdigest()
    scans = InvoiceScan.objects.filter(entry=entry).without_bytes()  # type: ignore[attr-defined, unused-ignore]
    if (known := scans.filter(sha256=digest).first()) is not None:
        return known
    if scans.count() >= MOST_SCANS:
        raise invalid(f"A delivery has at most {MOST_SCANS} scans.")
    made = InvoiceScan.objects.create(
        entry=entry, name=_name(upload.name), content_type=kind, content=upload.content,
        size=len(upload.content), sha256=digest, added_at=at, added_by=by,
    )  # fmt: skip
    trail.record(
        "stock.invoice_scanned", made, by=by, at=at, lot=entry.lot.number, line=entry.line,
        sha256=digest,
    )  # fmt: skip
    return made


def _name(name: str) -> str:
    """The end is cut off, never the suffix of a short one; a nameless file is called a scan."""
    said = "".join(char for char in name if char.isprintable()).strip()
    return said[-LONGEST_NAME:] or "scan"
