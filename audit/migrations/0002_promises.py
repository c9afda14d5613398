"""What the database itself refuses, whoever asks."""

from django.db import migrations

from core.triggers import append_only, refuse_function


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_initial")]

    operations = [
        refuse_function(),
        *append_only("audit_auditevent", "audit_auditseal"),
    ]
