"""The clinical numbers a clinic starts with, each with its source; a clinic's director approves them.

Times are in minutes, hours or days as the name says; pressures in mmHg, heart rate per minute,
SpO2 in percent. Nothing above this file may hold such a number of its own.
"""

from typing import Any

ROUTES = ("IV", "IM", "SL", "PO", "IN_RACEMIC", "IN_ESKETAMINE", "SC", "PR")
NASAL = ("IN_RACEMIC", "IN_ESKETAMINE")


def _by_route(default: Any, **special: Any) -> dict[str, Any]:
    return {route: special.get(route, default) for route in ROUTES}


DEFAULTS: dict[str, Any] = {
    # The integration window: first 72 h, then up to two weeks (practitioners' texts; clinic default).
    "peak_hours": 72,
    "window_days": 14,
    # How long a screening, a consent, an order and a weight are taken as current (clinic defaults).
    "screening_days": 365,
    "consent_days": 365,
    "order_days": 180,
    "weight_days": 90,
    # Prescriber's re-evaluation: 30 days until two doses were given, then 90 (clinic default).
    "reevaluation_days": [30, 90],
    # Messages: clinic hours inside the hard 08:00-21:00 of the patient's own zone (TCPA hours).
    "send_from": "09:00",
    "send_until": "19:30",
    "max_per_day": 1,
    "max_per_week": 3,
    # Observation from the first dose; 120 for esketamine by its REMS, never shortened.
    "observation_minutes": _by_route(120, IV=100),
    # After an infusion also from its stop, the later of the two (clinic default).
    "after_infusion_minutes": 60,
    # Solid food and clear liquid, hours before the dose (per-route clinic defaults).
    "fasting_hours": _by_route(
        [4, 2], IV=[6, 2], IM=[6, 2], IN_RACEMIC=[2, 0.5], IN_ESKETAMINE=[2, 0.5]
    ),
    # Readings, minutes from the first dose. Esketamine at 40 by its monitoring form.
    "vitals_minutes": _by_route(
        [15, 30, 40, 60, 90, 120],
        IV=[10, 20, 30, 40, 55, 70, 85, 100],
        IM=[5, 15, 30, 45, 60, 90, 120],
        IN_RACEMIC=[40, 120],
        IN_ESKETAMINE=[40, 120],
    ),
    # From the third dose, without CV5, age 65 or an amber reading that day.
    "vitals_minutes_settled": {
        route: [15, 40, 120] if route == "IM" else [40, 120]
        for route in ROUTES
        if route not in {"IV", *NASAL}
    },
    # Before the dose: esketamine label weighs the risk from 140/90; red is the clinic's stop.
    "before_amber": {"systolic": 140, "diastolic": 90},
    "before_red": {
        "systolic": 160,
        "diastolic": 100,
        "heart_rate_over": 110,
        "heart_rate_under": 50,
        "spo2_under": 94,
    },
    # After it: amber from 160/100 or a rise of 40/25 (label: 8-19 % of patients); red from 180/110.
    "after_amber": {"systolic": 160, "diastolic": 100, "rise_systolic": 40, "rise_diastolic": 25},
    "after_red": {
        "systolic": 180,
        "diastolic": 110,
        "spo2_under": 92,
        "respiratory_rate_under": 10,
    },
    # Leaving: over 140/90 and more than a fifth above the last reading before the dose.
    "leaving": {"systolic": 140, "diastolic": 90, "over_baseline_percent": 20},
    # A patient signs nothing for a day after the last dose (RCEM and clinics' discharge sheets).
    "impaired_hours": 24,
    "required_consents": ["treatment", "off_label", "kap_psychotherapy", "touch", "ride_home"],
    # From here a dose per kilogram is asked about twice; none until the clinic's director sets one.
    "ceiling_mg_per_kg": _by_route(None),
    # The last door of the day, and what closing takes after the observation (clinic defaults).
    "closing_time": "19:00",
    "closing_minutes": 15,
    # How long a lozenge is held, and the rest between two nasal devices (5 by the device's label).
    "lozenge_hold_minutes": 15,
    "device_gap_minutes": 5,
    # The sheet every paper is laid out for: letter, or A4 where that is what the trays hold.
    "paper": "letter",
    # The esketamine programme's name for this site; empty while the site is not certified.
    "rems_site": "",
}
