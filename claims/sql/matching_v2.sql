-- What may match in a room, as in matching_v1. The setting is made within: as a clause of the
-- function it could not be restored from a dump by sessions that have not loaded the extension.
DROP FUNCTION match_candidates_v1(regclass, text[], double precision[], halfvec, integer);
CREATE FUNCTION match_candidates_v2(
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
