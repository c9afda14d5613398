"""Nobody signs up; seeds are sealed; wrong passwords are limited in every process together."""

import pytest
from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.core.cache import cache
from django.db import connection

from accounts.models import User
from core.errors import DomainError


@pytest.fixture
def nurse(db):
    return User.objects.create_user(
        email="nurse@example.org", password="calm rooms and long words", full_name="Noor Haddad"
    )


def test_a_stranger_finds_no_form_to_sign_up(db, client):
    client.post(
        "/accounts/signup/",
        {"email": "x@example.org", "password1": "a" * 20, "password2": "a" * 20},
    )

    assert not User.objects.filter(email="x@example.org").exists()


def test_the_seed_of_an_authenticator_does_not_lie_open(nurse):
    secret = generate_totp_secret()

    TOTP.activate(nurse, secret)

    stored = Authenticator.objects.get().data["secret"]
    assert secret not in stored
    assert get_adapter().decrypt(stored) == secret


def test_a_seed_that_was_changed_does_not_open(nurse):
    sealed = get_adapter().encrypt("seed")

    with pytest.raises(DomainError):
        get_adapter().decrypt(sealed[:-8] + "AAAAAAA=")


def test_what_is_remembered_is_shared_through_the_database(db):
    cache.set("remembered", 3)

    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM kap_cache")
        assert cursor.fetchone() == (1,)
    assert cache.get("remembered") == 3


def test_wrong_passwords_are_limited(nurse, client):
    answers = [
        client.post("/accounts/login/", {"login": nurse.email, "password": f"wrong {number}"})
        for number in range(12)
    ]
    right = client.post(
        "/accounts/login/", {"login": nurse.email, "password": "calm rooms and long words"}
    )

    assert answers[0].status_code == 200
    assert (answers[-1].status_code == 429) or ("Too many" in answers[-1].text)
    assert right.status_code != 302
