from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('patients', '0005_note_promises'),
    ]

    operations = [
        migrations.AlterField(
            model_name='worklisttask',
            name='kind',
            field=models.CharField(choices=[('contact_missed', 'Missed contact'), ('message_unsent', 'Message not sent'), ('waste_unwitnessed', 'Waste without a witness'), ('incident', 'Incident'), ('alert', 'Safety alert'), ('document_failed', 'Document could not be made'), ('resign_consent', 'Consent text changed'), ('stock_discrepancy', 'Stock that differs'), ('inventory_due', 'Inventory due')], max_length=30),
        ),
        migrations.AlterField(
            model_name='worklisttaskevent',
            name='kind',
            field=models.CharField(choices=[('contact_missed', 'Missed contact'), ('message_unsent', 'Message not sent'), ('waste_unwitnessed', 'Waste without a witness'), ('incident', 'Incident'), ('alert', 'Safety alert'), ('document_failed', 'Document could not be made'), ('resign_consent', 'Consent text changed'), ('stock_discrepancy', 'Stock that differs'), ('inventory_due', 'Inventory due')], max_length=30),
        ),
    ]
