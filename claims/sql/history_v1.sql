-- pgtrigger's triggers, which write our history, can be switched off by a setting of the session.
-- Ours cannot. Each migration that installs such triggers makes this function anew: a test sees it,
-- and the migration then runs this file again.
CREATE OR REPLACE FUNCTION _pgtrigger_should_ignore(trigger_name name) RETURNS boolean
LANGUAGE plpgsql IMMUTABLE AS $$
BEGIN
    RETURN false;
END
$$;

-- History is written by the triggers of the desk's tables, and by nobody else.
CREATE OR REPLACE FUNCTION history_by_triggers_alone_v1() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF pg_trigger_depth() < 2 THEN
        RAISE EXCEPTION 'INSERT on % is refused: history writes itself.', TG_TABLE_NAME
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'append_only', TABLE = TG_TABLE_NAME;
    END IF;
    RETURN NEW;
END
$$;

-- Who acted stays who acted. pghistory writes a context again with each change that it covers.
CREATE OR REPLACE FUNCTION history_keep_actor_v1() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND (
        OLD.metadata -> 'user' IS NOT DISTINCT FROM NEW.metadata -> 'user'
        OR coalesce(OLD.metadata ->> 'user', '') = ''
    ) THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION '% on % is refused: who acted stays who acted.', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'restrict_violation', CONSTRAINT = 'append_only', TABLE = TG_TABLE_NAME;
END
$$;

CREATE OR REPLACE TRIGGER keep_actor BEFORE UPDATE OR DELETE ON pghistory_context
    FOR EACH ROW EXECUTE FUNCTION history_keep_actor_v1();
ALTER TABLE pghistory_context ENABLE ALWAYS TRIGGER keep_actor;
CREATE OR REPLACE TRIGGER no_truncate BEFORE TRUNCATE ON pghistory_context
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_truncate_v1();
ALTER TABLE pghistory_context ENABLE ALWAYS TRIGGER no_truncate;

DO $$
DECLARE
    written record;
BEGIN
    FOR written IN
        SELECT tablename FROM pg_tables
        WHERE schemaname = current_schema() AND tablename LIKE 'history\_%'
    LOOP
        EXECUTE format(
            'CREATE OR REPLACE TRIGGER by_triggers_alone BEFORE INSERT ON %I
             FOR EACH ROW EXECUTE FUNCTION history_by_triggers_alone_v1()', written.tablename);
        EXECUTE format('ALTER TABLE %I ENABLE ALWAYS TRIGGER by_triggers_alone', written.tablename);
    END LOOP;
    FOR written IN
        SELECT tgrelid::regclass AS name, tgname FROM pg_trigger WHERE tgname LIKE 'pgtrigger\_%'
    LOOP
        EXECUTE format('ALTER TABLE %s ENABLE ALWAYS TRIGGER %I', written.name, written.tgname);
    END LOOP;
END
$$;
