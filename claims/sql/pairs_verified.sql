-- Columns of a public contradiction that do not say as its body does, or when it ended, as a sentence.
SELECT 'What is known of the public contradiction ' || pair.contradiction_id || ' was changed.'
FROM record_contradiction AS pair
JOIN record_publication AS entry USING (sequence)
CROSS JOIN LATERAL (SELECT convert_from(pair.body, 'UTF8')::jsonb AS said OFFSET 0) AS read
WHERE (pair.contradiction_id::text, pair.left_claim_id::text, pair.right_claim_id::text,
       pair.kind::text, pair.relation::text, pair.published_at, pair.ended_at, pair.status::text)
    IS DISTINCT FROM
      (said ->> 'id', said #>> '{left,id}', said #>> '{right,id}', said ->> 'kind',
       said ->> 'relation', entry.published_at, (
           SELECT later.published_at FROM record_publication AS later
           WHERE later.claim_id IN (pair.left_claim_id, pair.right_claim_id)
             AND later.sequence > pair.sequence
           ORDER BY later.sequence LIMIT 1
       ), 'resolved')
LIMIT 1
