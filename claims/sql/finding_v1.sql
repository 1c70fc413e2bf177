-- Finding what stands published: by words and filters, newest first or the most relevant first.
--
-- Plans are made once in a session and not with each question (force_generic_plan): planning took
-- three times as long as searching. A client has to prepare nothing for it: it holds behind a pooler
-- too. One plan is always good, that by the index of record_search, as few rows are looked at: those
-- of the newest blocks, and of larger ones if these have too few. ROWS says so to whoever joins them.

-- What to look for: any of `texts`, as PostgreSQL reads plain words, and all of `terms`. Texts without
-- a word that counts have no claim; without texts, NULL and not that.
CREATE FUNCTION record_query_v1(texts text[], terms tsquery, syntax text DEFAULT 'websearch')
RETURNS tsquery LANGUAGE plpgsql STABLE AS $$
DECLARE
    query tsquery := '';
    one text;
BEGIN
    IF texts IS NULL THEN
        RETURN terms;
    END IF;
    FOREACH one IN ARRAY texts LOOP
        query := query || CASE syntax WHEN 'plain' THEN plainto_tsquery('factcheck_english', one)
            ELSE websearch_to_tsquery('factcheck_english', one) END;
    END LOOP;
    RETURN CASE WHEN numnode(query) = 0 OR terms IS NULL THEN query ELSE query && terms END;
END
$$;

-- The sequences that have all of `query` and lie beyond `place`: `direction` -1 goes to older ones,
-- 1 to newer ones. At most `most`, in this order; none below `lowest`. `narrowed` are dates, as
-- claims.record.finding has them. Without a query everything is found; an empty one finds nothing.
--
-- First the two nearest blocks of 2,048 are looked at: words that stand in many claims need no more.
-- Of what is rare, as one claim in 256 tells, then all at once; else one block of 32,768 after the
-- other: a word may be frequent in old claims alone. The index passes over blocks without it.
CREATE FUNCTION record_found_v1(
    query tsquery, place bigint, direction integer, most integer,
    narrowed jsonb DEFAULT NULL, lowest bigint DEFAULT 0
) RETURNS SETOF bigint
LANGUAGE plpgsql STABLE ROWS 20 SET plan_cache_mode = force_generic_plan AS $$
DECLARE
    published_from timestamptz := narrowed ->> 'published_from';
    published_to timestamptz := narrowed ->> 'published_to';
    claim_date_from date := narrowed ->> 'claim_date_from';
    claim_date_to date := narrowed ->> 'claim_date_to';
    on_day date := narrowed ->> 'valid_on';
    since timestamptz := narrowed ->> 'since';
    head bigint := (SELECT coalesce(max(one.sequence), 0) FROM record_search AS one);
    -- A place comes from outside: one far beyond the head would be walked from block by block.
    start bigint := CASE direction WHEN 1 THEN least(greatest(place, 0), head)
        ELSE least(coalesce(place, head + 1), head + 1) END;
    sample tsquery := format('''%samong256''', chr(1));
    bits integer := 11;
    block bigint;
    part tsquery;
    page bigint[];
    found bigint[] := '{}';
BEGIN
    IF numnode(query) = 0 THEN
        RETURN;
    END IF;
    FOR step IN 1 .. 1000000 LOOP
        block := (start + direction) >> bits;
        part := format('''%sblock%s:%s''', chr(1), bits, block);
        IF bits > 19 THEN
            part := coalesce(query, format('''%sblock19:'':*', chr(1))::tsquery);
        ELSIF step = 1 THEN
            block := block + direction;
            part := part || format('''%sblock%s:%s''', chr(1), bits, block)::tsquery;
        END IF;
        -- Two conditions: as one query the index would go through all of the block, word or no word.
        -- Products and differences: else the primary key would be read, in order or whole.
        page := ARRAY(
            SELECT one.sequence FROM record_search AS one
            WHERE one.search @@ coalesce(query, part) AND one.search @@ part
              AND one.sequence * direction > start * direction
              AND one.sequence - lowest >= 0
              AND (published_from IS NULL OR one.published_at >= published_from)
              AND (published_to IS NULL OR one.published_at <= published_to)
              AND (claim_date_from IS NULL OR one.claim_date >= claim_date_from)
              AND (claim_date_to IS NULL OR one.claim_date <= claim_date_to)
              AND (since IS NULL OR one.published_at >= since
                  OR one.claim_date >= (since AT TIME ZONE 'UTC')::date)
              AND (on_day IS NULL OR ((one.valid_from <= on_day OR one.valid_from IS NULL)
                  AND (one.valid_to >= on_day OR one.valid_to IS NULL)
                  AND (one.valid_from IS NOT NULL OR one.valid_to IS NOT NULL)))
            ORDER BY one.sequence * direction
            LIMIT most - cardinality(found));
        found := found || page;
        start := CASE direction WHEN 1 THEN ((block + 1) << bits) - 1 ELSE block << bits END;
        EXIT WHEN bits > 19 OR cardinality(found) = most
            OR CASE direction WHEN 1 THEN start >= head ELSE start <= greatest(lowest, 1) END;
        IF step = 1 THEN
            bits := CASE WHEN (SELECT count(*) FROM record_search AS one
                WHERE one.search @@ coalesce(query, sample) AND one.search @@ sample) * 256
                < greatest(256, 5 * most::bigint) THEN 62 ELSE 15 END;
        ELSIF step = 32 THEN
            bits := 19;
        END IF;
    END LOOP;
    RETURN QUERY SELECT unnest(found);
END
$$;

-- A page of the same, with bodies and where the record ends; with `options` of ts_headline also
-- the text, the title and the explanation with marks around what was searched, NULL where nothing is.
CREATE FUNCTION record_page_v1(
    texts text[], terms tsquery, place bigint, direction integer, most integer,
    narrowed jsonb DEFAULT NULL, options text DEFAULT NULL
) RETURNS TABLE (sequence bigint, body bytea, head bigint, hits text[])
LANGUAGE plpgsql STABLE ROWS 20 SET plan_cache_mode = force_generic_plan AS $$
DECLARE
    words tsquery := record_query_v1(texts, NULL);
    operands tsquery := CASE WHEN options IS NOT NULL THEN record_operands_v1(words) END;
BEGIN
    RETURN QUERY
    SELECT claim.sequence, claim.body,
        (SELECT max(entry.sequence) FROM record_publication AS entry),
        CASE WHEN operands IS NOT NULL
            THEN record_hits_v1(claim.body, claim.search, words, operands, options) END
    FROM record_found_v1(record_query_v1(texts, terms), place, direction, most, narrowed)
        WITH ORDINALITY AS found (sequence, place)
    JOIN record_claim AS claim ON claim.sequence = found.sequence
    ORDER BY found.place;
END
$$;

-- Any of the words of a query, the absent ones too: what ts_headline marks.
CREATE FUNCTION record_operands_v1(query tsquery) RETURNS tsquery LANGUAGE sql IMMUTABLE AS $$
    SELECT string_agg(found.word[1], ' | ')::tsquery
    FROM regexp_matches(query::text, '''(?:[^'']|'''')*''', 'g') AS found (word)
$$;

-- ts_headline reads a text letter by letter: only where the vector says that there is something.
CREATE FUNCTION record_hits_v1(
    body bytea, search tsvector, query tsquery, operands tsquery, options text
) RETURNS text[] LANGUAGE sql STABLE AS $$
    SELECT array_agg(CASE WHEN ts_filter(search, ARRAY[field.weight]) @@ operands THEN
        ts_headline('factcheck_english', said.document ->> field.name, query, options) END
        ORDER BY field.weight)
    FROM (VALUES ('text', 'a'::"char"), ('title', 'b'), ('explanation', 'c')) AS field (name, weight),
        -- No text holds the pattern, and JSON is not read over a NUL.
        CAST(replace(convert_from(body, 'UTF8'), '"\u0000/', '"/') AS json) AS said (document)
$$;

-- The best of what has all of `query`: by how relevant it is for `words` among the newest `ranked`,
-- then what is older, newest first. `lowest` is the oldest that is ranked, and NULL on the first
-- page: later pages name it, so that what is published meanwhile moves nothing from one part into
-- the other. A page begins after a place, or after `skipped` claims.
CREATE FUNCTION record_ranked_v1(
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
    newest := ARRAY(SELECT record_found_v1(query, NULL, -1,
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
        FROM record_found_v1(query, after_sequence, -1, (passed + most - given)::integer, narrowed)
            AS older (sequence)
        OFFSET passed;
    END IF;
END
$$;

-- Those of the words `asked` that no document has. Stop words are known; see words_v1.sql.
CREATE FUNCTION record_unknown_words_v1(asked text[]) RETURNS text[]
LANGUAGE plpgsql STABLE SET plan_cache_mode = force_generic_plan AS $$
BEGIN
    RETURN ARRAY(
        SELECT words.given FROM unnest(asked) WITH ORDINALITY AS words (given, place)
        CROSS JOIN LATERAL ts_lexize('english_stem', lower(unaccent(words.given))) AS stems
        WHERE cardinality(stems) > 0
          AND NOT EXISTS (SELECT FROM record_word WHERE lexeme = stems[1])
        ORDER BY words.place
    );
END
$$;
