"""Comments with mentions; indexes for recognising pasted addresses and finding similar claims."""

import claims.models.history
import claims.models.keys
import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.db.models.deletion
import django.db.models.functions.datetime
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models

from claims import sql


class Migration(migrations.Migration):

    dependencies = [
        ('claims', '0005_leases'),
        ('pghistory', '0007_auto_20250421_0444'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RunSQL(sql.read("addresses_v1")),
        migrations.CreateModel(
            name='CommentMention',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('seen_at', models.DateTimeField(editable=False, null=True)),
            ],
            options={
                'ordering': ['pk'],
            },
        ),
        migrations.CreateModel(
            name='ReviewComment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('body', models.TextField()),
                ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
            ],
            options={
                'ordering': ['pk'],
            },
        ),
        migrations.CreateModel(
            name='ReviewCommentEvent',
            fields=[
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_id', models.BigAutoField(primary_key=True, serialize=False)),
                ('db_role', models.TextField(db_default=claims.models.history.SessionUser(), editable=False)),
                ('id', models.BigIntegerField()),
                ('body', models.TextField()),
                ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
            ],
            options={
                'db_table': 'history_reviewcomment',
                'abstract': False,
            },
        ),
        migrations.AddIndex(
            model_name='article',
            index=models.Index(claims.models.keys.AddressKey('url'), name='article_address'),
        ),
        migrations.AddIndex(
            model_name='claim',
            index=django.contrib.postgres.indexes.GinIndex(django.contrib.postgres.search.SearchVector('text', config='factcheck_english'), name='claim_words'),
        ),
        migrations.AddIndex(
            model_name='source',
            index=models.Index(claims.models.keys.AddressKey('url'), name='source_address'),
        ),
        migrations.AddField(
            model_name='commentmention',
            name='user',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='reviewcomment',
            name='author',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='reviewcomment',
            name='review',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='comments', to='claims.review'),
        ),
        migrations.AddField(
            model_name='commentmention',
            name='comment',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='mentions', to='claims.reviewcomment'),
        ),
        migrations.AddField(
            model_name='reviewcommentevent',
            name='author',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='reviewcommentevent',
            name='pgh_context',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context'),
        ),
        migrations.AddField(
            model_name='reviewcommentevent',
            name='review',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='claims.review'),
        ),
        migrations.AddConstraint(
            model_name='reviewcomment',
            constraint=models.CheckConstraint(condition=models.Q(('body', ''), _negated=True), name='comment_not_empty'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='reviewcomment',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "history_reviewcomment" ("author_id", "body", "created_at", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "review_id") VALUES (NEW."author_id", NEW."body", NEW."created_at", NEW."id", _pgh_attach_context(), CLOCK_TIMESTAMP(), \'insert\', NEW."review_id"); RETURN NULL;', hash='e5122e65913eba0b189399993150a5837ec3d540', operation='INSERT', pgid='pgtrigger_insert_insert_3f983', table='claims_reviewcomment', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='reviewcomment',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "history_reviewcomment" ("author_id", "body", "created_at", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "review_id") VALUES (NEW."author_id", NEW."body", NEW."created_at", NEW."id", _pgh_attach_context(), CLOCK_TIMESTAMP(), \'update\', NEW."review_id"); RETURN NULL;', hash='3bdc81f48e627ea255512a71b6e4d5998c9c140b', operation='UPDATE', pgid='pgtrigger_update_update_796fe', table='claims_reviewcomment', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='reviewcomment',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "history_reviewcomment" ("author_id", "body", "created_at", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "review_id") VALUES (OLD."author_id", OLD."body", OLD."created_at", OLD."id", _pgh_attach_context(), CLOCK_TIMESTAMP(), \'delete\', OLD."review_id"); RETURN NULL;', hash='6ecd6a38fcc330ff18524f3567d6354f01f7c1f9', operation='DELETE', pgid='pgtrigger_delete_delete_c1c61', table='claims_reviewcomment', when='AFTER')),
        ),
        migrations.AddIndex(
            model_name='commentmention',
            index=models.Index(condition=models.Q(('seen_at', None)), fields=['user'], name='mention_waiting'),
        ),
        migrations.AddConstraint(
            model_name='commentmention',
            constraint=models.UniqueConstraint(fields=('comment', 'user'), name='mention_once'),
        ),
        migrations.AddIndex(
            model_name='reviewcommentevent',
            index=models.Index(fields=['id'], name='history_reviewcomment_id'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='reviewcommentevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='1e5c19e91aa701a6f56f6f331d540ad655b0d7c9', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_ac92a', table='history_reviewcomment', when='BEFORE')),
        ),
        migrations.RunSQL(sql.read("comments_v1")),
        # The triggers above have brought pgtrigger's own switch back: ours again.
        migrations.RunSQL(sql.read("history_v1")),
    ]
