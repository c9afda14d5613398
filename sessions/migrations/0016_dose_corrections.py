"""A dose charted wrongly is told anew by a row of its own; waste follows what was really given."""

import django.db.models.deletion
from django.db import migrations, models

from core.triggers import append_only, guard, leaning, replaced

S = "kap_sessions_"
# Asked before the other guards, for its name comes first: what it leans on is there.
LEANS_ON = {
    "session_id": f"{S}medicinesession",
    "dose_id": f"{S}medicationadministration",
    "incident_id": f"{S}incident",
    "ledger_entry_id": "medications_ledgerentry",
}
# It belongs to a session that is not signed, to a dose and an incident of that session, and to a draw.
OF_ITS_SESSION = """
    PERFORM 1 FROM kap_sessions_medicinesession WHERE id = NEW.session_id FOR SHARE;
    PERFORM 1 FROM kap_sessions_medicinesession
        WHERE id = NEW.session_id AND signed_at IS NULL;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'a correction is of a session that is there and not signed'
            USING ERRCODE = 'restrict_violation';
    END IF;
    PERFORM 1 FROM kap_sessions_medicationadministration
        WHERE id = NEW.dose_id AND session_id = NEW.session_id;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'a correction is of a dose of its session'
            USING ERRCODE = 'foreign_key_violation';
    END IF;
    PERFORM 1 FROM kap_sessions_incident
        WHERE id = NEW.incident_id AND session_id = NEW.session_id;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'a correction is told in an incident of its session'
            USING ERRCODE = 'foreign_key_violation';
    END IF;
    IF NEW.ledger_entry_id IS NOT NULL THEN
        PERFORM 1 FROM medications_ledgerentry line
            JOIN kap_sessions_medicationadministration d ON d.lot_id = line.lot_id
            WHERE line.id = NEW.ledger_entry_id AND line.kind = 'draw' AND d.id = NEW.dose_id;
        IF NOT FOUND THEN
            RAISE EXCEPTION 'a correction leans on a draw from the lot of its dose'
                USING ERRCODE = 'foreign_key_violation';
        END IF;
    END IF;
"""

WASTE_DECLARE = "DECLARE line record; source record; gone numeric;"
CORRECTED = """coalesce((SELECT c.mg FROM kap_sessions_dosecorrection c
                WHERE c.dose_id = d.id ORDER BY c.recorded_at DESC, c.id DESC LIMIT 1), d.mg)"""
WASTE = """
    SELECT kind, amount_mg, lot_id INTO line FROM medications_ledgerentry
        WHERE id = NEW.ledger_entry_id;
    PERFORM 1 FROM medications_lot WHERE id = line.lot_id FOR UPDATE;
    IF NEW.dose_id IS NOT NULL THEN
        SELECT d.session_id, d.lot_id, coalesce(d.drawn_mg, d.mg) - coalesce(
            (SELECT a.total_given_mg FROM kap_sessions_routeact a
                WHERE a.dose_id = d.id AND a.kind = 'stopped' AND a.voided_at IS NULL
                ORDER BY a.occurred_at DESC, a.id DESC LIMIT 1), {charted}) AS rest INTO source
            FROM kap_sessions_medicationadministration d WHERE d.id = NEW.dose_id;
        SELECT coalesce(sum(mg), 0) INTO gone FROM kap_sessions_stockwaste
            WHERE dose_id = NEW.dose_id;
    ELSE
        SELECT o.session_id, o.lot_id, e.amount_mg - coalesce(o.given_mg, e.amount_mg) AS rest
            INTO source FROM kap_sessions_othermedicine o
            JOIN medications_ledgerentry e ON e.id = o.ledger_entry_id
            WHERE o.id = NEW.other_medicine_id AND o.voided_at IS NULL;
        SELECT coalesce(sum(mg), 0) INTO gone FROM kap_sessions_stockwaste
            WHERE other_medicine_id = NEW.other_medicine_id;
    END IF;
    IF line.kind <> 'waste' OR line.amount_mg <> NEW.mg
        OR source.lot_id IS DISTINCT FROM line.lot_id
        OR source.session_id IS DISTINCT FROM NEW.session_id THEN
        RAISE EXCEPTION 'waste, its line and what it is the rest of say the same'
            USING ERRCODE = 'check_violation';
    END IF;
    IF NEW.mg <= 0 OR gone + NEW.mg > source.rest THEN
        RAISE EXCEPTION 'more cannot be wasted than was drawn and not given'
            USING ERRCODE = 'check_violation';
    END IF;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0006_dea_registration"),
        ("kap_sessions", "0015_who_gave_what"),
        ("medications", "0009_line_of_an_open_discrepancy"),
    ]

    operations = [
        migrations.CreateModel(
            name="DoseCorrection",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("mg", models.DecimalField(decimal_places=2, max_digits=9)),
                ("reason", models.CharField(max_length=300)),
                ("recorded_at", models.DateTimeField()),
                (
                    "dose",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="corrections",
                        to="kap_sessions.medicationadministration",
                    ),
                ),
                (
                    "incident",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="corrections",
                        to="kap_sessions.incident",
                    ),
                ),
                (
                    "ledger_entry",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="correction",
                        to="medications.ledgerentry",
                    ),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.membership",
                    ),
                ),
                (
                    "session",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="corrections",
                        to="kap_sessions.medicinesession",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["dose", "-recorded_at"], name="newest_correction")
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("mg__gt", 0)), name="corrected_to_a_dose"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("reason", ""), _negated=True),
                        name="corrected_with_a_reason",
                    ),
                ],
            },
        ),
        *append_only(f"{S}dosecorrection"),
        leaning(f"{S}dosecorrection", "kap_absent_dosecorrection", LEANS_ON),
        guard(f"{S}dosecorrection", "kap_correction_of_its_session", "INSERT", OF_ITS_SESSION),
        replaced(
            "kap_waste_within_drawn",
            WASTE_DECLARE,
            WASTE.format(charted=CORRECTED),
            before=(WASTE_DECLARE, WASTE.format(charted="d.mg")),
        ),
    ]
