"""What the questionnaires say, word for word, as their publishers released them.

One TOML file each, with its source and its licence. An instrument whose licence does not allow
bundling has no file here.
"""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent


@dataclass(frozen=True)
class Item:
    """One question and its answers; an answer's place in the list is its value."""

    text: str
    choices: tuple[str, ...]


@dataclass(frozen=True)
class Wording:
    """`title` and `about` are the house's own words; `lead` and the items are the publisher's."""

    version: str
    name: str
    title: str
    about: str
    lead: str
    items: tuple[Item, ...]
    minutes: int
    source: str
    licence: str


@cache
def wording(instrument: str) -> Wording:
    with (FOLDER / f"{instrument}.toml").open("rb") as file:
        data = tomllib.load(file)
    shared = tuple(data.pop("choices", ()))
    items = tuple(
        Item(entry["text"], tuple(entry.get("choices", shared))) for entry in data.pop("items")
    )
    return Wording(items=items, **data)
