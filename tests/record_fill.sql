-- Publishes the claims %(first)s to %(last)s whose reviews say that they are: entries with whole
-- documents in a chain that verifies, and the tables beside the record made from them. It says in SQL
-- what claims/record/documents.py says in Python; verify_record holds the two together.
DROP TABLE IF EXISTS pg_temp.entry, pg_temp.pair, pg_temp.seen;
CREATE TEMPORARY TABLE entry ON COMMIT DROP AS
SELECT r.claim_id AS id, c.public_id, c.slug, c.text, c.claim_date, c.topics, c.in_language,
    p.key AS claimant, p.name AS claimant_name, a.key AS article, w.name AS publisher,
    t.key AS rating, t.normalized, r.title, r.explanation, r.state = 'retracted' AS retracted, r.moved_at AS at,
    concat('{"id":"', c.public_id, '","url":"/claims/', c.slug, '/","text":', to_json(c.text), ',"claimant":',
        CASE WHEN p.id IS NULL THEN 'null' ELSE concat('{"key":', to_json(p.key), ',"kind":"', p.kind, '","name":',
            to_json(p.name), ',"job_title":"","same_as":""}') END,
        ',"claim_date":"', c.claim_date, '","in_language":"', c.in_language, '","topics":', to_json(c.topics)) AS head,
    concat(',"point_at_issue":{"subject":', to_json(c.subject), ',"property":"', c.property, '","value":"', c.value,
        '","unit":"', c.unit, '","valid_from":null,"valid_to":null},"rating":',
        convert_from((SELECT body FROM record_rating WHERE key = t.key), 'UTF8'), ',"title":', to_json(r.title),
        ',"explanation":', to_json(r.explanation), ',"as_of":null,"single_source_reason":"","sources":[',
        (SELECT string_agg(concat('{"stance":"', e.stance, '","title":', to_json(s.title), ',"url":"', s.url,
            '","article":null,"publisher":{"name":', to_json(of.name), ',"site":"', of.site, '","same_as":""},'
            '"source_type":"primary","date_published":null,"archived_url":"","quote":"', e.quote,
            '","locator":"', e.locator, '","note":""}'), ',' ORDER BY e.id)
        FROM claims_evidence AS e JOIN claims_source AS s ON s.id = e.source_id
            JOIN claims_publisher AS of ON of.id = s.publisher_id
        WHERE e.id IN (r.id * 2 - 1, r.id * 2)),
        '],"appearances":[{"article":{"key":"', a.key, '","url":"', a.url, '","headline":', to_json(a.headline),
        ',"author":', to_json(a.author), ',"publisher":{"name":', to_json(w.name), ',"site":"', w.site,
        '","same_as":""},"date_published":"', a.date_published, '","in_language":"', a.in_language,
        '"},"exact":"', place.exact, '","prefix":"","suffix":"","start":', place.start, ',"end":', place."end",
        '}],"contradictions":[') AS middle
FROM claims_review AS r JOIN claims_claim AS c ON c.id = r.claim_id
JOIN claims_rating AS t ON t.id = r.rating_id
LEFT JOIN claims_claimant AS p ON p.id = c.claimant_id
JOIN claims_appearance AS place ON place.id = c.id
JOIN claims_article AS a ON a.id = place.article_id JOIN claims_publisher AS w ON w.id = a.publisher_id
WHERE r.state IN ('published', 'retracted') AND r.claim_id BETWEEN %(first)s AND %(last)s;
CREATE UNIQUE INDEX ON entry (id);

-- Contradictions that the desk has answered, of which both sides are public: the right claim is the later.
CREATE TEMPORARY TABLE pair ON COMMIT DROP AS
SELECT c.id, c.public_id, c.left_id, c.right_id, c.kind, c.relation,
    concat('"id":"', c.public_id, '","kind":"', c.kind, '","relation":"', c.relation, '",') AS named,
    concat(',"holds":null,"note":', to_json(c.note), ',"resolution":', to_json(c.resolution), '}') AS explained,
    c.left_value, c.right_value, one.public_id AS left_claim, two.public_id AS right_claim, seen.*
FROM claims_contradiction AS c JOIN entry AS one ON one.id = c.left_id JOIN entry AS two ON two.id = c.right_id,
LATERAL (SELECT
    concat('{"id":"', one.public_id, '","url":"/claims/', one.slug, '/","text":', to_json(one.text),
        ',"valid_from":null,"valid_to":null') AS left_side,
    concat('{"id":"', two.public_id, '","url":"/claims/', two.slug, '/","text":', to_json(two.text),
        ',"valid_from":null,"valid_to":null') AS right_side) AS seen
WHERE c.status = 'resolved' AND NOT one.retracted AND NOT two.retracted;
CREATE TEMPORARY TABLE seen ON COMMIT DROP AS
SELECT left_id AS id, false AS later, concat('{', named, '"value":"', left_value, '","other_value":"', right_value,
    '","other":', right_side, '}', explained) AS said FROM pair
UNION ALL
SELECT right_id, true, concat('{', named, '"value":"', right_value, '","other_value":"', left_value,
    '","other":', left_side, '}', explained) FROM pair;
CREATE INDEX ON seen (id);

DO $$
DECLARE
    head record_publication;
    row record;
BEGIN
    SELECT * INTO head FROM record_publication ORDER BY sequence DESC LIMIT 1;
    head.sequence := coalesce(head.sequence, 0);
    head.digest := coalesce(head.digest, repeat('0', 64));
    FOR row IN
        SELECT entry.*, tombstone, (SELECT string_agg(said, ',') FROM seen WHERE seen.id = entry.id AND later) AS pairs,
            timestamptz '2026-01-01' AS first
        FROM entry, unnest(CASE WHEN retracted THEN '{false,true}' ELSE '{false}'::boolean[] END) AS tombstone
        ORDER BY entry.id, tombstone
    LOOP
        head.sequence := head.sequence + 1;
        head.previous_digest := head.digest;
        head.claim_id := row.public_id;
        head.version := 1;
        head.kind := CASE WHEN row.tombstone THEN 'retraction' ELSE 'publication' END;
        head.note := CASE WHEN row.tombstone THEN 'It was withdrawn.' ELSE '' END;
        head.published_at := greatest(head.published_at, row.at);
        head.document := convert_to(concat(row.head,
            CASE WHEN row.tombstone THEN ',"version":1' ELSE concat(row.middle, row.pairs, '],"version":1') END,
            ',"kind":"', head.kind, '","note":"', head.note, '","published_at":"', pg_temp.stamp(head.published_at),
            '","first_published_at":"', pg_temp.stamp(head.published_at), '"}'), 'UTF8');
        head.digest := record_digest_v1(head);
        INSERT INTO record_publication VALUES (head.*);
    END LOOP;
END
$$;

INSERT INTO record_claim (sequence, claim_id, slug, kind, published_at, ended_at, first_published_at, body, rating,
    rating_normalized, claimant, publishers, articles, topics, claim_date, in_language, search)
SELECT entry.sequence, entry.claim_id, one.slug, entry.kind, entry.published_at,
    CASE WHEN retracted AND entry.kind = 'publication' THEN entry.published_at END, entry.published_at,
    convert_to(replace(CASE WHEN entry.kind = 'retraction' OR retracted OR said IS NULL THEN whole
        ELSE regexp_replace(whole, '"contradictions":\[.*\],"version":1,',
            '"contradictions":[' || replace(said, '\', '\\') || '],"version":1,') END,
        '"url":"/claims/', '"url":"\u0000/claims/'), 'UTF8'),
    CASE WHEN entry.kind = 'retraction' THEN '' ELSE one.rating END,
    CASE WHEN entry.kind = 'retraction' THEN '' ELSE one.normalized END, coalesce(one.claimant, ''),
    CASE WHEN entry.kind = 'retraction' THEN '{}' ELSE ARRAY[one.publisher] END,
    CASE WHEN entry.kind = 'retraction' THEN '{}' ELSE ARRAY[one.article] END, one.topics, one.claim_date,
    one.in_language, setweight(to_tsvector('factcheck_english', one.text), 'A')
    || setweight(to_tsvector('factcheck_english', concat_ws(' ', claimant_name, title)), 'B')
    || setweight(to_tsvector('factcheck_english', explanation), 'C')
FROM record_publication AS entry JOIN entry AS one ON one.public_id = entry.claim_id,
LATERAL (SELECT convert_from(document, 'UTF8') AS whole,
    (SELECT string_agg(seen.said, ',') FROM seen WHERE seen.id = one.id) AS said) AS parts
ORDER BY entry.sequence;

INSERT INTO record_contradiction (sequence, contradiction_id, left_claim_id, right_claim_id, kind, relation, status,
    published_at, body)
SELECT entry.sequence, pair.public_id, left_claim, right_claim, pair.kind, pair.relation, 'resolved',
    entry.published_at, convert_to(concat('{', named, '"left":', left_side, ',"value":"', left_value,
    '"},"right":', right_side, ',"value":"', right_value, '"}', explained), 'UTF8')
FROM pair JOIN record_publication AS entry ON entry.claim_id = pair.right_claim
ORDER BY pair.id;

INSERT INTO record_match (claim_id, stems, asked, filled)
SELECT one.public_id, m.stems, 1, 1 FROM entry AS one JOIN claims_match AS m ON m.claim_id = one.id
WHERE NOT retracted;
INSERT INTO record_stem AS counted (stem, claims, places)
SELECT stem, count(DISTINCT m.claim_id), count(*)
FROM entry JOIN claims_match AS m ON m.claim_id = entry.id, unnest(stems) AS stem WHERE NOT retracted GROUP BY stem
UNION ALL
SELECT '', count(*), sum(cardinality(stems)) FROM entry JOIN claims_match AS m ON m.claim_id = entry.id WHERE NOT retracted
ON CONFLICT (stem) DO UPDATE SET
    claims = counted.claims + excluded.claims, places = counted.places + excluded.places;
INSERT INTO record_word (word, lexeme)
SELECT w, (ts_lexize('english_stem', w))[1] FROM word ON CONFLICT DO NOTHING;
INSERT INTO record_word (word, lexeme)
SELECT DISTINCT words.word, words.lexeme
FROM (SELECT document FROM record_publication LIMIT 100) AS few, record_words_v1(convert_from(document, 'UTF8')::jsonb) AS words
ON CONFLICT DO NOTHING;

INSERT INTO claims_webhookdelivery (endpoint_id, entry_id, event, message_id, state, attempts,
    created_at, next_try_at)
SELECT (SELECT min(id) FROM claims_webhookendpoint), sequence, 'claim.published', 'msg_' || sequence,
    'delivered', 1, p.published_at, NULL
FROM record_publication AS p JOIN entry ON entry.public_id = p.claim_id;
