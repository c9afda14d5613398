"""At the door."""

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse

from measures.models import SafetyAlert
from sessions.models import CheckIn
from tests.support.story import Story

pytestmark = pytest.mark.django_db
ANSWERS = {
    "solid_day": "1", "solid_time": "21:30", "liquid_day": "0", "liquid_time": "05:00", "pregnant": "no",
    "identity": "on", "thoughts": "no",
    "ride_name": "Dele Okafor", "ride_phone": "+13035550118", "changes": "",
}  # fmt: skip


@pytest.fixture
def door(client, time_machine):
    def come(story, who):
        story.at = story.appointment.start_at
        time_machine.move_to(story.at, tick=False)
        client.force_login(who.user, backend="accounts.backends.OneQueryBackend")
        return client

    return come


def url(story):
    return reverse("sessions:check_in", args=[story.session.pk])


def soup(response):
    return BeautifulSoup(response.text, "html.parser")


def state(response):
    return " ".join(soup(response).select_one("#check-in-state").get_text(" ").split())


def test_the_desk_checks_in_with_the_clinics_own_times(door):
    story = Story().ready_to_book().booked()

    answer = door(story, story.flo).post(url(story), ANSWERS)

    row = CheckIn.objects.get()
    zone = story.clinic.zone
    assert answer.status_code == 302
    assert f"{row.last_solid_at.astimezone(zone):%d %H:%M}" == "08 21:30"
    assert f"{row.last_clear_liquid_at.astimezone(zone):%d %H:%M}" == "09 05:00"
    assert row.recorded_by == story.flo


def test_without_a_ride_the_desk_reads_its_own_item_and_whom_to_call(door):
    story = Story().ready_to_book().booked()
    client = door(story, story.flo)

    client.post(url(story), ANSWERS | {"ride_name": "", "ride_phone": ""})

    assert state(client.get(url(story))) == (
        "Not ready Name who takes the patient home. Call Ana Ruiz: something is for a clinician to look at."
    )


def test_what_the_page_is_for_is_not_told_as_missing(door):
    story = Story().ready_to_book().booked()

    assert "Check the patient in" not in state(door(story, story.flo).get(url(story)))


def test_the_desk_reads_nothing_clinical(door):
    story = Story().ready_to_book().booked()
    client = door(story, story.flo)
    client.post(url(story), ANSWERS)

    page = client.get(url(story))

    assert "Take a reading" not in page.text
    assert "200 mg" not in page.text


def test_a_clinician_sees_the_whole_list(door):
    story = Story().ready_to_book().booked()
    client = door(story, story.ana)
    client.post(url(story), ANSWERS)

    assert "Vitals : None today Take a reading." in state(client.get(url(story)))


def test_ready_is_one_word(door):
    story = Story().ready_for_dose()
    client = door(story, story.flo)

    assert state(client.get(url(story))).startswith("Ready ")


def test_how_late_the_ride_can_come_moves_the_last_minute_for_a_dose(door):
    story = Story().ready_to_book().booked()
    client = door(story, story.noor)

    alone = client.post(
        url(story), ANSWERS | {"ride_name": "", "ride_phone": "", "ride_until": "12:45"}
    )
    client.post(url(story), ANSWERS | {"ride_until": "12:45"})

    assert "Name who can come no later than that." in alone.text
    assert soup(alone).select_one("#id_ride_until")["value"] == "12:45"
    assert soup(client.get(url(story))).select_one("#id_ride_until")["value"] == "12:45"
    page = client.get(reverse("sessions:live", args=[story.session.pk]))
    latest = " ".join(soup(page).select_one("#room-latest").get_text(" ").split())
    assert "Dose by 10:30 AM , then" in latest
    assert latest.endswith("the ride home can come no later.")


def test_a_changed_answer_asks_why_and_both_stay(door):
    story = Story().ready_to_book().booked()
    client = door(story, story.flo)
    client.post(url(story), ANSWERS)

    silent = client.post(url(story), ANSWERS | {"solid_time": "18:00"})
    spoken = client.post(
        url(story), ANSWERS | {"solid_time": "18:00", "corrected": "Misheard the evening meal"}
    )

    assert (silent.status_code, spoken.status_code) == (422, 302)
    assert soup(silent).select_one("#id_solid_time")["value"] == "18:00"
    assert [row.corrected for row in CheckIn.objects.order_by("pk")] == [
        "",
        "Misheard the evening meal",
    ]


def test_the_same_answers_twice_change_nothing_in_them(door):
    story = Story().ready_to_book().booked()
    client = door(story, story.flo)

    codes = [client.post(url(story), ANSWERS).status_code for _ in range(2)]

    assert codes == [302, 302]
    assert len({(row.last_solid_at, row.ride_name) for row in CheckIn.objects.all()}) == 1


@pytest.mark.parametrize(
    "wrong",
    [
        pytest.param({"liquid_time": "23:59"}, id="a drink to come"),
        pytest.param({"solid_time": "25:00"}, id="no such time"),
        pytest.param({"ride_phone": ""}, id="a ride without a phone"),
        pytest.param({"pregnant": "perhaps"}, id="an answer nobody offered"),
        pytest.param({"changes": "x" * 5000}, id="too many words"),
    ],
)
def test_an_answer_that_cannot_be_is_refused_and_nothing_is_kept(door, wrong):
    story = Story().ready_to_book().booked()

    answer = door(story, story.flo).post(url(story), ANSWERS | wrong)

    assert answer.status_code == 422
    assert soup(answer).select_one("#id_ride_name")["value"] == "Dele Okafor"
    assert not CheckIn.objects.exists()


@pytest.mark.parametrize("who", ["bea", "ada", "owen"])
def test_who_does_not_check_in_is_turned_away(door, who):
    story = Story().ready_to_book().booked()

    assert door(story, getattr(story, who)).post(url(story), ANSWERS).status_code == 403
    assert not CheckIn.objects.exists()


def door_facts(client, story) -> list[str]:
    """What stands in the room before the dose about who this is and how they are today."""
    shown = soup(client.get(reverse("sessions:live", args=[story.session.pk])))
    found = [
        " ".join(one.get_text(" ").split()) for one in shown.select("#room-look-at .route-notice")
    ]
    return [one for one in found if one.startswith(("Identity", "Thoughts"))]


def test_identity_and_thoughts_of_suicide_are_asked_on_the_day(door):
    story = Story().ready_to_book().booked()
    client = door(story, story.flo)

    unasked = client.post(url(story), ANSWERS | {"identity": "", "thoughts": ""})
    assert unasked.status_code == 422
    assert not CheckIn.objects.exists()
    client.post(url(story), ANSWERS | {"thoughts": "later"})
    row = CheckIn.objects.get()
    assert (row.identity_confirmed, row.suicidal_thoughts) == (True, None)
    assert door_facts(door(story, story.raj), story) == [
        "Identity: Name and date of birth agree Flo Martin, Mon Mar 9, 10:00 AM",
        "Thoughts of suicide today: Not asked Ask and write it down",
    ]

    assert door(story, story.noor).post(url(story), ANSWERS).status_code == 302, (
        "asked, not changed"
    )
    assert door_facts(door(story, story.raj), story)[1].startswith(
        "Thoughts of suicide today: No Noor Haddad"
    )
    assert not SafetyAlert.objects.exists()


def test_a_yes_calls_at_once_and_stands_before_the_dose(door):
    story = Story().ready_to_book().booked()
    client = door(story, story.flo)

    told = client.post(url(story), ANSWERS | {"thoughts": "yes"}, follow=True)
    client.post(url(story), ANSWERS | {"thoughts": "yes"})

    alert = SafetyAlert.objects.get()
    assert (alert.kind, alert.level, alert.status) == ("suicide_today", "now", "open")
    assert "Stay with the patient and call a clinician now." in told.text
    room = soup(
        door(story, story.raj).get(reverse("sessions:live", args=[story.session.pk]))
    ).select_one("#room-look-at")
    assert "Thoughts of suicide at check-in, now:" in " ".join(room.get_text(" ").split())
    assert "Thoughts of suicide today: Yes" in " ".join(room.get_text(" ").split())
    taken_back = client.post(url(story), ANSWERS)
    assert taken_back.status_code == 422, "another answer says why"
    client.post(
        url(story), ANSWERS | {"thoughts": "later", "ride_name": "Io", "corrected": "Other ride"}
    )
    assert door_facts(client, story)[1].startswith("Thoughts of suicide today: Yes"), "it stands"


def test_never_asked_is_said_as_such(door):
    story = Story().ready_to_book().booked().checked_in()

    assert (
        door_facts(door(story, story.noor), story)[0] == "Identity: Not asked Ask and write it down"
    )
