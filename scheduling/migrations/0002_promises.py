"""What the database itself refuses, whoever asks."""

from django.db import migrations

from core.triggers import never_removed


class Migration(migrations.Migration):
    dependencies = [("scheduling", "0001_initial"), ("messaging", "0002_promises")]

    operations = [
        *never_removed("scheduling_appointment", "scheduling_room"),
    ]
