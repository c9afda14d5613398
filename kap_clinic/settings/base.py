"""What is true everywhere. The environment is read here and nowhere else."""

import zoneinfo
from pathlib import Path
from typing import Any

from django.utils.csp import CSP

from kap_clinic.servers.home import Home, own_secrets
from kap_clinic.settings import env, logs

# One time zone database on every machine: the one from PyPI.
zoneinfo.reset_tzpath(to=())

BASE_DIR = Path(__file__).resolve().parents[2]
KAP_HOME = Path(env.text("KAP_HOME", str(BASE_DIR / ".kap"))).absolute()
DEMO = env.flag("KAP_DEMO")
PORT = env.number("PORT", 8000, low=1, high=65535)
DEBUG = False
TESTING = False

# Secrets: given, or made once for this installation.
SECRET_KEY = env.text("SECRET_KEY") or own_secrets(KAP_HOME)["SECRET_KEY"]
FIELD_KEYS = env.field_keys(
    "FIELD_KEYS", "" if env.text("FIELD_KEYS") else own_secrets(KAP_HOME)["FIELD_KEYS"]
)
ALLOWED_HOSTS = env.words("ALLOWED_HOSTS", ["localhost", "127.0.0.1", "[::1]"])


# Database: three roles on one PostgreSQL. Their time limits stand in kap_clinic/privileges.py.
def databases(home: Home) -> dict[str, dict[str, Any]]:
    env.together("DATABASE_URL", "DATABASE_SEALER_URL", beside="DATABASE_OWNER_URL")
    return {
        "default": env.database("DATABASE_URL", home.database_url("kap_app")),
        "owner": env.database("DATABASE_OWNER_URL", home.database_url("kap_owner")),
        "sealer": env.database("DATABASE_SEALER_URL", home.database_url("kap_sealer")),
    }


EMBEDDED_DATABASE = not env.text("DATABASE_URL")
OWNER_IS_GIVEN = bool(env.text("DATABASE_OWNER_URL"))  # only to whoever prepares
EMBEDDED_QUEUE = not env.text("REDIS_URL")
EMBEDDED_DURABLE = True
DATABASES = databases(Home(KAP_HOME))

# Queue: only wakes workers up. What is due is a row in the database.
REDIS_URL = env.queue("REDIS_URL", Home(KAP_HOME).queue_url())
CELERY_BROKER_URL = env.broker(REDIS_URL)
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = False
CELERY_TASK_RETRY_ON_WORKER_LOST = True
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_TIME_LIMIT = 120
CELERY_TASK_SOFT_TIME_LIMIT = 90
CELERY_RESULT_BACKEND = None
CELERY_RESULT_EXTENDED = False
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TIMEZONE = "UTC"
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_MAX_TASKS_PER_CHILD = 200
CELERY_WORKER_MAX_MEMORY_PER_CHILD = 400_000  # KiB: rendering keeps memory
CELERY_WORKER_CANCEL_LONG_RUNNING_TASKS_ON_CONNECTION_LOSS = True
CELERY_WORKER_SOFT_SHUTDOWN_TIMEOUT = 20
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 300,
    "unacked_restore_interval": 5,
    "unacked_restore_throttle": 1,
    "socket_timeout": 10,
    "socket_keepalive": True,
    "health_check_interval": 15,
}

# What is remembered for a while (limits on wrong passwords): for all web processes, without the queue.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "kap_cache",
    }
}

# Apps
INSTALLED_APPS = [
    "kap_clinic",
    "core",
    "audit",
    "accounts",
    "patients",
    "messaging",
    "scheduling",
    "measures",
    "medications",
    "screening",
    "sessions.apps.SessionsConfig",
    "integration",
    "dashboard",
    "portal",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.contrib.humanize",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "crispy_forms",
    "crispy_bootstrap5",
    "django_filters",
    "django_htmx",
    "lucide",
    "phonenumber_field",
    "pgtrigger",
    "pghistory",
]
MIDDLEWARE = [
    "core.middleware.RequestId",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "core.middleware.NoStore",
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
    "core.middleware.RefuseBadInput",
    "accounts.signing_out.KeptSessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "accounts.middleware.MembershipMiddleware",
    "accounts.signing_out.WipeOnSignOut",
    "pghistory.middleware.HistoryMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]
ROOT_URLCONF = "kap_clinic.urls"
WSGI_APPLICATION = "kap_clinic.wsgi.application"

# Pages
TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "core.context.shell",
            ],
        },
    }
]
FORM_RENDERER = "core.forms.ClinicFormRenderer"
CRISPY_ALLOWED_TEMPLATE_PACKS = "bootstrap5"
CRISPY_TEMPLATE_PACK = "bootstrap5"
STATIC_URL = "/static/"
STATIC_ROOT: Path | None = KAP_HOME / "static"
STATICFILES_DIRS: list[Any] = [
    BASE_DIR / "static",
    ("vendor/bootstrap", env.package("bootstrap")),
]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
MEDIA_ROOT = KAP_HOME / "media"
WHITENOISE_KEEP_ONLY_HASHED_FILES = False
PHONENUMBER_DEFAULT_REGION = "US"

# Language and time: instants in UTC, days belong to a clinic.
LANGUAGE_CODE = "en-us"
TIME_ZONE = "UTC"
USE_TZ = True

# Signing in
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["accounts.backends.OneQueryBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 15},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"  # people are invited; the invitation went to the address
ACCOUNT_LOGOUT_REDIRECT_URL = LOGIN_URL
ACCOUNT_PRESERVE_USERNAME_CASING = False
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_REAUTHENTICATION_TIMEOUT = 300
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_ADAPTER = "kap_clinic.signing_in.InvitedOnly"
MFA_ADAPTER = "kap_clinic.signing_in.SealedSecondFactor"
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_SUPPORTED_TYPES = ["webauthn", "totp", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "KAP clinic"
SESSION_ENGINE = "accounts.keeping"
SESSION_COOKIE_AGE = 12 * 3600  # of staff: from the whole sign-in, whatever is done meanwhile
LOCK_AFTER_MINUTES = 15  # a quiet screen of staff locks itself
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
CSRF_COOKIE_HTTPONLY = False  # the page's own scripts send it back
CSRF_COOKIE_SAMESITE = "Lax"

# What a browser may do with our pages
SECURE_CSP = {
    "default-src": [CSP.SELF],
    "script-src": [CSP.SELF],
    "style-src": [CSP.SELF],
    "img-src": [CSP.SELF, "data:", "blob:"],
    "object-src": [CSP.NONE],
    "base-uri": [CSP.NONE],
    "frame-ancestors": [CSP.NONE],
    "form-action": [CSP.SELF],
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_621_440
DATA_UPLOAD_MAX_NUMBER_FIELDS = 1000

# Messages to people
MAILERS = {"default": env.mailer("EMAIL_URL", "console:")}
MAIL_STAYS_HERE = env.stays_here("EMAIL_URL", "console:")
DEFAULT_FROM_EMAIL = env.sender("EMAIL_URL", "clinic@example.org")
SMS_GATEWAY = env.texts("SMS_GATEWAY", "console:")
# Where the trail's newest seal is mailed once a day, so that a copy stands in another house.
TRAIL_HEAD_TO = env.text("TRAIL_HEAD_TO")

# Row history by triggers
PGHISTORY_APPEND_ONLY = True
PGHISTORY_INSTALL_CONTEXT_FUNC_ON_MIGRATE = True

env.not_built("SENTRY_DSN", "sending faults to Sentry")
env.not_built("MEDIA_URL_S3", "keeping files in S3")
LOGGING = logs.configuration()
