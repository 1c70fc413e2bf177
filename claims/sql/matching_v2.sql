-- Matching among a million claims. What grew with their number was what had to be read: most of a
-- row is its vector, which looking up by words does not need. Out of line, five times as many rows
-- stand on a page. What is filled already moves when it is filled again.
DO $$
DECLARE
    room text;
BEGIN
    FOREACH room IN ARRAY ARRAY['record_match', 'claims_match'] LOOP
        EXECUTE format('ALTER TABLE %I ALTER COLUMN vector SET STORAGE EXTERNAL,
            ALTER COLUMN stems SET STORAGE MAIN, SET (toast_tuple_target = 512)', room);
    END LOOP;
END
$$;

-- As the first version, but that what is found by words is weighed without a look at the vectors,
-- each stem by itself: an index finds its claims, and a claim counts for the stems that found it.
CREATE FUNCTION match_candidates_v2(
    room regclass, rare text[], weights double precision[], near halfvec, most integer
) RETURNS TABLE (claim text, stems text[], cosine double precision)
LANGUAGE plpgsql STABLE AS $$
BEGIN
    -- Until the transaction ends; nothing else looks for nearest vectors.
    PERFORM set_config('hnsw.ef_search', most::text, true);
    RETURN QUERY EXECUTE format(
        'WITH worded AS (
            SELECT one.claim_id FROM unnest($1, $2) AS asked (stem, weight)
            JOIN %1$s AS one ON one.stems @> ARRAY[asked.stem]
            GROUP BY one.claim_id ORDER BY sum(asked.weight) DESC, one.claim_id
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
