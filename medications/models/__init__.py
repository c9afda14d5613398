"""Orders, lots, the ledger and what is counted against it."""

from medications.models.amounts import milligrams
from medications.models.ledger import LedgerEntry, Lot
from medications.models.order import MedicationOrder
from medications.models.scan import InvoiceScan
from medications.models.shelf import Discrepancy, Inventory, InventoryLine, ShelfCount

__all__ = [
    "Discrepancy",
    "Inventory",
    "InventoryLine",
    "InvoiceScan",
    "LedgerEntry",
    "Lot",
    "MedicationOrder",
    "ShelfCount",
    "milligrams",
]
