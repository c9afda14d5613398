"""The days after the session."""

from django.urls import path

from integration import views

app_name = "integration"
urlpatterns = [
    path("", views.windows, name="windows"),
    path("<int:pk>/", views.window, name="window"),
    path("<int:pk>/practices/", views.add_practice, name="add_practice"),
    path("practices/<int:pk>/let-go/", views.let_go, name="let_go"),
    path("contacts/<int:pk>/", views.contact, name="contact"),
]
