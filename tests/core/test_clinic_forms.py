"""Every form of the house: asked in words, wrong in words, nothing lost."""

from datetime import date

import pytest
from bs4 import BeautifulSoup, Tag
from django import forms
from django.template import Context, Template

from core.forms import ClinicForm, DatePartsField

CRISPY = "{% load crispy_forms_tags %}{% crispy form %}"


class Sample(ClinicForm):
    units = {"dose": "mg"}

    dose = forms.DecimalField(label="Dose", help_text="As ordered.")
    born_on = DatePartsField(label="Date of birth")
    route = forms.ChoiceField(
        label="Route", choices=[("im", "Muscle"), ("sl", "Lozenge")], widget=forms.RadioSelect
    )
    note = forms.CharField(label="Note", required=False)
    agrees = forms.BooleanField(label="I understand")


def drawn(form: forms.Form, source: str = CRISPY) -> Tag:
    return BeautifulSoup(Template(source).render(Context({"form": form})), "html.parser")


def test_optional_fields_say_so_and_nothing_wears_an_asterisk():
    page = drawn(Sample())

    assert [label.find_parent(class_="field").find(["label", "legend"]).get_text(" ", strip=True)
            for label in page.select(".field__optional")] == ["Note (optional)"]  # fmt: skip
    assert "*" not in page.get_text()
    assert page.select("[required]") == []


def test_a_filter_may_keep_quiet_about_being_optional():
    class Quiet(Sample):
        says_optional = False

    assert drawn(Quiet()).select(".field__optional") == []


def test_what_is_missing_is_asked_for_in_a_box_that_takes_the_focus():
    page = drawn(Sample({}))

    box = page.select_one(".error-summary")
    assert (box.h2.get_text(strip=True), box["tabindex"]) == ("There is a problem", "-1")
    assert [(link.get_text(), link["href"]) for link in box.select("a")] == [
        ("Enter the dose.", "#id_dose"),
        ("Enter the date of birth.", "#id_born_on_0"),
        ("Choose the route.", "#id_route_0"),
        ("Tick this to go on: I understand", "#id_agrees"),
    ]


def test_each_link_of_the_box_lands_on_a_control():
    page = drawn(Sample({}))

    targets = [page.find(id=link["href"][1:]) for link in page.select(".error-summary a")]

    assert [target.name if target else None for target in targets] == ["input"] * 4


def test_the_same_words_stand_beside_the_field_and_are_tied_to_it():
    page = drawn(Sample({"dose": "some", "note": "kept"}))

    dose = page.find(id="id_dose")
    described = [
        page.find(id=name).get_text(strip=True) for name in dose["aria-describedby"].split()
    ]
    assert (dose["aria-invalid"], dose["value"]) == ("true", "some")
    assert described == ["As ordered.", "Enter a number."]
    assert page.find(id="id_note")["value"] == "kept"


def test_the_unit_stands_behind_the_box():
    assert drawn(Sample()).select_one(".with-unit__unit").string == "mg"


@pytest.mark.parametrize("source", ["{{ form }}", CRISPY], ids=["plain", "crispy"])
def test_a_form_looks_the_same_whoever_draws_it(source):
    page = drawn(Sample({}), source)

    assert len(page.select(".error-summary")) == 1
    assert len(page.select(".field--wrong")) == 4


@pytest.mark.parametrize(
    ("typed", "day", "said"),
    [
        pytest.param(("3", "27", "1985"), date(1985, 3, 27), [], id="one digit"),
        pytest.param(("03", "27", "1985"), date(1985, 3, 27), [], id="two digits"),
        pytest.param(
            ("13", "40", "1985"),
            None,
            ["Enter a real date as month, day and year, for example 3 27 1985."],
            id="no such day",
        ),
        pytest.param(
            ("3", "", "1985"),
            None,
            ["Enter a real date as month, day and year, for example 3 27 1985."],
            id="a part is missing",
        ),
        pytest.param(("", "", ""), None, ["Enter the date of birth."], id="nothing"),
    ],
)
def test_a_birth_date_is_three_boxes(typed, day, said):
    names = ("born_on_month", "born_on_day", "born_on_year")

    form = Sample(dict(zip(names, typed, strict=True)))

    assert form.errors.get("born_on", []) == said
    assert form.cleaned_data.get("born_on") == day
