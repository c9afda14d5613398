"""The preparation visit of one patient; `pk` is the patient."""

from django.urls import path

from sessions.views import preparation

urlpatterns = [path("preparation/<int:pk>/", preparation.preparation, name="preparation")]
