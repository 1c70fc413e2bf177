-- As facets_v3.sql, but any phrase that few claims have is looked up by the pairs of its words: phrases_v2.sql.
CREATE FUNCTION record_facets_v4(
    query tsquery, facets text[], most integer, enough integer, narrowed jsonb DEFAULT NULL
) RETURNS TABLE (facet text, value text, claims bigint, newest bigint, parts integer)
LANGUAGE plpgsql STABLE SET plan_cache_mode = force_generic_plan SET jit = off AS $$
DECLARE
    published_from timestamptz := narrowed ->> 'published_from';
    published_to timestamptz := narrowed ->> 'published_to';
    claim_date_from date := narrowed ->> 'claim_date_from';
    claim_date_to date := narrowed ->> 'claim_date_to';
    on_day date := narrowed ->> 'valid_on';
    first bigint := 1;
    last bigint := (SELECT coalesce(max(one.sequence), 0) FROM record_search AS one);
    dated bigint[];
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
    IF published_from IS NOT NULL THEN
        first := record_until_v1(published_from, false) + 1;
    END IF;
    IF published_to IS NOT NULL THEN
        last := record_until_v1(published_to, true);
    END IF;
    dated := record_claimed_v1(claim_date_from, claim_date_to, 4 * enough);
    IF last - first < least(4 * enough, coalesce(cardinality(dated), 4 * enough)) THEN
        dated := ARRAY(SELECT one.sequence FROM record_search AS one
            WHERE one.sequence BETWEEN first AND last);
    END IF;
    -- Other dates are not looked at: there can only be fewer.
    least_of_them := (SELECT count(*) FROM record_search AS one
        WHERE one.search @@ coalesce(query && part, part)) * 256;
    IF cardinality(dated) > least_of_them THEN
        dated := NULL;
    END IF;
    IF dated IS NULL AND least_of_them <= enough AND query::text ~ ' <(-|\d+)> ' THEN
        dated := record_phrased_v2(query, enough);
    END IF;
    least_of_them := coalesce(cardinality(dated), least(least_of_them, last - first + 1));
    one_in := CASE WHEN least_of_them <= enough THEN 1 WHEN least_of_them <= 4 * enough THEN 4
        WHEN least_of_them <= 16 * enough THEN 16 WHEN least_of_them <= 64 * enough THEN 64
        ELSE 256 END;
    dated := CASE WHEN dated IS NOT NULL THEN
        ARRAY(SELECT one FROM unnest(dated) AS one WHERE record_part_v1(one) % one_in = 0) END;
    part := CASE WHEN one_in > 1 THEN format('''%samong%s''', chr(1), one_in)::tsquery
        ELSE coalesce(query, format('''%sblock19:'':*', chr(1))::tsquery) END;
    IF one_in > 1 AND last - first < 64 * enough THEN
        part := part && (SELECT string_agg(format('''%sblock15:%s''', chr(1), block), '|')::tsquery
            FROM generate_series(first >> 15, last >> 15) AS block);
    END IF;
    -- As one condition: see record_stride_v1.
    part := coalesce(query && part, part);
    RETURN QUERY
    WITH base AS MATERIALIZED (
        SELECT one.sequence, one.rating, one.claimant, one.publishers, one.topics
        FROM record_search AS one
        WHERE dated IS NULL AND one.search @@ part
          AND record_dated_v1(one.published_at, one.claim_date, one.valid_from, one.valid_to,
              published_from, published_to, claim_date_from, claim_date_to, on_day, NULL)
        UNION ALL
        SELECT one.sequence, one.rating, one.claimant, one.publishers, one.topics
        FROM record_search AS one
        WHERE one.sequence = ANY (dated) AND coalesce(one.search @@ query, true)
          AND record_dated_v1(one.published_at, one.claim_date, one.valid_from, one.valid_to,
              published_from, published_to, claim_date_from, claim_date_to, on_day, NULL)
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
