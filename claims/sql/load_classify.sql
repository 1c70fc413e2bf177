-- What each claim of the rows would be, and whether that is new or another. Ids of new claims are
-- taken beforehand, in the order of the rows, so that passages and reviews know them. The first of several rows counts: the
-- others say the same of the claim.
INSERT INTO load_claim
SELECT
    row.place, row.external_id,
    coalesce(old.id, nextval(%(ids)s::regclass)),
    row.several,
    old.id IS NULL,
    old.id IS NOT NULL AND (
        (old.text, old.claimant_id, old.claimant_unknown, old.claim_date, old.in_language,
         old.topics::text[], old.subject, old.property, old.value, old.unit, old.valid_from,
         old.valid_to, old.selection_reason, old.priority)
        IS DISTINCT FROM
        (said.text, said.claimant_id, said.claimant_unknown, said.claim_date, said.in_language,
         said.topics, said.subject, said.property, said.value, said.unit, said.valid_from,
         said.valid_to, said.selection_reason, said.priority)
    ),
    -- What no review that waits for approval lets change (review_guards_v1.sql).
    old.id IS NOT NULL AND (
        (old.text, old.claimant_id, old.claimant_unknown, old.claim_date, old.in_language,
         old.topics::text[], old.subject, old.property, old.value, old.unit, old.valid_from,
         old.valid_to)
        IS DISTINCT FROM
        (said.text, said.claimant_id, said.claimant_unknown, said.claim_date, said.in_language,
         said.topics, said.subject, said.property, said.value, said.unit, said.valid_from,
         said.valid_to)
    ),
    old.xmin::text, CASE WHEN old.id IS NULL THEN gen_random_uuid() END, row.slug, said.*
FROM (
    SELECT one.*, twice.external_id IS NOT NULL AS several
    FROM load_row AS one
    LEFT JOIN load_twice AS twice USING (external_id)
    WHERE one.place = coalesce(twice.first_place, one.place)
) AS row
LEFT JOIN claims_claim AS old ON old.external_id = row.external_id
LEFT JOIN load_claimant AS known ON known.name = row.claimant
CROSS JOIN LATERAL (
    SELECT
        coalesce(row.text, old.text, '') AS text,
        CASE WHEN row.claimant IS NULL THEN old.claimant_id ELSE known.id END AS claimant_id,
        coalesce(lower(row.claimant_unknown) = ANY(%(yes)s), old.claimant_unknown, false)
            AS claimant_unknown,
        CASE WHEN row.claim_date IS NULL THEN old.claim_date
            ELSE nullif(row.claim_date, '')::date END AS claim_date,
        coalesce(nullif(coalesce(row.in_language, old.in_language), ''), %(language)s) AS in_language,
        CASE WHEN row.topics IS NULL THEN coalesce(old.topics::text[], '{}')
            WHEN row.topics = '' THEN '{}'
            ELSE array_remove(
                string_to_array(translate(row.topics, %(topics_apart)s, %(blank)s), ' '), ''
            ) END AS topics,
        coalesce(row.subject, old.subject, '') AS subject,
        coalesce(row.property, old.property, '') AS property,
        coalesce(row.value, old.value, '') AS value,
        coalesce(row.unit, old.unit, '') AS unit,
        CASE WHEN row.valid_from IS NULL THEN old.valid_from
            ELSE nullif(row.valid_from, '')::date END AS valid_from,
        CASE WHEN row.valid_to IS NULL THEN old.valid_to
            ELSE nullif(row.valid_to, '')::date END AS valid_to,
        coalesce(row.selection_reason, old.selection_reason, '') AS selection_reason,
        CASE WHEN row.priority IS NULL THEN coalesce(old.priority, %(priority)s)
            ELSE coalesce(nullif(row.priority, '')::smallint, %(priority)s) END AS priority
) AS said
ORDER BY row.place
