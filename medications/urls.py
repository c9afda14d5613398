"""Stock, and what the prescriber orders."""

from django.urls import path

from medications import urls_order
from medications.views import stock

app_name = "medications"
urlpatterns = [
    *urls_order.urlpatterns,
    path("", stock.overview, name="stock"),
    path("receive/", stock.receive, name="receive"),
    path("<int:pk>/", stock.ledger, name="ledger"),
    path("<int:pk>/count/", stock.count, name="count"),
    path("reviews/<int:pk>/", stock.review, name="review"),
]
