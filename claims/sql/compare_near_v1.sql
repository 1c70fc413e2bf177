-- As in rivals_v1, but a dump can be restored with it: pg_dump reads definitions without any schema in
-- the search path and puts schemas before the operators in them, which PostgreSQL cannot do within
-- IS DISTINCT FROM.
CREATE OR REPLACE TRIGGER compare_near_changed AFTER UPDATE ON claims_match
    FOR EACH ROW
    WHEN (NEW.vector IS NOT NULL AND (OLD.vector IS NULL OR OLD.vector <> NEW.vector))
    EXECUTE FUNCTION claim_compare_vector_v1();
