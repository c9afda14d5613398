"""The medicine session. The label differs because django.contrib.sessions owns `sessions`."""

from django.apps import AppConfig


class SessionsConfig(AppConfig):
    name = "sessions"
    label = "kap_sessions"
    verbose_name = "Medicine sessions"
