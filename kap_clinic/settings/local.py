"""One computer, plain http on its own address: `manage.py up`."""

from kap_clinic.settings.base import *

# Each web worker answers one request at a time and keeps its connection.
DATABASES["default"]["CONN_MAX_AGE"] = None
CELERY_WORKER_SOFT_SHUTDOWN_TIMEOUT = 3  # Ctrl-C stops everything within ten seconds
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = True
# Files straight from where they lie: nothing to collect before the first start.
WHITENOISE_USE_FINDERS = True
STATIC_ROOT = None
STORAGES["staticfiles"] = {
    "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage",
}
