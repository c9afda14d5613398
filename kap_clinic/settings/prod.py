"""Behind https. Nothing is guessed: every address and key is given."""

from django.core.exceptions import ImproperlyConfigured

from kap_clinic.settings import env

GIVEN = ("SECRET_KEY", "FIELD_KEYS", "DATABASE_URL", "REDIS_URL", "ALLOWED_HOSTS", "EMAIL_URL")
missing = [name for name in GIVEN if not env.text(name)]
if missing:
    raise ImproperlyConfigured(f"Production needs {', '.join(missing)} in the environment.")
if env.flag("KAP_DEMO"):
    raise ImproperlyConfigured("KAP_DEMO is for trying the clinic, never for production.")

from kap_clinic.settings.base import *  # noqa: E402 (only after everything is known to be there)

DATABASES["default"]["CONN_MAX_AGE"] = None
SECURE_SSL_REDIRECT = True
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_HSTS_SECONDS = 63_072_000
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
SESSION_COOKIE_SECURE = True
SESSION_COOKIE_NAME = "__Host-session"
CSRF_COOKIE_SECURE = True
CSRF_COOKIE_NAME = "__Host-csrf"
CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in ALLOWED_HOSTS]
ALLAUTH_TRUSTED_PROXY_COUNT = 1
