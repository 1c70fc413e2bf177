-- Phrases with a stop word between their words, and phrases beside OR or a word that is to be absent: as
-- phrases_v1.sql, with a second index, of words that stand two or three places apart. As PostgreSQL reads a phrase,
-- any word may stand where the stop word was, so it holds what is between them or not.

-- The numbers of what stands two or three places apart in a vector; and 2^18 in that of one claim in 256. As
-- record_pairs_v1, it serves an index.
CREATE FUNCTION record_gaps_v1(search tsvector) RETURNS integer[]
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE COST 10000 AS $$
BEGIN
    RETURN ARRAY(
        WITH placed AS MATERIALIZED (
            SELECT word.lexeme, unnest(word.positions) AS place FROM unnest(search) AS word
        )
        SELECT DISTINCT (hashtextextended(one.lexeme || chr(1) || two.lexeme, apart) & 262143)::integer
        FROM placed AS one CROSS JOIN generate_series(2, 3) AS apart
        JOIN placed AS two ON two.place = one.place + apart
        UNION ALL
        SELECT 262144 WHERE search @@ format('''%samong256''', chr(1))::tsquery
    );
END
$$;

-- What a claim must have for `query`, as SQL that is true of such a row `one`: numbers for words that stand so far
-- apart, and nothing for other words. With `sampled` of one claim in 256 alone. NULL where a phrase has
-- parentheses, an absence or the beginning of a word in it: nobody's search has. No word of `query` gets into the
-- SQL. PostgreSQL writes quotes and backslashes in words twice.
CREATE FUNCTION record_phrases_asked_v1(query tsquery, sampled boolean) RETURNS text
LANGUAGE plpgsql IMMUTABLE AS $$
DECLARE
    words CONSTANT text := '''(?:[^'']|'''')*''';
BEGIN
    IF regexp_replace(query::text, words, 'w', 'g') ~ ':|!w <|\) <|> [(!]' THEN
        RETURN NULL;
    END IF;
    -- querytree() leaves out what is to be absent.
    RETURN (
        WITH tokens AS (
            SELECT place, token[1] AS token,
                replace(replace(substr(token[1], 2, greatest(length(token[1]) - 2, 0)), '''''', ''''), '\\', '\') AS word
            FROM regexp_matches(querytree(query), words || '|[^'' ]+', 'g') WITH ORDINALITY AS found (token, place)
        ), pairs AS (
            SELECT place, token, word, lag(word, 2) OVER before AS first,
                substring(lag(token) OVER before FROM '^<(.)>$') AS apart
            FROM tokens WINDOW before AS (ORDER BY place)
        )
        SELECT string_agg(CASE
            WHEN token = '|' THEN 'OR'
            WHEN token IN ('(', ')') THEN token
            WHEN token = '&' OR token LIKE '<%>' THEN 'AND'
            WHEN apart = '-' THEN format('record_pairs_v1(one.search) @> ''{%s%s}''',
                hashtextextended(first || chr(1) || word, 0) & 131071, CASE WHEN sampled THEN ',131072' END)
            WHEN apart IN ('2', '3') THEN format('record_gaps_v1(one.search) @> ''{%s%s}''',
                hashtextextended(first || chr(1) || word, apart::integer) & 262143, CASE WHEN sampled THEN ',262144' END)
            ELSE 'true' END, ' ' ORDER BY place)
        FROM pairs
    );
END
$$;

-- As record_phrased_v1, of any query. The SQL is planned with each search: what the statistics say of these numbers
-- decides which are looked up.
CREATE FUNCTION record_phrased_v2(query tsquery, most integer) RETURNS bigint[]
LANGUAGE plpgsql STABLE SET jit = off SET max_parallel_workers_per_gather = 0 AS $$
DECLARE
    asked text := record_phrases_asked_v1(query, false);
    any_may_have_it boolean;
    had bigint;
    found bigint[];
BEGIN
    EXECUTE format('SELECT coalesce(%s, true) FROM (SELECT ''''::tsvector) AS one (search)', coalesce(asked, 'true'))
        INTO any_may_have_it;
    IF any_may_have_it THEN
        RETURN NULL;
    END IF;
    EXECUTE format('SELECT count(*) FROM (SELECT FROM record_search AS one WHERE %s LIMIT %s) AS first',
        record_phrases_asked_v1(query, true), most / 256 + 1) INTO had;
    IF had <= most / 256 THEN
        EXECUTE format('SELECT ARRAY(SELECT one.sequence FROM record_search AS one WHERE %s LIMIT %s)',
            asked, most::bigint + 1) INTO found;
    END IF;
    RETURN CASE WHEN cardinality(found) <= most THEN found END;
END
$$;
