"""Behind https. Nothing is guessed: every address and key is given."""

from django.core.exceptions import ImproperlyConfigured

from kap_clinic.settings import env

GIVEN = (
    "SECRET_KEY", "FIELD_KEYS", "DATABASE_URL", "DATABASE_SEALER_URL", "REDIS_URL",
    "ALLOWED_HOSTS", "EMAIL_URL", "SMS_GATEWAY",
)  # fmt: skip
SHORTEST_KEY = 50
missing = [name for name in GIVEN if not env.text(name)]
if missing:
    raise ImproperlyConfigured(f"Production needs {', '.join(missing)} in the environment.")
if env.flag("KAP_DEMO"):
    raise ImproperlyConfigured("KAP_DEMO is for trying the clinic, never for production.")
if len(env.text("SECRET_KEY")) < SHORTEST_KEY:
    raise ImproperlyConfigured(f"SECRET_KEY is shorter than {SHORTEST_KEY} characters.")
if any("*" in host or host.startswith(".") for host in env.words("ALLOWED_HOSTS", [])):
    raise ImproperlyConfigured("ALLOWED_HOSTS must name the clinic's own addresses, no wildcard.")
if env.stays_here("EMAIL_URL", "") or env.stays_here("SMS_GATEWAY", ""):
    raise ImproperlyConfigured(
        "EMAIL_URL and SMS_GATEWAY must lead out of the house in production: smtps://…, "
        "https://…, or SMS_GATEWAY=none: where the clinic sends no texts."
    )
env.sender("EMAIL_URL", "")

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
