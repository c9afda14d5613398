"""The packet as one flat table, for a spreadsheet: the same facts as on its pages."""

from collections.abc import Iterator
from itertools import chain
from typing import Any

from core.templatetags.formats import sentence
from medications.domain.packet import Packet, given_by, given_mg, other_medicine, wasted_mg
from medications.domain.stock import NOTHING
from medications.enums import EntryKind
from medications.models import Discrepancy, InventoryLine, LedgerEntry, Lot

COLUMNS = (
    "section", "date", "time", "lot", "substance", "form", "ndc", "expires", "line", "what",
    "amount_mg", "change_mg", "balance_mg", "containers", "mg_per_container", "patient",
    "patient_address", "drawn_mg", "given_mg", "wasted_mg", "by", "witness", "other_party",
    "other_party_address", "other_party_dea", "document", "words",
)  # fmt: skip


def rows_of(packet: Packet) -> Iterator[dict[str, Any]]:
    """Every fact of the packet as a row of one flat table; its columns are COLUMNS, always."""
    return chain(
        _registration_rows(packet), _opening_rows(packet), _inventory_rows(packet), _line_rows(packet),
        _scan_rows(packet), _discrepancy_rows(packet), _closing_rows(packet),
    )  # fmt: skip


def _box(lot: Lot) -> dict[str, Any]:
    return {
        "lot": lot.number, "substance": lot.substance, "form": lot.form, "ndc": lot.ndc,
        "expires": lot.expires_on, "mg_per_container": lot.mg_per_container,
    }  # fmt: skip


def _registration_rows(packet: Packet) -> Iterator[dict[str, Any]]:
    """Whose stock it is; a clinic without a number says so."""
    plain = {"section": "registration", "what": "DEA registration", "words": packet.clinic.address}
    if not packet.registrations:
        yield plain | {"date": packet.period.first, "document": "Not on record"}
    for one in packet.registrations:
        day = one.effective_at.astimezone(packet.clinic.zone).date()
        yield plain | {
            "date": day,
            "document": one.number,
            "words": one.address,
            "by": one.by.full_name,
        }


def _opening_rows(packet: Packet) -> Iterator[dict[str, Any]]:
    for one in packet.lots:
        yield _box(one.lot) | {
            "section": "opening", "date": packet.period.first, "balance_mg": one.opening_mg,
        }  # fmt: skip


def _inventory_rows(packet: Packet) -> Iterator[dict[str, Any]]:
    for inventory in packet.inventories:
        lines: list[InventoryLine] = list(inventory.lines.all())
        for line in lines or [None]:  # type: ignore[list-item]
            plain = {
                "section": "inventory", "date": inventory.taken_on,
                "what": f"{inventory.get_kind_display()}, {inventory.get_business_display().lower()}",
                "by": inventory.by.full_name, "witness": inventory.witness.full_name,
                "words": inventory.note if line else "No controlled medicine on hand",
            }  # fmt: skip
            if line is None:
                yield plain | {"amount_mg": NOTHING}
            else:
                yield _box(line.lot) | plain | {
                    "amount_mg": line.total_mg, "containers": line.containers,
                    "balance_mg": line.book_mg,
                }  # fmt: skip


def _line_rows(packet: Packet) -> Iterator[dict[str, Any]]:
    wasted, zone = wasted_mg(packet), packet.clinic.zone
    for line in packet.lines:
        when, is_draw = line.happened_at.astimezone(zone), line.kind == EntryKind.DRAW
        yield _box(line.lot) | {
            "section": line.kind, "date": when.date(), "time": f"{when:%H:%M}", "line": line.line,
            "what": line.get_kind_display(), "amount_mg": line.amount_mg,
            "change_mg": line.delta_mg, "balance_mg": line.balance_mg,
            "containers": line.containers,
            "patient": line.patient.legal_name if line.patient else "",
            "patient_address": line.patient.address if line.patient else "",
            "drawn_mg": line.amount_mg if is_draw else None,
            "given_mg": given_mg(line) if is_draw else None,
            "wasted_mg": wasted.get(line.pk) if is_draw else None,
            "by": given_by(line).full_name, "witness": line.witness.full_name if line.witness else "",
            "other_party": line.supplier, "other_party_address": line.supplier_address,
            "other_party_dea": line.supplier_dea, "document": line.invoice, "words": words_of(line),
        }  # fmt: skip


def _scan_rows(packet: Packet) -> Iterator[dict[str, Any]]:
    for line, scan in packet.scans:
        when = scan.added_at.astimezone(packet.clinic.zone)
        yield _box(line.lot) | {
            "section": "invoice scan", "date": when.date(), "time": f"{when:%H:%M}",
            "line": line.line, "what": scan.name, "document": line.invoice,
            "by": scan.added_by.full_name, "words": f"SHA-256 {scan.sha256}",
        }  # fmt: skip


def words_of(line: LedgerEntry) -> str:
    """What else a line says of itself."""
    parts = [other_medicine(line), line.reason]
    if line.reverses is not None:
        parts.insert(0, f"Takes back line {line.reverses.line}:")
    if (undone := getattr(line, "reversed_by", None)) is not None:
        parts = [sentence(part) for part in parts] + [f"Taken back by line {undone.line}."]
    return " ".join(part for part in parts if part)


def _discrepancy_rows(packet: Packet) -> Iterator[dict[str, Any]]:
    for one in packet.discrepancies:
        when = one.opened_at.astimezone(packet.clinic.zone)
        yield _box(one.entry.lot) | {
            "section": "discrepancy", "date": when.date(), "time": f"{when:%H:%M}",
            "line": one.entry.line, "what": one.entry.reason, "amount_mg": one.counted_mg,
            "change_mg": None, "balance_mg": one.expected_mg,
            "by": one.entry.by.full_name,
            "witness": one.entry.witness.full_name if one.entry.witness else "",
            "document": one.form_106, "words": review_words(one),
        }  # fmt: skip


def review_words(one: Discrepancy) -> str:
    if one.reviewed_by is None:
        return "Not reviewed yet."
    reported = " Reported to the field office." if one.reported_at else ""
    return f"Reviewed by {one.reviewed_by.full_name}: {one.finding}{reported}"


def _closing_rows(packet: Packet) -> Iterator[dict[str, Any]]:
    for one in packet.lots:
        shelf = one.shelf
        yield _box(one.lot) | {
            "section": "closing", "date": packet.period.last, "balance_mg": one.closing_mg,
            "amount_mg": shelf.counted_mg if shelf else None,
            "by": shelf.by.full_name if shelf else "",
            "witness": shelf.witness.full_name if shelf else "",
            "what": f"Counted {shelf.counted_at.astimezone(packet.clinic.zone):%Y-%m-%d %H:%M}"
            if shelf else "Not counted yet",
        }  # fmt: skip
