-- A page as record_page_v1 gives it (finding_v1.sql), in less than half of the time. What is
-- marked stands in the one query: a function for each row took as long as marking did. The last
-- of `most` only says that there is more: of it, body and hits are left out.

-- Any of the words of a query, the absent ones too, where a vector has them with this weight.
CREATE FUNCTION record_operands_v2(query tsquery, weight text) RETURNS tsquery LANGUAGE sql IMMUTABLE AS $$
    SELECT string_agg(found.word[1] || ':' || weight, ' | ')::tsquery
    FROM regexp_matches(query::text, '''(?:[^'']|'''')*''', 'g') AS found (word)
$$;

CREATE FUNCTION record_page_v2(
    texts text[], terms tsquery, place bigint, direction integer, most integer,
    narrowed jsonb DEFAULT NULL, options text DEFAULT NULL
) RETURNS TABLE (sequence bigint, body bytea, head bigint, hits text[])
LANGUAGE plpgsql STABLE ROWS 20 SET plan_cache_mode = force_generic_plan AS $$
DECLARE
    words tsquery := record_query_v1(texts, NULL);
    found bigint[] := ARRAY(SELECT record_found_v2(
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
