-- The entries after one sequence and up to another, one by one: where something does not hold, which and what.
-- One that stands twice, or is served or known to search twice, is here twice.
SELECT entry.sequence, entry.claim_id::text, entry.version, entry.kind::text, entry.published_at, entry.note,
    entry.document, entry.digest::text, entry.previous_digest::text,
    num_nulls(claim.sequence, claim.body, claim.search) = 0 AS served, claim.ended_at IS NULL AS stands, claim.body
FROM record_publication AS entry
LEFT JOIN record_claim AS claim USING (sequence)
LEFT JOIN record_search AS made USING (sequence)
WHERE sequence > %s AND sequence <= %s ORDER BY sequence
