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
FROM load_row AS row
WHERE (row.article <> '' OR row.exact <> '' OR row.prefix <> '' OR row.suffix <> '' OR row.start <> ''
       OR row."end" <> '')
  AND NOT EXISTS (SELECT FROM claims_article AS article WHERE article.key = row.article)
UNION ALL
SELECT row.place, row.line, wrong.field, left(wrong.cell, 200), wrong.reason, wrong.remedy
FROM load_row AS row
CROSS JOIN LATERAL (
    VALUES
        (coalesce(row.exact, '') = '', 'exact', '', 'There are no words of the passage.', %(no_exact)s),
        (coalesce(row.start, '') !~ %(position)s, 'start', row.start, 'This is no position.', %(no_place)s),
        (coalesce(row."end", '') !~ %(position)s, 'end', row."end", 'This is no position.', %(no_place)s),
        (CASE WHEN row.start ~ %(position)s AND row."end" ~ %(position)s
            THEN row."end"::integer <= row.start::integer END,
         'end', row."end", 'The passage ends before it starts.', %(end_after_start)s)
) AS wrong (is_so, field, cell, reason, remedy)
WHERE row.article <> '' AND wrong.is_so
UNION ALL
SELECT row.place, row.line, 'external_id', row.external_id, 'This is a claim of this desk itself.',
    'Leave it out: the desk has it.'
FROM load_row AS row
CROSS JOIN LATERAL (
    -- Row by row, by an index: only dumps of this software have such ids.
    SELECT FROM claims_claim AS own
    WHERE own.public_id = CASE WHEN substr(row.external_id, 11) ~* '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$'
        THEN substr(row.external_id, 11)::uuid END
    LIMIT 1
) AS own
WHERE starts_with(row.external_id, 'factcheck:');
