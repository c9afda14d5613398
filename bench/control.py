"""Page Y, the yardstick: bare Django, signed in, one indexed query, a table of forty rows.

Served by gunicorn as `bench.control:application` on a database of its own (`CONTROL_DATABASE`).
"""

import json
import os
import sys

import django
from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.db import connection

SIZE = 1_000


def configure() -> None:
    place = json.loads(os.environ["CONTROL_DATABASE"])
    settings.configure(
        SECRET_KEY="only-a-yardstick",  # noqa: S106 - guards nothing
        ALLOWED_HOSTS=["127.0.0.1"],
        ROOT_URLCONF="bench.control_urls",
        DATABASES={"default": {"ENGINE": "django.db.backends.postgresql", "CONN_MAX_AGE": None} | place},
        INSTALLED_APPS=[
            "django.contrib.auth", "django.contrib.contenttypes", "django.contrib.sessions",
        ],
        MIDDLEWARE=[
            "django.middleware.security.SecurityMiddleware",
            "django.contrib.sessions.middleware.SessionMiddleware",
            "django.middleware.common.CommonMiddleware",
            "django.middleware.csrf.CsrfViewMiddleware",
            "django.contrib.auth.middleware.AuthenticationMiddleware",
            "django.contrib.messages.middleware.MessageMiddleware",
            "django.middleware.clickjacking.XFrameOptionsMiddleware",
        ],
        TEMPLATES=[{"BACKEND": "django.template.backends.django.DjangoTemplates"}],
        USE_TZ=True,
    )  # fmt: skip
    django.setup()


def prepare() -> str:
    """Tables, a thousand people, one who signs in; returns that one's session cookie."""
    from django.contrib.auth import get_user_model  # noqa: PLC0415 - needs the settings above
    from django.core.management import call_command  # noqa: PLC0415
    from django.test import Client  # noqa: PLC0415

    call_command("migrate", verbosity=0)
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE TABLE person (id serial PRIMARY KEY, name text, born date, clinic int)"
        )
        cursor.execute("CREATE INDEX ON person (clinic, id)")
        cursor.execute(
            "INSERT INTO person (name, born, clinic) SELECT 'Person ' || n, date '1980-01-01' + n, n %% 10 "
            "FROM generate_series(1, %s) n",
            [SIZE],
        )
    client = Client()
    client.force_login(get_user_model().objects.create_user("y"))
    return client.cookies["sessionid"].value


configure()
application = WSGIHandler()

if __name__ == "__main__":
    sys.stdout.write(prepare())
