"""Actions of the preparation phase."""

from kap_clinic.scenarios.language.model import NamedPerson, TakenMedicine
from kap_clinic.scenarios.player.scene import Scene
from measures.domain import responses
from medications.domain import orders
from screening.domain import consents, eligibility, intake
from screening.domain.rules import TakenMedicine as Medicine
from sessions.domain import agreements

BOOSTER = ("booster_mg", "booster_after_min", "booster_before_min")


def submit_intake(scene: Scene) -> None:
    intake.submit(
        scene.patient,
        conditions=scene.given.get("conditions", ()),
        medications=[_medicine(one) for one in scene.given.get("medications", ())],
        allergies=scene.given.get("allergies", ()),
        goals=scene.text("goals"),
        **scene.facts("height_cm", "weight_kg", "weight_lb"),
        **scene.who,
    )


def submit_measure(scene: Scene) -> None:
    scene.need(responses.submit, "instrument", "answers")
    responses.submit(scene.patient, **scene.facts("instrument", "answers"), **scene.who)


def sign_consent(scene: Scene) -> None:
    agreements.sign_consents(scene.patient, kinds=scene.given.get("kinds", ()), **scene.who)


def withdraw_consent(scene: Scene) -> None:
    consents.withdraw(scene.patient, kinds=scene.given.get("kinds", ()), **scene.who)


def decide_eligibility(scene: Scene) -> None:
    eligibility.decide(
        scene.patient,
        outcome=scene.text("outcome"),
        reason=scene.text("reason"),
        clear=scene.given.get("clear", ()),
        second=scene.member("second"),
        **scene.who,
    )


def record_preparation(scene: Scene) -> None:
    support = scene.given.get("support_person", NamedPerson())
    agreements.record_preparation(
        scene.patient,
        intention=scene.text("intention"),
        communication_plan=scene.text("communication_plan"),
        touch=scene.given.get("touch", {}),
        support_name=support.name or "",
        support_phone=support.phone or "",
        **scene.who,
    )


def change_touch(scene: Scene) -> None:
    agreements.change_touch(scene.patient, touch=scene.given.get("touch", {}), **scene.who)


def write_order(scene: Scene) -> None:
    given = [name for name in BOOSTER if name in scene.given]
    needed = BOOSTER if given else ()
    scene.need(orders.write, "allowed_min_mg", "allowed_max_mg", "max_sessions", *needed)
    booster = orders.BoosterBand(*(scene.given[name] for name in BOOSTER)) if given else None
    orders.write(
        scene.patient,
        route=scene.text("route"),
        level=scene.text("level"),
        source=scene.text("source"),
        booster=booster,
        **scene.facts(
            "allowed_min_mg", "allowed_max_mg", "max_sessions", "planned_mg", "planned_mg_per_kg"
        ),
        **scene.who,
    )


def _medicine(one: TakenMedicine) -> Medicine:
    return Medicine(
        name=one.name or "", medicine_class=one.medicine_class or "", last_taken_at=one.last_taken
    )
