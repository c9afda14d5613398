"""Patients, the chart, its documents."""

from django.urls import path

from dashboard.views import chart, documents, patients

urlpatterns = [
    path("patients/", patients.patients, name="patients"),
    path("patients/<int:pk>/", chart.chart, name="chart"),
    path("patients/<int:pk>/scores/", chart.scores, name="scores"),
    path("documents/<uuid:pk>/", documents.document, name="document"),
    path("documents/<uuid:pk>/again/", documents.again, name="document_again"),
]
