"""The order of one patient; `pk` is the patient."""

from django.urls import path

from medications.views import order

urlpatterns = [path("order/<int:pk>/", order.order, name="order")]
