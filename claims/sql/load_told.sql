-- Nothing is written, so the next chunk would count again what this one counts: what an earlier one told
-- of is taken out, and what is left is noted. Ids of new claims are others in each chunk: their external ids are not.
DELETE FROM load_claimant AS one USING load_told AS told
WHERE one.made AND told.known_by = hash_record_extended(ROW('claimant'::text, one.name), 0);

INSERT INTO load_told
SELECT hash_record_extended(ROW('claimant'::text, one.name), 0)
FROM load_claimant AS one
WHERE one.made AND one.id IN (SELECT claimant_id FROM load_claim WHERE is_new OR changed);

DELETE FROM load_passage AS one USING load_claim AS claim, load_told AS told
WHERE claim.id = one.claim_id
  AND told.known_by = hash_record_extended(ROW(claim.external_id, one.article_id, one.start), 0);

INSERT INTO load_told
SELECT DISTINCT hash_record_extended(ROW(claim.external_id, one.article_id, one.start), 0)
FROM load_passage AS one JOIN load_claim AS claim ON claim.id = one.claim_id
WHERE one.id IS NULL OR one.changed;

DELETE FROM load_review AS one USING load_claim AS claim, load_told AS told
WHERE claim.id = one.claim_id AND told.known_by = hash_record_extended(ROW(
    claim.external_id, one.url,
    CASE one.url WHEN '' THEN one.publisher END, CASE one.url WHEN '' THEN one.external_id END
), 0);

INSERT INTO load_told
SELECT hash_record_extended(ROW(
    claim.external_id, one.url,
    CASE one.url WHEN '' THEN one.publisher END, CASE one.url WHEN '' THEN one.external_id END
), 0)
FROM load_review AS one JOIN load_claim AS claim ON claim.id = one.claim_id
WHERE one.id IS NULL OR one.changed
