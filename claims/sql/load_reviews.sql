-- The reviews of other publishers in the rows, and whether each is new or says something else.
INSERT INTO load_review
SELECT
    row.place, row.claim_id, said.publisher, said.site, said.external_id, said.url, said.title,
    said.rating, said.value, said.best, said.worst, said.scale,
    said.reviewed_on, said.in_language, said.appeared_at, old.id,
    old.id IS NOT NULL AND
        (old.publisher, old.site, old.external_id, old.title, old.rating, old.value, old.best,
         old.worst, old.scale, old.reviewed_on, old.in_language, old.appeared_at)
        IS DISTINCT FROM
        (said.publisher, said.site, said.external_id, said.title, said.rating, said.value, said.best,
         said.worst, said.scale, said.reviewed_on, said.in_language, said.appeared_at)
FROM (
    SELECT row.*, claim.id AS claim_id, claim.is_new
    FROM load_row AS row JOIN load_claim AS claim USING (place)
    WHERE NOT claim.several AND (row.review_url <> '' OR row.review_id <> '')
    UNION ALL
    -- Several rows may bring the same one: the first counts, of stored ones too.
    (SELECT DISTINCT ON (
        claim.id, coalesce(row.review_url, ''),
        CASE WHEN coalesce(row.review_url, '') = ''
            THEN coalesce(nullif(row.review_publisher, ''), lower(row.review_site)) END,
        CASE WHEN coalesce(row.review_url, '') = '' THEN row.review_id END
    ) row.*, claim.id, claim.is_new
    FROM load_row AS row JOIN load_claim AS claim USING (external_id)
    WHERE claim.several AND (row.review_url <> '' OR row.review_id <> '')
    ORDER BY claim.id, coalesce(row.review_url, ''),
        CASE WHEN coalesce(row.review_url, '') = ''
            THEN coalesce(nullif(row.review_publisher, ''), lower(row.review_site)) END,
        CASE WHEN coalesce(row.review_url, '') = '' THEN row.review_id END, row.place)
) AS row
LEFT JOIN LATERAL (
    -- Row by row, by an index: joined, the whole table would be read for each chunk.
    SELECT stored.* FROM claims_externalreview AS stored
    WHERE NOT row.is_new AND stored.url <> ''
        AND stored.claim_id = row.claim_id AND stored.url = row.review_url
    UNION ALL
    SELECT stored.* FROM claims_externalreview AS stored
    WHERE NOT row.is_new AND coalesce(row.review_url, '') = '' AND row.review_id <> ''
        AND stored.claim_id = row.claim_id AND stored.url = ''
        AND stored.publisher = coalesce(nullif(row.review_publisher, ''), lower(row.review_site))
        AND stored.external_id = row.review_id
) AS old ON true
CROSS JOIN LATERAL (
    SELECT lower(coalesce(nullif(row.review_site, ''), old.site, (
        SELECT CASE WHEN lower(left(said.host, 4)) = 'www.' THEN substr(said.host, 5) ELSE said.host END
        FROM (
            -- What stands between :// and the next of / ? # and :, by the rule for addresses.
            SELECT split_part(translate(split_part(row.review_url, '://', 2), '?#:', '///'), '/', 1)
                AS host
        ) AS said
    ), '')) AS site
    OFFSET 0 -- Once a row, however often it is named below.
) AS host
CROSS JOIN LATERAL (
    SELECT
        coalesce(nullif(row.review_publisher, ''), old.publisher, host.site) AS publisher,
        host.site,
        coalesce(row.review_id, old.external_id, '') AS external_id,
        coalesce(row.review_url, '') AS url,
        coalesce(row.review_title, old.title, '') AS title,
        coalesce(row.review_rating, old.rating, '') AS rating,
        CASE WHEN row.review_value IS NULL THEN old.value
            ELSE nullif(row.review_value, '')::numeric(12, 4) END AS value,
        CASE WHEN row.review_best IS NULL THEN old.best
            ELSE nullif(row.review_best, '')::numeric(12, 4) END AS best,
        CASE WHEN row.review_worst IS NULL THEN old.worst
            ELSE nullif(row.review_worst, '')::numeric(12, 4) END AS worst,
        lower(coalesce(nullif(row.review_scale, ''), old.scale, nullif(host.site, ''),
              row.review_publisher)) AS scale,
        CASE WHEN row.review_date IS NULL THEN old.reviewed_on
            ELSE nullif(row.review_date, '')::date END AS reviewed_on,
        coalesce(row.review_language, old.in_language, '') AS in_language,
        coalesce(row.review_appeared_at, old.appeared_at, '') AS appeared_at
) AS said
