"""Proposals: what the software suggests, and the queue of claims to be compared."""

import claims.models.history
import django.db.models.deletion
import django.db.models.functions.datetime
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models

from claims import sql


class Migration(migrations.Migration):

    dependencies = [
        ('claims', '0013_matching'),
        ('pghistory', '0007_auto_20250421_0444'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='ClaimKey',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(max_length=64)),
            ],
            options={
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='Comparison',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('scan', models.BooleanField(default=False, help_text='From a scan of the whole base.')),
                ('since', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
            ],
            options={
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='Repetition',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('status', models.CharField(choices=[('suggested', 'Suggested'), ('joined', 'Joined'), ('dismissed', 'Dismissed')], default='suggested', max_length=9)),
                ('reason', models.TextField(help_text='Why it was proposed.')),
                ('score', models.FloatField(help_text='0 to 1.')),
                ('sides', models.CharField(help_text='What both claims said, as SHA-256.', max_length=64)),
                ('decided_at', models.DateTimeField(null=True)),
                ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
            ],
            options={
                'ordering': ['-pk'],
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='RepetitionEvent',
            fields=[
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_id', models.BigAutoField(primary_key=True, serialize=False)),
                ('db_role', models.TextField(db_default=claims.models.history.SessionUser(), editable=False)),
                ('id', models.BigIntegerField()),
                ('status', models.CharField(choices=[('suggested', 'Suggested'), ('joined', 'Joined'), ('dismissed', 'Dismissed')], default='suggested', max_length=9)),
                ('reason', models.TextField(help_text='Why it was proposed.')),
                ('score', models.FloatField(help_text='0 to 1.')),
                ('sides', models.CharField(help_text='What both claims said, as SHA-256.', max_length=64)),
                ('decided_at', models.DateTimeField(null=True)),
                ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
            ],
            options={
                'db_table': 'history_repetition',
                'abstract': False,
            },
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='contradiction',
            name='insert_insert',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='contradiction',
            name='update_update',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='contradiction',
            name='delete_delete',
        ),
        migrations.AddField(
            model_name='contradiction',
            name='sides',
            field=models.CharField(blank=True, editable=False, help_text='What both claims said when this was proposed or decided, as SHA-256.', max_length=64),
        ),
        migrations.AddField(
            model_name='contradictionevent',
            name='sides',
            field=models.CharField(blank=True, editable=False, help_text='What both claims said when this was proposed or decided, as SHA-256.', max_length=64),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='contradiction',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "history_contradiction" ("created_at", "decided_at", "decided_by_id", "external_id", "holds_id", "id", "kind", "left_id", "left_value", "note", "pgh_context_id", "pgh_created_at", "pgh_label", "proposed_by", "public_id", "references", "relation", "resolution", "right_id", "right_value", "score", "sides", "status") VALUES (NEW."created_at", NEW."decided_at", NEW."decided_by_id", NEW."external_id", NEW."holds_id", NEW."id", NEW."kind", NEW."left_id", NEW."left_value", NEW."note", _pgh_attach_context(), CLOCK_TIMESTAMP(), \'insert\', NEW."proposed_by", NEW."public_id", NEW."references", NEW."relation", NEW."resolution", NEW."right_id", NEW."right_value", NEW."score", NEW."sides", NEW."status"); RETURN NULL;', hash='dff966e1688195231c71c0aa30017ea050b903be', operation='INSERT', pgid='pgtrigger_insert_insert_8b4be', table='claims_contradiction', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='contradiction',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "history_contradiction" ("created_at", "decided_at", "decided_by_id", "external_id", "holds_id", "id", "kind", "left_id", "left_value", "note", "pgh_context_id", "pgh_created_at", "pgh_label", "proposed_by", "public_id", "references", "relation", "resolution", "right_id", "right_value", "score", "sides", "status") VALUES (NEW."created_at", NEW."decided_at", NEW."decided_by_id", NEW."external_id", NEW."holds_id", NEW."id", NEW."kind", NEW."left_id", NEW."left_value", NEW."note", _pgh_attach_context(), CLOCK_TIMESTAMP(), \'update\', NEW."proposed_by", NEW."public_id", NEW."references", NEW."relation", NEW."resolution", NEW."right_id", NEW."right_value", NEW."score", NEW."sides", NEW."status"); RETURN NULL;', hash='1881e1cd4b780b072bc38c2b24b8c950bbaad413', operation='UPDATE', pgid='pgtrigger_update_update_54ad3', table='claims_contradiction', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='contradiction',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "history_contradiction" ("created_at", "decided_at", "decided_by_id", "external_id", "holds_id", "id", "kind", "left_id", "left_value", "note", "pgh_context_id", "pgh_created_at", "pgh_label", "proposed_by", "public_id", "references", "relation", "resolution", "right_id", "right_value", "score", "sides", "status") VALUES (OLD."created_at", OLD."decided_at", OLD."decided_by_id", OLD."external_id", OLD."holds_id", OLD."id", OLD."kind", OLD."left_id", OLD."left_value", OLD."note", _pgh_attach_context(), CLOCK_TIMESTAMP(), \'delete\', OLD."proposed_by", OLD."public_id", OLD."references", OLD."relation", OLD."resolution", OLD."right_id", OLD."right_value", OLD."score", OLD."sides", OLD."status"); RETURN NULL;', hash='4fb9838fa4c0dba9b044b7f0bf1c13eef2f17e9a', operation='DELETE', pgid='pgtrigger_delete_delete_26885', table='claims_contradiction', when='AFTER')),
        ),
        migrations.AddField(
            model_name='claimkey',
            name='claim',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='claims.claim'),
        ),
        migrations.AddField(
            model_name='comparison',
            name='claim',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='claims.claim'),
        ),
        migrations.AddField(
            model_name='repetition',
            name='claim',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='repeats', to='claims.claim'),
        ),
        migrations.AddField(
            model_name='repetition',
            name='decided_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='repetition',
            name='of',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='repeated_by', to='claims.claim'),
        ),
        migrations.AddField(
            model_name='repetitionevent',
            name='claim',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='claims.claim'),
        ),
        migrations.AddField(
            model_name='repetitionevent',
            name='decided_by',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='repetitionevent',
            name='of',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='claims.claim'),
        ),
        migrations.AddField(
            model_name='repetitionevent',
            name='pgh_context',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context'),
        ),
        migrations.AddConstraint(
            model_name='claimkey',
            constraint=models.UniqueConstraint(fields=('key', 'claim'), name='claim_key_once'),
        ),
        migrations.AddIndex(
            model_name='comparison',
            index=models.Index(fields=['scan', 'id'], name='comparison_in_order'),
        ),
        migrations.AddIndex(
            model_name='repetition',
            index=models.Index(condition=models.Q(('status', 'suggested')), fields=['-score'], name='repetition_waiting'),
        ),
        migrations.AddConstraint(
            model_name='repetition',
            constraint=models.UniqueConstraint(fields=('claim', 'of'), name='repetition_pair_unique'),
        ),
        migrations.AddConstraint(
            model_name='repetition',
            constraint=models.CheckConstraint(condition=models.Q(('claim', models.F('of')), _negated=True), name='repetition_two_claims'),
        ),
        migrations.AddConstraint(
            model_name='repetition',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('decided_at__isnull', True), ('decided_by__isnull', True), ('status', 'suggested')), models.Q(('decided_at__isnull', False), ('decided_by__isnull', False), ('status__in', ['joined', 'dismissed'])), _connector='OR'), name='repetition_decided_by_someone'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='repetition',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "history_repetition" ("claim_id", "created_at", "decided_at", "decided_by_id", "id", "of_id", "pgh_context_id", "pgh_created_at", "pgh_label", "reason", "score", "sides", "status") VALUES (NEW."claim_id", NEW."created_at", NEW."decided_at", NEW."decided_by_id", NEW."id", NEW."of_id", _pgh_attach_context(), CLOCK_TIMESTAMP(), \'insert\', NEW."reason", NEW."score", NEW."sides", NEW."status"); RETURN NULL;', hash='7392088f799e10928050b65f576165a8ede16182', operation='INSERT', pgid='pgtrigger_insert_insert_49d38', table='claims_repetition', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='repetition',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "history_repetition" ("claim_id", "created_at", "decided_at", "decided_by_id", "id", "of_id", "pgh_context_id", "pgh_created_at", "pgh_label", "reason", "score", "sides", "status") VALUES (NEW."claim_id", NEW."created_at", NEW."decided_at", NEW."decided_by_id", NEW."id", NEW."of_id", _pgh_attach_context(), CLOCK_TIMESTAMP(), \'update\', NEW."reason", NEW."score", NEW."sides", NEW."status"); RETURN NULL;', hash='29287b9ab8b37678175dabb33ba860480acde9ae', operation='UPDATE', pgid='pgtrigger_update_update_d7a48', table='claims_repetition', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='repetition',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "history_repetition" ("claim_id", "created_at", "decided_at", "decided_by_id", "id", "of_id", "pgh_context_id", "pgh_created_at", "pgh_label", "reason", "score", "sides", "status") VALUES (OLD."claim_id", OLD."created_at", OLD."decided_at", OLD."decided_by_id", OLD."id", OLD."of_id", _pgh_attach_context(), CLOCK_TIMESTAMP(), \'delete\', OLD."reason", OLD."score", OLD."sides", OLD."status"); RETURN NULL;', hash='001a28ad45e933d1800a2a304686c60bc1084077', operation='DELETE', pgid='pgtrigger_delete_delete_0a8fa', table='claims_repetition', when='AFTER')),
        ),
        migrations.AddIndex(
            model_name='repetitionevent',
            index=models.Index(fields=['id'], name='history_repetition_id'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='repetitionevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='32ffecca7d6fbc395128db09edbcf567f8ba9fad', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_54a90', table='history_repetition', when='BEFORE')),
        ),
        migrations.RunSQL(sql.read("proposals_v1")),
        # The triggers above have brought pgtrigger's own switch back: ours again.
        migrations.RunSQL(sql.read("history_v1")),
        # The claims that are there already are compared as those that come.
        migrations.RunSQL(
            "INSERT INTO claims_comparison (claim_id, scan) SELECT id, true FROM claims_claim"
        ),
        migrations.RunSQL(sql.read("always_v1")),
    ]
