"""What the database itself refuses, whoever asks."""

from django.db import migrations

from core.triggers import append_only, never_removed


class Migration(migrations.Migration):
    dependencies = [("messaging", "0001_initial"), ("patients", "0002_promises")]

    operations = [
        *append_only("messaging_contactpermission"),
        *never_removed("messaging_message", "messaging_optout"),
    ]
