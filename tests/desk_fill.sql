-- Fills a scratch database with the claims %(first)s to %(last)s and all that hangs on them, in the
-- shares of a desk that has worked for a while. Made of syllables: nothing here is anybody's claim.
-- The triggers of these tables are put aside meanwhile (tests/desk_filling.py): what they would have
-- done is written here, history too.
SELECT setseed(0.5);

-- Syllables whose words are their own stems. Word n of 4,096 stands in fewer texts than word n - 1.
CREATE TEMPORARY TABLE IF NOT EXISTS word AS
    SELECT n, s[1 + (n >> 8)] || s[1 + (n >> 4 & 15)] || s[1 + (n & 15)] AS w
    FROM generate_series(0, 4095) AS n,
        (SELECT '{bak,cor,den,fil,gan,hur,jol,kem,lor,mip,nat,pel,quo,rak,tem,vin}'::text[] AS s) AS syllables;
CREATE UNIQUE INDEX IF NOT EXISTS word_n ON word (n);
CREATE TEMPORARY TABLE IF NOT EXISTS phrase AS
    SELECT draws.n, string_agg(w, ' ') FILTER (WHERE place < 3) AS two, string_agg(w, ' ') AS four
    FROM (SELECT n, place, floor(4096 * random() ^ 3)::integer AS drawn
        FROM generate_series(0, 32767) AS n, generate_series(1, 4) AS place) AS draws
    JOIN word ON word.n = drawn GROUP BY draws.n;
CREATE UNIQUE INDEX IF NOT EXISTS phrase_n ON phrase (n) INCLUDE (two, four);
ANALYZE word, phrase;
CREATE OR REPLACE FUNCTION pg_temp.two(seed bigint, part integer) RETURNS text STABLE LANGUAGE sql AS
    'SELECT two FROM phrase WHERE n = (hashint8extended(seed, part) & 32767)::integer';
CREATE OR REPLACE FUNCTION pg_temp.four(seed bigint, part integer) RETURNS text STABLE LANGUAGE sql AS
    'SELECT four FROM phrase WHERE n = (hashint8extended(seed, part) & 32767)::integer';

INSERT INTO claims_publisher (id, name, site, same_as)
SELECT g, 'Publisher ' || g, 'publisher-' || g || '.example.org', ''
FROM generate_series((%(first)s + 98) / 100 + 1, (%(last)s + 99) / 100) AS g;

INSERT INTO claims_claimant (id, key, kind, name, job_title, same_as)
SELECT g, 'claimant-' || g, 'person', initcap(pg_temp.two(g, 1)) || ' ' || g, '', ''
FROM generate_series((%(first)s + 18) / 20 + 1, (%(last)s + 19) / 20) AS g;

INSERT INTO claims_claimantalias (id, claimant_id, name)
SELECT g, g, 'Alias ' || g FROM generate_series((%(first)s + 18) / 20 + 1, (%(last)s + 19) / 20) AS g;

INSERT INTO claims_article (id, key, publisher_id, url, headline, author, date_published,
    in_language, text, text_sha256, changed_note)
SELECT g, 'article-' || g, 1 + g %% ((%(last)s + 99) / 100), 'https://example.org/articles/' || g,
    initcap(pg_temp.four(g, 2)), initcap(pg_temp.two(g, 3)), date '2026-01-01' - g %% 2000,
    CASE WHEN g %% 10 = 0 THEN 'fr' ELSE 'en' END,
    CASE WHEN g %% 3 = 0 THEN (SELECT string_agg(pg_temp.four(g, 100 + p), ' ')
        FROM generate_series(1, 75) AS p) ELSE '' END, '', ''
FROM generate_series((%(first)s + 3) / 5 + 1, (%(last)s + 4) / 5) AS g;

INSERT INTO claims_claim (id, public_id, slug, text, claimant_id, claimant_unknown, claim_date,
    in_language, topics, subject, property, value, unit, external_id, selection_reason, priority,
    created_at, created_by_id)
SELECT g, gen_random_uuid(), 'claim-' || g,
    'The share of ' || pg_temp.four(g, 4) || ' ' || pg_temp.four(g, 5) || ' rose by ' || g %% 97 || ' percent.',
    CASE WHEN g %% 10 > 0 THEN 1 + floor(random() ^ 2 * (%(last)s / 20))::integer END,
    g %% 10 = 0, date '2026-01-01' - g %% 2000, CASE WHEN g %% 10 = 0 THEN 'fr' ELSE 'en' END,
    ARRAY['topic-' || floor(200 * random() ^ 3), 'topic-' || 200 + g %% 20],
    pg_temp.two(g, 6), 'share', g %% 97, 'percent', 'bench:' || g, '', 1 + (g::bigint * 7919) %% 5,
    now() - (%(last)s - g) * interval '10 minutes', (SELECT min(id) FROM auth_user)
FROM generate_series(%(first)s, %(last)s) AS g;

INSERT INTO claims_appearance (id, claim_id, article_id, exact, prefix, suffix, start, "end")
SELECT g, g, 1 + g %% ((%(last)s + 4) / 5), 'the share', '', '', g %% 1000, g %% 1000 + 9
FROM generate_series(%(first)s, %(last)s) AS g;

-- Where the reviews stand: %(states)s has the states of a hundred.
INSERT INTO claims_review (id, claim_id, version, state, author_id, reviewer_id, approved_digest, rating_id,
    title, explanation, single_source_reason, correction_note, created_at, moved_at)
SELECT g, g, 1, state,
    CASE WHEN state <> 'new' THEN CASE WHEN g %% 3 = 0 THEN charlie ELSE alice END END,
    CASE WHEN approved THEN bob END, CASE WHEN approved THEN repeat('0', 64) ELSE '' END,
    CASE WHEN written THEN first_rating + g %% 3 END,
    CASE WHEN written THEN 'Not so' ELSE '' END,
    CASE WHEN written THEN 'The tables of the ministry show another number for ' || pg_temp.four(g, 7)
        || repeat(': of five years, the share fell in three, and in two nothing is known', 3) || '.' ELSE '' END,
    '', '', now() - (%(last)s - g) * interval '10 minutes', now() - (%(last)s - g) * interval '5 minutes'
FROM (SELECT *, state IN ('approved', 'published', 'retracted') AS approved,
        state NOT IN ('new', 'declined') AS written
    FROM (SELECT g, (%(states)s::text[])[1 + (g * 37) %% 100] AS state
        FROM generate_series(%(first)s, %(last)s) AS g) AS drawn) AS stands,
    (SELECT (SELECT id FROM auth_user WHERE username = 'alice') AS alice,
        (SELECT id FROM auth_user WHERE username = 'bob') AS bob,
        (SELECT id FROM auth_user WHERE username = 'charlie') AS charlie,
        (SELECT min(id) FROM claims_rating) AS first_rating) AS known;

INSERT INTO claims_queueplace (review_id, priority, moved_at)
SELECT r.id, c.priority, r.moved_at FROM claims_review AS r JOIN claims_claim AS c ON c.id = r.claim_id
WHERE r.claim_id BETWEEN %(first)s AND %(last)s AND r.state = 'new';

INSERT INTO claims_transition (review_id, action, from_state, to_state, actor_id, comment, at)
SELECT id, 'start', 'new', 'in_review', author_id, '', moved_at FROM claims_review
WHERE claim_id BETWEEN %(first)s AND %(last)s AND state <> 'new'
UNION ALL
SELECT id, 'submit', 'in_review', 'submitted', author_id, '', moved_at FROM claims_review
WHERE claim_id BETWEEN %(first)s AND %(last)s AND state IN ('submitted', 'approved', 'published');

INSERT INTO claims_source (id, url, title, publisher_id, source_type, archived_url, origin_group,
    unreliable_reason)
SELECT g, 'https://example.org/documents/' || g, initcap(pg_temp.four(g, 8)),
    1 + g %% ((%(last)s + 99) / 100), 'primary', '', '', ''
FROM generate_series(%(first)s / 2 + 1, (%(last)s + 1) / 2) AS g;

INSERT INTO claims_evidence (id, review_id, source_id, stance, quote, locator, note, added_by_id)
SELECT id * 2 + side - 2, id, 1 + (claim_id * side) %% ((%(last)s + 1) / 2), 'refutes', 'the share', side, '', author_id
FROM claims_review, generate_series(1, 2) AS side
WHERE claim_id BETWEEN %(first)s AND %(last)s AND rating_id IS NOT NULL;

-- Half of what nobody has decided was proposed by the comparison.
INSERT INTO claims_contradiction (id, public_id, external_id, left_id, right_id, kind, relation,
    left_value, right_value, status, note, resolution, "references", proposed_by, score, sides, decided_by_id,
    decided_at, created_at)
SELECT g, gen_random_uuid(), 'bench:' || g, g * 20 - 1, g * 20,
    (ARRAY['number', 'date', 'name', 'place'])[1 + g / 4 %% 4], 'contradicts', g %% 97, g %% 89, status,
    pg_temp.four(g, 9), 'The later one.', '{}',
    CASE WHEN g %% 8 < 4 THEN 'comparison' ELSE '' END, CASE WHEN g %% 8 < 4 THEN (g::bigint * 7919) %% 1000 / 1000.0 END, '',
    CASE WHEN status <> 'suggested' THEN (SELECT id FROM auth_user WHERE username = 'bob') END,
    CASE WHEN status <> 'suggested' THEN now() END,
    now() - (%(last)s - g) * interval '10 minutes'
FROM (SELECT g, (ARRAY['suggested', 'confirmed', 'dismissed', 'resolved'])[1 + g %% 4] AS status
    FROM generate_series(1 + (%(first)s - 1) / 20, %(last)s / 20) AS g) AS drawn;

INSERT INTO claims_repetition (id, claim_id, of_id, status, reason, score, sides, decided_by_id, decided_at)
SELECT g, g * 50, g * 50 - 7, status, 'Both say the same of the same.', (g::bigint * 7919) %% 1000 / 1000.0, '',
    CASE WHEN status <> 'suggested' THEN (SELECT id FROM auth_user WHERE username = 'bob') END,
    CASE WHEN status <> 'suggested' THEN now() END
FROM (SELECT g, (ARRAY['suggested', 'suggested', 'joined', 'dismissed'])[1 + g %% 4] AS status
    FROM generate_series(1 + (%(first)s - 1) / 50, %(last)s / 50) AS g) AS drawn;

-- Two scales, of each five ratings; what a third publisher writes nobody has said.
INSERT INTO claims_foreignrating (scale, text, rating_id)
SELECT 'checks-' || scale || '.example.org', 'Rating ' || n, (SELECT min(id) FROM claims_rating) + n %% 3
FROM generate_series(0, 1) AS scale, generate_series(1, 5) AS n
WHERE NOT EXISTS (SELECT FROM claims_foreignrating);
INSERT INTO claims_externalreview (id, claim_id, publisher, site, external_id, url, title, rating, scale, means_id,
    reviewed_on, in_language, appeared_at)
SELECT g, 1 + (g * 10 - 1) %% %(last)s, 'Checks ' || g %% 3, 'checks-' || g %% 3 || '.example.org', '',
    'https://checks-' || g %% 3 || '.example.org/' || g, initcap(pg_temp.four(g, 10)), 'Rating ' || 1 + g %% 5,
    'checks-' || g %% 3 || '.example.org', (SELECT rating_id FROM claims_foreignrating AS known
        WHERE known.scale = 'checks-' || g %% 3 || '.example.org' AND known.text = 'Rating ' || 1 + g %% 5),
    date '2026-01-01' - (g %% 2000)::integer, 'en', ''
FROM generate_series(1 + (%(first)s - 1) / 10, %(last)s / 10) AS g;

INSERT INTO claims_reviewcomment (review_id, author_id, body, created_at)
SELECT id, author_id, pg_temp.four(id, 11) || ' ' || pg_temp.four(id, 12), moved_at FROM claims_review
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
SELECT g, 'email', 'press@example.org', date '2026-01-01' - (g %% 2000)::integer, pg_temp.four(g, 13) || ' ' || pg_temp.four(g, 14), '', false,
    (SELECT id FROM auth_user WHERE username = 'alice')
FROM generate_series(%(first)s, %(last)s, 50) AS g;

INSERT INTO claims_lease (review_id, holder_id, since, until)
SELECT id, author_id, now(), now() + interval '1 day' FROM claims_review
WHERE claim_id BETWEEN %(first)s AND %(last)s AND state = 'in_review' AND claim_id %% 40 = 0;

-- What matching looks up. A vector is the sum of two of 2,048 directions; one claim in five has one,
-- as making their index takes longer than all the rest (`make bench-matching` measures it at any size).
CREATE TEMPORARY TABLE IF NOT EXISTS direction AS
    SELECT n, array_agg((random() - 0.5)::real)::halfvec(384) AS v
    FROM generate_series(0, 2047) AS n, generate_series(1, 384) AS place GROUP BY n;
CREATE UNIQUE INDEX IF NOT EXISTS direction_n ON direction (n);
ANALYZE direction;
INSERT INTO claims_match (claim_id, stems, vector, asked, filled)
SELECT c.id, array_remove(array_remove(string_to_array(lower(rtrim(c.text, '.')), ' '), 'the'), 'of'),
    CASE WHEN c.id %% 5 = 0 THEN l2_normalize(one.v + two.v) END, 1, 1
FROM claims_claim AS c
JOIN direction AS one ON one.n = hashint8extended(c.id, 20) & 2047
JOIN direction AS two ON two.n = hashint8extended(c.id, 21) & 2047
WHERE c.id BETWEEN %(first)s AND %(last)s;
INSERT INTO claims_stem AS counted (stem, claims, places)
SELECT stem, count(DISTINCT claim_id), count(*) FROM claims_match, unnest(stems) AS stem
WHERE claim_id BETWEEN %(first)s AND %(last)s GROUP BY stem
UNION ALL
SELECT '', count(*), sum(cardinality(stems)) FROM claims_match WHERE claim_id BETWEEN %(first)s AND %(last)s
ON CONFLICT (stem) DO UPDATE SET
    claims = counted.claims + excluded.claims, places = counted.places + excluded.places;
