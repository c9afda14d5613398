import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0003_row_history'),
        ('kap_sessions', '0004_dose_wants_ride_and_reading'),
        ('medications', '0004_ledger_words'),
        ('patients', '0003_row_history'),
    ]

    operations = [
        migrations.CreateModel(
            name='EmergencyRun',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('started_at', models.DateTimeField()),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
                ('outcome', models.CharField(blank=True, choices=[('settled', 'Settled in the room'), ('transferred', 'Taken to hospital'), ('false_alarm', 'Pressed by mistake')], max_length=20)),
                ('ended_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.membership')),
                ('session', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='emergencies', to='kap_sessions.medicinesession')),
                ('started_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.membership')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('ended_at__isnull', True), ('ended_by__isnull', True)), models.Q(('ended_at__isnull', False), ('ended_by__isnull', False)), _connector='OR'), name='emergency_end_is_whole'), models.UniqueConstraint(condition=models.Q(('ended_at', None)), fields=('session',), name='one_emergency_at_a_time')],
            },
        ),
        migrations.CreateModel(
            name='EmergencyStep',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('called_for_help', 'Called a colleague into the room'), ('stopped_medicine', 'Stopped the medicine'), ('airway', 'Opened the airway, on the side'), ('oxygen', 'Oxygen on'), ('called_911', 'Called 911'), ('aed', 'AED brought'), ('emergency_medicine', 'Emergency medicine given'), ('vitals_repeated', 'Vitals repeated'), ('prescriber_told', 'Prescriber told'), ('contact_told', 'Emergency contact told'), ('crew_met', 'Ambulance crew met at the door'), ('handed_over', 'Handed over to the crew')], max_length=20)),
                ('key', models.CharField(blank=True, max_length=64)),
                ('text', models.CharField(blank=True, max_length=300)),
                ('done_at', models.DateTimeField()),
                ('recorded_at', models.DateTimeField()),
                ('done_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.membership')),
                ('run', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='steps', to='kap_sessions.emergencyrun')),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('key', ''), _negated=True), fields=('run', 'key'), name='emergency_step_key_once')],
            },
        ),
        migrations.CreateModel(
            name='MonitoringForm',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('due_on', models.DateField(help_text='Seven calendar days after the session.')),
                ('answers', models.JSONField(default=dict)),
                ('version', models.PositiveIntegerField(default=1)),
                ('sent_at', models.DateTimeField(blank=True, null=True)),
                ('proof', models.CharField(blank=True, help_text="The programme's own reference.", max_length=120)),
                ('sent_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.membership')),
                ('session', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='monitoring_form', to='kap_sessions.medicinesession')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('sent_at__isnull', True), ('sent_by__isnull', True)), models.Q(('sent_at__isnull', False), ('sent_by__isnull', False)), _connector='OR'), name='monitoring_form_sent_is_whole')],
            },
        ),
        migrations.CreateModel(
            name='NoticeSeen',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('item', models.CharField(choices=[('alert_open', 'Safety alert open'), ('adverse_event_open', 'Adverse event not resolved'), ('session_unsigned', 'Last session not signed')], max_length=20)),
                ('about', models.CharField(help_text='The row it speaks of, so a new one asks anew.', max_length=80)),
                ('words', models.CharField(max_length=300)),
                ('seen_at', models.DateTimeField()),
                ('seen_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.membership')),
                ('session', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='notices', to='kap_sessions.medicinesession')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('words', ''), _negated=True), name='notice_seen_with_words'), models.UniqueConstraint(fields=('session', 'item', 'about'), name='notice_seen_once')],
            },
        ),
        migrations.CreateModel(
            name='OtherMedicine',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('voided_at', models.DateTimeField(blank=True, null=True)),
                ('key', models.CharField(blank=True, max_length=64)),
                ('name', models.CharField(max_length=120)),
                ('amount', models.CharField(help_text='With its unit: 4 mg, 2 L/min.', max_length=60)),
                ('route', models.CharField(blank=True, max_length=40)),
                ('basis', models.CharField(choices=[('standing', 'Standing order'), ('one_off', 'One-off order')], max_length=10)),
                ('reason', models.CharField(blank=True, max_length=300)),
                ('given_at', models.DateTimeField()),
                ('recorded_at', models.DateTimeField()),
                ('given_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.membership')),
                ('ledger_entry', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='other_medicine', to='medications.ledgerentry')),
                ('lot', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='other_medicines', to='medications.lot')),
                ('ordered_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.membership')),
                ('session', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='other_medicines', to='kap_sessions.medicinesession')),
                ('voided_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.membership')),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('key', ''), _negated=True), fields=('session', 'key'), name='other_medicine_key_once'), models.CheckConstraint(condition=models.Q(models.Q(('basis', 'one_off'), _negated=True), ('ordered_by__isnull', False), _connector='OR'), name='one_off_order_has_its_prescriber'), models.CheckConstraint(condition=models.Q(models.Q(('ledger_entry__isnull', True), ('lot__isnull', True)), models.Q(('ledger_entry__isnull', False), ('lot__isnull', False)), _connector='OR'), name='controlled_medicine_has_its_line'), models.CheckConstraint(condition=models.Q(models.Q(('voided_at__isnull', True), ('voided_by__isnull', True)), models.Q(('voided_at__isnull', False), ('voided_by__isnull', False)), _connector='OR'), name='other_medicine_void_is_whole')],
            },
        ),
        migrations.CreateModel(
            name='Presence',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('came_at', models.DateTimeField()),
                ('left_at', models.DateTimeField(blank=True, null=True)),
                ('handed_to', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.membership')),
                ('member', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='presences', to='accounts.membership')),
                ('session', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='presences', to='kap_sessions.medicinesession')),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('left_at', None)), fields=('session', 'member'), name='in_the_room_once'), models.CheckConstraint(condition=models.Q(('left_at', None), ('left_at__gte', models.F('came_at')), _connector='OR'), name='left_after_coming'), models.CheckConstraint(condition=models.Q(('handed_to', None), ('left_at__isnull', False), _connector='OR'), name='handed_over_on_leaving')],
            },
        ),
        migrations.CreateModel(
            name='ReadingDeclined',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('voided_at', models.DateTimeField(blank=True, null=True)),
                ('key', models.CharField(blank=True, max_length=64)),
                ('reason', models.CharField(max_length=300)),
                ('occurred_at', models.DateTimeField()),
                ('recorded_at', models.DateTimeField()),
                ('recorded_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.membership')),
                ('session', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='readings_declined', to='kap_sessions.medicinesession')),
                ('voided_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.membership')),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('key', ''), _negated=True), fields=('session', 'key'), name='declined_key_once'), models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='declined_with_a_reason'), models.CheckConstraint(condition=models.Q(models.Q(('voided_at__isnull', True), ('voided_by__isnull', True)), models.Q(('voided_at__isnull', False), ('voided_by__isnull', False)), _connector='OR'), name='declined_void_is_whole')],
            },
        ),
        migrations.CreateModel(
            name='RoomCard',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('playlist', models.CharField(blank=True, max_length=200)),
                ('eye_shades', models.CharField(blank=True, max_length=200)),
                ('position', models.CharField(blank=True, max_length=200)),
                ('comfort', models.CharField(blank=True, help_text='Blanket, pillow, an object.', max_length=200)),
                ('scents', models.CharField(blank=True, help_text='Scents to avoid.', max_length=200)),
                ('food', models.CharField(blank=True, help_text='Food allergies, what to offer.', max_length=200)),
                ('closing', models.CharField(blank=True, max_length=200)),
                ('recorded_at', models.DateTimeField()),
                ('episode', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='room_cards', to='patients.episodeofcare')),
                ('recorded_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.membership')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='RouteAct',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('voided_at', models.DateTimeField(blank=True, null=True)),
                ('kind', models.CharField(choices=[('cannula_in', 'Cannula in'), ('site_checked', 'Site checked'), ('infusion_started', 'Infusion started'), ('rate_changed', 'Rate changed'), ('paused', 'Infusion paused'), ('resumed', 'Infusion resumed'), ('stopped', 'Infusion stopped'), ('cannula_out', 'Cannula out'), ('lozenge_in', 'Lozenge in'), ('spat_out', 'Spat out'), ('swallowed', 'Swallowed'), ('device_used', 'Nasal device used')], max_length=20)),
                ('key', models.CharField(blank=True, max_length=64)),
                ('rate_ml_per_h', models.DecimalField(blank=True, decimal_places=2, max_digits=7, null=True)),
                ('total_given_mg', models.DecimalField(blank=True, decimal_places=2, max_digits=9, null=True)),
                ('number', models.PositiveSmallIntegerField(blank=True, help_text='Pieces of a lozenge, or which nasal device.', null=True)),
                ('text', models.CharField(blank=True, max_length=300)),
                ('occurred_at', models.DateTimeField()),
                ('recorded_at', models.DateTimeField()),
                ('dose', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='route_acts', to='kap_sessions.medicationadministration')),
                ('recorded_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.membership')),
                ('session', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='route_acts', to='kap_sessions.medicinesession')),
                ('voided_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.membership')),
            ],
            options={
                'indexes': [models.Index(fields=['session', 'occurred_at'], name='route_acts_in_time')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('key', ''), _negated=True), fields=('session', 'key'), name='route_act_key_once'), models.CheckConstraint(condition=models.Q(models.Q(('kind', 'stopped'), _negated=True), ('total_given_mg__isnull', False), _connector='OR'), name='infusion_stops_with_its_total'), models.CheckConstraint(condition=models.Q(models.Q(('kind__in', ['infusion_started', 'rate_changed']), _negated=True), ('rate_ml_per_h__gt', 0), _connector='OR'), name='infusion_runs_at_a_rate'), models.CheckConstraint(condition=models.Q(models.Q(('voided_at__isnull', True), ('voided_by__isnull', True)), models.Q(('voided_at__isnull', False), ('voided_by__isnull', False)), _connector='OR'), name='route_act_void_is_whole')],
            },
        ),
        migrations.CreateModel(
            name='SessionPulse',
            fields=[
                ('session', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='pulse', serialize=False, to='kap_sessions.medicinesession')),
                ('revision', models.PositiveBigIntegerField(default=0)),
            ],
        ),
        migrations.CreateModel(
            name='SupportEpisode',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('started_at', models.DateTimeField()),
                ('tried', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('voice', 'Voice'), ('breath', 'Breath together'), ('hand', 'Hand offered'), ('grounding', 'Feet, blanket, weight'), ('music', 'Other music'), ('light', 'Light or shades'), ('position', 'Another position'), ('silence', 'Quiet company'), ('colleague', 'A colleague came')], max_length=20), blank=True, default=list)),
                ('helped', models.CharField(blank=True, max_length=300)),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
                ('ended_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.membership')),
                ('recorded_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.membership')),
                ('session', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='support', to='kap_sessions.medicinesession')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('ended_at__isnull', True), ('ended_by__isnull', True)), models.Q(('ended_at__isnull', False), ('ended_by__isnull', False)), _connector='OR'), name='support_end_is_whole'), models.UniqueConstraint(condition=models.Q(('ended_at', None)), fields=('session',), name='one_support_at_a_time'), models.CheckConstraint(condition=models.Q(('tried__contained_by', ['voice', 'breath', 'hand', 'grounding', 'music', 'light', 'position', 'silence', 'colleague'])), name='support_words_known')],
            },
        ),
        migrations.AddField(
            model_name='adverseevent',
            name='device_at',
            field=models.DateTimeField(blank=True, help_text="What the tablet's own clock said.", null=True),
        ),
        migrations.AddField(
            model_name='adverseevent',
            name='is_serious',
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name='adverseevent',
            name='key',
            field=models.CharField(blank=True, max_length=64),
        ),
        migrations.AddField(
            model_name='adverseevent',
            name='text',
            field=models.CharField(blank=True, max_length=300),
        ),
        migrations.AddField(
            model_name='sessionevent',
            name='device_at',
            field=models.DateTimeField(blank=True, help_text="What the tablet's own clock said.", null=True),
        ),
        migrations.AddField(
            model_name='sessionevent',
            name='replaces',
            field=models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='replaced_by', to='kap_sessions.sessionevent'),
        ),
        migrations.AddField(
            model_name='sessionevent',
            name='severity',
            field=models.PositiveSmallIntegerField(blank=True, help_text='1 to 3', null=True),
        ),
        migrations.AddField(
            model_name='vitalsigns',
            name='device_at',
            field=models.DateTimeField(blank=True, help_text="What the tablet's own clock said.", null=True),
        ),
        migrations.AddField(
            model_name='vitalsigns',
            name='dissociation',
            field=models.PositiveSmallIntegerField(blank=True, help_text="0 to 10, the clinic's own scale", null=True),
        ),
        migrations.AddField(
            model_name='vitalsigns',
            name='note',
            field=models.CharField(blank=True, max_length=300),
        ),
        migrations.AddField(
            model_name='vitalsigns',
            name='temperature',
            field=models.DecimalField(blank=True, decimal_places=1, max_digits=3, null=True),
        ),
        migrations.AlterField(
            model_name='sessionevent',
            name='code',
            field=models.CharField(blank=True, choices=[('breath_calm', 'Breath calm'), ('breath_fast', 'Breath fast'), ('tears', 'Tears'), ('laughter', 'Laughter'), ('movement', 'Movement'), ('stillness', 'Stillness'), ('speech', 'Speech'), ('silence', 'Silence'), ('tremor', 'Tremor'), ('fear', 'Fear'), ('ease', 'Ease'), ('asked_for_support', 'Asked for support'), ('grounded', 'Grounded'), ('eyes_open', 'Eyes open'), ('nausea', 'Nausea'), ('position_change', 'Changed position'), ('music_change', 'Music changed'), ('touch_given', 'Touch given'), ('touch_declined', 'Touch declined'), ('eye_shades', 'Eye shades'), ('bathroom', 'Bathroom'), ('dizzy', 'Dizzy'), ('comfort_offered', 'Comfort offered'), ('comfort_accepted', 'Comfort accepted'), ('comfort_declined', 'Comfort declined'), ('water', 'Water'), ('snack', 'Snack'), ('felt_the_body', "Felt the body's weight"), ('knows_the_room', 'Knows room, day and people'), ('words_shared', 'First words shared')], max_length=20),
        ),
        migrations.AddConstraint(
            model_name='adverseevent',
            constraint=models.UniqueConstraint(condition=models.Q(('key', ''), _negated=True), fields=('session', 'key'), name='adverse_event_key_once'),
        ),
        migrations.AddConstraint(
            model_name='sessionevent',
            constraint=models.CheckConstraint(condition=models.Q(('severity', None), models.Q(('severity__gte', 1), ('severity__lte', 3)), _connector='OR'), name='event_severity_of_three'),
        ),
        migrations.AddConstraint(
            model_name='vitalsigns',
            constraint=models.CheckConstraint(condition=models.Q(('dissociation', None), ('dissociation__lte', 10), _connector='OR'), name='dissociation_is_on_the_scale'),
        ),
    ]
