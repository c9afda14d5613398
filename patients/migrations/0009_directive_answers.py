from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('patients', '0008_directive_promises'),
    ]

    operations = [
        migrations.AddConstraint(
            model_name='advancedirective',
            constraint=models.CheckConstraint(condition=models.Q(('directive__in', ['', 'on_file', 'none', 'unsaid'])), name='directive_state_is_an_answer'),
        ),
        migrations.AddConstraint(
            model_name='advancedirective',
            constraint=models.CheckConstraint(condition=models.Q(('code_status__in', ['', 'full', 'dnr', 'dnr_dni', 'limited'])), name='code_status_is_an_answer'),
        ),
        migrations.AddConstraint(
            model_name='advancedirective',
            constraint=models.CheckConstraint(condition=models.Q(('agent__in', ['', 'named', 'none'])), name='agent_state_is_an_answer'),
        ),
    ]
