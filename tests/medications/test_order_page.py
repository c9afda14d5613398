"""The order: read back with its arithmetic before it is written; never a converter between routes."""

from decimal import Decimal

import pytest
from bs4 import BeautifulSoup

from accounts.domain.policies import adopt_policy
from medications.models import MedicationOrder
from tests.support.story import Story

TYPED = {
    "route": "IM", "level": "MODERATE", "source": "CLINIC_STOCK", "planned": "0.9", "planned_in": "mg_per_kg",
    "allowed_min_mg": "40", "allowed_max_mg": "80", "booster_mg": "25", "booster_after_min": "15",
    "booster_before_min": "40", "max_sessions": "3", "replaces": "0",
}  # fmt: skip


def url(story: Story) -> str:
    return f"/stock/order/{story.patient.pk}/"


@pytest.fixture
def prescriber(as_, hour, story):
    story.screened()
    hour(story)
    return as_(story.raj)


def test_the_sum_is_shown_before_anything_is_written(prescriber, story):
    answer = prescriber.post(url(story), TYPED)

    page = BeautifulSoup(answer.text, "html.parser")
    said = " ".join(page.select_one("#read-back").get_text(" ", strip=True).split())
    assert "0.9 mg/kg \N{MULTIPLICATION SIGN} 70 kg = 63 mg" in said
    assert "63 mg = 0.9 mg/kg" in said
    assert "40 to 80 mg (0.57 to 1.14 mg/kg)" in said
    assert "25 mg, 15 to 40 min after the first dose" in said
    assert MedicationOrder.objects.count() == 0


def test_what_was_read_back_is_what_is_written(prescriber, story):
    page = BeautifulSoup(prescriber.post(url(story), TYPED).text, "html.parser")
    data = {box["name"]: box.get("value", "") for box in page.select("#read-back input[name]")}
    data.pop("csrfmiddlewaretoken", None)

    answer = prescriber.post(url(story), data | {"write": "1"})

    order = MedicationOrder.objects.get()
    assert answer.status_code == 302
    assert (order.planned_mg, order.weight_kg, order.max_sessions) == (Decimal(63), Decimal(70), 3)
    assert (order.booster_mg, order.booster_after_min, order.booster_before_min) == (25, 15, 40)


@pytest.mark.parametrize(
    ("route", "source", "said"),
    [
        ("IM", "PATIENT_OWN", "nobody injects what a patient brought"),
        ("IV", "PATIENT_OWN", "nobody injects what a patient brought"),
        ("SL", "REMS_DEVICE", "hold nasal esketamine and nothing else"),
    ],
)
def test_a_source_that_cannot_be_meant_is_asked_about(prescriber, story, route, source, said):
    answer = prescriber.post(url(story), TYPED | {"route": route, "source": source})

    page = BeautifulSoup(answer.text, "html.parser")
    assert (answer.status_code, said in page.text) == (422, True)
    assert page.select_one(f"[name=source][value={source}]").has_attr("checked")


def test_a_new_order_replaces_and_both_are_shown(prescriber, story):
    prescriber.post(url(story), TYPED | {"write": "1"})
    first = MedicationOrder.objects.get()

    prescriber.post(url(story), TYPED | {"write": "1", "planned": "1", "replaces": first.pk})

    page = BeautifulSoup(prescriber.get(url(story)).text, "html.parser")
    assert "70 mg" in page.select_one("#in-force").get_text()
    assert "63 mg" in page.get_text()


def test_pressed_twice_there_is_one_order(prescriber, story):
    for _press in range(2):
        answer = prescriber.post(url(story), TYPED | {"write": "1"})

    assert (answer.status_code, MedicationOrder.objects.count()) == (422, 1)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        pytest.param({"planned": "1.5"}, "lies outside", id="outside the range"),
        pytest.param(
            {"allowed_min_mg": "90"}, "cannot be above the highest", id="range upside down"
        ),
        pytest.param({"planned": "NaN"}, "Enter a number", id="no number"),
        pytest.param({"planned": "1e30"}, "no more than", id="beyond all"),
        pytest.param({"allowed_min_mg": "0.001"}, "decimal places", id="finer than the scale"),
        pytest.param(
            {"booster_before_min": ""}, "an amount, a first and a last minute", id="half a booster"
        ),
        pytest.param(
            {"booster_before_min": "5"}, "starts before it ends", id="a band that ends first"
        ),
        pytest.param({"max_sessions": "0"}, "greater than or equal to 1", id="for no session"),
        pytest.param({"route": "ORAL"}, "not one of the available choices", id="no such route"),
    ],
)
def test_what_cannot_be_ordered_is_refused_and_stays_typed(prescriber, story, change, sentence):
    answer = prescriber.post(url(story), TYPED | {"write": "1"} | change)

    page = BeautifulSoup(answer.text, "html.parser")
    assert (answer.status_code, MedicationOrder.objects.count()) == (422, 0)
    assert sentence in page.select_one("[data-error-summary]").get_text()
    assert (
        page.select_one("#change [name=max_sessions]")["value"] == (TYPED | change)["max_sessions"]
    )


def test_a_dose_per_kilogram_needs_a_current_weight(as_, hour, story):
    hour(story)
    assert "Record a weight before" in as_(story.raj).post(url(story), TYPED).text
    story.screened().later(days=91)
    hour(story)

    answer = as_(story.raj).post(url(story), TYPED | {"write": "1"})

    assert (answer.status_code, MedicationOrder.objects.count()) == (422, 0)
    assert "too old" in answer.text


def test_milligrams_need_none(as_, hour, story):
    hour(story)

    as_(story.raj).post(url(story), TYPED | {"planned": "55", "planned_in": "mg", "write": "1"})

    assert MedicationOrder.objects.get().planned_mg == Decimal(55)


@pytest.mark.parametrize(
    ("who", "sees", "status"),
    [("ana", 200, 422), ("noor", 200, 422), ("flo", 403, 403), ("me", 403, 403)],
)
def test_only_a_prescriber_writes(as_, story, who, sees, status):
    client = as_(getattr(story, who))

    assert client.get(url(story)).status_code == sees
    assert (
        client.post(
            url(story), TYPED | {"planned_in": "mg", "planned": "55", "write": "1"}
        ).status_code
        == status
    )
    assert MedicationOrder.objects.count() == 0


def test_another_clinic_finds_no_order(as_, story):
    assert as_(Story(name="Birch").raj).post(url(story), TYPED).status_code == 404


@pytest.mark.parametrize(("line", "asked_twice"), [(0.9, True), (1.2, False), (None, False)])
def test_a_dose_above_the_clinics_line_is_asked_about_twice(prescriber, story, line, asked_twice):
    """The planned 0.9 mg/kg lies on the line, the highest that may be given, 1.14, above it."""
    adopt_policy(
        story.clinic, values={"ceiling_mg_per_kg": {"IM": line}}, author="Owen Clarke",
        approver="Raj Patel", at=story.at,
    )  # fmt: skip

    page = prescriber.post(url(story), TYPED)

    assert ("The clinic asks twice above 0.9 mg/kg by this route." in page.text) is asked_twice
    assert prescriber.post(url(story), TYPED | {"write": "1"}).status_code == 302
