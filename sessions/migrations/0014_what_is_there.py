"""A row of the record leans on rows that are there when it is written, not on ones that follow it.

A foreign key is asked when the transaction ends, a guard before the row goes in: over a row that came first, every
guard that reads what it leans on would find nothing to refuse.
"""

from django.db import migrations

from core.triggers import guard

S, SESSION = "kap_sessions_", "kap_sessions_medicinesession"
OF_A_SESSION = {"session_id": SESSION}
OF_A_LOT = {"lot_id": "medications_lot", "ledger_entry_id": "medications_ledgerentry"}
EPISODE = {"episode_id": "patients_episodeofcare"}
DOSE = f"{S}medicationadministration"
LEANS_ON = {
    "medicationadministration": {
        **OF_A_SESSION, **OF_A_LOT,
        "order_id": "medications_medicationorder", "incident_id": f"{S}incident",
    },
    "vitalsigns": OF_A_SESSION,
    "sessionevent": {**OF_A_SESSION, "replaces_id": f"{S}sessionevent"},
    "adverseevent": OF_A_SESSION,
    "eventresolution": {"event_id": f"{S}adverseevent", "addendum_id": "patients_clinicalnote"},
    "stockwaste": {
        **OF_A_SESSION, "dose_id": DOSE, "other_medicine_id": f"{S}othermedicine",
        "ledger_entry_id": "medications_ledgerentry",
    },
    "checkin": OF_A_SESSION,
    "gateacknowledgement": {**OF_A_SESSION, "reading_id": f"{S}vitalsigns"},
    "incident": OF_A_SESSION,
    "routeact": {**OF_A_SESSION, "dose_id": DOSE},
    "othermedicine": {**OF_A_SESSION, **OF_A_LOT},
    "readingdeclined": OF_A_SESSION,
    "monitoringform": OF_A_SESSION,
    "presence": OF_A_SESSION,
    "supportepisode": OF_A_SESSION,
    "emergencyrun": OF_A_SESSION,
    "emergencystep": {"run_id": f"{S}emergencyrun"},
    "noticeseen": OF_A_SESSION,
    "safetyversion": EPISODE,
    "roomcard": EPISODE,
    "remsenrolment": {"patient_id": "patients_patient"},
}  # fmt: skip
IS_THERE = """
    IF NEW.{column} IS NOT NULL THEN
        PERFORM 1 FROM {target} WHERE id = NEW.{column};
        IF NOT FOUND THEN
            RAISE EXCEPTION '% leans on a row of {target} that is not there', TG_TABLE_NAME
                USING ERRCODE = 'foreign_key_violation';
        END IF;
    END IF;
"""


def leaning(name: str, columns: dict[str, str]) -> migrations.RunSQL:
    """Its name comes first in the alphabet, so that it is asked before the other guards."""
    return guard(
        f"{S}{name}",
        f"kap_absent_{name}",
        f"INSERT OR UPDATE OF {', '.join(columns)}",
        "".join(
            IS_THERE.format(column=column, target=target) for column, target in columns.items()
        ),
    )


class Migration(migrations.Migration):
    dependencies = [("kap_sessions", "0013_what_a_line_leans_on")]

    operations = [leaning(name, columns) for name, columns in LEANS_ON.items()]
