"""Scans of invoices: bytes of a receipt, what they claim to be, never changed."""

import django.db.models.deletion
from core.triggers import append_only, guard
from django.db import migrations, models

# What the row says of its bytes is true: their number, their hash, their first ones; and it is a receipt's.
TRUE_BYTES = """
    PERFORM 1 FROM medications_ledgerentry WHERE id = NEW.entry_id AND kind = 'receipt';
    IF NOT FOUND THEN
        RAISE EXCEPTION 'a scan belongs to a receipt' USING ERRCODE = 'check_violation';
    END IF;
    IF NEW.size <> octet_length(NEW.content)
        OR NEW.sha256 <> encode(sha256(NEW.content), 'hex')
        OR NOT (CASE NEW.content_type
            WHEN 'application/pdf' THEN substring(NEW.content FROM 1 FOR 5) = decode('255044462d', 'hex')
            WHEN 'image/png' THEN substring(NEW.content FROM 1 FOR 8) = decode('89504e470d0a1a0a', 'hex')
            WHEN 'image/jpeg' THEN substring(NEW.content FROM 1 FOR 3) = decode('ffd8ff', 'hex')
            ELSE false END) THEN
        RAISE EXCEPTION 'a scan is what it says' USING ERRCODE = 'check_violation';
    END IF;
"""


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0006_dea_registration'),
        ('medications', '0006_shelf_promises'),
    ]

    operations = [
        migrations.CreateModel(
            name='InvoiceScan',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(help_text='As the file was called.', max_length=120)),
                ('content_type', models.CharField(choices=[('application/pdf', 'PDF'), ('image/png', 'PNG'), ('image/jpeg', 'JPEG')], max_length=20)),
                ('content', models.BinaryField()),
                ('size', models.PositiveIntegerField()),
                ('sha256', models.CharField(max_length=64)),
                ('added_at', models.DateTimeField()),
                ('added_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.membership')),
                ('entry', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='scans', to='medications.ledgerentry')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('entry', 'sha256'), name='each_scan_once'), models.CheckConstraint(condition=models.Q(('size__gt', 0), ('size__lte', 10485760)), name='a_scan_has_its_size')],
            },
        ),
        *append_only("medications_invoicescan"),
        guard("medications_invoicescan", "kap_true_scan", "INSERT", TRUE_BYTES),
    ]
