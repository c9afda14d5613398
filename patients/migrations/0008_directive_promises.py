"""What the patient laid down is written anew, never over."""

from django.db import migrations

from core.triggers import append_only


class Migration(migrations.Migration):
    dependencies = [("patients", "0007_directives")]

    operations = [*append_only("patients_advancedirective")]
