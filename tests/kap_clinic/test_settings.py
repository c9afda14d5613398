"""A wrong environment is refused at the start, with a sentence that says what to write."""

import base64
import os
import subprocess
import sys
from urllib.parse import quote

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


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("https://texts.example.org/send?to=all", "https://texts.example.org/send?to=all"),
        ("HTTPS://texts.example.org/send", "https://texts.example.org/send"),
        ("none:", "none:"),
        ("console:", "console:"),
    ],
)
def test_where_texts_go_is_read(monkeypatch, value, expected):
    monkeypatch.setenv("SMS_GATEWAY", value)

    assert env.texts("SMS_GATEWAY", "") == expected


@pytest.mark.parametrize(
    "value", ["htps://texts.example.org", "texts.example.org/send", "off", "https:///send"]
)
def test_a_slip_in_the_text_gateway_is_refused_and_not_taken_for_the_console(monkeypatch, value):
    monkeypatch.setenv("SMS_GATEWAY", value)

    with pytest.raises(ImproperlyConfigured, match="SMS_GATEWAY must be the https:// address"):
        env.texts("SMS_GATEWAY", "console:")


@pytest.mark.parametrize(
    ("read", "name", "value"),
    [
        (env.database, "DATABASE_URL", "postgresql://a:b@db:99x/clinic"),
        (env.queue, "REDIS_URL", "redis://queue:99x/0"),
        (env.mailer, "EMAIL_URL", "smtps://mail.example.org:99999"),
        (env.texts, "SMS_GATEWAY", "https://[texts/"),
    ],
)
def test_a_port_that_is_none_is_told_in_a_sentence(monkeypatch, read, name, value):
    monkeypatch.setenv(name, value)

    with pytest.raises(ImproperlyConfigured, match=f"{name} is no address"):
        read(name, "")


@pytest.mark.parametrize("value", ["Cedar Clinic <post@cedar.example>", "post@cedar.example"])
def test_letters_come_from_the_clinic(monkeypatch, value):
    monkeypatch.setenv("EMAIL_URL", f"smtps://mail.example.org?from={quote(value)}")

    assert env.sender("EMAIL_URL", "") == value


@pytest.mark.parametrize("value", ["", "?from=cedar", "?from=a%0Ab@cedar.example"])
def test_a_sender_nobody_can_answer_is_refused(monkeypatch, value):
    monkeypatch.setenv("EMAIL_URL", f"smtps://mail.example.org{value}")

    with pytest.raises(ImproperlyConfigured, match="is no mail address"):
        env.sender("EMAIL_URL", "")


def test_an_option_of_the_mail_address_that_nobody_reads_is_refused(monkeypatch):
    monkeypatch.setenv("EMAIL_URL", "smtp://mail.example.org?tsl=1")

    with pytest.raises(ImproperlyConfigured, match="nobody knows tsl"):
        env.mailer("EMAIL_URL", "")


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
    "DATABASE_SEALER_URL": "postgresql://c:d@db/clinic",
    "REDIS_URL": "redis://queue/0",
    "ALLOWED_HOSTS": "clinic.example.org",
    "EMAIL_URL": "smtps://mail.example.org?from=post@clinic.example.org",
    "SMS_GATEWAY": "https://texts.example.org/send",
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


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("SMS_GATEWAY", "console:", "must lead out of the house"),
        ("SMS_GATEWAY", "memory:", "must lead out of the house"),
        ("EMAIL_URL", "console:?from=a@b.example", "must lead out of the house"),
        ("EMAIL_URL", "file:///srv/mail?from=a@b.example", "must lead out of the house"),
        ("EMAIL_URL", "smtps://mail.example.org", "is no mail address"),
        ("SECRET_KEY", "short", "SECRET_KEY is shorter than 50"),
        ("ALLOWED_HOSTS", "*", "no wildcard"),
        ("ALLOWED_HOSTS", ".example.org", "no wildcard"),
        ("DATABASE_SEALER_URL", "", "Production needs DATABASE_SEALER_URL"),
        ("DATABASE_SEALER_URL", "postgresql://a:b@db/clinic", "each another one"),
        ("DATABASE_OWNER_URL", "postgresql://a:b@db/clinic", "each another one"),
        ("SENTRY_DSN", "https://key@sentry.example/1", "is not built yet"),
        ("MEDIA_URL_S3", "s3://papers", "is not built yet"),
    ],
)
def test_production_refuses_what_would_only_seem_to_work(name, value, sentence):
    assert sentence in start_in_production(**(GIVEN | {name: value}))


def test_a_clinic_that_sends_no_texts_says_so_and_starts():
    assert start_in_production(**(GIVEN | {"SMS_GATEWAY": "none:"})) == "started"


@pytest.mark.parametrize("name", ["DATABASE_URL", "DATABASE_OWNER_URL", "DATABASE_SEALER_URL"])
def test_one_role_without_the_others_is_refused(monkeypatch, name):
    monkeypatch.setenv(name, "postgresql://a:b@db/clinic")

    with pytest.raises(ImproperlyConfigured, match="given together, or none"):
        env.together("DATABASE_URL", "DATABASE_SEALER_URL", beside="DATABASE_OWNER_URL")
