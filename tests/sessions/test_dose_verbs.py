"""Giving a dose: inside the order and its band, from who may, and once."""

from datetime import timedelta
from decimal import Decimal

import pytest

from audit.models import AuditEvent
from core.errors import Refusal
from medications.domain import stock
from medications.domain.orders import BoosterBand
from medications.enums import DoseSource, Route
from medications.models import LedgerEntry, Lot
from screening.domain import consents
from sessions.domain import dosing
from sessions.domain.as_given import close_incident, record_as_given
from sessions.models import Incident, MedicationAdministration
from tests.support.at_rest import committed, undone
from tests.support.story import Story


@pytest.fixture(scope="module")
def database(django_db_setup, django_db_blocker):
    with committed(django_db_blocker):
        yield


@pytest.fixture(scope="module")
def lozenge(database) -> Story:
    """200 mg planned of 40 to 250, a booster of 50 from minute 15 to 40; own supply."""
    return Story().ready_for_dose()


@pytest.fixture(scope="module")
def vial(database) -> Story:
    """60 mg planned of 40 to 250, from a lot that holds 100."""
    told = Story(name="Juniper").screened().consented().eligible()
    told.ordered(Route.IM, DoseSource.CLINIC_STOCK, planned_mg=Decimal(60)).prepared().booked()
    told.stocked("KET-1", 100)
    told.checked_in().measured()
    return told


@pytest.fixture
def story(lozenge):
    with undone(lozenge) as told:
        yield told


@pytest.fixture
def drawn(vial):
    with undone(vial) as told:
        yield told


def give(story: Story, mg: str = "200", kind: str = "first", **facts: object):
    by = facts.pop("by", story.noor)
    dose = dosing.Dose(mg=Decimal(mg), kind=kind, **facts)
    return dosing.administer(story.session, dose=dose, by=by, at=story.at)


def from_lot(story: Story, mg: str = "60", drawn: str | None = "100", lot: str = "KET-1", **facts):
    amount = Decimal(drawn) if drawn is not None else None
    return give(story, mg, lot_number=lot, drawn_mg=amount, **facts)


def code_of(act, *args: object, **facts: object) -> str:
    with pytest.raises(Refusal) as refusal:
        act(*args, **facts)
    return refusal.value.code


@pytest.mark.parametrize(
    ("mg", "code"),
    [("39.99", "order_exceeded"), ("40", ""), ("250", ""), ("250.01", "order_exceeded")],
)
def test_a_nurse_gives_inside_the_range_its_ends_included(story, mg, code):
    if code:
        assert code_of(give, story, mg) == code
    else:
        assert give(story, mg).mg == Decimal(mg)


@pytest.mark.parametrize(
    ("mg", "code"), [("200", ""), ("199", "order_exceeded"), ("201", "order_exceeded")]
)
def test_a_therapist_gives_what_was_planned(story, mg, code):
    if code:
        assert code_of(give, story, mg, by=story.ana) == code
    else:
        assert give(story, mg, by=story.ana).given_by == story.ana


@pytest.mark.parametrize("who", ["flo", "owen", "bea", "ada", "me"])
def test_nobody_else_gives(story, who):
    assert code_of(give, story, by=getattr(story, who)) == "role_forbidden"


@pytest.mark.parametrize("mg", ["0", "-1", "NaN", "sNaN", "Infinity", "1e30", "5000.01"])
def test_an_amount_that_cannot_be_is_refused_in_words(story, mg):
    assert code_of(give, story, mg) == "invalid"


@pytest.mark.parametrize(
    ("minutes", "code"),
    [
        (14.99, "booster_outside_band"),
        (15, ""),
        (27, ""),
        (40, ""),
        (40.02, "booster_outside_band"),
    ],
)
def test_a_booster_falls_into_its_band_the_ends_included(story, minutes, code):
    first = give(story)
    story.at = first.given_at + timedelta(minutes=minutes)

    if code:
        assert code_of(give, story, "50", "booster") == code
    else:
        assert give(story, "50", "booster").kind == "booster"


@pytest.mark.parametrize(("mg", "code"), [("50", ""), ("50.01", "order_exceeded")])
def test_a_booster_stays_under_its_own_limit_and_is_not_added_up(story, mg, code):
    give(story, "250")
    story.later(minutes=20)

    if code:
        assert code_of(give, story, mg, "booster") == code
    else:
        assert give(story, mg, "booster").mg == Decimal(mg)


def test_there_is_one_booster(story):
    give(story)
    story.later(minutes=20)
    give(story, "50", "booster")
    story.later(minutes=5)

    assert code_of(give, story, "10", "booster") == "booster_not_allowed"


def test_a_booster_wants_a_first_dose(story):
    assert code_of(give, story, "50", "booster") == "booster_not_allowed"


def test_a_booster_wants_one_in_the_order(story):
    story.ordered(booster=None)
    give(story)
    story.later(minutes=20)

    assert code_of(give, story, "50", "booster") == "booster_not_allowed"


def test_there_is_one_first_dose(story):
    give(story)
    story.later(minutes=1)

    assert code_of(give, story) == "invalid"


def test_the_dose_is_refused_with_the_first_reason_in_the_order_of_the_codes(story):
    """The consent stands before the order, the order before the reading."""
    story.later(days=1)
    assert code_of(give, story, "900") == "order_exceeded"

    consents.withdraw(story.patient, kinds=["touch"], by=story.me, at=story.at)

    assert code_of(give, story, "900") == "consent_withdrawn"
    assert code_of(give, story, "900", by=story.flo) == "role_forbidden"


def test_a_refused_dose_leaves_no_row_and_one_line_in_the_trail(story):
    code_of(give, story, "900")

    assert not MedicationAdministration.objects.exists()
    line = AuditEvent.objects.get(action="dose.given")
    assert (line.outcome, line.code, line.actor_name) == (
        "refused",
        "order_exceeded",
        "Noor Haddad",
    )


def test_from_the_vial_what_is_drawn_leaves_the_balance_at_the_dose(drawn):
    dose = from_lot(drawn)

    assert stock.balance(Lot.objects.get()) == 0
    assert (dose.ledger_entry.kind, dose.ledger_entry.amount_mg) == ("draw", 100)
    assert dose.ledger_entry.patient == drawn.patient


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        ({"drawn": "100.01"}, "stock_insufficient"),
        ({"drawn": "59.99"}, "invalid"),
        ({"drawn": None}, "invalid"),
        ({"lot": ""}, "invalid"),
        ({"lot": "KET-9"}, "invalid"),
        ({"drawn": "NaN"}, "invalid"),
    ],
    ids=str,
)
def test_a_draw_that_cannot_be_is_refused(drawn, facts, code):
    assert code_of(from_lot, drawn, **facts) == code
    assert LedgerEntry.objects.count() == 1


def test_an_order_from_stock_wants_a_lot_and_a_lozenge_wants_none(drawn, story):
    assert code_of(give, drawn, "60") == "invalid"
    assert code_of(from_lot, story, "200", "200") == "invalid"


def test_a_therapist_draws_nothing(drawn):
    assert code_of(from_lot, drawn, by=drawn.ana) == "role_forbidden"


def test_an_expired_lot_is_set_aside(drawn):
    Lot.objects.update(expires_on=drawn.at.date() - timedelta(days=1))

    assert code_of(from_lot, drawn) == "lot_expired"


def test_another_clinics_lot_is_not_here(drawn, lozenge):
    Lot.objects.create(clinic=lozenge.clinic, number="OURS-1")

    assert code_of(from_lot, drawn, lot="OURS-1") == "invalid"


def tell(story: Story, mg: str = "400", kind: str = "first", **facts: object):
    asked = {"given_at": story.at, "what_happened": "Given before the form.", "by": story.ana}
    amount = {name: facts.pop(name) for name in ("lot_number", "drawn_mg") if name in facts}
    return record_as_given(
        story.patient, dose=dosing.Dose(mg=Decimal(mg), kind=kind, **amount), at=story.at,
        **asked | facts,
    )  # fmt: skip


def test_what_happened_is_always_recorded(story):
    """Outside the order, without its consents, by somebody who might not have given it."""
    consents.withdraw(story.patient, kinds=["treatment"], by=story.me, at=story.at)

    dose = tell(story)

    assert (dose.mg, dose.incident.kind) == (400, "outside_the_gate")
    assert story.session.window.number == 1


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        ({"what_happened": " "}, "invalid"),
        ({"mg": "0"}, "invalid"),
        ({"mg": "NaN"}, "invalid"),
        ({"kind": "third"}, "invalid"),
        ({"kind": "booster"}, "invalid"),
        ({"lot_number": "KET-1"}, "invalid"),
    ],
    ids=str,
)
def test_only_what_cannot_be_true_is_refused(story, facts, code):
    assert code_of(tell, story, **facts) == code
    assert not Incident.objects.exists()


def test_nothing_was_given_in_the_future(story):
    assert code_of(tell, story, given_at=story.at + timedelta(seconds=1)) == "invalid"


@pytest.mark.parametrize("who", ["flo", "owen", "bea", "ada", "me"])
def test_not_everybody_tells(story, who):
    assert code_of(tell, story, by=getattr(story, who)) == "role_forbidden"


def test_the_clocks_start_when_it_was_given_not_when_it_was_told(story):
    given_at = story.at - timedelta(minutes=50)

    tell(story, given_at=given_at)

    assert (story.session.first_dose_at, story.session.window.opens_at) == (given_at, given_at)


def test_a_lot_that_falls_short_is_first_counted_up(drawn):
    tell(drawn, "150", lot_number="KET-1", drawn_mg=Decimal(150), by=drawn.noor)

    lines = LedgerEntry.objects.order_by("line").values_list("kind", "amount_mg", "balance_mg")
    assert list(lines) == [("receipt", 100, 100), ("count_up", 50, 150), ("draw", 150, 0)]


def test_a_lot_nobody_received_is_taken_up_as_found(drawn):
    tell(drawn, "75", lot_number="BOX-9", drawn_mg=Decimal(100), by=drawn.noor)

    assert Lot.objects.get(number="BOX-9").is_found is True


def test_an_incident_is_closed_by_a_prescriber_with_what_follows(story):
    incident = tell(story).incident

    closing = {"follow_up": "Talked it over.", "at": story.at}
    assert code_of(close_incident, incident, by=story.noor, **closing) == "role_forbidden"
    assert code_of(close_incident, incident, by=story.raj, at=story.at, follow_up=" ") == "invalid"
    assert close_incident(incident, by=story.raj, **closing).closed_by == story.raj
    assert code_of(close_incident, incident, by=story.raj, **closing) == "invalid"


def test_a_booster_after_another_order_falls_under_the_one_in_force(story):
    give(story)
    story.ordered(booster=BoosterBand(Decimal(20), 0, 60))

    assert code_of(give, story, "50", "booster") == "order_exceeded"
    assert give(story, "20", "booster").order == story.order


def written_behind_the_gate(story: Story, mg: str = "200") -> Refusal:
    """What somebody is told when the database refuses a row that the gate had let through."""
    dose = dosing.Dose(mg=Decimal(mg), kind="first")
    with pytest.raises(Refusal) as refusal:
        dosing.write_dose(
            story.session, dose, order=story.order, lot=None, entry=None, given_at=story.at,
            by=story.noor, at=story.at, hand=dosing.Hand(Route.SL, DoseSource.PATIENT_OWN, story.noor),
        )  # fmt: skip
    return refusal.value


def test_a_dose_the_database_refuses_is_never_said_to_be_recorded(story):
    """A consent that went while the button was pressed: nobody may think the dose is in the chart."""
    consents.withdraw(story.patient, kinds=["treatment"], by=story.me, at=story.at)

    said = written_behind_the_gate(story)

    assert said.code == "invalid"
    assert "recorded already" not in said.sentence
    assert "not recorded" in said.sentence


def test_a_dose_pressed_twice_is_said_to_be_recorded(story):
    give(story)

    assert "recorded already" in written_behind_the_gate(story).sentence
