-- Who signs the history, as pghistory has it, but what stands there already is read and not locked: of two
-- transactions that are signed as one, as those of a load are, the second waited for the first to be committed.
CREATE OR REPLACE FUNCTION _pgh_attach_context() RETURNS uuid LANGUAGE plpgsql AS $$
DECLARE
    signed CONSTANT uuid := nullif(current_setting('pghistory.context_id', true), '');
    said CONSTANT jsonb := nullif(current_setting('pghistory.context_metadata', true), '');
BEGIN
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
