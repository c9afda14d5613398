"""Each component says what it promises; a wrong keyword is an error."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from bs4 import BeautifulSoup, Tag
from django.template import Context, Template, TemplateSyntaxError
from django.utils import timezone

from core.components import CheckItem, CheckState, Phase, PhaseState, Ring, Tab
from core.templatetags import formats

NOON = datetime(2026, 11, 20, 19, 0, tzinfo=UTC)
HEAD = "{% load components formats %}"


def drawn(source: str, **context: object) -> Tag:
    with timezone.override("America/Denver"):
        html = Template(HEAD + source).render(Context({"now": NOON, **context}))
    return BeautifulSoup(html, "html.parser")


def words(tag: Tag | None) -> str:
    assert tag is not None
    return " ".join(tag.get_text(" ").split())


def test_a_title_is_escaped_and_the_body_is_the_slot():
    page = drawn('{% card title=title %}<b id="slot">body</b>{% endcard %}', title="<i>A & B</i>")

    assert words(page.h2) == "<i>A & B</i>"
    assert page.select_one(".card__body #slot").string == "body"


@pytest.mark.parametrize(
    ("source", "error"),
    [
        pytest.param('{% card heading="x" %}{% endcard %}', TemplateSyntaxError, id="keyword"),
        pytest.param('{% status_badge "x" tone="pink" %}', ValueError, id="tone"),
        pytest.param('{% banner kind="x" title="y" %}{% endbanner %}', KeyError, id="kind"),
        pytest.param('{% button "x" tone="success" %}', KeyError, id="button tone"),
    ],
)
def test_a_wrong_property_is_an_error(source, error):
    with pytest.raises(error):
        drawn(source)


def test_a_badge_says_its_state_in_a_word_with_a_hidden_icon():
    badge = drawn('{% status_badge "Late 7 min" tone="attention" %}').span

    assert words(badge) == "Late 7 min"
    assert badge.svg["aria-hidden"] == "true"


def test_a_fact_nobody_recorded_says_so():
    page = drawn('{% facts %}{% field_row label="Weight" %} {% endfield_row %}{% endfacts %}')

    assert (words(page.dt), words(page.dd)) == ("Weight", "Not recorded")


def test_the_journey_shows_where_the_person_is_and_what_is_missing():
    phases = [
        Phase("Preparation", PhaseState.DONE),
        Phase("Medicine session", PhaseState.HERE, missing=["Ride home"]),
        Phase("Integration", PhaseState.AHEAD),
    ]

    page = drawn("{% journey_strip phases %}", phases=phases)

    here = page.select_one("[aria-current=step]")
    assert words(here) == "Medicine session Here now Ride home"
    assert [words(name) for name in page.select(".journey__state")] == ["Done", "Here now", "Ahead"]


def test_a_gate_counts_what_is_met_and_links_the_next_step():
    items = [
        CheckItem("Consent", CheckState.OK, "Version 3", "M. Lind", NOON),
        CheckItem("Fasting", CheckState.WAIVED),
        CheckItem("Ride", CheckState.MISSING, next_label="Ask", next_url="/ask/"),
    ]

    page = drawn('{% checklist items label="conditions are met" %}', items=items)

    assert words(page.select_one(".gate__count")) == "2 of 3 conditions are met"
    assert page.select_one(".gate__item--missing a")["href"] == "/ask/"
    assert words(page.select_one(".gate__who")) == "M. Lind, Fri Nov 20, 12:00 PM"


@pytest.mark.parametrize(
    ("left", "share", "said"),
    [
        pytest.param(168, 1.0, "7 days left", id="just opened"),
        pytest.param(41, 41 / 168, "41 hours left", id="under way"),
        pytest.param(1, 1 / 168, "1 hour left", id="the last hour"),
        pytest.param(-3, 0.0, "closed", id="over"),
        pytest.param(500, 1.0, "21 days left", id="longer than its span"),
    ],
)
def test_a_ring_drains(left, share, said):
    ring = Ring(hours_left=left, hours_total=168)

    assert (ring.share, ring.words) == (pytest.approx(share), said)


def test_a_ring_is_drawn_without_a_style_and_says_the_same_in_words():
    page = drawn(
        "{% window_ring hours_left=41 hours_total=168 closes_at=at %}",
        at=NOON + timedelta(hours=41),
    )

    assert [node.name for node in page.select("[style], style")] == []
    assert words(page.figcaption) == ("Integration window 41 hours left closes Sun Nov 22, 5:00 AM")


def test_a_button_submits_unless_it_is_told_otherwise_and_carries_its_attributes():
    page = drawn(
        '{% button "Save" tone="primary" hx_post="/x/" data_shortcut="s" %}{% button "Go" url="/y/" %}'
    )

    assert page.button.attrs == {
        "class": ["btn", "btn-primary"],
        "type": "submit",
        "hx-post": "/x/",
        "data-shortcut": "s",
    }
    assert (page.a["href"], page.a.get("type")) == ("/y/", None)


def test_an_attribute_cannot_break_out_of_its_quotes():
    page = drawn('{% button "x" data_note=note %}', note='"><script>')

    assert page.button["data-note"] == '"><script>'
    assert page.script is None


def test_who_this_is_stands_with_allergies_even_when_there_are_none():
    source = "{% identity_bar name born_on=born age=35 allergies=allergies alerts=alerts %}"
    born = date(1991, 3, 27)

    bare = drawn(source, name="Rey Whitfield", born=born, allergies=[], alerts=[])
    full = drawn(source, name="R", born=born, allergies=["sulfa", "latex"], alerts=["Plan open"])

    assert words(bare.select_one(".identity__allergies")) == "Allergies none known"
    assert words(full.select_one(".identity__allergies")) == "Allergies sulfa, latex"
    assert words(full.select_one(".identity__alert")) == "Plan open"


def test_a_voided_entry_stays_and_is_struck_through():
    page = drawn(
        '{% timeline label="Log" %}{% timeline_item title="Nausea" at=at struck=True %}'
        "{% endtimeline_item %}{% endtimeline %}",
        at=NOON,
    )

    assert words(page.s) == "Nausea"
    assert "entered in error" in words(page.li)


def test_tabs_mark_the_page_they_are_on():
    tabs = [Tab("Story", "/a/", is_current=True), Tab("Notes", "/b/", count=0)]

    page = drawn('{% section_nav tabs label="Chart" %}', tabs=tabs)

    assert [(words(a), a.get("aria-current")) for a in page.select("a")] == [
        ("Story", "page"),
        ("Notes 0", None),
    ]


@pytest.mark.parametrize(
    ("offset", "said"),
    [
        pytest.param(timedelta(minutes=6), "in 6 min", id="soon"),
        pytest.param(timedelta(seconds=20), "now", id="now"),
        pytest.param(timedelta(minutes=5, seconds=10), "in 6 min", id="a minute that has begun"),
        pytest.param(timedelta(minutes=-23), "23 min ago", id="just past"),
        pytest.param(timedelta(minutes=-23, seconds=-50), "23 min ago", id="a minute not over"),
        pytest.param(timedelta(hours=-21), "21 h ago", id="yesterday"),
        pytest.param(timedelta(days=9), "in 9 days", id="next week"),
    ],
)
def test_a_moment_is_said_in_words_and_exact_on_hover(offset, said):
    page = drawn("{% moment at %}", at=NOON + offset)

    assert page.time.string == said
    assert datetime.fromisoformat(page.time["datetime"]) == NOON + offset


def test_the_exact_moment_names_the_zone_of_the_clinic():
    assert drawn("{% moment at %}", at=NOON).time["title"] == "Fri Nov 20, 2026, 12:00 PM MST"


@pytest.mark.parametrize(
    ("value", "said"),
    [(Decimal("72.50"), "72.5"), (55.0, "55"), (Decimal(1200), "1,200")],
)
def test_a_dose_is_written_without_trailing_zeros(value, said):
    assert formats.amount(value) == said


@pytest.mark.parametrize(
    ("name", "letters"),
    [
        ("Ngozi Osei", "NO"),
        ("Rey", "R"),
        ("Dr. Raj Patel", "RP"),
        ("Ana-Maria de la Cruz", "AC"),
        ("  ", "?"),
    ],
)
def test_initials(name, letters):
    assert formats.initials(name) == letters


def test_spans_and_ages():
    assert formats.minutes_words(80) == "1 h 20 min"
    assert formats.minutes_words(18) == "18 min"
    assert formats.clock_words(1394) == "00:23:14"
    assert formats.age_on(date(1991, 3, 27), date(2026, 3, 26)) == 34


@pytest.mark.parametrize(
    ("typed", "said"),
    [("A vial cracked", "A vial cracked."), ("Why?", "Why?"), ("Sent. ", "Sent."), ("", "")],
)
def test_typed_words_end_before_more_words_follow(typed, said):
    assert formats.sentence(typed) == said
