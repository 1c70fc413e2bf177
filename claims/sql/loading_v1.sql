-- What a rating of another publisher means here, by the desk's table: by its text, else by its place
-- between worst and best. Of a review that does not say which way its scale runs, the table says it.
-- What the table does not have means nothing here: nothing is guessed.
CREATE FUNCTION foreign_rating_v1(
    scale text, rating text, value numeric, best numeric, worst numeric
) RETURNS bigint LANGUAGE sql STABLE AS $$
    SELECT known.rating_id
    FROM claims_foreignrating AS known
    WHERE known.scale = foreign_rating_v1.scale AND (
        known.text <> '' AND lower(known.text) = lower(foreign_rating_v1.rating)
        OR known.text = ''
        AND coalesce(foreign_rating_v1.best, known.best)
            <> coalesce(foreign_rating_v1.worst, known.worst)
        AND (foreign_rating_v1.value - coalesce(foreign_rating_v1.worst, known.worst))
            * (known.best - known.worst)
            = (known.value - known.worst)
            * (coalesce(foreign_rating_v1.best, known.best)
               - coalesce(foreign_rating_v1.worst, known.worst))
    )
    ORDER BY known.text = '', known.id
    LIMIT 1
$$;

-- The table changes: the reviews of those scales mean something else from now on.
CREATE FUNCTION foreign_rating_map_v1() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    -- The lock of loading (claims/intake/loading/merging.py): a load that is writing such reviews
    -- has read the table, and waits for nobody who waits for it.
    PERFORM pg_advisory_xact_lock(722302);
    UPDATE claims_externalreview AS review
    SET means_id = found.rating
    FROM (
        SELECT one.id, foreign_rating_v1(one.scale, one.rating, one.value, one.best, one.worst) AS rating
        FROM claims_externalreview AS one
        WHERE one.scale IN (SELECT scale FROM changed)
    ) AS found
    WHERE review.id = found.id AND review.means_id IS DISTINCT FROM found.rating;
    RETURN NULL;
END
$$;

CREATE TRIGGER map_new AFTER INSERT ON claims_foreignrating REFERENCING NEW TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION foreign_rating_map_v1();
CREATE TRIGGER map_gone AFTER DELETE ON claims_foreignrating REFERENCING OLD TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION foreign_rating_map_v1();

CREATE FUNCTION foreign_rating_map_changed_v1() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_advisory_xact_lock(722302);
    UPDATE claims_externalreview AS review
    SET means_id = found.rating
    FROM (
        SELECT one.id, foreign_rating_v1(one.scale, one.rating, one.value, one.best, one.worst) AS rating
        FROM claims_externalreview AS one
        WHERE one.scale IN (SELECT scale FROM before UNION SELECT scale FROM after)
    ) AS found
    WHERE review.id = found.id AND review.means_id IS DISTINCT FROM found.rating;
    RETURN NULL;
END
$$;

CREATE TRIGGER map_changed AFTER UPDATE ON claims_foreignrating
    REFERENCING OLD TABLE AS before NEW TABLE AS after
    FOR EACH STATEMENT EXECUTE FUNCTION foreign_rating_map_changed_v1();

-- New claims wait to be compared: by the statement, where it was by the row.
CREATE FUNCTION claim_compare_new_v1() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO claims_comparison (claim_id, scan) SELECT id, false FROM new_rows ORDER BY id;
    RETURN NULL;
END
$$;

DROP TRIGGER compare_new ON claims_claim;
CREATE TRIGGER compare_new AFTER INSERT ON claims_claim REFERENCING NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION claim_compare_new_v1();

DO $$
DECLARE
    name text;
BEGIN
    FOREACH name IN ARRAY ARRAY[
        'claims_externalreview', 'history_externalreview',
        'claims_foreignrating', 'history_foreignrating'
    ] LOOP
        EXECUTE format(
            'CREATE OR REPLACE TRIGGER no_truncate BEFORE TRUNCATE ON %I
             FOR EACH STATEMENT EXECUTE FUNCTION refuse_truncate_v1()', name);
        EXECUTE format('ALTER TABLE %I ENABLE ALWAYS TRIGGER no_truncate', name);
    END LOOP;
END
$$;
