"""How the day begins: by first name, or by title and last name."""

import pytest

from dashboard.views.today import greeting


@pytest.mark.parametrize(
    ("name", "said"),
    [("Ana Ruiz", "Good morning, Ana"), ("Dr. Raj Patel", "Good morning, Dr. Patel")],
)
def test_a_title_is_no_first_name(story, name, said):
    story.raj.user.full_name = name

    assert greeting(story.raj, story.at) == said
