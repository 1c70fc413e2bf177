-- Comments only grow; a mention changes once, when it is seen, and says nothing else.
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON claims_reviewcomment
    FOR EACH ROW EXECUTE FUNCTION refuse_change_v1();
ALTER TABLE claims_reviewcomment ENABLE ALWAYS TRIGGER append_only;
CREATE TRIGGER append_only BEFORE UPDATE OF comment_id, user_id OR DELETE ON claims_commentmention
    FOR EACH ROW EXECUTE FUNCTION refuse_change_v1();
ALTER TABLE claims_commentmention ENABLE ALWAYS TRIGGER append_only;

DO $$
DECLARE
    name text;
BEGIN
    FOREACH name IN ARRAY ARRAY[
        'claims_reviewcomment', 'claims_commentmention', 'history_reviewcomment'
    ] LOOP
        EXECUTE format(
            'CREATE TRIGGER no_truncate BEFORE TRUNCATE ON %I
             FOR EACH STATEMENT EXECUTE FUNCTION refuse_truncate_v1()', name);
        EXECUTE format('ALTER TABLE %I ENABLE ALWAYS TRIGGER no_truncate', name);
    END LOOP;
END
$$;
