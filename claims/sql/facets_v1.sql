-- How many claims each value of some facets has, of those that have all of `query`: the `most`
-- frequent of each, with the newest claim of each. Up to about `enough` claims are counted; where more
-- have it, one in `parts` is, of a part that is always the same, and that many times the count is
-- a good guess: so a facet without a value has a row with its `parts` all the same. Without `query`
-- and `narrowed` (see record_found_v1) it is known for all.
CREATE FUNCTION record_facets_v1(
    query tsquery, facets text[], most integer, enough integer, narrowed jsonb DEFAULT NULL
) RETURNS TABLE (facet text, value text, claims bigint, newest bigint, parts integer)
LANGUAGE plpgsql STABLE SET plan_cache_mode = force_generic_plan SET jit = off AS $$
DECLARE
    published_from timestamptz := narrowed ->> 'published_from';
    published_to timestamptz := narrowed ->> 'published_to';
    claim_date_from date := narrowed ->> 'claim_date_from';
    claim_date_to date := narrowed ->> 'claim_date_to';
    on_day date := narrowed ->> 'valid_on';
    one_in integer;
    least_of_them bigint;
    part tsquery := format('''%samong256''', chr(1));
BEGIN
    IF numnode(query) = 0 THEN
        RETURN;
    END IF;
    IF query IS NULL AND narrowed IS NULL THEN
        RETURN QUERY
        SELECT counted.facet::text, counted.value::text, counted.claims, NULL::bigint, 1
        FROM unnest(facets) AS asked (facet) CROSS JOIN LATERAL (
            SELECT * FROM record_count WHERE record_count.facet = asked.facet
            ORDER BY record_count.claims DESC, record_count.value LIMIT most
        ) AS counted;
        RETURN;
    END IF;
    -- Dates are not looked at: there can only be fewer.
    least_of_them := (SELECT count(*) FROM record_search AS one
        WHERE one.search @@ coalesce(query, part) AND one.search @@ part) * 256;
    one_in := CASE WHEN least_of_them <= enough THEN 1 WHEN least_of_them <= 4 * enough THEN 4
        WHEN least_of_them <= 16 * enough THEN 16 WHEN least_of_them <= 64 * enough THEN 64
        ELSE 256 END;
    part := CASE WHEN one_in > 1 THEN format('''%samong%s''', chr(1), one_in)::tsquery
        ELSE coalesce(query, format('''%sblock19:'':*', chr(1))::tsquery) END;
    RETURN QUERY
    WITH base AS MATERIALIZED (
        SELECT one.sequence, one.rating, one.claimant, one.publishers, one.topics
        FROM record_search AS one
        WHERE one.search @@ coalesce(query, part) AND one.search @@ part
          AND (published_from IS NULL OR one.published_at >= published_from)
          AND (published_to IS NULL OR one.published_at <= published_to)
          AND (claim_date_from IS NULL OR one.claim_date >= claim_date_from)
          AND (claim_date_to IS NULL OR one.claim_date <= claim_date_to)
          AND (on_day IS NULL OR ((one.valid_from <= on_day OR one.valid_from IS NULL)
              AND (one.valid_to >= on_day OR one.valid_to IS NULL)
              AND (one.valid_from IS NOT NULL OR one.valid_to IS NOT NULL)))
    ), named AS (
        SELECT 'rating' AS facet, base.rating::text AS value, base.sequence FROM base
        WHERE 'rating' = ANY (facets)
        UNION ALL SELECT 'claimant', base.claimant::text, base.sequence FROM base
        WHERE 'claimant' = ANY (facets) AND base.claimant <> ''
        UNION ALL SELECT 'publisher', unnest(base.publishers), base.sequence FROM base
        WHERE 'publisher' = ANY (facets)
        UNION ALL SELECT 'topic', unnest(base.topics), base.sequence FROM base
        WHERE 'topic' = ANY (facets)
    ), counted AS (
        SELECT named.facet, named.value, count(*) AS claims, max(named.sequence) AS newest
        FROM named GROUP BY named.facet, named.value
    ), placed AS (
        SELECT counted.*, row_number() OVER (
            PARTITION BY counted.facet ORDER BY counted.claims DESC, counted.value) AS place
        FROM counted
    )
    SELECT asked.facet, placed.value, coalesce(placed.claims, 0) * one_in, placed.newest, one_in
    FROM unnest(facets) AS asked (facet)
    LEFT JOIN placed ON placed.facet = asked.facet AND placed.place <= most
    ORDER BY asked.facet, placed.place;
END
$$;
