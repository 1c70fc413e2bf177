-- The role that the public side reads with: the record's tables, and nothing else.
DO $$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'factcheck_record') THEN
        CREATE ROLE factcheck_record NOLOGIN;
    END IF;
    -- Always: from PostgreSQL 16 on, who made a role is its member and still may not become it.
    BEGIN
        EXECUTE format('GRANT factcheck_record TO %I', current_user);
    EXCEPTION WHEN insufficient_privilege THEN
        -- Where the role logs in by itself, nobody needs to become it.
        RAISE NOTICE 'factcheck_record was not granted to %', current_user;
    END;
END
$$;

GRANT USAGE ON SCHEMA public TO factcheck_record;
GRANT SELECT ON record_publication, record_claim, record_contradiction, record_rating
    TO factcheck_record;
