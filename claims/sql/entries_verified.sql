-- Each entry after %(before)s and up to %(until)s, and what is served of it; claims/record/verifying reads it.
--
-- body: NULL where it is the document with BASE before its path, at byte %(path)s; else the body itself.
-- agrees: the columns that the entry has too. found: search knows it if and only if it stands.
-- Terms of search are put together as one text, which takes a quarter of the time of
-- record_terms_v1: that has the last word on names that hold the character 2, and on languages with
-- subtags.
SELECT entry.sequence, entry.claim_id::text, entry.version, entry.kind::text, entry.published_at, entry.note,
    read.document, entry.digest::text, entry.previous_digest::text,
    claim.sequence IS NOT NULL AS served,
    claim.ended_at IS NULL AS stands,
    nullif(claim.body, overlay(read.document PLACING '\x5c7530303030' FROM %(path)s + 1 FOR 0)) AS body,
    (claim.claim_id, claim.kind::text, claim.published_at)
        IS NOT DISTINCT FROM (entry.claim_id, entry.kind::text, entry.published_at) AS agrees,
    CASE WHEN claim.ended_at IS NULL AND claim.kind <> 'retraction' THEN
        (made.rating, made.claimant, made.publishers, made.topics, made.published_at, made.claim_date,
            made.valid_from, made.valid_to)
        IS NOT DISTINCT FROM (claim.rating, claim.claimant, claim.publishers, claim.topics,
            claim.published_at, claim.claim_date, claim.valid_from, claim.valid_to)
        AND CASE WHEN claim.in_language ~ '^[a-z]+$' AND made.search = claim.search
            || array_to_tsvector(string_to_array(concat(
                E'\1rating:', claim.rating,
                E'\2\1block11:', claim.sequence >> 11,
                E'\2\1block15:', claim.sequence >> 15,
                E'\2\1block19:', claim.sequence >> 19,
                E'\2\1claimant:' || nullif(claim.claimant, ''),
                E'\2\1publisher:' || nullif(array_to_string(claim.publishers, E'\2\1publisher:'), ''),
                E'\2\1topic:' || nullif(array_to_string(claim.topics, E'\2\1topic:'), ''),
                E'\2\1article:' || nullif(array_to_string(claim.articles, E'\2\1article:'), ''),
                E'\2\1language:', claim.in_language, E'\2\1unwritten:', claim.in_language,
                CASE WHEN part %% 4 = 0 THEN E'\2\1among4' END,
                CASE WHEN part %% 16 = 0 THEN E'\2\1among16' END,
                CASE WHEN part %% 64 = 0 THEN E'\2\1among64' END,
                CASE WHEN part %% 256 = 0 THEN E'\2\1among256' END
            ), E'\2'))
        THEN true
        ELSE made.search IS NOT DISTINCT FROM claim.search || array_to_tsvector(record_terms_v1(claim)) END
    ELSE made.sequence IS NULL END AS found,
    claim.first_published_at, claim.slug::text, claim.in_language::text, claim.claimant::text, claim.rating::text,
    claim.rating_normalized::text, claim.claim_date, claim.valid_from, claim.valid_to, claim.topics::text[],
    claim.articles::text[], claim.publishers::text[]
FROM record_publication AS entry
-- Read from where it is kept once, not with each of its uses.
CROSS JOIN LATERAL (SELECT entry.document || '' AS document OFFSET 0) AS read
-- The bounds once more: a merge join would start from the first row otherwise.
LEFT JOIN record_claim AS claim ON claim.sequence = entry.sequence
    AND claim.sequence > %(before)s AND claim.sequence <= %(until)s
LEFT JOIN record_search AS made ON made.sequence = entry.sequence
    AND made.sequence > %(before)s AND made.sequence <= %(until)s
CROSS JOIN LATERAL (SELECT record_part_v1(entry.sequence) AS part) AS sampled
WHERE entry.sequence > %(before)s AND entry.sequence <= %(until)s
ORDER BY entry.sequence
