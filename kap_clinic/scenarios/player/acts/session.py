"""Actions of the medicine session."""

from accounts.acts import require
from accounts.enums import Permission
from kap_clinic.scenarios.player.scene import Scene
from medications.domain import orders, stock
from medications.enums import substance_of
from medications.models import Lot
from sessions.domain import as_given, dosing, leaving, observing, vitals, wasting
from sessions.domain.limits import Reading

MEASURED = ("systolic", "diastolic", "heart_rate", "spo2")
MAY_BE_LEFT_OUT = ("respiratory_rate", "sedation")


def record_vitals(scene: Scene) -> None:
    scene.need(vitals.record, *MEASURED)
    vitals.record(
        scene.session_to_record_in(vitals.record),
        reading=Reading(**scene.facts(*MEASURED, *MAY_BE_LEFT_OUT)),
        **scene.who,
    )


def administer_dose(scene: Scene) -> None:
    scene.need(dosing.administer, "mg", "kind")
    dose = _dose(scene)
    _hold_what_is_ordered(scene, dose)
    dosing.require_source(orders.order_in_force(scene.episode), dose, scene.by)
    dosing.check_shape(dose)
    session = scene.session_to_act_in(dosing.administer)
    dosing.administer(session, dose=dose, **scene.who)


def record_as_given(scene: Scene) -> None:
    scene.need(as_given.record_as_given, "mg", "kind", "given_at")
    as_given.record_as_given(
        scene.patient,
        dose=_dose(scene),
        given_at=scene.given["given_at"],
        what_happened=scene.text("what_happened"),
        **scene.who,
    )


def record_event(scene: Scene) -> None:
    observing.record_event(
        scene.session_to_record_in(observing.record_event),
        **scene.facts("code", "text", "occurred_at", "key"),
        **scene.who,
    )


def record_adverse_event(scene: Scene) -> None:
    observing.record_adverse_event(
        scene.session_to_record_in(observing.record_adverse_event),
        type=scene.text("type"),
        severity=scene.text("severity"),
        action=scene.text("action"),
        outcome=scene.text("outcome"),
        **scene.who,
    )


def receive_stock(scene: Scene) -> None:
    scene.need(stock.receive, "lot", "containers", "mg_per_container", "expiry")
    stock.receive(
        scene.stage.clinic,
        lot_number=scene.given["lot"],
        expires_on=scene.given["expiry"],
        supplier=scene.text("supplier"),
        invoice=scene.text("invoice"),
        **scene.facts("containers", "mg_per_container"),
        **scene.who,
    )


def waste_stock(scene: Scene) -> None:
    scene.permitted(wasting.waste)
    if (witness := scene.member("witness")) is not None:
        wasting.require_witness_role(witness)
    scene.need(wasting.waste, "mg")
    wasting.waste(
        scene.session_to_record_in(wasting.waste),
        mg=scene.given["mg"],
        witness=wasting.Witness(witness, proved_at=scene.at) if witness else None,
        unwitnessed=scene.text("unwitnessed"),
        **scene.who,
    )


def discharge(scene: Scene) -> None:
    scene.permitted(leaving.discharge)
    if scene.text("override_reason").strip():
        require(scene.by, Permission.DISCHARGE_OVERRIDE)
    scene.need(leaving.discharge, "released_to")
    leaving.discharge(
        scene.session_to_act_in(leaving.discharge),
        released_to=scene.text("released_to"),
        items=scene.given.get("items", {}),
        override_reason=scene.text("override_reason"),
        **scene.who,
    )


def end_session(scene: Scene) -> None:
    scene.permitted(leaving.end_session)
    leaving.require_assessor(scene.member("capacity_assessed_by"), scene.by)
    scene.need(leaving.end_session, "outcome", "reason")
    leaving.end_session(
        scene.session_to_act_in(leaving.end_session),
        outcome=scene.text("outcome"),
        reason=scene.text("reason"),
        capacity_assessed_by=scene.member("capacity_assessed_by"),
        told=scene.given.get("told", ()),
        **scene.who,
    )


def _hold_what_is_ordered(scene: Scene, dose: dosing.Dose) -> None:
    """The language names no medicine: its lots hold what is ordered."""
    if (order := orders.order_in_force(scene.episode)) is not None:
        lots = Lot.objects.for_clinic(scene.stage.clinic).filter(number=dose.lot_number)
        wanted = substance_of(order.route)
        lots.exclude(substance=wanted).update(substance=wanted)


def _dose(scene: Scene) -> dosing.Dose:
    return dosing.Dose(
        mg=scene.given["mg"],
        kind=scene.given["kind"],
        lot_number=scene.text("lot"),
        drawn_mg=scene.given.get("drawn_mg"),
    )
