-- Webhooks: TRUNCATE is refused on their tables and their history, as on the desk's others.
DO $$
DECLARE
    name text;
BEGIN
    FOR name IN
        SELECT tablename FROM pg_tables
        WHERE schemaname = current_schema()
          AND (tablename LIKE 'claims\_webhook%' OR tablename LIKE 'history\_webhook%')
    LOOP
        EXECUTE format(
            'CREATE OR REPLACE TRIGGER no_truncate BEFORE TRUNCATE ON %I
             FOR EACH STATEMENT EXECUTE FUNCTION refuse_truncate_v1()', name);
        EXECUTE format('ALTER TABLE %I ENABLE ALWAYS TRIGGER no_truncate', name);
    END LOOP;
END
$$;
