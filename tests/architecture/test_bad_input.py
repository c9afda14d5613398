"""Whatever is typed, the answer is a page in words: never an error of ours.

For every route that takes a form, the form is taken from the page itself; one field after the other
is spoilt while the rest stays as somebody might have filled it in. A route that only takes gets
every field of its app, all of them spoilt alike.
"""

import itertools
import warnings
from collections.abc import Iterator
from functools import cache
from urllib.parse import quote_from_bytes

import pytest
from django import forms
from django.db import transaction
from django.http import QueryDict
from django.test import Client
from django.utils import timezone

from accounts.models import Membership
from kap_clinic import scratch
from tests.architecture.house import routes
from tests.architecture.test_walls import ROUTES, WORDS, address, client_of
from tests.architecture.two_clinics import Told

pytestmark = pytest.mark.whole  # a few thousand requests

FORM = "application/x-www-form-urlencoded"
# What no field may hold: one request a page proves that the door is closed for all of them.
UNREADABLE = (b"a\x00b", b"\xed\xa0\x80", b"a\xff\xfeb")
WORDY = (b"x" * 100_000, "\u202e\U0001f33f\u0301{{ 7|add:7 }}<script>".encode(), b"")
NUMBERS = (b"NaN", b"Infinity", b"1e30", b"-1", b"9" * 40)
TIMES = (b"0001-01-01", b"9999-12-31", b"0001-01-01T00:00", b"9999-12-31T23:59", b"24:61")
CHOICES = (b"'; DROP TABLE x; --", b"9" * 40, b"-1")
ANYTHING = (b"NaN", b"1e30", b"0001-01-01T00:00", b"9999-12-31")
ASKED = (
    "q", "page", "day", "view", "who", "patient", "part", "seen", "kind", "at", "start", "next",
    "state", "from", "to", "minutes", "room", "clinician", "channel", "section", "key", "offer",
    "span",
)  # fmt: skip
OWN_PAGES = [
    path for path, _route in routes() if not path.startswith("accounts/") and path != "readyz"
]


@pytest.fixture(scope="module")
def home(django_db_setup, django_db_blocker) -> Iterator[Told]:
    with django_db_blocker.unblock(), scratch.scratch_database():
        yield Told("Cedar")
        client.cache_clear()


def where(path: str, home: Told) -> str:
    if path in ROUTES:
        return address(path, home.rows)
    found = "/" + path
    if path.startswith("portal/consents/"):
        found = found.replace("<slug:kind>", "treatment")
    for name, word in WORDS.items():
        for kind in ("int", "slug"):
            found = found.replace(f"<{kind}:{name}>", str(word))
    assert "<" not in found, path
    return found


def holders(path: str, home: Told) -> list[Membership]:
    """Those who may open the page; where nobody need be somebody, the therapist."""
    (route,) = [one for known, one in routes() if known == path]
    wanted = set(getattr(route.callback, "requires", ()))
    return [one for one in home.people.values() if not wanted or wanted & one.permissions]


@cache
def client(key: int) -> Client:
    return client_of(Membership.objects.select_related("user").get(pk=key))


def asked(member: Membership, method: str, place: str, body: bytes = b"") -> tuple[int, object]:
    browser = client(member.pk)  # signed in before the transaction that is undone
    with transaction.atomic(), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        if method == "get":
            answer = browser.get(f"{place}?{body.decode('ascii')}" if body else place)
        else:
            answer = browser.generic("POST", place, body, content_type=FORM)
        transaction.set_rollback(True)
    return answer.status_code, answer.context


def spoilt(kinds: dict[str, forms.Field]) -> Iterator[tuple[str, bytes]]:
    """Every value in the first field of its class; each further one of that class gets the next of them."""
    met: dict[type[forms.Field], int] = {}
    for name, field in kinds.items():
        values = spoilers(field)
        turn = met[type(field)] = met.get(type(field), -1) + 1
        chosen = values[turn % len(values)]
        yield from ((name, value) for value in values if turn == 0 or value == chosen)


def spoilers(field: forms.Field | None) -> tuple[bytes, ...]:
    if field is None:
        return ANYTHING
    for kinds, values in (
        ((forms.DateField, forms.DateTimeField, forms.TimeField), TIMES),
        ((forms.IntegerField,), NUMBERS),
        ((forms.ChoiceField, forms.ModelChoiceField, forms.BooleanField), CHOICES),
    ):
        if isinstance(field, kinds):
            return values
    return WORDY


def filled(field: forms.Field, initial: object) -> str:
    """What somebody might have put in."""
    value = initial() if callable(initial) else initial
    if isinstance(field, forms.ModelChoiceField):
        return str(getattr(field.queryset.first(), "pk", ""))
    if isinstance(field, forms.ChoiceField):
        words = [str(key) for key, _label in field.choices if key]
        return str(value or (words[0] if words else ""))
    now = {forms.DateTimeField: "%Y-%m-%dT%H:%M", forms.DateField: "%Y-%m-%d"}
    for kind, pattern in now.items():
        if isinstance(field, kind):
            return timezone.now().strftime(pattern)
    plain = {forms.TimeField: "10:00", forms.IntegerField: "1", forms.BooleanField: "on"}
    word = next((word for kind, word in plain.items() if isinstance(field, kind)), "some words")
    return str(word if value in {None, "", False} else value)


def fields_in(context: object) -> dict[str, tuple[forms.Field, str]]:
    """Every field of every form that a page was drawn with, and how it was filled in."""
    found: dict[str, tuple[forms.Field, str]] = {}
    for layer in context or []:
        for value in getattr(layer, "dicts", [layer]):
            for thing in getattr(value, "values", list)():
                if isinstance(thing, forms.BaseForm):
                    for bound in thing:
                        fill = filled(bound.field, bound.initial)
                        found.setdefault(bound.html_name, (bound.field, fill))
    return found


@cache
def known_fields(app: str) -> tuple[str, ...]:
    """The names of all form fields that an app has, for pages that only take."""
    stack, names = [forms.BaseForm], set()
    while stack:
        one = stack.pop()
        stack += one.__subclasses__()
        if one.__module__.startswith(app):
            names |= set(getattr(one, "base_fields", {}))
    return tuple(sorted(names))


def encoded(data: dict[str, str], spoilt: str, value: bytes) -> bytes:
    form = QueryDict(mutable=True)
    form.update(data)
    form.pop(spoilt, None)
    return f"{form.urlencode()}&{spoilt}={quote_from_bytes(value)}".encode()


def posts(path: str, home: Told) -> bool:
    member = holders(path, home)[0]
    return asked(member, "post", where(path, home), b"x=1")[0] != 405


@pytest.mark.parametrize("path", OWN_PAGES)
def test_what_is_posted_never_breaks_a_page(home, path):
    people, place = holders(path, home), where(path, home)
    if asked(people[0], "post", place, b"x=1")[0] == 405:
        return
    status, context = asked(people[0], "get", place)
    fields = fields_in(context) if status == 200 else {}
    plain = {name: fill for name, (_field, fill) in fields.items()}
    kinds = {name: field for name, (field, _fill) in fields.items()}
    bodies = [encoded(plain, name, value) for name, value in spoilt(kinds)]
    kinds = kinds or dict.fromkeys(known_fields(path.split("/")[0]))
    every = "&".join(f"{name}={{}}" for name in kinds or ["x"])
    of_all = (*UNREADABLE, *ANYTHING, *WORDY, *NUMBERS) if not fields else UNREADABLE
    bodies += [every.replace("{}", quote_from_bytes(one)).encode() for one in dict.fromkeys(of_all)]

    broken = {
        body[-60:]: answer
        for body in bodies if (answer := asked(people[0], "post", place, body)[0]) >= 500
    }  # fmt: skip
    for member, value in zip(people[1:], itertools.cycle((b"1e30", b"0001-01-01T00:00"))):
        body = every.replace("{}", quote_from_bytes(value)).encode()
        if (answer := asked(member, "post", place, body)[0]) >= 500:
            broken[f"{member} {value!r}"] = answer

    assert broken == {}


@pytest.mark.parametrize("path", OWN_PAGES)
def test_what_is_asked_for_never_breaks_a_page(home, path):
    member, place, broken = holders(path, home)[0], where(path, home), {}
    for value in (*UNREADABLE, *ANYTHING, b"9" * 40, b"' OR 1=1", b"<script>"):
        body = "&".join(f"{name}={quote_from_bytes(value)}" for name in ASKED).encode()
        if (answer := asked(member, "get", place, body)[0]) >= 500:
            broken[value] = answer

    assert broken == {}


def test_the_forms_are_found_on_their_pages(home):
    """Else nothing would be spoilt at all."""
    found = {
        path: fields_in(asked(holders(path, home)[0], "get", where(path, home))[1])
        for path in OWN_PAGES
    }

    assert sum(bool(fields) for fields in found.values()) > 25
    assert sum(len(fields) for fields in found.values()) > 120
