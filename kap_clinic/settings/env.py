"""Reads one environment variable at a time and says in a sentence what is wrong with it."""

import base64
import binascii
import os
from email.utils import parseaddr
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

AES_KEY_BYTES = 32
MAIL_BACKENDS = {
    "smtp": "smtp",
    "smtps": "smtp",
    "console": "console",
    "memory": "locmem",
    "file": "filebased",
}
MAIL_OPTIONS = {"tls", "from"}
# What takes a message and sends it to nobody: the log, this program's memory, a folder.
STAYS_HERE = {"console", "memory", "file"}
# Where a text may go; `none:` says that this clinic sends none.
TEXT_SCHEMES = ("https", "http", "console", "memory", "none")


def text(name: str, default: str = "") -> str:
    return os.environ.get(name, "").strip() or default


def flag(name: str) -> bool:
    value = text(name, "0").lower()
    if value not in {"0", "1", "true", "false", "yes", "no"}:
        raise ImproperlyConfigured(f"{name} is {value!r}; write 1 or 0.")
    return value in {"1", "true", "yes"}


def number(name: str, default: int, *, low: int, high: int) -> int:
    value = text(name, str(default))
    if not value.isdecimal() or not low <= int(value) <= high:
        raise ImproperlyConfigured(f"{name} is {value!r}; write a number from {low} to {high}.")
    return int(value)


def words(name: str, default: list[str]) -> list[str]:
    found = [word.strip() for word in text(name).split(",") if word.strip()]
    return found or default


def not_built(name: str, what: str) -> None:
    """Refuses a variable that nothing reads yet: whoever sets it counts on what is not there."""
    if text(name):
        raise ImproperlyConfigured(f"{name} is set, but {what} is not built yet; take it away.")


def address(name: str, default: str) -> SplitResult:
    """An address in its parts, with a port that is a number."""
    try:
        parts = urlsplit(text(name, default))
        _ = parts.port
    except ValueError as error:
        raise ImproperlyConfigured(f"{name} is no address: {error}.") from error
    return parts


def database(name: str, default: str) -> dict[str, Any]:
    """postgresql://user:password@host:port/name?option=value as Django wants it."""
    parts = address(name, default)
    if parts.scheme not in {"postgres", "postgresql"} or not parts.path.strip("/"):
        raise ImproperlyConfigured(
            f"{name} must look like postgresql://user:password@host:5432/kap_clinic; "
            "this clinic runs on PostgreSQL only."
        )
    options = dict(parse_qsl(parts.query))
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.strip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": options.pop("host", None) or parts.hostname or "",
        "PORT": options.pop("port", None) or str(parts.port or ""),
        "OPTIONS": options,
        "CONN_HEALTH_CHECKS": True,
    }


def together(*names: str, beside: str) -> None:
    """The roles' addresses: all of `names` or none, `beside` only with them, a user for each."""
    if any(map(text, (*names, beside))) and (missing := [one for one in names if not text(one)]):
        raise ImproperlyConfigured(
            f"{', '.join(missing)} is missing: the clinic's three database roles are given "
            "together, or none of them."
        )
    given = [one for one in (*names, beside) if text(one)]
    users = [address(one, "").username or "" for one in given]
    if len(set(users)) < len(users) or (users and "" in users):
        raise ImproperlyConfigured(
            f"{', '.join(given)} must name a user each, and each another one: what the app may "
            "not do, its own role must be refused."
        )


def queue(name: str, default: str) -> str:
    """The address of Redis or Valkey, as Celery and redis-py read it."""
    value = text(name, default)
    if address(name, default).scheme not in {"redis", "rediss", "unix"}:
        raise ImproperlyConfigured(f"{name} must look like redis://host:6379/0 or rediss://…")
    return value


def broker(value: str) -> str:
    """The same address as Celery spells it where it is a socket."""
    if not value.startswith("unix://"):
        return value
    return value.replace("unix://", "redis+socket://").replace("?db=", "?virtual_host=")


def package(name: str) -> Path:
    """The folder of an installed package that brings files only."""
    spec = find_spec(name)
    places = list(spec.submodule_search_locations or []) if spec else []
    if not places:
        raise ImproperlyConfigured(f"The package {name} is missing; see requirements/runtime.txt.")
    return Path(places[0])


def field_keys(name: str, default: str) -> dict[str, bytes]:
    """`id:base64key,…`: the first key seals, all of them open."""
    keys: dict[str, bytes] = {}
    for part in filter(None, text(name, default).split(",")):
        key_id, _, encoded = part.strip().partition(":")
        try:
            keys[key_id] = base64.b64decode(encoded, validate=True)
        except binascii.Error as error:
            raise ImproperlyConfigured(f"{name}: key {key_id!r} is not base64.") from error
        if not key_id.isalnum() or len(keys[key_id]) != AES_KEY_BYTES:
            raise ImproperlyConfigured(
                f"{name}: write id:key,… where id is letters or digits and key is 32 bytes in base64."
            )
    if not keys:
        raise ImproperlyConfigured(f"{name} is empty; without it no sealed note can be opened.")
    return keys


def mailer(name: str, default: str) -> dict[str, Any]:
    """smtps://user:password@host:465?from=post@clinic, smtp://host:587?tls=1, console:, memory: or file:///folder."""
    parts = address(name, default)
    if parts.scheme not in MAIL_BACKENDS:
        raise ImproperlyConfigured(f"{name} must begin with one of {', '.join(MAIL_BACKENDS)}.")
    asked = dict(parse_qsl(parts.query))
    if unknown := sorted(set(asked) - MAIL_OPTIONS):
        raise ImproperlyConfigured(f"{name}: nobody knows {', '.join(unknown)}; write tls or from.")
    options: dict[str, Any] = {}
    if parts.scheme.startswith("smtp"):
        implicit_tls = parts.scheme == "smtps"
        options = {
            "host": parts.hostname or "localhost",
            "port": parts.port or (465 if implicit_tls else 587),
            "username": unquote(parts.username or ""),
            "password": unquote(parts.password or ""),
            "use_ssl": implicit_tls,
            "use_tls": not implicit_tls and asked.get("tls") == "1",
            "timeout": 10,
        }
    elif parts.scheme == "file":
        options = {"file_path": parts.path}
    backend = f"django.core.mail.backends.{MAIL_BACKENDS[parts.scheme]}.EmailBackend"
    return {"BACKEND": backend, "OPTIONS": options}


def sender(name: str, default: str) -> str:
    """Whom a letter comes from: the `from` of the mail's address."""
    given = dict(parse_qsl(address(name, "").query)).get("from", default)
    before, _, after = parseaddr(given)[1].partition("@")
    if not before or not after or not given.isprintable():
        raise ImproperlyConfigured(
            f"{name}: from={given!r} is no mail address; write ?from=post@clinic.example.org"
        )
    return given


def texts(name: str, default: str) -> str:
    """Where texts go: the https address of a provider, console:, memory:, or none: for no texts."""
    parts = address(name, default)
    is_web = parts.scheme in {"https", "http"}
    if parts.scheme not in TEXT_SCHEMES or (is_web and not parts.hostname):
        raise ImproperlyConfigured(
            f"{name} must be the https:// address of a text gateway, none: where no texts are "
            "sent, or console: to try the clinic."
        )
    return parts.geturl() if is_web else f"{parts.scheme}:"


def stays_here(name: str, default: str) -> bool:
    """Whether what is handed to this address reaches nobody."""
    return address(name, default).scheme in STAYS_HERE
