"""Stock, and what the prescriber orders."""

from django.urls import path

from medications import urls_order
from medications.views import invoice, lot, packet, shelf, stock

app_name = "medications"
urlpatterns = [
    *urls_order.urlpatterns,
    path("", stock.overview, name="stock"),
    path("receive/", stock.receive, name="receive"),
    path("reviews/<int:pk>/", stock.review, name="review"),
    path("<int:pk>/", lot.ledger, name="ledger"),
    path("<int:pk>/count/", lot.count, name="count"),
    path("<int:pk>/spill/", lot.spill, name="spill"),
    path("<int:pk>/dispose/", lot.dispose, name="dispose"),
    path("<int:pk>/set-aside/", lot.set_aside, name="set_aside"),
    path("<int:pk>/recipients/", lot.recipients, name="recipients"),
    path("lines/<int:pk>/reverse/", lot.reverse, name="reverse"),
    path("lines/<int:pk>/scan/", invoice.add, name="add_scan"),
    path("scans/<int:pk>/", invoice.scan, name="scan"),
    path("discrepancies/", shelf.discrepancies, name="discrepancies"),
    path("discrepancies/<int:pk>/", shelf.discrepancy, name="discrepancy"),
    path("discrepancies/<int:pk>/review/", shelf.review, name="review_discrepancy"),
    path("discrepancies/<int:pk>/report/", shelf.report, name="report_discrepancy"),
    path("inventories/", shelf.inventories, name="inventories"),
    path("inventories/take/", shelf.take_inventory, name="take_inventory"),
    path("inventories/<int:pk>/", shelf.inventory, name="inventory"),
    path("packet/", packet.packet, name="packet"),
    path("packet/csv/", packet.packet_csv, name="packet_csv"),
    path("packet/pdf/", packet.packet_pdf, name="packet_pdf"),
]
