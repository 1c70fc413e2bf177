-- The words of the published documents: a search that none of them has is read as the nearest.
CREATE TEXT SEARCH CONFIGURATION factcheck_words (COPY = pg_catalog.simple);
ALTER TEXT SEARCH CONFIGURATION factcheck_words
    ALTER MAPPING FOR hword, hword_part, word WITH unaccent, simple;

-- The words of one document, where search looks for them. Numbers, addresses and the like are no
-- words; who mistypes more than 40 letters is not helped.
CREATE FUNCTION record_words_v1(document jsonb)
RETURNS TABLE (word text, lexeme text) LANGUAGE sql STABLE AS $$
    SELECT found.word, stems[1]
    FROM unnest(tsvector_to_array(to_tsvector('factcheck_words', concat_ws(
        ' ', document ->> 'text', document #>> '{claimant,name}',
        document ->> 'title', document ->> 'explanation'
    )))) AS found (word)
    CROSS JOIN LATERAL ts_lexize('english_stem', found.word) AS stems
    WHERE length(found.word) BETWEEN 3 AND 40
      AND found.word !~ '[[:digit:][:punct:][:space:]]'
      AND cardinality(stems) > 0
$$;

-- What is published while this runs waits for the trigger: else its words would be missing for good.
LOCK TABLE record_publication IN SHARE ROW EXCLUSIVE MODE;
INSERT INTO record_word (word, lexeme)
SELECT DISTINCT words.word, words.lexeme
FROM record_publication, record_words_v1(convert_from(document, 'UTF8')::jsonb) AS words;

CREATE FUNCTION record_keep_words_v1() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO record_word (word, lexeme)
    SELECT words.word, words.lexeme
    FROM record_words_v1(convert_from(NEW.document, 'UTF8')::jsonb) AS words
    ORDER BY words.word
    ON CONFLICT (word) DO NOTHING;
    RETURN NULL;
END
$$;

CREATE TRIGGER keep_words AFTER INSERT ON record_publication
    FOR EACH ROW EXECUTE FUNCTION record_keep_words_v1();
ALTER TABLE record_publication ENABLE ALWAYS TRIGGER keep_words;

-- Words come from documents, never from a draft: from the trigger above, and from nobody else.
CREATE FUNCTION record_words_from_documents_v1() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF pg_trigger_depth() < 2 THEN
        RAISE EXCEPTION 'INSERT on % is refused: its words come from documents.', TG_TABLE_NAME
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'append_only', TABLE = TG_TABLE_NAME;
    END IF;
    RETURN NEW;
END
$$;

CREATE TRIGGER from_documents BEFORE INSERT ON record_word
    FOR EACH ROW EXECUTE FUNCTION record_words_from_documents_v1();
ALTER TABLE record_word ENABLE ALWAYS TRIGGER from_documents;
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON record_word
    FOR EACH ROW EXECUTE FUNCTION refuse_change_v1();
ALTER TABLE record_word ENABLE ALWAYS TRIGGER append_only;
CREATE TRIGGER no_truncate BEFORE TRUNCATE ON record_word
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_truncate_v1();
ALTER TABLE record_word ENABLE ALWAYS TRIGGER no_truncate;

-- The words of `asked` that no document has, each with the most similar that one has, the best
-- first. Letters may be missing, wrong or too many: one in a word of four, two in longer ones. A
-- word may be known by its stem alone, and a stop word has none. One look-up in an index for each
-- word, whose candidates are limited: however many claims there are, it costs about the same.
--
-- The extension must be loaded before its setting can be named: anybody may set it then.
SELECT show_limit();
CREATE FUNCTION record_nearest_words_v1(asked text[])
RETURNS TABLE (given text, near text)
LANGUAGE sql STABLE SET pg_trgm.similarity_threshold = 0.2 AS $$
    SELECT words.given, near.word
    FROM unnest(asked) WITH ORDINALITY AS words (given, place)
    CROSS JOIN LATERAL lower(unaccent(words.given)) AS plain (word)
    CROSS JOIN LATERAL ts_lexize('english_stem', plain.word) AS stems
    CROSS JOIN LATERAL (
        SELECT alike.word, alike.distance, alike.likeness,
            rank() OVER (ORDER BY alike.distance) AS place
        FROM (
            SELECT DISTINCT ON (likely.lexeme) likely.word, likely.likeness,
                levenshtein(likely.word, plain.word) AS distance
            FROM (
                SELECT word, lexeme, similarity(word, plain.word) AS likeness
                FROM record_word
                WHERE word % plain.word
                ORDER BY likeness DESC, word
                LIMIT 200
            ) AS likely
            ORDER BY likely.lexeme, distance, likely.likeness DESC, likely.word
        ) AS alike
    ) AS near
    WHERE cardinality(stems) > 0
      AND NOT EXISTS (SELECT FROM record_word WHERE lexeme = stems[1])
      AND near.place = 1
      AND near.distance <= CASE WHEN length(plain.word) > 4 THEN 2 ELSE 1 END
    ORDER BY words.place, near.likeness DESC, near.word
$$;

GRANT SELECT ON record_word TO factcheck_record;
