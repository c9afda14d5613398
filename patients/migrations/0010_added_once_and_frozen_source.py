"""An addition is made once for each page it was typed on; what a document shows is frozen from the start."""

from django.db import migrations, models

from core.triggers import replaced

READY = """
    IF OLD.status = 'ready' THEN
        RAISE EXCEPTION 'a document that was made never changes; % is refused', TG_OP USING ERRCODE = 'restrict_violation';
    END IF;
"""
FROZEN = """
    IF TG_OP = 'UPDATE' AND (NEW.patient_id, NEW.kind, NEW.key, NEW.title, NEW.source_html)
        IS DISTINCT FROM (OLD.patient_id, OLD.kind, OLD.key, OLD.title, OLD.source_html) THEN
        RAISE EXCEPTION 'what a document shows, and of whom, never changes' USING ERRCODE = 'restrict_violation';
    END IF;
"""


class Migration(migrations.Migration):
    dependencies = [("patients", "0009_directive_answers")]

    operations = [
        migrations.AddField(
            model_name="clinicalnote",
            name="added_key",
            field=models.UUIDField(
                blank=True,
                help_text="An addition's own: the page it was typed on, which adds once.",
                null=True,
                unique=True,
            ),
        ),
        replaced("kap_ready_document", "", READY + FROZEN, before=("", READY)),
    ]
