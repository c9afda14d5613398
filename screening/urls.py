"""The preparation phase: intake, findings, decision, consents. `pk` is the patient where nothing else is said."""

from django.urls import path

from screening.views import consents, findings, intake

app_name = "screening"

urlpatterns = [
    path("<int:pk>/intake/", intake.intake, name="intake"),
    path("<int:pk>/findings/", findings.findings, name="findings"),
    path("<int:pk>/decision/", findings.decide, name="decide"),
    path("<int:pk>/allergies/", findings.allergies, name="allergies"),
    path("<int:pk>/allergies/<int:row>/end/", findings.end_allergy, name="end_allergy"),
    path("<int:pk>/consents/", consents.consents, name="consents"),
    path("consents/<int:pk>/", consents.consent, name="consent"),
]
