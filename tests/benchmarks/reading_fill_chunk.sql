-- Makes the claims from %(first)s to %(last)s of %(size)s. “North” and “South” stand in half of them, and never
-- together; “ago” in a sixth, all of them old; “ministry” in each.
INSERT INTO claims_claim (id, public_id, slug, text, claimant_id, claimant_unknown, claim_date, in_language,
    topics, subject, property, value, unit, external_id, selection_reason, priority, created_at, created_by_id)
SELECT g, md5(g::text)::uuid, 'claim-' || g, concat_ws(' ', 'The share of', bench.phrase(g), bench.phrase(-g), bench.phrase(g + 500000000), 'rose.'),
    1 + g %% 1000, false, date '2026-01-01' - (g %% 2000)::integer, 'en', ARRAY['topic-' || g %% 200], '', '', '',
    '', 'bench:' || g, '', 1, now(), (SELECT min(id) FROM auth_user)
FROM generate_series(%(first)s, %(last)s) AS g;
INSERT INTO claims_appearance (id, claim_id, article_id, exact, prefix, suffix, start, "end")
SELECT g, g, 1 + g %% 1000, 'the share', 'that ', ' rose', g %% 1000, g %% 1000 + 9
FROM generate_series(%(first)s, %(last)s) AS g;
INSERT INTO claims_review (id, claim_id, version, state, author_id, reviewer_id, approved_digest, rating_id,
    title, explanation, single_source_reason, correction_note, created_at, moved_at)
SELECT g, g, 1, 'published', (SELECT id FROM auth_user WHERE username = 'alice'),
    (SELECT id FROM auth_user WHERE username = 'bob'), repeat('0', 64), (SELECT min(id) FROM claims_rating),
    'Not so: ' || bench.phrase(g + 600000000), bench.beginning() || bench.phrase(g + 700000000) || ' '
        || bench.phrase(g + 800000000)
        || CASE WHEN g %% 2 = 0 THEN ' North.' ELSE ' South.' END
        || CASE WHEN g <= %(size)s / 2 AND g %% 3 = 0 THEN ' Long ago.' ELSE '' END, '', '', now(), now()
FROM generate_series(%(first)s, %(last)s) AS g;
INSERT INTO claims_evidence (review_id, source_id, stance, quote, locator, note, added_by_id)
SELECT g, 1 + (g * side) %% 2000, 'refutes', 'the share fell', 'page ' || side, '', 1
FROM generate_series(%(first)s, %(last)s) AS g, generate_series(1, 2) AS side;

-- What the record says: the members of its documents in their order, written without spaces, as publishing writes
-- them; @@ stands for where the public address comes. No text here has the patterns that are replaced.
CREATE TEMPORARY TABLE document ON COMMIT DROP AS
SELECT c.id, c.public_id, c.slug, c.text, c.claim_date, r.title, r.explanation,
    timestamptz '2026-01-01' + c.id * interval '1 second' AS published_at,
    replace(replace(replace(json_build_object(
        'id', c.public_id, 'url', '@@/claims/' || c.slug || '/', 'text', c.text,
        'claimant', json_build_object('key', p.key, 'kind', p.kind, 'name', p.name, 'job_title', '', 'same_as', ''),
        'claim_date', c.claim_date, 'in_language', 'en', 'topics', to_json(c.topics),
        'point_at_issue', json_build_object('subject', '', 'property', '', 'value', '', 'unit', '',
            'valid_from', NULL, 'valid_to', NULL),
        'rating', json_build_object('key', bench.verdict(c.id), 'text', 'False', 'value', 1, 'best', 5, 'worst', 1,
            'normalized', 'FALSE', 'averitec', '', 'definition', '', 'colour', ''),
        'title', r.title, 'explanation', r.explanation, 'as_of', NULL, 'single_source_reason', '',
        'sources', (SELECT json_agg(json_build_object('stance', 'refutes', 'title', s.title, 'url', s.url,
            'article', NULL, 'publisher', NULL, 'source_type', s.source_type, 'date_published', NULL,
            'archived_url', '', 'quote', 'the share fell', 'locator', 'page ' || side, 'note', ''))
            FROM generate_series(1, 2) AS side JOIN claims_source AS s ON s.id = 1 + (c.id * side) %% 2000),
        'appearances', json_build_array(json_build_object('article', json_build_object('key', a.key, 'url', a.url,
            'headline', a.headline, 'author', '', 'publisher', json_build_object('name', 'Publisher ' || 1 + c.id %% 100,
            'site', '', 'same_as', ''), 'date_published', a.date_published, 'in_language', 'en'),
            'exact', 'the share', 'prefix', 'that ', 'suffix', ' rose', 'start', 0, 'end', 9)),
        'contradictions', '[]'::json, 'version', 1, 'kind', 'publication', 'note', '',
        'published_at', said_at, 'first_published_at', said_at
    )::text, '" : ', '":'), ', "', ',"'), '}, {', '},{') AS said
FROM claims_claim AS c JOIN claims_review AS r ON r.claim_id = c.id JOIN claims_claimant AS p ON p.id = c.claimant_id
JOIN claims_article AS a ON a.id = 1 + c.id %% 1000
CROSS JOIN LATERAL to_char((timestamptz '2026-01-01' + c.id * interval '1 second') AT TIME ZONE 'UTC',
    'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS said_at
WHERE c.id BETWEEN %(first)s AND %(last)s AND r.id BETWEEN %(first)s AND %(last)s;

INSERT INTO record_publication (sequence, claim_id, version, kind, note, document, digest, previous_digest, published_at)
SELECT id, public_id, 1, 'publication', '', convert_to(replace(said, '@@/', '/'), 'UTF8'),
    encode(sha256(id::text::bytea), 'hex'), encode(sha256((id - 1)::text::bytea), 'hex'), published_at
FROM document ORDER BY id;
INSERT INTO record_claim (sequence, claim_id, slug, kind, published_at, first_published_at, body, rating,
    rating_normalized, claimant, publishers, articles, topics, in_language, claim_date, search)
SELECT id, public_id, slug, 'publication', published_at, published_at,
    convert_to(replace(said, '"@@/', '"\u0000/'), 'UTF8'), bench.verdict(id), 'FALSE', 'claimant-' || 1 + id %% 1000,
    ARRAY['Publisher ' || 1 + id %% 100], ARRAY['article-' || 1 + id %% 1000], ARRAY['topic-' || id %% 200], 'en', claim_date,
    setweight(to_tsvector('factcheck_english', text), 'A') || setweight(to_tsvector('factcheck_english', title), 'B')
    || bench.beginning_vector()
    || setweight(to_tsvector('factcheck_english', substr(explanation, length(bench.beginning()) + 1)), 'C')
FROM document ORDER BY id;
