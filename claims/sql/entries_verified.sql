-- The entries after %(before)s and up to %(until)s, and what is served of them; claims/record/verifying/batches.py
-- reads it. So many as %(together)s stand in one row: many rows take several times as long to be sent and read,
-- and one for all of them needs more memory than a processor has near.
--
-- Each column but the last four has something of each entry, in the order of sequences: texts with a
-- character between them that none of them should hold, numbers as so many bytes each.
-- said: the columns that only record_claim has, as columns.text writes what the document says.
-- unserved, ended, doubtful, odd, lists of sequences: nothing is served of it; it does not stand; what search
-- knows of it, or the columns that the entry has too, may be wrong; its body is not the document with BASE
-- before its path, at byte %(path)s.
--
-- *= compares rows by their bytes, in a third of the time that the values take. Terms of search are put
-- together as one text, in a quarter of the time of record_terms_v1: search_verified.sql has the last word
-- on names that hold the character 2 and on whatever else looks wrong.
SELECT before, batch.* FROM generate_series(%(before)s::bigint, %(until)s::bigint - 1, %(together)s) AS before
CROSS JOIN LATERAL (
    SELECT
        -- A text that is missing would leave its place to a part of another: such an entry does not count.
        count(*) FILTER (WHERE num_nulls(entry.claim_id, entry.version, entry.kind, entry.published_at,
            entry.note, entry.document, entry.digest, entry.previous_digest, claim.slug, claim.in_language,
            claim.claimant, claim.rating, claim.rating_normalized, claim.topics, claim.articles,
            claim.publishers, claim.body, claim.first_published_at) = 0) AS number,
        string_agg(entry.claim_id || E'\n' || entry.version || E'\n' || entry.kind, E'\x1e') AS named,
        string_agg(timestamptz_send(entry.published_at), '') AS moments,
        string_agg(entry.note, E'\x1e') AS notes,
        string_agg(int4send(octet_length(entry.document)), '') AS sizes,
        string_agg(entry.document, '') AS documents,
        string_agg(entry.digest, E'\n') AS digests,
        string_agg(entry.previous_digest, E'\n') AS previous,
        string_agg(timestamptz_send(claim.first_published_at), '') AS firsts,
        string_agg(concat('/claims/', claim.slug, E'/\x1f', claim.in_language, E'\x1f', claim.claimant,
            E'\x1f', claim.rating, E'\x1f', claim.rating_normalized, E'\x1f', claim.claim_date,
            E'\x1f', claim.valid_from, E'\x1f', claim.valid_to,
            E'\x1f', claim.topics, claim.articles, claim.publishers), E'\x1e') AS said,
        array_agg(entry.sequence) FILTER (WHERE claim.sequence IS NULL) AS unserved,
        array_agg(entry.sequence) FILTER (WHERE claim.ended_at IS NOT NULL) AS ended,
        array_agg(entry.sequence) FILTER (WHERE CASE WHEN claim.ended_at IS NULL AND claim.kind <> 'retraction' THEN
            ROW(claim.claim_id, claim.kind, claim.published_at, claim.rating, claim.claimant, claim.publishers,
                claim.topics, claim.published_at, claim.claim_date, claim.valid_from, claim.valid_to)::record
            *= ROW(entry.claim_id, entry.kind, entry.published_at, made.rating, made.claimant, made.publishers,
                made.topics, made.published_at, made.claim_date, made.valid_from, made.valid_to)::record
            AND made.search = claim.search || array_to_tsvector(string_to_array(concat(
                E'\1rating:', claim.rating,
                E'\2\1block11:', claim.sequence >> 11,
                E'\2\1block15:', claim.sequence >> 15,
                E'\2\1block19:', claim.sequence >> 19,
                E'\2\1claimant:' || nullif(claim.claimant, ''),
                E'\2\1publisher:' || nullif(array_to_string(claim.publishers, E'\2\1publisher:'), ''),
                E'\2\1topic:' || nullif(array_to_string(claim.topics, E'\2\1topic:'), ''),
                E'\2\1article:' || nullif(array_to_string(claim.articles, E'\2\1article:'), ''),
                E'\2\1language:', claim.in_language, E'\2\1unwritten:', claim.in_language,
                CASE WHEN record_part_v1(claim.sequence) %% 4 = 0 THEN concat(E'\2\1among4',
                    CASE WHEN record_part_v1(claim.sequence) %% 16 = 0 THEN E'\2\1among16' END,
                    CASE WHEN record_part_v1(claim.sequence) %% 64 = 0 THEN E'\2\1among64' END,
                    CASE WHEN record_part_v1(claim.sequence) %% 256 = 0 THEN E'\2\1among256' END) END
            ), E'\2'))
        ELSE ROW(claim.claim_id, claim.kind, claim.published_at, made.sequence)::record
            *= ROW(entry.claim_id, entry.kind, entry.published_at, NULL::bigint)::record
        END IS NOT TRUE) AS doubtful,
        array_agg(entry.sequence) FILTER (WHERE claim.ended_at IS NULL AND
            claim.body <> overlay(entry.document PLACING '\x5c7530303030' FROM %(path)s + 1 FOR 0)) AS odd
    -- Read from where it is kept once, not with each of its uses.
    FROM (
        SELECT sequence, claim_id, version, kind, published_at, note, digest, previous_digest,
            document || '' AS document
        FROM record_publication WHERE sequence > before AND sequence <= least(before + %(together)s, %(until)s)
        ORDER BY sequence OFFSET 0
    ) AS entry
    -- The bounds once more: a merge join would start from the first row otherwise.
    LEFT JOIN record_claim AS claim ON claim.sequence = entry.sequence
        AND claim.sequence > before AND claim.sequence <= least(before + %(together)s, %(until)s)
    LEFT JOIN record_search AS made ON made.sequence = entry.sequence
        AND made.sequence > before AND made.sequence <= least(before + %(together)s, %(until)s)
) AS batch
