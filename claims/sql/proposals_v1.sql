-- A claim that comes in, or that says something else now, waits to be compared with others: by a
-- trigger, so that forms, fixtures, imports and psql are all the same. A row of its own each time:
-- nobody who saves a claim ever waits for the worker.
CREATE FUNCTION claim_compare_v1() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO claims_comparison (claim_id, scan) VALUES (NEW.id, false);
    RETURN NULL;
END
$$;

CREATE TRIGGER compare_new AFTER INSERT ON claims_claim
    FOR EACH ROW EXECUTE FUNCTION claim_compare_v1();
CREATE TRIGGER compare_changed AFTER UPDATE ON claims_claim
    FOR EACH ROW
    WHEN ((OLD.text, OLD.subject, OLD.property, OLD.value, OLD.unit, OLD.valid_from, OLD.valid_to,
           OLD.claim_date)
          IS DISTINCT FROM
          (NEW.text, NEW.subject, NEW.property, NEW.value, NEW.unit, NEW.valid_from, NEW.valid_to,
           NEW.claim_date))
    EXECUTE FUNCTION claim_compare_v1();
ALTER TABLE claims_claim ENABLE ALWAYS TRIGGER compare_new;
ALTER TABLE claims_claim ENABLE ALWAYS TRIGGER compare_changed;

-- Which other claims each of `claims` may have to do with: those that share its rarest keys. A key
-- that more than `common` claims have finds nobody, and of the rest the `rarest` count: the cost of
-- a claim is bounded, however many there are. Points (p:) weigh more than words.
CREATE FUNCTION claim_candidates_v1(claims bigint[], common int, rarest int, most int)
RETURNS TABLE (claim bigint, other bigint) LANGUAGE sql STABLE AS $$
    WITH mine AS (
        SELECT claim_id, key FROM claims_claimkey WHERE claim_id = ANY (claims)
    ), frequent AS (
        SELECT key, (
            SELECT count(*) FROM (
                SELECT FROM claims_claimkey AS one WHERE one.key = keys.key LIMIT common + 1
            ) AS first_ones
        ) AS claims
        FROM (SELECT DISTINCT key FROM mine) AS keys
    ), chosen AS (
        SELECT mine.claim_id, mine.key, frequent.claims,
            row_number() OVER (
                PARTITION BY mine.claim_id ORDER BY mine.key NOT LIKE 'p:%', frequent.claims, mine.key
            ) AS place
        FROM mine JOIN frequent USING (key)
        WHERE frequent.claims BETWEEN 2 AND common
    ), shared AS (
        SELECT chosen.claim_id AS claim, found.claim_id AS other,
            sum(ln(1e7 / chosen.claims) * CASE WHEN chosen.key LIKE 'p:%' THEN 10 ELSE 1 END) AS weight
        FROM chosen JOIN claims_claimkey AS found USING (key)
        WHERE chosen.place <= rarest AND found.claim_id <> chosen.claim_id
        GROUP BY 1, 2
    )
    SELECT claim, other FROM (
        SELECT claim, other,
            row_number() OVER (PARTITION BY claim ORDER BY weight DESC, other DESC) AS place
        FROM shared
    ) AS ranked
    WHERE place <= most
$$;

DO $$
DECLARE
    name text;
BEGIN
    FOREACH name IN ARRAY ARRAY['claims_repetition', 'history_repetition'] LOOP
        EXECUTE format(
            'CREATE OR REPLACE TRIGGER no_truncate BEFORE TRUNCATE ON %I
             FOR EACH STATEMENT EXECUTE FUNCTION refuse_truncate_v1()', name);
        EXECUTE format('ALTER TABLE %I ENABLE ALWAYS TRIGGER no_truncate', name);
    END LOOP;
END
$$;
