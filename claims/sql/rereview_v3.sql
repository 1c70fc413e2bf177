-- A correction that is declined puts back what it had taken up: each cause once, the newest of it
-- (the first version refused the decline where one cause had come up twice), and only while
-- something of the claim is published (else nobody could answer it by a correction or retraction).
CREATE FUNCTION transition_rereview_v2() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    moved claims_review := (SELECT review FROM claims_review AS review WHERE id = NEW.review_id);
BEGIN
    IF NEW.action IN ('correct', 'retract') THEN
        UPDATE claims_rereview
        SET done_at = statement_timestamp(), done_by_id = NEW.actor_id, comment = NEW.comment,
            outcome = CASE NEW.action WHEN 'correct' THEN 'correction' ELSE 'retraction' END
        WHERE claim_id = moved.claim_id AND done_at IS NULL;
    ELSIF moved.version > 1 AND EXISTS (
        SELECT FROM claims_review WHERE claim_id = moved.claim_id AND state = 'published'
    ) THEN
        UPDATE claims_rereview AS waiting
        SET done_at = NULL, done_by_id = NULL, comment = '', outcome = ''
        WHERE claim_id = moved.claim_id AND outcome = 'correction'
          AND done_at >= moved.created_at
          AND NOT EXISTS (
              SELECT FROM claims_rereview AS other
              WHERE other.claim_id = waiting.claim_id
                AND (other.done_at IS NULL
                     OR other.outcome = 'correction' AND other.done_at >= moved.created_at
                     AND other.id > waiting.id)
                AND (other.source_id, other.corrected_id, other.contradiction_id, other.article_id)
                    IS NOT DISTINCT FROM
                    (waiting.source_id, waiting.corrected_id, waiting.contradiction_id,
                     waiting.article_id)
          );
    END IF;
    RETURN NULL;
END
$$;

CREATE OR REPLACE TRIGGER rereview AFTER INSERT ON claims_transition
    FOR EACH ROW WHEN (NEW.action IN ('correct', 'retract', 'decline'))
    EXECUTE FUNCTION transition_rereview_v2();
ALTER TABLE claims_transition ENABLE ALWAYS TRIGGER rereview;
DROP FUNCTION transition_rereview_v1();
