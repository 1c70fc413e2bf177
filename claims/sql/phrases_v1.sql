-- Phrases of words that nearly all claims have, in an order that hardly one has: an index of pairs of words that
-- stand beside one another, as numbers below 2^17. Of different pairs some have one number: the claims
-- that have it are few, and their vectors say the rest.

-- The numbers of what stands beside one another in a vector; and 2^17 in that of one claim in 256. It serves an
-- index: nothing of ours may be called by it, whose schema no building of an index looks into, and its answers must
-- stay as they are while the index stands.
CREATE FUNCTION record_pairs_v1(search tsvector) RETURNS integer[]
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE COST 10000 AS $$
BEGIN
    RETURN ARRAY(
        WITH placed AS MATERIALIZED (
            SELECT word.lexeme, unnest(word.positions) AS place FROM unnest(search) AS word
        )
        SELECT DISTINCT (hashtextextended(one.lexeme || chr(1) || two.lexeme, 0) & 131071)::integer
        FROM placed AS one JOIN placed AS two ON two.place = one.place + 1
        UNION ALL
        SELECT 131072 WHERE search @@ format('''%samong256''', chr(1))::tsquery
    );
END
$$;

-- The numbers that a claim must have for `query`: of words that follow one another where nothing is
-- absent, an alternative, or the beginning of a word. PostgreSQL writes quotes and backslashes in words twice.
CREATE FUNCTION record_pairs_asked_v1(query tsquery) RETURNS integer[] LANGUAGE plpgsql IMMUTABLE AS $$
DECLARE
    words CONSTANT text := '''(?:[^'']|'''')*''';
BEGIN
    IF regexp_replace(query::text, words, '', 'g') ~ '[|!:]' THEN
        RETURN '{}';
    END IF;
    RETURN ARRAY(
        SELECT (hashtextextended(pair.first || chr(1) || pair.second, 0) & 131071)::integer
        FROM (
            SELECT plain.word AS first, lead(token[1]) OVER tokens AS operator,
                lead(plain.word, 2) OVER tokens AS second,
                left(token[1], 1) || left(lead(token[1], 2) OVER tokens, 1) AS quotes
            FROM regexp_matches(query::text, words || '|[^'' ]+', 'g') WITH ORDINALITY AS found (token, place)
            CROSS JOIN LATERAL (SELECT replace(replace(
                substr(token[1], 2, greatest(length(token[1]) - 2, 0)), '''''', ''''), '\\', '\')) AS plain (word)
            WINDOW tokens AS (ORDER BY found.place)
        ) AS pair
        WHERE pair.operator = '<->' AND pair.quotes = ''''''
    );
END
$$;

-- The sequences of claims that may have the phrases of `query`, if there are at most `most`; else NULL. Of a pair
-- that many have the index would give all, so the sample is asked first.
CREATE FUNCTION record_phrased_v1(query tsquery, most integer) RETURNS bigint[]
LANGUAGE plpgsql STABLE
SET plan_cache_mode = force_generic_plan SET max_parallel_workers_per_gather = 0 AS $$
DECLARE
    pairs integer[] := record_pairs_asked_v1(query);
    found bigint[];
BEGIN
    IF cardinality(pairs) > 0 AND most / 256 >= (
        SELECT count(*) FROM (
            SELECT FROM record_search AS one
            WHERE record_pairs_v1(one.search) @> (pairs || 131072) LIMIT most / 256 + 1) AS first)
    THEN
        found := ARRAY(
            SELECT one.sequence FROM record_search AS one
            WHERE record_pairs_v1(one.search) @> pairs LIMIT most::bigint + 1);
    END IF;
    RETURN CASE WHEN cardinality(found) <= most THEN found END;
END
$$;
