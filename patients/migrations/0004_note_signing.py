import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0003_row_history'),
        ('patients', '0003_row_history'),
    ]

    operations = [
        migrations.CreateModel(
            name='NoteMove',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reason', models.CharField(max_length=300)),
                ('moved_at', models.DateTimeField()),
                ('moved_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.membership')),
                ('moved_to', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='came_from', to='patients.clinicalnote')),
                ('note', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='move', to='patients.clinicalnote')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='moved_with_a_reason'), models.CheckConstraint(condition=models.Q(('note', models.F('moved_to')), _negated=True), name='moved_to_another_note')],
            },
        ),
        migrations.CreateModel(
            name='NoteReturn',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('comment', models.CharField(max_length=500)),
                ('returned_at', models.DateTimeField()),
                ('note', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='returns', to='patients.clinicalnote')),
                ('returned_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.membership')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('comment', ''), _negated=True), name='returned_with_a_comment')],
            },
        ),
        migrations.RemoveConstraint(
            model_name='clinicalnote',
            name='note_signed_with_its_hash',
        ),
        migrations.AddField(
            model_name='clinicalnote',
            name='copied_from',
            field=models.ForeignKey(blank=True, help_text='The signed note whose words this one began with.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='patients.clinicalnote'),
        ),
        migrations.AddField(
            model_name='clinicalnote',
            name='cosigner',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='notes_to_cosign', to='accounts.membership'),
        ),
        migrations.AddField(
            model_name='clinicalnote',
            name='handed_at',
            field=models.DateTimeField(blank=True, help_text='When its author signed it and handed it to the co-signer.', null=True),
        ),
        migrations.AddField(
            model_name='clinicalnote',
            name='handed_licence',
            field=models.CharField(blank=True, max_length=80),
        ),
        migrations.AddField(
            model_name='clinicalnote',
            name='handed_sha256',
            field=models.CharField(blank=True, max_length=64),
        ),
        migrations.AddField(
            model_name='clinicalnote',
            name='started_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='clinicalnote',
            name='stopped_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='clinicalnote',
            name='wrong',
            field=models.TextField(blank=True, help_text="A correction's own: the very words of the original that are struck."),
        ),
        migrations.AlterField(
            model_name='clinicalnote',
            name='kind',
            field=models.CharField(choices=[('session', 'Medicine session'), ('evaluation', 'Evaluation'), ('preparation', 'Preparation visit'), ('integration', 'Integration visit'), ('phone', 'Phone call'), ('addendum', 'Addendum'), ('correction', 'Correction')], max_length=20),
        ),
        migrations.AlterField(
            model_name='clinicalnote',
            name='status',
            field=models.CharField(choices=[('draft', 'Draft'), ('ready', 'Ready for co-sign'), ('signed', 'Signed')], default='draft', max_length=10),
        ),
        migrations.AlterField(
            model_name='contact',
            name='kind',
            field=models.CharField(choices=[('support', 'Support person'), ('emergency', 'Emergency contact'), ('ride', 'Ride home'), ('referrer', 'Referring doctor')], max_length=20),
        ),
        migrations.AlterField(
            model_name='contactevent',
            name='kind',
            field=models.CharField(choices=[('support', 'Support person'), ('emergency', 'Emergency contact'), ('ride', 'Ride home'), ('referrer', 'Referring doctor')], max_length=20),
        ),
        migrations.AlterField(
            model_name='document',
            name='kind',
            field=models.CharField(choices=[('session_note', 'Medicine session record'), ('patient_copy', "Patient's copy"), ('referrer_letter', 'Letter to the referring doctor'), ('clinical_note', 'Signed note'), ('amended_record', 'Record with what was added'), ('upload', 'Uploaded document')], max_length=30),
        ),
        migrations.AddConstraint(
            model_name='clinicalnote',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('signed_at', None), ('status__in', ['draft', 'ready'])), models.Q(('signed_at__isnull', False), ('status', 'signed'), models.Q(('canonical_sha256', ''), _negated=True)), _connector='OR'), name='note_signed_with_its_hash'),
        ),
        migrations.AddConstraint(
            model_name='clinicalnote',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('status', 'ready'), _negated=True), models.Q(('cosigner__isnull', False), ('handed_at__isnull', False), models.Q(('handed_sha256', ''), _negated=True)), _connector='OR'), name='note_handed_over_whole'),
        ),
        migrations.AddConstraint(
            model_name='clinicalnote',
            constraint=models.CheckConstraint(condition=models.Q(('cosigner', None), models.Q(('cosigner', models.F('author')), _negated=True), _connector='OR'), name='note_cosigned_by_another'),
        ),
        migrations.AddConstraint(
            model_name='clinicalnote',
            constraint=models.CheckConstraint(condition=models.Q(('started_at', None), ('stopped_at', None), ('stopped_at__gt', models.F('started_at')), _connector='OR'), name='note_stops_after_it_starts'),
        ),
        migrations.AddConstraint(
            model_name='clinicalnote',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('addendum_to__isnull', False), ('kind', 'correction'), models.Q(('wrong', ''), _negated=True)), models.Q(models.Q(('kind', 'correction'), _negated=True), ('wrong', '')), _connector='OR'), name='correction_says_what_was_wrong'),
        ),
    ]
