-- As record_found_v4 in finding_v4.sql, in whose place it comes: the same claims in the same order, with fewer
-- rows looked at. Each look is of as many claims as hold what is still wanted, at the rate of the look before.
-- A word may be rare of late and have stood in every claim years ago: before a look at many claims a sample of
-- all says how many that may be, and a look that meets far more claims than are wanted is given up for a
-- narrower one. Of the claims of a few days the nearest are looked at before the sample is.
CREATE OR REPLACE FUNCTION record_found_v4(
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
    bits integer;
    width bigint;
    rest bigint;
    looked bigint;
    bound bigint;
    at_most bigint;
    sampled boolean := false;
    narrow boolean := false;
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
        ELSE greatest(least(coalesce(place, head + 1), head + 1), 0) END;
    IF claimed IS NOT NULL THEN
        near := ARRAY(
            SELECT one FROM unnest(claimed) AS one
            WHERE one * direction > start * direction AND one BETWEEN lowest AND head
            ORDER BY one * direction LIMIT 32);
        IF cardinality(claimed) <= few / 40 OR cardinality(near) < 32
            OR most <= 8 * (SELECT count(*) FROM record_search AS one
                WHERE one.sequence = ANY (near) AND coalesce(one.search @@ query, true))
            OR record_stride_v1(query, most, head) IS NOT NULL
        THEN
            listed := claimed;
        END IF;
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
    -- Four blocks where no claim had it yet: a rare word then needs one look-up in the index. Of a phrase all
    -- claims with its words would be read: two, unless no more than four are left.
    width := least(65536, 4096 + coalesce(width, CASE WHEN phrase
        AND CASE direction WHEN 1 THEN head - start ELSE start - lowest END > 8192 THEN 0 ELSE 4096 END));
    FOR step IN 1 .. 1000000 LOOP
        rest := CASE direction WHEN 1 THEN head - start ELSE start - greatest(lowest, 1) END;
        EXIT WHEN listed IS NOT NULL OR rest <= 0;
        IF coalesce(width > 65536, true) AND at_most IS NULL AND NOT sampled THEN
            sampled := true;
            -- That words stand in one claim the index of words knows, but not in which order.
            IF phrase THEN
                listed := record_phrased_v2(query, few / 5);
                EXIT WHEN listed IS NOT NULL;
            END IF;
            at_most := 32768::bigint * record_stride_v1(query, most, head);
        END IF;
        width := CASE WHEN narrow OR coalesce(width > 65536, true) THEN least(width, at_most) ELSE width END;
        bits := CASE WHEN rest > 65536 AND (width > 65536 OR width % 32768 = 0) THEN 15 ELSE 11 END;
        block := (start + direction) >> bits;
        last := block + direction * least(63, width - 1 >> bits);
        -- Only of words that few have in all is it not said in which blocks: the index has no order.
        last := CASE WHEN width IS NULL THEN NULL WHEN direction = 1 THEN least(last, head >> bits)
            ELSE greatest(last, greatest(lowest, 1) >> bits) END;
        part := (SELECT string_agg(format('''%sblock%s:%s''', chr(1), bits, number), '|')
            FROM generate_series(block, last, direction) AS number);
        part := coalesce(part, query, format('''%sblock19:'':*', chr(1))::tsquery);
        looked := coalesce(CASE direction WHEN 1 THEN ((last + 1) << bits) - 1 - start
            ELSE start - (last << bits) END, rest);
        bound := CASE WHEN looked > 2048 THEN 4 * (most::bigint - cardinality(found)) + 256 END;
        -- Two conditions: as one query the index would go through all of the block, word or no word. That of the
        -- block first: for the other the index goes on from there, and not from the oldest claim.
        -- Products and differences: else the primary key would be read, in order or whole.
        page := ARRAY(
            SELECT met.sequence FROM (
                SELECT one.sequence FROM record_search AS one
                WHERE one.search @@ part AND one.search @@ coalesce(query, part)
                  AND one.sequence * direction > start * direction
                  AND one.sequence - lowest >= 0 AND one.sequence - head <= 0
                  AND record_dated_v1(one.published_at, one.claim_date, one.valid_from, one.valid_to,
                      published_from, published_to, claim_date_from, claim_date_to, on_day, since)
                LIMIT bound
            ) AS met
            ORDER BY met.sequence * direction);
        IF cardinality(page) = bound THEN
            -- All that is wanted is among these: no look is wider from here on.
            narrow := true;
            at_most := looked / 8;
            CONTINUE;
        END IF;
        found := found || page[:most - cardinality(found)];
        EXIT WHEN last IS NULL OR cardinality(found) = most;
        start := start + direction * looked;
        width := CASE WHEN page <> '{}' THEN
            1 + (9 * (most::bigint - cardinality(found)) / 8 + 5) * looked / cardinality(page) END;
        at_most := CASE WHEN step % 64 = 0 THEN least(2 * at_most, 64 * 32768) ELSE at_most END;
    END LOOP;
    listed := ARRAY(
        SELECT one FROM unnest(listed) AS one
        WHERE one * direction > start * direction AND one BETWEEN lowest AND head
        ORDER BY one * direction);
    width := 32;
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
