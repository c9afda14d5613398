"""Which function plays which action."""

from collections.abc import Callable, Mapping

from kap_clinic.scenarios.player.acts import after, alerts, notes, preparation, session, visits
from kap_clinic.scenarios.player.scene import Scene

ACTS: Mapping[str, Callable[[Scene], None]] = {
    "submit_intake": preparation.submit_intake,
    "submit_measure": preparation.submit_measure,
    "sign_consent": preparation.sign_consent,
    "withdraw_consent": preparation.withdraw_consent,
    "decide_eligibility": preparation.decide_eligibility,
    "record_preparation": preparation.record_preparation,
    "change_touch": preparation.change_touch,
    "write_order": preparation.write_order,
    "book": visits.book,
    "cancel": visits.cancel,
    "check_in": visits.check_in,
    "opt_out": visits.opt_out,
    "record_vitals": session.record_vitals,
    "administer_dose": session.administer_dose,
    "record_as_given": session.record_as_given,
    "record_event": session.record_event,
    "record_adverse_event": session.record_adverse_event,
    "receive_stock": session.receive_stock,
    "waste_stock": session.waste_stock,
    "discharge": session.discharge,
    "end_session": session.end_session,
    "acknowledge": alerts.acknowledge,
    "close_alert": alerts.close_alert,
    "save_note": notes.save_note,
    "sign_note": notes.sign_note,
    "add_addendum": notes.add_addendum,
    "read_chart": notes.read_chart,
    "complete_contact": after.complete_contact,
    "decline_contact": after.decline_contact,
    "write_journal": after.write_journal,
}
