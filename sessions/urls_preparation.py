"""The preparation visit and the own limits of one patient; `pk` is the patient."""

from django.urls import path

from sessions.views import limits, preparation

urlpatterns = [
    path("preparation/<int:pk>/", preparation.preparation, name="preparation"),
    path("limits/<int:pk>/", limits.limits, name="limits"),
]
