-- Second opinions: who has seen a verdict cannot give one, and what asks for one is not approved
-- without it, whoever asks.

-- Everybody who ever wrote a review, as history remembers.
CREATE FUNCTION review_written_by_v1(review bigint, person bigint) RETURNS boolean
LANGUAGE sql STABLE AS $$
    SELECT EXISTS (SELECT FROM claims_review WHERE id = review AND author_id = person)
        OR EXISTS (SELECT FROM history_review
                   WHERE id = review AND author_id = person AND state <> 'new')
        OR EXISTS (SELECT FROM claims_evidence WHERE review_id = review AND added_by_id = person)
$$;

-- A look and an opinion of one person cannot pass each other: whoever comes second waits for the
-- row of the claim, which stands for all versions of its review. (Its foreign key would lock the
-- review too late, at the commit.)
CREATE FUNCTION look_lock_claim_v1() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM FROM claims_claim
    WHERE id = (SELECT claim_id FROM claims_review WHERE id = NEW.review_id)
    FOR SHARE;
    RETURN NEW;
END
$$;

CREATE TRIGGER lock_claim BEFORE INSERT ON claims_look
    FOR EACH ROW EXECUTE FUNCTION look_lock_claim_v1();

CREATE FUNCTION assessment_check_v1() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    row claims_review;
BEGIN
    -- The claim first, as every step of the workflow does.
    PERFORM FROM claims_claim
    WHERE id = (SELECT claim_id FROM claims_review WHERE id = NEW.review_id)
    FOR NO KEY UPDATE;
    SELECT * INTO row FROM claims_review WHERE id = NEW.review_id FOR UPDATE;
    IF row.state IS DISTINCT FROM 'submitted' THEN
        RAISE EXCEPTION 'Review % is %: it is assessed while it is submitted.', NEW.review_id, row.state
            USING ERRCODE = 'check_violation', CONSTRAINT = 'assessment_while_submitted';
    END IF;
    IF NOT EXISTS (SELECT FROM claims_opinionrequest WHERE review_id = row.id) THEN
        RAISE EXCEPTION 'Review % asks for no second opinion.', row.id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'assessment_asked_for';
    END IF;
    IF review_written_by_v1(row.id, NEW.assessor_id) THEN
        RAISE EXCEPTION 'Who wrote review % may not assess it.', row.id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'assessment_other_person';
    END IF;
    IF EXISTS (
        SELECT FROM claims_look JOIN claims_review AS seen ON seen.id = claims_look.review_id
        WHERE seen.claim_id = row.claim_id AND claims_look.user_id = NEW.assessor_id
    ) THEN
        RAISE EXCEPTION 'Who has seen review % may not assess it.', row.id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'assessment_blind';
    END IF;
    NEW.first_rating_id := row.rating_id;
    -- After the lock, so that the order of times is the order of events.
    NEW.created_at := clock_timestamp();
    RETURN NEW;
END
$$;

CREATE TRIGGER check_blind BEFORE INSERT ON claims_assessment
    FOR EACH ROW EXECUTE FUNCTION assessment_check_v1();

-- A second opinion is asked for before the approval, not after it.
CREATE FUNCTION opinion_request_check_v1() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM FROM claims_review
    WHERE id = NEW.review_id AND state IN ('new', 'in_review', 'returned', 'submitted')
    FOR UPDATE;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'Review % is decided already.', NEW.review_id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'opinion_request_in_time';
    END IF;
    RETURN NEW;
END
$$;

CREATE TRIGGER check_time BEFORE INSERT ON claims_opinionrequest
    FOR EACH ROW EXECUTE FUNCTION opinion_request_check_v1();

-- A disagreement is decided by neither of the two who disagree, about the verdict as it is now.
CREATE FUNCTION opinion_decision_check_v1() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    row claims_review;
BEGIN
    SELECT * INTO row FROM claims_review WHERE id = NEW.review_id FOR UPDATE;
    IF row.state IS DISTINCT FROM 'submitted' OR NOT EXISTS (
        SELECT FROM claims_assessment WHERE review_id = row.id AND rating_id <> row.rating_id
    ) THEN
        RAISE EXCEPTION 'There is no disagreement about review % to decide now.', NEW.review_id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'opinion_decision_needed';
    END IF;
    IF review_written_by_v1(row.id, NEW.decided_by_id) OR EXISTS (
        SELECT FROM claims_assessment WHERE review_id = row.id AND assessor_id = NEW.decided_by_id
    ) THEN
        RAISE EXCEPTION 'Who took a side about review % may not decide it.', row.id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'opinion_decision_other_person';
    END IF;
    NEW.rating_id := row.rating_id;
    NEW.decided_at := clock_timestamp();
    RETURN NEW;
END
$$;

CREATE TRIGGER check_sides BEFORE INSERT ON claims_opiniondecision
    FOR EACH ROW EXECUTE FUNCTION opinion_decision_check_v1();

-- The gate: no approval without the second opinion that was asked for, nor against one that nobody
-- has answered. claims/desk/review/opinions.py says the same with remedies; a test holds the two
-- together.
CREATE FUNCTION review_check_opinion_v1() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM claims_opinionrequest WHERE review_id = NEW.id) THEN
        RETURN NEW;
    END IF;
    IF NOT EXISTS (SELECT FROM claims_assessment WHERE review_id = NEW.id) THEN
        RAISE EXCEPTION 'Review % asks for a second opinion, and has none.', NEW.id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'review_second_opinion';
    END IF;
    IF EXISTS (
        SELECT FROM claims_assessment AS opinion
        WHERE opinion.review_id = NEW.id AND opinion.rating_id <> NEW.rating_id AND NOT EXISTS (
            SELECT FROM claims_opiniondecision AS decision
            WHERE decision.review_id = NEW.id AND decision.rating_id = NEW.rating_id
              AND decision.decided_at > opinion.created_at
        )
    ) THEN
        RAISE EXCEPTION 'The second opinion on review % is another, and nobody has decided.', NEW.id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'review_opinions_agree';
    END IF;
    RETURN NEW;
END
$$;

CREATE TRIGGER check_opinion BEFORE UPDATE ON claims_review
    FOR EACH ROW WHEN (NEW.state = 'approved' AND OLD.state <> 'approved')
    EXECUTE FUNCTION review_check_opinion_v1();

DO $$
DECLARE
    name text;
BEGIN
    FOREACH name IN ARRAY ARRAY[
        'claims_assessment', 'claims_look', 'claims_opinionrequest', 'claims_opiniondecision'
    ] LOOP
        EXECUTE format(
            'CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON %I
             FOR EACH ROW EXECUTE FUNCTION refuse_change_v1()', name);
        EXECUTE format('ALTER TABLE %I ENABLE ALWAYS TRIGGER append_only', name);
    END LOOP;
    FOR name IN
        SELECT tablename FROM pg_tables
        WHERE schemaname = current_schema()
          AND (tablename LIKE 'claims\_opinion%' OR tablename LIKE 'history\_opinion%'
               OR tablename = 'claims_look')
    LOOP
        EXECUTE format(
            'CREATE OR REPLACE TRIGGER no_truncate BEFORE TRUNCATE ON %I
             FOR EACH STATEMENT EXECUTE FUNCTION refuse_truncate_v1()', name);
        EXECUTE format('ALTER TABLE %I ENABLE ALWAYS TRIGGER no_truncate', name);
    END LOOP;
END
$$;
