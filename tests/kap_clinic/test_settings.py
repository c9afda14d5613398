"""A wrong environment is refused at the start, with a sentence that says what to write."""

import base64
import os
import subprocess
import sys

import pytest
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from kap_clinic.settings import env

KEY = base64.b64encode(bytes(32)).decode()


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        pytest.param(
            "postgresql://kap_app:se%40cret@db.example.org:6432/clinic?sslmode=require",
            ("clinic", "kap_app", "se@cret", "db.example.org", "6432", {"sslmode": "require"}),
            id="over the network",
        ),
        pytest.param(
            "postgresql://kap_app@/clinic?host=/run/kap",
            ("clinic", "kap_app", "", "/run/kap", "", {}),
            id="through a socket",
        ),
    ],
)
def test_a_database_address_is_read(monkeypatch, value, expected):
    monkeypatch.setenv("DATABASE_URL", value)

    read = env.database("DATABASE_URL", "")

    assert (
        tuple(read[k] for k in ("NAME", "USER", "PASSWORD", "HOST", "PORT", "OPTIONS")) == expected
    )


@pytest.mark.parametrize("value", ["mysql://x/y", "postgresql://host", "sqlite:///x"])
def test_another_database_is_refused(monkeypatch, value):
    monkeypatch.setenv("DATABASE_URL", value)

    with pytest.raises(ImproperlyConfigured, match="DATABASE_URL must look like postgresql://"):
        env.database("DATABASE_URL", "")


def test_the_first_field_key_comes_first(monkeypatch):
    monkeypatch.setenv("FIELD_KEYS", f"new:{KEY},old:{KEY}")

    assert list(env.field_keys("FIELD_KEYS", "")) == ["new", "old"]


@pytest.mark.parametrize("value", ["", "k1", "k1:short", "k1:AAAA", f"k 1:{KEY}", "k1:%%%%"])
def test_a_wrong_field_key_is_refused(monkeypatch, value):
    monkeypatch.setenv("FIELD_KEYS", value)

    with pytest.raises(ImproperlyConfigured, match="FIELD_KEYS"):
        env.field_keys("FIELD_KEYS", "")


@pytest.mark.parametrize(
    ("value", "backend", "facts"),
    [
        ("console:", "console", {}),
        (
            "smtps://me%40x:pw@mail.example.org",
            "smtp",
            {"host": "mail.example.org", "port": 465, "username": "me@x", "use_ssl": True},
        ),
        ("smtp://mail.example.org:25?tls=1", "smtp", {"port": 25, "use_tls": True}),
    ],
)
def test_a_mail_address_is_read(monkeypatch, value, backend, facts):
    monkeypatch.setenv("EMAIL_URL", value)

    read = env.mailer("EMAIL_URL", "")

    assert read["BACKEND"] == f"django.core.mail.backends.{backend}.EmailBackend"
    assert {key: read["OPTIONS"][key] for key in facts} == facts


@pytest.mark.parametrize(("name", "value"), [("PORT", "80a"), ("PORT", "0"), ("PORT", "70000")])
def test_a_wrong_port_is_refused(monkeypatch, name, value):
    monkeypatch.setenv(name, value)

    with pytest.raises(ImproperlyConfigured, match="PORT is"):
        env.number(name, 8000, low=1, high=65535)


def start_in_production(**given: str) -> str:
    environment = {"PATH": os.environ["PATH"], "DJANGO_SETTINGS_MODULE": "kap_clinic.settings.prod"}
    done = subprocess.run(
        [sys.executable, "-c", "from django.conf import settings; settings.DEBUG"],
        env=environment | given,
        cwd=settings.BASE_DIR,
        capture_output=True,
        text=True,
        check=False,
    )
    return done.stderr.strip().splitlines()[-1] if done.returncode else "started"


GIVEN = {
    "SECRET_KEY": "x" * 50,
    "FIELD_KEYS": f"k1:{KEY}",
    "DATABASE_URL": "postgresql://a:b@db/clinic",
    "REDIS_URL": "redis://queue/0",
    "ALLOWED_HOSTS": "clinic.example.org",
    "EMAIL_URL": "smtps://mail.example.org",
}


def test_production_starts_with_everything_given():
    assert start_in_production(**GIVEN) == "started"


def test_production_names_what_is_missing():
    given = {
        name: value for name, value in GIVEN.items() if name not in {"SECRET_KEY", "REDIS_URL"}
    }

    assert start_in_production(**given).endswith(
        "Production needs SECRET_KEY, REDIS_URL in the environment."
    )


def test_production_is_never_a_demo():
    assert "never for production" in start_in_production(**GIVEN, KAP_DEMO="1")
