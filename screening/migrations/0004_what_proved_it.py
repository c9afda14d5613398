from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('screening', '0003_row_history'),
    ]

    operations = [
        migrations.AlterField(
            model_name='consent',
            name='agreed_electronic',
            field=models.BooleanField(default=False),
        ),
        migrations.AlterField(
            model_name='consent',
            name='identity_proof',
            field=models.CharField(default='not recorded', max_length=80),
        ),
        migrations.AlterField(
            model_name='consentevent',
            name='agreed_electronic',
            field=models.BooleanField(default=False),
        ),
        migrations.AlterField(
            model_name='consentevent',
            name='identity_proof',
            field=models.CharField(default='not recorded', max_length=80),
        ),
    ]
