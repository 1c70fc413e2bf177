-- Search and filters among a million claims: record_search has one narrow row for each claim that
-- stands published. Its vector has the words of the claim and, as lexemes that no text can yield
-- (they begin with the character 1), what filters ask for and where the row stands in the record:
--
--   rating:KEY claimant:KEY publisher:NAME topic:TOPIC article:KEY
--   language:en-ca, language:en     a tag and all that it begins with
--   written:zh-hant, unwritten:en   the language with its script; or a tag that names no script
--   block11:N block15:N block19:N   the sequence without its last 11, 15 and 19 bits
--   among4 among16 among64 among256 one row in 4, in 16, ...: each a part of the one before
--
-- So one GIN index answers words and filters together, newest first, without reading what is older:
-- claims/sql/finding_v1.sql.
-- One of 256 parts, by 2^31 over the golden ratio: what is published in a rhythm falls into all.
CREATE FUNCTION record_part_v1(sequence bigint) RETURNS integer LANGUAGE sql IMMUTABLE AS $$
    SELECT ((sequence % 2147483648 * 1327217885 % 2147483648) >> 23)::integer
$$;

-- A loop: as one SELECT it took ten times as long, and there may be a million rows to make.
CREATE FUNCTION record_terms_v1(one record_claim) RETURNS text[] LANGUAGE plpgsql IMMUTABLE AS $$
DECLARE
    mark text := chr(1);
    tag text[] := string_to_array(lower(one.in_language), '-');
    script text := (SELECT subtag FROM unnest(tag[2:]) WITH ORDINALITY AS subtags (subtag, place)
        WHERE subtag ~ '^[a-z]{4}$' ORDER BY place LIMIT 1);
    part integer := record_part_v1(one.sequence);
    terms text[] := ARRAY[
        mark || 'rating:' || one.rating, mark || 'block11:' || (one.sequence >> 11),
        mark || 'block15:' || (one.sequence >> 15), mark || 'block19:' || (one.sequence >> 19)];
    value text;
    n integer;
BEGIN
    IF one.claimant <> '' THEN
        terms := terms || (mark || 'claimant:' || one.claimant);
    END IF;
    FOREACH value IN ARRAY one.publishers LOOP
        terms := terms || (mark || 'publisher:' || value);
    END LOOP;
    FOREACH value IN ARRAY one.topics LOOP
        terms := terms || (mark || 'topic:' || value);
    END LOOP;
    FOREACH value IN ARRAY one.articles LOOP
        terms := terms || (mark || 'article:' || value);
    END LOOP;
    FOR n IN 1 .. cardinality(tag) LOOP
        terms := terms || (mark || 'language:' || array_to_string(tag[1:n], '-'));
    END LOOP;
    -- Some come after another subtag, as in zh-yue-Hant; and a tag may be empty.
    terms := terms || CASE WHEN script IS NULL THEN mark || 'unwritten:' || coalesce(tag[1], '')
        ELSE mark || 'written:' || tag[1] || '-' || script END;
    FOREACH n IN ARRAY ARRAY[4, 16, 64, 256] LOOP
        EXIT WHEN part % n <> 0;
        terms := terms || (mark || 'among' || n);
    END LOOP;
    RETURN terms;
END
$$;

CREATE FUNCTION record_put_search_v1(one record_claim) RETURNS void LANGUAGE sql AS $$
    INSERT INTO record_search (sequence, search, rating, claimant, publishers, topics,
        published_at, claim_date, valid_from, valid_to)
    SELECT one.sequence, one.search || array_to_tsvector(record_terms_v1(one)), one.rating,
        one.claimant, one.publishers, one.topics, one.published_at, one.claim_date,
        one.valid_from, one.valid_to
    WHERE one.ended_at IS NULL AND one.kind <> 'retraction'
$$;

CREATE FUNCTION record_keep_search_v1() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP <> 'INSERT' THEN
        DELETE FROM record_search WHERE sequence = OLD.sequence;
    END IF;
    IF TG_OP <> 'DELETE' THEN
        PERFORM record_put_search_v1(NEW);
    END IF;
    RETURN NULL;
END
$$;

-- How many claims each value of each facet has: what is asked when nothing else is.
CREATE FUNCTION record_count_v1() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    WITH changed AS (
        SELECT facet, value, count(*) * CASE TG_OP WHEN 'INSERT' THEN 1 ELSE -1 END AS claims
        FROM changed_rows CROSS JOIN LATERAL (
            SELECT 'rating', rating
            UNION ALL SELECT 'claimant', claimant WHERE claimant <> ''
            UNION ALL SELECT DISTINCT 'publisher', unnest(publishers)
            UNION ALL SELECT DISTINCT 'topic', unnest(topics)
        ) AS named (facet, value)
        GROUP BY facet, value
    )
    INSERT INTO record_count AS counted (facet, value, claims)
    SELECT facet, value, claims FROM changed ORDER BY facet, value
    ON CONFLICT (facet, value) DO UPDATE SET claims = counted.claims + excluded.claims;
    IF TG_OP = 'DELETE' THEN
        DELETE FROM record_count WHERE claims = 0;
    END IF;
    RETURN NULL;
END
$$;

CREATE TRIGGER count_new AFTER INSERT ON record_search REFERENCING NEW TABLE AS changed_rows
    FOR EACH STATEMENT EXECUTE FUNCTION record_count_v1();
CREATE TRIGGER count_gone AFTER DELETE ON record_search REFERENCING OLD TABLE AS changed_rows
    FOR EACH STATEMENT EXECUTE FUNCTION record_count_v1();
CREATE TRIGGER keep_search AFTER INSERT OR DELETE ON record_claim
    FOR EACH ROW EXECUTE FUNCTION record_keep_search_v1();
-- Not of the body: that of a neighbour is written anew with each contradiction.
CREATE TRIGGER keep_search_again
    AFTER UPDATE OF ended_at, kind, search, rating, claimant, publishers, topics, articles,
        in_language, published_at, claim_date, valid_from, valid_to ON record_claim
    FOR EACH ROW EXECUTE FUNCTION record_keep_search_v1();
ALTER TABLE record_search ENABLE ALWAYS TRIGGER count_new;
ALTER TABLE record_search ENABLE ALWAYS TRIGGER count_gone;
ALTER TABLE record_claim ENABLE ALWAYS TRIGGER keep_search;
ALTER TABLE record_claim ENABLE ALWAYS TRIGGER keep_search_again;

-- Make both tables anew from record_claim. Nobody may publish meanwhile.
CREATE FUNCTION record_rebuild_search_v1() RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    LOCK TABLE record_claim IN SHARE ROW EXCLUSIVE MODE;
    DELETE FROM record_search;
    DELETE FROM record_count;
    INSERT INTO record_search (sequence, search, rating, claimant, publishers, topics,
        published_at, claim_date, valid_from, valid_to)
    SELECT one.sequence, one.search || array_to_tsvector(record_terms_v1(one)), one.rating,
        one.claimant, one.publishers, one.topics, one.published_at, one.claim_date,
        one.valid_from, one.valid_to
    FROM record_claim AS one WHERE one.ended_at IS NULL AND one.kind <> 'retraction'
    ORDER BY one.sequence;
END
$$;

GRANT SELECT ON record_search, record_count TO factcheck_record;
