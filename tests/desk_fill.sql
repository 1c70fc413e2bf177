-- Fills a scratch database with the claims %(first)s to %(last)s and all that hangs on them, in the
-- shares of a desk that has worked for a while. Made of syllables: nothing here is anybody's claim.
-- Triggers that hold rules of single steps are put aside; those that keep history and queues are not.
SET CONSTRAINTS ALL IMMEDIATE;
SELECT setseed(0.5);

CREATE TEMPORARY TABLE IF NOT EXISTS syllable AS
    SELECT ('{ba,cor,den,fil,gan,hur,jol,kem,lor,mis,nat,pel,quo,ras,tem,vin}'::text[])[n] AS s, n
    FROM generate_series(1, 16) AS n;
CREATE TEMPORARY TABLE IF NOT EXISTS word AS
    SELECT (row_number() OVER ())::integer AS n, a.s || b.s || c.s AS w
    FROM syllable AS a, syllable AS b, syllable AS c;
CREATE UNIQUE INDEX IF NOT EXISTS word_n ON word (n);
-- A few words stand in many texts, most in few. `unlike` makes PostgreSQL draw anew for each row.
CREATE OR REPLACE FUNCTION pg_temp.words(number integer, unlike bigint) RETURNS text LANGUAGE sql AS $$
    SELECT string_agg(w, ' ') FROM (
        SELECT (SELECT w FROM word WHERE n = 1 + floor(4095 * drawn ^ 3)::integer) AS w
        FROM (SELECT random() AS drawn FROM generate_series(1, number) WHERE unlike > 0) AS draws
    ) AS chosen
$$;

INSERT INTO claims_publisher (id, name, site, same_as)
SELECT g, 'Publisher ' || g, 'publisher-' || g || '.example.org', ''
FROM generate_series((%(first)s + 98) / 100 + 1, (%(last)s + 99) / 100) AS g;

INSERT INTO claims_claimant (id, key, kind, name, job_title, same_as)
SELECT g, 'claimant-' || g, 'person', initcap(pg_temp.words(2, g)) || ' ' || g, '', ''
FROM generate_series((%(first)s + 18) / 20 + 1, (%(last)s + 19) / 20) AS g;

INSERT INTO claims_claimantalias (id, claimant_id, name)
SELECT g, g, 'Alias ' || g FROM generate_series((%(first)s + 18) / 20 + 1, (%(last)s + 19) / 20) AS g;

ALTER TABLE claims_article DISABLE TRIGGER USER;
INSERT INTO claims_article (id, key, publisher_id, url, headline, author, date_published,
    in_language, text, text_sha256, changed_note)
SELECT g, 'article-' || g, 1 + g %% ((%(last)s + 99) / 100), 'https://example.org/articles/' || g,
    initcap(pg_temp.words(6, g)), initcap(pg_temp.words(2, g)), date '2026-01-01' - g %% 2000,
    CASE WHEN g %% 10 = 0 THEN 'fr' ELSE 'en' END,
    CASE WHEN g %% 3 = 0 THEN pg_temp.words(300, g) ELSE '' END, '', ''
FROM generate_series((%(first)s + 3) / 5 + 1, (%(last)s + 4) / 5) AS g;

INSERT INTO claims_claim (id, public_id, slug, text, claimant_id, claimant_unknown, claim_date,
    in_language, topics, subject, property, value, unit, external_id, selection_reason, priority,
    created_at, created_by_id)
SELECT g, gen_random_uuid(), 'claim-' || g,
    'The share of ' || pg_temp.words(8, g) || ' rose by ' || g %% 97 || ' percent.',
    CASE WHEN g %% 10 > 0 THEN 1 + floor(random() ^ 2 * (%(last)s / 20))::integer END,
    g %% 10 = 0, date '2026-01-01' - g %% 2000, CASE WHEN g %% 10 = 0 THEN 'fr' ELSE 'en' END,
    ARRAY['topic-' || floor(200 * random() ^ 3), 'topic-' || 200 + g %% 20],
    pg_temp.words(2, g), 'share', g %% 97, 'percent', 'bench:' || g, '', 1 + (g * 7919) %% 5,
    now() - (%(last)s - g) * interval '10 minutes', (SELECT min(id) FROM auth_user)
FROM generate_series(%(first)s, %(last)s) AS g;

INSERT INTO claims_appearance (id, claim_id, article_id, exact, prefix, suffix, start, "end")
SELECT g, g, 1 + g %% ((%(last)s + 4) / 5), 'the share', '', '', g %% 1000, g %% 1000 + 9
FROM generate_series(%(first)s, %(last)s) AS g;

-- Where the reviews stand: of 100, 40 wait, 5 are written, 2 submitted, 1 returned, 2 approved, 38
-- published, 2 retracted, 10 declined.
ALTER TABLE claims_review DISABLE TRIGGER check_move;
UPDATE claims_review SET
    state = drawn.state,
    author_id = CASE WHEN drawn.state <> 'new' THEN (SELECT id FROM auth_user WHERE username =
        CASE WHEN claim_id %% 3 = 0 THEN 'charlie' ELSE 'alice' END) END,
    reviewer_id = CASE WHEN drawn.state IN ('approved', 'published', 'retracted')
        THEN (SELECT id FROM auth_user WHERE username = 'bob') END,
    approved_digest = CASE WHEN drawn.state IN ('approved', 'published', 'retracted')
        THEN repeat('0', 64) ELSE '' END,
    rating_id = CASE WHEN drawn.state NOT IN ('new', 'declined')
        THEN (SELECT min(id) FROM claims_rating) + claim_id %% 3 END,
    title = CASE WHEN drawn.state NOT IN ('new', 'declined') THEN 'Not so' ELSE '' END,
    explanation = CASE WHEN drawn.state NOT IN ('new', 'declined') THEN repeat('Why. ', 80) ELSE '' END,
    moved_at = now() - (%(last)s - claim_id) * interval '5 minutes'
FROM (SELECT g, (array_fill('new'::text, ARRAY[40]) || array_fill('in_review'::text, ARRAY[5])
    || '{submitted,submitted,returned,approved,approved,retracted,retracted}'::text[]
    || array_fill('declined'::text, ARRAY[10]) || array_fill('published'::text, ARRAY[43])
    )[1 + (g * 37) %% 100] AS state FROM generate_series(%(first)s, %(last)s) AS g) AS drawn
WHERE claim_id = drawn.g;
ALTER TABLE claims_review ENABLE TRIGGER check_move;

ALTER TABLE claims_transition DISABLE TRIGGER USER;
INSERT INTO claims_transition (review_id, action, from_state, to_state, actor_id, comment, at)
SELECT id, 'start', 'new', 'in_review', author_id, '', moved_at FROM claims_review
WHERE claim_id BETWEEN %(first)s AND %(last)s AND state <> 'new'
UNION ALL
SELECT id, 'submit', 'in_review', 'submitted', author_id, '', moved_at FROM claims_review
WHERE claim_id BETWEEN %(first)s AND %(last)s AND state IN ('submitted', 'approved', 'published');

INSERT INTO claims_source (id, url, title, publisher_id, source_type, archived_url, origin_group,
    unreliable_reason)
SELECT g, 'https://example.org/documents/' || g, initcap(pg_temp.words(5, g)),
    1 + g %% ((%(last)s + 99) / 100), 'primary', '', '', ''
FROM generate_series((%(first)s + 0) / 2 + 1, (%(last)s + 1) / 2) AS g;

ALTER TABLE claims_evidence DISABLE TRIGGER check_review;
INSERT INTO claims_evidence (review_id, source_id, stance, quote, locator, note, added_by_id)
SELECT id, 1 + (claim_id * side) %% ((%(last)s + 1) / 2), 'refutes', 'the share', side, '', author_id
FROM claims_review, generate_series(1, 2) AS side
WHERE claim_id BETWEEN %(first)s AND %(last)s AND rating_id IS NOT NULL;

ALTER TABLE claims_contradiction DISABLE TRIGGER USER;
INSERT INTO claims_contradiction (id, public_id, external_id, left_id, right_id, kind, relation,
    left_value, right_value, status, note, resolution, "references", proposed_by, sides, decided_by_id,
    decided_at, created_at)
SELECT g, gen_random_uuid(), 'bench:' || g, g * 20 - 1, g * 20,
    (ARRAY['number', 'date', 'name', 'place'])[1 + g %% 4], 'contradicts', g %% 97, g %% 89, status,
    pg_temp.words(6, g), 'The later one.', '{}', '', '',
    CASE WHEN status <> 'suggested' THEN (SELECT id FROM auth_user WHERE username = 'bob') END,
    CASE WHEN status <> 'suggested' THEN now() END,
    now() - (%(last)s - g) * interval '10 minutes'
FROM (SELECT g, (ARRAY['suggested', 'confirmed', 'dismissed', 'resolved'])[1 + g %% 4] AS status
    FROM generate_series(1 + (%(first)s - 1) / 20, %(last)s / 20) AS g) AS drawn;

ALTER TABLE record_publication DISABLE TRIGGER USER;
INSERT INTO record_publication (sequence, claim_id, version, kind, note, document, digest,
    previous_digest, published_at)
SELECT (SELECT coalesce(max(sequence), 0) FROM record_publication) + row_number() OVER (ORDER BY r.id),
    c.public_id, 1, 'publication', '',
    convert_to(jsonb_build_object('url', '/claims/' || c.slug || '/', 'claim', c.text, 'explanation', r.explanation)::text, 'UTF8'),
    encode(sha256(c.external_id::bytea), 'hex'), repeat('0', 64), r.moved_at
FROM claims_review AS r JOIN claims_claim AS c ON c.id = r.claim_id
WHERE r.state = 'published' AND c.id BETWEEN %(first)s AND %(last)s;

INSERT INTO claims_reviewcomment (review_id, author_id, body, created_at)
SELECT id, author_id, pg_temp.words(12, id), moved_at FROM claims_review
WHERE claim_id BETWEEN %(first)s AND %(last)s AND author_id IS NOT NULL AND claim_id %% 3 = 0;
INSERT INTO claims_commentmention (comment_id, user_id, seen_at)
SELECT c.id, (SELECT id FROM auth_user WHERE username = 'bob'),
    CASE WHEN c.id %% 20 > 0 THEN now() END
FROM claims_reviewcomment AS c JOIN claims_review AS r ON r.id = c.review_id
WHERE r.claim_id BETWEEN %(first)s AND %(last)s;

INSERT INTO claims_rereview (claim_id, reason, source_id, detail, since, outcome, comment, done_by_id,
    done_at)
SELECT claim_id, 'source', 1 + claim_id %% ((%(last)s + 1) / 2), 'It was withdrawn.', moved_at,
    CASE WHEN done THEN 'still_right' ELSE '' END, CASE WHEN done THEN 'It holds.' ELSE '' END,
    CASE WHEN done THEN author_id END, CASE WHEN done THEN now() END
FROM (SELECT *, claim_id %% 2 = 0 AS done FROM claims_review
    WHERE claim_id BETWEEN %(first)s AND %(last)s AND state = 'published' AND claim_id %% 7 = 0) AS r;

INSERT INTO claims_replyrequest (claim_id, channel, "to", contacted_at, asked, answer, public,
    written_by_id)
SELECT g, 'email', 'press@example.org', '2026-01-01', pg_temp.words(8, g), '', false,
    (SELECT id FROM auth_user WHERE username = 'alice')
FROM generate_series(%(first)s, %(last)s, 50) AS g;

ALTER TABLE claims_webhookdelivery DISABLE TRIGGER USER;
INSERT INTO claims_webhookdelivery (endpoint_id, entry_id, event, message_id, state, attempts,
    created_at, next_try_at)
SELECT (SELECT min(id) FROM claims_webhookendpoint), sequence, 'claim.published', 'msg_' || sequence,
    'delivered', 1, published_at, NULL
FROM record_publication AS p
WHERE NOT EXISTS (SELECT FROM claims_webhookdelivery AS d WHERE d.entry_id = p.sequence);

INSERT INTO claims_lease (review_id, holder_id, since, until)
SELECT id, author_id, now(), now() + interval '1 day' FROM claims_review
WHERE claim_id BETWEEN %(first)s AND %(last)s AND state = 'in_review' AND claim_id %% 40 = 0;
