-- What rows name that is not there, or that stands twice. Everything here is known before a claim is
-- looked at.
INSERT INTO load_fault
SELECT row.place, row.line, 'claimant', left(row.claimant, 200),
    CASE WHEN known.found > 1 THEN 'Several claimants have this name.'
        ELSE 'There is no such claimant.' END,
    CASE WHEN known.found > 1 THEN %(many_claimants)s ELSE %(no_claimant)s END
FROM load_row AS row JOIN load_claimant AS known ON known.name = row.claimant
WHERE known.id IS NULL
UNION ALL
SELECT row.place, row.line, 'article', left(row.article, 200), 'There is no such article.', %(no_article)s
FROM load_row AS row LEFT JOIN claims_article AS article ON article.key = row.article
WHERE concat(row.article, row.exact, row.prefix, row.suffix, row.start, row."end") <> ''
  AND article.id IS NULL
UNION ALL
SELECT row.place, row.line, 'exact', '', 'There are no words of the passage.', %(no_exact)s
FROM load_row AS row WHERE row.article <> '' AND coalesce(row.exact, '') = ''
UNION ALL
SELECT row.place, row.line, wrong.field, left(wrong.cell, 200), 'This is no position.', %(no_place)s
FROM load_row AS row
CROSS JOIN LATERAL (VALUES ('start', row.start), ('end', row."end")) AS wrong (field, cell)
WHERE row.article <> '' AND coalesce(wrong.cell, '') !~ %(position)s
UNION ALL
SELECT row.place, row.line, 'end', row."end", 'The passage ends before it starts.', %(end_after_start)s
FROM load_row AS row
WHERE row.article <> '' AND row.start ~ %(position)s AND row."end" ~ %(position)s
  AND row."end"::integer <= row.start::integer
UNION ALL
SELECT row.place, row.line, 'external_id', row.external_id, 'This is a claim of this desk itself.',
    'Leave it out: the desk has it.'
FROM load_row AS row
CROSS JOIN LATERAL (
    -- Row by row, by an index: only dumps of this software have such ids.
    SELECT FROM claims_claim AS own
    WHERE own.public_id = CASE WHEN pg_input_is_valid(substr(row.external_id, 11), 'uuid')
        THEN substr(row.external_id, 11)::uuid END
    LIMIT 1
) AS own
WHERE starts_with(row.external_id, 'factcheck:');
