-- Finding as finding_v3.sql says, but phrases with a stop word in them, and those beside OR or absent words, are
-- looked up by pairs of words too: phrases_v2.sql.

-- As record_found_v3: the same claims in the same order.
CREATE FUNCTION record_found_v4(
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
    phrase CONSTANT boolean := coalesce(query::text ~ ' <(-|\d+)> ', false);
    claimed bigint[];
    listed bigint[];
    of_since bigint[];
    head bigint := CASE WHEN published_to IS NULL
        THEN (SELECT coalesce(max(one.sequence), 0) FROM record_search AS one)
        ELSE record_until_v1(published_to, true) END;
    start bigint;
    near bigint[];
    walked bigint := 0;
    bits integer := 11;
    width bigint;
    stride integer;
    sampled boolean := false;
    block bigint;
    last bigint;
    part tsquery;
    page bigint[];
    found bigint[] := '{}';
BEGIN
    IF numnode(query) = 0 THEN
        RETURN;
    END IF;
    IF narrowed IS NOT NULL THEN
        claimed := record_claimed_v1(claim_date_from, claim_date_to, few);
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
    END IF;
    -- A place comes from outside: one far beyond the head would be walked from block by block.
    start := CASE direction WHEN 1 THEN least(greatest(place, lowest - 1, 0), head)
        ELSE least(coalesce(place, head + 1), head + 1) END;
    IF cardinality(claimed) <= few / 40
        OR (claimed IS NOT NULL AND record_stride_v1(query, most, head) IS NOT NULL)
    THEN
        listed := claimed;
    END IF;
    -- By the primary key while that looks at few claims: what many have needs no more.
    width := least(most::bigint + 4, 32);
    WHILE listed IS NULL LOOP
        -- What is looked at and does not match comes below nought.
        IF direction = 1 THEN
            near := ARRAY(
                SELECT CASE WHEN coalesce(one.search @@ query, true)
                  AND record_dated_v1(one.published_at, one.claim_date, one.valid_from, one.valid_to,
                      published_from, published_to, claim_date_from, claim_date_to, on_day, since)
                  THEN one.sequence ELSE -one.sequence END
                FROM record_search AS one WHERE one.sequence > start AND one.sequence <= head
                ORDER BY one.sequence LIMIT width);
        ELSE
            near := ARRAY(
                SELECT CASE WHEN coalesce(one.search @@ query, true)
                  AND record_dated_v1(one.published_at, one.claim_date, one.valid_from, one.valid_to,
                      published_from, published_to, claim_date_from, claim_date_to, on_day, since)
                  THEN one.sequence ELSE -one.sequence END
                FROM record_search AS one WHERE one.sequence < start AND one.sequence >= lowest
                ORDER BY one.sequence DESC LIMIT width);
        END IF;
        FOREACH last IN ARRAY near LOOP
            IF last > 0 AND cardinality(found) < most THEN
                found := found || last;
            END IF;
        END LOOP;
        walked := walked + width;
        IF cardinality(found) = most OR cardinality(near) < width THEN
            RETURN QUERY SELECT unnest(found);
            RETURN;
        END IF;
        start := abs(near[width]);
        width := CASE WHEN found <> '{}' THEN greatest(
            walked, 3::bigint * (most - cardinality(found)) * walked / (2 * cardinality(found))) END;
        EXIT WHEN width IS NULL OR width > 128 + 1024 * cardinality(found) / walked;
    END LOOP;
    -- Four where no claim had it yet: a rare word then needs one look-up in the index. Of a phrase all claims
    -- with its words would be read: two, unless no more than four are left.
    stride := least(64, 2 + coalesce(width, CASE WHEN phrase
        AND CASE direction WHEN 1 THEN head - start ELSE start - lowest END > 8192 THEN 0 ELSE 4096 END) / 2048);
    FOR step IN 1 .. 1000000 LOOP
        EXIT WHEN listed IS NOT NULL
            OR CASE direction WHEN 1 THEN start >= head ELSE start <= greatest(lowest, 1) END;
        block := (start + direction) >> bits;
        last := block + direction * (stride - 1);
        part := (SELECT string_agg(format('''%sblock%s:%s''', chr(1), bits, number), '|')
            FROM generate_series(block, last, direction) AS number);
        part := coalesce(part, query, format('''%sblock19:'':*', chr(1))::tsquery);
        -- Two conditions: as one query the index would go through all of the block, word or no word. That of the
        -- block first: for the other the index goes on from there, and not from the oldest claim.
        -- Products and differences: else the primary key would be read, in order or whole.
        page := ARRAY(
            SELECT one.sequence FROM record_search AS one
            WHERE one.search @@ part AND one.search @@ coalesce(query, part)
              AND one.sequence * direction > start * direction
              AND one.sequence - lowest >= 0 AND one.sequence - head <= 0
              AND record_dated_v1(one.published_at, one.claim_date, one.valid_from, one.valid_to,
                  published_from, published_to, claim_date_from, claim_date_to, on_day, since)
            ORDER BY one.sequence * direction
            LIMIT most - cardinality(found));
        found := found || page;
        EXIT WHEN stride IS NULL OR cardinality(found) = most;
        start := CASE direction WHEN 1 THEN ((last + 1) << bits) - 1 ELSE last << bits END;
        width := CASE WHEN step = 1 AND page <> '{}' THEN
            2048 * (1 + (5::bigint * (most - cardinality(found)) / 4 + 5) * stride / cardinality(page)) END;
        -- That words stand in one claim the index of words knows, but not in which order.
        IF bits = 11 AND coalesce(width > 65536, true) AND phrase THEN
            listed := record_phrased_v2(query, few / 5);
        END IF;
        IF width IS NOT NULL THEN
            bits := CASE WHEN width > 65536 THEN 15 ELSE 11 END;
            stride := CASE WHEN 2 * width < CASE direction WHEN 1 THEN head - start ELSE start - lowest END
                THEN least(64, 1 + (width - 1 >> bits)) END;
        ELSIF NOT sampled AND listed IS NULL THEN
            bits := 15;
            sampled := true;
            stride := record_stride_v1(query, most, head);
        ELSIF step % 64 = 0 THEN
            stride := 2 * stride;
        END IF;
    END LOOP;
    listed := ARRAY(
        SELECT one FROM unnest(listed) AS one
        WHERE one * direction > start * direction AND one BETWEEN lowest AND head
        ORDER BY one * direction);
    width := 256;
    WHILE cardinality(listed) > 0 AND cardinality(found) < most LOOP
        -- Not as a condition of its own: the index would look up the words everywhere.
        found := found || ARRAY(
            SELECT one.sequence FROM record_search AS one
            WHERE one.sequence = ANY (listed[:width]) AND coalesce(one.search @@ query, true)
              AND record_dated_v1(one.published_at, one.claim_date, one.valid_from, one.valid_to,
                  published_from, published_to, claim_date_from, claim_date_to, on_day, since)
            ORDER BY one.sequence * direction
            LIMIT most - cardinality(found));
        listed := listed[width + 1:];
        width := 4 * width;
    END LOOP;
    RETURN QUERY SELECT unnest(found);
END
$$;

-- As record_ranked_v3, of what is found in this way.
CREATE FUNCTION record_ranked_v4(
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
    newest := ARRAY(SELECT record_found_v4(query, NULL, -1,
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
        FROM record_found_v4(query, after_sequence, -1, (passed + most - given)::integer, narrowed)
            AS older (sequence)
        OFFSET passed;
    END IF;
END
$$;

-- As record_page_v3, of what is found in this way.
CREATE FUNCTION record_page_v4(
    texts text[], terms tsquery, place bigint, direction integer, most integer,
    narrowed jsonb DEFAULT NULL, options text DEFAULT NULL
) RETURNS TABLE (sequence bigint, body bytea, head bigint, hits text[])
LANGUAGE plpgsql STABLE ROWS 20 SET plan_cache_mode = force_generic_plan AS $$
DECLARE
    words tsquery := record_query_v1(texts, NULL);
    found bigint[] := ARRAY(SELECT record_found_v4(
        CASE WHEN terms IS NULL THEN words ELSE record_query_v1(texts, terms) END,
        place, direction, most, narrowed));
    newest bigint := (SELECT max(entry.sequence) FROM record_publication AS entry);
    in_text tsquery;
    in_title tsquery;
    in_explanation tsquery;
BEGIN
    IF options IS NOT NULL THEN
        in_text := record_operands_v2(words, 'A');
        in_title := record_operands_v2(words, 'B');
        in_explanation := record_operands_v2(words, 'C');
    END IF;
    -- ts_headline reads a text letter by letter: only where the vector says that there is something.
    -- No text holds the pattern, and JSON is not read over a NUL.
    RETURN QUERY
    SELECT claim.sequence, shown.body, newest, CASE WHEN in_text IS NOT NULL THEN (
        SELECT ARRAY[
            CASE WHEN claim.search @@ in_text THEN
                ts_headline('factcheck_english', said.document ->> 'text', words, options) END,
            CASE WHEN claim.search @@ in_title THEN
                ts_headline('factcheck_english', said.document ->> 'title', words, options) END,
            CASE WHEN claim.search @@ in_explanation THEN
                ts_headline('factcheck_english', said.document ->> 'explanation', words, options)
            END]
        FROM (SELECT CAST(replace(convert_from(shown.body, 'UTF8'), '"\u0000/', '"/') AS json)
            OFFSET 0) AS said (document)
        WHERE shown.body IS NOT NULL) END
    FROM record_claim AS claim
    CROSS JOIN LATERAL (SELECT CASE WHEN claim.sequence IS DISTINCT FROM found[most]
        THEN claim.body END) AS shown (body)
    WHERE claim.sequence = ANY (found)
    ORDER BY claim.sequence * direction;
END
$$;
