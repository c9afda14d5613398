"""Questionnaires; `pk` is the patient."""

from django.urls import path

from measures.views import enter

app_name = "measures"

urlpatterns = [
    path("<int:pk>/enter/", enter.enter, name="enter_first"),
    path("<int:pk>/enter/<slug:instrument>/", enter.enter, name="enter"),
]
