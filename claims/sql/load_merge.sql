-- The claims that the checks have left: claimants first, then claims as they came. load_merge_beside.sql follows
-- in the same transaction. What is as stored already is not touched.
INSERT INTO claims_claimant (id, key, kind, name, job_title, same_as)
SELECT id, key, coalesce(nullif(kind, ''), 'person'), name, '', ''
FROM load_claimant
WHERE made AND id IN (SELECT claimant_id FROM load_claim WHERE is_new OR changed)
ORDER BY key;

INSERT INTO claims_claim (
    id, public_id, slug, text, claimant_id, claimant_unknown, claim_date, in_language, topics,
    subject, property, value, unit, valid_from, valid_to, external_id, selection_reason, priority
)
SELECT
    id, public_id,
    -- The rule of claims/intake/slugs.py, for many at once: the first one has the plain words.
    CASE WHEN place NOT IN (SELECT place FROM load_again) AND NOT EXISTS (
        SELECT FROM claims_claim AS other WHERE other.slug = said.slug
    ) THEN slug ELSE slug || '-' || left(md5(external_id), 16) END,
    text, claimant_id, claimant_unknown, claim_date, in_language, topics,
    subject, property, value, unit, valid_from, valid_to, external_id, selection_reason, priority
FROM load_claim AS said
WHERE is_new ORDER BY place;

UPDATE claims_claim AS claim SET
    text = said.text, claimant_id = said.claimant_id, claimant_unknown = said.claimant_unknown,
    claim_date = said.claim_date, in_language = said.in_language, topics = said.topics,
    subject = said.subject, property = said.property, value = said.value, unit = said.unit,
    valid_from = said.valid_from, valid_to = said.valid_to,
    selection_reason = said.selection_reason, priority = said.priority
FROM load_claim AS said WHERE said.changed AND claim.id = said.id;
