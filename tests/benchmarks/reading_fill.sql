-- Fills a scratch database with %(size)s claims, each published once: at the desk, where the stock peer
-- reads, and in the record, where the others do. Made of syllables: nothing here is anybody's claim.
-- Triggers are put aside: nothing is read here that they make, but for the words.
DO $$
DECLARE one regclass;
BEGIN
    FOREACH one IN ARRAY '{claims_publisher,claims_claimant,claims_article,claims_source,claims_claim,
        claims_appearance,claims_review,claims_evidence,record_publication,record_claim,record_word}'::regclass[]
    LOOP
        EXECUTE format('ALTER TABLE %%s DISABLE TRIGGER USER', one);
    END LOOP;
END
$$;
SET synchronous_commit = off;

-- Word n of 8,192 stands in fewer texts than word n - 1.
CREATE FUNCTION pg_temp.word(n integer) RETURNS text LANGUAGE sql IMMUTABLE AS $$
    SELECT ('{ba,cor,den,fil,gan,hur,jol,kem}'::text[])[1 + (n & 7)]
        || ('{lor,mis,nat,pel,quo,ras,tem,vin}'::text[])[1 + (n >> 3 & 7)]
        || ('{al,eb,ic,od,ut,im,af,op}'::text[])[1 + (n >> 6 & 7)]
        || ('{um,ex,in,ov,ar,esk,ol,ind,ak,un,or,ip,at,om,ul,eg}'::text[])[1 + (n >> 9 & 15)]
$$;
CREATE FUNCTION pg_temp.say(number integer, seed bigint) RETURNS text LANGUAGE sql IMMUTABLE AS $$
    SELECT string_agg(pg_temp.word(
        floor(8191 * ((hashint8extended(seed * 64 + n, 7) & 65535) / 65536.0) ^ 3)::integer), ' ')
    FROM generate_series(1, number) AS n
$$;

INSERT INTO claims_publisher (id, name, site, same_as)
SELECT g, 'Publisher ' || g, 'publisher-' || g || '.example.org', '' FROM generate_series(1, 100) AS g;
INSERT INTO claims_claimant (id, key, kind, name, job_title, same_as)
SELECT g, 'claimant-' || g, 'person', 'Claimant ' || g, '', '' FROM generate_series(1, 1000) AS g;
INSERT INTO claims_article (id, key, publisher_id, url, headline, author, date_published, in_language, text,
    text_sha256, changed_note)
SELECT g, 'article-' || g, 1 + g %% 100, 'https://example.org/articles/' || g, pg_temp.say(6, g), '',
    date '2026-01-01' - g, 'en', '', '', ''
FROM generate_series(1, 1000) AS g;
INSERT INTO claims_source (id, url, title, publisher_id, source_type, archived_url, origin_group, unreliable_reason)
SELECT g, 'https://example.org/documents/' || g, pg_temp.say(5, g), 1 + g %% 100, 'primary', '', '', ''
FROM generate_series(1, 2000) AS g;

INSERT INTO claims_claim (id, public_id, slug, text, claimant_id, claimant_unknown, claim_date, in_language,
    topics, subject, property, value, unit, external_id, selection_reason, priority, created_at, created_by_id)
SELECT g, md5(g::text)::uuid, 'claim-' || g, 'The share of ' || pg_temp.say(12, g) || ' rose.',
    1 + g %% 1000, false, date '2026-01-01' - (g %% 2000)::integer, 'en', ARRAY['topic-' || g %% 200], '', '', '',
    '', 'bench:' || g, '', 1, now(), (SELECT min(id) FROM auth_user)
FROM generate_series(1, %(size)s) AS g;
INSERT INTO claims_appearance (id, claim_id, article_id, exact, prefix, suffix, start, "end")
SELECT g, g, 1 + g %% 1000, 'the share', 'that ', ' rose', g %% 1000, g %% 1000 + 9
FROM generate_series(1, %(size)s) AS g;
INSERT INTO claims_review (id, claim_id, version, state, author_id, reviewer_id, approved_digest, rating_id,
    title, explanation, single_source_reason, correction_note, created_at, moved_at)
SELECT g, g, 1, 'published', (SELECT id FROM auth_user WHERE username = 'alice'),
    (SELECT id FROM auth_user WHERE username = 'bob'), repeat('0', 64), (SELECT min(id) FROM claims_rating),
    'Not so: ' || pg_temp.say(4, g + 500000000), repeat('The tables of the ministry show another number. ', 8) || pg_temp.say(8, g + 700000000), '', '', now(), now()
FROM generate_series(1, %(size)s) AS g;
INSERT INTO claims_evidence (review_id, source_id, stance, quote, locator, note, added_by_id)
SELECT g, 1 + (g * side) %% 2000, 'refutes', 'the share fell', 'page ' || side, '', 1
FROM generate_series(1, %(size)s) AS g, generate_series(1, 2) AS side;

-- What the record says, in the members of its documents; @@ stands for where the public address comes.
CREATE TEMPORARY TABLE document AS
SELECT c.id, c.public_id, c.slug, c.text, r.title, r.explanation,
    timestamptz '2026-01-01' + c.id * interval '1 second' AS published_at,
    json_build_object(
        'id', c.public_id, 'url', '@@/claims/' || c.slug || '/', 'text', c.text, 'in_language', 'en',
        'claim_date', c.claim_date, 'topics', to_json(c.topics),
        'claimant', json_build_object('key', p.key, 'kind', p.kind, 'name', p.name, 'job_title', '', 'same_as', ''),
        'title', r.title, 'explanation', r.explanation,
        'rating', json_build_object('key', 'false', 'text', 'False', 'value', 1, 'best', 5, 'worst', 1),
        'sources', (SELECT json_agg(json_build_object('stance', e.stance, 'title', s.title, 'url', s.url,
            'source_type', s.source_type, 'quote', e.quote, 'locator', e.locator, 'note', ''))
            FROM claims_evidence AS e JOIN claims_source AS s ON s.id = e.source_id WHERE e.review_id = r.id),
        'appearances', json_build_array(json_build_object('article', json_build_object('key', a.key, 'url', a.url,
            'headline', a.headline), 'exact', 'the share', 'prefix', 'that ', 'suffix', ' rose', 'start', 0, 'end', 9)),
        'contradictions', '[]'::json, 'version', 1, 'kind', 'publication'
    )::text AS said
FROM claims_claim AS c JOIN claims_review AS r ON r.claim_id = c.id JOIN claims_claimant AS p ON p.id = c.claimant_id
JOIN claims_article AS a ON a.id = 1 + c.id %% 1000;

INSERT INTO record_publication (sequence, claim_id, version, kind, note, document, digest, previous_digest, published_at)
SELECT id, public_id, 1, 'publication', '', convert_to(replace(said, '@@/', '/'), 'UTF8'),
    encode(sha256(id::text::bytea), 'hex'), encode(sha256((id - 1)::text::bytea), 'hex'), published_at
FROM document ORDER BY id;
INSERT INTO record_claim (sequence, claim_id, slug, kind, published_at, first_published_at, body, rating,
    rating_normalized, claimant, publishers, articles, topics, in_language, search)
SELECT id, public_id, slug, 'publication', published_at, published_at,
    convert_to(replace(said, '"@@/', '"\u0000/'), 'UTF8'), 'false', 'FALSE', 'claimant-' || 1 + id %% 1000,
    ARRAY['Publisher ' || 1 + id %% 100], ARRAY['article-' || 1 + id %% 1000], ARRAY['topic-' || id %% 200], 'en',
    setweight(to_tsvector('factcheck_english', text), 'A') || setweight(to_tsvector('factcheck_english', title), 'B')
    || setweight(to_tsvector('factcheck_english', explanation), 'C')
FROM document ORDER BY id;
INSERT INTO record_word (word, lexeme)
SELECT pg_temp.word(n), (ts_lexize('english_stem', pg_temp.word(n)))[1] FROM generate_series(0, 8191) AS n;
ANALYZE;
