"""The door gunicorn knocks at."""

import gc
import os

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kap_clinic.settings.prod")

application = get_wsgi_application()
get_resolver().url_patterns  # noqa: B018 - loads every page now, once, instead of at the first request
gc.freeze()  # what all pages share is never walked through again, nor copied by the workers forked from here
