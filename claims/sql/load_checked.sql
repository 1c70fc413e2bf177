-- What is wrong with claims as a whole, now that those which may change are locked.
INSERT INTO load_fault
SELECT row.place, row.line, wrong.field, left(wrong.value, 200), wrong.reason, wrong.remedy
FROM load_claim AS claim
JOIN load_row AS row USING (external_id)
CROSS JOIN LATERAL (
    VALUES
        (claim.text = '', 'text', '', 'There is no text.', %(no_text)s),
        (claim.claimant_id IS NOT NULL AND claim.claimant_unknown, 'claimant_unknown',
         row.claimant_unknown, 'There is a claimant.', %(claimant_or_unknown)s),
        (claim.valid_to < claim.valid_from, 'valid_to', claim.valid_to::text,
         'This lies before valid_from.', %(ends_after_start)s),
        (claim.fixed AND EXISTS (
            SELECT FROM claims_review
            WHERE claim_id = claim.id AND state IN ('submitted', 'approved')
         ), 'external_id', claim.external_id, 'The claim is being approved.', %(fixed)s)
) AS wrong (is_so, field, value, reason, remedy)
-- The first line is quick, and holds for every claim in which anything can be wrong.
WHERE (claim.text = '' OR claim.claimant_id IS NOT NULL AND claim.claimant_unknown
       OR claim.valid_to < claim.valid_from OR claim.fixed)
  AND wrong.is_so;

INSERT INTO load_fault
SELECT row.place, row.line, 'exact', left(row.exact, 200), 'The claim is being approved.', %(fixed)s
FROM load_passage AS passage
JOIN load_row AS row USING (place)
WHERE passage.old_claim AND (passage.id IS NULL OR passage.changed) AND EXISTS (
    SELECT FROM claims_review
    WHERE claim_id = passage.claim_id AND state IN ('submitted', 'approved')
)
UNION ALL
SELECT later.place, row.line, 'start', row.start, 'An earlier row pins other words here.', %(pinned)s
FROM load_passage AS later
JOIN load_row AS row USING (place)
WHERE (later.id IS NULL OR later.changed) AND EXISTS (
    SELECT FROM load_passage AS first
    WHERE first.claim_id = later.claim_id AND first.article_id = later.article_id
      AND first.start = later.start AND first.place < later.place
      AND (first.exact, first.prefix, first.suffix, first."end")
          IS DISTINCT FROM (later.exact, later.prefix, later.suffix, later."end")
);

-- What an earlier chunk of the file said of the same claim. It is there by now, unless nothing is written.
INSERT INTO load_fault
SELECT row.place, row.line, 'external_id', left(row.external_id, 200),
    'An earlier row says something else of this claim.', %(twice)s
FROM load_claim AS claim
JOIN load_row AS row USING (external_id)
CROSS JOIN LATERAL (
    -- Row by row, by the index: all that the file has said so far is more than a chunk.
    SELECT FROM load_seen AS seen
    WHERE seen.external_id = hashtextextended(row.external_id, 0) AND seen.said <> row.said
    LIMIT 1
) AS another
WHERE %(dry_run)s OR NOT claim.is_new;

DELETE FROM load_claim USING load_fault WHERE load_claim.place = load_fault.place;
DELETE FROM load_passage USING load_fault WHERE load_passage.place = load_fault.place;
DELETE FROM load_review USING load_fault WHERE load_review.place = load_fault.place;

INSERT INTO load_again
SELECT place
FROM (
    SELECT place, row_number() OVER (PARTITION BY slug ORDER BY place) AS turn
    FROM load_claim WHERE is_new
) AS said
WHERE turn > 1;
