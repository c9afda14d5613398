"""A file that says what nobody understands is refused with the line where it says so."""

from pathlib import Path

import pytest

from kap_clinic.scenarios.language.errors import ScenarioError, UnplayableFile
from kap_clinic.scenarios.language.reader import read_file, read_text
from tests.scenarios.conftest import FIRST_STEP_LINE, HEAD

VITALS = "do: record_vitals, with: {systolic: 120, diastolic: 80, heart_rate: 70, spo2: 98}"


@pytest.mark.parametrize(
    ("rest", "sentence"),
    [
        ("do: give_dose", "'give_dose' is no action."),
        ("do: administer_doses", "Is 'administer_dose' meant?"),
        ("do: check_in, with: {breakfast: -3h}", "'breakfast' is no argument of check_in."),
        ("do: sign_consent, with: {kinds: [treatment, tea]}", "'tea' is no consent."),
        ("do: submit_intake, with: {conditions: [PSY99]}", "'PSY99' is no condition."),
        (
            "do: submit_intake, with: {medications: [{name: x, class: herbs}]}",
            "'herbs' is no class of medicines.",
        ),
        (
            "do: submit_intake, with: {medications: [{name: x, dose: 3}]}",
            "'dose' is no fact about a medicine.",
        ),
        ("do: change_touch, with: {touch: {foot: NO}}", "'foot' is no kind of touch."),
        ("do: change_touch, with: {touch: {shoulder: MAYBE}}", "'MAYBE' is no choice of touch."),
        ("do: write_order, with: {route: XX}", "'XX' is no route."),
        ("do: write_order, with: {level: DEEP}", "'DEEP' is no level."),
        ("do: write_order, with: {source: BASEMENT}", "'BASEMENT' is no source."),
        ("do: book, with: {kind: dinner}", "'dinner' is no kind of visit."),
        ("do: book, with: {clinician: zoe}", "'zoe' is no name among the file's staff."),
        ("do: waste_stock, with: {mg: 5, witness: patient}", "'patient' is no name among"),
        ("do: acknowledge, with: {what: everything}", "'everything' is no thing to acknowledge."),
        ("do: check_in, with: {pregnant: perhaps}", "'perhaps' is no answer about pregnancy."),
        ("do: check_in, with: {changes: something}", "A list is wanted here"),
        ("do: check_in, with: {ride: Iris}", "A mapping is wanted here"),
        ("do: check_in, with: {ride: {name: Iris, car: red}}", "'car' is no fact about a person."),
        ("do: record_event, with: {code: sneeze}", "'sneeze' is no observation."),
        ("do: record_adverse_event, with: {type: tired}", "'tired' is no type of adverse event."),
        ("do: record_adverse_event, with: {severity: bad}", "'bad' is no severity of an adverse"),
        ("do: record_adverse_event, with: {action: run}", "'run' is no action on an adverse event"),
        ("do: record_adverse_event, with: {outcome: well}", "'well' is no outcome of an adverse"),
        ("do: discharge, with: {items: {smiling: true}}", "'smiling' is no item of the discharge."),
        ("do: discharge, with: {items: {oriented: rather}}", "'rather' is neither true nor false."),
        ("do: end_session, with: {outcome: bored}", "'bored' is no ending."),
        ("do: end_session, with: {told: [neighbour]}", "'neighbour' is no person to tell."),
        ("do: sign_note, with: {part: poetry}", "'poetry' is no part of a note."),
        ("do: complete_contact, with: {kind: C9}", "'C9' is no contact."),
        ("do: complete_contact, with: {intention: lost}", "'lost' is no status of an intention."),
        ("do: write_journal, with: {visibility: public}", "'public' is no visibility."),
        ("do: opt_out, with: {channel: pigeon}", "'pigeon' is no channel."),
        ("do: read_chart, with: {section: gossip}", "'gossip' is no section of a chart."),
        ("do: submit_measure, with: {instrument: bdi}", "'bdi' is no instrument."),
        ("do: submit_measure, with: {answers: [0, some]}", "'some' is no whole number."),
        ("do: submit_measure, with: {answers: 3}", "A list is wanted here"),
        ("do: decide_eligibility, with: {outcome: maybe}", "'maybe' is no outcome of a decision."),
        ("do: decide_eligibility, with: {clear: [MED_OTHER]}", "'MED_OTHER' is no finding."),
        ("do: record_vitals, with: {systolic: high}", "'high' is no whole number."),
        ("do: waste_stock, with: {mg: a drop}", "'a drop' is no number."),
        ("do: waste_stock, with: {mg: [5]}", "A text is wanted here, not a list or a mapping."),
        ("do: receive_stock, with: {expiry: next year}", "'next year' is no day"),
        ("do: receive_stock, with: {expiry: 2027-02-30}", "'2027-02-30' is no day"),
        ("do: check_in, with: {last_solid: breakfast}", "'breakfast' is no time"),
        ("do: check_in, with: {last_solid: -5w}", "'-5w' is no time"),
        ("do: run_clock, with: {times: 0}", "0 is less than 1."),
        ("do: run_clock, with: {to: -1h}", "Time never runs backwards."),
        ("do: opt_out, with: [sms]", "A mapping is wanted here"),
        (f"{VITALS}, expect: refused", "Expected is either ok or {refused: CODE}."),
        (f"{VITALS}, expect: {{refused: too_tired}}", "'too_tired' is no refusal code."),
        (f"{VITALS}, expect: {{refused: }}", "Missing here: refused."),
        (f"{VITALS}, expect: {{allowed: invalid}}", "'allowed' is no expectation."),
        (f"{VITALS}, because: tired", "'because' is no key of a step."),
        (f"{VITALS}, check: {{mood: good}}", "'mood' is no check."),
        (f"{VITALS}, check: [phase]", "A mapping is wanted here"),
        (f"{VITALS}, check: {{phase: asleep}}", "'asleep' is no phase."),
        (f"{VITALS}, check: {{findings: {{PSY1: BAD}}}}", "'BAD' is no severity."),
        (f"{VITALS}, check: {{findings: {{XYZ: STOP}}}}", "'XYZ' is no finding."),
        (f"{VITALS}, check: {{bookable: sometimes}}", "'sometimes' is neither true nor false."),
        (f"{VITALS}, check: {{gate: {{missing: [shoes]}}}}", "'shoes' is no refusal code."),
        (f"{VITALS}, check: {{gate: {{open: true}}}}", "'open' is no fact about the gate."),
        (f"{VITALS}, check: {{gate: {{}}}}", "This check compares nothing."),
        (f"{VITALS}, check: {{score: {{phq9: }}}}", "'' is no number."),
        (f"{VITALS}, check: {{score: {{bdi: 3}}}}", "'bdi' is no part of a score."),
        (f"{VITALS}, check: {{score: {{gad7: 3, band: severely}}}}", "is no band of gad7."),
        (f"{VITALS}, check: {{score: {{pcl5: 3, band: mild}}}}", "'mild' is no band of pcl5."),
        (f"{VITALS}, check: {{score: {{band: mild}}}}", "A band belongs to the score of one"),
        (f"{VITALS}, check: {{alerts_open: -1}}", "-1 is less than 0."),
        (f"{VITALS}, check: {{window: {{status: ajar}}}}", "'ajar' is no status of a window."),
        (f"{VITALS}, check: {{contacts: {{C1: fine}}}}", "'fine' is no status of a contact."),
        (f"{VITALS}, check: {{contacts: {{n: 1}}}}", "This check compares nothing."),
        (f"{VITALS}, check: {{phase: intake, n: 1}}", "`n` numbers nothing here."),
        (f"{VITALS}, check: {{messages: 3}}", "A mapping is wanted here"),
        (f"{VITALS}, check: {{messages_between: {{total: 0}}}}", "This check compares nothing."),
        (f"{VITALS}, check: {{documents: {{poem: 1}}}}", "'poem' is no kind of document."),
        (f"{VITALS}, check: {{events: {{sneeze: 1}}}}", "'sneeze' is no observation."),
        (f"{VITALS}, check: {{thread: [lost]}}", "'lost' is no status of an intention."),
        (f"{VITALS}, check: {{vitals_due: soon}}", "'soon' is no whole number."),
        ("do: sign_note, with: {part: therapy, part: medicine}", "'part' is said twice here."),
    ],
)
def test_what_a_step_may_not_say_is_refused_with_its_line(faults, rest, sentence):
    good = "  - {at: 2026-03-02T09:00, by: ana, do: run_clock}\n"

    found = faults(HEAD + good + "  - {at: +5m, by: ana, " + rest + "}\n")

    assert [line for line, _ in found] == [FIRST_STEP_LINE + 1]
    assert sentence in found[0][1]


@pytest.mark.parametrize(
    ("steps", "line", "sentence"),
    [
        ("  - {at: 2026-03-02T09:00, do: run_clock}", 0, "The step lacks by."),
        ("  - {by: ana}", 0, "The step lacks at, do."),
        ("  - {at: 2026-03-02T09:00, by: zoe, do: run_clock}", 0, "'zoe' is no name among"),
        ("  - {at: +5m, by: ana, do: run_clock}", 0, "The first step needs a time of its own."),
        ("  - wake up", 0, "A step is a mapping"),
        ("  []", 0, "A list of steps is wanted here."),
        ("  - {at: 2026-03-02, by: ana, do: run_clock}", 0, "'2026-03-02' is no time"),
        ("  - {at: 2026-03-02T25:00, by: ana, do: run_clock}", 0, "'2026-03-02T25:00' is no time"),
        ("  - at: 2026-03-02T09:00\n    by: ana\n    do: fly", 2, "'fly' is no action."),
    ],
)
def test_a_step_that_is_none_is_refused_with_its_line(faults, steps, line, sentence):
    found = faults(HEAD + steps + "\n")

    assert [where for where, _ in found] == [FIRST_STEP_LINE + line]
    assert sentence in found[0][1]


@pytest.mark.parametrize(
    ("before", "after", "line", "sentence"),
    [
        ("scenario: a-small-journey", "scenario: A Small Journey", 1, "no kebab-case name"),
        ("scenario: a-small-journey", "title: a-small-journey", 1, "'title' is no part of a file"),
        ("America/Denver, policy", "America/Atlantis, policy", 3, "'America/Atlantis' is no time"),
        ("policy: default", "policy: strict", 3, "'strict' is no policy."),
        ("policy: default", "policy: {base: strict}", 3, "'strict' is no policy."),
        ("policy: default", "policy: {naps: 3}", 3, "'naps' is no key of a policy."),
        ("policy: default", "policy: {peak_hours: 0}", 3, "0 is less than 1."),
        ("policy: default", "policy: {send_from: 9}", 3, "'9' is no time of day"),
        ("policy: default", "policy: {reevaluation_days: [30]}", 3, "Two numbers are wanted"),
        ("policy: default", "policy: {fasting_hours: {SL: 4}}", 3, "A list is wanted here"),
        ("policy: default", "policy: {fasting_hours: {XX: [4, 2]}}", 3, "'XX' is no route."),
        ("policy: default", "policy: {vitals_minutes: {SL: [30, 15]}}", 3, "do not rise"),
        ("policy: default", "colour: blue", 3, "'colour' is no fact about the clinic."),
        ("ana: therapist", "ana: surgeon", 4, "'surgeon' is no role."),
        ("ana: therapist", "ana: patient", 4, "'patient' is no role."),
        ("ana: therapist", "ana: []", 4, "needs a role"),
        ("ana: therapist", "ana: therapist, system: nurse", 4, "'system' cannot be a name"),
        ("ana: therapist", "ana: therapist, ana: nurse", 4, "'ana' is said twice here."),
        ("sex: female", "sex: F", 5, "'F' is no sex."),
        ("sex: female", "shoe_size: 38", 5, "'shoe_size' is no fact about the patient."),
        ("legal_name: Vera Lind, ", "", 5, "Missing here: legal_name."),
        ("date_of_birth: 1971-10-10", "date_of_birth: autumn", 5, "'autumn' is no day"),
    ],
)
def test_what_the_head_may_not_say_is_refused_with_its_line(faults, before, after, line, sentence):
    steps = "  - {at: 2026-03-02T09:00, by: ana, do: run_clock}\n"

    found = faults(HEAD.replace(before, after) + steps)

    assert (line, True) in [(where, sentence in said) for where, said in found]


def test_every_fault_of_a_file_is_named_in_the_order_of_its_lines(faults):
    text = HEAD.replace("sex: female", "sex: F") + (
        "  - {at: 2026-03-02T09:00, by: zoe, do: fly}\n"
        "  - {at: +1m, by: ana, do: opt_out, with: {channel: pigeon, colour: red}}\n"
        "  - {at: 2026-03-01T09:00, by: ana, do: run_clock, check: {mood: good, phase: asleep}}\n"
    )

    assert [line for line, _ in faults(text)] == [5, 7, 7, 8, 8, 9, 9, 9]


@pytest.mark.parametrize(
    ("text", "line", "sentence"),
    [
        ("", 1, "The file is empty."),
        ("# nothing but a comment\n", 1, "The file is empty."),
        ("- a list\n", 1, "A file is a mapping"),
        ("scenario: x\nsteps: [\n", 3, "This is not YAML"),
        ("scenario: x\n\tsteps: 1\n", 2, "This is not YAML"),
        ("scenario: x\n---\nscenario: y\n", 2, "This is not YAML"),
        ("scenario: *unknown\n", 1, "This is not YAML"),
    ],
)
def test_a_text_that_is_no_scenario_is_refused(faults, text, line, sentence):
    where, said = faults(text)[0]

    assert (where, sentence in said) == (line, True)


def test_a_file_that_lacks_its_parts_says_which(faults):
    assert faults("scenario: x\n") == [(1, "The file lacks clinic, staff, patient, steps.")]


def test_a_fault_reads_as_file_line_and_sentence():
    assert str(ScenarioError("a.yaml", 7, "So it is.")) == "a.yaml:7: So it is."


def test_a_file_that_cannot_be_opened_is_refused(tmp_path: Path):
    with pytest.raises(UnplayableFile) as caught:
        read_file(tmp_path / "missing.yaml")

    assert "Cannot be read" in str(caught.value)


def test_a_file_that_is_not_utf8_is_refused(tmp_path: Path):
    path = tmp_path / "latin.yaml"
    path.write_bytes("scenario: é".encode("latin-1"))

    with pytest.raises(UnplayableFile) as caught:
        read_file(path)

    assert "not UTF-8" in str(caught.value)


def test_one_fault_is_enough_to_refuse_a_file():
    with pytest.raises(UnplayableFile) as caught:
        read_text(HEAD + "  - {at: 2026-03-02T09:00, by: ana, do: fly}\n", "a.yaml")

    assert str(caught.value.faults[0]).startswith("a.yaml:7: 'fly' is no")
