"""Writing the code: pages explain their errors, files are served as they are."""

from kap_clinic.settings.base import *

DEBUG = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = True
STATIC_ROOT = None
STORAGES["staticfiles"] = {
    "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage",
}
