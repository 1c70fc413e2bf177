-- How long reviews stood in each state: a stay ends by a step that leads on, and began by the one
-- before it, or when the review was made. Asked for by claims/desk/reporting/reports.py, with two
-- moments.
WITH ended AS (
    SELECT DISTINCT review_id FROM claims_transition WHERE at >= %s AND at < %s
), stays AS (
    SELECT step.from_state, step.at,
           step.at - coalesce(
               lag(step.at) OVER (PARTITION BY step.review_id ORDER BY step.id), review.created_at
           ) AS lasted
    FROM ended
    JOIN claims_transition AS step ON step.review_id = ended.review_id
    JOIN claims_review AS review ON review.id = step.review_id
    WHERE step.from_state <> step.to_state
)
SELECT from_state, count(*),
       percentile_cont(0.5) WITHIN GROUP (ORDER BY extract(epoch FROM lasted)),
       percentile_cont(0.9) WITHIN GROUP (ORDER BY extract(epoch FROM lasted))
FROM stays
WHERE at >= %s AND at < %s
GROUP BY from_state
