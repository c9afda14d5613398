"""The patient's record: who enters it, who is on the team, what is written, and who finds it."""

from datetime import date

import pytest
from django.apps import apps

from core.errors import Refusal
from patients.domain import care_team, notes, registration, tasks
from patients.models import (
    CareTeamMember,
    ClinicalNote,
    EpisodeOfCare,
    Patient,
    PsychotherapyNote,
    WorklistTask,
)
from tests.support.at_rest import committed, undone
from tests.support.story import Story


@pytest.fixture(scope="module")
def database(django_db_setup, django_db_blocker):
    with committed(django_db_blocker):
        yield


@pytest.fixture(scope="module")
def told(database) -> Story:
    return Story()


@pytest.fixture(scope="module")
def elsewhere(database) -> Story:
    return Story(name="Juniper")


@pytest.fixture
def story(told):
    with undone(told) as one:
        yield one


def code_of(act, *args: object, **facts: object) -> str:
    with pytest.raises(Refusal) as refusal:
        act(*args, **facts)
    return refusal.value.code


def register(story: Story, **facts: object) -> Patient:
    asked = {
        "legal_name": "Ines Duarte", "date_of_birth": date(1979, 5, 4), "by": story.flo,
        "at": story.at,
    }  # fmt: skip
    return registration.register(story.clinic, **asked | facts)


def test_a_patient_comes_with_a_number_a_course_of_care_and_the_clinics_clock(story):
    patient = register(story)

    assert patient.record_number == "00002"
    assert (patient.episodes.get().phase, patient.timezone) == ("intake", "America/Denver")


def test_a_clinician_who_registers_leads(story):
    patient = register(story, by=story.ana)

    assert care_team.lead_of(patient) == story.ana


@pytest.mark.parametrize(
    ("born", "fine"),
    [
        (date(2026, 3, 2), True),
        (date(2026, 3, 3), False),
        (date(2026, 12, 31), False),
        (date(2027, 1, 1), False),
        (date(1901, 1, 1), True),
        (date(1900, 1, 1), False),
        (date(1, 1, 1), False),
    ],
)
def test_a_birth_date_can_be_true(story, born, fine):
    if fine:
        assert register(story, date_of_birth=born).date_of_birth == born
    else:
        assert code_of(register, story, date_of_birth=born) == "invalid"


@pytest.mark.parametrize(
    "facts",
    [{"legal_name": "  "}, {"timezone": "America/Nowhere"}, {"timezone": "../etc"}],
    ids=str,
)
def test_a_patient_that_cannot_be_is_refused(story, facts):
    assert code_of(register, story, **facts) == "invalid"


@pytest.mark.parametrize("who", ["owen", "bea", "ada", "me"])
def test_not_everybody_registers(story, who):
    assert code_of(register, story, by=getattr(story, who)) == "role_forbidden"


def test_nobody_registers_in_another_clinic(story, elsewhere):
    assert code_of(register, story, by=elsewhere.flo) == "role_forbidden"


def test_an_account_of_another_clinic_is_not_taken_over(story, elsewhere):
    """The same person is a patient there: here they have a record and a word why not an account."""
    refusal = code_of(register, story, email="margo@juniper.example.org", with_account=True)

    assert refusal == "invalid"
    assert Patient.objects.filter(clinic=story.clinic).count() == 1


@pytest.mark.parametrize(
    ("legal", "preferred", "name", "initials"),
    [
        ("Margo Okafor", "", "Margo Okafor", "MO"),
        ("Margaret Ada Okafor", "Margo", "Margo Okafor", "MO"),
        ("Teodora", "", "Teodora", "T"),
        ("Margo Okafor", "Margo Okafor", "Margo Okafor", "MO"),
    ],
)
def test_what_a_patient_is_called(legal, preferred, name, initials):
    patient = Patient(legal_name=legal, preferred_name=preferred)

    assert (patient.name, patient.initials) == (name, initials)


@pytest.mark.parametrize(
    ("day", "age"),
    [(date(2026, 4, 16), 44), (date(2026, 4, 17), 45), (date(2026, 12, 31), 45)],
)
def test_age_changes_on_the_birthday(day, age):
    assert Patient(date_of_birth=date(1981, 4, 17)).age_on(day) == age


def test_who_was_born_on_the_leap_day_is_older_from_the_first_of_march():
    patient = Patient(date_of_birth=date(2008, 2, 29))

    assert [patient.age_on(day) for day in (date(2026, 2, 28), date(2026, 3, 1))] == [17, 18]


def test_joining_a_team_twice_changes_nothing(story):
    for _turn in range(2):
        care_team.join(story.patient, member=story.noor, by=story.flo, at=story.at)

    assert CareTeamMember.objects.filter(membership=story.noor).count() == 1


def test_nobody_of_another_clinic_joins_a_team(story, elsewhere):
    join = {"by": story.flo, "at": story.at}

    assert code_of(care_team.join, story.patient, member=elsewhere.ana, **join) == "invalid"
    assert code_of(
        care_team.join, story.patient, member=story.noor, by=elsewhere.flo, at=story.at
    ) in {"not_care_team", "role_forbidden"}


def test_who_looks_after_whom(story, elsewhere):
    tess = story.member("tess", "Tess Amari", "therapist")

    for somebody in (tess, elsewhere.ana, elsewhere.flo, elsewhere.me):
        assert code_of(care_team.require_care, somebody, story.patient) == "not_care_team"
    for somebody in (story.ana, story.raj, story.flo, story.me, None):
        care_team.require_care(somebody, story.patient)


def visible(member) -> set[int]:
    return set(Patient.objects.visible_to(member).values_list("pk", flat=True))


def test_whom_somebody_finds(story, elsewhere):
    ines = story.new_patient("Ines Duarte", key="ines")
    tess = story.member("tess", "Tess Amari", "therapist")
    both = {story.patient.pk, ines.pk}

    assert [visible(one) for one in (story.flo, story.owen, story.bea, story.raj, story.noor)] == [
        both
    ] * 5
    assert visible(tess) == visible(story.ada) == set()
    assert visible(story.me) == {story.patient.pk}
    assert visible(elsewhere.flo) == {elsewhere.patient.pk}


DOORS = [
    model for model in apps.get_models() if hasattr(model._default_manager.all(), "visible_to")
]


@pytest.fixture(scope="module")
def full(database) -> Story:
    """A clinic with a row behind every door."""
    from tests.architecture.two_clinics import Told  # noqa: PLC0415 - tells a long story

    return Told("Alder")


@pytest.mark.parametrize("model", DOORS, ids=lambda model: model._meta.label)
def test_behind_every_door_a_stranger_finds_nothing(full, elsewhere, model):
    """Another patient of the clinic, its auditor, and everybody of another clinic."""
    ours = model._default_manager.for_clinic(full.clinic)
    assert ours.visible_to(full.raj).exists(), "nothing to hide"
    if model in {Patient, EpisodeOfCare}:  # a patient has these of their own
        ours = ours.exclude(**{"user" if model is Patient else "patient__user": full.stranger.user})

    for somebody in (
        elsewhere.raj, elsewhere.flo, elsewhere.owen, elsewhere.me, full.stranger, full.ada,
    ):  # fmt: skip
        assert not ours.visible_to(somebody).exists(), somebody


def test_a_task_is_closed_once_with_what_was_done(story):
    task = tasks.raise_task(
        story.clinic, kind="document_failed", key="by hand", sentence="x" * 400, at=story.at
    )
    closing = {"by": story.noor, "at": story.at}

    assert len(task.sentence) == 300
    assert code_of(tasks.close, task, outcome=" ", **closing) == "invalid"
    assert (
        code_of(tasks.close, task, outcome="Done.", by=story.owen, at=story.at) == "role_forbidden"
    )
    assert tasks.close(task, outcome="Called.", **closing).done_by == story.noor
    assert code_of(tasks.close, task, outcome="Again.", **closing) == "invalid"


def test_a_line_comes_back_when_it_is_raised_after_it_was_closed(story):
    for _turn in range(2):
        task = tasks.raise_task(
            story.clinic, kind="document_failed", key="by hand", sentence="Look.", at=story.at
        )
        tasks.close(task, outcome="Done.", by=story.noor, at=story.at)

    assert WorklistTask.objects.filter(key="by hand").count() == 2


@pytest.mark.parametrize("kind", ["incident", "waste_unwitnessed"])
@pytest.mark.parametrize("who", ["flo", "noor", "raj"])
def test_a_prescribers_line_closes_with_what_it_asks_for_alone(story, kind, who):
    """Closed by hand it would say that somebody looked."""
    task = tasks.raise_task(
        story.clinic, kind=kind, key="7", sentence="Look.", role="prescriber", at=story.at
    )

    assert (
        code_of(tasks.close, task, outcome="Done.", by=getattr(story, who), at=story.at)
        == "invalid"
    )
    assert WorklistTask.objects.get(pk=task.pk).done_at is None


def draft(story: Story, part: str = "whole") -> ClinicalNote:
    return notes.open_draft(
        story.episode, kind="phone", part=part, about_at=story.at, by=story.ana, at=story.at
    )


@pytest.mark.parametrize(
    ("part", "may"),
    [("whole", {"ana", "raj"}), ("therapy", {"ana"}), ("medicine", {"raj"})],
)
def test_who_writes_which_part(story, part, may):
    for who in ("ana", "raj", "noor", "flo", "owen", "me"):
        note, by = draft(story, part), getattr(story, who)
        if who in may:
            assert notes.save(note, text="Hello.", by=by, at=story.at).version == 2
        else:
            save = {"text": "Hello.", "by": by, "at": story.at}
            assert code_of(notes.save, note, **save) == "role_forbidden"


def test_the_same_facts_sign_to_the_same_hash(story):
    note = draft(story)
    note.text = "Spoke for ten minutes."

    texts = {
        notes.canonical_text(note, {"b": 1, "a": [1, 2]}),
        notes.canonical_text(note, {"a": [1, 2], "b": 1}),
    }

    assert len(texts) == 1
    assert notes.canonical_text(note, {"a": [2, 1], "b": 1}) not in texts


def test_an_addendum_is_signed_by_itself_and_the_original_stays(story):
    note = notes.save(draft(story), text="Spoke.", by=story.ana, at=story.at)
    add = {"text": "She called back.", "by": story.ana, "at": story.at}
    assert code_of(notes.add_addendum, note, **add) == "invalid"
    signed = notes.sign(note, facts={}, by=story.ana, at=story.at)

    addendum = notes.add_addendum(signed, **add)

    assert (addendum.is_signed, addendum.addendum_to) == (True, signed)
    assert signed.canonical_sha256 in addendum.canonical
    assert ClinicalNote.objects.get(pk=signed.pk).text == "Spoke."


def test_a_psychotherapy_note_opens_to_its_author_alone(story):
    write = {"text": "A dream of water.", "by": story.ana, "at": story.at}
    row = notes.write_psychotherapy_note(story.patient, **write)
    tess = story.member("tess", "Tess Amari", "therapist")
    care_team.join(story.patient, member=tess, by=story.flo, at=story.at)

    read = notes.read_psychotherapy_notes
    assert read(story.patient, by=story.ana, at=story.at) == [(story.at, "A dream of water.")]
    assert code_of(read, story.patient, by=tess, at=story.at) == "role_forbidden"
    assert code_of(read, story.patient, by=story.raj, at=story.at) == "role_forbidden"
    assert b"water" not in bytes(PsychotherapyNote.objects.get(pk=row.pk).sealed_text)
