-- As history_context_v1.sql. What nobody can read, as an address with a zero byte in it, signs nothing, as pghistory has
-- it: what was to be signed is written nevertheless.
CREATE OR REPLACE FUNCTION _pgh_attach_context() RETURNS uuid LANGUAGE plpgsql AS $$
DECLARE
    signed uuid;
    said jsonb;
BEGIN
    BEGIN
        signed := nullif(current_setting('pghistory.context_id', true), '');
        said := nullif(current_setting('pghistory.context_metadata', true), '');
    EXCEPTION WHEN data_exception THEN
        RETURN NULL;
    END;
    IF signed IS NULL OR said IS NULL THEN
        RETURN NULL;
    END IF;
    IF NOT EXISTS (SELECT FROM pghistory_context AS one WHERE one.id = signed AND one.metadata = said) THEN
        INSERT INTO pghistory_context (id, metadata, created_at, updated_at) VALUES (signed, said, now(), now())
        ON CONFLICT (id) DO UPDATE SET metadata = excluded.metadata, updated_at = excluded.updated_at
        WHERE pghistory_context.metadata <> excluded.metadata;
    END IF;
    RETURN signed;
END
$$;
