-- The passages of the rows, and whether each is new or has other words.
INSERT INTO load_passage
SELECT
    row.place, claim.id, NOT claim.is_new, article.id, row.exact, coalesce(row.prefix, ''),
    coalesce(row.suffix, ''), row.start::integer, row."end"::integer, old.id,
    old.id IS NOT NULL AND (old.exact, old.prefix, old.suffix, old."end") IS DISTINCT FROM
        (row.exact, coalesce(row.prefix, ''), coalesce(row.suffix, ''), row."end"::integer)
FROM load_row AS row
JOIN load_claim AS claim ON claim.external_id = row.external_id
JOIN claims_article AS article ON article.key = row.article
LEFT JOIN claims_appearance AS old
    ON old.claim_id = claim.id AND old.article_id = article.id AND old.start = row.start::integer
WHERE row.article <> ''
