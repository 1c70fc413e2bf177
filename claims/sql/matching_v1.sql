-- Matching: what is to be filled is noted in the transaction of the cause, by one row and nothing
-- else; a job makes stems and vectors later. Counts follow the stems, whoever writes them.
CREATE FUNCTION match_ask_published_v1() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO record_match (claim_id) VALUES (NEW.claim_id)
    ON CONFLICT (claim_id) DO UPDATE SET asked = record_match.asked + 1;
    RETURN NULL;
END
$$;
CREATE TRIGGER ask_match AFTER INSERT ON record_claim
    FOR EACH ROW EXECUTE FUNCTION match_ask_published_v1();

CREATE FUNCTION match_ask_new_v1() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO claims_match (claim_id) SELECT id FROM new_rows ORDER BY id ON CONFLICT DO NOTHING;
    RETURN NULL;
END
$$;
CREATE TRIGGER ask_match AFTER INSERT ON claims_claim REFERENCING NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION match_ask_new_v1();

CREATE FUNCTION match_ask_changed_v1() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO claims_match (claim_id) VALUES (NEW.id)
    ON CONFLICT (claim_id) DO UPDATE SET asked = claims_match.asked + 1;
    RETURN NULL;
END
$$;
CREATE TRIGGER ask_match_again AFTER UPDATE OF text ON claims_claim
    FOR EACH ROW WHEN (OLD.text IS DISTINCT FROM NEW.text)
    EXECUTE FUNCTION match_ask_changed_v1();

-- The counts of a room, in the table that the trigger names. Always in the order of the stems, so
-- that two who fill wait for each other and never deadlock. Where no stem changes, nothing is
-- touched: who publishes never waits for the counts.
CREATE FUNCTION match_count_v1() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    rows_of text := concat_ws(' UNION ALL ',
        CASE WHEN TG_OP <> 'DELETE' THEN 'SELECT claim_id, stems, 1 AS sign FROM new_rows' END,
        CASE WHEN TG_OP <> 'INSERT' THEN 'SELECT claim_id, stems, -1 AS sign FROM old_rows' END);
BEGIN
    EXECUTE format(
        'INSERT INTO %I AS counted (stem, claims, places)
        SELECT stem, sum(sign) AS claims, sum(sign * often) AS places FROM (
            SELECT stem, sign, count(*) AS often
            FROM (%s) AS changed, unnest(stems) AS stem GROUP BY claim_id, sign, stem
            UNION ALL
            SELECT '''', sign, cardinality(stems) FROM (%s) AS changed WHERE stems <> ''{}''
        ) AS parts
        GROUP BY stem HAVING sum(sign) <> 0 OR sum(sign * often) <> 0
        ORDER BY stem
        ON CONFLICT (stem) DO UPDATE SET
            claims = counted.claims + excluded.claims, places = counted.places + excluded.places',
        TG_ARGV[0], rows_of, rows_of);
    RETURN NULL;
END
$$;

DO $$
DECLARE
    room text[];
BEGIN
    FOREACH room SLICE 1 IN ARRAY ARRAY[['record_match', 'record_stem'], ['claims_match', 'claims_stem']]
    LOOP
        EXECUTE format('CREATE TRIGGER count_new AFTER INSERT ON %I REFERENCING NEW TABLE AS new_rows
            FOR EACH STATEMENT EXECUTE FUNCTION match_count_v1(%L)', room[1], room[2]);
        EXECUTE format('CREATE TRIGGER count_changed AFTER UPDATE ON %I
            REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
            FOR EACH STATEMENT EXECUTE FUNCTION match_count_v1(%L)', room[1], room[2]);
        EXECUTE format('CREATE TRIGGER count_gone AFTER DELETE ON %I REFERENCING OLD TABLE AS old_rows
            FOR EACH STATEMENT EXECUTE FUNCTION match_count_v1(%L)', room[1], room[2]);
    END LOOP;
END
$$;

-- What may match in a room: the claims that have the most of some rare stems, and those whose
-- vectors are nearest; at most so many of each, however many claims there are. Planned anew with
-- each question, since plans for any question know nothing of how rare these stems are.
--
-- The setting is made within: as a clause of the function it could not be restored from a dump by
-- sessions that have not loaded the extension.
CREATE FUNCTION match_candidates_v1(
    room regclass, rare text[], weights double precision[], near halfvec, most integer
) RETURNS TABLE (claim text, stems text[], cosine double precision)
LANGUAGE plpgsql STABLE AS $$
BEGIN
    -- Until the transaction ends; nothing else looks for nearest vectors.
    PERFORM set_config('hnsw.ef_search', '100', true);
    RETURN QUERY EXECUTE format(
        'WITH worded AS (
            SELECT one.claim_id FROM %1$s AS one WHERE one.stems && $1
            ORDER BY (
                SELECT sum(asked.weight) FROM unnest($1, $2) AS asked (stem, weight)
                WHERE asked.stem = ANY (one.stems)
            ) DESC, one.claim_id
            LIMIT $4
        ), nearest AS (
            SELECT one.claim_id FROM %1$s AS one ORDER BY one.vector <=> $3 LIMIT $4
        )
        SELECT one.claim_id::text, one.stems, 1 - (one.vector <=> $3)
        FROM (SELECT claim_id FROM worded UNION SELECT claim_id FROM nearest) AS found
        JOIN %1$s AS one USING (claim_id)
        WHERE one.vector IS NOT NULL
        ORDER BY one.claim_id', room)
    USING rare, weights, near, most;
END
$$;

GRANT SELECT ON record_match, record_stem TO factcheck_record;

INSERT INTO claims_match (claim_id) SELECT id FROM claims_claim;
INSERT INTO record_match (claim_id)
SELECT claim_id FROM record_claim WHERE ended_at IS NULL AND kind <> 'retraction';
