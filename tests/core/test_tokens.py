"""The colours: enough contrast in each theme, and one dark theme, not two."""

import re

import pytest
from django.conf import settings

CSS = (settings.BASE_DIR / "static/css/tokens.css").read_text()
THEMES = ("light", "dark", "night")
TEXT, SHAPE = 4.5, 3.0
GROUNDS = ("paper", "surface", "sunken")
PAIRS = [
    *((word, ground, TEXT) for word in ("ink", "soft", "accent") for ground in (*GROUNDS, "wash")),
    *(
        (tone, ground, TEXT)
        for tone in ("attention", "emergency", "done")
        for ground in (*GROUNDS, f"{tone}-wash")
    ),
    *(("ink", f"{tone}-wash", TEXT) for tone in ("attention", "emergency", "done")),
    *(("soft", f"{tone}-wash", TEXT) for tone in ("attention", "emergency")),
    ("accent", "emergency-wash", TEXT),
    ("on-accent", "accent", TEXT),
    ("on-emergency", "emergency", TEXT),
    ("on-primary", "primary", TEXT),
    ("on-primary", "primary-hover", TEXT),
    *(("edge", ground, SHAPE) for ground in GROUNDS),
    *(("focus", ground, SHAPE) for ground in GROUNDS),
    ("attention-edge", "surface", SHAPE),
    ("attention-edge", "attention-wash", SHAPE),
    ("emergency-edge", "surface", SHAPE),
    *(("band-ink", f"band-{step}", TEXT) for step in range(5)),
]


def block(selector: str) -> dict[str, str]:
    body = CSS.split(f"{selector} {{", 1)[1].split("}", 1)[0]
    return dict(re.findall(r"--([\w-]+):\s*([^;]+);", body))


def luminance(colour: str) -> float:
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("theme", THEMES)
def test_every_pair_of_colours_can_be_told_apart(theme):
    colours = block(f'[data-bs-theme="{theme}"]')

    too_weak = {
        f"{front} on {ground}": round(contrast(colours[front], colours[ground]), 2)
        for front, ground, least in PAIRS
        if contrast(colours[front], colours[ground]) < least
    }

    assert too_weak == {}


@pytest.mark.parametrize(
    ("front", "ground", "ratio"),
    [
        pytest.param("#000000", "#ffffff", 21.0, id="black on white"),
        pytest.param("#777777", "#777777", 1.0, id="grey on itself"),
        pytest.param("#c9cdd3", "#0e1116", 11.85, id="night"),
    ],
)
def test_contrast_is_computed_as_the_guideline_says(front, ground, ratio):
    assert contrast(front, ground) == pytest.approx(ratio, abs=0.05)


def test_without_a_choice_the_dark_of_the_system_is_our_dark():
    assert block(":root:not([data-bs-theme])") == block('[data-bs-theme="dark"]')


def test_the_three_themes_name_the_same_things():
    names = [set(block(f'[data-bs-theme="{theme}"]')) for theme in THEMES]

    assert names[0] == names[1] == names[2]


def test_no_style_sheet_but_the_tokens_and_the_paper_names_a_colour():
    coloured = {
        sheet.name: found
        for sheet in (settings.BASE_DIR / "static/css").rglob("*.css")
        if sheet.name not in {"tokens.css", "print.css"}
        and (found := re.findall(r"#[0-9a-fA-F]{3,8}\b|rgba?\(|hsla?\(", sheet.read_text()))
    }

    assert coloured == {}
