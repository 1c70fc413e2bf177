-- Finding by dates among a million claims, and what is always right whatever is asked: as finding_v1.sql,
-- but no walk through claims that a date leaves out.

-- Whether one claim has all dates that are asked. PostgreSQL puts the expression in the place of the call.
CREATE FUNCTION record_dated_v1(
    published_at timestamptz, claim_date date, valid_from date, valid_to date,
    published_from timestamptz, published_to timestamptz, claim_date_from date, claim_date_to date,
    on_day date, since timestamptz
) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT (published_from IS NULL OR published_at >= published_from)
       AND (published_to IS NULL OR published_at <= published_to)
       AND (claim_date_from IS NULL OR claim_date >= claim_date_from)
       AND (claim_date_to IS NULL OR claim_date <= claim_date_to)
       AND (since IS NULL OR published_at >= since
           OR claim_date >= (since AT TIME ZONE 'UTC')::date)
       AND (on_day IS NULL OR ((valid_from <= on_day OR valid_from IS NULL)
           AND (valid_to >= on_day OR valid_to IS NULL)
           AND (valid_from IS NOT NULL OR valid_to IS NOT NULL)))
$$;

-- The last sequence up to which all was published before `moment`, or at it if `including`; 0 where none
-- was. The chain refuses an entry that is older than the one before, so halving what is left finds it.
CREATE FUNCTION record_until_v1(moment timestamptz, including boolean) RETURNS bigint
LANGUAGE plpgsql STABLE SET plan_cache_mode = force_generic_plan AS $$
DECLARE
    low bigint := 0;
    high bigint := (SELECT coalesce(max(one.sequence), 0) + 1 FROM record_search AS one);
    middle bigint;
    nearest record;
BEGIN
    WHILE high - low > 1 LOOP
        middle := (low + high) / 2;
        SELECT one.sequence, one.published_at INTO nearest FROM record_search AS one
        WHERE one.sequence >= middle ORDER BY one.sequence LIMIT 1;
        IF nearest.published_at < moment OR (including AND nearest.published_at = moment) THEN
            low := nearest.sequence;
        ELSE
            high := middle;
        END IF;
    END LOOP;
    RETURN low;
END
$$;

-- The sequences of what was claimed in these days, if there are at most `most`; else NULL.
CREATE FUNCTION record_claimed_v1(first date, last date, most integer) RETURNS bigint[]
LANGUAGE plpgsql STABLE SET plan_cache_mode = force_generic_plan AS $$
DECLARE
    found bigint[];
BEGIN
    IF first IS NOT NULL OR last IS NOT NULL THEN
        found := ARRAY(
            SELECT one.sequence FROM record_search AS one
            WHERE one.claim_date BETWEEN coalesce(first, '-infinity') AND coalesce(last, 'infinity')
            LIMIT most::bigint + 1);
    END IF;
    RETURN CASE WHEN cardinality(found) <= most THEN found END;
END
$$;

-- In how many blocks of 32,768 at a time to look for the `most` newest of `query`, or NULL for all at
-- once: so that few claims are looked at beyond those that are wanted, in few steps. One claim in 256
-- tells it, and no more of these are counted than that takes. One condition: of two, the index would look
-- for the next claim with `query` wherever it is, and of words that are never together through all.
CREATE FUNCTION record_stride_v1(query tsquery, most integer, head bigint) RETURNS integer
LANGUAGE plpgsql STABLE SET plan_cache_mode = force_generic_plan AS $$
DECLARE
    sample tsquery := format('''%samong256''', chr(1));
    few bigint := 3 * most::bigint / 2 / 256;
    blocks bigint := head / 32768 + 1;
    had bigint;
BEGIN
    had := (SELECT count(*) FROM (
        SELECT FROM record_search AS one
        WHERE one.search @@ coalesce(query && sample, sample)
        LIMIT greatest(few, blocks * most / 256) + 1) AS first);
    RETURN CASE WHEN had > few THEN least(64, 1 + blocks * most / (256 * had)) END;
END
$$;

-- As record_found_v1, which says how blocks are looked at. Days between which few claims were made are
-- looked up instead, and moments of publication say where to begin and to end.
CREATE FUNCTION record_found_v2(
    query tsquery, place bigint, direction integer, most integer,
    narrowed jsonb DEFAULT NULL, lowest bigint DEFAULT 0
) RETURNS SETOF bigint
LANGUAGE plpgsql STABLE ROWS 20 SET plan_cache_mode = force_generic_plan AS $$
DECLARE
    few CONSTANT integer := 10000;
    published_from timestamptz := narrowed ->> 'published_from';
    published_to timestamptz := narrowed ->> 'published_to';
    claim_date_from date := narrowed ->> 'claim_date_from';
    claim_date_to date := narrowed ->> 'claim_date_to';
    on_day date := narrowed ->> 'valid_on';
    since timestamptz := narrowed ->> 'since';
    claimed bigint[] := record_claimed_v1(claim_date_from, claim_date_to, few);
    of_since bigint[];
    head bigint := CASE WHEN published_to IS NULL
        THEN (SELECT coalesce(max(one.sequence), 0) FROM record_search AS one)
        ELSE record_until_v1(published_to, true) END;
    start bigint;
    bits integer := 11;
    width integer := 256;
    stride integer := 2;
    block bigint;
    last bigint;
    part tsquery;
    found bigint[] := '{}';
BEGIN
    IF numnode(query) = 0 THEN
        RETURN;
    END IF;
    IF published_from IS NOT NULL THEN
        lowest := greatest(lowest, record_until_v1(published_from, false) + 1);
    END IF;
    IF since IS NOT NULL THEN
        of_since := record_claimed_v1((since AT TIME ZONE 'UTC')::date, NULL, few);
        IF of_since IS NOT NULL THEN
            lowest := greatest(lowest, least(record_until_v1(since, false) + 1,
                (SELECT min(one) FROM unnest(of_since) AS one)));
        END IF;
    END IF;
    -- A place comes from outside: one far beyond the head would be walked from block by block.
    start := CASE direction WHEN 1 THEN least(greatest(place, lowest - 1, 0), head)
        ELSE least(coalesce(place, head + 1), head + 1) END;
    IF cardinality(claimed) <= width
        OR (claimed IS NOT NULL AND record_stride_v1(query, most, head) IS NOT NULL)
    THEN
        claimed := ARRAY(
            SELECT one FROM unnest(claimed) AS one
            WHERE one * direction > start * direction AND one BETWEEN lowest AND head
            ORDER BY one * direction);
        WHILE cardinality(claimed) > 0 AND cardinality(found) < most LOOP
            -- Not as a condition of its own: the index would look up the words everywhere.
            found := found || ARRAY(
                SELECT one.sequence FROM record_search AS one
                WHERE one.sequence = ANY (claimed[:width]) AND coalesce(one.search @@ query, true)
                  AND record_dated_v1(one.published_at, one.claim_date, one.valid_from, one.valid_to,
                      published_from, published_to, claim_date_from, claim_date_to, on_day, since)
                ORDER BY one.sequence * direction
                LIMIT most - cardinality(found));
            claimed := claimed[width + 1:];
            width := 4 * width;
        END LOOP;
        RETURN QUERY SELECT unnest(found);
        RETURN;
    END IF;
    FOR step IN 1 .. 1000000 LOOP
        EXIT WHEN CASE direction WHEN 1 THEN start >= head ELSE start <= greatest(lowest, 1) END;
        block := (start + direction) >> bits;
        last := block + direction * (stride - 1);
        part := (SELECT string_agg(format('''%sblock%s:%s''', chr(1), bits, number), '|')
            FROM generate_series(block, last, direction) AS number);
        part := coalesce(part, query, format('''%sblock19:'':*', chr(1))::tsquery);
        -- Two conditions: as one query the index would go through all of the block, word or no word. That of the
        -- block first: for the other the index goes on from there, and not from the oldest claim.
        -- Products and differences: else the primary key would be read, in order or whole.
        found := found || ARRAY(
            SELECT one.sequence FROM record_search AS one
            WHERE one.search @@ part AND one.search @@ coalesce(query, part)
              AND one.sequence * direction > start * direction
              AND one.sequence - lowest >= 0 AND one.sequence - head <= 0
              AND record_dated_v1(one.published_at, one.claim_date, one.valid_from, one.valid_to,
                  published_from, published_to, claim_date_from, claim_date_to, on_day, since)
            ORDER BY one.sequence * direction
            LIMIT most - cardinality(found));
        EXIT WHEN stride IS NULL OR cardinality(found) = most;
        start := CASE direction WHEN 1 THEN ((last + 1) << bits) - 1 ELSE last << bits END;
        IF step = 1 THEN
            bits := 15;
            stride := record_stride_v1(query, most, head);
        ELSIF step % 64 = 0 THEN
            stride := 2 * stride;
        END IF;
    END LOOP;
    RETURN QUERY SELECT unnest(found);
END
$$;

-- As record_ranked_v1, of what is found in this way.
CREATE FUNCTION record_ranked_v2(
    words tsquery, query tsquery, most integer, skipped integer, ranked integer, steps integer,
    after_relevance bigint DEFAULT NULL, after_sequence bigint DEFAULT NULL,
    lowest bigint DEFAULT NULL, narrowed jsonb DEFAULT NULL
) RETURNS TABLE (sequence bigint, relevance bigint, oldest bigint)
LANGUAGE plpgsql STABLE ROWS 20 SET plan_cache_mode = force_generic_plan AS $$
DECLARE
    newest bigint[];
    passed bigint := 0;
    given integer;
BEGIN
    -- Beside those that were ranked on the first page, as many may have been published since.
    newest := ARRAY(SELECT record_found_v2(query, NULL, -1,
        CASE WHEN lowest IS NULL THEN ranked ELSE 2 * ranked END, narrowed, coalesce(lowest, 0)));
    IF lowest IS NULL THEN
        lowest := CASE WHEN cardinality(newest) = ranked THEN newest[ranked] ELSE 0 END;
    END IF;
    IF after_sequence IS NULL OR after_sequence >= lowest THEN
        RETURN QUERY
        SELECT best.sequence, best.relevance, lowest FROM (
            SELECT one.sequence, (ts_rank(one.search, words) * steps)::bigint AS relevance
            FROM record_search AS one WHERE one.sequence = ANY (newest)
        ) AS best
        WHERE after_sequence IS NULL OR best.relevance < after_relevance
           OR (best.relevance = after_relevance AND best.sequence < after_sequence)
        ORDER BY best.relevance DESC, best.sequence DESC
        OFFSET skipped LIMIT most;
        GET DIAGNOSTICS given = ROW_COUNT;
        passed := greatest(skipped - cardinality(newest), 0);
        after_sequence := lowest;
    ELSE
        given := 0;
        passed := skipped;
    END IF;
    IF given < most AND lowest > 0 THEN
        RETURN QUERY
        SELECT older.sequence, 0::bigint, lowest
        FROM record_found_v2(query, after_sequence, -1, (passed + most - given)::integer, narrowed)
            AS older (sequence)
        OFFSET passed;
    END IF;
END
$$;
