-- The entries after %(before)s and up to %(until)s, and what is served of them; claims/record/verifying/batches.py
-- reads it. So many as %(together)s stand in one row: many rows take several times as long to be sent and read,
-- and one for all of them needs more memory than a processor has near.
--
-- Each column but the last four has something of each entry, in the order of sequences: texts with a
-- character between them that none of them should hold, numbers as so many bytes each.
-- slugs to publishers: the columns that only record_claim has, as columns.said says what the document does.
-- unserved, ended, doubtful, odd, lists of sequences: nothing is served of it; it does not stand; what search
-- knows of it, or the columns that the entry has too, may be wrong; its body is not the document with BASE
-- before its path, at byte %(path)s.
--
-- *= compares arrays by their bytes, in less time than their values take. Terms of search are put together as
-- one array, in a quarter of the time of record_terms_v1, and where there is no term for a place, another one
-- stands there twice. search_verified.sql has the last word on whatever looks wrong.
SELECT before, batch.* FROM (
    -- Where rows stand in the record, as text: nearly always the same for all of them.
    SELECT before, (before + 1) >> 11 AS block, E'\1block11:' || ((before + 1) >> 11) AS block11,
        E'\1block15:' || ((before + 1) >> 15) AS block15, E'\1block19:' || ((before + 1) >> 19) AS block19
    FROM generate_series(%(before)s::bigint, %(until)s::bigint - 1, %(together)s) AS before OFFSET 0
) AS stretch
CROSS JOIN LATERAL (
    SELECT
        -- A text that is missing would leave its place to a part of another: such an entry does not count.
        count(*) FILTER (WHERE num_nulls(entry.claim_id, entry.version, entry.kind, entry.published_at,
            entry.note, entry.document, entry.digest, entry.previous_digest, claim.slug, claim.in_language,
            claim.claimant, claim.rating, claim.rating_normalized, claim.topics, claim.articles,
            claim.publishers, claim.body, claim.search, claim.first_published_at) = 0) AS number,
        string_agg(entry.claim_id || E'\n' || entry.version || E'\n' || entry.kind, E'\x1e') AS named,
        string_agg(timestamptz_send(entry.published_at), '') AS moments,
        string_agg(entry.note, E'\x1e') AS notes,
        string_agg(int4send(octet_length(entry.document)), '') AS sizes,
        string_agg(entry.document, '') AS documents,
        string_agg(entry.digest, E'\n') AS digests,
        string_agg(entry.previous_digest, E'\n') AS previous,
        string_agg(timestamptz_send(claim.first_published_at), '') AS firsts,
        '/claims/' || string_agg(claim.slug, E'/\x1e/claims/') || '/' AS slugs,
        string_agg(claim.in_language, E'\x1e') AS languages,
        string_agg(claim.claimant, E'\x1e') AS claimants,
        string_agg(claim.rating, E'\x1e') AS ratings,
        string_agg(claim.rating_normalized, E'\x1e') AS normalized,
        string_agg(coalesce(claim.claim_date::text, ''), E'\x1e') AS days,
        string_agg(coalesce(claim.valid_from::text, ''), E'\x1e') AS began,
        string_agg(coalesce(claim.valid_to::text, ''), E'\x1e') AS until,
        string_agg(claim.topics::text, E'\x1e') AS topics,
        string_agg(claim.articles::text, E'\x1e') AS articles,
        string_agg(claim.publishers::text, E'\x1e') AS publishers,
        array_agg(entry.sequence) FILTER (WHERE claim.sequence IS NULL) AS unserved,
        array_agg(entry.sequence) FILTER (WHERE claim.ended_at IS NOT NULL) AS ended,
        array_agg(entry.sequence) FILTER (WHERE (
            claim.claim_id = entry.claim_id AND claim.kind = entry.kind AND claim.published_at = entry.published_at
            AND CASE WHEN claim.ended_at IS NOT NULL OR claim.kind = 'retraction' THEN made.sequence IS NULL
            -- No term is missing then, which array_to_tsvector would not take.
            WHEN made.rating = claim.rating AND claim.in_language IS NOT NULL THEN
                made.claimant = claim.claimant AND made.published_at = claim.published_at
                AND made.claim_date IS NOT DISTINCT FROM claim.claim_date
                AND made.valid_from IS NOT DISTINCT FROM claim.valid_from
                AND made.valid_to IS NOT DISTINCT FROM claim.valid_to
                AND ROW(made.publishers, made.topics)::record *= ROW(claim.publishers, claim.topics)::record
                AND made.search = claim.search || array_to_tsvector(ARRAY[
                    E'\1rating:' || claim.rating,
                    CASE WHEN claim.sequence >> 11 = block THEN block11 ELSE E'\1block11:' || (claim.sequence >> 11) END,
                    CASE WHEN claim.sequence >> 11 = block THEN block15 ELSE E'\1block15:' || (claim.sequence >> 15) END,
                    CASE WHEN claim.sequence >> 11 = block THEN block19 ELSE E'\1block19:' || (claim.sequence >> 19) END,
                    E'\1language:' || claim.in_language,
                    E'\1unwritten:' || claim.in_language,
                    coalesce(E'\1claimant:' || nullif(claim.claimant, ''), E'\1rating:' || claim.rating),
                    coalesce(E'\1publisher:' || claim.publishers[1], E'\1rating:' || claim.rating),
                    coalesce(E'\1topic:' || claim.topics[1], E'\1rating:' || claim.rating),
                    coalesce(E'\1topic:' || claim.topics[2], E'\1rating:' || claim.rating),
                    coalesce(E'\1article:' || claim.articles[1], E'\1rating:' || claim.rating)
                ] || CASE WHEN cardinality(claim.publishers) > 1 OR cardinality(claim.topics) > 2
                        OR cardinality(claim.articles) > 1 THEN ARRAY(
                    SELECT E'\1publisher:' || value FROM unnest(claim.publishers) AS value WHERE value IS NOT NULL
                    UNION ALL
                    SELECT E'\1topic:' || value FROM unnest(claim.topics) AS value WHERE value IS NOT NULL
                    UNION ALL
                    SELECT E'\1article:' || value FROM unnest(claim.articles) AS value WHERE value IS NOT NULL
                ) END || CASE WHEN record_part_v1(claim.sequence) %% 4 = 0 THEN ARRAY[E'\1among4',
                    CASE WHEN record_part_v1(claim.sequence) %% 16 = 0 THEN E'\1among16' ELSE E'\1among4' END,
                    CASE WHEN record_part_v1(claim.sequence) %% 64 = 0 THEN E'\1among64' ELSE E'\1among4' END,
                    CASE WHEN record_part_v1(claim.sequence) %% 256 = 0 THEN E'\1among256' ELSE E'\1among4' END
                ] END)
            END) IS NOT TRUE) AS doubtful,
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
