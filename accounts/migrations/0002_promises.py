"""What the database itself refuses, whoever asks."""

from django.db import migrations

from core.triggers import append_only, never_removed


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_initial"), ("audit", "0002_promises")]

    operations = [
        *append_only("accounts_clinicpolicy"),
        *never_removed("accounts_clinic", "accounts_user", "accounts_membership"),
    ]
