"""Loading: reviews of other publishers, what their ratings mean here, and history by the statement."""

import claims.models.history
import django.db.models.deletion
import django.db.models.functions.comparison
import django.db.models.functions.datetime
import django.db.models.functions.text
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models

from claims import sql


class Migration(migrations.Migration):

    dependencies = [
        ('claims', '0016_matching_at_scale'),
        ('pghistory', '0007_auto_20250421_0444'),
    ]

    operations = [
        migrations.CreateModel(
            name='ExternalReview',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('publisher', models.CharField(max_length=200)),
                ('site', models.CharField(blank=True, help_text='Bare host of the publisher.', max_length=253)),
                ('external_id', models.CharField(blank=True, max_length=200)),
                ('url', models.URLField(blank=True, max_length=2000)),
                ('title', models.CharField(blank=True, max_length=500)),
                ('rating', models.CharField(blank=True, help_text='As they write it.', max_length=200)),
                ('value', models.DecimalField(blank=True, decimal_places=4, max_digits=12, null=True)),
                ('best', models.DecimalField(blank=True, decimal_places=4, max_digits=12, null=True)),
                ('worst', models.DecimalField(blank=True, decimal_places=4, max_digits=12, null=True)),
                ('scale', models.CharField(help_text='Where its rating is looked up.', max_length=253)),
                ('reviewed_on', models.DateField(blank=True, null=True)),
                ('in_language', models.CharField(blank=True, max_length=35)),
                ('appeared_at', models.URLField(blank=True, help_text='Where they saw the claim first.', max_length=2000)),
                ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
            ],
            options={
                'ordering': ['claim', '-reviewed_on', 'publisher', 'pk'],
                'default_permissions': ('view',),
            },
        ),
        migrations.CreateModel(
            name='ExternalReviewEvent',
            fields=[
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_id', models.BigAutoField(primary_key=True, serialize=False)),
                ('db_role', models.TextField(db_default=claims.models.history.SessionUser(), editable=False)),
                ('id', models.BigIntegerField()),
                ('publisher', models.CharField(max_length=200)),
                ('site', models.CharField(blank=True, help_text='Bare host of the publisher.', max_length=253)),
                ('external_id', models.CharField(blank=True, max_length=200)),
                ('url', models.URLField(blank=True, max_length=2000)),
                ('title', models.CharField(blank=True, max_length=500)),
                ('rating', models.CharField(blank=True, help_text='As they write it.', max_length=200)),
                ('value', models.DecimalField(blank=True, decimal_places=4, max_digits=12, null=True)),
                ('best', models.DecimalField(blank=True, decimal_places=4, max_digits=12, null=True)),
                ('worst', models.DecimalField(blank=True, decimal_places=4, max_digits=12, null=True)),
                ('scale', models.CharField(help_text='Where its rating is looked up.', max_length=253)),
                ('reviewed_on', models.DateField(blank=True, null=True)),
                ('in_language', models.CharField(blank=True, max_length=35)),
                ('appeared_at', models.URLField(blank=True, help_text='Where they saw the claim first.', max_length=2000)),
                ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
            ],
            options={
                'db_table': 'history_externalreview',
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='ForeignRating',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('scale', models.CharField(help_text='The publisher’s bare host, as example.org, or a scale’s name.', max_length=253)),
                ('text', models.CharField(blank=True, help_text='As they write it. Empty: known by its number.', max_length=200)),
                ('value', models.DecimalField(blank=True, decimal_places=4, max_digits=12, null=True)),
                ('best', models.DecimalField(blank=True, decimal_places=4, max_digits=12, null=True)),
                ('worst', models.DecimalField(blank=True, decimal_places=4, max_digits=12, null=True)),
            ],
            options={
                'verbose_name': 'rating of another publisher',
                'verbose_name_plural': 'ratings of other publishers',
                'ordering': ['scale', 'value', 'text'],
            },
        ),
        migrations.CreateModel(
            name='ForeignRatingEvent',
            fields=[
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_id', models.BigAutoField(primary_key=True, serialize=False)),
                ('db_role', models.TextField(db_default=claims.models.history.SessionUser(), editable=False)),
                ('id', models.BigIntegerField()),
                ('scale', models.CharField(help_text='The publisher’s bare host, as example.org, or a scale’s name.', max_length=253)),
                ('text', models.CharField(blank=True, help_text='As they write it. Empty: known by its number.', max_length=200)),
                ('value', models.DecimalField(blank=True, decimal_places=4, max_digits=12, null=True)),
                ('best', models.DecimalField(blank=True, decimal_places=4, max_digits=12, null=True)),
                ('worst', models.DecimalField(blank=True, decimal_places=4, max_digits=12, null=True)),
            ],
            options={
                'db_table': 'history_foreignrating',
                'abstract': False,
            },
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='appearance',
            name='insert_insert',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='claim',
            name='insert_insert',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='claimant',
            name='insert_insert',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='review',
            name='insert_insert',
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='appearance',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "history_appearance" ("article_id", "claim_id", "end", "exact", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "prefix", "start", "suffix") SELECT new_values."article_id", new_values."claim_id", new_values."end", new_values."exact", new_values."id", _pgh_attached_context.value, CLOCK_TIMESTAMP(), \'insert\', new_values."prefix", new_values."start", new_values."suffix" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='6d15dff4846a615fa1bf8ad780ff23133ae79436', level='STATEMENT', operation='INSERT', pgid='pgtrigger_insert_insert_58226', referencing='REFERENCING NEW TABLE AS new_values ', table='claims_appearance', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='claim',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "history_claim" ("claim_date", "claimant_id", "claimant_unknown", "created_at", "created_by_id", "external_id", "id", "in_language", "pgh_context_id", "pgh_created_at", "pgh_label", "priority", "property", "public_id", "selection_reason", "slug", "subject", "text", "topics", "unit", "valid_from", "valid_to", "value") SELECT new_values."claim_date", new_values."claimant_id", new_values."claimant_unknown", new_values."created_at", new_values."created_by_id", new_values."external_id", new_values."id", new_values."in_language", _pgh_attached_context.value, CLOCK_TIMESTAMP(), \'insert\', new_values."priority", new_values."property", new_values."public_id", new_values."selection_reason", new_values."slug", new_values."subject", new_values."text", new_values."topics", new_values."unit", new_values."valid_from", new_values."valid_to", new_values."value" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='3c50a8e34089f53726f02250c997d409b40f83a4', level='STATEMENT', operation='INSERT', pgid='pgtrigger_insert_insert_df8fa', referencing='REFERENCING NEW TABLE AS new_values ', table='claims_claim', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='claimant',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "history_claimant" ("id", "job_title", "key", "kind", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "same_as") SELECT new_values."id", new_values."job_title", new_values."key", new_values."kind", new_values."name", _pgh_attached_context.value, CLOCK_TIMESTAMP(), \'insert\', new_values."same_as" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='12ed2f44aca3faed1b56e8e289d21877f1f111d2', level='STATEMENT', operation='INSERT', pgid='pgtrigger_insert_insert_6aa81', referencing='REFERENCING NEW TABLE AS new_values ', table='claims_claimant', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='review',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "history_review" ("approved_digest", "as_of", "author_id", "claim_id", "correction_note", "created_at", "explanation", "id", "moved_at", "pgh_context_id", "pgh_created_at", "pgh_label", "rating_id", "reviewer_id", "single_source_reason", "state", "title", "version") SELECT new_values."approved_digest", new_values."as_of", new_values."author_id", new_values."claim_id", new_values."correction_note", new_values."created_at", new_values."explanation", new_values."id", new_values."moved_at", _pgh_attached_context.value, CLOCK_TIMESTAMP(), \'insert\', new_values."rating_id", new_values."reviewer_id", new_values."single_source_reason", new_values."state", new_values."title", new_values."version" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='8ea690561bbb38c7faf2497caaf97cae641bc607', level='STATEMENT', operation='INSERT', pgid='pgtrigger_insert_insert_8009a', referencing='REFERENCING NEW TABLE AS new_values ', table='claims_review', when='AFTER')),
        ),
        migrations.AddField(
            model_name='externalreview',
            name='claim',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='external_reviews', to='claims.claim'),
        ),
        migrations.AddField(
            model_name='externalreview',
            name='means',
            field=models.ForeignKey(blank=True, editable=False, help_text='What that rating means here, by the desk’s table. The database fills it.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='claims.rating'),
        ),
        migrations.AddField(
            model_name='externalreviewevent',
            name='claim',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='claims.claim'),
        ),
        migrations.AddField(
            model_name='externalreviewevent',
            name='means',
            field=models.ForeignKey(blank=True, db_constraint=False, editable=False, help_text='What that rating means here, by the desk’s table. The database fills it.', null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='claims.rating'),
        ),
        migrations.AddField(
            model_name='externalreviewevent',
            name='pgh_context',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context'),
        ),
        migrations.AddField(
            model_name='foreignrating',
            name='rating',
            field=models.ForeignKey(help_text='What it means here: for the desk to decide.', on_delete=django.db.models.deletion.PROTECT, related_name='+', to='claims.rating'),
        ),
        migrations.AddField(
            model_name='foreignratingevent',
            name='pgh_context',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context'),
        ),
        migrations.AddField(
            model_name='foreignratingevent',
            name='rating',
            field=models.ForeignKey(db_constraint=False, help_text='What it means here: for the desk to decide.', on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='claims.rating'),
        ),
        migrations.AddIndex(
            model_name='externalreview',
            index=models.Index(fields=['scale'], name='external_review_scale'),
        ),
        migrations.AddConstraint(
            model_name='externalreview',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('url', ''), _negated=True), models.Q(('external_id', ''), _negated=True), _connector='OR'), name='external_review_has_identity'),
        ),
        migrations.AddConstraint(
            model_name='externalreview',
            constraint=models.CheckConstraint(condition=models.Q(('url', ''), ('url__regex', '^https?://'), _connector='OR'), name='external_review_url_is_web'),
        ),
        migrations.AddConstraint(
            model_name='externalreview',
            constraint=models.UniqueConstraint(condition=models.Q(('url', ''), _negated=True), fields=('claim', 'url'), name='external_review_url_once'),
        ),
        migrations.AddConstraint(
            model_name='externalreview',
            constraint=models.UniqueConstraint(condition=models.Q(('url', '')), fields=('claim', 'publisher', 'external_id'), name='external_review_id_once'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='externalreview',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "history_externalreview" ("appeared_at", "best", "claim_id", "created_at", "external_id", "id", "in_language", "means_id", "pgh_context_id", "pgh_created_at", "pgh_label", "publisher", "rating", "reviewed_on", "scale", "site", "title", "url", "value", "worst") SELECT new_values."appeared_at", new_values."best", new_values."claim_id", new_values."created_at", new_values."external_id", new_values."id", new_values."in_language", new_values."means_id", _pgh_attached_context.value, CLOCK_TIMESTAMP(), \'insert\', new_values."publisher", new_values."rating", new_values."reviewed_on", new_values."scale", new_values."site", new_values."title", new_values."url", new_values."value", new_values."worst" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='e6b80b1187bbcf4d05ba0070af7c12bea6929406', level='STATEMENT', operation='INSERT', pgid='pgtrigger_insert_insert_b2351', referencing='REFERENCING NEW TABLE AS new_values ', table='claims_externalreview', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='externalreview',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "history_externalreview" ("appeared_at", "best", "claim_id", "created_at", "external_id", "id", "in_language", "means_id", "pgh_context_id", "pgh_created_at", "pgh_label", "publisher", "rating", "reviewed_on", "scale", "site", "title", "url", "value", "worst") VALUES (NEW."appeared_at", NEW."best", NEW."claim_id", NEW."created_at", NEW."external_id", NEW."id", NEW."in_language", NEW."means_id", _pgh_attach_context(), CLOCK_TIMESTAMP(), \'update\', NEW."publisher", NEW."rating", NEW."reviewed_on", NEW."scale", NEW."site", NEW."title", NEW."url", NEW."value", NEW."worst"); RETURN NULL;', hash='a6111182954ca1536f06b7113e769b69795ddb11', operation='UPDATE', pgid='pgtrigger_update_update_c8151', table='claims_externalreview', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='externalreview',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "history_externalreview" ("appeared_at", "best", "claim_id", "created_at", "external_id", "id", "in_language", "means_id", "pgh_context_id", "pgh_created_at", "pgh_label", "publisher", "rating", "reviewed_on", "scale", "site", "title", "url", "value", "worst") VALUES (OLD."appeared_at", OLD."best", OLD."claim_id", OLD."created_at", OLD."external_id", OLD."id", OLD."in_language", OLD."means_id", _pgh_attach_context(), CLOCK_TIMESTAMP(), \'delete\', OLD."publisher", OLD."rating", OLD."reviewed_on", OLD."scale", OLD."site", OLD."title", OLD."url", OLD."value", OLD."worst"); RETURN NULL;', hash='e1cdd43fdec9c3eafc07ec8eb8f09b7867d4bc8d', operation='DELETE', pgid='pgtrigger_delete_delete_8cbb5', table='claims_externalreview', when='AFTER')),
        ),
        migrations.AddIndex(
            model_name='externalreviewevent',
            index=models.Index(fields=['id'], name='history_externalreview_id'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='externalreviewevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='29293154fbbeb5bbf482004d7cc8a7b21cb6e329', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_8053d', table='history_externalreview', when='BEFORE')),
        ),
        migrations.AddConstraint(
            model_name='foreignrating',
            constraint=models.CheckConstraint(condition=models.Q(('scale', ''), _negated=True), name='foreign_rating_has_scale'),
        ),
        migrations.AddConstraint(
            model_name='foreignrating',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(models.Q(('text', ''), _negated=True), ('best', None), ('value', None), ('worst', None)), models.Q(('best__isnull', False), ('text', ''), ('value__isnull', False), ('worst__isnull', False), models.Q(('best', models.F('worst')), _negated=True), ('value__gte', django.db.models.functions.comparison.Least('best', 'worst')), ('value__lte', django.db.models.functions.comparison.Greatest('best', 'worst'))), _connector='OR'), name='foreign_rating_text_or_number'),
        ),
        migrations.AddConstraint(
            model_name='foreignrating',
            constraint=models.UniqueConstraint(models.F('scale'), django.db.models.functions.text.Lower('text'), condition=models.Q(('text', ''), _negated=True), name='foreign_rating_text_once'),
        ),
        migrations.AddConstraint(
            model_name='foreignrating',
            constraint=models.UniqueConstraint(condition=models.Q(('value__isnull', False)), fields=('scale', 'value'), name='foreign_rating_value_once'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='foreignrating',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "history_foreignrating" ("best", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "rating_id", "scale", "text", "value", "worst") VALUES (NEW."best", NEW."id", _pgh_attach_context(), CLOCK_TIMESTAMP(), \'insert\', NEW."rating_id", NEW."scale", NEW."text", NEW."value", NEW."worst"); RETURN NULL;', hash='ba296dd2cf46ad3e6da15b6accb310df3427367f', operation='INSERT', pgid='pgtrigger_insert_insert_f6bd9', table='claims_foreignrating', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='foreignrating',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "history_foreignrating" ("best", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "rating_id", "scale", "text", "value", "worst") VALUES (NEW."best", NEW."id", _pgh_attach_context(), CLOCK_TIMESTAMP(), \'update\', NEW."rating_id", NEW."scale", NEW."text", NEW."value", NEW."worst"); RETURN NULL;', hash='12069e33fad6d539be5928e73381ab234a034f21', operation='UPDATE', pgid='pgtrigger_update_update_2caca', table='claims_foreignrating', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='foreignrating',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "history_foreignrating" ("best", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "rating_id", "scale", "text", "value", "worst") VALUES (OLD."best", OLD."id", _pgh_attach_context(), CLOCK_TIMESTAMP(), \'delete\', OLD."rating_id", OLD."scale", OLD."text", OLD."value", OLD."worst"); RETURN NULL;', hash='214c9c5bc222896d6b8abd38cd7d10a12d271894', operation='DELETE', pgid='pgtrigger_delete_delete_08e45', table='claims_foreignrating', when='AFTER')),
        ),
        migrations.AddIndex(
            model_name='foreignratingevent',
            index=models.Index(fields=['id'], name='history_foreignrating_id'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='foreignratingevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='bebf007e1276879a15799bd00981531eba5d828b', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_d831f', table='history_foreignrating', when='BEFORE')),
        ),
        migrations.RunSQL(sql.read("loading_v1")),
        # The triggers above have brought pgtrigger's own switch back: ours again.
        migrations.RunSQL(sql.read("history_v1")),
        migrations.RunSQL(sql.read("always_v1")),
    ]
