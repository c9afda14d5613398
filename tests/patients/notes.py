"""A note that is no session's, written and signed through its pages."""

from bs4 import BeautifulSoup

from patients.models import ClinicalNote
from tests.support.story import PASSWORD

TIMES = {"began": "08:05", "ended": "08:50"}


def url_of(note: ClinicalNote) -> str:
    return f"/patients/notes/{note.pk}/"


def written(client, note: ClinicalNote, text: str) -> int:
    """Saved with its times; the version it has now."""
    note.refresh_from_db()
    client.post(url_of(note), {"text": text, "version": note.version, **TIMES})
    note.refresh_from_db()
    return note.version


def signed(client, note: ClinicalNote, text: str = "Slept well.", **more):
    version = written(client, note, text)
    facts = {"version": version, "password": PASSWORD, **more}
    return client.post(f"{url_of(note)}sign/", facts)


def soup(answer) -> BeautifulSoup:
    return BeautifulSoup(answer.text, "html.parser")


def key_of(client, note: ClinicalNote) -> dict[str, str]:
    """What a page of the signed note sends along with an addition."""
    return {"key": soup(client.get(url_of(note))).select_one("[name=key]")["value"]}
