-- Keeps claims_queueplace: one row for each review that is new and that nobody has taken, with the
-- priority of its claim. However the review or the priority came to be, it stands in the queue.
CREATE FUNCTION queue_enter_v1() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO claims_queueplace (review_id, priority, moved_at)
    -- Waits for a change of the priority that is under way, which would not see this place.
    SELECT entered.id, claim.priority, entered.moved_at
    FROM entered JOIN claims_claim AS claim ON claim.id = entered.claim_id
    WHERE entered.state = 'new' AND entered.author_id IS NULL
    FOR SHARE OF claim;
    RETURN NULL;
END
$$;

CREATE TRIGGER queue_enter AFTER INSERT ON claims_review
    REFERENCING NEW TABLE AS entered
    FOR EACH STATEMENT EXECUTE FUNCTION queue_enter_v1();
ALTER TABLE claims_review ENABLE ALWAYS TRIGGER queue_enter;

CREATE FUNCTION queue_move_v1() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    of_claim smallint;
BEGIN
    IF NEW.state <> 'new' OR NEW.author_id IS NOT NULL THEN
        DELETE FROM claims_queueplace WHERE review_id = NEW.id;
        RETURN NULL;
    END IF;
    SELECT priority INTO of_claim FROM claims_claim WHERE id = NEW.claim_id FOR SHARE;
    INSERT INTO claims_queueplace (review_id, priority, moved_at)
    VALUES (NEW.id, of_claim, NEW.moved_at)
    ON CONFLICT (review_id) DO UPDATE SET moved_at = excluded.moved_at;
    RETURN NULL;
END
$$;

CREATE TRIGGER queue_move AFTER UPDATE ON claims_review
    FOR EACH ROW
    WHEN ((OLD.state, OLD.author_id, OLD.moved_at)
          IS DISTINCT FROM (NEW.state, NEW.author_id, NEW.moved_at)
          AND 'new' IN (OLD.state, NEW.state))
    EXECUTE FUNCTION queue_move_v1();
ALTER TABLE claims_review ENABLE ALWAYS TRIGGER queue_move;

CREATE FUNCTION queue_leave_v1() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM claims_queueplace WHERE review_id = OLD.id;
    RETURN NULL;
END
$$;

CREATE TRIGGER queue_leave AFTER DELETE ON claims_review
    FOR EACH ROW WHEN (OLD.state = 'new') EXECUTE FUNCTION queue_leave_v1();
ALTER TABLE claims_review ENABLE ALWAYS TRIGGER queue_leave;

CREATE FUNCTION queue_prioritise_v1() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE claims_queueplace SET priority = NEW.priority
    WHERE review_id IN (SELECT id FROM claims_review WHERE claim_id = NEW.id AND state = 'new');
    RETURN NULL;
END
$$;

CREATE TRIGGER queue_prioritise AFTER UPDATE ON claims_claim
    FOR EACH ROW WHEN (OLD.priority <> NEW.priority) EXECUTE FUNCTION queue_prioritise_v1();
ALTER TABLE claims_claim ENABLE ALWAYS TRIGGER queue_prioritise;

INSERT INTO claims_queueplace (review_id, priority, moved_at)
SELECT review.id, claim.priority, review.moved_at
FROM claims_review AS review JOIN claims_claim AS claim ON claim.id = review.claim_id
WHERE review.state = 'new' AND review.author_id IS NULL;
