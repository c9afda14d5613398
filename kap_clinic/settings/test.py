"""Tests: their own servers, cheap passwords, letters kept in memory."""

from kap_clinic.settings.base import *

TESTING = True
KAP_HOME = KAP_HOME / "test"
DATABASES = databases(Home(KAP_HOME))
REDIS_URL = env.queue("REDIS_URL", Home(KAP_HOME).queue_url())
CELERY_BROKER_URL = env.broker(REDIS_URL)
EMBEDDED_DURABLE = False
MEDIA_ROOT = KAP_HOME / "media"
CELERY_WORKER_SOFT_SHUTDOWN_TIMEOUT = 3
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
MAILERS = {"default": {"BACKEND": "django.core.mail.backends.locmem.EmailBackend", "OPTIONS": {}}}
SMS_GATEWAY = "memory:"
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = True
STATIC_ROOT = None
STORAGES["staticfiles"] = {
    "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage",
}
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True  # looks for a file when it is asked for, not for all of them first
