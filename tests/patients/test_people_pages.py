"""Registering, correcting, inviting; the team and the people around: kept once, refused in words."""

import pytest
from bs4 import BeautifulSoup

from audit.models import AuditEvent
from patients.domain.care_team import lead_of
from patients.models import Allergy, Contact, Patient, Weight
from tests.support.story import Story

NEW = {
    "legal_name": "Tomas Bell", "date_of_birth_month": "3", "date_of_birth_day": "27",
    "date_of_birth_year": "1985", "sex": "male", "language": "en", "timezone": "America/Denver",
    "phone": "303 555 0133", "email": "tomas@example.org", "with_account": "on",
}  # fmt: skip


def test_the_desk_registers_and_is_led_to_name_the_lead(as_, story):
    answer = as_(story.flo).post("/patients/register/", NEW)

    patient = Patient.objects.get(legal_name="Tomas Bell")
    assert answer["Location"] == f"/patients/{patient.pk}/team/"
    assert (patient.phone, str(patient.date_of_birth)) == ("+13035550133", "1985-03-27")
    assert patient.user is not None


def test_a_therapist_who_registers_leads(as_, story):
    answer = as_(story.ana).post("/patients/register/", NEW)

    patient = Patient.objects.get(legal_name="Tomas Bell")
    assert answer["Location"] == f"/patients/{patient.pk}/"
    assert lead_of(patient) == story.ana


def test_pressed_twice_it_asks_instead_of_making_a_second_record(as_, story):
    client = as_(story.flo)
    client.post("/patients/register/", NEW)

    again = client.post("/patients/register/", NEW)

    assert again.status_code == 422
    assert "Is this somebody you know already?" in again.text
    assert Patient.objects.filter(legal_name="Tomas Bell").count() == 1


@pytest.mark.parametrize(
    ("change", "warned"),
    [
        pytest.param({"legal_name": "Margo Okafor-Hale", "date_of_birth_year": "1981", "date_of_birth_month": "4",
                      "date_of_birth_day": "17"}, True, id="same birth date, a name in common"),
        pytest.param({"phone": "+1 303 555 0117"}, True, id="same phone"),
        pytest.param({"email": "MARGO@cedar.example.org"}, True, id="same e-mail"),
        pytest.param({"date_of_birth_year": "1981", "date_of_birth_month": "4", "date_of_birth_day": "17"},
                     False, id="same birth date alone"),
    ],
)  # fmt: skip
def test_somebody_alike_is_shown_first(as_, story, change, warned):
    answer = as_(story.flo).post("/patients/register/", NEW | change)

    assert ("No. 00001" in answer.text) is warned
    assert Patient.objects.count() == (1 if warned else 2)


def test_somebody_else_is_registered_once_said(as_, story):
    data = NEW | {"phone": "+1 303 555 0117", "confirmed": "on"}

    assert as_(story.flo).post("/patients/register/", data).status_code == 302


def test_what_was_typed_stays_when_it_is_wrong(as_, story):
    data = NEW | {"date_of_birth_month": "13", "phone": "12"}

    page = BeautifulSoup(as_(story.flo).post("/patients/register/", data).text, "html.parser")

    assert page.select_one("[name=legal_name]")["value"] == "Tomas Bell"
    assert page.select_one("[name=phone]")["value"] == "12"
    said = page.select_one("[data-error-summary]").get_text(" ", strip=True)
    assert "Enter a real date" in said
    assert "Enter a phone number" in said


@pytest.mark.parametrize("who", ["owen", "bea", "ada", "me"])
def test_others_do_not_register(as_, story, who):
    assert as_(getattr(story, who)).post("/patients/register/", NEW).status_code == 403
    assert Patient.objects.count() == 1


EDIT = {
    "legal_name": "Margo Okafor", "preferred_name": "Mags", "date_of_birth_month": "4", "date_of_birth_day": "17",
    "date_of_birth_year": "1981", "sex": "female", "language": "en", "timezone": "America/Denver",
    "email": "margo@cedar.example.org", "phone": "3035550117", "contact_rules": "Never leave a voicemail",
}  # fmt: skip


def test_a_correction_is_kept_and_the_trail_says_which_facts(as_, story):
    answer = as_(story.flo).post(f"/patients/{story.patient.pk}/edit/", EDIT)

    story.patient.refresh_from_db()
    assert answer["Location"] == f"/patients/{story.patient.pk}/"
    assert story.patient.name == "Mags Okafor"
    line = AuditEvent.objects.get(action="patient.corrected")
    assert line.facts == {"changed": ["contact_rules", "preferred_name"]}


@pytest.mark.parametrize("year", ["1", "1899", "9999", "2090", "1e3"])
def test_a_birth_date_that_cannot_be_is_refused_in_words(as_, story, year):
    data = EDIT | {"date_of_birth_year": year}

    answer = as_(story.flo).post(f"/patients/{story.patient.pk}/edit/", data)

    assert answer.status_code == 422
    assert Patient.objects.get().date_of_birth.year == 1981


def test_another_clinic_changes_nothing(as_, story):
    elsewhere = Story(name="Birch")
    client, pk = as_(elsewhere.flo), story.patient.pk

    pages = ("edit", "team", "people", "account")
    assert {client.post(f"/patients/{pk}/{page}/", EDIT).status_code for page in pages} == {404}


def test_inviting_later_opens_their_own_side_once(as_, story):
    client = as_(story.flo)
    client.post("/patients/register/", NEW | {"with_account": ""})
    patient = Patient.objects.get(legal_name="Tomas Bell")
    url = f"/patients/{patient.pk}/account/"

    first, second = (client.post(url, {"email": "tb@example.org"}) for _press in range(2))

    patient.refresh_from_db()
    assert (first.status_code, second.status_code) == (302, 422)
    assert (patient.email, patient.user.email) == ("tb@example.org", "tb@example.org")


def test_a_new_lead_leads_and_the_one_before_may_then_leave(as_, story):
    client, pk = as_(story.flo), story.patient.pk
    row = story.patient.care_team.get()

    client.post(f"/patients/{pk}/team/{row.pk}/leave/")
    assert lead_of(story.patient) == story.ana
    client.post(f"/patients/{pk}/team/", {"member": story.raj.pk, "is_lead": "on"})
    client.post(f"/patients/{pk}/team/{row.pk}/leave/")

    assert lead_of(story.patient) == story.raj
    assert as_(story.ana).get(f"/patients/{pk}/").status_code == 404


def test_nobody_of_another_clinic_or_without_a_clinicians_hat_joins(as_, story):
    elsewhere = Story(name="Birch")
    client = as_(story.flo)

    for member in (elsewhere.raj, story.flo, story.me):
        answer = client.post(f"/patients/{story.patient.pk}/team/", {"member": member.pk})
        assert answer.status_code == 422
    assert story.patient.care_team.count() == 1


def test_a_person_to_call_is_named_once_and_ended(as_, story):
    client, pk = as_(story.flo), story.patient.pk
    data = {
        "kind": "emergency",
        "name": "Dele Okafor",
        "phone": "303-555-0118",
        "relation": "brother",
    }

    for _press in range(2):
        client.post(f"/patients/{pk}/people/", data)

    person = Contact.objects.get()
    assert person.phone == "+13035550118"
    client.post(f"/patients/{pk}/people/{person.pk}/end/")
    person.refresh_from_db()
    assert person.ended_at is not None


@pytest.mark.parametrize(
    ("value", "unit", "kilograms"), [("70.5", "kg", "70.50"), ("154", "lb", "69.85")]
)
def test_a_weight_is_kept_in_kilograms_with_what_was_typed(as_, story, value, unit, kilograms):
    as_(story.noor).post(f"/patients/{story.patient.pk}/weight/", {"value": value, "unit": unit})

    row = Weight.objects.get()
    assert (f"{row.kilograms:.2f}", row.typed_unit) == (kilograms, unit)


@pytest.mark.parametrize(
    "value", ["", "0", "-3", "NaN", "1e30", "Infinity", "12", "999", "7" * 400]
)
def test_a_weight_that_cannot_be_is_refused(as_, story, value):
    answer = as_(story.noor).post(
        f"/patients/{story.patient.pk}/weight/", {"value": value, "unit": "kg"}
    )

    assert answer.status_code == 422
    assert Weight.objects.count() == 0


def test_the_desk_does_not_weigh(as_, story):
    assert (
        as_(story.flo).post(f"/patients/{story.patient.pk}/weight/", {"value": 70}).status_code
        == 403
    )


def test_pages_about_a_person_show_the_desk_no_allergies(as_, story):
    Allergy.objects.create(patient=story.patient, substance="latex", recorded_at=story.at)
    url = f"/patients/{story.patient.pk}/edit/"

    assert "latex" not in as_(story.flo).get(url).text
    assert "latex" in as_(story.ana).get(url).text
