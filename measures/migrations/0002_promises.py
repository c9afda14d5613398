"""What the database itself refuses, whoever asks."""

from django.db import migrations

from core.triggers import never_removed


class Migration(migrations.Migration):
    dependencies = [("measures", "0001_initial"), ("patients", "0002_promises")]

    operations = [
        *never_removed("measures_questionnaireresponse", "measures_safetyalert"),
    ]
