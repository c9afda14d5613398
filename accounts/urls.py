"""Settings of the clinic."""

from django.urls import path

from accounts.views import devices, settings

app_name = "accounts"
urlpatterns = [
    path("", settings.settings, name="settings"),
    path("team/", settings.team, name="team"),
    path("team/add/", settings.add, name="add_member"),
    path("roles/", settings.roles, name="roles"),
    path("policy/", settings.policy, name="policy"),
    path("pin/", devices.pin, name="pin"),
    path("devices/", devices.devices, name="devices"),
    path("devices/<int:pk>/lost/", devices.lost, name="lost_device"),
]
